"""Where every true object is at the start of the step."""

from __future__ import annotations

import math

import numpy as np

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.scalar import sincos
from openiads.state.clock import cycle_ends
from openiads.state.planes import Area, Route, Tally, Target, TargetKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.truth import place_at, velocity_at
from openiads.state.words import Status
from openiads.state.world import Floats, World

TURN = 2.0 * math.pi


@part
def muster(state: State, world: World) -> None:
    """Draw when each route begins and how each object weaves; carried weapons wait for their carrier."""
    truth = state.truth_f
    seed = state.tally[Tally.SEED]
    replicate = state.tally[Tally.REPLICATE]
    for n in range(truth.shape[1]):
        ident = world.target_i[TargetKey.IDENT, n]
        late, phase, _, _ = draw(seed, replicate, 0, Stream.START, ident, 0)
        start = world.target_f[Target.START, n]
        start += world.target_f[Target.JITTER, n] * (2.0 * uniform(late) - 1.0)
        if world.target_i[TargetKey.CARRIER, n] >= 0:
            start = np.inf
        truth[Truth.START, n] = start
        truth[Truth.END, n] = start + world.target_f[Target.DURATION, n]
        truth[Truth.WEAVE_PHASE, n] = TURN * uniform(phase)
        truth[Truth.FIRST_DETECTION, n] = np.nan
        truth[Truth.FIRST_DETECTION_RANGE, n] = np.nan
        truth[Truth.FIRST_TRACK, n] = np.nan
        truth[Truth.ENDED, n] = np.nan
        truth[Truth.DOWN, n] = np.inf
        state.truth_i[TruthKey.STATUS, n] = Status.WAITING
        for s in range(state.looks.shape[0]):
            state.looks[s, n] = -(2**62)


@part
def follow(world: World, truth: Floats, n: int, time: float) -> None:
    """Put object `n` on its route at `time`: cubic Hermite between samples, so speed stays smooth."""
    period = world.target_f[Target.ROUTE_STEP, n]
    first = world.target_i[TargetKey.ROUTE, n]
    last = world.target_i[TargetKey.SAMPLES, n] - 1
    rate = 1.0 / period
    along = min(max(time - truth[Truth.START, n], 0.0) * rate, float(last))
    i = min(int(along), last - 1)
    u = along - i
    a = first + i
    b = a + 1
    h00 = (1.0 + 2.0 * u) * (1.0 - u) * (1.0 - u)
    h10 = u * (1.0 - u) * (1.0 - u) * period
    h01 = u * u * (3.0 - 2.0 * u)
    h11 = u * u * (u - 1.0) * period
    d00 = 6.0 * u * (u - 1.0) * rate
    d10 = (1.0 - u) * (1.0 - 3.0 * u)
    d11 = u * (3.0 * u - 2.0)
    a00 = (12.0 * u - 6.0) * rate * rate
    a10 = (6.0 * u - 4.0) * rate
    a11 = (6.0 * u - 2.0) * rate
    for axis in range(3):
        start = world.route[a, Route.X + axis]
        end = world.route[b, Route.X + axis]
        leaving = world.route[a, Route.VX + axis]
        coming = world.route[b, Route.VX + axis]
        truth[Truth.X + axis, n] = h00 * start + h10 * leaving + h01 * end + h11 * coming
        truth[Truth.VX + axis, n] = d00 * (start - end) + d10 * leaving + d11 * coming
        truth[Truth.AX + axis, n] = a00 * (start - end) + a10 * leaving + a11 * coming
    low = world.route[a, Route.ALTITUDE]
    truth[Truth.ALTITUDE, n] = low + u * (world.route[b, Route.ALTITUDE] - low)


@part
def weave(world: World, truth: Floats, n: int, time: float) -> None:
    """Swing sideways about the route at `time` [s]; it fades to nothing at both ends, so aim points hold."""
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
    x, y, z = truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n]
    vx, vy, vz = truth[Truth.VX, n], truth[Truth.VY, n], truth[Truth.VZ, n]
    side_x = vy * z - vz * y
    side_y = vz * x - vx * z
    side_z = vx * y - vy * x
    length = math.sqrt(side_x * side_x + side_y * side_y + side_z * side_z)
    if length == 0.0:
        return
    size = amplitude / length
    shift = size * fade * sine
    speed = size * (fade * rate * cosine + growth * sine)
    pull = size * ((bend - fade * rate * rate) * sine + 2.0 * growth * rate * cosine)
    truth[Truth.X, n] = x + shift * side_x
    truth[Truth.Y, n] = y + shift * side_y
    truth[Truth.Z, n] = z + shift * side_z
    truth[Truth.VX, n] = vx + speed * side_x
    truth[Truth.VY, n] = vy + speed * side_y
    truth[Truth.VZ, n] = vz + speed * side_z
    truth[Truth.AX, n] += pull * side_x
    truth[Truth.AY, n] += pull * side_y
    truth[Truth.AZ, n] += pull * side_z


@part
def take_back(truth: Floats, n: int, lag: float) -> None:
    """Put object `n`, which starts `lag` [s] into the step, where its parabola would have been before."""
    x, y, z = place_at(truth, n, -lag)
    vx, vy, vz = velocity_at(truth, n, -lag)
    truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n] = x, y, z
    truth[Truth.VX, n], truth[Truth.VY, n], truth[Truth.VZ, n] = vx, vy, vz


def advance(state: State, world: World, step: int) -> None:
    """Start what is due in this step and move what flies to its begin."""
    if step == 0:
        muster(state, world)
    state.tally[Tally.STEP] = step
    state.tally[Tally.JAMMED] = 0
    if cycle_ends(world, step - 1):
        state.tally[Tally.PLOTS] = 0
    time = step * world.area[Area.STEP]
    truth = state.truth_f
    for n in range(truth.shape[1]):
        status = state.truth_i[TruthKey.STATUS, n]
        if status == Status.WAITING and truth[Truth.START, n] < time + world.area[Area.STEP]:
            status = Status.FLYING
            state.truth_i[TruthKey.STATUS, n] = status
        if status == Status.FLYING:
            state.tally[Tally.OBJECT_STEPS] += 1
            if world.target_f[Target.NOISE_RISE, n] > 0.0:
                state.tally[Tally.JAMMED] = 1
            begin = max(time, truth[Truth.START, n])
            follow(world, truth, n, begin)
            if world.target_f[Target.WEAVE_AMPLITUDE, n] > 0.0:
                weave(world, truth, n, begin)
            if begin > time:
                take_back(truth, n, begin - time)
