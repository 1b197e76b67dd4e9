"""The engagement radar's own looks: it seeks what a track shows it, and follows what it has found."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.course import ahead
from openiads.ground.draws import Stream, draw, normal, uniform
from openiads.ground.echo import detection_probability
from openiads.sensing.observe import drowned, snr_of
from openiads.sensing.plot import measure, room_for_plot
from openiads.state.channels import give_back, put_off
from openiads.state.events import append
from openiads.state.facing import sector_centre
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Area,
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Engaging,
    Radar,
    RadarKey,
    Tally,
    TargetKey,
    Track,
    TrackKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Stage, Status
from openiads.state.world import World
from openiads.terrain.sight import covers, local


@part
def nearest(state: State, x: float, y: float, z: float, gate: float, lag: float) -> int:
    """The flying object nearest to a place, within `gate` [m], `lag` seconds into the step; -1 if none."""
    best = -1
    least = gate * gate
    truth = state.truth_f
    for n in range(truth.shape[1]):
        if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
            continue
        dx = truth[Truth.X, n] + lag * truth[Truth.VX, n] - x
        dy = truth[Truth.Y, n] + lag * truth[Truth.VY, n] - y
        dz = truth[Truth.Z, n] + lag * truth[Truth.VZ, n] - z
        square = dx * dx + dy * dy + dz * dz
        if square < least:
            least = square
            best = n
    return best


@part
def echo(state: State, world: World, c: int, n: int, time: float) -> bool:
    """Whether one look of the engagement radar of channel `c` at object `n` brings an echo.

    It does if the object is within range, the sector in which the radar follows as it is turned now, and its
    limits in elevation, in sight, out of the clutter, and strong enough for its luck.  The plot is left in
    the first free row of the plots, without being counted: pictures do not read it.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    s = world.battery_i[BatteryKey.RADAR, b]
    f = world.radar_f
    if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
        return False
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    truth = state.truth_f
    vx, vy, vz = truth[Truth.VX, n], truth[Truth.VY, n], truth[Truth.VZ, n]
    x, y, z = truth[Truth.X, n] + lag * vx, truth[Truth.Y, n] + lag * vy, truth[Truth.Z, n] + lag * vz
    if not covers(world, s, sector_centre(state, world, s), f[Radar.TRACK_HALF, s], x, y, z):
        return False
    east, north, up = local(world, s, x, y, z)
    ground = math.sqrt(east * east + north * north)
    reach = math.sqrt(ground * ground + up * up)
    dx, dy, dz = x - f[Radar.X, s], y - f[Radar.Y, s], z - f[Radar.Z, s]
    rate = (dx * vx + dy * vy + dz * vz) / reach
    if drowned(world, s, rate, ground, up):
        return False
    snr = snr_of(state, world, s, n, east, north, up, state.tally[Tally.JAMMED] == 1)
    state.tries[b, n] += 1  # counted for the object and for good, so that no look repeats the luck of another
    luck, first, second, third = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.tries[b, n], Stream.ACQUISITION,
        world.radar_i[RadarKey.IDENT, s], world.target_i[TargetKey.IDENT, n],
    )  # fmt: skip
    if uniform(luck) >= detection_probability(f[Radar.LOG_FALSE_ALARM, s], snr):
        return False
    p = room_for_plot(state)
    if p < 0:
        return False
    measure(
        world, s, state.plots_f, p, time, east, north, up, snr, normal(first), normal(second), normal(third)
    )
    return True


@part
def engaged_elsewhere(state: State, world: World, c: int, n: int) -> bool:
    """Whether a channel that sees the same picture, or the same battery, already has object `n`."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    for d in range(state.channels_i.shape[1]):
        if d == c or state.channels_i[ChannelKey.STAGE, d] == ChannelStage.FREE:
            continue
        if state.channels_i[ChannelKey.OBJECT, d] != n:
            continue
        other = state.channels_i[ChannelKey.BATTERY, d]
        same = world.battery_i[BatteryKey.PICTURE, other] == world.battery_i[BatteryKey.PICTURE, b]
        if other == b or (same and world.battery_i[BatteryKey.COORDINATES, b] == 1):
            return True
    return False


@part
def let_go(state: State, world: World, c: int, kind: int, n: int, time: float) -> None:
    """Give channel `c` back, let its track wait, and log why."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    serial = state.channels_i[ChannelKey.SERIAL, c]
    shared = kind == Happening.ALREADY_ENGAGED
    hold = (
        world.engaging[Engaging.HOLD] if shared else put_off(state, world, c, world.engaging[Engaging.HOLD])
    )
    give_back(state, world, c, time, hold, shared)
    append(
        state.tally, state.events_f, state.events_i, Phase.ACQUIRE, kind, n, serial, time, b, 0.0
    )  # fmt: skip


@part
def look_again(state: State, world: World, c: int, time: float, soon: bool) -> None:
    """Look again for channel `c` after a scan of its engagement radar, or as `soon` as that can."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    wait = world.radar_f[Radar.TRACK_PERIOD, world.battery_i[BatteryKey.RADAR, b]]
    if soon:
        wait = world.battery_f[Battery.RELOOK, b]
    state.channels_f[Channel.LOOK, c] = time + wait


@part
def seek(state: State, world: World, c: int, time: float) -> bool:
    """One look for the target designated to channel `c`; whether it brought an echo of it.

    It looks around where the picture has the track.  The channel is given back when the track is dropped,
    when somebody else has what it finds, and when patience ends.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = world.battery_i[BatteryKey.PICTURE, b]
    m = state.channels_i[ChannelKey.TRACK, c]
    if state.tracks_i[p, TrackKey.SERIAL, m] != state.channels_i[ChannelKey.SERIAL, c]:
        let_go(state, world, c, Happening.NOT_ACQUIRED, -1, time)
        return False
    f = state.tracks_f[p]
    age = time - f[Track.REPORT_TIME, m]
    x, y, z = ahead(
        f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m],
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        state.tracks_i[p, TrackKey.BALLISTIC, m] == 1, age, world.engaging[Engaging.LEVELS_OFF],
    )  # fmt: skip
    gate = max(
        world.engaging[Engaging.SEARCH_GATE], 3.0 * (f[Track.SPREAD, m] + age * f[Track.SPREAD_RATE, m])
    )
    n = nearest(state, x, y, z, gate, time - state.tally[Tally.STEP] * world.area[Area.STEP])
    if n >= 0 and engaged_elsewhere(state, world, c, n):
        let_go(state, world, c, Happening.ALREADY_ENGAGED, n, time)
        return False
    if n >= 0 and echo(state, world, c, n, time):
        same = n == state.channels_i[ChannelKey.FOUND, c]
        state.channels_i[ChannelKey.FOUND, c] = n
        state.channels_i[ChannelKey.ECHOES, c] = state.channels_i[ChannelKey.ECHOES, c] + 1 if same else 1
        look_again(state, world, c, time, True)
        return True
    if time - state.channels_f[Channel.READY, c] >= world.engaging[Engaging.PATIENCE]:
        let_go(state, world, c, Happening.NOT_ACQUIRED, n, time)
        return False
    look_again(state, world, c, time, True)
    return False


@part
def suffices(state: State, world: World, c: int) -> bool:
    """Whether channel `c` has had echoes enough of the same target for a fire-control track."""
    return bool(state.channels_i[ChannelKey.ECHOES, c] >= world.engaging[Engaging.ECHOES_TO_LOCK])


@part
def lock(state: State, world: World, c: int, time: float) -> None:
    """Channel `c` has a fire-control track of what it found: it may launch."""
    k = state.channels_i
    n = k[ChannelKey.FOUND, c]
    k[ChannelKey.OBJECT, c] = n
    k[ChannelKey.FOLLOWS, c] = 1
    k[ChannelKey.STAGE, c] = ChannelStage.LAUNCHING
    state.channels_f[Channel.MISSED, c] = math.inf
    look_again(state, world, c, time, False)
    credit_target(state.truth_i, n, Stage.ACQUIRED)
    append(
        state.tally, state.events_f, state.events_i, Phase.ACQUIRE, Happening.ACQUIRED,
        n, k[ChannelKey.SERIAL, c], time, k[ChannelKey.BATTERY, c], 0.0,
    )  # fmt: skip


@part
def follow(state: State, world: World, c: int, time: float) -> bool:
    """One look of channel `c` at the target that it follows; whether it brought an echo.

    What a round has destroyed is followed no more: its remains are the matter of the kill assessment.
    """
    n = state.channels_i[ChannelKey.OBJECT, c]
    if state.truth_i[TruthKey.SHOT_DOWN, n] == 1:
        state.channels_f[Channel.LOOK, c] = math.inf
        return False
    if echo(state, world, c, n, time):
        state.channels_f[Channel.MISSED, c] = math.inf
        look_again(state, world, c, time, False)
        return True
    state.channels_f[Channel.MISSED, c] = min(state.channels_f[Channel.MISSED, c], time)
    look_again(state, world, c, time, True)
    return False


@part
def lost(state: State, world: World, c: int, time: float) -> bool:
    """Whether the fire-control track of channel `c` has been without an echo for too long."""
    n = state.channels_i[ChannelKey.OBJECT, c]
    if state.truth_i[TruthKey.SHOT_DOWN, n] == 1:
        return False
    return bool(time - state.channels_f[Channel.MISSED, c] >= world.engaging[Engaging.MEMORY])
