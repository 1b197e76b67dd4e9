"""What a track's own history says about it: which kinds of evidence hold."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import ECCENTRICITY_SQUARED, MEAN_RADIUS, altitude_of
from openiads.ground.scalar import asin, atan2
from openiads.identification.origin import likeliest_zone, log_origin
from openiads.state.planes import (
    Asset,
    Corridor,
    Evidence,
    Network,
    NetworkKey,
    Track,
    TrackKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import Identity, TrackStatus, ZoneKind
from openiads.state.world import Floats, World
from openiads.terrain.maps.ground_table import ground_below
from openiads.terrain.maps.zones import in_zone

SUPERSONIC = 380.0
"""Faster than civil aircraft fly [m/s]."""
LOW = 600.0
FAST = 140.0
"""Lower above ground than this [m] and faster than this [m/s] is no civil profile.

Away from aerodromes civil flights keep 600 m above mountains (ICAO Doc 8168, minimum sector altitudes), and
below 3 000 m they keep under 250 knots, 129 m/s.
"""
FAST_LANDING = 180.0
"""Near the aerodromes of its flight plans a network lets fast jets come and go low, up to 350 knots [m/s]."""
SLOW = 100.0
AIRLINER_FLOOR = 7_000.0
AIRLINER_SLOWEST = 170.0
AIRLINER_FASTEST = 280.0
THREAT_TIME = 3600.0
"""Nobody looks further ahead [s]."""
HAIR = 1e-9
"""Margin of the quick test for a course that passes far from an asset [1]: rounding must not settle it."""
FRESH = 12
"""Plots up to which a track counts as newly born."""
SURE = 3.0
"""Standard deviations by which a reading must clear a limit, or miss it, to settle the matter.

A track is read anew every few seconds, so over a flight even rare errors come.  At three, one that flies at
the very limit is mistaken in 0.13 % of readings, which is what the table of evidence grants the rarest
profile of a neutral flight, and one that keeps its distance from the limit practically never.
"""
NONE = -1
PROFILES = 63 << Evidence.BALLISTIC
"""Bits of all profiles: one at most holds for a track."""
ORIGINS = 1 << Evidence.HOSTILE_ORIGIN | 1 << Evidence.OTHER_ORIGIN
"""Bits of where it was first seen: one of them holds from the first reading on."""
CRITERIA = (
    PROFILES & ~(1 << Evidence.AIRLINER_LIKE | 1 << Evidence.SLOW | 1 << Evidence.OTHER_PROFILE)
    | 1 << Evidence.IN_RESTRICTED
    | 1 << Evidence.BORN_OF_HOSTILE
    | 1 << Evidence.THREATENING
)
"""Bits of the positive criteria of a hostile: what it does.

Where it comes from counts in the odds, but others take off there too: it makes nobody hostile by itself.
"""


@kernel
def marked(bits: int, kind: int, holds: bool) -> int:
    """Bits of evidence with that of one kind set or cleared."""
    return bits | (1 << kind) if holds else bits & ~(1 << kind)


@kernel
def fits(
    kind: int, slack: float, speed: float, speed_error: float,
    altitude: float, height: float, error: float, landing: bool,
) -> bool:  # fmt: skip
    """Whether a reading fits a profile whose limits are moved outwards by `slack` standard deviations.

    speed, speed_error  [m/s]
    altitude, height    above the sea and above the ground, with the same standard deviation `error` [m]
    landing             near an aerodrome
    """
    faster, higher = slack * speed_error, slack * error
    if kind == Evidence.SUPERSONIC:
        return speed + faster > SUPERSONIC
    if kind == Evidence.LOW_AND_FAST:
        return height - higher < LOW and speed + faster > (FAST_LANDING if landing else FAST)
    if kind == Evidence.SLOW:
        return speed - faster < SLOW
    if kind == Evidence.AIRLINER_LIKE:
        level = AIRLINER_SLOWEST - faster < speed < AIRLINER_FASTEST + faster
        return level and altitude + higher > AIRLINER_FLOOR
    return False


@kernel
def profile(
    held: int, speed: float, speed_error: float, altitude: float, height: float, error: float, landing: bool
) -> int:
    """The kind of flight that a reading points to, for a track that was held to be of the kind `held`.

    The telling profiles must be shown beyond doubt; what a track is held to be stays until a reading rules
    it out.
    """
    if fits(Evidence.SUPERSONIC, -SURE, speed, speed_error, altitude, height, error, landing):
        return Evidence.SUPERSONIC.value
    if fits(Evidence.LOW_AND_FAST, -SURE, speed, speed_error, altitude, height, error, landing):
        return Evidence.LOW_AND_FAST.value
    doubt = -SURE if held == Evidence.OTHER_PROFILE else 0.0
    if held != NONE and fits(held, SURE, speed, speed_error, altitude, height, error, landing):
        return held
    if fits(Evidence.SLOW, doubt, speed, speed_error, altitude, height, error, landing):
        return Evidence.SLOW.value
    if fits(Evidence.AIRLINER_LIKE, doubt, speed, speed_error, altitude, height, error, landing):
        return Evidence.AIRLINER_LIKE.value
    return Evidence.OTHER_PROFILE.value


@kernel
def profile_of(bits: int) -> int:
    """The profile among bits of evidence, `NONE` if there is none."""
    for kind in range(Evidence.BALLISTIC, Evidence.OTHER_PROFILE + 1):
        if (bits >> kind) & 1:
            return kind
    return NONE


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


@kernel
def floor_of(corridor: Floats, c: int, x: float, y: float, z: float) -> float:
    """Lowest altitude [m] of corridor `c` at a unit direction: it climbs from both ends, if it does."""
    floor = corridor[Corridor.ALTITUDE_MIN, c]
    climb = corridor[Corridor.CLIMB, c]
    if climb <= 0.0:
        return float(floor)
    ax, ay, az = corridor[Corridor.START_X, c], corridor[Corridor.START_Y, c], corridor[Corridor.START_Z, c]
    bx, by, bz = corridor[Corridor.END_X, c], corridor[Corridor.END_Y, c], corridor[Corridor.END_Z, c]
    near = max(ax * x + ay * y + az * z, bx * x + by * y + bz * z)
    margin = 0.5 * (corridor[Corridor.ALTITUDE_MAX, c] - floor)
    return float(min(floor, climb * MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0)) - margin))


@part
def on_flight_plan(world: World, x: float, y: float, z: float, altitude: float, slack: float) -> bool:
    """Whether a place may lie in a corridor that a flight plan uses, its altitude known within `slack`.

    Corridors run on the ellipsoid's normals; that of a place is steeper by the flattening, to 40 m
    on the ground for one 11 km high.  A direction from the centre of the Earth would lie 20 km beside it.
    """
    z = z / (1.0 - ECCENTRICITY_SQUARED)
    length = math.sqrt(x * x + y * y + z * z)
    ux, uy, uz = x / length, y / length, z / length
    for c in range(world.corridor.shape[1]):
        if altitude - slack > world.corridor[Corridor.ALTITUDE_MAX, c]:
            continue
        if off_track(world.corridor, c, ux, uy, uz) > world.corridor[Corridor.HALF_WIDTH, c]:
            continue
        if altitude + slack >= floor_of(world.corridor, c, ux, uy, uz):
            return True
    return False


@part
def born_of_hostile(state: State, world: World, p: int, m: int) -> bool:
    """Whether track `m` was born close to a track already held hostile: released by it, so an act.

    A suspect does not suffice: that would hand on, as a criterion, what may be no more than silence.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    if k[TrackKey.HITS, m] > FRESH:
        return False
    radius = world.identifying.release_radius
    for other in range(state.tops[p]):
        if other == m or k[TrackKey.STATUS, other] != TrackStatus.CONFIRMED:
            continue
        if k[TrackKey.IDENTITY, other] != Identity.HOSTILE or k[TrackKey.BALLISTIC, other] == 1:
            continue
        if k[TrackKey.SERIAL, other] >= k[TrackKey.SERIAL, m]:
            continue
        dx = f[Track.BORN_X, m] - f[Track.X, other]
        dy = f[Track.BORN_Y, m] - f[Track.Y, other]
        dz = f[Track.BORN_Z, m] - f[Track.Z, other]
        if dx * dx + dy * dy + dz * dz < radius * radius:
            return True
    return False


@part
def threatens(world: World, x: float, y: float, z: float, vx: float, vy: float, vz: float) -> bool:
    """Whether a course over the ground passes some asset nearer than it should, ahead and within an hour.

    The course is the great circle below: at some height a straight line would pass above every asset, and far
    above a distant one, from which the ground curves away.
    """
    length = math.sqrt(x * x + y * y + z * z)
    ux, uy, uz = x / length, y / length, z / length
    climb = vx * ux + vy * uy + vz * uz
    ex, ey, ez = vx - climb * ux, vy - climb * uy, vz - climb * uz
    speed = math.sqrt(ex * ex + ey * ey + ez * ez)
    if speed < 1.0:
        return False
    ex, ey, ez = ex / speed, ey / speed, ez / speed
    px, py, pz = uy * ez - uz * ey, uz * ex - ux * ez, ux * ey - uy * ex
    closest = world.identifying.threat_miss
    near = (1.0 + HAIR) * closest / MEAN_RADIUS
    for i in range(world.asset.shape[1]):
        ax, ay, az = world.asset[Asset.X, i], world.asset[Asset.Y, i], world.asset[Asset.Z, i]
        square = ax * ax + ay * ay + az * az
        aside = px * ax + py * ay + pz * az
        if aside * aside > near * near * square:  # an angle is no less than its sine
            continue
        distance = math.sqrt(square)
        if MEAN_RADIUS * abs(asin(aside / distance)) >= closest:
            continue
        time = MEAN_RADIUS * atan2(ex * ax + ey * ay + ez * az, ux * ax + uy * ay + uz * az) / speed
        if 0.0 < time <= THREAT_TIME:
            return True
    return False


@part
def read_motion(state: State, world: World, p: int, m: int, bits: int) -> int:
    """The bits of evidence of track `m` with what its present motion shows: profile and course.

    Both are read anew each time, and lapse when a reading rules them out.
    """
    f = state.tracks_f[p]
    x, y, z = f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m]
    vx, vy, vz = f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m]
    steady = f[Track.REPORT_SPREAD_RATE, m] < world.identifying.steady
    kind = profile_of(bits)
    if state.tracks_i[p, TrackKey.BALLISTIC, m] == 1:
        kind = Evidence.BALLISTIC.value
    elif steady:
        altitude = altitude_of(x, y, z)
        landing = world.network_i[NetworkKey.FLIGHT_PLANS, p] == 1 and in_zone(
            world, ZoneKind.AERODROME, x, y, z
        )
        kind = profile(
            kind, math.sqrt(vx * vx + vy * vy + vz * vz), f[Track.REPORT_SPEED_ERROR, m],
            altitude, altitude - ground_below(world, x, y, z), f[Track.REPORT_HEIGHT_ERROR, m], landing,
        )  # fmt: skip
    bits &= ~PROFILES
    if kind != NONE:
        bits |= 1 << kind
    if steady:
        bits = marked(bits, Evidence.THREATENING, threatens(world, x, y, z, vx, vy, vz))
    return bits


@part
def note_origin(world: World, f: Floats, p: int, m: int) -> int:
    """Weigh once [1] where track `m` was first seen, which no reading changes; returns the bit that holds."""
    zone, inside = likeliest_zone(world, f, m)
    origin = log_origin(world, zone, inside)
    for h in range(3):
        f[Track.BORN_HOSTILE + h, m] = world.network_f[Network.LOG_PRIOR_HOSTILE + h, p] + origin[h]
    return 1 << (Evidence.HOSTILE_ORIGIN if inside > 0.5 else Evidence.OTHER_ORIGIN)


@part
def gather(state: State, world: World, p: int, m: int) -> None:
    """Note all that picture `p` can see of track `m`, and weigh what holds.

    Origin and acts - a release, an entry into a restricted zone - stay with a track, and so does having left
    every corridor: a plan is kept from end to end.  Motion is what it is now.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    x, y, z = f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m]
    bits = read_motion(state, world, p, m, k[TrackKey.EVIDENCE, m])
    if not bits & ORIGINS:
        bits |= note_origin(world, f, p, m)
    if in_zone(world, ZoneKind.RESTRICTED, x, y, z):
        bits = marked(bits, Evidence.IN_RESTRICTED, True)
    if born_of_hostile(state, world, p, m):
        bits = marked(bits, Evidence.BORN_OF_HOSTILE, True)
    if world.network_i[NetworkKey.FLIGHT_PLANS, p] == 1:
        slack = SURE * f[Track.REPORT_HEIGHT_ERROR, m]
        if not on_flight_plan(world, x, y, z, altitude_of(x, y, z), slack):
            bits = marked(bits, Evidence.OFF_CORRIDOR, True)
        bits = marked(bits, Evidence.IN_CORRIDOR, not bits >> Evidence.OFF_CORRIDOR & 1)
    weigh(state, world, p, m, bits)


@part
def weigh(state: State, world: World, p: int, m: int, bits: int) -> None:
    """Bayes: each hypothesis by its prior, its origin and the likelihood of all other evidence that holds."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    for h in range(3):
        total = f[Track.BORN_HOSTILE + h, m]
        for kind in range(world.evidence.shape[1]):
            if (bits >> kind) & 1:
                total += world.evidence[h, kind]
        f[Track.LOG_HOSTILE + h, m] = total
    k[TrackKey.EVIDENCE, m] = bits
    k[TrackKey.POSITIVE, m] = 1 if bits & CRITERIA else 0
