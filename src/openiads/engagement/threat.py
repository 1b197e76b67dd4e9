"""Threat order: which track comes first.

Our rule: by the time left to what a track threatens, over what that is worth.  A course is straight, a fall
without air around the Earth's centre.

References
----------
.. [1] R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics, 1971, chapter 6: the free
   flight of a ballistic missile is an arc of an ellipse with a focus at the Earth's centre.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of, speed_of
from openiads.ground.frames import Place, altitude_of, between, length_of
from openiads.ground.two_bodies import fall_to_radius
from openiads.state.planes import Asset, Fire
from openiads.state.positions import place_of_asset
from openiads.state.state import State
from openiads.state.world import World


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
def coming_down(course: Course, place: Place) -> tuple[float, float]:
    """When [s] and how near [m] what falls freely on a course comes down as low as a place lies.

    Both are infinite if it never does.

    Source: [1]_.
    """
    x, y, z, vx, vy, vz, _ = course
    ax, ay, az = place
    fallen = fall_to_radius((x, y, z), (vx, vy, vz), math.sqrt(ax * ax + ay * ay + az * az))
    if fallen.after == math.inf:
        return math.inf, math.inf
    px, py, pz = fallen.place
    return fallen.after, length_of(between(Place(px, py, pz), place))


@kernel
def time_to_fall(course: Course) -> float:
    """Time [s] until what falls freely on a course is down, infinite if it never is.

    Source: [1]_.  The ground is first taken to lie as far from the centre as it does here, then as far as it
    does where that ends.
    """
    x, y, z, vx, vy, vz, _ = course
    here = place_of(course)
    for _ in range(2):
        low = math.sqrt(here.x * here.x + here.y * here.y + here.z * here.z) - altitude_of(here)
        fallen = fall_to_radius((x, y, z), (vx, vy, vz), low)
        if fallen.after == math.inf:
            return math.inf
        here = Place(fallen.place[0], fallen.place[1], fallen.place[2])
    return fallen.after


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
    for a in range(world.asset.shape[1]):
        if not stands(state, world, a):
            continue
        asset = place_of_asset(world, a)
        time, miss = coming_down(course, asset) if course.ballistic else passing(course, asset)
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
    _, miss = coming_down(course, asset) if course.ballistic else passing(course, asset)
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
