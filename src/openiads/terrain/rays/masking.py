"""What the ground hides from an antenna: per azimuth and range, the elevation angle of the skyline so far.

One table per site serves targets at any altitude: a target is unmasked iff its `apparent_elevation` is not
below `masking_angle` at its azimuth and ground distance.

Rays are great circles of the mean sphere, so azimuth and distance are those of `frames.great_circle`;
`ray` walks along them and says how they bend.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd edition (2001), chapter 8: straight rays over the
   effective earth, which `apparent_elevation` and `altitude_at` write as plane triangles.

Our rules: the table, bilinear in azimuth and range; bounds of it that stay in the caches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.frames import MEAN_RADIUS, destination
from openiads.ground.scalar import TWO_PI, atan2, cos, sin
from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid, Heights
from openiads.terrain.maps.outline import Around, unbroken
from openiads.terrain.rays.ray import (
    STANDARD_REFRACTION,
    STRAIGHT_DOWN,
    Ray,
    Viewpoint,
    Waypoint,
    steepest_crossing,
    tangent_of,
)

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

N_AZIMUTHS = 720
AT_ONCE = 50
"""Rays are made out to a multiple of so many ranges."""
STRETCH_BITS = 7
STRETCH = 1 << STRETCH_BITS
"""Ranges that one pair of bounds stands for."""
Cell = tuple[int, int, float, float]
"""The entry of a table before a place, and by what share of a cell the place lies beyond it, each way."""


@dataclass(frozen=True, eq=False)
class Masking:
    """Skyline around one antenna.

    Valid for the site, antenna altitude and refraction that it was made with.
    """

    angles: npt.NDArray[np.float32]  # (azimuths, ranges) highest elevation angle before that range [rad]
    ranges: Floats  # (ranges,) ground distances [m]
    known_range: Floats  # (azimuths,) ground distance to which the map reaches [m]

    @property
    def known_share(self) -> float:
        """Share of the disc out to the last range that the map covers."""
        return float(np.mean((self.known_range / self.ranges[-1]) ** 2))


def range_axis(limit: float, step: float = 1000.0) -> Floats:
    """Ranges step, 2 step, 3 step... to `limit` or just beyond it [m], as `masking_angle` wants them."""
    return step * np.arange(1.0, math.ceil(limit / step) + 1.0)


def masking_angles(
    grid: Grid,
    latitude: float,
    longitude: float,
    antenna_altitude: float,
    ranges: Floats,
    refraction: float = STANDARD_REFRACTION,
    n_azimuths: int = N_AZIMUTHS,
) -> Masking:
    """Skyline seen from an antenna at `antenna_altitude` [m above mean sea level].

    Parameters
    ----------
    latitude, longitude : the site [rad], on the map or not
    ranges : (ranges,) ground distances [m], ascending
    refraction : effective earth radius over earth radius; 1 is none, 4/3 the standard for radar

    Returns
    -------
    Masking : entry [a, d] regards the ground strictly between antenna and ``ranges[d]`` along azimuth
        ``a / n_azimuths`` of a turn, the bulge of the earth included; -pi/2 where nothing lies between.

    Notes
    -----
    The ground within half a cell of the antenna is left out: the map cannot tell the hill that carries the
    antenna from the antenna.  Ground off the map is taken as sea level, which hides least;
    `known_range` says from where on.
    """
    angles = np.empty((n_azimuths, len(ranges)), dtype=np.float32)
    radius = refraction * MEAN_RADIUS
    if grid.heights.size == 1:
        _level(float(grid.heights[0, 0]), Viewpoint(float(antenna_altitude), radius, 0.0), ranges, angles)
        return Masking(angles, ranges, np.full(n_azimuths, ranges[-1]))
    grid = unbroken(grid, Around(latitude, longitude, float(ranges[-1])))
    known_range = np.empty(n_azimuths)
    rays = _rays(grid, Site(latitude, longitude, n_azimuths), ranges)
    nearest = 0.5 * grid.smallest_edge(latitude, longitude)
    viewpoint = Viewpoint(float(antenna_altitude), radius, nearest)
    _march(grid.heights, rays, viewpoint, angles, known_range)
    return Masking(angles, ranges, known_range)


class Site(NamedTuple):
    """Whence rays begin, and in how many azimuths."""

    latitude: float  # [rad]
    longitude: float  # [rad]
    n_azimuths: int


def _rays(grid: Grid, site: Site, ranges: Floats) -> Ray:
    """Rays around a site through every range, `rows` and `columns` beyond the last too.

    Another antenna there, or a radar that sees a little farther, is given those of before.
    """
    step, count = float(ranges[0]), len(ranges)
    if not np.array_equal(ranges, step * np.arange(1.0, count + 1.0)):
        return _rays_through(grid, site, np.concatenate([[0.0], ranges]))
    rays = _rays_by(grid, site, step, math.ceil(count / AT_ONCE) * AT_ONCE)
    return rays._replace(distances=rays.distances[: count + 1])


@lru_cache(maxsize=8)
def _rays_by(grid: Grid, site: Site, step: float, count: int) -> Ray:
    return _rays_through(grid, site, np.concatenate([[0.0], step * np.arange(1.0, count + 1.0)]))


def _rays_through(grid: Grid, site: Site, distances: Floats) -> Ray:
    azimuths = TWO_PI / site.n_azimuths * np.arange(site.n_azimuths)[:, None]
    rows, columns = grid.locate(*destination(site.latitude, site.longitude, azimuths, distances))
    if turn := cells.period(grid):  # unwound, so that a ray leaving the map does not cross it backwards
        columns = np.unwrap(columns, period=turn / grid.column_spacing, axis=1)
    return Ray(rows, columns, distances)


@kernel
def _level(height: float, viewpoint: Viewpoint, ranges: Floats, angles: Singles) -> None:
    """Skyline of level ground: its own bulge, up to the horizon and no lower beyond.

    Our own: `tangent_of` out to the horizon of a sphere.
    """
    radius = viewpoint.radius
    horizon = radius * acos_of(min((radius + height) / (radius + viewpoint.altitude), 1.0))
    for d in range(ranges.shape[0]):
        angles[:, d] = atan2(tangent_of(height, max(min(ranges[d], horizon), 1.0), viewpoint), 1.0)


@kernel
def acos_of(cosine: float) -> float:
    """Angle [rad, 0 to pi] of a cosine.

    Our own, by definition.
    """
    return atan2(math.sqrt(max(1.0 - cosine * cosine, 0.0)), cosine)


@kernel
def _march(heights: Heights, rays: Ray, viewpoint: Viewpoint, angles: Singles, known_range: Floats) -> None:
    """Carry the highest tangent outwards along each ray, from one range of the table to the next.

    Our own: the greatest tangent so far.
    """
    rows, columns, distances = rays
    for a in range(rows.shape[0]):
        highest, known = STRAIGHT_DOWN, distances[-1]
        for d in range(angles.shape[1]):
            begin = Waypoint(rows[a, d], columns[a, d], distances[d])
            end = Waypoint(rows[a, d + 1], columns[a, d + 1], distances[d + 1])
            highest, until = steepest_crossing(heights, begin, end, viewpoint, highest)
            known = min(known, until)
            angles[a, d] = atan2(highest, 1.0)
        known_range[a] = known


@kernel
def cell_of(n_azimuths: int, n_ranges: int, range_step: float, azimuth: float, distance: float) -> Cell:
    """Where in a site's table an azimuth [rad, 0 to 2 pi] and a ground distance [m] lie."""
    x = azimuth * n_azimuths / TWO_PI
    y = min(max(distance / range_step - 1.0, 0.0), n_ranges - 1.0)
    a = int(x)
    d = int(y)
    left = a if a < n_azimuths else a - n_azimuths  # no remainder of integers: it costs more than all else
    return left, d, x - a, y - d


@kernel
def masking_angle(
    angles: npt.NDArray[np.float32], range_step: float, azimuth: float, distance: float
) -> float:
    """Skyline [rad] at an azimuth [rad, 0 to 2 pi] and ground distance [m], from one site's table.

    Linear in azimuth and range; `range_step` [m] is that of `range_axis`.  Outside the ranges the first or
    the last entry holds.  A ridge counts from up to one range step before it stands.

    Source: bilinear, as in `maps.grid`; that the nearer range counts early is our rule.
    """
    n_azimuths: int = angles.shape[0]
    n_ranges: int = angles.shape[1]
    left, d, u, v = cell_of(n_azimuths, n_ranges, range_step, azimuth, distance)
    right = left + 1 if left + 1 < n_azimuths else 0
    far = min(d + 1, n_ranges - 1)
    near_angle = (1.0 - u) * float(angles[left, d]) + u * float(angles[right, d])
    far_angle = (1.0 - u) * float(angles[left, far]) + u * float(angles[right, far])
    return (1.0 - v) * near_angle + v * far_angle


def bounds_of(angles: Singles) -> Singles:
    """Least and greatest angle [rad] of all that `masking_angle` reads by azimuth and stretch of ranges.

    angles  of one site or of several (..., azimuths, ranges)

    Returns (..., azimuths, 2 x stretches), least and greatest by turns: a sixtieth of the table, which stays
    in the caches.
    """
    beside = np.roll(angles, -1, axis=-2)
    low, high = np.minimum(angles, beside), np.maximum(angles, beside)
    parts = [slice(d, d + STRETCH + 1) for d in range(0, angles.shape[-1], STRETCH)]
    bounds = [(low[..., part].min(axis=-1), high[..., part].max(axis=-1)) for part in parts]
    return np.stack([bound for pair in bounds for bound in pair], axis=-1)


@kernel
def masking_bounds(
    bounds: Singles, n_ranges: int, range_step: float, azimuth: float, distance: float
) -> tuple[float, float]:
    """Least and greatest [rad] that `masking_angle` can be, but for its rounding, at the same place."""
    left, d, _, _ = cell_of(bounds.shape[0], n_ranges, range_step, azimuth, distance)
    pair = 2 * (d >> STRETCH_BITS)
    return float(bounds[left, pair]), float(bounds[left, pair + 1])


@kernel
def apparent_elevation(
    antenna_altitude: float, target_altitude: float, distance: float, refraction: float
) -> float:
    """Elevation [rad] at which an antenna sees a target, both altitudes above mean sea level [m].

    `distance` is along the ground [m]; the bending is that of `masking_angles`.

    Source: [1]_, as a plane triangle.
    """
    radius = refraction * MEAN_RADIUS
    arc = distance / radius
    rise = (radius + target_altitude) * cos(arc) - (radius + antenna_altitude)
    return atan2(rise, (radius + target_altitude) * sin(arc))


@kernel
def altitude_at(antenna_altitude: float, elevation: float, distance: float, refraction: float) -> float:
    """Altitude [m] of the ray that leaves an antenna at `elevation` [rad], `distance` [m] along the ground.

    Undoes `apparent_elevation`; with `masking_angle` as the elevation it is the lowest visible altitude.
    Infinite where the ray never comes so far.

    Source: [1]_, by the law of sines in that triangle.
    """
    radius = refraction * MEAN_RADIUS
    reach = cos(elevation + distance / radius)
    if reach <= 0.0 or elevation + distance / radius >= 0.5 * math.pi:
        return math.inf
    return (radius + antenna_altitude) * cos(elevation) / reach - radius


@kernel
def _elevations_into(
    antenna: Floats, target: Floats, distance: Floats, refraction: float, out: Floats
) -> None:
    for i in range(out.shape[0]):
        out[i] = apparent_elevation(antenna[i], target[i], distance[i], refraction)


def apparent_elevations(
    antenna_altitude: npt.ArrayLike,
    target_altitude: npt.ArrayLike,
    distance: npt.ArrayLike,
    refraction: float = STANDARD_REFRACTION,
) -> Floats:
    """Elevations [rad] with the bits of `apparent_elevation`; altitudes and distances [m] broadcast."""
    given = (np.asarray(x, dtype=np.float64) for x in (antenna_altitude, target_altitude, distance))
    antenna, target, away = np.broadcast_arrays(*given)
    out = np.empty(antenna.shape)
    _elevations_into(antenna.ravel(), target.ravel(), away.ravel(), refraction, out.reshape(-1))
    return out
