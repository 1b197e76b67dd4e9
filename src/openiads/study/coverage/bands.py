"""Altitude bands of detection: over each cell from where up to where some radar detects.

A radar looks alike in every direction of its sector, so what it detects without ground is one table of
distance and altitude; the ground then cuts each band from below.  Altitudes are above the sea.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, normal_of
from openiads.scenario.plan import Plan
from openiads.sensing.band import Chords, widen_bands
from openiads.sensing.detection_map import one_look
from openiads.state.planes import Radar
from openiads.state.positions import Cells
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

CEILING = 30_000.0
"""Altitude up to which bands are looked for [m]; one that ends here may go on."""
RUNG, HALVINGS = 100.0, 8
"""Spacing of the altitudes at which a radar's chance is worked out [m], and how often it is then halved."""
CHORDS = 601
"""Distances at which it is."""


@dataclass(frozen=True, slots=True)
class Level:
    """How surely: the chance of detection in n scans, p in n of one radar."""

    chance: float
    scans: int

    @property
    def of_one_look(self) -> float:
        """Chance of a single look that gives it; looks are independent."""
        return float(1.0 - (1.0 - self.chance) ** (1.0 / self.scans))


@dataclass(frozen=True, eq=False)
class Bands:
    """Altitudes above the sea [m] by level and place; lowest is infinite and highest minus that for none."""

    levels: tuple[Level, ...]
    lowest: Singles  # (levels, n)
    highest: Singles  # (levels, n); of several radars' bands the outer ends, whatever lies between


def levels_of(chances: Sequence[float], scans: int) -> tuple[Level, ...]:
    """Every chance for one look and, if they are more, for all scans."""
    return tuple(Level(chance, n) for n in dict.fromkeys((1, scans)) for chance in chances)


def no_bands(levels: Sequence[Level], places: int) -> Bands:
    """Bands that hold nothing yet."""
    shape = len(levels), places
    return Bands(tuple(levels), np.full(shape, np.inf, np.float32), np.full(shape, -np.inf, np.float32))


def add_radar(
    bands: Bands, plan: Plan, world: World, s: int, rcs: float, normals: Floats, seen_from: Singles
) -> None:
    """Widen bands, in place, by what radar `s` detects of a target of some RCS [m2].

    normals    (n, 3) of the ellipsoid
    seen_from  (n,) altitude above the sea from which radar `s` has a line of sight [m]; infinite or NaN, none
    """
    site = normal_of(*plan.radars[s].site)
    ends, step = ends_of(plan, world, s, rcs, bands.levels)
    widen_bands(world, s, Chords(site, ends, step), normals, seen_from, bands.lowest, bands.highest)


def ends_of(plan: Plan, world: World, s: int, rcs: float, levels: Sequence[Level]) -> tuple[Floats, float]:
    """Lowest and highest altitude [m] (levels, 2, CHORDS) without ground, NaN for none; spacing of chords.

    A chord joins the normals of site and place on the unit sphere.
    """
    farthest = plan.radars[s].entry.instrumented_range / MEAN_RADIUS
    step = 2.0 * math.sin(0.5 * farthest) / (CHORDS - 2)
    away = 2.0 * MEAN_RADIUS * np.arcsin(0.5 * step * np.arange(CHORDS))
    places = destination(*plan.radars[s].site, float(world.radar_f[Radar.SECTOR_CENTRE, s]), away)
    normals = normal_of(*places)

    def chance(altitudes: Floats) -> Singles:
        """(chords, altitudes) chance of one look."""
        flat = altitudes.astype(np.float32).ravel()
        found = np.zeros(len(flat), np.float32)
        everywhere = np.ones(len(flat), np.bool_)
        repeated = np.repeat(normals, altitudes.shape[1], axis=0)
        one_look(world, s, rcs, False, Cells(repeated, flat, everywhere, 0, len(flat)), found)
        return found.reshape(altitudes.shape)

    rungs = np.arange(0.0, CEILING + 0.5 * RUNG, RUNG)
    ladder = chance(np.broadcast_to(rungs, (CHORDS, len(rungs))))
    ends = np.full((len(levels), 2, CHORDS), np.nan)
    for k, level in enumerate(levels):
        detects = ladder >= np.float32(level.of_one_look)
        some = detects.any(axis=1)
        first, last = detects.argmax(axis=1), len(rungs) - 1 - detects[:, ::-1].argmax(axis=1)
        for end, inner, outer in ((0, first, first - 1), (1, last, last + 1)):
            outside = rungs[np.clip(outer, 0, len(rungs) - 1)]
            ends[k, end, some] = _refined(chance, level.of_one_look, rungs[inner], outside)[some]
    return ends, step


def _refined(chance: Callable[[Floats], Singles], least: float, inside: Floats, outside: Floats) -> Floats:
    """The end of a band between an altitude inside of it and one outside, or at the end of the ladder."""
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + outside)
        detects = chance(middle[:, None])[:, 0] >= np.float32(least)
        inside, outside = np.where(detects, middle, inside), np.where(detects, outside, middle)
    return inside
