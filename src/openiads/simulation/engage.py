"""Engagements through one step, in the order of time: looks, launches, intercepts and assessments.

Each has a time of its own, and each may bring the next on: an intercept frees a launch that waited for
guidance, an assessment a second salvo, a launcher that is full again a round that was lacking; an attack on a
battery ends all that it does.  So neither the step nor the number of a channel decides who is first.
"""

from __future__ import annotations

import math

from openiads.engagement.assess import conclude
from openiads.engagement.guide import end, ends, move_all, steer, steer_all
from openiads.engagement.launch import due, free_round, launch
from openiads.engagement.losses import attack, slip_away
from openiads.engagement.reload import load_launcher, loaded_at
from openiads.ground.compiled import part
from openiads.motion.arrive import finish
from openiads.sensing.acquire import ECHO, NOTHING, REPORT, follow, lock, lost, seek, suffices
from openiads.state.clock import step_begin
from openiads.state.planes import Channel, ChannelKey, ShotKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Fate, Flight, Status
from openiads.state.world import World
from openiads.tracking.follow import take_echo, take_report

LOOK, LAUNCH, ASSESS, ARRIVAL, RELOAD, ATTACK = 0, 1, 2, 3, 4, 5
"""What may come next; at the same time they come in this order, and by number of channel, round and so on."""


@part
def time_of(state: State, world: World, what: int, i: int) -> float:
    """When [s] something is due of channel `i`, or of round `i`; infinite if it is not."""
    if what == ARRIVAL:
        return ends(state, world, i) if state.rounds_i[ShotKey.FLYING, i] != Flight.OVER else math.inf
    stage = state.channels_i[ChannelKey.STAGE, i]
    if stage == ChannelStage.FREE:
        return math.inf
    if what == LOOK:
        return float(state.channels_f[Channel.LOOK, i])
    if what == LAUNCH:
        return due(state, world, i)
    return float(state.channels_f[Channel.READY, i]) if stage == ChannelStage.ASSESSING else math.inf


@part
def next_due(state: State, world: World, until: float) -> tuple[int, int, float]:
    """What comes first before `until` [s], of which channel, round, launcher or target, and when.

    It is -1 where nothing does.
    """
    first, whose, least = -1, -1, until
    for c in range(state.channels_i.shape[1]):
        if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.FREE:
            continue
        for what in range(ARRIVAL):
            time = time_of(state, world, what, c)
            if time < least or (time == least and what < first):
                first, whose, least = what, c, time
    for r in range(state.rounds_i.shape[1]):
        time = time_of(state, world, ARRIVAL, r)
        if time < least:
            first, whose, least = ARRIVAL, r, time
    for launcher in range(world.launcher_i.shape[1]):
        time = loaded_at(state, world, launcher)
        if time < least:
            first, whose, least = RELOAD, launcher, time
    for n in world.at_defence:
        if state.truth_i[TruthKey.STATUS, n] == Status.FLYING and state.truth_f[Truth.END, n] < least:
            first, whose, least = ATTACK, n, state.truth_f[Truth.END, n]
    return first, whose, least


@part
def take(state: State, world: World, c: int, brought: int) -> None:
    """Give what a look brought to the fire-control track of channel `c`."""
    if brought == ECHO:
        take_echo(state, world, c)
    elif brought == REPORT:
        take_report(state, world, c)


@part
def look(state: State, world: World, c: int, time: float) -> None:
    """One look of the engagement radar for channel `c`: it seeks, or keeps what it follows, or loses it."""
    if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.ACQUIRING:
        brought = seek(state, world, c, time)
        take(state, world, c, brought)
        if brought != NOTHING and suffices(state, world, c):
            lock(state, world, c, time)
        return
    brought = follow(state, world, c, time)
    take(state, world, c, brought)
    if brought == NOTHING and lost(state, world, c, time):
        slip_away(state, world, c, time)


@part
def fire(state: State, world: World, c: int, time: float, since: float) -> None:
    """Channel `c` launches if it can; what has left is steered at once."""
    before = state.channels_i[ChannelKey.FIRED, c]
    r = free_round(state)
    launch(state, world, c, time)
    if state.channels_i[ChannelKey.FIRED, c] > before:
        steer(state, world, r, since, time)


@part
def strike_defence(state: State, world: World, n: int, time: float) -> None:
    """Target `n` arrives at the battery or radar that it aims at, and may destroy it.

    That is no matter of the step's end, as other arrivals are: who is destroyed fires no more from then on.
    """
    finish(state, world, n, time)
    if state.truth_i[TruthKey.FATE, n] == Fate.LEAKED:
        attack(state, world, n, time)


def engage(state: State, world: World, step: int) -> None:
    """Play all engagements from the begin of the step to its end."""
    since = step_begin(world, step)
    until = step_begin(world, step + 1)
    steer_all(state, world, since)
    now = since
    while True:
        what, i, time = next_due(state, world, until)
        if what < 0:
            break
        now = max(now, time)
        if what == LOOK:
            look(state, world, i, now)
        elif what == LAUNCH:
            fire(state, world, i, now, since)
        elif what == ASSESS:
            conclude(state, world, i, now)
        elif what == ARRIVAL:
            end(state, world, i, now)
        elif what == RELOAD:
            load_launcher(state, world, i, now)
        else:
            strike_defence(state, world, i, now)
    move_all(state, until)
