"""Which track gets which fire channel: each network serves track by track, by their rank.

Our rules throughout: what a battery asks before it takes a track, in which order, and who of several takes
it.  No source tells how a given command post decides.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.control.weapons_control import frees, may_engage, shielded
from openiads.engagement.doctrine.shoot_look_shoot import shots_at_once
from openiads.engagement.reach.fly_out_tables import Intent, cheapest, seen_lower
from openiads.engagement.solvers.by_urgency import rank
from openiads.engagement.threat import arrives
from openiads.engagement.worth import count_stock, is_slow, worth_waiting
from openiads.ground.compiled import part
from openiads.ground.course import place_of
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import Place, altitude_of
from openiads.ground.scalar import atan2, wrap
from openiads.state.channels import Designation, free_channel, salvos_fired, take
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.events import NOBODY, log
from openiads.state.facing import sector_centre
from openiads.state.ladder import climb
from openiads.state.planes import (
    Battery,
    BatteryKey,
    ChannelKey,
    Fire,
    Life,
    Pair,
    Radar,
    Report,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import course_of_report, course_reported, place_reported, shows_well
from openiads.state.scratch import Candidate, CandidateKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Sight, Stage, TrackStatus
from openiads.state.world import World
from openiads.terrain.rays.sight import local


class Question(NamedTuple):
    """Whether a battery could engage a track."""

    battery: int
    picture: int
    """Of the battery."""
    track: int
    now: float
    """Time of the decision [s]."""


class Turn(NamedTuple):
    """How an engagement radar must turn to follow a track."""

    angle: float
    """[rad]: 0 where the track is in its sector already, infinite where it cannot turn."""
    centre: float
    """Azimuth that it then faces [rad]."""


@part
def already_at_it(state: State, world: World, ask: Question) -> bool:
    """Whether the network, or at least the battery itself, has a channel on the track."""
    b, p, m, _ = ask
    if state.tracks_i[p, TrackKey.CHANNELS, m] == 0:
        return False
    if world.doctrine.coordinate:
        return True
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        busy = state.channels_i[ChannelKey.STAGE, c] != ChannelStage.FREE
        if busy and state.channels_i[ChannelKey.SERIAL, c] == state.tracks_i[p, TrackKey.SERIAL, m]:
            return True
    return False


@part
def turn_needed(state: State, world: World, b: int, place: Place) -> Turn:
    """How the engagement radar of battery `b` must turn to follow a place.

    Our rule: an engagement radar turns until it faces the track.
    """
    s = world.battery_i[BatteryKey.RADAR, b]
    east, north, _ = local(world, s, place)
    azimuth, centre = atan2(east, north), sector_centre(state, world, s)
    off = abs(wrap(azimuth - centre))
    if off <= world.radar_f[Radar.TRACK_HALF, s]:
        return Turn(0.0, centre)
    if world.battery_f[Battery.SLEW_RATE, b] <= 0.0:
        return Turn(math.inf, centre)
    return Turn(off, azimuth)


@part
def left_alone(state: State, ask: Question) -> bool:
    """Whether the battery still waits after an engagement of the track, or for news of it."""
    b, p, m, now = ask
    waits = state.pairs[b, Pair.HOLD_UNTIL, m] > now
    return bool(waits or state.pairs[b, Pair.NEWS_FROM, m] > state.reports[p, Report.TIME, m])


@part
def doubt_in_height(state: State, world: World, ask: Question) -> float:
    """How much lower [m] than reported the track may be: of its many readings none should mislead."""
    error = state.reports[ask.picture, Report.HEIGHT_ERROR, ask.track]
    return float(world.engaging.height_doubt * error)


@part
def in_view(state: State, world: World, ask: Question, centre: float, place: Place) -> bool:
    """Whether the engagement radar of the battery, turned to `centre` [rad], should see the track there."""
    return seen_lower(world, ask.battery, centre, doubt_in_height(state, world, ask), place)


@part
def echoes(state: State, world: World, ask: Question, gain: float, place: Place) -> bool:
    """Whether the echo of the track at a place would be strong enough for the radar of the battery.

    By the cross section that the track's plots looked like; jamming is left out.  `gain` is the energy that
    the radar gives to the look, over that of its search.

    Source: the radar equation and Swerling 1, as in `sensing.power`; that jamming is left out is our rule.
    """
    s = world.battery_i[BatteryKey.RADAR, ask.battery]
    f = world.radar_f
    east, north, up = local(world, s, place)
    square = east * east + north * north + up * up
    rcs = state.lives[ask.picture, Life.RCS, ask.track]
    height = altitude_of(place) - f[Radar.ALTITUDE, s]
    echo = gain * f[Radar.SNR_UNIT, s] * max(rcs, 0.0) / (square * square)
    echo *= gas_share(f[Radar.TWO_WAY_GAS_LOSS, s], math.sqrt(square), height)
    return bool(
        detection_probability(f[Radar.LOG_FALSE_ALARM, s], echo) >= world.engaging.worth_a_look_probability
    )


@part
def sight_of(state: State, world: World, ask: Question, turn: Turn) -> int:
    """By what the battery could follow the track soon: Sight.

    Its engagement radar must find it as soon as it can look; if it is told where and when to expect it, with
    more energy, or by the time of the launch.
    """
    b, p, m, now = ask
    seen = faces_at(state, world, ask, turn) + world.battery_f[Battery.ACQUISITION, b]
    there = place_reported(state, world, p, m, seen)
    cued, gain = world.battery_i[BatteryKey.CUED, b] == 1, world.battery_f[Battery.CUE_GAIN, b]
    if in_view(state, world, ask, turn.centre, there):
        if echoes(state, world, ask, 1.0, there):
            return Sight.OWN.value
        if cued and gain > 1.0 and echoes(state, world, ask, gain, there):
            return Sight.CUED.value
    then = now + time_to_launch(state, world, ask, Sight.CUED.value, turn)
    if cued and then > seen:
        there = place_reported(state, world, p, m, then)
        if in_view(state, world, ask, turn.centre, there) and echoes(state, world, ask, gain, there):
            return Sight.CUED.value
    return Sight.REMOTE.value if remotely(state, world, ask) else Sight.NONE.value


@part
def remotely(state: State, world: World, ask: Question) -> bool:
    """Whether the battery may fire on what its network shows of the track, as far as it knows."""
    b, p, m, now = ask
    return bool(world.battery_i[BatteryKey.REMOTE, b] == 1 and shows_well(state, world, p, m, now))


@part
def plan_for(state: State, world: World, ask: Question, sight: int, turn: Turn) -> Intent:
    """How the battery asks whether a round would meet the track, followed by `sight`.

    The track ends where it led to when it was last plotted, whatever it coasts to since.
    """
    b, p, m, now = ask
    ends = state.reports[p, Report.TIME, m] + arrives(world, course_of_report(state, p, m))
    return Intent(
        b, turn.centre, world.doctrine.envelope_margin, time_to_launch(state, world, ask, sight, turn),
        doubt_in_height(state, world, ask), ends - now, False, bool(sight == Sight.REMOTE),
    )  # fmt: skip


@part
def consider(state: State, world: World, ask: Question) -> bool:
    """Whether the battery could meet the track; notes when [s], with what, and the rung that it reached."""
    b, p, m, now = ask
    k = state.tracks_i[p]
    state.pairs[b, Pair.INTERCEPT, m] = math.inf
    course = course_reported(state, world, p, m, now)
    if not may_engage(state, world, b, m, course):
        return False
    climb(k, m, Stage.ENGAGEABLE, b)
    spent = salvos_fired(state, world, b, m, now) >= world.battery_i[BatteryKey.SALVOS_MAX, b]
    if spent or left_alone(state, ask) or already_at_it(state, world, ask):
        return False
    full = state.fire[Fire.BUSY, b] >= world.battery_i[BatteryKey.TARGETS_MAX, b]
    if full and k[TrackKey.STAGE, m] >= Stage.IN_REACH:
        return False
    turn = turn_needed(state, world, b, place_of(course))
    if turn.angle == math.inf:
        return False
    sight = sight_of(state, world, ask, turn)
    if sight == Sight.NONE:
        return False
    slow = is_slow(world, course, state.reports[p, Report.SPEED_ERROR, m])
    stock, left = state.work_i[CandidateKey.STOCK], count_stock(state, world, b, slow)
    plan = plan_for(state, world, ask, sight, turn)
    found = cheapest(world, stock, left, plan, course)
    if found.reaching < 0 and sight != Sight.REMOTE and remotely(state, world, ask):
        sight = Sight.REMOTE.value
        plan = plan_for(state, world, ask, sight, turn)
        found = cheapest(world, stock, left, plan, course)
    if found.reaching < 0:
        return False
    climb(k, m, Stage.IN_REACH, b)
    state.pairs[b, Pair.MEETING, m] = now + plan.wait + found.flight
    if full or (turn.angle > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    climb(k, m, Stage.CHANNEL_FREE, b)
    if found.held < 0:
        return False
    climb(k, m, Stage.ROUND_LEFT, b)
    if slow and worth_waiting(state, world, found.held, plan, course):
        return False
    state.pairs[b, Pair.INTERCEPT, m] = now + plan.wait + found.flight
    state.pairs[b, Pair.ROUND, m] = found.held
    state.pairs[b, Pair.SIGHT, m] = sight
    return True


@part
def soonest(state: State, world: World, p: int, m: int) -> int:
    """The battery of picture `p` that could meet track `m` first, -1 if none could; ties go to the first."""
    best = -1
    for b in range(world.battery_f.shape[1]):
        if world.battery_i[BatteryKey.PICTURE, b] != p or state.pairs[b, Pair.INTERCEPT, m] == math.inf:
            continue
        if best < 0 or state.pairs[b, Pair.INTERCEPT, m] < state.pairs[best, Pair.INTERCEPT, m]:
            best = b
    return best


@part
def list_candidates(state: State, world: World, p: int, now: float) -> int:
    """List with their rank the tracks of picture `p` that some battery could engage; returns how many."""
    reports = state.reports[p]
    k = state.tracks_i[p]
    free = frees(world, p)
    count = 0
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or reports[Report.TIME, m] < 0.0:
            continue
        if shielded(k[TrackKey.IDENTITY, m], free):
            continue
        met = False
        for b in range(world.battery_f.shape[1]):
            if world.battery_i[BatteryKey.PICTURE, b] == p and consider(state, world, Question(b, p, m, now)):
                met = True
        if not met:
            continue
        first, then = rank(world, course_reported(state, world, p, m, now))
        state.work_f[Candidate.FIRST, count], state.work_f[Candidate.THEN, count] = first, then
        state.work_i[CandidateKey.SLOT, count] = m
        count += 1
    return count


@part
def served_before(state: State, p: int, one: int, other: int) -> bool:
    """Whether one candidate is served before another: by their rank, of equals the older track."""
    ranks = state.work_f
    for row in range(Candidate.FIRST, Candidate.THEN + 1):
        if ranks[row, one] != ranks[row, other]:
            return bool(ranks[row, one] < ranks[row, other])
    serials, slots = state.tracks_i[p, TrackKey.SERIAL], state.work_i[CandidateKey.SLOT]
    return bool(serials[slots[one]] < serials[slots[other]])


@part
def next_served(state: State, p: int, count: int) -> int:
    """Candidate that is served next."""
    best = -1
    for q in range(count):
        if state.work_i[CandidateKey.SLOT, q] >= 0 and (best < 0 or served_before(state, p, q, best)):
            best = q
    return best


@part
def faces_at(state: State, world: World, ask: Question, turn: Turn) -> float:
    """When [s] the engagement radar of the battery looks where it must, after any turn that it is making."""
    time = max(ask.now, state.fire[Fire.FACES, ask.battery])
    if turn.angle > 0.0:
        time += turn.angle / world.battery_f[Battery.SLEW_RATE, ask.battery]
    return float(time)


@part
def time_to_launch(state: State, world: World, ask: Question, sight: int, turn: Turn) -> float:
    """From designation to the first launch [s]: turn, acquire, and react meanwhile.

    What other radars follow need not be acquired.
    """
    ready = faces_at(state, world, ask, turn) - ask.now
    if sight != Sight.REMOTE:
        ready += world.battery_f[Battery.ACQUISITION, ask.battery]
    return float(max(ready, world.battery_f[Battery.REACTION, ask.battery]))


@part
def designate(state: State, world: World, ask: Question, intercept: float) -> bool:
    """Give the track to a channel of the battery, to meet it at `intercept` [s].

    Not if it has none left or its radar is kept elsewhere.
    """
    b, p, m, now = ask
    c = free_channel(state, world, b)
    course = course_reported(state, world, p, m, now)
    turn = turn_needed(state, world, b, place_of(course))
    if c < 0 or (turn.angle > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    faces = faces_at(state, world, ask, turn)
    sight, t = int(state.pairs[b, Pair.SIGHT, m]), int(state.pairs[b, Pair.ROUND, m])
    launch = now + time_to_launch(state, world, ask, sight, turn)
    if turn.angle > 0.0:
        state.fire[Fire.SECTOR_CENTRE, b] = turn.centre
        state.fire[Fire.FACES, b] = faces
    remote = bool(sight == Sight.REMOTE)
    margin = world.doctrine.envelope_margin
    plan = Intent(b, turn.centre, margin, launch - now, 0.0, math.inf, True, remote)
    shots = shots_at_once(world, t, plan, course, intercept - launch)
    look = faces + world.battery_f[Battery.FIRST_LOOK, b]
    take(state, world, c, Designation(b, m, sight, t, shots, now, look, launch))
    climb(state.tracks_i[p], m, Stage.ASSIGNED, b)
    serial = state.tracks_i[p, TrackKey.SERIAL, m]
    log(state, Phase.ASSIGN, Happening.ASSIGNED, NOBODY, serial, now, b, float(t))
    return True


@part
def engage(state: State, world: World, p: int, m: int, now: float) -> None:
    """Give track `m` to the battery that meets it first, or to each in turn if they do not coordinate."""
    b = soonest(state, world, p, m)
    while b >= 0:
        intercept = state.pairs[b, Pair.INTERCEPT, m]
        state.pairs[b, Pair.INTERCEPT, m] = math.inf
        coordinates = world.doctrine.coordinate
        if designate(state, world, Question(b, p, m, now), intercept) and coordinates:
            return
        b = soonest(state, world, p, m)


def assign(state: State, world: World, step: int) -> None:
    """Each network engages what it may, can reach and has rounds for, once a cycle, by rank."""
    if not cycle_ends(world, step):
        return
    now = step_begin(world, step + 1)
    for p in range(state.tops.shape[0]):
        count = list_candidates(state, world, p, now)
        for _ in range(count):
            q = next_served(state, p, count)
            engage(state, world, p, state.work_i[CandidateKey.SLOT, q], now)
            state.work_i[CandidateKey.SLOT, q] = -1
