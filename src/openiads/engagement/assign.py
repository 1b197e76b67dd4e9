"""Which track gets a fire channel: the greedy assignment of each battery, most urgent first."""

from __future__ import annotations

import math

from openiads.engagement.control import may_engage
from openiads.engagement.reach import ahead, cheapest
from openiads.engagement.threat import time_to_asset
from openiads.ground.compiled import part
from openiads.ground.scalar import atan2, wrap
from openiads.state.channels import free_channel, take
from openiads.state.events import append
from openiads.state.ladder import climb
from openiads.state.planes import (
    Area,
    Battery,
    BatteryKey,
    ChannelKey,
    Fire,
    Radar,
    Track,
    TrackKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Stage, TrackStatus
from openiads.state.world import World
from openiads.terrain.sight import in_sight, local

URGENCY = 0
SLOT, ROUND = 0, 1


@part
def reported(state: State, p: int, m: int, now: float) -> tuple[float, float, float]:
    """Where picture `p` believes track `m` to be at `now` [s]."""
    f = state.tracks_f[p]
    ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    return ahead(
        f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m],
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        ballistic, now - f[Track.REPORT_TIME, m],
    )  # fmt: skip


@part
def already_at_it(state: State, world: World, b: int, m: int) -> bool:
    """Whether the network, or at least battery `b`, has a channel on track `m`."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    if state.tracks_i[p, TrackKey.CHANNELS, m] == 0:
        return False
    if world.battery_i[BatteryKey.COORDINATES, b] == 1:
        return True
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        busy = state.channels_i[ChannelKey.STAGE, c] != ChannelStage.FREE
        if busy and state.channels_i[ChannelKey.SERIAL, c] == state.tracks_i[p, TrackKey.SERIAL, m]:
            return True
    return False


@part
def turn_needed(state: State, world: World, b: int, x: float, y: float, z: float) -> float:
    """Angle [rad] by which the engagement radar must turn to face a point; 0 if it does, inf if it cannot."""
    s = world.battery_i[BatteryKey.RADAR, b]
    east, north, _ = local(world, s, x, y, z)
    off = abs(wrap(atan2(east, north) - state.fire[Fire.SECTOR_CENTRE, b]))
    if off <= world.radar_f[Radar.SECTOR_HALF, s]:
        return 0.0
    if world.battery_f[Battery.SLEW_RATE, b] <= 0.0:
        return math.inf
    return off


@part
def above_reserve(state: State, world: World, b: int) -> bool:
    """Whether battery `b` has more rounds than doctrine keeps back."""
    total = 0
    for t in range(state.magazine.shape[1]):
        total += state.magazine[b, t]
    return bool(total > world.battery_i[BatteryKey.RESERVE, b])


@part
def consider(state: State, world: World, b: int, m: int, now: float) -> int:
    """Round type for track `m` if battery `b` could engage it now, else -1; notes the rung reached."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    x, y, z = reported(state, p, m, now)
    if not may_engage(state, world, b, m, x, y, z):
        return -1
    climb(k[TrackKey.STAGE], m, Stage.ENGAGEABLE)
    spent = k[TrackKey.SALVOS, m] >= world.battery_i[BatteryKey.SALVOS_MAX, b]
    if spent or f[Track.HOLD_UNTIL, m] > now or already_at_it(state, world, b, m):
        return -1
    full = state.fire[Fire.BUSY, b] >= world.battery_i[BatteryKey.TARGETS_MAX, b]
    if full and k[TrackKey.STAGE, m] >= Stage.IN_REACH:
        return -1
    turning = turn_needed(state, world, b, x, y, z)
    if turning == math.inf:
        return -1
    wait = max(world.battery_f[Battery.REACTION, b], world.battery_f[Battery.ACQUISITION, b])
    reaching, held, _ = cheapest(
        world, b, state.magazine[b], above_reserve(state, world, b), wait, x, y, z,
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m], k[TrackKey.BALLISTIC, m] == 1,
    )  # fmt: skip
    if reaching < 0 or not in_sight(world, world.battery_i[BatteryKey.RADAR, b], x, y, z):
        return -1
    climb(k[TrackKey.STAGE], m, Stage.IN_REACH)
    if full or (turning > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return -1
    climb(k[TrackKey.STAGE], m, Stage.CHANNEL_FREE)
    if held >= 0:
        climb(k[TrackKey.STAGE], m, Stage.ROUND_LEFT)
    return held


@part
def list_candidates(state: State, world: World, b: int, now: float) -> int:
    """List the tracks that battery `b` could engage now, with round type and urgency; returns how many."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    count = 0
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or f[Track.REPORT_TIME, m] < 0.0:
            continue
        t = consider(state, world, b, m, now)
        if t < 0:
            continue
        x, y, z = reported(state, p, m, now)
        state.work_f[URGENCY, count] = time_to_asset(
            world, x, y, z, f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
            k[TrackKey.BALLISTIC, m] == 1,
        )  # fmt: skip
        state.work_i[SLOT, count] = m
        state.work_i[ROUND, count] = t
        count += 1
    return count


@part
def most_urgent(state: State, p: int, count: int) -> int:
    """Candidate with the least time left; ties go to the older track."""
    best = -1
    for q in range(count):
        m = state.work_i[SLOT, q]
        if m < 0:
            continue
        if best < 0 or state.work_f[URGENCY, q] < state.work_f[URGENCY, best]:
            best = q
        elif state.work_f[URGENCY, q] == state.work_f[URGENCY, best]:
            serial = state.tracks_i[p, TrackKey.SERIAL, m]
            if serial < state.tracks_i[p, TrackKey.SERIAL, state.work_i[SLOT, best]]:
                best = q
    return best


@part
def designate(state: State, world: World, b: int, m: int, t: int, now: float) -> bool:
    """Give track `m` to a channel of battery `b`; turn the engagement radar first if it is idle."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    c = free_channel(state, world, b)
    x, y, z = reported(state, p, m, now)
    turning = turn_needed(state, world, b, x, y, z)
    if c < 0 or (turning > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    slew = 0.0
    if turning > 0.0:
        east, north, _ = local(world, world.battery_i[BatteryKey.RADAR, b], x, y, z)
        state.fire[Fire.SECTOR_CENTRE, b] = atan2(east, north)
        slew = turning / world.battery_f[Battery.SLEW_RATE, b]
    ready = now + slew + world.battery_f[Battery.ACQUISITION, b]
    take(state, world, b, c, m, ready, max(ready, now + world.battery_f[Battery.REACTION, b]))
    state.channels_i[ChannelKey.ROUND, c] = t
    climb(state.tracks_i[p, TrackKey.STAGE], m, Stage.ASSIGNED)
    append(
        state.tally, state.events_f, state.events_i, Phase.ASSIGN, Happening.ASSIGNED, -1,
        state.tracks_i[p, TrackKey.SERIAL, m], now, b, float(t),
    )  # fmt: skip
    return True


def assign(state: State, world: World, step: int) -> None:
    """Each battery in turn engages the most urgent of what it may, can reach and has rounds for."""
    now = (step + 1) * world.area[Area.STEP]
    for b in range(world.battery_f.shape[1]):
        p = world.battery_i[BatteryKey.PICTURE, b]
        count = list_candidates(state, world, b, now)
        for _ in range(count):
            if state.fire[Fire.BUSY, b] >= world.battery_i[BatteryKey.TARGETS_MAX, b]:
                break
            q = most_urgent(state, p, count)
            designate(state, world, b, state.work_i[SLOT, q], state.work_i[ROUND, q], now)
            state.work_i[SLOT, q] = -1
