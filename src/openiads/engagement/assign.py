"""Which track gets which fire channel: the greedy assignment of each network, most urgent track first."""

from __future__ import annotations

import math

from openiads.engagement.control import frees, may_engage, shielded
from openiads.engagement.reach import Intent, cheapest, seen_lower
from openiads.engagement.threat import arrives, time_left, time_to_asset
from openiads.engagement.worth import STOCK, count_stock, is_slow, shots_at_once, worth_waiting
from openiads.ground.compiled import part
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import altitude_of
from openiads.ground.scalar import atan2, wrap
from openiads.state.channels import free_channel, salvos_fired, take
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.events import append
from openiads.state.facing import sector_centre
from openiads.state.ladder import climb
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Fire,
    Pair,
    Radar,
    Track,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import reported, shows_well
from openiads.state.state import State
from openiads.state.words import ChannelStage, Happening, Phase, Sight, Stage, TrackStatus
from openiads.state.world import World
from openiads.terrain.rays.sight import local

URGENCY, SLOT = 0, 0


@part
def already_at_it(state: State, world: World, b: int, m: int) -> bool:
    """Whether the network, or at least battery `b`, has a channel on track `m`."""
    p = world.battery_i[BatteryKey.PICTURE, b]
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
def turn_needed(state: State, world: World, b: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Angle [rad] by which the engagement radar must turn to follow a point, and where it would then face.

    0 where it is in its sector already, infinite where the radar cannot turn.
    """
    s = world.battery_i[BatteryKey.RADAR, b]
    east, north, _ = local(world, s, x, y, z)
    azimuth, centre = atan2(east, north), sector_centre(state, world, s)
    off = abs(wrap(azimuth - centre))
    if off <= world.radar_f[Radar.TRACK_HALF, s]:
        return 0.0, centre
    if world.battery_f[Battery.SLEW_RATE, b] <= 0.0:
        return math.inf, centre
    return off, azimuth


@part
def left_alone(state: State, b: int, p: int, m: int, now: float) -> bool:
    """Whether battery `b` still waits after an engagement of track `m`, or for news of it."""
    waits = state.pairs[b, Pair.HOLD_UNTIL, m] > now
    return bool(waits or state.pairs[b, Pair.NEWS_FROM, m] > state.tracks_f[p, Track.REPORT_TIME, m])


@part
def doubt_in_height(state: State, world: World, b: int, m: int) -> float:
    """How much lower [m] than reported track `m` may be: of its many readings none should mislead."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    return float(world.engaging.height_doubt * state.tracks_f[p, Track.REPORT_HEIGHT_ERROR, m])


@part
def in_view(state: State, world: World, b: int, m: int, centre: float, x: float, y: float, z: float) -> bool:
    """Whether the engagement radar of battery `b`, turned to `centre`, should see track `m` at (x, y, z)."""
    return seen_lower(world, b, centre, doubt_in_height(state, world, b, m), x, y, z)


@part
def echoes(state: State, world: World, b: int, m: int, gain: float, x: float, y: float, z: float) -> bool:
    """Whether the echo of track `m` at (x, y, z) would be strong enough for the radar of battery `b`.

    By the cross section that the track's plots looked like; jamming is left out.  `gain` is the energy that
    the radar gives to the look, over that of its search.
    """
    s = world.battery_i[BatteryKey.RADAR, b]
    f = world.radar_f
    east, north, up = local(world, s, x, y, z)
    square = east * east + north * north + up * up
    rcs = state.tracks_f[world.battery_i[BatteryKey.PICTURE, b], Track.RCS, m]
    height = altitude_of(x, y, z) - f[Radar.ALTITUDE, s]
    echo = gain * f[Radar.SNR_UNIT, s] * max(rcs, 0.0) / (square * square)
    echo *= gas_share(f[Radar.TWO_WAY_GAS_LOSS, s], math.sqrt(square), height)
    return bool(
        detection_probability(f[Radar.LOG_FALSE_ALARM, s], echo) >= world.engaging.worth_a_look_probability
    )


@part
def sight_of(state: State, world: World, b: int, m: int, centre: float, turning: float, now: float) -> int:
    """By what battery `b` could follow track `m` soon: Sight.

    Its engagement radar must find it as soon as it can look; if it is told where and when to expect it, with
    more energy, or by the time of the launch.
    """
    seen = faces_at(state, world, b, turning, now) + world.battery_f[Battery.ACQUISITION, b]
    p = world.battery_i[BatteryKey.PICTURE, b]
    x, y, z = reported(state, world, p, m, seen)
    cued, gain = world.battery_i[BatteryKey.CUED, b] == 1, world.battery_f[Battery.CUE_GAIN, b]
    if in_view(state, world, b, m, centre, x, y, z):
        if echoes(state, world, b, m, 1.0, x, y, z):
            return Sight.OWN.value
        if cued and gain > 1.0 and echoes(state, world, b, m, gain, x, y, z):
            return Sight.CUED.value
    then = now + time_to_launch(state, world, b, Sight.CUED.value, turning, now)
    if cued and then > seen:
        x, y, z = reported(state, world, p, m, then)
        if in_view(state, world, b, m, centre, x, y, z) and echoes(state, world, b, m, gain, x, y, z):
            return Sight.CUED.value
    return Sight.REMOTE.value if remotely(state, world, b, m, now) else Sight.NONE.value


@part
def remotely(state: State, world: World, b: int, m: int, now: float) -> bool:
    """Whether battery `b` may fire on what its network shows of track `m`, as far as it knows."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    return bool(world.battery_i[BatteryKey.REMOTE, b] == 1 and shows_well(state, world, p, m, now))


@part
def plan_for(
    state: State, world: World, b: int, m: int, sight: int, centre: float, turning: float, now: float
) -> Intent:
    """How battery `b` asks whether a round would meet track `m`, followed by `sight`.

    The track ends where it led to when it was last plotted, whatever it coasts to since.
    """
    p = world.battery_i[BatteryKey.PICTURE, b]
    f = state.tracks_f[p]
    ends = f[Track.REPORT_TIME, m] + arrives(
        world, f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m],
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        state.tracks_i[p, TrackKey.BALLISTIC, m] == 1,
    )  # fmt: skip
    return Intent(
        centre, world.doctrine.envelope_margin, time_to_launch(state, world, b, sight, turning, now),
        doubt_in_height(state, world, b, m), ends - now, False, bool(sight == Sight.REMOTE),
    )  # fmt: skip


@part
def consider(state: State, world: World, b: int, m: int, now: float) -> bool:
    """Whether battery `b` could meet track `m`; notes when [s], with what, and the rung that it reached."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    state.pairs[b, Pair.INTERCEPT, m] = math.inf
    x, y, z = reported(state, world, p, m, now)
    if not may_engage(state, world, b, m, x, y, z):
        return False
    climb(k[TrackKey.STAGE], m, Stage.ENGAGEABLE)
    spent = salvos_fired(state, world, b, m, now) >= world.battery_i[BatteryKey.SALVOS_MAX, b]
    if spent or left_alone(state, b, p, m, now) or already_at_it(state, world, b, m):
        return False
    full = state.fire[Fire.BUSY, b] >= world.battery_i[BatteryKey.TARGETS_MAX, b]
    if full and k[TrackKey.STAGE, m] >= Stage.IN_REACH:
        return False
    turning, centre = turn_needed(state, world, b, x, y, z)
    if turning == math.inf:
        return False
    sight = sight_of(state, world, b, m, centre, turning, now)
    if sight == Sight.NONE:
        return False
    vx, vy, vz = f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m]
    ballistic = k[TrackKey.BALLISTIC, m] == 1
    slow = is_slow(world, vx, vy, vz, f[Track.REPORT_SPEED_ERROR, m], ballistic)
    stock, left = state.work_i[STOCK], count_stock(state, world, b, slow)
    plan = plan_for(state, world, b, m, sight, centre, turning, now)
    reaching, held, flight = cheapest(world, b, stock, left, plan, x, y, z, vx, vy, vz, ballistic)
    if reaching < 0 and sight != Sight.REMOTE and remotely(state, world, b, m, now):
        sight = Sight.REMOTE.value
        plan = plan_for(state, world, b, m, sight, centre, turning, now)
        reaching, held, flight = cheapest(world, b, stock, left, plan, x, y, z, vx, vy, vz, ballistic)
    if reaching < 0:
        return False
    climb(k[TrackKey.STAGE], m, Stage.IN_REACH)
    if full or (turning > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    climb(k[TrackKey.STAGE], m, Stage.CHANNEL_FREE)
    if held < 0:
        return False
    climb(k[TrackKey.STAGE], m, Stage.ROUND_LEFT)
    if slow and worth_waiting(
        state, world, b, held, plan, time_left(world, x, y, z, vx, vy, vz, False), x, y, z, vx, vy, vz
    ):
        return False
    state.pairs[b, Pair.INTERCEPT, m] = now + plan.wait + flight
    state.pairs[b, Pair.ROUND, m] = held
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
    """List the tracks of picture `p` that some battery could engage now, with urgency; returns how many."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    free = frees(world, p)
    count = 0
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or f[Track.REPORT_TIME, m] < 0.0:
            continue
        if shielded(k[TrackKey.IDENTITY, m], free):
            continue
        met = False
        for b in range(world.battery_f.shape[1]):
            if world.battery_i[BatteryKey.PICTURE, b] == p and consider(state, world, b, m, now):
                met = True
        if not met:
            continue
        x, y, z = reported(state, world, p, m, now)
        state.work_f[URGENCY, count] = time_to_asset(
            world, x, y, z, f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
            k[TrackKey.BALLISTIC, m] == 1,
        )  # fmt: skip
        state.work_i[SLOT, count] = m
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
def faces_at(state: State, world: World, b: int, turning: float, now: float) -> float:
    """When [s] the engagement radar of battery `b` looks where it must, after any turn that it is making."""
    time = max(now, state.fire[Fire.FACES, b])
    if turning > 0.0:
        time += turning / world.battery_f[Battery.SLEW_RATE, b]
    return float(time)


@part
def time_to_launch(state: State, world: World, b: int, sight: int, turning: float, now: float) -> float:
    """From designation to the first launch [s]: turn by `turning` [rad], acquire, and react meanwhile.

    What other radars follow need not be acquired.
    """
    ready = faces_at(state, world, b, turning, now) - now
    if sight != Sight.REMOTE:
        ready += world.battery_f[Battery.ACQUISITION, b]
    return float(max(ready, world.battery_f[Battery.REACTION, b]))


@part
def designate(state: State, world: World, b: int, m: int, intercept: float, now: float) -> bool:
    """Give track `m` to a channel of battery `b`, to meet it at `intercept` [s].

    Not if it has none left or its radar is kept elsewhere.
    """
    p = world.battery_i[BatteryKey.PICTURE, b]
    c = free_channel(state, world, b)
    x, y, z = reported(state, world, p, m, now)
    turning, centre = turn_needed(state, world, b, x, y, z)
    if c < 0 or (turning > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    faces = faces_at(state, world, b, turning, now)
    sight = int(state.pairs[b, Pair.SIGHT, m])
    launch = now + time_to_launch(state, world, b, sight, turning, now)
    if turning > 0.0:
        state.fire[Fire.SECTOR_CENTRE, b] = centre
        state.fire[Fire.FACES, b] = faces
    t = int(state.pairs[b, Pair.ROUND, m])
    f = state.tracks_f[p]
    vx, vy, vz = f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m]
    ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    remote = bool(sight == Sight.REMOTE)
    plan = Intent(centre, world.doctrine.envelope_margin, launch - now, 0.0, math.inf, True, remote)
    shots = shots_at_once(
        world, b, t, plan, intercept - launch, time_left(world, x, y, z, vx, vy, vz, ballistic),
        x, y, z, vx, vy, vz, ballistic,
    )  # fmt: skip
    take(state, world, b, c, m, now, faces + world.battery_f[Battery.FIRST_LOOK, b], launch)
    state.channels_i[ChannelKey.SIGHT, c] = sight
    if sight == Sight.CUED:
        state.channels_f[Channel.READY, c] = launch  # so late it may come into sight
    state.channels_i[ChannelKey.ROUND, c] = t
    state.channels_i[ChannelKey.TO_LAUNCH, c] = shots
    climb(state.tracks_i[p, TrackKey.STAGE], m, Stage.ASSIGNED)
    append(
        state.tally, state.events_f, state.events_i, Phase.ASSIGN, Happening.ASSIGNED, -1,
        state.tracks_i[p, TrackKey.SERIAL, m], now, b, float(t),
    )  # fmt: skip
    return True


@part
def engage(state: State, world: World, p: int, m: int, now: float) -> None:
    """Give track `m` to the battery that meets it first, or to each in turn if they do not coordinate."""
    b = soonest(state, world, p, m)
    while b >= 0:
        intercept = state.pairs[b, Pair.INTERCEPT, m]
        state.pairs[b, Pair.INTERCEPT, m] = math.inf
        if designate(state, world, b, m, intercept, now) and world.doctrine.coordinate:
            return
        b = soonest(state, world, p, m)


def assign(state: State, world: World, step: int) -> None:
    """Each network engages the most urgent of what it may, can reach and has rounds for, once a cycle."""
    if not cycle_ends(world, step):
        return
    now = step_begin(world, step + 1)
    for p in range(state.tracks_f.shape[0]):
        count = list_candidates(state, world, p, now)
        for _ in range(count):
            q = most_urgent(state, p, count)
            engage(state, world, p, state.work_i[SLOT, q], now)
            state.work_i[SLOT, q] = -1
