"""What reaches the end of its route, or lets its weapons go: releases, leaks, departures.  Our rules."""

from __future__ import annotations

import numpy as np

from openiads.ground.compiled import part
from openiads.state.clock import step_begin
from openiads.state.events import log
from openiads.state.planes import ShotKey, Tally, Target, TargetKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.words import Fate, Flight, Happening, Phase, Side, Stage, Status
from openiads.state.world import World


@part
def release(state: State, world: World, carrier: int, time: float) -> None:
    """The weapons of `carrier` begin their own routes; a raider has its fate then, that it released them."""
    truth = state.truth_f
    for n in range(truth.shape[1]):
        if world.target_i[TargetKey.CARRIER, n] != carrier:
            continue
        truth[Truth.START, n] = time
        truth[Truth.END, n] = time + world.target_f[Target.DURATION, n]
        log(state, Phase.ARRIVE, Happening.RELEASE, n, carrier, time)
    raider = world.target_i[TargetKey.SIDE, carrier] == Side.HOSTILE
    if raider and state.truth_i[TruthKey.FATE, carrier] == Fate.NONE:
        state.truth_i[TruthKey.FATE, carrier] = Fate.RELEASED
        truth[Truth.ENDED, carrier] = time


@part
def strand(state: State, world: World, carrier: int) -> None:
    """Weapons of a carrier that fell, or whose mission was killed, are never released."""
    for n in range(state.truth_i.shape[1]):
        if (
            world.target_i[TargetKey.CARRIER, n] == carrier
            and state.truth_i[TruthKey.STATUS, n] == Status.WAITING
        ):
            state.truth_i[TruthKey.STATUS, n] = Status.NEVER


@part
def finish(state: State, world: World, n: int, time: float) -> None:
    """Target `n` is at the end of its route."""
    state.truth_i[TruthKey.STATUS, n] = Status.GONE
    asset = world.target_i[TargetKey.ASSET, n]
    battery, radar = world.target_i[TargetKey.BATTERY, n], world.target_i[TargetKey.RADAR, n]
    hostile = world.target_i[TargetKey.SIDE, n] == Side.HOSTILE
    kind = Happening.LANDED
    if hostile and state.truth_i[TruthKey.FATE, n] == Fate.NONE:
        state.truth_f[Truth.ENDED, n] = time
        if asset >= 0 or battery >= 0 or radar >= 0:
            state.truth_i[TruthKey.FATE, n] = Fate.LEAKED
            kind = Happening.LEAK
            if asset >= 0:
                state.hits[asset] += 1
        else:
            state.truth_i[TruthKey.FATE, n] = Fate.WITHDRAWN
            kind = Happening.WITHDRAWN
    log(state, Phase.ARRIVE, kind, n, asset, time, battery)


def arrive(state: State, world: World, step: int) -> None:
    """End the step for the truth: who released, who arrived, who was stopped with weapons aboard."""
    since = step_begin(world, step)
    until = step_begin(world, step + 1)
    for n in range(state.truth_i.shape[1]):
        status, fate = state.truth_i[TruthKey.STATUS, n], state.truth_i[TruthKey.FATE, n]
        due = state.truth_f[Truth.START, n] + world.target_f[Target.RELEASE_AFTER, n]
        stopped = fate == Fate.MISSION_KILLED or (status == Status.GONE and fate == Fate.KILLED)
        if stopped and state.truth_f[Truth.ENDED, n] >= since and due < np.inf:
            if since <= due <= state.truth_f[Truth.ENDED, n]:
                if world.target_i[TargetKey.SIDE, n] == Side.HOSTILE:
                    state.truth_i[TruthKey.FATE, n] = Fate.NONE
                    state.truth_i[TruthKey.STAGE, n] = Stage.GUIDED
                release(state, world, n, due)
            else:
                strand(state, world, n)
        if status != Status.FLYING:
            continue
        if since <= due < until and not stopped:
            release(state, world, n, due)
        if state.truth_f[Truth.END, n] < until:
            finish(state, world, n, state.truth_f[Truth.END, n])
    state.tally[Tally.DONE] = clear(state, world)


@part
def clear(state: State, world: World) -> int:
    """1 once every raider has its fate and no round flies, and the scenario asks to stop then."""
    if not world.clock.stop_when_clear:
        return 0
    for n in range(state.truth_i.shape[1]):
        if world.target_i[TargetKey.SIDE, n] != Side.HOSTILE:
            continue
        status = state.truth_i[TruthKey.STATUS, n]
        if status <= Status.FLYING and state.truth_i[TruthKey.FATE, n] == Fate.NONE:
            return 0
    for k in range(state.rounds_i.shape[1]):
        if state.rounds_i[ShotKey.FLYING, k] != Flight.OVER:
            return 0
    return 1
