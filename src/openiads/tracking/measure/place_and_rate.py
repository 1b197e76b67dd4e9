"""Place and range rate of a plot against a track: the six-state Kalman filter, with full covariance.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 5.2 (the Kalman filter).
.. [2] M. Mallick, B. La Scala, Comparison of single-point and two-point difference track initiation
   algorithms using position measurements, Acta Automatica Sinica 34 (2008), 258-265: from one point, with a
   velocity of zero and the error of the fastest target.
.. [3] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: ellipsoidal
   gates, and the log determinant beside the squared distance in the score of a pair.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.matrices import ZERO_SQUARE, columns_of, dot, invert, less, plus, rows_of, times
from openiads.ground.scalar import log
from openiads.state.constants import GATE
from openiads.tracking.estimates import Dynamics, Estimate, Measured, Station
from openiads.tracking.measure.range_rate import learn_rate, rate_surprise
from openiads.tracking.motion.constant_velocity import (
    expected_other_blocks,
    expected_place,
    expected_place_block,
    expected_velocity,
)

LOG_TWO_PI_FOURTH = 7.351508265637381  # 4 log(2 pi)


@kernel
def distance(estimate: Estimate, dynamics: Dynamics, plot: Measured, station: Station) -> tuple[float, float]:
    """Squared statistical distance [1]_ of a plot to a track, and its log determinant [3]_.

    In place and range rate; a plot whose place alone lies beyond the gate is not asked for its rate.

    Place first and rate after it, given the place, is the same distance by parts: our own order.
    """
    lag = plot.time - estimate.time
    place = expected_place(estimate.place, estimate.velocity, dynamics.ballistic, lag)
    gap = less(plot.place, place)
    place_block = expected_place_block(estimate, dynamics.noise, lag)
    weight, determinant = invert(plus(place_block, plot.error))
    pull = times(weight, gap)
    square = dot(pull, gap)
    if square > GATE:
        return square, 0.0
    velocity = expected_velocity(estimate.place, estimate.velocity, dynamics.ballistic, lag)
    cross, velocity_block = expected_other_blocks(estimate, dynamics.noise, lag)
    expected = Estimate(plot.time, place, velocity, place_block, cross, velocity_block)
    surprise, variance = rate_surprise(expected, plot.rate, station, weight, pull)
    return square + surprise * surprise / variance, log(determinant * variance)


@kernel
def log_likelihood(expected: Estimate, plot: Measured, station: Station) -> float:
    """Logarithm of the density [s/m4] of a plot for an estimate of the same time [1]_."""
    weight, determinant = invert(plus(expected.place_block, plot.error))
    gap = less(plot.place, expected.place)
    pull = times(weight, gap)
    surprise, variance = rate_surprise(expected, plot.rate, station, weight, pull)
    square = dot(pull, gap) + surprise * surprise / variance
    return -0.5 * (square + log(determinant * variance) + LOG_TWO_PI_FOURTH)


@kernel
def update(estimate: Estimate, plot: Measured, station: Station) -> Estimate:
    """An estimate that has learnt the place and the rate of a plot of the same time."""
    return learn_rate(learn_place(estimate, plot), plot.rate, station)


@kernel
def learn_place(estimate: Estimate, plot: Measured) -> Estimate:
    """An estimate that has learnt the place of a plot of the same time: the linear update [1]_.

    With the inverse innovation covariance W the gain of the place is P W, that of the velocity C' W, for the
    blocks P of place and C of place with velocity.
    """
    gap = less(plot.place, estimate.place)
    px, py, pz = rows_of(estimate.place_block)
    cx, cy, cz = columns_of(estimate.cross_block)
    weight, _ = invert(plus(estimate.place_block, plot.error))
    kx, ky, kz = times(weight, cx), times(weight, cy), times(weight, cz)
    ax, ay, az = times(weight, px), times(weight, py), times(weight, pz)
    x, y, z = estimate.place
    vx, vy, vz = estimate.velocity
    pxx, pxy, pxz, pyy, pyz, pzz = estimate.place_block
    cxx, cxy, cxz, cyx, cyy, cyz, czx, czy, czz = estimate.cross_block
    vxx, vxy, vxz, vyy, vyz, vzz = estimate.velocity_block
    return Estimate(
        estimate.time,
        (x + dot(ax, gap), y + dot(ay, gap), z + dot(az, gap)),
        (vx + dot(kx, gap), vy + dot(ky, gap), vz + dot(kz, gap)),
        (
            pxx - dot(ax, px), pxy - dot(ax, py), pxz - dot(ax, pz),
            pyy - dot(ay, py), pyz - dot(ay, pz), pzz - dot(az, pz),
        ),
        (
            cxx - dot(ax, cx), cxy - dot(ax, cy), cxz - dot(ax, cz),
            cyx - dot(ay, cx), cyy - dot(ay, cy), cyz - dot(ay, cz),
            czx - dot(az, cx), czy - dot(az, cy), czz - dot(az, cz),
        ),
        (
            vxx - dot(kx, cx), vxy - dot(kx, cy), vxz - dot(kx, cz),
            vyy - dot(ky, cy), vyz - dot(ky, cz), vzz - dot(kz, cz),
        ),
    )  # fmt: skip


@kernel
def first_estimate(plot: Measured, station: Station, speed_error: float) -> Estimate:
    """What one plot tells: its place, and along the line of sight its range rate.

    Across it the velocity is 0 with a standard deviation `speed_error` [m/s]: a single-point start [2]_.

    That the range rate fills in the line of sight, where it says more than that, is our own.
    """
    ux, uy, uz = less(plot.place, station.place)
    reach = math.sqrt(ux * ux + uy * uy + uz * uz)
    ux, uy, uz = ux / reach, uy / reach, uz / reach
    across = speed_error * speed_error
    known = min(station.rate_error, speed_error)
    along = known * known - across
    velocity_block = (
        across + along * ux * ux, along * ux * uy, along * ux * uz,
        across + along * uy * uy, along * uy * uz, across + along * uz * uz,
    )  # fmt: skip
    velocity = (plot.rate * ux, plot.rate * uy, plot.rate * uz)
    return Estimate(plot.time, plot.place, velocity, plot.error, ZERO_SQUARE, velocity_block)
