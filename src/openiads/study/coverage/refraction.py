"""How rays bend on their way to a target: over an effective earth, or through an exponential atmosphere."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.bending import bending, effective_elevation
from openiads.terrain.rays.lowest_heights import FARTHEST, Antenna, lowest_heights
from openiads.terrain.rays.ray import STANDARD_REFRACTION

Singles = npt.NDArray[np.float32]
Refraction = float | Literal["exponential"]

EXPONENTIAL: Literal["exponential"] = "exponential"
ATMOSPHERE = "exponential atmosphere of the CRPL, N0 313, 0.1439 per km; hiding as over a 4/3 earth"
STRIP = 1_000_000
"""Cells bent at a time."""


def effective_earth(refraction: Refraction) -> float:
    """Effective over true radius of the Earth over which terrain hides."""
    return refraction if isinstance(refraction, float | int) else STANDARD_REFRACTION


def named(refraction: Refraction) -> float | str:
    """The effective earth radius, or what atmosphere it is, for what is printed on a map."""
    return ATMOSPHERE if refraction == EXPONENTIAL else refraction


def told(refraction: Refraction) -> str:
    """What a reader of a map has to know of it."""
    rule = named(refraction)
    return rule if isinstance(rule, str) else f"effective earth radius {rule:.6g}"


def lowest_seen(grid: Grid, antenna: Antenna, refraction: Refraction, workers: int) -> Singles:
    """Height above the ground [m] from which each cell (rows, columns) is seen; NaN beyond the reach."""
    rule = effective_earth(refraction)
    lowest = lowest_heights(grid, antenna, refraction=rule, workers=workers)
    if refraction == EXPONENTIAL:
        _bend(grid, antenna, lowest)
    return lowest


def _bend(grid: Grid, antenna: Antenna, lowest: Singles) -> None:
    """Raise or lower heights seen over a 4/3 earth, in place, to those through the exponential atmosphere.

    Ground that is seen stays seen: what hides it lies near and low, where the two agree.
    """
    table = bending(antenna.altitude, min(antenna.reach, FARTHEST))
    rows = max(1, STRIP // lowest.shape[1])
    for first in range(0, len(lowest), rows):
        heights, ground = lowest[first : first + rows], grid.heights[first : first + rows]
        found = np.nonzero(np.isfinite(heights) & (heights > 0.0))
        places = (found[0] + first).astype(np.float64), found[1].astype(np.float64)
        _, away = grid.polar(antenna.latitude, antenna.longitude, *places)
        above = ground[found].astype(np.float64)
        seen = heights[found] + above
        drop = table.drop_at(effective_elevation(antenna.altitude, seen, away), away)
        heights[found] = np.maximum(seen - drop - above, 0.0)
