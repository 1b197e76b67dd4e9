"""Earth and frames: the only file that knows the ellipsoid.

ECEF is WGS-84, Earth-centred and Earth-fixed.  ENU is east, north, up at a named origin.  Azimuth is
clockwise from true north in [0, 2 pi), elevation from the horizontal.  Altitudes are heights above the
ellipsoid; mean sea level is taken to be the ellipsoid, 20 to 40 m off in the default theatre.

References
----------
.. [1] NGA.STND.0036, World Geodetic System 1984, version 1.0.0 (2014), tables 3.1 and 3.5.
.. [2] B. R. Bowring, Transformation from spatial to geographical coordinates, Survey Review 23 (1976),
   323-327, the latitude in one step.
.. [3] K. Gade, A non-singular horizontal position representation, Journal of Navigation 63 (2010),
   395-417, the normal vector and its great circle: equations 3, 9, 10, 16 and 22.
.. [4] H. Moritz, Geodetic Reference System 1980, Journal of Geodesy 74 (2000), 128-133, the mean radius.
.. [5] J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), equation 3-12,
   the area between parallels of the ellipsoid; 5-4b to 5-6, azimuths and points of a great circle.
.. [6] B. R. Bowring, The accuracy of geodetic latitude and height equations, Survey Review 28 (1985),
   202-206, the height once the latitude is known.
.. [7] T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid with application of nested
   equations, Survey Review 23 (1975), 88-93, equations 3 to 15: what the great circle is held against.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.scalar import TWO_PI, atan2, atan2_array, sincos_array, turn

Floats = npt.NDArray[np.float64]

SEMI_MAJOR = 6_378_137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
ECCENTRICITY_SQUARED = FLATTENING * (2.0 - FLATTENING)
SECOND_ECCENTRICITY_SQUARED = ECCENTRICITY_SQUARED / (1.0 - ECCENTRICITY_SQUARED)
MEAN_RADIUS = 6_371_008.8
MU = 3.986004418e14
ROTATION = 7.292115e-5
GRAVITY = 9.80665


class Place(NamedTuple):
    """A point, ECEF [m]."""

    x: float
    y: float
    z: float


class Enu(NamedTuple):
    """A point east, north and up of a named origin [m]."""

    east: float
    north: float
    up: float


def normal_of(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
    """Outward normal of the ellipsoid, shape (..., 3) [1], at geodetic latitude and longitude [rad].

    Source: [3]_, equation 3, its axes turned to those of ECEF.
    """
    sin_lat, cos_lat = sincos_array(latitude)
    sin_lon, cos_lon = sincos_array(longitude)
    return _stacked(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat)


def ecef_of_normal(normal: Floats, altitude: npt.ArrayLike) -> Floats:
    """Position, shape (..., 3) [m, ECEF], `altitude` [m] above the foot of the `normal` (..., 3).

    Source: [3]_, equation 22, written with the radius of curvature across the meridian.
    """
    altitude = np.asarray(altitude, dtype=np.float64)
    across = SEMI_MAJOR / np.sqrt(1.0 - ECCENTRICITY_SQUARED * normal[..., 2] ** 2)
    level = across + altitude
    polar = across * (1.0 - ECCENTRICITY_SQUARED) + altitude
    return _stacked(level * normal[..., 0], level * normal[..., 1], polar * normal[..., 2])


def ecef_of(latitude: npt.ArrayLike, longitude: npt.ArrayLike, altitude: npt.ArrayLike) -> Floats:
    """Position, shape (..., 3) [m, ECEF], of geodetic coordinates [rad, rad, m]; shapes broadcast."""
    return ecef_of_normal(normal_of(latitude, longitude), altitude)


def geodetic_of(position: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude [rad], altitude [m] of positions (..., 3) [m, ECEF].

    Bowring's step, taken twice: closer than 1e-11 rad and 1e-6 m from 10 km below the ellipsoid to
    10 000 km above; at the poles the longitude is that of `atan2`.

    Source: [2]_ for the latitude, [6]_ for the altitude.
    """
    position = np.asarray(position, dtype=np.float64)
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    p = np.sqrt(x * x + y * y)
    sine, cosine = _unit(SEMI_MAJOR * z, SEMI_MINOR * p)
    for _ in range(2):
        rise = z + SECOND_ECCENTRICITY_SQUARED * SEMI_MINOR * sine**3
        run = p - ECCENTRICITY_SQUARED * SEMI_MAJOR * cosine**3
        sine, cosine = _unit((1.0 - FLATTENING) * rise, run)
    sine, cosine = _unit(rise, run)
    surface = SEMI_MAJOR * np.sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine)
    return atan2_array(rise, run), atan2_array(y, x), p * cosine + z * sine - surface


def enu_axes(latitude: float, longitude: float) -> Floats:
    """Unit vectors east, north, up in ECEF as the rows of a (3, 3) array, at geodetic [rad, rad].

    Source: [3]_, equations 9 and 10, written out in latitude and longitude.
    """
    (sin_lat, sin_lon), (cos_lat, cos_lon) = sincos_array([latitude, longitude])
    return np.array(
        [
            [-sin_lon, cos_lon, 0.0],
            [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
        ]
    )


def zone_ordinate(latitude: npt.ArrayLike) -> Floats:
    """Area [m2] of the ellipsoid between the equator and a latitude [rad], per radian of longitude.

    Between two meridians and two parallels lies the difference of two of these times that of the longitudes.

    Source: [5]_, equation 3-12: half its q, times the square of the semi-major axis.
    """
    sine = sincos_array(latitude)[0]
    eccentricity = math.sqrt(ECCENTRICITY_SQUARED)
    flat = sine / (1.0 - ECCENTRICITY_SQUARED * sine * sine)
    return np.asarray(0.5 * SEMI_MINOR**2 * (flat + np.arctanh(eccentricity * sine) / eccentricity))


def unwound(angle: npt.ArrayLike, middle: float, turn: float = TWO_PI) -> Floats:
    """Angles [rad, or as `turn` is] within half a turn of a middle; those that are keep their last bit."""
    given = np.asarray(angle, dtype=np.float64)
    return np.asarray(given - turn * np.rint((given - middle) / turn))


def mean_longitude(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> float:
    """Longitude [rad] of the middle of points [rad], wherever on the Earth they lie together.

    Our own: that of the sum of their normals, which knows no date line.
    """
    x, y, _ = np.moveaxis(normal_of(latitude, longitude), -1, 0)
    return math.atan2(float(np.sum(y)), float(np.sum(x)))


def great_circle(
    start_latitude: npt.ArrayLike,
    start_longitude: npt.ArrayLike,
    end_latitude: npt.ArrayLike,
    end_longitude: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Distance [m] on the mean sphere and azimuth [rad] at the start, of geodetic points [rad].

    Against the geodesic on the ellipsoid [7]_ the distance is at most 0.56 % off and the azimuth at most
    0.2 degrees, save for nearly opposite points.  Where start and end coincide the azimuth is 0.

    Source: [3]_, equation 16, for the distance, [5]_, equation 5-4b, for the azimuth, [4]_ for the radius.
    """
    sin_start, cos_start = sincos_array(start_latitude)
    sin_end, cos_end = sincos_array(end_latitude)
    sin_gap, cos_gap = sincos_array(np.subtract(end_longitude, start_longitude))
    east = cos_end * sin_gap
    north = cos_start * sin_end - sin_start * cos_end * cos_gap
    along = sin_start * sin_end + cos_start * cos_end * cos_gap
    distance = MEAN_RADIUS * atan2_array(np.sqrt(east * east + north * north), along)
    return distance, _turned(atan2_array(east, north))


def destination(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, azimuth: npt.ArrayLike, distance: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Latitude and longitude [rad] reached along a great circle of the mean sphere; undoes `great_circle`.

    latitude, longitude  start [rad]
    azimuth              at the start [rad]
    distance             [m]

    Source: [5]_, equations 5-5 and 5-6, the sine's inverse by both legs.
    """
    sin_lat, cos_lat = sincos_array(latitude)
    sin_azimuth, cos_azimuth = sincos_array(azimuth)
    sin_arc, cos_arc = sincos_array(np.divide(distance, MEAN_RADIUS))
    north = cos_lat * sin_arc * cos_azimuth + sin_lat * cos_arc
    east = sin_arc * sin_azimuth
    out = cos_lat * cos_arc - sin_lat * sin_arc * cos_azimuth
    end_latitude = atan2_array(north, np.sqrt(east * east + out * out))
    end_longitude = np.asarray(longitude, dtype=np.float64) + atan2_array(east, out)
    return end_latitude, _wrapped(end_longitude)


@kernel
def above_normal(nx: float, ny: float, nz: float, altitude: float) -> Place:
    """`ecef_of_normal` of one place: its ECEF position [m], `altitude` [m] above the foot of its normal.

    Source: [3]_, equation 22, as there.
    """
    across = SEMI_MAJOR / math.sqrt(1.0 - ECCENTRICITY_SQUARED * nz * nz)
    level = across + altitude
    return Place(level * nx, level * ny, (across * (1.0 - ECCENTRICITY_SQUARED) + altitude) * nz)


@kernel
def altitude_of(place: Place) -> float:
    """Altitude [m] of a place; within 1 mm from 500 m below the ellipsoid to 1 000 km above.

    The tangent of geodetic latitude is ``z / (p (1 - e2 N / (N + h)))``.  Taking ``a / r`` for the last
    ratio errs by less than the flattening, so latitude by less than 2e-5 rad; altitude along that
    direction is off by half the square of it times the radius.  Our own derivation.
    """
    x, y, z = place
    level = x * x + y * y
    shrink = 1.0 - ECCENTRICITY_SQUARED * SEMI_MAJOR / math.sqrt(level + z * z)
    norm = 1.0 / math.sqrt(level * shrink * shrink + z * z)
    sine = z * norm
    surface = SEMI_MAJOR * math.sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine)
    return (level * shrink + z * z) * norm - surface


@kernel
def between(origin: Place, place: Place) -> Place:
    """A place as seen from another, axes kept [m, ECEF]."""
    return Place(place.x - origin.x, place.y - origin.y, place.z - origin.z)


@kernel
def length_of(vector: Place) -> float:
    """Length [m] of what lies between two places."""
    return math.sqrt(vector.x * vector.x + vector.y * vector.y + vector.z * vector.z)


@kernel
def to_enu(axes: Floats, dx: float, dy: float, dz: float) -> Enu:
    """East, north, up [m] of an ECEF difference [m]; `axes` (3, 3) from `enu_axes`.

    Source: [3]_, equations 9 and 10, by `enu_axes`.
    """
    east = axes[0, 0] * dx + axes[0, 1] * dy + axes[0, 2] * dz
    north = axes[1, 0] * dx + axes[1, 1] * dy + axes[1, 2] * dz
    up = axes[2, 0] * dx + axes[2, 1] * dy + axes[2, 2] * dz
    return Enu(east, north, up)


@kernel
def azimuth_elevation(axes: Floats, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """Azimuth, elevation [rad] and slant range [m] of an ECEF difference [m] from the origin of `axes`.

    Our own, by the definition of both in the horizon of `axes`.
    """
    east, north, up = to_enu(axes, dx, dy, dz)
    level = east * east + north * north
    return turn(atan2(east, north)), atan2(up, math.sqrt(level)), math.sqrt(level + up * up)


def _unit(rise: Floats, run: Floats) -> tuple[Floats, Floats]:
    norm = np.sqrt(rise * rise + run * run)
    return rise / norm, run / norm


def _stacked(x: Floats, y: Floats, z: Floats) -> Floats:
    return np.stack(np.broadcast_arrays(x, y, z), axis=-1)


def _turned(angle: Floats) -> Floats:
    """Angles of [-pi, pi] in [0, 2 pi)."""
    turned = np.where(angle < 0.0, angle + TWO_PI, angle)
    return np.where(turned >= TWO_PI, 0.0, turned)


def _wrapped(angle: Floats) -> Floats:
    """Angles of (-3 pi, 3 pi) in (-pi, pi]."""
    angle = np.where(angle > math.pi, angle - TWO_PI, angle)
    return np.where(angle <= -math.pi, angle + TWO_PI, angle)
