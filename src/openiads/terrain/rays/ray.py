"""One ray over the ground, exactly: the readable reference of every map, and the maker of masking tables.

The ground is linear between neighbouring posts of the grid.  A ray that runs straight through rows and
columns meets it wherever it crosses a row or a column; nothing between two crossings stands higher than both.

Refraction bends rays by a constant factor: the Earth is a sphere of `refraction` times its radius and rays
are straight.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd edition (2001), section 8.5: the effective earth.
.. [2] Recommendation ITU-R P.834, Effects of tropospheric refraction, its effective radius of 4/3.

The geometry on that sphere is our own derivation: two sides and the angle between them.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.scalar import cos, sin
from openiads.terrain.maps.grid import Heights

Floats = npt.NDArray[np.float64]

STANDARD_REFRACTION = 4.0 / 3.0
STRAIGHT_DOWN = -1e18
"""Tangent of a ray that has met no ground yet; its angle is -pi/2 to the last bit."""


@kernel
def tangent_of(height: float, distance: float, antenna: float, radius: float) -> float:
    """Tangent of the elevation at which ground of `height` [m] shows, `distance` [m] along the ground.

    `antenna` is its altitude [m], `radius` the effective Earth's [m].
    """
    theta = distance / radius
    return ((radius + height) * cos(theta) - (radius + antenna)) / ((radius + height) * sin(theta))


@kernel
def altitude_on(tangent: float, distance: float, antenna: float, radius: float) -> float:
    """Altitude [m] of a ray of `tangent`, `distance` [m] along the ground; infinite if never there."""
    theta = distance / radius
    fall = cos(theta) - tangent * sin(theta)
    return (radius + antenna) / fall - radius if fall > 0.0 else math.inf


@kernel
def height_on(heights: Heights, way: int, line: int, place: float) -> float:
    """Height [m] on row `line` (way 0) or column `line` (way 1), between its posts; NaN off the map.

    The outer half of an edge cell has the height of its post.
    """
    last = heights.shape[1 - way] - 1
    if not (0 <= line < heights.shape[way] and -0.5 <= place <= last + 0.5):
        return math.nan
    place = min(max(place, 0.0), float(last))
    post = int(place)
    share = place - post
    here = float(heights[line, post] if way == 0 else heights[post, line])
    if share == 0.0:
        return here
    there = float(heights[line, post + 1] if way == 0 else heights[post + 1, line])
    return here + share * (there - here)


@kernel
def steepest_crossing(
    heights: Heights, row: float, column: float, distance: float, row_end: float, column_end: float,
    distance_end: float, nearest: float, antenna: float, radius: float, so_far: float,
) -> tuple[float, float]:  # fmt: skip
    """Highest tangent after one straight stretch of a ray, and where the map ends on it.

    row, column, distance  where the stretch begins [cells, cells, m]; `_end` where it ends, not included
    nearest                ground nearer than this is left out [m]
    so_far                 highest tangent before the stretch

    Ground off the map counts as sea level, which hides least; the second value is the distance of the first
    crossing there, infinite if there is none.
    """
    highest, known = so_far, math.inf
    for way in range(2):
        here, end = (row, row_end) if way == 0 else (column, column_end)
        beside, beside_end = (column, column_end) if way == 0 else (row, row_end)
        span = end - here
        if span == 0.0:
            continue
        step = 1 if span > 0.0 else -1
        post = math.ceil(here) if step > 0 else math.floor(here)
        while (post - end) * step < 0.0:
            share = (post - here) / span
            away = distance + share * (distance_end - distance)
            if away >= nearest:
                height = height_on(heights, way, post, beside + share * (beside_end - beside))
                if math.isnan(height):
                    known = min(known, away)
                    height = 0.0
                highest = max(highest, tangent_of(height, away, antenna, radius))
            post += step
    return highest, known


@kernel
def lowest_visible(
    heights: Heights,
    rows: Floats,
    columns: Floats,
    distances: Floats,
    nearest: float,
    antenna: float,
    radius: float,
) -> float:
    """Lowest visible altitude [m] at the end of a path, given as points that straight stretches join."""
    highest = STRAIGHT_DOWN
    last = rows.shape[0] - 1
    for i in range(last):
        highest, _ = steepest_crossing(
            heights, rows[i], columns[i], distances[i], rows[i + 1], columns[i + 1], distances[i + 1],
            nearest, antenna, radius, highest,
        )  # fmt: skip
    return altitude_on(highest, distances[last], antenna, radius)
