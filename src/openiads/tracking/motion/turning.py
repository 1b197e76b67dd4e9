"""A level turn at a known rate, with white acceleration noise besides, in ECEF.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 11.7: the coordinated turn at a known rate, and its transition matrix.
.. [2] O. Rodrigues, Des lois geometriques qui regissent les deplacements d'un systeme solide, Journal de
   mathematiques pures et appliquees 5 (1840) 380-440: a rotation about an axis.

That the axis is the vertical where the target is, by the centre of the Earth, and that noise is that of a
straight course are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.matrices import (
    Square,
    Vector,
    add,
    full,
    isotropic,
    plus,
    product,
    product_transposed,
    rows_times,
    scaled_unit,
    square_sum,
    symmetric_part,
)
from openiads.ground.scalar import sincos
from openiads.tracking.estimates import Dynamics, Estimate
from openiads.tracking.motion.constant_velocity import fall


@kernel
def about(axis: Vector, along: float, across: float, around: float) -> Square:
    """The matrix `along` u u' + `across` (1 - u u') + `around` [u] of a unit vector u and its cross product.

    Source: [2]_.
    """
    x, y, z = axis
    rest = along - across
    return (
        across + rest * x * x, rest * x * y - around * z, rest * x * z + around * y,
        rest * x * y + around * z, across + rest * y * y, rest * y * z - around * x,
        rest * x * z - around * y, rest * y * z + around * x, across + rest * z * z,
    )  # fmt: skip


@kernel
def turn_on(estimate: Estimate, dynamics: Dynamics, rate: float, time: float) -> Estimate:
    """An estimate carried to `time` [s] on a turn of `rate` [rad/s], to the left if that is positive.

    With R the rotation of the velocity and A its integral, x + A v and R v, and the covariance of both [1]_.
    """
    x, y, z = estimate.place
    one = 1.0 / math.sqrt(x * x + y * y + z * z)
    up = (one * x, one * y, one * z)
    lag = time - estimate.time
    sine, cosine = sincos(rate * lag)
    turn = about(up, 1.0, cosine, sine)
    path = about(up, lag, sine / rate, (1.0 - cosine) / rate)
    gone, velocity = rows_times(path, estimate.velocity), rows_times(turn, estimate.velocity)
    place = add(estimate.place, gone)
    if dynamics.ballistic:
        gravity, half = fall(estimate.place), 0.5 * lag * lag
        place = add(place, (half * gravity[0], half * gravity[1], half * gravity[2]))
        velocity = add(velocity, (lag * gravity[0], lag * gravity[1], lag * gravity[2]))
    return with_covariance(estimate, time, place, velocity, turn, path, dynamics.noise)


@kernel
def with_covariance(
    estimate: Estimate, time: float, place: Vector, velocity: Vector, turn: Square, path: Square, noise: float
) -> Estimate:
    """The covariance that `turn` R [1] and `path` A [s] make of an estimate's, and `noise` [m2/s3] [1]_.

    Of the blocks P, C and V: P + A C' + C A' + A V A', (C + A V) R' and R V R'.
    """
    lag = time - estimate.time
    paced = full(estimate.velocity_block)
    swept = square_sum(estimate.cross_block, product(path, paced))
    cross = product_transposed(swept, turn)
    # C A' + A V A' is swept A'; A C' is the transpose of C A'.
    wide = square_sum(product_transposed(swept, path), product_transposed(path, estimate.cross_block))
    placed = plus(estimate.place_block, symmetric_part(wide))
    moving = symmetric_part(product_transposed(product(turn, paced), turn))
    steady = abs(lag)
    return Estimate(
        time, place, velocity,
        plus(placed, isotropic(noise * steady * lag * lag / 3.0)),
        square_sum(cross, scaled_unit(0.5 * noise * lag * steady)),
        plus(moving, isotropic(noise * steady)),
    )  # fmt: skip
