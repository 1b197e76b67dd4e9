"""Where every target is at the start of the step.

Our rules: when what was scheduled begins, and that the phase of a weave is even over a turn.

References
----------
.. [1] W. Feller, An Introduction to Probability Theory and Its Applications II, 2nd ed., 1971, chapter I.4:
   intervals of a Poisson process are independent and exponential.
"""

from __future__ import annotations

import math

import numpy as np

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, exponential, uniform
from openiads.motion.along_routes import follow_routes
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.failings import misalignment
from openiads.state.planes import (
    BatteryKey,
    Fire,
    Radar,
    RadarKey,
    Tally,
    Target,
    TargetKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.truth import Motion, swung
from openiads.state.words import Status
from openiads.state.world import Floats, World

TURN = 2.0 * math.pi


@part
def by_chance(state: State, world: World, n: int) -> float:
    """When [s] target `n` begins, a drawn spacing after the one before it [1]_; infinite if never.

    The first follows the begin of its raid.  Each spacing is drawn for the target that it leads to, so a
    longer raid has the times of a shorter one.  Our rule: a run that has lasted as long as asked lets nobody
    in, for of what comes by chance there is no latest.
    """
    mean = world.target_f[Target.MEAN_SPACING, n]
    ident, before = world.target_i[TargetKey.IDENT, n], world.target_i[TargetKey.BEFORE, n]
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], 0, Stream.ARRIVAL, ident, 0
    )  # fmt: skip
    since = state.truth_f[Truth.START, before] if before >= 0 else world.target_f[Target.START, n] - mean
    start = since + mean * exponential(luck)
    return float(start) if start < world.clock.duration else math.inf


@part
def muster(state: State, world: World) -> None:
    """Draw when each route begins and how each target weaves; carried weapons wait for their carrier.

    What began before the run is under way when it begins; what is over before it never was, nor what chance
    keeps away, with its weapons.
    """
    truth = state.truth_f
    seed = state.tally[Tally.SEED]
    replicate = state.tally[Tally.REPLICATE]
    for n in range(truth.shape[1]):
        ident = world.target_i[TargetKey.IDENT, n]
        late, phase, _, _ = draw(seed, replicate, 0, Stream.START, ident, 0)
        jitter = world.target_f[Target.JITTER, n] * (2.0 * uniform(late) - 1.0)
        start = world.target_f[Target.START, n] + jitter
        never = False
        if world.target_f[Target.MEAN_SPACING, n] > 0.0:
            start = by_chance(state, world, n)
            never = start == math.inf
        carrier = world.target_i[TargetKey.CARRIER, n]
        if carrier >= 0:
            start = math.inf
            never = state.truth_i[TruthKey.STATUS, carrier] == Status.NEVER
        truth[Truth.START, n] = start
        truth[Truth.END, n] = start + world.target_f[Target.DURATION, n]
        truth[Truth.WEAVE_PHASE, n] = TURN * uniform(phase)
        truth[Truth.FIRST_DETECTION, n] = np.nan
        truth[Truth.FIRST_DETECTION_RANGE, n] = np.nan
        truth[Truth.FIRST_TRACK, n] = np.nan
        truth[Truth.ENDED, n] = np.nan
        truth[Truth.HOSTILE, n] = np.nan
        truth[Truth.HIDDEN, n] = np.nan
        truth[Truth.RELIEF, n] = np.nan
        truth[Truth.MEETING, n] = np.nan
        truth[Truth.TRACKED, n] = np.nan
        truth[Truth.OFFERED, n] = np.nan
        truth[Truth.LAST_IN_REACH, n] = np.nan
        truth[Truth.LAST_FREE, n] = np.nan
        truth[Truth.LAST_LEFT, n] = np.nan
        truth[Truth.LAST_KEPT, n] = np.nan
        truth[Truth.LAST_FULL, n] = np.nan
        truth[Truth.LAST_FACING, n] = np.nan
        truth[Truth.MASKED_SINCE, n] = np.nan
        truth[Truth.SIGHTED, n] = np.nan
        truth[Truth.FIRST_PUT, n] = np.nan
        truth[Truth.FIRST_LOCK, n] = np.nan
        truth[Truth.IDENTIFIED, n] = np.nan
        truth[Truth.MISTAKEN, n] = np.nan
        state.reached[:, n] = np.nan
        state.truth_i[TruthKey.BATTERY, n] = -1
        state.truth_i[TruthKey.IDENTITY, n] = -1
        state.truth_i[TruthKey.MISTAKEN_FOR, n] = -1
        state.truth_i[TruthKey.TRACK_BEGAN, n] = -1
        state.truth_i[TruthKey.HELD_BY, n] = -1
        state.truth_i[TruthKey.AWAITED, n] = -1
        state.truth_i[TruthKey.FACED_BY, n] = -1
        state.truth_i[TruthKey.STRETCH, n] = -1
        truth[Truth.DOWN, n] = np.inf
        never = never or truth[Truth.END, n] < 0.0
        state.truth_i[TruthKey.STATUS, n] = Status.NEVER if never else Status.WAITING
        for s in range(state.looks.shape[0]):
            state.looks[s, n] = -np.inf


@part
def emplace(state: State, world: World) -> None:
    """Turn what batteries take for the azimuth of their engagement radars by what their north is wrong.

    Our rule: a scenario says where a radar really faces.
    """
    for b in range(world.battery_f.shape[1]):
        state.fire[Fire.SECTOR_CENTRE, b] += misalignment(state, world, world.battery_i[BatteryKey.RADAR, b])


@part
def turn_antennas(state: State, world: World) -> None:
    """Draw where in its scan each radar is when the run begins: nothing sets the antennas of two sites.

    Our rule: even over a scan.
    """
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    for s in range(state.turning.shape[0]):
        turned, _, _, _ = draw(seed, replicate, 0, Stream.ANTENNA, world.radar_i[RadarKey.IDENT, s], 0)
        state.turning[s] = -world.radar_f[Radar.SCAN_PERIOD, s] * uniform(turned)


@part
def take_back(truth: Floats, n: int, lag: float) -> None:
    """Put target `n`, which starts `lag` [s] into the step, where its parabola would have been before.

    Our own: the parabola of `state.truth`, run backwards.
    """
    for i in range(3):
        speed, gain = truth[Truth.VX + i, n], truth[Truth.AX + i, n]
        truth[Truth.X + i, n] -= lag * (speed - 0.5 * lag * gain)
        truth[Truth.VX + i, n] = speed - lag * gain


@part
def motion_of(truth: Floats, n: int) -> Motion:
    """How target `n` flies by its planes of the truth [m, m/s, m/s2]."""
    return Motion(
        truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n],
        truth[Truth.VX, n], truth[Truth.VY, n], truth[Truth.VZ, n],
        truth[Truth.AX, n], truth[Truth.AY, n], truth[Truth.AZ, n], truth[Truth.ALTITUDE, n],
    )  # fmt: skip


@part
def add_swing(world: World, truth: Floats, n: int, time: float) -> None:
    """Put target `n`, which is where its route has it at `time` [s], where its swing does."""
    there = swung(world, truth, n, time, motion_of(truth, n))
    truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n] = there.x, there.y, there.z
    truth[Truth.VX, n], truth[Truth.VY, n], truth[Truth.VZ, n] = there.vx, there.vy, there.vz
    truth[Truth.AX, n], truth[Truth.AY, n], truth[Truth.AZ, n] = there.ax, there.ay, there.az


@part
def begin_flights(state: State, world: World, until: float) -> None:
    """Start what is due before `until` [s], count what flies, and say whether any of it jams."""
    keys, flying = state.truth_i, 0
    for n in range(keys.shape[1]):
        if keys[TruthKey.STATUS, n] == Status.WAITING and state.truth_f[Truth.START, n] < until:
            keys[TruthKey.STATUS, n] = Status.FLYING
        if keys[TruthKey.STATUS, n] == Status.FLYING:
            flying += 1
            if world.target_f[Target.NOISE_RISE, n] > 0.0:
                state.tally[Tally.JAMMED] = 1
    state.tally[Tally.OBJECT_STEPS] += flying


@part
def leave_routes(state: State, world: World, time: float) -> None:
    """Move who swings off its route, and who starts only after `time` [s] to where it would have been."""
    truth = state.truth_f
    for n in range(truth.shape[1]):
        if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
            continue
        begin = max(time, truth[Truth.START, n])
        if world.target_f[Target.WEAVE_AMPLITUDE, n] > 0.0:
            add_swing(world, truth, n, begin)
        if begin > time:
            take_back(truth, n, begin - time)


def advance(state: State, world: World, step: int) -> None:
    """Start what is due in this step and move what flies to its begin."""
    if step == 0:
        muster(state, world)
        emplace(state, world)
        turn_antennas(state, world)
    state.tally[Tally.STEP] = step
    state.tally[Tally.JAMMED] = 0
    if cycle_ends(world, step - 1):
        state.tally[Tally.PLOTS] = 0
        state.tally[Tally.UNSEEN] = 0
    time = step_begin(world, step)
    begin_flights(state, world, step_begin(world, step + 1))
    follow_routes(state, world, time)
    leave_routes(state, world, time)
