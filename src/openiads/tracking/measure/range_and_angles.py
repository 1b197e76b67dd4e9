"""A plot as range and angles against a track: the extended Kalman filter, linear about what is expected.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 10.3 (the extended Kalman filter) and 10.4 (polar measurements, and those converted).

An update in range, azimuth and elevation with the slopes J of these at the expected place x is the linear
update by a place x + J^-1 (z - h(x)) with the covariance J^-1 R J^-T: what is measured is carried over once,
and the rest is that of plots that were converted.  R is that of the converted plot, taken back at its own
place; where no elevation was measured it is as wide as altitudes may be.  Angles are about the geocentric
vertical of the radar: any frame serves.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.matrices import (
    Square,
    Vector,
    add,
    dot,
    full,
    invert,
    less,
    plus,
    product,
    product_transposed,
    rows_times,
    symmetric_part,
    times,
)
from openiads.ground.scalar import atan2, log, wrap
from openiads.state.constants import GATE
from openiads.tracking.estimates import Dynamics, Estimate, Measured, Station
from openiads.tracking.measure.place_and_rate import learn_place
from openiads.tracking.measure.range_rate import learn_rate, rate_surprise
from openiads.tracking.motion.constant_velocity import predict
from openiads.tracking.trackers import TRACKERS, Measurement, Tracker

NEAREST = 1.0
"""So near [m] above or beside a radar angles have no slope."""


@kernel
def sight_axes(place: Vector, station: Vector) -> tuple[Square, float, float]:
    """Rows along range, azimuth and elevation of a place [m] from a station [m]; slant and ground range [m].

    Source: [1]_, spherical coordinates.
    """
    x, y, z = less(place, station)
    slant = max(math.sqrt(x * x + y * y + z * z), NEAREST)
    height = math.sqrt(dot(station, station))
    ux, uy, uz = station[0] / height, station[1] / height, station[2] / height
    ax, ay, az = y * uz - z * uy, z * ux - x * uz, x * uy - y * ux
    ground = max(math.sqrt(ax * ax + ay * ay + az * az), NEAREST)
    x, y, z = x / slant, y / slant, z / slant
    ax, ay, az = ax / ground, ay / ground, az / ground
    upward = ay * z - az * y, az * x - ax * z, ax * y - ay * x
    return (x, y, z, ax, ay, az, upward[0], upward[1], upward[2]), slant, ground


@kernel
def turned_by(axes: Square, place: Vector, station: Vector) -> tuple[float, float]:
    """Azimuth and elevation [rad] of a place [m] from a station [m], less those of the rows of `axes`.

    Source: [1]_, spherical coordinates.
    """
    along, across, upward = rows_times(axes, less(place, station))
    # In the level plane through the axes' own azimuth: the elevation of that is what its rows say.
    height = math.sqrt(dot(station, station))
    up = station[0] / height, station[1] / height, station[2] / height
    rise, lift = dot((axes[0], axes[1], axes[2]), up), dot((axes[6], axes[7], axes[8]), up)
    level = along * lift - upward * rise
    altitude = along * rise + upward * lift
    reach = math.sqrt(level * level + across * across)
    return atan2(across, level), wrap(atan2(altitude, reach) - atan2(rise, lift))


@kernel
def seen_from(plot: Measured, place: Vector, station: Vector) -> Measured:
    """A plot, place [m] and covariance [m2], as range and angles about an expected place have it [1]_."""
    axes, slant, ground = sight_axes(place, station)
    own, its_slant, its_ground = sight_axes(plot.place, station)
    azimuth, elevation = turned_by(axes, plot.place, station)
    gap = its_slant - slant, ground * azimuth, slant * elevation
    shift = (
        axes[0] * gap[0] + axes[3] * gap[1] + axes[6] * gap[2],
        axes[1] * gap[0] + axes[4] * gap[1] + axes[7] * gap[2],
        axes[2] * gap[0] + axes[5] * gap[1] + axes[8] * gap[2],
    )
    # J^-1 J' of the two places: turned from the plot's axes into those of the place, and drawn out.
    wide, high = ground / its_ground, slant / its_slant
    turn = (
        axes[0] * own[0] + wide * axes[3] * own[3] + high * axes[6] * own[6],
        axes[0] * own[1] + wide * axes[3] * own[4] + high * axes[6] * own[7],
        axes[0] * own[2] + wide * axes[3] * own[5] + high * axes[6] * own[8],
        axes[1] * own[0] + wide * axes[4] * own[3] + high * axes[7] * own[6],
        axes[1] * own[1] + wide * axes[4] * own[4] + high * axes[7] * own[7],
        axes[1] * own[2] + wide * axes[4] * own[5] + high * axes[7] * own[8],
        axes[2] * own[0] + wide * axes[5] * own[3] + high * axes[8] * own[6],
        axes[2] * own[1] + wide * axes[5] * own[4] + high * axes[8] * own[7],
        axes[2] * own[2] + wide * axes[5] * own[5] + high * axes[8] * own[8],
    )
    error = symmetric_part(product_transposed(product(turn, full(plot.error)), turn))
    return Measured(plot.time, add(place, shift), error, plot.rate)


@kernel
def distance(estimate: Estimate, dynamics: Dynamics, plot: Measured, station: Station) -> tuple[float, float]:
    """Squared statistical distance [1]_ of a plot to a track, and its log determinant [m6 m2/s2]."""
    expected = predict(estimate, dynamics, plot.time)
    seen = seen_from(plot, expected.place, station.place)
    gap = less(seen.place, expected.place)
    weight, determinant = invert(plus(expected.place_block, seen.error))
    pull = times(weight, gap)
    square = dot(pull, gap)
    if square > GATE:
        return square, 0.0
    surprise, variance = rate_surprise(expected, plot.rate, station, weight, pull)
    return square + surprise * surprise / variance, log(determinant * variance)


@kernel
def update(estimate: Estimate, plot: Measured, station: Station) -> Estimate:
    """An estimate that has learnt range, angles and rate of a plot of the same time [1]_."""
    seen = seen_from(plot, estimate.place, station.place)
    return learn_rate(learn_place(estimate, seen), plot.rate, station)


EKF = TRACKERS.add("ekf")(Tracker(measurement=Measurement(distance=distance, update=update)))
