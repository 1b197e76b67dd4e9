"""Rounds leave the magazine: the salvo of a channel with a fire-control track, one launch interval apart.

Our rules throughout: when a launch is put off, and when an engagement is broken off.
"""

from __future__ import annotations

import math

from openiads.engagement.control.weapons_control import may_engage
from openiads.engagement.doctrine.reserve import count_launchable
from openiads.engagement.fly_on import mechanisms_at
from openiads.engagement.reach.fly_out_tables import Intent, cheapest, reach_with
from openiads.engagement.reload import take_from_launcher
from openiads.engagement.threat import arrives
from openiads.engagement.track_class import class_of
from openiads.ground.compiled import part
from openiads.ground.course import Course, course_after
from openiads.state.channels import believed_track, give_back, put_off
from openiads.state.clock import HAIR
from openiads.state.events import log
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Filter,
    Fire,
    Pair,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.reports import course_reported
from openiads.state.scratch import CandidateKey
from openiads.state.state import State
from openiads.state.words import (
    Awaited,
    Broken,
    ChannelStage,
    Flight,
    Happening,
    Phase,
    Side,
    Sight,
    Stage,
)
from openiads.state.world import World


@part
def course_followed(state: State, world: World, c: int, time: float) -> Course:
    """The course of the target of channel `c` at `time` [s], as its radar has it."""
    f = state.channels_f
    last = Course(
        f[Filter.X, c], f[Filter.Y, c], f[Filter.Z, c], f[Filter.VX, c], f[Filter.VY, c], f[Filter.VZ, c],
        state.channels_i[ChannelKey.BALLISTIC, c] == 1,
    )  # fmt: skip
    return course_after(last, time - f[Filter.TIME, c], world.engaging.levels_off)


@part
def under_way(state: State, c: int, latest: float) -> Intent:
    """How channel `c`, whose engagement has begun, asks for a meeting within `latest` [s]."""
    remote = bool(state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE)
    b = state.channels_i[ChannelKey.BATTERY, c]
    return Intent(b, state.fire[Fire.SECTOR_CENTRE, b], 1.0, 0.0, 0.0, latest, True, remote)


@part
def solution(state: State, world: World, c: int, time: float) -> tuple[int, float]:
    """Round type, -1 for none, and time of flight [s] for channel `c`: the planned type if it still reaches.

    No round leaves out of the reserve, whatever was left when the engagement began, nor to come after its
    target.  What doctrine took on with margins may be fired at up to the published envelope: at the margins
    themselves nobody dithers.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    course = course_followed(state, world, c, time)
    if not count_launchable(state, world, b, class_of(world, course)):
        return -1, math.inf
    stock = state.work_i[CandidateKey.STOCK]
    plan = under_way(state, c, arrives(world, course))
    t = state.channels_i[ChannelKey.ROUND, c]
    if t >= 0 and stock[t] > 0:
        flight, reachable = reach_with(world, t, plan, course)
        if reachable:
            return int(t), flight
    found = cheapest(world, stock, True, plan, course)
    return found.held, found.flight


@part
def may_still(state: State, world: World, c: int, time: float) -> bool:
    """Whether control still lets channel `c` fire: what it knew of its track may have changed since.

    A track that the picture has dropped tells nothing new; the engagement radar holds its target.
    """
    m = believed_track(state, world, c)
    if m < 0:
        return True
    b = state.channels_i[ChannelKey.BATTERY, c]
    course = course_reported(state, world, b, m, time)
    state.channels_i[ChannelKey.BALLISTIC, c] = 1 if course.ballistic else 0
    return may_engage(state, world, b, m, course, time)


@part
def break_off(state: State, world: World, c: int, time: float, why: int) -> None:
    """End an engagement that no round can begin any more; `why` is one of Broken."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    n, serial = state.channels_i[ChannelKey.OBJECT, c], state.channels_i[ChannelKey.SERIAL, c]
    log(state, Phase.LAUNCH, Happening.BROKEN_OFF, n, serial, time, b, float(why))
    hold = put_off(state, world, c, world.battery_f[Battery.REACTION, b])
    give_back(state, world, c, time, hold, False)


@part
def free_round(state: State) -> int:
    """Lowest free slot for a round in flight; there is one wherever a launch may be (`State.rounds_f`)."""
    r = 0
    while r < state.rounds_i.shape[1] and state.rounds_i[ShotKey.FLYING, r] != Flight.OVER:
        r += 1
    return r


@part
def spaced(state: State, world: World, b: int) -> float:
    """From when on [s] battery `b` may launch again, one launch interval after its last."""
    return float(state.fire[Fire.LAST_LAUNCH, b] + world.battery_f[Battery.LAUNCH_INTERVAL, b])


@part
def awaited(state: State, world: World, c: int, time: float) -> int:
    """For what a launch of channel `c` at `time` [s] waited last: Awaited.

    Our own: bookkeeping for the story of a leaker.
    """
    if state.channels_i[ChannelKey.WAITS, c] > 0:
        return Awaited.SOLUTION.value
    ready = state.channels_f[Channel.NEXT_LAUNCH, c]
    next_launch = spaced(state, world, state.channels_i[ChannelKey.BATTERY, c])
    if time > max(ready, next_launch) + HAIR:
        return Awaited.GUIDANCE.value
    return Awaited.INTERVAL.value if next_launch > ready + HAIR else Awaited.REACTION.value


@part
def fire_round(state: State, world: World, c: int, t: int, time: float, flight: float) -> None:
    """One round of type `t` leaves for the target of channel `c`."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    r = free_round(state)
    state.tally[Tally.ROUND_SERIAL] += 1
    state.tally[Tally.ROUNDS_FIRED] += 1
    serial = state.tally[Tally.ROUND_SERIAL]
    state.magazine[b, t] -= 1
    if world.launcher_i.shape[1] > 0:
        take_from_launcher(state, world, b, t, time)
    state.shots[b, n] += 1
    state.fire[Fire.GUIDED, b] += 1.0
    state.fire[Fire.GUIDED_MOST, b] = max(state.fire[Fire.GUIDED_MOST, b], state.fire[Fire.GUIDED, b])
    m = believed_track(state, world, c)
    if m >= 0:
        state.pairs[b, Pair.FAILURES, m] = 0.0
    if state.truth_i[TruthKey.AWAITED, n] < 0:
        state.truth_i[TruthKey.AWAITED, n] = awaited(state, world, c, time)
        state.truth_f[Truth.FIRST_PUT, n] = state.channels_f[Channel.PUT, c]
        state.truth_f[Truth.FIRST_LOCK, n] = state.channels_f[Channel.LOCKED, c]
    state.truth_i[TruthKey.SHOTS, n] += 1
    credit_target(state.truth_i, state.reached, n, Stage.LAUNCHED, time, b)
    state.rounds_i[ShotKey.FLYING, r] = Flight.GUIDED
    state.rounds_i[ShotKey.TYPE, r] = t
    state.rounds_i[ShotKey.CHANNEL, r] = c
    state.rounds_i[ShotKey.OBJECT, r] = n
    state.rounds_i[ShotKey.AT_FIRST, r] = n
    state.rounds_i[ShotKey.SERIAL, r] = serial
    state.rounds_i[ShotKey.ORDINAL, r] = state.truth_i[TruthKey.SHOTS, n]
    state.rounds_f[Shot.X, r] = world.battery_f[Battery.X, b]
    state.rounds_f[Shot.Y, r] = world.battery_f[Battery.Y, b]
    state.rounds_f[Shot.Z, r] = world.battery_f[Battery.Z, b]
    state.rounds_f[Shot.LAUNCH, r] = time
    state.rounds_f[Shot.INTERCEPT, r] = time + flight
    state.rounds_f[Shot.MOVED, r] = time
    state.fire[Fire.LAST_LAUNCH, b] = time
    state.channels_i[ChannelKey.ROUND, c] = t
    state.channels_i[ChannelKey.TO_LAUNCH, c] -= 1
    state.channels_i[ChannelKey.IN_FLIGHT, c] += 1
    state.channels_i[ChannelKey.FIRED, c] += 1
    state.channels_i[ChannelKey.AWAY, c] += 1
    log(state, Phase.LAUNCH, Happening.LAUNCH, n, serial, time, b, float(t))
    side = world.target_i[TargetKey.SIDE, n]
    if side != Side.HOSTILE and state.truth_i[TruthKey.ENGAGED, n] == 0:
        log(state, Phase.LAUNCH, Happening.WRONG_ENGAGEMENT, n, serial, time, b, float(side))
        state.truth_i[TruthKey.MECHANISMS, n] = mechanisms_at(state, world, b, n)
    state.truth_i[TruthKey.ENGAGED, n] = 1


@part
def close_salvo(state: State, c: int) -> None:
    """The salvo is away: the channel guides, or awaits the assessment if its rounds have ended."""
    state.channels_i[ChannelKey.TO_LAUNCH, c] = 0
    state.channels_i[ChannelKey.AWAY, c] = 0
    state.channels_i[ChannelKey.SALVOS, c] += 1
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.GUIDING
    if state.channels_i[ChannelKey.IN_FLIGHT, c] == 0:
        state.channels_i[ChannelKey.STAGE, c] = ChannelStage.ASSESSING


@part
def due(state: State, world: World, c: int) -> float:
    """When [s] channel `c` may launch next; infinite while it may not."""
    if state.channels_i[ChannelKey.STAGE, c] != ChannelStage.LAUNCHING:
        return math.inf
    b = state.channels_i[ChannelKey.BATTERY, c]
    if state.fire[Fire.GUIDED, b] >= world.battery_i[BatteryKey.GUIDED_MAX, b]:
        return math.inf
    return float(max(state.channels_f[Channel.NEXT_LAUNCH, c], spaced(state, world, b)))


@part
def launch(state: State, world: World, c: int, time: float) -> None:
    """Channel `c` launches one round at `time`, if it may and has a solution.

    Without one it waits, for the target may come into reach or out from behind a hill, but not for long.  A
    salvo of which a round has left was fired, whether that still flies or not: it is closed and assessed.
    """
    going = state.channels_i[ChannelKey.AWAY, c] > 0
    if not may_still(state, world, c, time):
        if going:
            close_salvo(state, c)
        else:
            break_off(state, world, c, time, Broken.NOT_ALLOWED.value)
        return
    t, flight = solution(state, world, c, time)
    if t >= 0:
        fire_round(state, world, c, t, time, flight)
        if state.channels_i[ChannelKey.TO_LAUNCH, c] == 0:
            close_salvo(state, c)
        return
    if going:
        close_salvo(state, c)
        return
    state.channels_i[ChannelKey.WAITS, c] += 1
    if state.channels_i[ChannelKey.WAITS, c] * world.engaging.retry > world.engaging.patience:
        break_off(state, world, c, time, Broken.NO_SOLUTION.value)
    else:
        state.channels_f[Channel.NEXT_LAUNCH, c] = time + world.engaging.retry
