"""What a track's own history says about it, each kind weighed once."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import MEAN_RADIUS, altitude_of
from openiads.ground.scalar import asin
from openiads.state.planes import Asset, Corridor, Evidence, NetworkKey, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Hypothesis, Identity, TrackStatus, ZoneKind
from openiads.state.world import Floats, World
from openiads.terrain.zones import in_zone

SUPERSONIC = 380.0
"""Faster than civil aircraft fly [m/s]."""
LOW = 1_800.0
FAST = 140.0
"""Lower than this [m] and faster than this [m/s], away from an aerodrome, is no civil profile."""
SLOW = 100.0
AIRLINER_FLOOR = 7_000.0
AIRLINER_SLOWEST = 170.0
AIRLINER_FASTEST = 280.0
RELEASE_RADIUS = 6_000.0
"""A track born this near to a suspect or hostile one was probably released by it [m]."""
THREAT_MISS = 12_000.0
"""A course that passes an asset nearer than this threatens it [m]: high flyers pass above."""
STEADY = 60.0
"""Velocity error below which speed and course of a track mean something [m/s]."""
FRESH = 12
"""Plots up to which a track counts as newly born."""
PROFILES = 63 << Evidence.BALLISTIC
"""Bits of all profiles in a track's list of weighed evidence."""


@part
def weigh(state: State, world: World, p: int, m: int, kind: int, positive: bool) -> None:
    """Multiply the three hypotheses by the likelihood of one piece of evidence, once per track."""
    k = state.tracks_i[p]
    if (k[TrackKey.EVIDENCE, m] >> kind) & 1:
        return
    k[TrackKey.EVIDENCE, m] |= 1 << kind
    f = state.tracks_f[p]
    f[Track.LOG_HOSTILE, m] += world.evidence[Hypothesis.HOSTILE, kind]
    f[Track.LOG_NEUTRAL, m] += world.evidence[Hypothesis.NEUTRAL, kind]
    f[Track.LOG_FRIEND, m] += world.evidence[Hypothesis.FRIEND, kind]
    if positive:
        k[TrackKey.POSITIVE, m] = 1


@kernel
def profile(speed: float, altitude: float, ballistic: bool) -> int:
    """The kind of flight that speed [m/s], altitude [m] and free fall point to."""
    if ballistic:
        return Evidence.BALLISTIC.value
    if speed > SUPERSONIC:
        return Evidence.SUPERSONIC.value
    if speed < SLOW:
        return Evidence.SLOW.value
    if altitude < LOW and speed > FAST:
        return Evidence.LOW_AND_FAST.value
    if altitude > AIRLINER_FLOOR and AIRLINER_SLOWEST < speed < AIRLINER_FASTEST:
        return Evidence.AIRLINER_LIKE.value
    return Evidence.OTHER_PROFILE.value


@kernel
def off_track(corridor: Floats, c: int, x: float, y: float, z: float) -> float:
    """Distance [m] of a unit direction from the great-circle stretch `c`; its ends count as round."""
    ax, ay, az = corridor[Corridor.START_X, c], corridor[Corridor.START_Y, c], corridor[Corridor.START_Z, c]
    bx, by, bz = corridor[Corridor.END_X, c], corridor[Corridor.END_Y, c], corridor[Corridor.END_Z, c]
    px, py, pz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    pole = math.sqrt(px * px + py * py + pz * pz)
    along_a = (py * az - pz * ay) * x + (pz * ax - px * az) * y + (px * ay - py * ax) * z
    along_b = (by * pz - bz * py) * x + (bz * px - bx * pz) * y + (bx * py - by * px) * z
    if pole > 0.0 and along_a >= 0.0 and along_b >= 0.0:
        return MEAN_RADIUS * abs(asin(min(max((px * x + py * y + pz * z) / pole, -1.0), 1.0)))
    near = max(ax * x + ay * y + az * z, bx * x + by * y + bz * z)
    return MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0))


@part
def on_flight_plan(world: World, x: float, y: float, z: float, altitude: float) -> bool:
    """Whether a place lies in a corridor that a flight plan uses."""
    length = math.sqrt(x * x + y * y + z * z)
    for c in range(world.corridor.shape[1]):
        if (
            altitude < world.corridor[Corridor.ALTITUDE_MIN, c]
            or altitude > world.corridor[Corridor.ALTITUDE_MAX, c]
        ):
            continue
        if (
            off_track(world.corridor, c, x / length, y / length, z / length)
            <= world.corridor[Corridor.HALF_WIDTH, c]
        ):
            return True
    return False


@part
def born_of_hostile(state: State, p: int, m: int) -> bool:
    """Whether track `m` was born close to a track already held suspect or hostile."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    if k[TrackKey.HITS, m] > FRESH:
        return False
    for other in range(state.tops[p]):
        if other == m or k[TrackKey.STATUS, other] != TrackStatus.CONFIRMED:
            continue
        if k[TrackKey.IDENTITY, other] < Identity.SUSPECT or k[TrackKey.BALLISTIC, other] == 1:
            continue
        if k[TrackKey.SERIAL, other] >= k[TrackKey.SERIAL, m]:
            continue
        dx = f[Track.BORN_X, m] - f[Track.X, other]
        dy = f[Track.BORN_Y, m] - f[Track.Y, other]
        dz = f[Track.BORN_Z, m] - f[Track.Z, other]
        if dx * dx + dy * dy + dz * dz < RELEASE_RADIUS * RELEASE_RADIUS:
            return True
    return False


@part
def threatens(world: World, x: float, y: float, z: float, vx: float, vy: float, vz: float) -> bool:
    """Whether a straight course passes some asset nearer than `THREAT_MISS`, ahead and within an hour."""
    square = vx * vx + vy * vy + vz * vz
    if square < 1.0:
        return False
    for a in range(world.asset.shape[1]):
        dx, dy, dz = world.asset[Asset.X, a] - x, world.asset[Asset.Y, a] - y, world.asset[Asset.Z, a] - z
        time = (dx * vx + dy * vy + dz * vz) / square
        if time <= 0.0 or time > 3600.0:
            continue
        mx, my, mz = dx - time * vx, dy - time * vy, dz - time * vz
        if mx * mx + my * my + mz * mz < THREAT_MISS * THREAT_MISS:
            return True
    return False


@part
def gather(state: State, world: World, p: int, m: int) -> None:
    """Weigh all that picture `p` can see of track `m`; origin, profile and act are positive criteria."""
    f = state.tracks_f[p]
    x, y, z = f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m]
    vx, vy, vz = f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m]
    altitude = altitude_of(x, y, z)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    ballistic = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    flight = profile(speed, altitude, ballistic)
    if f[Track.SPREAD_RATE, m] < STEADY or ballistic:
        telling = (
            flight == Evidence.BALLISTIC or flight == Evidence.SUPERSONIC or flight == Evidence.LOW_AND_FAST
        )
        if telling or not state.tracks_i[p, TrackKey.EVIDENCE, m] & PROFILES:
            weigh(state, world, p, m, flight, telling)
    if in_zone(world, ZoneKind.HOSTILE_ORIGIN, f[Track.BORN_X, m], f[Track.BORN_Y, m], f[Track.BORN_Z, m]):
        weigh(state, world, p, m, Evidence.HOSTILE_ORIGIN.value, True)
    else:
        weigh(state, world, p, m, Evidence.OTHER_ORIGIN.value, False)
    if in_zone(world, ZoneKind.RESTRICTED, x, y, z):
        weigh(state, world, p, m, Evidence.IN_RESTRICTED.value, True)
    if f[Track.SPREAD_RATE, m] < STEADY and threatens(world, x, y, z, vx, vy, vz):
        weigh(state, world, p, m, Evidence.THREATENING.value, True)
    if born_of_hostile(state, p, m):
        weigh(state, world, p, m, Evidence.BORN_OF_HOSTILE.value, True)
    if world.network_i[NetworkKey.FLIGHT_PLANS, p] == 1:
        if on_flight_plan(world, x, y, z, altitude):
            weigh(state, world, p, m, Evidence.IN_CORRIDOR.value, False)
        else:
            weigh(state, world, p, m, Evidence.OFF_CORRIDOR.value, False)
