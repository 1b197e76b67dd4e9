"""What the ground hides from an antenna: per azimuth and range, the elevation angle of the skyline so far.

One table per site serves targets at any altitude: a target is unmasked iff its `apparent_elevation` is not
below `masking_angle` at its azimuth and ground distance.

Rays are great circles of the mean sphere, so azimuth and distance are those of `frames.great_circle`.
Refraction bends rays by a constant factor: the earth is a sphere of `refraction` times its radius and rays
are straight.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd edition (2001), section 8.5: the effective earth.
.. [2] Recommendation ITU-R P.834, Effects of tropospheric refraction, its effective radius of 4/3.

The geometry on that sphere is our own derivation: two sides and the angle between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.frames import MEAN_RADIUS, destination
from openiads.ground.scalar import TWO_PI, atan2, cos, sin, sincos_array
from openiads.terrain.grid import Grid, Heights, height_at

Floats = npt.NDArray[np.float64]

STANDARD_REFRACTION = 4.0 / 3.0
N_AZIMUTHS = 720

# Samples along a ray lie apart by a share of the distance, and by half a cell at most.  Against a walk in
# steps of 1 m this puts 99 % of a table within 0.13 mrad on a mountain slope; a smaller share gains nothing.
# A wall of one cell loses at most its slope times half the share.
SHARE = 1.5e-3
COARSEST = 0.5
# A smooth earth has no cells; its horizon still wants samples.
WIDEST_CELL = 1000.0
# Places are computed for every so many samples and interpolated between: under 1 m off.
STRIDE = 16
# Tangent of the skyline where nothing stands yet; its angle is -pi/2 to the last bit.
STRAIGHT_DOWN = -1e18


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
    cell = min(grid.cell, grid.column_spacing * cos(latitude) * MEAN_RADIUS, WIDEST_CELL)
    distances = _sample_distances(float(ranges[-1]), cell)
    rows, columns = _ray_places(grid, latitude, longitude, distances[::STRIDE], n_azimuths)
    sines, cosines = sincos_array(distances / (refraction * MEAN_RADIUS))
    angles = np.empty((n_azimuths, len(ranges)), dtype=np.float32)
    known_range = np.empty(n_azimuths)
    _march(
        grid.heights,
        rows,
        columns,
        distances,
        sines,
        cosines,
        antenna_altitude,
        refraction * MEAN_RADIUS,
        ranges,
        angles,
        known_range,
    )
    return Masking(angles, ranges, known_range)


def _sample_distances(limit: float, cell: float) -> Floats:
    """Distances [m] from half a cell to `limit` or beyond; whole strides and one more."""
    coarsest = COARSEST * cell
    n_near = math.ceil(-math.log(SHARE) / math.log1p(SHARE))
    # Products, not powers: they are the same to the last bit on every machine.
    near = coarsest * np.cumprod(np.full(n_near, 1.0 + SHARE))
    n_far = max(math.ceil((limit - near[-1]) / coarsest), 0) + STRIDE
    samples = np.concatenate([near, near[-1] + coarsest * np.arange(1, n_far + 1)])
    strides = math.ceil(int(np.searchsorted(samples, limit)) / STRIDE)
    return samples[: strides * STRIDE + 1]


def _ray_places(
    grid: Grid, latitude: float, longitude: float, distances: Floats, n_azimuths: int
) -> tuple[Floats, Floats]:
    """Fractional rows and columns (azimuths, distances) on the grid along every ray."""
    azimuths = TWO_PI / n_azimuths * np.arange(n_azimuths)[:, None]
    rows, columns = grid.locate(*destination(latitude, longitude, azimuths, distances))
    # Unwound, so that a ray leaving the map does not cross it backwards between two places.
    turn = TWO_PI / grid.column_spacing
    return rows, np.unwrap(columns, period=turn, axis=1)


@kernel
def _march(
    heights: Heights,
    rows: Floats,
    columns: Floats,
    distances: Floats,
    sines: Floats,
    cosines: Floats,
    antenna_altitude: float,
    radius: float,
    ranges: Floats,
    angles: npt.NDArray[np.float32],
    known_range: Floats,
) -> None:
    """Carry the highest tangent outwards along each ray; `radius` is the effective earth's [m]."""
    for a in range(rows.shape[0]):
        highest = STRAIGHT_DOWN
        known = ranges[-1]
        d = 0
        for i in range(distances.shape[0]):
            while d < ranges.shape[0] and ranges[d] <= distances[i]:
                angles[a, d] = atan2(highest, 1.0)
                d += 1
            if d == ranges.shape[0]:
                break
            place = i // STRIDE
            row, column = rows[a, place], columns[a, place]
            if i % STRIDE > 0:
                first = distances[place * STRIDE]
                share = (distances[i] - first) / (distances[(place + 1) * STRIDE] - first)
                row += share * (rows[a, place + 1] - row)
                column += share * (columns[a, place + 1] - column)
            height = height_at(heights, row, column)
            if math.isnan(height):
                known = min(known, distances[i])
                height = 0.0
            rise = (radius + height) * cosines[i] - (radius + antenna_altitude)
            highest = max(highest, rise / ((radius + height) * sines[i]))
        while d < ranges.shape[0]:
            angles[a, d] = atan2(highest, 1.0)
            d += 1
        known_range[a] = known


@kernel
def masking_angle(
    angles: npt.NDArray[np.float32], range_step: float, azimuth: float, distance: float
) -> float:
    """Skyline [rad] at an azimuth [rad, 0 to 2 pi] and ground distance [m], from one site's table.

    Linear in azimuth and range; `range_step` [m] is that of `range_axis`.  Outside the ranges the first or
    the last entry holds.  A ridge counts from up to one range step before it stands.
    """
    n_azimuths: int = angles.shape[0]
    n_ranges: int = angles.shape[1]
    x = azimuth * n_azimuths / TWO_PI
    y = min(max(distance / range_step - 1.0, 0.0), n_ranges - 1.0)
    a = int(x)
    d = int(y)
    u = x - a
    v = y - d
    left = a % n_azimuths
    right = (a + 1) % n_azimuths
    far = min(d + 1, n_ranges - 1)
    near_angle = (1.0 - u) * float(angles[left, d]) + u * float(angles[right, d])
    far_angle = (1.0 - u) * float(angles[left, far]) + u * float(angles[right, far])
    return (1.0 - v) * near_angle + v * far_angle


@kernel
def apparent_elevation(
    antenna_altitude: float, target_altitude: float, distance: float, refraction: float
) -> float:
    """Elevation [rad] at which an antenna sees a target, both altitudes above mean sea level [m].

    `distance` is along the ground [m]; the bending is that of `masking_angles`.
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
