"""The six-state Kalman filter of one track, in ECEF, with full covariance.

Nearly constant velocity with white acceleration noise; ballistic tracks fall freely besides.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 6.2.2 (discretised continuous white-noise acceleration) and eq. (6.2.2-4), its covariance.
.. [2] the same, section 5.2 (the Kalman filter).
.. [3] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: ellipsoidal
   gates, and the log determinant beside the squared distance in the score of a pair.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU
from openiads.ground.matrices import (
    Square,
    Symmetric,
    Vector,
    columns_of,
    dot,
    invert,
    less,
    plus,
    rows_of,
    times,
)
from openiads.ground.scalar import log
from openiads.state.constants import GATE
from openiads.tracking.estimates import Dynamics, Estimate, Measured, Station
from openiads.tracking.range_rate import learn_rate, rate_surprise

LOG_TWO_PI_FOURTH = 7.351508265637381  # 4 log(2 pi)


@kernel
def fall(place: Vector) -> Vector:
    """Gravity at a place [m/s2]: a central field, which is within 0.3 % of the true one."""
    x, y, z = place
    square = x * x + y * y + z * z
    pull = -MU / (square * math.sqrt(square))
    return pull * x, pull * y, pull * z


@kernel
def expected_place(place: Vector, velocity: Vector, ballistic: bool, lag: float) -> Vector:
    """Where a target will be in `lag` seconds [m]."""
    x = place[0] + lag * velocity[0]
    y = place[1] + lag * velocity[1]
    z = place[2] + lag * velocity[2]
    if ballistic:
        gravity = fall(place)
        half = 0.5 * lag * lag
        x += half * gravity[0]
        y += half * gravity[1]
        z += half * gravity[2]
    return x, y, z


@kernel
def expected_velocity(place: Vector, velocity: Vector, ballistic: bool, lag: float) -> Vector:
    """How it will move then [m/s]."""
    vx, vy, vz = velocity
    if not ballistic:
        return vx, vy, vz
    gravity = fall(place)
    return vx + lag * gravity[0], vy + lag * gravity[1], vz + lag * gravity[2]


@kernel
def expected_place_block(estimate: Estimate, noise: float, lag: float) -> Symmetric:
    """Covariance of its place then [m2], after `noise` [m2/s3]: eq. (6.2.2-4) [1]."""
    pxx, pxy, pxz, pyy, pyz, pzz = estimate.place_block
    cxx, cxy, cxz, cyx, cyy, cyz, czx, czy, czz = estimate.cross_block
    vxx, vxy, vxz, vyy, vyz, vzz = estimate.velocity_block
    square = lag * lag
    noise = noise * abs(lag) * square / 3.0
    return (
        pxx + 2.0 * lag * cxx + square * vxx + noise,
        pxy + lag * (cxy + cyx) + square * vxy,
        pxz + lag * (cxz + czx) + square * vxz,
        pyy + 2.0 * lag * cyy + square * vyy + noise,
        pyz + lag * (cyz + czy) + square * vyz,
        pzz + 2.0 * lag * czz + square * vzz + noise,
    )


@kernel
def expected_other_blocks(estimate: Estimate, noise: float, lag: float) -> tuple[Square, Symmetric]:
    """Covariance of place with velocity [m2/s] and of velocity [m2/s2] then: eq. (6.2.2-4) [1]."""
    cxx, cxy, cxz, cyx, cyy, cyz, czx, czy, czz = estimate.cross_block
    xx, xy, xz, yy, yz, zz = estimate.velocity_block
    rate = noise * abs(lag)
    noise = 0.5 * noise * lag * abs(lag)
    cross = (
        cxx + lag * xx + noise, cxy + lag * xy, cxz + lag * xz,
        cyx + lag * xy, cyy + lag * yy + noise, cyz + lag * yz,
        czx + lag * xz, czy + lag * yz, czz + lag * zz + noise,
    )  # fmt: skip
    return cross, (xx + rate, xy, xz, yy + rate, yz, zz + rate)


@kernel
def predict(estimate: Estimate, dynamics: Dynamics, time: float) -> Estimate:
    """An estimate carried to `time` [s]; backwards too, for plots that come late."""
    lag = time - estimate.time
    cross, velocity_block = expected_other_blocks(estimate, dynamics.noise, lag)
    return Estimate(
        time,
        expected_place(estimate.place, estimate.velocity, dynamics.ballistic, lag),
        expected_velocity(estimate.place, estimate.velocity, dynamics.ballistic, lag),
        expected_place_block(estimate, dynamics.noise, lag),
        cross,
        velocity_block,
    )


@kernel
def distance(estimate: Estimate, dynamics: Dynamics, plot: Measured, station: Station) -> tuple[float, float]:
    """Squared statistical distance [1] of a plot to a track, and its log determinant [3].

    In place and range rate; a plot whose place alone lies beyond the gate is not asked for its rate.
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
def update(estimate: Estimate, plot: Measured, station: Station) -> Estimate:
    """An estimate that has learnt the place and the rate of a plot of the same time."""
    return learn_rate(learn_place(estimate, plot), plot.rate, station)


@kernel
def learn_place(estimate: Estimate, plot: Measured) -> Estimate:
    """An estimate that has learnt the place of a plot of the same time: the linear update [2].

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
