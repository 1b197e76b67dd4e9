"""The range rate of a plot: what a track expects of it, and what it learns by it.

Taken after the plot's place, so about the better estimate, and with its slope by place as well as by
velocity: a bearing that is wrong by 3 mrad turns 2,000 m/s across the line of sight into 6 m/s along it.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 10.3 (the extended Kalman filter, of first order).
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.matrices import (
    Square,
    Symmetric,
    Vector,
    add,
    columns_times,
    dot,
    less,
    rows_times,
    times,
)
from openiads.tracking.estimates import Estimate, Station


@kernel
def slope_of(place: Vector, velocity: Vector, station: Vector) -> tuple[float, Vector, Vector]:
    """Range rate from a station of something at `place` [m] with `velocity` [m/s], and its slope by both.

    By place [1/s] it is what lies across the line of sight over the range, by velocity [1] that line: the
    derivatives of v . (x - s) / |x - s|.

    Our own derivation.
    """
    ux, uy, uz = less(place, station)
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
    expected: Estimate, rate: float, station: Station, weight: Symmetric, pull: Vector
) -> tuple[float, float]:
    """Range rate [m/s] less what a track expects that has taken the plot's place, and the variance of that.

    expected  before the plot, at its time
    weight    inverse covariance of the innovation of the place [1/m2]
    pull      that times the innovation [1/m]

    Source: [1]_, about the place that the plot has corrected; its two stages in one are our own.
    """
    placed, cross, paced = expected.place_block, expected.cross_block, expected.velocity_block
    after = add(expected.place, times(placed, pull))
    velocity = add(expected.velocity, columns_times(cross, pull))
    foreseen, across, sight = slope_of(after, velocity, station.place)
    by_place = add(times(placed, across), rows_times(cross, sight))
    by_velocity = add(columns_times(cross, across), times(paced, sight))
    own = dot(across, by_place) + dot(sight, by_velocity)
    error = station.rate_error
    return rate - foreseen, own - dot(by_place, times(weight, by_place)) + error * error


@kernel
def learn_rate(estimate: Estimate, rate: float, station: Station) -> Estimate:
    """An estimate that has learnt a range rate [m/s] too, by its slope about itself [1]_."""
    foreseen, across, sight = slope_of(estimate.place, estimate.velocity, station.place)
    place = add(times(estimate.place_block, across), rows_times(estimate.cross_block, sight))
    velocity = add(columns_times(estimate.cross_block, across), times(estimate.velocity_block, sight))
    error = station.rate_error
    one = 1.0 / (dot(across, place) + dot(sight, velocity) + error * error)
    gain = one * (rate - foreseen)
    x, y, z = estimate.place
    vx, vy, vz = estimate.velocity
    return Estimate(
        estimate.time,
        (x + gain * place[0], y + gain * place[1], z + gain * place[2]),
        (vx + gain * velocity[0], vy + gain * velocity[1], vz + gain * velocity[2]),
        symmetric_less(estimate.place_block, one, place),
        square_less(estimate.cross_block, one, place, velocity),
        symmetric_less(estimate.velocity_block, one, velocity),
    )


@kernel
def symmetric_less(matrix: Symmetric, one: float, vector: Vector) -> Symmetric:
    """A symmetric matrix (3, 3) less `one` times the square of a vector."""
    x, y, z = one * vector[0], one * vector[1], one * vector[2]
    return (
        matrix[0] - x * vector[0], matrix[1] - x * vector[1], matrix[2] - x * vector[2],
        matrix[3] - y * vector[1], matrix[4] - y * vector[2], matrix[5] - z * vector[2],
    )  # fmt: skip


@kernel
def square_less(matrix: Square, one: float, rows: Vector, columns: Vector) -> Square:
    """A matrix (3, 3) less `one` times a column times a row."""
    x, y, z = one * rows[0], one * rows[1], one * rows[2]
    return (
        matrix[0] - x * columns[0], matrix[1] - x * columns[1], matrix[2] - x * columns[2],
        matrix[3] - y * columns[0], matrix[4] - y * columns[1], matrix[5] - y * columns[2],
        matrix[6] - z * columns[0], matrix[7] - z * columns[1], matrix[8] - z * columns[2],
    )  # fmt: skip
