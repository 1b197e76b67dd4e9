"""Whether a battery could meet a track: what it asks, in which order, before it takes one.

Our rules throughout: no source tells how a given command post decides.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.control.control_orders import order_at
from openiads.engagement.control.point_defence import concerns
from openiads.engagement.control.weapons_control import may_engage
from openiads.engagement.reach.fly_out_tables import Intent, cheapest, seen_lower
from openiads.engagement.threat import arrives
from openiads.engagement.track_class import class_of, is_slow
from openiads.engagement.worth import count_stock, count_unpromised, worth_waiting
from openiads.ground.compiled import part
from openiads.ground.course import Course, place_of
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import Place, altitude_of
from openiads.ground.scalar import atan2, wrap
from openiads.state.channels import fights, salvos_fired
from openiads.state.constants import KEPT_FOR
from openiads.state.facing import believed_centre
from openiads.state.ladder import climb, come_near, face_elsewhere, hold
from openiads.state.links import is_cut
from openiads.state.planes import (
    Battery,
    BatteryKey,
    ChannelKey,
    Fire,
    Held,
    Life,
    Pair,
    Radar,
    Report,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import course_of_report, course_reported, place_reported, shows_well, told_of
from openiads.state.scratch import CandidateKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Hindrance, Identity, Sight, Stage
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
    azimuth, centre = atan2(east, north), believed_centre(state, world, s)
    off = abs(wrap(azimuth - centre))
    if off <= world.radar_f[Radar.TRACK_HALF, s]:
        return Turn(0.0, centre)
    if world.battery_f[Battery.SLEW_RATE, b] <= 0.0:
        return Turn(math.inf, centre)
    return Turn(off, azimuth)


@part
def left_alone(state: State, world: World, ask: Question) -> bool:
    """Whether the battery still waits after an engagement of the track, or for news of it."""
    b, _, m, now = ask
    read = told_of(state, world, b, m, Report.TIME.value)
    waits = state.pairs[b, Pair.HOLD_UNTIL, m] > now
    return bool(waits or state.pairs[b, Pair.NEWS_FROM, m] > read)


@part
def doubt_in_height(state: State, world: World, ask: Question) -> float:
    """How much lower [m] than reported the track may be: of its many readings none should mislead."""
    error = told_of(state, world, ask.battery, ask.track, Report.HEIGHT_ERROR.value)
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
def remotely(state: State, world: World, ask: Question) -> bool:
    """Whether the battery may fire on what its network shows of the track, as far as it knows."""
    b, _, m, now = ask
    able = world.battery_i[BatteryKey.REMOTE, b] == 1 and not is_cut(state, world, b)
    return bool(able and shows_well(state, world, b, m, now))


@part
def sight_of(state: State, world: World, ask: Question, turn: Turn) -> int:
    """By what the battery could follow the track soon: Sight.

    Its engagement radar must find it as soon as it can look; if it is told where and when to expect it, with
    more energy, or by the time of the launch.
    """
    b, _, m, now = ask
    seen = faces_at(state, world, ask, turn) + world.battery_f[Battery.ACQUISITION, b]
    there = place_reported(state, world, b, m, seen)
    cued = world.battery_i[BatteryKey.CUED, b] == 1 and not is_cut(state, world, b)
    gain = world.battery_f[Battery.CUE_GAIN, b]
    if in_view(state, world, ask, turn.centre, there):
        if echoes(state, world, ask, 1.0, there):
            return Sight.OWN.value
        if cued and gain > 1.0 and echoes(state, world, ask, gain, there):
            return Sight.CUED.value
    then = now + time_to_launch(state, world, ask, Sight.CUED.value, turn)
    if cued and then > seen:
        there = place_reported(state, world, b, m, then)
        if in_view(state, world, ask, turn.centre, there) and echoes(state, world, ask, gain, there):
            return Sight.CUED.value
    return Sight.REMOTE.value if remotely(state, world, ask) else Sight.NONE.value


@part
def plan_for(state: State, world: World, ask: Question, sight: int, turn: Turn) -> Intent:
    """How the battery asks whether a round would meet the track, followed by `sight`.

    The track ends where it led to when it was last plotted, whatever it coasts to since.
    """
    b, _, m, now = ask
    margin = world.battery_f[Battery.ENVELOPE_MARGIN, b]
    read = told_of(state, world, b, m, Report.TIME.value)
    ends = read + arrives(world, course_of_report(state, world, b, m))
    return Intent(
        b, turn.centre, margin, time_to_launch(state, world, ask, sight, turn),
        doubt_in_height(state, world, ask), ends - now, False, bool(sight == Sight.REMOTE),
    )  # fmt: skip


@part
def may_be_slow(state: State, world: World, ask: Question, course: Course) -> bool:
    """Whether the track is not beyond doubt fast, by what is reported of it."""
    error = told_of(state, world, ask.battery, ask.track, Report.SPEED_ERROR.value)
    return is_slow(world, course, error)


@part
def count_for(state: State, world: World, ask: Question, course: Course) -> bool:
    """Write into row `STOCK` what the battery has left of each type for the track; whether it may fire."""
    slow = may_be_slow(state, world, ask, course)
    return count_stock(state, world, ask.battery, class_of(world, course), slow)


@part
def still_left(state: State, world: World, ask: Question, course: Course) -> bool:
    """Whether the round that the battery chose for the track is left, after all that it began since."""
    left, t = count_for(state, world, ask, course), int(state.pairs[ask.battery, Pair.ROUND, ask.track])
    return bool(left and state.work_i[CandidateKey.STOCK, t] > 0)


@part
def consider(state: State, world: World, ask: Question) -> bool:
    """Whether the battery could meet the track; notes when [s], with what, and the rung that it reached."""
    b, p, m, now = ask
    k = state.tracks_i[p]
    state.pairs[b, Pair.INTERCEPT, m] = math.inf
    course = course_reported(state, world, b, m, now)
    if not may_engage(state, world, b, m, course, now):
        if k[TrackKey.IDENTITY, m] == Identity.HOSTILE:
            hold(k, m, b, order_at(state, world, b, place_of(course), now))
        return False
    if not concerns(world, b, course):
        if k[TrackKey.IDENTITY, m] == Identity.HOSTILE:
            hold(k, m, b, Held.CHARGE.value)
        return False
    climb(k, m, Stage.ENGAGEABLE, b)
    if not fights(state, world, b):
        return False
    spent = salvos_fired(state, world, b, m, now) >= world.battery_i[BatteryKey.SALVOS_MAX, b]
    if spent or left_alone(state, world, ask) or already_at_it(state, world, ask):
        return False
    told = k[TrackKey.STAGE, m] >= Stage.IN_REACH and k[TrackKey.HINDRANCE, m] >= Hindrance.CHANNEL
    if told and is_full(state, world, b):
        return False  # another battery has it in reach: there is nothing more to tell
    turn = turn_needed(state, world, b, place_of(course))
    if turn.angle == math.inf:
        return False
    sight = sight_of(state, world, ask, turn)
    return bool(sight != Sight.NONE and find_round(state, world, ask, course, turn, sight))


@part
def is_full(state: State, world: World, b: int) -> bool:
    """Whether every channel of battery `b` is busy."""
    return bool(state.fire[Fire.BUSY, b] >= world.battery_i[BatteryKey.TARGETS_MAX, b])


@part
def find_round(state: State, world: World, ask: Question, course: Course, turn: Turn, sight: int) -> bool:
    """Whether the battery has a channel and a round for a track that it could follow so soon by `sight`.

    If its radar brings no round there, what its network shows may; and if all that reach it are gone, or kept
    for others, it is asked a last time which.
    """
    b, p, m, now = ask
    k, stock = state.tracks_i[p], state.work_i[CandidateKey.STOCK]
    left, kept = count_for(state, world, ask, course), False
    while True:
        plan = plan_for(state, world, ask, sight, turn)
        found = cheapest(world, stock, left, plan, course)
        if kept:
            note_kept(state, ask, found.held >= 0)
            return False
        if found.reaching < 0:
            if sight == Sight.REMOTE or not remotely(state, world, ask):
                return False
            sight = Sight.REMOTE.value
            continue
        if not has_channel(state, world, ask, turn, now + plan.wait + found.flight):
            return False
        if found.held >= 0:
            break
        if state.pairs[b, Pair.KEPT_UNTIL, m] > now:
            come_near(k, m, Hindrance.KEPT)
            return False
        count_unpromised(state, world, b)
        left, kept = True, True
    climb(k, m, Stage.ROUND_LEFT, b)
    if may_be_slow(state, world, ask, course) and worth_waiting(state, world, found.held, plan, course):
        come_near(k, m, Hindrance.CHEAPER)
        return False
    come_near(k, m, Hindrance.NOTHING)
    state.pairs[b, Pair.INTERCEPT, m] = now + plan.wait + found.flight
    state.pairs[b, Pair.ROUND, m] = found.held
    state.pairs[b, Pair.SIGHT, m] = sight
    return True


@part
def note_kept(state: State, ask: Question, kept: bool) -> None:
    """Note whether the battery keeps for others what would reach a track; if so, that holds for a while."""
    b, p, m, now = ask
    come_near(state.tracks_i[p], m, Hindrance.KEPT if kept else Hindrance.ROUND)
    if kept:
        state.pairs[b, Pair.KEPT_UNTIL, m] = now + KEPT_FOR


@part
def has_channel(state: State, world: World, ask: Question, turn: Turn, meeting: float) -> bool:
    """Whether a channel is free for a track in reach, which a round would meet at `meeting` [s]."""
    b, p, m, _ = ask
    k = state.tracks_i[p]
    climb(k, m, Stage.IN_REACH, b)
    state.pairs[b, Pair.MEETING, m] = meeting
    if is_full(state, world, b):
        come_near(k, m, Hindrance.CHANNEL)
        return False
    busy = int(state.fire[Fire.BUSY, b])
    if turn.angle > 0.0 and busy > 0:
        face_elsewhere(k, m, b, busy)
        return False
    climb(k, m, Stage.CHANNEL_FREE, b)
    return True
