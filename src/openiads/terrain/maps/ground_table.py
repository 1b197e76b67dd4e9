"""The ground under a track, from a coarse table: mean altitude over cells of some five kilometres.

Height above ground by this table is height above the country around, not above the hill below: good to tell
a low flyer from an airliner, wrong by some hundred metres in mountains, and of no use for sight lines.

References
----------
.. [1] M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, formula 25.2.66: bilinear.

The table itself is our own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import part
from openiads.ground.frames import ECCENTRICITY_SQUARED, MEAN_RADIUS, Place, mean_longitude, unwound
from openiads.ground.scalar import atan2
from openiads.state.world import World
from openiads.terrain.maps.grid import Grid

STEP = math.radians(0.05)
"""Spacing of the table in latitude and longitude."""
SAMPLES = 4
"""Heights averaged along each edge of a cell."""
STRIP = 1_000_000
"""Heights along and across that are averaged at a time, times `SAMPLES`."""


@dataclass(frozen=True, slots=True)
class GroundTable:
    """Mean altitudes of the ground."""

    heights: npt.NDArray[np.float32]  # (latitudes, longitudes), row 0 the southernmost [m]
    south: float  # latitude of the middle of row 0 [rad]
    west: float  # longitude of the middle of column 0 [rad]


def ground_table(grid: Grid, circles: list[tuple[float, float, float]]) -> GroundTable:
    """The table over all circles (latitude, longitude [rad], radius [m]); off the map it is sea level.

    A map of one cell is as high everywhere, and so is its table, however far radars see around a pole; and
    without circles nobody asks for the ground under a track.

    Our own: means of even samples.
    """
    if grid.heights.size == 1 or not circles:
        height = grid.heights[0, 0] if grid.heights.size == 1 else 0.0
        return GroundTable(np.full((2, 2), height, dtype=np.float32), 0.0, 0.0)
    latitude, longitude, radius = np.array(circles).T
    # Across the date line, longitudes run on.
    longitude = unwound(longitude, mean_longitude(latitude, longitude))
    reach = radius / MEAN_RADIUS
    south, north = float((latitude - reach).min()), float((latitude + reach).max())
    aside = reach / max(math.cos(min(max(abs(south), abs(north)), 1.5)), 0.05)
    west, east = float((longitude - aside).min()), float((longitude + aside).max())
    shape = (math.ceil((north - south) / STEP) + 1, math.ceil((east - west) / STEP) + 1)
    within = (np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5
    rows = south + STEP * (np.arange(shape[0])[:, None] + within).ravel()
    columns = west + STEP * (np.arange(shape[1])[:, None] + within).ravel()
    heights = np.empty(shape, dtype=np.float32)
    # In strips, for samples between radars on both sides of the Earth would not fit into memory.
    strip = max(STRIP // len(columns), 1)
    for first in range(0, shape[0], strip):
        part = rows[SAMPLES * first : SAMPLES * (first + strip)]
        fine = np.nan_to_num(grid.elevation(part[:, None], columns[None, :]))
        heights[first : first + strip] = fine.reshape(-1, SAMPLES, shape[1], SAMPLES).mean(axis=(1, 3))
    return GroundTable(heights, south, west)


@part
def _beyond(east: float, middle: float) -> float:
    """Longitude [rad] east of a table's west, in the turn of its middle."""
    if east > middle + math.pi:
        return east - 2.0 * math.pi
    if east < middle - math.pi:
        return east + 2.0 * math.pi
    return east


@part
def ground_below(world: World, place: Place) -> float:
    """Altitude [m] of the ground under a place, between cells of the table, at its edge beyond it.

    Source: [1]_ between cells.  The latitude is that of a place on the ellipsoid, 40 m off at 11 km up: our
    own.
    """
    x, y, z = place
    step = world.tables.ground_step
    latitude = atan2(z, math.sqrt(x * x + y * y) * (1.0 - ECCENTRICITY_SQUARED))
    rows, columns = world.ground.shape
    row = min(max((latitude - world.tables.ground_south) / step, 0.0), rows - 1.0)
    east = _beyond(atan2(y, x) - world.tables.ground_west, 0.5 * step * (columns - 1.0))
    column = min(max(east / step, 0.0), columns - 1.0)
    i, j = min(int(row), rows - 2), min(int(column), columns - 2)
    v, u = row - i, column - j
    # Plain Python would compute in the table's single precision.
    here, east_of = float(world.ground[i, j]), float(world.ground[i, j + 1])
    north_of, beyond = float(world.ground[i + 1, j]), float(world.ground[i + 1, j + 1])
    lower = (1.0 - u) * here + u * east_of
    upper = (1.0 - u) * north_of + u * beyond
    return float((1.0 - v) * lower + v * upper)
