"""Whether mean and highest heights of blocks hold the truth between them, by where the antenna stands.

The truth is the finer map itself: the share of what lies within reach that is seen at a height above ground.
Sites are picked by the rule of `verification/horizons.py`, which looks at the ground only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from openiads.terrain.files.blocks import Memory, read
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import Around
from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights
from verification.horizons import MAST, grounds, sites

Floats = npt.NDArray[np.float64]
Place = tuple[float, float]

REACH = 60e3
ALTITUDES = (100.0, 300.0, 1_000.0, 3_000.0)
SIZES = (4, 10)
ROUNDING = 1e-3
"""A share this near to a bound is not outside of it."""

RULES: dict[str, Callable[[float, float, float], float]] = {
    "finer ground": lambda fine, mean, surface: fine,
    "finer, or higher surface": lambda fine, mean, surface: max(fine, surface),
    "mean surface": lambda fine, mean, surface: mean,
    "each surface": lambda fine, mean, surface: surface,
}
"""What an antenna stands on, of the finer map, the mean surface and the one that hides, at the site [m]."""


def shares(over: Grid, site: Place, ground: float) -> Floats:
    """Share of the cells within reach that are seen at each height, by area."""
    lowest = lowest_heights(over, Antenna(*site, ground + MAST, REACH))
    latitude, _ = over.place(np.arange(len(lowest)), 0.0)
    areas = np.cos(latitude)[:, None] * ~np.isnan(lowest)
    return np.array([(areas * (lowest <= altitude)).sum() / areas.sum() for altitude in ALTITUDES])


def bands(fine: Grid, site: Place, size: int) -> dict[str, tuple[Floats, Floats]]:
    """Mean and highest surface's shares by rule, over blocks and over neighbourhoods of cells as wide."""
    blocks = read(Memory(fine), [Around(*site, REACH)], size)
    found = {}
    for kind, mean in (("block", blocks), ("3 x 3", replace(blocks, blocks=None))):
        surfaces = (mean, mean.with_surface("max"))
        at_site = [float(over.elevation(*site)) for over in (fine, *surfaces)]
        for rule, stands_on in RULES.items():
            low, high = (
                shares(over, site, stands_on(at_site[0], at_site[1], here))
                for over, here in zip(surfaces, at_site[1:], strict=True)
            )
            found[f"{kind} {rule}"] = low, high
    alone = replace(blocks, blocks=None)
    pair = alone, alone.with_surface("max", [site])
    found["3 x 3 mean, also around it"] = tuple(
        shares(over, site, float(alone.elevation(*site))) for over in pair
    )
    return found


def row(name: str, truth: Floats, mean: Floats, highest: Floats) -> str:
    """One line: shares of both surfaces over the truth's, and how many sites have the truth between them."""
    low, high = np.minimum(mean, highest), np.maximum(mean, highest)
    held = (low - ROUNDING <= truth) & (truth <= high + ROUNDING)
    numbers = zip((mean - truth).mean(axis=0), (highest - truth).mean(axis=0), held.mean(axis=0), strict=True)
    told = "".join(f"{100 * a:>+13.1f} {100 * b:>+5.1f} {100 * c:>4.0f}" for a, b, c in numbers)
    return f"{name:<33}{told}"


def print_table(quick: bool = False) -> None:
    """Print the table; nothing is asked of it, it says which rule to choose."""
    each = 2 if quick else 12
    heads = "".join(f"{f'{altitude:g} m  mean   max held':>24}" for altitude in ALTITUDES)
    print(f"\nshare seen within {REACH / 1e3:g} km, off the finer map's [percentage points]; sites held [%]")
    for name, fine in grounds().items():
        chosen = [tuple(map(float, fine.place(s.row, s.column))) for s in sites(fine, each)]
        print(f"\n{name}, {len(chosen)} sites\n{'':<33}{heads}")
        truths = np.array([truth_of(fine, (a, b)) for a, b in chosen])
        for size in SIZES:
            made = [bands(fine, (a, b), size) for a, b in chosen]
            for rule in made[0]:
                print(row(f"{size:<3}{rule}", truths, *_columns(made, rule)), flush=True)


def truth_of(fine: Grid, site: Place) -> Floats:
    """Shares of the finer map itself."""
    return shares(read(Memory(fine), [Around(*site, REACH)], 1), site, float(fine.elevation(*site)))


def _columns(made: Sequence[dict[str, tuple[Floats, Floats]]], rule: str) -> tuple[Floats, Floats]:
    return np.array([each[rule][0] for each in made]), np.array([each[rule][1] for each in made])
