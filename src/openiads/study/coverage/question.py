"""What is asked of a coverage study, and what the cells of the map can answer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import SupportsIndex

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import MEAN_RADIUS
from openiads.ground.kinds import number, numbers, shown, truth
from openiads.ground.units import DEG, KM
from openiads.ground.whole import whole
from openiads.study.coverage.refraction import EXPONENTIAL, Refraction
from openiads.terrain.maps.grid import Grid

ALTITUDES = (50.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
"""Heights above the ground that are asked if nothing else is [m]."""
HIGHEST = 50_000.0
LOW_FLYERS = (50.0, 100.0)
"""Heights above the ground of the flyers whose first sight is told [m]."""
CHANCES = (0.5, 0.8, 0.9)
"""Chances of detection for which areas and bands of altitude are told."""
SURFACES = ("mean", "max", "both")
FARTHEST_SITE = 50_000.0
MOST_SCANS = 100
WIDEST_CELL = 10_000.0
"""Errors were measured with cells of up to 9 km."""
WEAKEST, STRONGEST = 1.0, 2.0
"""Effective earth radii over the Earth's that a scenario may have."""
COARSE_CELL = DEG / 120.0 * MEAN_RADIUS
"""The cell for which the error of coarse ground was measured: 30 arc-seconds, 927 m."""
COARSE_HEIGHT = 300.0
COARSE_POWER = 0.6


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question."""

    altitudes: tuple[float, ...] = ALTITUDES  # above the ground, ascending [m]
    rcs: float = 1.0  # [m2]
    surface: str = "both"
    scans: int = 3  # over which detection is accumulated
    siting: float = 0.0  # sites may be the highest ground within this [m]; 0, they stand on their points
    one_figure: bool = False  # even where the cells are too coarse for one
    refraction: Refraction | None = None  # None, that of the scenario
    cell: float | None = None  # take cells of the map together to blocks about as wide [m]; None, if need be


def question(
    altitudes: Iterable[float] = ALTITUDES,
    rcs: float = 1.0,
    surface: str = "both",
    scans: SupportsIndex = 3,
    siting: float = 0.0,
    one_figure: bool = False,
    refraction: Refraction | None = None,
    cell: float | None = None,
) -> Question:
    """Check a question; each fault is one message that says what is allowed."""
    heights = tuple(sorted(set(numbers("altitudes_m", altitudes, "altitudes_m=[50, 300, 1000]"))))
    rcs = number("rcs_m2", rcs, "rcs_m2=1.0")
    one_figure = truth("allow_coarse", one_figure)
    if cell is not None:
        cell = number("cell_m", cell, "cell_m=1000.0")
    if refraction is not None and not isinstance(refraction, str):
        refraction = number("refraction", refraction, "refraction=1.333")
    if not heights:
        raise OutOfRange("altitudes_m: is empty; one height above the ground is needed; give 50,300,1000")
    for height in heights:
        if not 0.0 < height <= HIGHEST:
            raise OutOfRange(
                f"altitudes_m: {height:g} is not allowed as a height above the ground; "
                f"more than 0 and at most {HIGHEST:g} is; leave it out"
            )
    if not (math.isfinite(rcs) and rcs > 0.0):
        raise OutOfRange(f"rcs_m2: is {rcs:g}; more than 0 is allowed; 1 is what ranges are quoted for")
    if str(surface) not in SURFACES:
        raise OutOfRange(
            f"surface: is {shown(surface)}; allowed are {', '.join(SURFACES)}; both gives the band"
        )
    scans = whole("scans", scans, 1, MOST_SCANS, "scans=3")
    if not 0.0 <= siting <= FARTHEST_SITE:
        raise OutOfRange(
            f"siting: best within {siting / KM:g} km; 0 to {FARTHEST_SITE / KM:g} km are allowed; "
            "a site farther away is another site, move it in the scenario"
        )
    if cell is not None and not 0.0 < cell <= WIDEST_CELL:
        raise OutOfRange(
            f"cell_m: is {cell:g}; more than 0 and at most {WIDEST_CELL:g} is allowed; "
            "leave it out for the cells of the map"
        )
    if refraction not in (None, EXPONENTIAL):
        _require_effective_earth(refraction)
    return Question(heights, float(rcs), surface, scans, float(siting), one_figure, refraction, cell)


def _require_effective_earth(refraction: object) -> None:
    number = refraction if isinstance(refraction, float | int) else math.nan
    if not WEAKEST <= number <= STRONGEST:
        raise OutOfRange(
            f"refraction: is {refraction if isinstance(refraction, float | int) else repr(refraction)}; "
            f"an effective earth radius of {WEAKEST:g} to {STRONGEST:g} is allowed, or exponential; "
            "1.333 is the standard for radar"
        )


def lowest_supported(grid: Grid) -> float:
    """Height above the ground [m] below which a map is too coarse for one figure.

    Coverage at a height is worth no more than the ground that decides it.  Measured on real 90 m ground
    (median error of the lowest visible height, hilltop radar, 4/3 earth): 66 m with cells of 900 m and 259 m
    with cells of 9 km, so the error goes with the 0.6th power of the cell; single claims are refused below
    300 m on 30 arc-seconds, which is four to five times the median error.  Level ground has no such error.
    """
    if not grid.heights.any():
        return 0.0
    return float(round(COARSE_HEIGHT * (grid.cell / COARSE_CELL) ** COARSE_POWER))


def surfaces_needed(asked: Question, supported: float) -> tuple[str, ...]:
    """Surfaces to compute: both where a single one could not be told as such."""
    coarse = min(*asked.altitudes, *LOW_FLYERS) < supported and not asked.one_figure
    return ("mean", "max") if asked.surface == "both" or coarse else (asked.surface,)
