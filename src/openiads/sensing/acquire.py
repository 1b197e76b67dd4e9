"""The engagement radar looks where a track says, and locks what it finds there."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.course import ahead
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.echo import detection_probability
from openiads.ground.scalar import atan2, wrap
from openiads.sensing.observe import any_jammer, snr_of
from openiads.state.channels import give_back
from openiads.state.events import append
from openiads.state.facing import sector_centre
from openiads.state.ladder import credit_target
from openiads.state.planes import (
    Area,
    BatteryKey,
    Channel,
    ChannelKey,
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
from openiads.terrain.sight import in_sight, local

SEARCH_GATE = 3_000.0
"""The engagement radar searches at least this far around the designated place [m], assumption."""
ATTEMPTS = 5
"""Looks before it gives up, one a second, assumption."""
RETRY = 1.0
HOLD = 10.0
"""A battery leaves a track that it could not acquire, and a network one that stands for a target already
engaged, for this long [s]."""


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
def in_sector(state: State, world: World, b: int, east: float, north: float) -> bool:
    """Whether battery `b`'s engagement radar, as it is turned now, faces a direction."""
    s = world.battery_i[BatteryKey.RADAR, b]
    off = wrap(atan2(east, north) - sector_centre(state, world, s))
    return bool(abs(off) <= world.radar_f[Radar.SECTOR_HALF, s])


@part
def lock(state: State, world: World, c: int, n: int, time: float) -> bool:
    """Whether the engagement radar of channel `c` locks object `n`: in sector, in sight, strong enough."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    s = world.battery_i[BatteryKey.RADAR, b]
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    truth = state.truth_f
    x = truth[Truth.X, n] + lag * truth[Truth.VX, n]
    y = truth[Truth.Y, n] + lag * truth[Truth.VY, n]
    z = truth[Truth.Z, n] + lag * truth[Truth.VZ, n]
    east, north, up = local(world, s, x, y, z)
    reach = math.sqrt(east * east + north * north + up * up)
    if reach > world.radar_f[Radar.RANGE_MAX, s] or not in_sector(state, world, b, east, north):
        return False
    if not in_sight(world, s, x, y, z):
        return False
    snr = snr_of(state, world, s, n, east, north, up, any_jammer(state, world))
    state.tries[b, n] += 1  # counted for the object and for good, so that no look repeats the luck of another
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.tries[b, n], Stream.ACQUISITION,
        world.radar_i[RadarKey.IDENT, s], world.target_i[TargetKey.IDENT, n],
    )  # fmt: skip
    return uniform(luck) < detection_probability(world.radar_f[Radar.LOG_FALSE_ALARM, s], snr)


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
    give_back(state, world, c, time, HOLD, kind == Happening.ALREADY_ENGAGED)
    append(
        state.tally, state.events_f, state.events_i, Phase.ACQUIRE, kind, n, serial, time, b, 0.0
    )  # fmt: skip


@part
def attempt(state: State, world: World, c: int, time: float) -> None:
    """One look of the engagement radar for channel `c` at `time` [s]."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = world.battery_i[BatteryKey.PICTURE, b]
    m = state.channels_i[ChannelKey.TRACK, c]
    serial = state.channels_i[ChannelKey.SERIAL, c]
    if state.tracks_i[p, TrackKey.SERIAL, m] != serial:
        let_go(state, world, c, Happening.NOT_ACQUIRED, -1, time)
        return
    f = state.tracks_f[p]
    age = time - f[Track.REPORT_TIME, m]
    x, y, z = ahead(
        f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m],
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        state.tracks_i[p, TrackKey.BALLISTIC, m] == 1, age,
    )  # fmt: skip
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    gate = max(SEARCH_GATE, 3.0 * (f[Track.SPREAD, m] + age * f[Track.SPREAD_RATE, m]))
    n = nearest(state, x, y, z, gate, lag)
    if n >= 0 and engaged_elsewhere(state, world, c, n):
        let_go(state, world, c, Happening.ALREADY_ENGAGED, n, time)
        return
    state.channels_i[ChannelKey.ATTEMPTS, c] += 1
    if n >= 0 and lock(state, world, c, n, time):
        state.channels_i[ChannelKey.OBJECT, c] = n
        state.channels_i[ChannelKey.STAGE, c] = ChannelStage.LAUNCHING
        credit_target(state.truth_i, n, Stage.ACQUIRED)
        append(
            state.tally, state.events_f, state.events_i,
            Phase.ACQUIRE, Happening.ACQUIRED, n, serial, time, b, 0.0,
        )  # fmt: skip
    elif state.channels_i[ChannelKey.ATTEMPTS, c] >= ATTEMPTS:
        let_go(state, world, c, Happening.NOT_ACQUIRED, n, time)
    else:
        state.channels_f[Channel.READY, c] = time + RETRY


def acquire(state: State, world: World, step: int) -> None:
    """Every engagement radar whose time has come looks for its designated targets."""
    since = step * world.area[Area.STEP]
    until = since + world.area[Area.STEP]
    for c in range(state.channels_i.shape[1]):
        while (
            state.channels_i[ChannelKey.STAGE, c] == ChannelStage.ACQUIRING
            and state.channels_f[Channel.READY, c] < until
        ):
            attempt(state, world, c, max(state.channels_f[Channel.READY, c], since))
