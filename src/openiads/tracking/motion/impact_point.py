"""Where something that falls freely comes down, when, and how far that may be off.

The Earth does not turn beneath it and the air does not brake it, as in `motion.ballistic`, which is the truth
of the simulation: what comes out is as good as that.  It comes down at altitude 0, on the ellipsoid.

References
----------
.. [2] R. H. Battin, An Introduction to the Mathematics and Methods of Astrodynamics, revised edition, 1999,
   section 9.7: the state transition matrix of two bodies, in the universal functions.
.. [3] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 10.3.2: the covariance of a function of what is estimated, to first order.

That an estimate which has come down already, or never does, has no impact, is our rule.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU, SEMI_MAJOR, SEMI_MINOR, Place, altitude_of
from openiads.ground.matrices import (
    Square,
    Symmetric,
    Vector,
    dot,
    full,
    less,
    product,
    product_transposed,
    quadratic,
    scaled_unit,
    square_sum,
    symmetric_part,
)
from openiads.ground.scalar import PI, atan2, sincos
from openiads.ground.two_bodies import Ellipse, along, ellipse_of
from openiads.state.world import Floats
from openiads.tracking.estimates import Estimate, estimate_of

HALVINGS = 60
"""Of the arc from its top to its lowest point: its length by 2^60 is below a nanometre."""


class Impact(NamedTuple):
    """Where and when it comes down; not a number where it does not."""

    after: float  # time until then [s]
    place: Vector  # ECEF [m]
    error: Symmetric  # covariance of the place, which is level there [m2]
    after_error: float  # standard deviation of the time [s]


class ImpactPlane(IntEnum):
    """Planes of many impacts (planes, M)."""

    AFTER = 0  # [s]
    X = 1  # [m]
    XX = 4  # six of the covariance [m2]
    AFTER_ERROR = 10  # [s]


@kernel
def height_along(ellipse: Ellipse, place: Vector, velocity: Vector, angle: float) -> float:
    """Its altitude [m] then."""
    x, y, z = along(ellipse, place, velocity, angle).place
    return altitude_of(Place(x, y, z))


@kernel
def fall_to(place: Vector, velocity: Vector) -> float:
    """How far its eccentric anomaly grows [rad] until it comes down; not a number if it does not.

    Our own: it comes down once between its top, or where it is if it sinks, and its lowest point.
    """
    ellipse = ellipse_of(place, velocity)
    if not ellipse.semi_major > 0.0:
        return math.nan
    anomaly = atan2(ellipse.rise, ellipse.run)
    high = max(PI - anomaly, 0.0) if anomaly > 0.0 else 0.0
    low = (2.0 * PI if anomaly > 0.0 else 0.0) - anomaly
    if not height_along(ellipse, place, velocity, high) > 0.0:
        return math.nan
    if not height_along(ellipse, place, velocity, low) < 0.0:
        return math.nan
    for _ in range(HALVINGS):
        middle = 0.5 * (high + low)
        if height_along(ellipse, place, velocity, middle) > 0.0:
            high = middle
        else:
            low = middle
    return 0.5 * (high + low)


@kernel
def outer(one: Vector, other: Vector, factor: float) -> Square:
    """A number times the matrix (3, 3) of one vector (3,) times the transpose of another."""
    x, y, z = factor * one[0], factor * one[1], factor * one[2]
    return (
        x * other[0], x * other[1], x * other[2],
        y * other[0], y * other[1], y * other[2],
        z * other[0], z * other[1], z * other[2],
    )  # fmt: skip


@kernel
def transition(place: Vector, velocity: Vector, angle: float) -> tuple[Square, Square, Vector]:
    """How its place then moves with its place now [1] and with its velocity now [s], and its velocity then.

    Source: [2]_, R tilde and R, with the universal functions of an ellipse.
    """
    ellipse = ellipse_of(place, velocity)
    a, radius = ellipse.semi_major, ellipse.radius
    sine, cosine = sincos(angle)
    fallen = along(ellipse, place, velocity, angle)
    then = math.sqrt(dot(fallen.place, fallen.place))
    pull = -math.sqrt(MU * a) * sine / (then * radius)
    keep = 1.0 - a / then * (1.0 - cosine)
    vx = pull * place[0] + keep * velocity[0]
    vy = pull * place[1] + keep * velocity[1]
    vz = pull * place[2] + keep * velocity[2]
    pace = (vx, vy, vz)
    second = a * (1.0 - cosine)
    fourth = a * a * (0.5 * angle * angle - (1.0 - cosine))
    fifth = a * a * math.sqrt(a) * (angle * angle * angle / 6.0 - (angle - sine))
    drift = (3.0 * fifth - math.sqrt(a) * angle * fourth) / math.sqrt(MU) - fallen.after * second
    gone, gained = less(fallen.place, place), less(pace, velocity)
    rest = 1.0 - fallen.here
    square = 1.0 / (radius * radius)
    by_place = square_sum(
        square_sum(outer(gained, gained, then / MU), outer(fallen.place, place, rest * square)),
        square_sum(outer(pace, place, drift * square / radius), scaled_unit(fallen.here)),
    )
    by_pace = square_sum(
        square_sum(outer(gone, velocity, radius * rest / MU), outer(gained, place, -radius * rest / MU)),
        square_sum(outer(pace, velocity, drift / MU), scaled_unit(fallen.there)),
    )
    return by_place, by_pace, pace


@kernel
def normal_at(place: Vector) -> Vector:
    """The vertical at a place on the ellipsoid [1].

    Our own: the gradient of its equation, by definition.
    """
    x, y = place[0] / (SEMI_MAJOR * SEMI_MAJOR), place[1] / (SEMI_MAJOR * SEMI_MAJOR)
    z = place[2] / (SEMI_MINOR * SEMI_MINOR)
    one = 1.0 / math.sqrt(x * x + y * y + z * z)
    return one * x, one * y, one * z


@kernel
def no_impact() -> Impact:
    """That of what does not come down."""
    none = math.nan
    return Impact(none, (none, none, none), (none, none, none, none, none, none), none)


@kernel
def impact_of(estimate: Estimate) -> Impact:
    """Where, when and how surely something that falls freely comes down, by an estimate of it [m, m/s].

    To first order the place of an error is moved along the fall until it is on the ground: with n the
    vertical and v the velocity there, by 1 - v n' / n'v [3]_.
    """
    place, velocity = estimate.place, estimate.velocity
    angle = fall_to(place, velocity)
    if not angle >= 0.0:
        return no_impact()
    fallen = along(ellipse_of(place, velocity), place, velocity, angle)
    by_place, by_pace, pace = transition(place, velocity, angle)
    normal = normal_at(fallen.place)
    sinking = dot(normal, pace)
    error = moved_error(estimate, by_place, by_pace)
    level = square_sum(scaled_unit(1.0), outer(pace, normal, -1.0 / sinking))
    landed = symmetric_part(product_transposed(product(level, full(error)), level))
    return Impact(fallen.after, fallen.place, landed, math.sqrt(quadratic(error, normal)) / abs(sinking))


@kernel
def moved_error(estimate: Estimate, by_place: Square, by_pace: Square) -> Symmetric:
    """Covariance [m2] of the place then, by how it moves with place [1] and velocity [s] now [3]_.

    Of the blocks P, C and V, with A and B the two: A P A' + A C B' + (A C B')' + B V B'.
    """
    own = product_transposed(product(by_place, full(estimate.place_block)), by_place)
    mixed = symmetric_part(product_transposed(product(by_place, estimate.cross_block), by_pace))
    paced = product_transposed(product(by_pace, full(estimate.velocity_block)), by_pace)
    return symmetric_part(square_sum(square_sum(own, full(mixed)), square_sum(full(mixed), paced)))


@kernel
def impacts_into(filters: Floats, impacts: Floats) -> None:
    """Impacts (planes, M) of estimates, in an array that begins with the planes of a filter [m, s]."""
    for m in range(filters.shape[1]):
        found = impact_of(estimate_of(filters, m))
        impacts[ImpactPlane.AFTER, m] = found.after
        impacts[ImpactPlane.AFTER_ERROR, m] = found.after_error
        for axis in range(3):
            impacts[ImpactPlane.X + axis, m] = found.place[axis]
        for entry in range(6):
            impacts[ImpactPlane.XX + entry, m] = found.error[entry]


__all__ = ["Impact", "ImpactPlane", "impact_of", "impacts_into"]
