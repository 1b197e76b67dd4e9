"""The range rate of a plot: what a track expects of it, and what it learns by it.

Taken after the plot's place, so about the better estimate, and with its slope by place as well as by
velocity: a bearing that is wrong by 3 mrad turns 2,000 m/s across the line of sight into 6 m/s along it.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, chapter 10 (the extended Kalman filter).
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.state.planes import Plot, Radar, Track
from openiads.state.world import Floats

Vector = tuple[float, float, float]
Symmetric = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric 3 by 3 matrix: xx, xy, xz, yy, yz, zz."""
Square = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 by 3 matrix, row by row."""


@kernel
def dot(a: Vector, b: Vector) -> float:
    """Product of two vectors (3,)."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@kernel
def times(s: Symmetric, v: Vector) -> Vector:
    """A symmetric matrix (3, 3) times a vector."""
    x, y, z = v
    return (
        s[0] * x + s[1] * y + s[2] * z,
        s[1] * x + s[3] * y + s[4] * z,
        s[2] * x + s[4] * y + s[5] * z,
    )


@kernel
def rows_times(c: Square, v: Vector) -> Vector:
    """A matrix (3, 3) times a vector."""
    x, y, z = v
    return (
        c[0] * x + c[1] * y + c[2] * z,
        c[3] * x + c[4] * y + c[5] * z,
        c[6] * x + c[7] * y + c[8] * z,
    )


@kernel
def columns_times(c: Square, v: Vector) -> Vector:
    """The transpose of a matrix (3, 3) times a vector."""
    x, y, z = v
    return (
        c[0] * x + c[3] * y + c[6] * z,
        c[1] * x + c[4] * y + c[7] * z,
        c[2] * x + c[5] * y + c[8] * z,
    )


@kernel
def add(a: Vector, b: Vector) -> Vector:
    """Sum of two vectors (3,)."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@kernel
def slope_of(place: Vector, velocity: Vector, radar: Floats, s: int) -> tuple[float, Vector, Vector]:
    """Range rate from radar `s` of something at `place` [m] with `velocity` [m/s], and its slope by both.

    By place [1/s] it is what lies across the line of sight over the range, by velocity [1] that line.
    """
    ux, uy, uz = place[0] - radar[Radar.X, s], place[1] - radar[Radar.Y, s], place[2] - radar[Radar.Z, s]
    one = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz)
    sight = (ux * one, uy * one, uz * one)
    rate = dot(sight, velocity)
    across = (
        (velocity[0] - rate * sight[0]) * one,
        (velocity[1] - rate * sight[1]) * one,
        (velocity[2] - rate * sight[2]) * one,
    )
    return rate, across, sight


@kernel
def rate_surprise(
    radar: Floats, s: int, rate: float, place: Vector, velocity: Vector,
    pp: Symmetric, pv: Square, vv: Symmetric, weight: Symmetric, pull: Vector,
) -> tuple[float, float]:  # fmt: skip
    """Range rate [m/s] less what a track expects that has taken the plot's place, and the variance of that.

    place, velocity  expected before [m, m/s], their covariance in blocks `pp`, `pv`, `vv`
    weight           inverse covariance of the innovation [1/m2]
    pull             that times the innovation [1/m]
    """
    after = add(place, times(pp, pull))
    course = add(velocity, columns_times(pv, pull))
    expected, g, u = slope_of(after, course, radar, s)
    by_place = add(times(pp, g), rows_times(pv, u))
    own = dot(g, by_place) + dot(u, add(columns_times(pv, g), times(vv, u)))
    error = radar[Radar.RANGE_RATE_SD, s]
    return rate - expected, own - dot(by_place, times(weight, by_place)) + error * error


@kernel
def learn_rate(f: Floats, m: int, plots: Floats, i: int, radar: Floats, s: int) -> None:
    """Fold the range rate [m/s] of plot `i` of radar `s` into track `m`, which has its place already."""
    expected, g, u = slope_of(
        (f[Track.X, m], f[Track.Y, m], f[Track.Z, m]),
        (f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m]),
        radar,
        s,
    )
    by_place = add(times(place_block(f, m), g), rows_times(cross_block(f, m), u))
    by_velocity = add(columns_times(cross_block(f, m), g), times(velocity_block(f, m), u))
    error = radar[Radar.RANGE_RATE_SD, s]
    one = 1.0 / (dot(g, by_place) + dot(u, by_velocity) + error * error)
    gain = one * (plots[Plot.RATE, i] - expected)
    entry = 0
    for row in range(3):
        f[Track.X + row, m] += gain * by_place[row]
        f[Track.VX + row, m] += gain * by_velocity[row]
        for column in range(3):
            f[Track.CXX + 3 * row + column, m] -= one * by_place[row] * by_velocity[column]
        for column in range(row, 3):
            f[Track.PXX + entry, m] -= one * by_place[row] * by_place[column]
            f[Track.VXX + entry, m] -= one * by_velocity[row] * by_velocity[column]
            entry += 1


@kernel
def place_block(f: Floats, m: int) -> Symmetric:
    """Position covariance of track `m` [m2]."""
    return (
        f[Track.PXX, m], f[Track.PXY, m], f[Track.PXZ, m], f[Track.PYY, m], f[Track.PYZ, m], f[Track.PZZ, m],
    )  # fmt: skip


@kernel
def cross_block(f: Floats, m: int) -> Square:
    """Covariance of position and velocity of track `m` [m2/s]."""
    return (
        f[Track.CXX, m], f[Track.CXY, m], f[Track.CXZ, m],
        f[Track.CYX, m], f[Track.CYY, m], f[Track.CYZ, m],
        f[Track.CZX, m], f[Track.CZY, m], f[Track.CZZ, m],
    )  # fmt: skip


@kernel
def velocity_block(f: Floats, m: int) -> Symmetric:
    """Velocity covariance of track `m` [m2/s2]."""
    return (
        f[Track.VXX, m], f[Track.VXY, m], f[Track.VXZ, m], f[Track.VYY, m], f[Track.VYZ, m], f[Track.VZZ, m],
    )  # fmt: skip
