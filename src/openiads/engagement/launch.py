"""Rounds leave the magazine: the salvo of every locked channel, one launch interval apart."""

from __future__ import annotations

from openiads.engagement.assign import reported
from openiads.engagement.control import above_reserve, may_engage
from openiads.engagement.reach import cheapest, reach_with
from openiads.ground.compiled import part
from openiads.state.channels import believed_track, give_back
from openiads.state.events import append
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Area,
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Fire,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
    TrackKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Side, Stage, Status
from openiads.state.world import World
from openiads.terrain.sight import in_sight


@part
def solution(state: State, world: World, c: int, time: float) -> tuple[int, float]:
    """Round type and time of flight [s] for channel `c` at `time`: the planned type if it still reaches.

    No round leaves out of the reserve, whatever was left when the engagement began.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    if not above_reserve(state, world, b):
        return -1, -1.0
    n = state.channels_i[ChannelKey.OBJECT, c]
    f = state.truth_f
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    ballistic = state.channels_i[ChannelKey.BALLISTIC, c] == 1
    vx, vy, vz = f[Truth.VX, n], f[Truth.VY, n], f[Truth.VZ, n]
    x, y, z = f[Truth.X, n] + lag * vx, f[Truth.Y, n] + lag * vy, f[Truth.Z, n] + lag * vz
    t = state.channels_i[ChannelKey.ROUND, c]
    if t >= 0 and state.magazine[b, t] > 0:
        flight = reach_with(world, b, t, 0.0, x, y, z, vx, vy, vz, ballistic)
        if flight >= 0.0:
            return int(t), flight
    _, t, flight = cheapest(world, b, state.magazine[b], True, 0.0, x, y, z, vx, vy, vz, ballistic)
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
    x, y, z = reported(state, p, m, time)
    return may_engage(state, world, b, m, x, y, z)


@part
def has_lock(state: State, world: World, c: int, time: float) -> bool:
    """Whether the engagement radar has an echo to fire the first round of an engagement at.

    After it, only the kill assessment tells whether the target is still there.
    """
    if state.channels_i[ChannelKey.FIRED, c] > 0:
        return True
    n = state.channels_i[ChannelKey.OBJECT, c]
    if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
        return False
    f = state.truth_f
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    x = f[Truth.X, n] + lag * f[Truth.VX, n]
    y = f[Truth.Y, n] + lag * f[Truth.VY, n]
    z = f[Truth.Z, n] + lag * f[Truth.VZ, n]
    b = state.channels_i[ChannelKey.BATTERY, c]
    return in_sight(world, world.battery_i[BatteryKey.RADAR, b], x, y, z)


@part
def break_off(state: State, world: World, c: int, time: float) -> None:
    """End an engagement that no round can finish."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    append(
        state.tally, state.events_f, state.events_i, Phase.LAUNCH, Happening.BROKEN_OFF,
        state.channels_i[ChannelKey.OBJECT, c], state.channels_i[ChannelKey.SERIAL, c], time, b, 0.0,
    )  # fmt: skip
    give_back(state, world, c, time, world.battery_f[Battery.REACTION, b], False)


@part
def fire_round(state: State, world: World, c: int, t: int, time: float, flight: float) -> None:
    """One round of type `t` leaves for the target of channel `c`."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    r = 0
    while state.rounds_i[ShotKey.FLYING, r] == 1:
        r += 1
    state.tally[Tally.ROUND_SERIAL] += 1
    state.tally[Tally.ROUNDS_FIRED] += 1
    serial = state.tally[Tally.ROUND_SERIAL]
    state.magazine[b, t] -= 1
    state.shots[b, n] += 1
    state.fire[Fire.GUIDED, b] += 1.0
    state.fire[Fire.GUIDED_MOST, b] = max(state.fire[Fire.GUIDED_MOST, b], state.fire[Fire.GUIDED, b])
    state.fire[Fire.LAST_LAUNCH, b] = time
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
    state.rounds_f[Shot.SEEN, r] = time
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
def close_salvo(state: State, world: World, c: int) -> None:
    """The salvo is away: the channel guides."""
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.GUIDING
    state.channels_i[ChannelKey.SALVOS, c] += 1


@part
def work(state: State, world: World, c: int, since: float, until: float) -> None:
    """Launch what channel `c` may launch in [since, until)."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    while state.channels_i[ChannelKey.TO_LAUNCH, c] > 0:
        spaced = state.fire[Fire.LAST_LAUNCH, b] + world.battery_f[Battery.LAUNCH_INTERVAL, b]
        time = max(since, max(state.channels_f[Channel.NEXT_LAUNCH, c], spaced))
        if time >= until or state.fire[Fire.GUIDED, b] >= world.battery_i[BatteryKey.GUIDED_MAX, b]:
            return
        t, flight = -1, -1.0
        if may_still(state, world, c, time) and has_lock(state, world, c, time):
            t, flight = solution(state, world, c, time)
        if t < 0:
            if state.channels_i[ChannelKey.IN_FLIGHT, c] > 0:
                break
            break_off(state, world, c, time)
            return
        fire_round(state, world, c, t, time, flight)
    state.channels_i[ChannelKey.TO_LAUNCH, c] = 0
    close_salvo(state, world, c)


def launch(state: State, world: World, step: int) -> None:
    """Every locked channel fires its salvo as launch interval and guidance limit allow."""
    since = step * world.area[Area.STEP]
    until = since + world.area[Area.STEP]
    for c in range(state.channels_i.shape[1]):
        if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.LAUNCHING:
            work(state, world, c, since, until)
