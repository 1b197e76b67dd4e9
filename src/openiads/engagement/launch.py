"""Rounds leave the magazine: the salvo of a channel with a fire-control track, one launch interval apart."""

from __future__ import annotations

import math

from openiads.engagement.control import above_reserve, may_engage
from openiads.engagement.reach import Intent, cheapest, reach_with
from openiads.engagement.threat import arrives
from openiads.ground.compiled import part
from openiads.ground.course import ahead, fallen
from openiads.state.channels import believed_track, give_back, put_off
from openiads.state.events import append
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Fire,
    Pair,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
    Track,
    TrackKey,
    TruthKey,
)  # fmt: skip
from openiads.state.reports import reported
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Side, Sight, Stage
from openiads.state.world import World


@part
def course(
    state: State, world: World, c: int, time: float
) -> tuple[float, float, float, float, float, float]:
    """Place [m] and velocity [m/s] at `time` of the target of channel `c`, as its radar has them."""
    f = state.channels_f
    ballistic = state.channels_i[ChannelKey.BALLISTIC, c] == 1
    x, y, z, lead = f[Track.X, c], f[Track.Y, c], f[Track.Z, c], time - f[Track.TIME, c]
    vx, vy, vz = f[Track.VX, c], f[Track.VY, c], f[Track.VZ, c]
    px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, lead, world.engaging.levels_off)
    ux, uy, uz = fallen(x, y, z, vx, vy, vz, ballistic, lead)
    return px, py, pz, ux, uy, uz


@part
def under_way(state: State, c: int, latest: float) -> Intent:
    """How channel `c`, whose engagement has begun, asks for a meeting within `latest` [s]."""
    remote = bool(state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE)
    centre = float(state.fire[Fire.SECTOR_CENTRE, state.channels_i[ChannelKey.BATTERY, c]])
    return Intent(centre, 1.0, 0.0, 0.0, latest, True, remote)


@part
def solution(state: State, world: World, c: int, time: float) -> tuple[int, float]:
    """Round type and time of flight [s] for channel `c` at `time`: the planned type if it still reaches.

    No round leaves out of the reserve, whatever was left when the engagement began, nor to come after its
    target.  What doctrine took on with margins may be fired at up to the published envelope: at the margins
    themselves nobody dithers.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    if not above_reserve(state, world, b):
        return -1, -1.0
    ballistic = state.channels_i[ChannelKey.BALLISTIC, c] == 1
    x, y, z, vx, vy, vz = course(state, world, c, time)
    latest = arrives(world, x, y, z, vx, vy, vz, ballistic)
    plan = under_way(state, c, latest)
    t = state.channels_i[ChannelKey.ROUND, c]
    if t >= 0 and state.magazine[b, t] > 0:
        flight = reach_with(world, b, t, plan, x, y, z, vx, vy, vz, ballistic)
        if flight >= 0.0:
            return int(t), flight
    _, t, flight = cheapest(world, b, state.magazine[b], True, plan, x, y, z, vx, vy, vz, ballistic)
    return t, flight


@part
def may_still(state: State, world: World, c: int, time: float) -> bool:
    """Whether control still lets channel `c` fire: what it knew of its track may have changed since.

    A track that the picture has dropped tells nothing new; the engagement radar holds its target.
    """
    m = believed_track(state, world, c)
    if m < 0:
        return True
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = world.battery_i[BatteryKey.PICTURE, b]
    state.channels_i[ChannelKey.BALLISTIC, c] = state.tracks_i[p, TrackKey.BALLISTIC, m]
    x, y, z = reported(state, world, p, m, time)
    return may_engage(state, world, b, m, x, y, z)


@part
def break_off(state: State, world: World, c: int, time: float) -> None:
    """End an engagement that no round can begin any more."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    append(
        state.tally, state.events_f, state.events_i, Phase.LAUNCH, Happening.BROKEN_OFF,
        state.channels_i[ChannelKey.OBJECT, c], state.channels_i[ChannelKey.SERIAL, c], time, b, 0.0,
    )  # fmt: skip
    hold = put_off(state, world, c, world.battery_f[Battery.REACTION, b])
    give_back(state, world, c, time, hold, False)


@part
def free_round(state: State) -> int:
    """Lowest free slot for a round in flight; the guidance limits leave one wherever a launch may be."""
    r = 0
    while r < state.rounds_i.shape[1] and state.rounds_i[ShotKey.FLYING, r] == 1:
        r += 1
    return r


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
    state.shots[b, n] += 1
    state.fire[Fire.GUIDED, b] += 1.0
    state.fire[Fire.GUIDED_MOST, b] = max(state.fire[Fire.GUIDED_MOST, b], state.fire[Fire.GUIDED, b])
    state.fire[Fire.LAST_LAUNCH, b] = time
    m = believed_track(state, world, c)
    if m >= 0:
        state.pairs[b, Pair.FAILURES, m] = 0.0
    state.truth_i[TruthKey.SHOTS, n] += 1
    credit_target(state.truth_i, n, Stage.LAUNCHED)
    state.rounds_i[ShotKey.FLYING, r] = 1
    state.rounds_i[ShotKey.TYPE, r] = t
    state.rounds_i[ShotKey.CHANNEL, r] = c
    state.rounds_i[ShotKey.OBJECT, r] = n
    state.rounds_i[ShotKey.SERIAL, r] = serial
    state.rounds_i[ShotKey.ORDINAL, r] = state.shots[b, n]
    state.rounds_f[Shot.X, r] = world.battery_f[Battery.X, b]
    state.rounds_f[Shot.Y, r] = world.battery_f[Battery.Y, b]
    state.rounds_f[Shot.Z, r] = world.battery_f[Battery.Z, b]
    state.rounds_f[Shot.LAUNCH, r] = time
    state.rounds_f[Shot.INTERCEPT, r] = time + flight
    state.rounds_f[Shot.MOVED, r] = time
    state.channels_i[ChannelKey.ROUND, c] = t
    state.channels_i[ChannelKey.TO_LAUNCH, c] -= 1
    state.channels_i[ChannelKey.IN_FLIGHT, c] += 1
    state.channels_i[ChannelKey.FIRED, c] += 1
    append(
        state.tally, state.events_f, state.events_i,
        Phase.LAUNCH, Happening.LAUNCH, n, serial, time, b, float(t),
    )  # fmt: skip
    if world.target_i[TargetKey.SIDE, n] != Side.HOSTILE and state.truth_i[TruthKey.ENGAGED, n] == 0:
        append(
            state.tally, state.events_f, state.events_i, Phase.LAUNCH, Happening.WRONG_ENGAGEMENT,
            n, serial, time, b, float(world.target_i[TargetKey.SIDE, n]),
        )  # fmt: skip
    state.truth_i[TruthKey.ENGAGED, n] = 1


@part
def close_salvo(state: State, c: int) -> None:
    """The salvo is away: the channel guides, or awaits the assessment if its rounds have ended."""
    state.channels_i[ChannelKey.TO_LAUNCH, c] = 0
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
    spaced = state.fire[Fire.LAST_LAUNCH, b] + world.battery_f[Battery.LAUNCH_INTERVAL, b]
    return float(max(state.channels_f[Channel.NEXT_LAUNCH, c], spaced))


@part
def launch(state: State, world: World, c: int, time: float) -> None:
    """Channel `c` launches one round at `time`, if it may and has a solution.

    Without one it waits, for the target may come into reach or out from behind a hill, but not for long.
    """
    going = state.channels_i[ChannelKey.IN_FLIGHT, c] > 0
    if not may_still(state, world, c, time):
        if going:
            close_salvo(state, c)
        else:
            break_off(state, world, c, time)
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
        break_off(state, world, c, time)
    else:
        state.channels_f[Channel.NEXT_LAUNCH, c] = time + world.engaging.retry
