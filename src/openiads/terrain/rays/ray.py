"""One ray over the ground, exactly: the readable reference of every map, and the maker of masking tables.

The ground is linear between neighbouring posts of the grid.  A ray that runs straight through rows and
columns meets it wherever it crosses a row or a column; nothing between two crossings stands higher than both.

Refraction bends rays by a constant factor: the Earth is a sphere of `refraction` times its radius and rays
are straight.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd edition (2001), chapter 8: the effective earth.
.. [2] Recommendation ITU-R P.834-4 (2003), Effects of tropospheric refraction on radiowave propagation,
   annex 1, section 2: the effective radius.

The geometry on that sphere is our own derivation: two sides and the angle between them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel, part
from openiads.ground.scalar import cos, sin, sincos
from openiads.terrain.maps.grid import Heights

Floats = npt.NDArray[np.float64]

STANDARD_REFRACTION = 4.0 / 3.0
STRAIGHT_DOWN = -1e18
"""Tangent of a ray that has met no ground yet; its angle is -pi/2 to the last bit."""
CLEARLY = 0.001
"""What ground lies below a ray by [m] where no rounding could lift it above."""


class Viewpoint(NamedTuple):
    """Where rays begin, and over which Earth they run straight."""

    altitude: float  # of the antenna, above mean sea level [m]
    radius: float  # of the effective Earth [m]
    blind: float  # ground nearer than this is left out [m]


class Waypoint(NamedTuple):
    """A place on the ground under a ray."""

    row: float  # fractional
    column: float  # fractional
    distance: float  # from the antenna, along the ground [m]


class Ray(NamedTuple):
    """Waypoints of one ray or of several, which straight stretches join."""

    rows: Floats  # (..., waypoints)
    columns: Floats  # (..., waypoints)
    distances: Floats  # (waypoints,) [m]


@kernel
def tangent_of(height: float, distance: float, viewpoint: Viewpoint) -> float:
    """Tangent of the elevation at which ground of `height` [m] shows, `distance` [m] along the ground.

    Our own derivation on the effective earth [1]_ [2]_.
    """
    sine, cosine = sincos(distance / viewpoint.radius)
    top = viewpoint.radius + height
    return (top * cosine - (viewpoint.radius + viewpoint.altitude)) / (top * sine)


@part
def _is_lower(height: float, distance: float, viewpoint: Viewpoint, tangent: float) -> bool:
    """Whether ground surely shows below a tangent, without its angle; where it is close, nothing is said.

    Our own: the series of a cosine and a sine, cut where what is left out is on the safe side.
    """
    theta = distance / viewpoint.radius
    q = theta * theta
    top = viewpoint.radius + height
    most_cosine = 1.0 - q * (0.5 - q * (1.0 / 24.0))
    least = theta * (1.0 - q * (1.0 / 6.0)) if tangent > 0.0 else theta  # of the sine, times the tangent
    rise = top * most_cosine - (viewpoint.radius + viewpoint.altitude)
    return theta < 3.0 and rise < tangent * top * least - CLEARLY


@kernel
def altitude_on(tangent: float, distance: float, viewpoint: Viewpoint) -> float:
    """Altitude [m] of a ray of `tangent`, `distance` [m] along the ground; infinite if never there.

    Our own derivation on the effective earth [1]_ [2]_.
    """
    theta = distance / viewpoint.radius
    fall = cos(theta) - tangent * sin(theta)
    return (viewpoint.radius + viewpoint.altitude) / fall - viewpoint.radius if fall > 0.0 else math.inf


@kernel
def height_on(heights: Heights, way: int, line: int, place: float) -> float:
    """Height [m] on row `line` (way 0) or column `line` (way 1), between its posts; NaN off the map.

    The outer half of an edge cell has the height of its post.

    Our own: linear between posts.
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
    heights: Heights, begin: Waypoint, end: Waypoint, viewpoint: Viewpoint, so_far: float
) -> tuple[float, float]:
    """Highest tangent after one straight stretch of a ray, and where the map ends on it.

    begin, end  of the stretch; `end` itself is not looked at
    so_far      highest tangent before the stretch

    Ground off the map counts as sea level, which hides least; the second value is the distance of the first
    crossing there, infinite if there is none.

    Our own: exact for ground that is linear between posts.
    """
    highest, known = so_far, math.inf
    for way in range(2):
        here, there = (begin.row, end.row) if way == 0 else (begin.column, end.column)
        beside, beside_end = (begin.column, end.column) if way == 0 else (begin.row, end.row)
        span = there - here
        if span == 0.0:
            continue
        step = 1 if span > 0.0 else -1
        post = math.ceil(here) if step > 0 else math.floor(here)
        while (post - there) * step < 0.0:
            share = (post - here) / span
            away = begin.distance + share * (end.distance - begin.distance)
            if away >= viewpoint.blind:
                height = height_on(heights, way, post, beside + share * (beside_end - beside))
                if math.isnan(height):
                    known = min(known, away)
                    height = 0.0
                if not _is_lower(height, away, viewpoint, highest):
                    highest = max(highest, tangent_of(height, away, viewpoint))
            post += step
    return highest, known


@kernel
def lowest_visible(heights: Heights, ray: Ray, viewpoint: Viewpoint) -> float:
    """Lowest visible altitude [m] at the end of a ray."""
    highest = STRAIGHT_DOWN
    last = ray.rows.shape[0] - 1
    for i in range(last):
        begin = Waypoint(ray.rows[i], ray.columns[i], ray.distances[i])
        end = Waypoint(ray.rows[i + 1], ray.columns[i + 1], ray.distances[i + 1])
        highest, _ = steepest_crossing(heights, begin, end, viewpoint, highest)
    return altitude_on(highest, ray.distances[last], viewpoint)
