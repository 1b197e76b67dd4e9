"""What a track's own history says about it: which kinds of evidence hold.

References
----------
.. [1] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: evidence that is independent
   under each hypothesis weighs by the product of its likelihoods.
.. [2] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999: identification by
   kinematic and other attributes, combined by Bayes.
.. [3] K. Gade, A non-singular horizontal position representation, Journal of Navigation 63 (2010), 395-417:
   great circles by the normals of the ellipsoid.

Which kinds there are and what counts as a positive criterion are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of, speed_of
from openiads.ground.frames import ECCENTRICITY_SQUARED, MEAN_RADIUS, Place, altitude_of
from openiads.ground.matrices import Vector
from openiads.ground.scalar import asin, atan2
from openiads.identification.origin import note_origin
from openiads.identification.profiles import (
    NONE,
    Reading,
    profile_by_limits,
    profile_by_odds,
    profile_of,
)  # fmt: skip
from openiads.identification.release import born_of_hostile
from openiads.state.constants import READING_SURE, THREAT_TIME
from openiads.state.planes import (
    Asset,
    Belief,
    Corridor,
    Evidence,
    NetworkKey,
    Report,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import course_in
from openiads.state.state import State
from openiads.state.words import ProfileBy, ZoneKind
from openiads.state.world import Floats, World
from openiads.terrain.maps.ground_table import ground_below
from openiads.terrain.maps.zones import in_zone

HAIR = 1e-9
"""Margin of the quick test for a course that passes far from an asset [1]: rounding must not settle it."""
PROFILES = 63 << Evidence.BALLISTIC
"""Bits of all profiles: one at most holds for a track."""
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
def ends_of(corridors: Floats, corridor: int) -> tuple[Vector, Vector]:
    """Where a corridor begins and ends, as normals of the ellipsoid [1]."""
    return (
        (
            corridors[Corridor.START_X, corridor],
            corridors[Corridor.START_Y, corridor],
            corridors[Corridor.START_Z, corridor],
        ),
        (
            corridors[Corridor.END_X, corridor],
            corridors[Corridor.END_Y, corridor],
            corridors[Corridor.END_Z, corridor],
        ),
    )


@kernel
def off_track(corridors: Floats, corridor: int, normal: Vector) -> float:
    """Distance [m] of a normal of the ellipsoid from a great-circle stretch; its ends count as round.

    Source: [3]_; that a chord stands for the arc around an end is our own.
    """
    x, y, z = normal
    (ax, ay, az), (bx, by, bz) = ends_of(corridors, corridor)
    px, py, pz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    pole = math.sqrt(px * px + py * py + pz * pz)
    along_a = (py * az - pz * ay) * x + (pz * ax - px * az) * y + (px * ay - py * ax) * z
    along_b = (by * pz - bz * py) * x + (bz * px - bx * pz) * y + (bx * py - by * px) * z
    if pole > 0.0 and along_a >= 0.0 and along_b >= 0.0:
        return MEAN_RADIUS * abs(asin(min(max((px * x + py * y + pz * z) / pole, -1.0), 1.0)))
    near = max(ax * x + ay * y + az * z, bx * x + by * y + bz * z)
    return MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0))


@kernel
def floor_of(corridors: Floats, corridor: int, normal: Vector) -> float:
    """Lowest altitude [m] of a corridor at a normal of the ellipsoid: it may climb from both ends.

    Our rule: on a climb the floor lies half the corridor's height below the slope.
    """
    floor = corridors[Corridor.ALTITUDE_MIN, corridor]
    climb = corridors[Corridor.CLIMB, corridor]
    if climb <= 0.0:
        return float(floor)
    x, y, z = normal
    (ax, ay, az), (bx, by, bz) = ends_of(corridors, corridor)
    near = max(ax * x + ay * y + az * z, bx * x + by * y + bz * z)
    margin = 0.5 * (corridors[Corridor.ALTITUDE_MAX, corridor] - floor)
    return float(min(floor, climb * MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0)) - margin))


@part
def on_flight_plan(world: World, place: Place, slack: float) -> bool:
    """Whether a place may lie in a corridor that a flight plan uses, its altitude known within `slack`.

    Corridors run on the ellipsoid's normals; that of a place is steeper by the flattening, to 40 m
    on the ground for one 11 km high.  A direction from the centre of the Earth would lie 20 km beside it.

    Our own: the normal of the foot, as if the altitude were nothing.
    """
    altitude = altitude_of(place)
    x, y = place.x, place.y
    z = place.z / (1.0 - ECCENTRICITY_SQUARED)
    length = math.sqrt(x * x + y * y + z * z)
    normal = (x / length, y / length, z / length)
    for corridor in range(world.corridor.shape[1]):
        if altitude - slack > world.corridor[Corridor.ALTITUDE_MAX, corridor]:
            continue
        if off_track(world.corridor, corridor, normal) > world.corridor[Corridor.HALF_WIDTH, corridor]:
            continue
        if altitude + slack >= floor_of(world.corridor, corridor, normal):
            return True
    return False


@part
def threatens(world: World, course: Course) -> bool:
    """Whether a course over the ground passes some asset nearer than it should, ahead and within an hour.

    The course is the great circle below: at some height a straight line would pass above every asset, and far
    above a distant one, from which the ground curves away.

    Our rule, on the great circle of [3]_.
    """
    x, y, z, vx, vy, vz, _ = course
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
    for a in range(world.asset.shape[1]):
        ax, ay, az = world.asset[Asset.X, a], world.asset[Asset.Y, a], world.asset[Asset.Z, a]
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

    Both are read anew each time, the profile once the speed is known, the course once the whole velocity is.
    They lapse when a reading rules them out.
    """
    course = course_in(state.reports[p], m)
    known = world.identifying.steady
    kind = profile_of(bits)
    if course.ballistic:
        kind = Evidence.BALLISTIC.value
    elif state.reports[p, Report.SPEED_ERROR, m] < known:
        reading = reading_of(state, world, p, m)
        if world.doctrine.profile_by == ProfileBy.LIMITS:
            kind = profile_by_limits(kind, reading, world.identifying)
        else:
            kind = profile_by_odds(kind, reading, world.identifying)
    bits &= ~PROFILES
    if kind != NONE:
        bits |= 1 << kind
    if state.reports[p, Report.SPREAD_RATE, m] < known:
        bits = marked(bits, Evidence.THREATENING, threatens(world, course))
    return bits


@part
def reading_of(state: State, world: World, p: int, m: int) -> Reading:
    """What the newest report of track `m` says of the way it flies."""
    course = course_in(state.reports[p], m)
    place = place_of(course)
    altitude = altitude_of(place)
    plans = world.network_i[NetworkKey.FLIGHT_PLANS, p] == 1
    landing = plans and in_zone(world, ZoneKind.AERODROME, place)
    return Reading(
        speed_of(course), state.reports[p, Report.SPEED_ERROR, m],
        altitude, altitude - ground_below(world, place), state.reports[p, Report.HEIGHT_ERROR, m],
        landing,
    )  # fmt: skip


@part
def gather(state: State, world: World, p: int, m: int) -> None:
    """Note all that picture `p` can see of track `m`, and weigh what holds.

    Acts - a release, an entry into a restricted zone - stay with a track, and so does having left every
    corridor: a plan is kept from end to end.  Its origin is that of the surest reading.  Motion is as now.
    """
    reports = state.reports[p]
    place = place_of(course_in(state.reports[p], m))
    bits = read_motion(state, world, p, m, state.tracks_i[p, TrackKey.EVIDENCE, m])
    bits = note_origin(state, world, p, m, bits)
    if in_zone(world, ZoneKind.RESTRICTED, place):
        bits = marked(bits, Evidence.IN_RESTRICTED, True)
    if born_of_hostile(state, world, p, m):
        bits = marked(bits, Evidence.BORN_OF_HOSTILE, True)
    if world.network_i[NetworkKey.FLIGHT_PLANS, p] == 1:
        if not on_flight_plan(world, place, READING_SURE * reports[Report.HEIGHT_ERROR, m]):
            bits = marked(bits, Evidence.OFF_CORRIDOR, True)
        bits = marked(bits, Evidence.IN_CORRIDOR, not bits >> Evidence.OFF_CORRIDOR & 1)
    weigh(state, world, p, m, bits)


@part
def weigh(state: State, world: World, p: int, m: int, bits: int) -> None:
    """Bayes [1]_ [2]_: each hypothesis by its prior, its origin and the likelihood of all else that holds."""
    beliefs, keys = state.beliefs[p], state.tracks_i[p]
    for h in range(3):
        total = beliefs[Belief.FROM_HOSTILE + h, m]
        for kind in range(world.evidence.shape[1]):
            if (bits >> kind) & 1:
                total += world.evidence[h, kind]
        beliefs[Belief.LOG_HOSTILE + h, m] = total
    keys[TrackKey.EVIDENCE, m] = bits
    keys[TrackKey.POSITIVE, m] = 1 if bits & CRITERIA else 0
