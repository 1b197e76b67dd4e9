"""Nearly constant velocity, with white acceleration noise, in ECEF; ballistic tracks fall freely besides.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 6.2.2: discretised continuous white-noise acceleration, and its covariance.
.. [2] R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics, 1971, chapter 1: two bodies.

That a ballistic track keeps the gravity of where it is for as long as it is carried on, and that noise grows
with the lag either way, are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU
from openiads.ground.matrices import Square, Symmetric, Vector
from openiads.tracking.estimates import Dynamics, Estimate


@kernel
def fall(place: Vector) -> Vector:
    """Gravity at a place [m/s2]: a central field, which is within 0.3 % of the true one.

    Source: [2]_.
    """
    x, y, z = place
    square = x * x + y * y + z * z
    pull = -MU / (square * math.sqrt(square))
    return pull * x, pull * y, pull * z


@kernel
def expected_place(place: Vector, velocity: Vector, ballistic: bool, lag: float) -> Vector:
    """Where a target will be in `lag` seconds [m].

    Source: [1]_, [2]_ for what falls.
    """
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
    """How it will move then [m/s].

    Source: [1]_, [2]_ for what falls.
    """
    vx, vy, vz = velocity
    if not ballistic:
        return vx, vy, vz
    gravity = fall(place)
    return vx + lag * gravity[0], vy + lag * gravity[1], vz + lag * gravity[2]


@kernel
def expected_place_block(estimate: Estimate, noise: float, lag: float) -> Symmetric:
    """Covariance of its place then [m2], after `noise` [m2/s3] [1]_."""
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
    """Covariance of place with velocity [m2/s] and of velocity [m2/s2] then [1]_."""
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
    """An estimate carried to `time` [s]; backwards too, for plots that come late.

    Source: [1]_.
    """
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
