"""Several estimates in one: the mean and the covariance of their mixture.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 1.4.16: the moments of a mixture of Gaussians.

Moments are taken about a reference near all of them, so that no digits are lost: our own.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.matrices import ZERO_SQUARE, Square, Symmetric, Vector, add, isotropic, less
from openiads.tracking.estimates import Estimate


class Moments(NamedTuple):
    """Weighted sums over estimates, about a reference."""

    weight: float  # [1]
    place: Vector  # [m]
    velocity: Vector  # [m/s]
    place_block: Symmetric  # second moments [m2]
    cross_block: Square  # [m2/s]
    velocity_block: Symmetric  # [m2/s2]


@kernel
def no_moments() -> Moments:
    """Of no estimate."""
    nothing = (0.0, 0.0, 0.0)
    return Moments(0.0, nothing, nothing, isotropic(0.0), ZERO_SQUARE, isotropic(0.0))


@kernel
def counted(moments: Moments, weight: float, estimate: Estimate, reference: Estimate) -> Moments:
    """Moments with one more estimate of some weight [1].

    Source: [1]_.
    """
    x, y, z = less(estimate.place, reference.place)
    u, v, w = less(estimate.velocity, reference.velocity)
    wx, wy, wz, wu, wv, ww = weight * x, weight * y, weight * z, weight * u, weight * v, weight * w
    p, c, q = estimate.place_block, estimate.cross_block, estimate.velocity_block
    a, b, d = moments.place_block, moments.cross_block, moments.velocity_block
    return Moments(
        moments.weight + weight,
        add(moments.place, (wx, wy, wz)),
        add(moments.velocity, (wu, wv, ww)),
        (
            a[0] + weight * p[0] + wx * x, a[1] + weight * p[1] + wx * y, a[2] + weight * p[2] + wx * z,
            a[3] + weight * p[3] + wy * y, a[4] + weight * p[4] + wy * z, a[5] + weight * p[5] + wz * z,
        ),
        (
            b[0] + weight * c[0] + wx * u, b[1] + weight * c[1] + wx * v, b[2] + weight * c[2] + wx * w,
            b[3] + weight * c[3] + wy * u, b[4] + weight * c[4] + wy * v, b[5] + weight * c[5] + wy * w,
            b[6] + weight * c[6] + wz * u, b[7] + weight * c[7] + wz * v, b[8] + weight * c[8] + wz * w,
        ),
        (
            d[0] + weight * q[0] + wu * u, d[1] + weight * q[1] + wu * v, d[2] + weight * q[2] + wu * w,
            d[3] + weight * q[3] + wv * v, d[4] + weight * q[4] + wv * w, d[5] + weight * q[5] + ww * w,
        ),
    )  # fmt: skip


@kernel
def matched(moments: Moments, reference: Estimate) -> Estimate:
    """The one estimate with these moments, at the time of the reference.

    Source: [1]_.
    """
    one = 1.0 / moments.weight
    mx, my, mz = moments.place
    mu, mv, mw = moments.velocity
    x, y, z, u, v, w = one * mx, one * my, one * mz, one * mu, one * mv, one * mw
    a, b, d = moments.place_block, moments.cross_block, moments.velocity_block
    return Estimate(
        reference.time,
        add(reference.place, (x, y, z)),
        add(reference.velocity, (u, v, w)),
        (
            one * a[0] - x * x, one * a[1] - x * y, one * a[2] - x * z,
            one * a[3] - y * y, one * a[4] - y * z, one * a[5] - z * z,
        ),
        (
            one * b[0] - x * u, one * b[1] - x * v, one * b[2] - x * w,
            one * b[3] - y * u, one * b[4] - y * v, one * b[5] - y * w,
            one * b[6] - z * u, one * b[7] - z * v, one * b[8] - z * w,
        ),
        (
            one * d[0] - u * u, one * d[1] - u * v, one * d[2] - u * w,
            one * d[3] - v * v, one * d[4] - v * w, one * d[5] - w * w,
        ),
    )  # fmt: skip
