"""Targets at any time of a step: who is in the air, where, and how fast.

Within a step what does not swing flies on the parabola on which it was when the step began.  A swing is taken
at its time: on a parabola a missile at 3 g in 5 s would be 6 m off after 1 s, and its range rate 19 m/s.

A swing is a sine across the path, as the weave of [2]_; that it comes and goes over a turn is our rule.

References
----------
.. [1] C. de Boor, A Practical Guide to Splines, 1978, chapter IV: piecewise cubic Hermite interpolation.
.. [2] P. Zarchan, Tactical and Strategic Missile Guidance, 6th ed., AIAA 2012: weaving targets.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of
from openiads.ground.frames import Place, between
from openiads.ground.matrices import Vector
from openiads.ground.scalar import sincos
from openiads.state.clock import step_begin
from openiads.state.planes import Route, Tally, Target, TargetKey, Truth
from openiads.state.state import State
from openiads.state.words import Kind
from openiads.state.world import Floats, World

TURN = 2.0 * math.pi


class Motion(NamedTuple):
    """How a target flies at a moment, ECEF."""

    x: float
    """Place [m]."""
    y: float
    z: float
    vx: float
    """Velocity [m/s]."""
    vy: float
    vz: float
    ax: float
    """Acceleration [m/s2]."""
    ay: float
    az: float
    altitude: float
    """[m]"""


@part
def into_step(state: State, world: World, time: float) -> float:
    """How far [s] a time is into the present step; before its begin it is negative."""
    return float(time - step_begin(world, state.tally[Tally.STEP]))


@part
def flies_at(truth: Floats, n: int, time: float) -> bool:
    """Whether target `n` is in the air at `time` [s]: it has begun, and neither ended nor been shot down."""
    return bool(truth[Truth.START, n] <= time < min(truth[Truth.END, n], truth[Truth.DOWN, n]))


@kernel
def stretch_at(flown: float, rate: float, samples: int) -> tuple[int, float]:
    """Which sample of a route is the last that was passed, and which share of the way to the next is behind.

    flown    time since its begin [s]; before that and after the end it is at an end
    rate     samples in a second [1/s], all together `samples`
    """
    along = min(max(flown, 0.0) * rate, float(samples - 1))
    first = min(int(along), samples - 2)
    return first, along - first


class Blend(NamedTuple):
    """What weights two samples of a route have in a coordinate between them, and in its derivatives [1]_."""

    h00: float  # in the coordinate: of the first place
    h10: float  # of its pace [s]
    h01: float  # of the second place
    h11: float  # of its pace [s]
    d00: float  # in the pace: of the first place less the second [1/s]
    d10: float
    d11: float
    a00: float  # in what the pace gains, the same [1/s2]
    a10: float  # [1/s]
    a11: float


@kernel
def blend_of(share: float, period: float, rate: float) -> Blend:
    """The weights at a `share` of the way, 0 to 1, of a `period` [s], of which `rate` [1/s] is the inverse.

    Source: cubic Hermite [1]_, so speed stays smooth.
    """
    u = share
    return Blend(
        (1.0 + 2.0 * u) * (1.0 - u) * (1.0 - u),
        u * (1.0 - u) * (1.0 - u) * period,
        u * u * (3.0 - 2.0 * u),
        u * u * (u - 1.0) * period,
        6.0 * u * (u - 1.0) * rate,
        (1.0 - u) * (1.0 - 3.0 * u),
        u * (3.0 * u - 2.0),
        (12.0 * u - 6.0) * rate * rate,
        (6.0 * u - 4.0) * rate,
        (6.0 * u - 2.0) * rate,
    )


@kernel
def blended(blend: Blend, start: float, pace: float, end: float, end_pace: float) -> Vector:
    """One coordinate [m] between two samples, its pace [m/s] and what that gains [m/s2] [1]_."""
    h00, h10, h01, h11, d00, d10, d11, a00, a10, a11 = blend
    return (
        h00 * start + h10 * pace + h01 * end + h11 * end_pace,
        d00 * (start - end) + d10 * pace + d11 * end_pace,
        a00 * (start - end) + a10 * pace + a11 * end_pace,
    )


@part
def on_route(world: World, truth: Floats, n: int, time: float) -> Motion:
    """How target `n` flies along its route at `time` [s].

    Our own: `blended` along each axis, and altitude evenly.
    """
    f, r, keys = world.target_f, world.route, world.target_i
    first, u = stretch_at(time - truth[Truth.START, n], f[Target.ROUTE_RATE, n], keys[TargetKey.SAMPLES, n])
    a = keys[TargetKey.ROUTE, n] + first
    b = a + 1
    w = blend_of(u, f[Target.ROUTE_STEP, n], f[Target.ROUTE_RATE, n])
    x, vx, ax = blended(w, r[a, Route.X], r[a, Route.VX], r[b, Route.X], r[b, Route.VX])
    y, vy, ay = blended(w, r[a, Route.Y], r[a, Route.VY], r[b, Route.Y], r[b, Route.VY])
    z, vz, az = blended(w, r[a, Route.Z], r[a, Route.VZ], r[b, Route.Z], r[b, Route.VZ])
    low = r[a, Route.ALTITUDE]
    return Motion(x, y, z, vx, vy, vz, ax, ay, az, low + u * (r[b, Route.ALTITUDE] - low))


@part
def swung(world: World, truth: Floats, n: int, time: float, motion: Motion) -> Motion:
    """The same with a swing sideways at `time` [s]; it fades to nothing at both ends, so aim points hold.

    Source: [2]_ for the sine.  Its fading by 3 u**2 - 2 u**3 over a turn at both ends is our rule.
    """
    x, y, z, vx, vy, vz, ax, ay, az, altitude = motion
    amplitude = world.target_f[Target.WEAVE_AMPLITUDE, n]
    rate = world.target_f[Target.WEAVE_RATE, n]
    flown, left = time - truth[Truth.START, n], truth[Truth.END, n] - time
    fade, growth, bend = 1.0, 0.0, 0.0
    if rate * min(flown, left) < TURN:
        period = TURN / rate
        u = max(min(flown, left) / period, 0.0)
        fade = u * u * (3.0 - 2.0 * u)
        growth = math.copysign(6.0 * u * (1.0 - u) / period, left - flown)
        bend = (6.0 - 12.0 * u) / (period * period)
    sine, cosine = sincos(rate * flown + truth[Truth.WEAVE_PHASE, n])
    side_x = vy * z - vz * y
    side_y = vz * x - vx * z
    side_z = vx * y - vy * x
    length = math.sqrt(side_x * side_x + side_y * side_y + side_z * side_z)
    if length == 0.0:
        return motion
    size = amplitude / length
    shift = size * fade * sine
    speed = size * (fade * rate * cosine + growth * sine)
    pull = size * ((bend - fade * rate * rate) * sine + 2.0 * growth * rate * cosine)
    return Motion(
        x + shift * side_x, y + shift * side_y, z + shift * side_z,
        vx + speed * side_x, vy + speed * side_y, vz + speed * side_z,
        ax + pull * side_x, ay + pull * side_y, az + pull * side_z, altitude,
    )  # fmt: skip


@part
def course_at(state: State, world: World, n: int, time: float) -> Course:
    """The course of target `n` at `time` [s] of the present step."""
    if world.target_f[Target.WEAVE_AMPLITUDE, n] > 0.0:
        truth = state.truth_f
        there = swung(world, truth, n, time, on_route(world, truth, n, time))
        falls = is_ballistic(world, n)
        return Course(there.x, there.y, there.z, there.vx, there.vy, there.vz, falls)
    return course_of_target(state, world, n, into_step(state, world, time))


@part
def course_of_target(state: State, world: World, n: int, lag: float) -> Course:
    """The course of target `n` on its parabola, `lag` [s] after the begin of the step.

    Our own: the parabola of the begin of the step.
    """
    truth = state.truth_f
    half = 0.5 * lag
    return Course(
        truth[Truth.X, n] + lag * (truth[Truth.VX, n] + half * truth[Truth.AX, n]),
        truth[Truth.Y, n] + lag * (truth[Truth.VY, n] + half * truth[Truth.AY, n]),
        truth[Truth.Z, n] + lag * (truth[Truth.VZ, n] + half * truth[Truth.AZ, n]),
        truth[Truth.VX, n] + lag * truth[Truth.AX, n],
        truth[Truth.VY, n] + lag * truth[Truth.AY, n],
        truth[Truth.VZ, n] + lag * truth[Truth.AZ, n],
        is_ballistic(world, n),
    )


@part
def is_ballistic(world: World, n: int) -> bool:
    """Whether target `n` falls freely."""
    return bool(world.target_i[TargetKey.KIND, n] == Kind.BALLISTIC)


@part
def off_drift(world: World, n: int, lag: float) -> float:
    """How far [m] target `n` may be off its parabola, at most, `lag` seconds after the begin of the step.

    A sixth of the greatest jerk of a swing times the cube of the time; while it comes and goes that is below
    four times that of the full swing.

    Our own bound: Taylor's remainder.
    """
    turn = world.target_f[Target.WEAVE_RATE, n] * lag
    return float(4.0 / 6.0 * world.target_f[Target.WEAVE_AMPLITUDE, n] * abs(turn * turn * turn))


@part
def place_at(state: State, world: World, n: int, time: float) -> Place:
    """Where target `n` is at `time` [s] of the present step."""
    return place_of(course_at(state, world, n, time))


@part
def nearest(state: State, world: World, place: Place, within: float, time: float) -> int:
    """What flies at `time` [s] nearest to a place, nearer than `within` [m]; -1 if nothing does.

    Our rule: of all that is there, what is nearest is met.
    """
    best = -1
    least = within * within
    for n in range(state.truth_f.shape[1]):
        if not flies_at(state.truth_f, n, time):
            continue
        apart = between(place, place_at(state, world, n, time))
        square = apart.x * apart.x + apart.y * apart.y + apart.z * apart.z
        if square < least:
            least = square
            best = n
    return best
