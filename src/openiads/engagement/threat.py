"""Threat order: which track comes first.

Our rule: by the time left to what a track threatens, over what that is worth.  A course is straight, a fall
without air over a flat Earth.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of, speed_of
from openiads.ground.frames import GRAVITY, Place, altitude_of, between, length_of
from openiads.state.planes import Asset, Fire
from openiads.state.positions import place_of_asset
from openiads.state.state import State
from openiads.state.world import World


@kernel
def time_to_impact(altitude: float, climb: float) -> float:
    """Time [s] until a falling target is down, from its altitude [m] and climb rate [m/s].

    Our own: the later root of a parabola, without air, over a flat Earth.
    """
    return (climb + math.sqrt(max(climb * climb + 2.0 * GRAVITY * altitude, 0.0))) / GRAVITY


@kernel
def passing(course: Course, place: Place) -> tuple[float, float]:
    """When [s] and how near [m] a straight course passes a place; both infinite if it leads away.

    The closest point of approach.

    Our own: where the distance from a straight line is least.
    """
    vx, vy, vz = course.vx, course.vy, course.vz
    dx, dy, dz = between(place_of(course), place)
    square = vx * vx + vy * vy + vz * vz
    if square <= 0.0:
        return math.inf, math.inf
    time = (dx * vx + dy * vy + dz * vz) / square
    if time < 0.0:
        return math.inf, math.inf
    mx, my, mz = dx - time * vx, dy - time * vy, dz - time * vz
    return time, math.sqrt(mx * mx + my * my + mz * mz)


@kernel
def passing_over(course: Course, place: Place) -> tuple[float, float]:
    """When [s] and how near [m] over the ground a straight course passes a place, at whatever height.

    Both are infinite if it leads away.

    Our own: `passing` in the plane that touches the Earth at the place.
    """
    x, y, z, vx, vy, vz, ballistic = course
    ax, ay, az = place
    one = 1.0 / math.sqrt(ax * ax + ay * ay + az * az)
    ux, uy, uz = ax * one, ay * one, az * one
    above = (x - ax) * ux + (y - ay) * uy + (z - az) * uz
    climb = vx * ux + vy * uy + vz * uz
    level = Course(
        x - above * ux, y - above * uy, z - above * uz,
        vx - climb * ux, vy - climb * uy, vz - climb * uz, ballistic,
    )  # fmt: skip
    return passing(level, place)


@kernel
def time_to_fall(course: Course) -> float:
    """Time [s] until what falls freely on a course is down.

    Our rule: `time_to_impact`, with the altitude for the height.
    """
    x, y, z, vx, vy, vz, _ = course
    climb = (vx * x + vy * y + vz * z) / math.sqrt(x * x + y * y + z * z)
    return time_to_impact(max(altitude_of(place_of(course)), 0.0), climb)


@part
def miss_of_fall(course: Course, fall: float, place: Place) -> float:
    """How far [m] from a place on the ground a target comes down that falls for so long [s].

    Our rule: straight on for as long as it falls, then brought down to the radius of the place.
    """
    x, y, z, vx, vy, vz, _ = course
    ax, ay, az = place
    px, py, pz = x + fall * vx, y + fall * vy, z + fall * vz
    scale = math.sqrt((ax * ax + ay * ay + az * az) / (px * px + py * py + pz * pz))
    px, py, pz = px * scale - ax, py * scale - ay, pz * scale - az
    return math.sqrt(px * px + py * py + pz * pz)


@part
def stands(state: State, world: World, a: int) -> bool:
    """Whether what is defended as asset `a` is still there: a battery or a radar may be destroyed.

    Our rule: a defence knows what it has lost, and what is lost needs no defence.
    """
    b, s = int(world.asset[Asset.BATTERY, a]), int(world.asset[Asset.RADAR, a])
    if b >= 0:
        return bool(state.fire[Fire.LOST, b] == math.inf)
    return bool(s < 0 or state.lost[s] == math.inf)


@part
def time_to_asset(state: State, world: World, course: Course) -> float:
    """Time [s] until a track reaches what it threatens; later than the horizon if it threatens nothing.

    A ballistic track is judged by its predicted impact, others by how near their course passes an asset.
    The more an asset is worth, the earlier its threats count.

    Our rule: what comes first leaves least time, and worth makes it more pressing.
    """
    horizon = world.doctrine.horizon
    earliest = math.inf
    nearest = math.inf
    fall = time_to_fall(course) if course.ballistic else 0.0
    for a in range(world.asset.shape[1]):
        if not stands(state, world, a):
            continue
        asset = place_of_asset(world, a)
        time, miss = passing(course, asset)
        if course.ballistic:
            time, miss = fall, miss_of_fall(course, fall, asset)
        if miss <= world.doctrine.threat_radius:
            earliest = min(earliest, time / max(world.asset[Asset.VALUE, a], 1e-3))
        nearest = min(nearest, length_of(between(place_of(course), asset)))
    if earliest <= horizon:
        return earliest
    return float(horizon + (nearest / max(speed_of(course), 1.0) if nearest < math.inf else 0.0))


@part
def threatens(world: World, course: Course, a: int) -> bool:
    """Whether a course threatens asset `a`: by where it comes down, or by how near it passes."""
    asset = place_of_asset(world, a)
    if course.ballistic:
        miss = miss_of_fall(course, time_to_fall(course), asset)
    else:
        _, miss = passing(course, asset)
    return bool(miss <= world.doctrine.threat_radius)


@part
def value_at_stake(state: State, world: World, course: Course) -> float:
    """What the most valuable asset is worth that a track threatens; 0 if it threatens none.

    Our rule: of several assets in danger the dearest counts.
    """
    most = 0.0
    for a in range(world.asset.shape[1]):
        if stands(state, world, a) and threatens(world, course, a):
            most = max(most, world.asset[Asset.VALUE, a])
    return float(most)


@part
def arrives(world: World, course: Course) -> float:
    """When [s] a course ends at an asset for all that a battery knows; infinite where it leads to none.

    Over the ground, for what comes at an asset high up dives or drops at the end.  A round that comes later
    meets nobody, or somebody who flies on, and is asked about again behind the asset.  Free fall ends at the
    ground, which lies outside every envelope.
    """
    earliest = math.inf
    if course.ballistic:
        return earliest
    for a in range(world.asset.shape[1]):
        time, miss = passing_over(course, place_of_asset(world, a))
        if miss <= world.engaging.ends_at:
            earliest = min(earliest, time)
    return earliest


@part
def time_left(world: World, course: Course) -> float:
    """Time [s] until a track is down, or where its course ends; at most the horizon."""
    left = time_to_fall(course) if course.ballistic else arrives(world, course)
    return float(min(left, world.doctrine.horizon))
