"""Lines of sight during a run: a look-up in each radar's masking table.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd edition (2001), chapter 8: the effective earth,
   whose radius k R turns the bending of rays into curvature; `bend` is the difference of the curvatures.

East, north and up are those of the antenna's tangent plane on the ellipsoid (`frames`).  Our rule: bounds of
an angle are asked before the angle, because mostly they tell.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import MEAN_RADIUS, Enu, Place
from openiads.ground.scalar import PI, atan2, turn, wrap
from openiads.state.facing import Sector
from openiads.state.planes import Radar
from openiads.state.world import World
from openiads.terrain.rays.masking import masking_angle, masking_bounds

HAIR = 1e-12
"""What rounding may do to an angle [rad], and more."""


@part
def local(world: World, s: int, place: Place) -> Enu:
    """East, north and up of a place at the antenna of radar `s`.

    Our own: the axes of `frames.enu_axes`.
    """
    f = world.radar_f
    dx = place.x - f[Radar.X, s]
    dy = place.y - f[Radar.Y, s]
    dz = place.z - f[Radar.Z, s]
    east = f[Radar.EAST_X, s] * dx + f[Radar.EAST_Y, s] * dy + f[Radar.EAST_Z, s] * dz
    north = f[Radar.NORTH_X, s] * dx + f[Radar.NORTH_Y, s] * dy + f[Radar.NORTH_Z, s] * dz
    up = f[Radar.UP_X, s] * dx + f[Radar.UP_Y, s] * dy + f[Radar.UP_Z, s] * dz
    return Enu(east, north, up)


@part
def masking(world: World, s: int, azimuth: float, ground: float) -> float:
    """Masking elevation angle [rad] of radar `s` at `azimuth` [rad] and `ground` range [m], bilinear.

    Nearer than the first range of the table nothing masks; beyond the last its entry holds.
    """
    return masking_angle(world.masks[s], world.tables.mask_range_step, turn(azimuth), ground)


@part
def apparent_elevation(world: World, ground: float, up: float) -> float:
    """Elevation angle [rad] of a point in the effective-earth picture, from its true local position.

    Over an Earth of radius kR a ray gains (1 - 1/k) d / 2R on the straight line over the true one; what
    is left out is of second order, below 0.1 mrad inside 450 km.

    Source: [1]_.
    """
    return float(atan2(up, ground) + bend(world, ground))


@part
def bend(world: World, ground: float) -> float:
    """By how much [rad] refraction raises what is `ground` [m] away.

    Source: [1]_: half the difference of the curvatures, times the distance.
    """
    return float(ground * (1.0 - 1.0 / world.tables.refraction) / (2.0 * MEAN_RADIUS))


@part
def elevation_bounds(world: World, ground: float, up: float) -> tuple[float, float]:
    """Least and greatest [rad] that `apparent_elevation` can be, rounding included.

    An arc tangent lacks at most a third of the cube of its argument: mostly that tells, and it need not be
    taken.

    Our own bound.
    """
    if abs(up) >= ground:
        return -math.inf, math.inf
    tangent = up / ground
    lack = tangent * tangent * tangent / 3.0
    raised = tangent + bend(world, ground)
    return raised - max(lack, 0.0) - HAIR, raised - min(lack, 0.0) + HAIR


@part
def rises(world: World, s: int, ground: float, up: float, skyline: float) -> bool:
    """Whether a point is within the limits of radar `s` in elevation, and not below `skyline` [rad]."""
    lowest, highest = (
        max(world.radar_f[Radar.MINIMUM_ELEVATION, s], skyline),
        world.radar_f[Radar.MAXIMUM_ELEVATION, s],
    )
    least, most = elevation_bounds(world, ground, up)
    if most < lowest or least > highest:
        return False
    if lowest <= least and most <= highest:
        return True
    return bool(lowest <= apparent_elevation(world, ground, up) <= highest)


@part
def clears(world: World, s: int, azimuth: float, ground: float, up: float) -> bool:
    """Whether a point is within the limits of radar `s` in elevation, and not below its skyline.

    The table of skylines is too large for the caches.  Bounds of it are not, and mostly they tell; `HAIR`
    is more than the rounding of what lies between them.
    """
    step, n_ranges = world.tables.mask_range_step, world.masks.shape[2]
    lower, upper = masking_bounds(world.mask_bounds[s], n_ranges, step, turn(azimuth), ground)
    least, most = elevation_bounds(world, ground, up)
    if most < lower:
        return False
    if upper <= least:
        return rises(world, s, ground, up, lower)
    return rises(world, s, ground, up, masking(world, s, azimuth, ground))


@part
def surely_hidden(world: World, s: int, azimuth: float, ground: float, up: float) -> bool:
    """Whether bounds alone tell that a point is below the skyline of radar `s`, and all below it."""
    step, n_ranges = world.tables.mask_range_step, world.masks.shape[2]
    lower, _ = masking_bounds(world.mask_bounds[s], n_ranges, step, turn(azimuth), ground)
    _, most = elevation_bounds(world, ground, up)
    return bool(most < lower)


@part
def lies_below_skyline(world: World, s: int, azimuth: float, ground: float, up: float) -> bool:
    """Whether a point is below the skyline of radar `s`, whatever its beam; mostly bounds tell."""
    if surely_hidden(world, s, azimuth, ground, up):
        return True
    return apparent_elevation(world, ground, up) < masking(world, s, azimuth, ground)


@part
def in_sight(world: World, s: int, place: Place) -> bool:
    """Whether terrain and the bulge of the Earth leave radar `s` a line of sight to a place.

    Our own: the elevation against the skyline.
    """
    east, north, up = local(world, s, place)
    ground = math.sqrt(east * east + north * north)
    return not lies_below_skyline(world, s, atan2(east, north), ground, up)


@part
def reaches_out(world: World, s: int, sector: Sector, place: Place) -> bool:
    """Whether a place is in the range and a sector of radar `s`, whatever hides it.

    So far its messages reach a round on the way there, which flies higher than what it is sent to.

    Our own: limits of range and sector.
    """
    east, north, up = local(world, s, place)
    if east * east + north * north + up * up > world.radar_f[Radar.INSTRUMENTED_RANGE, s] ** 2:
        return False
    return bool(abs(wrap(atan2(east, north) - sector.centre)) <= sector.half)


@part
def covers(world: World, s: int, sector: Sector, place: Place) -> bool:
    """Whether radar `s` could look at a place: range, sector, elevation, and over the terrain.

    Our own: limits of range, sector and elevation, then the skyline.
    """
    f = world.radar_f
    east, north, up = local(world, s, place)
    ground = math.sqrt(east * east + north * north)
    reach = math.sqrt(ground * ground + up * up)
    if reach < f[Radar.MINIMUM_RANGE, s] or reach > f[Radar.INSTRUMENTED_RANGE, s]:
        return False
    azimuth = atan2(east, north)
    if sector.half < PI and abs(wrap(azimuth - sector.centre)) > sector.half:
        return False
    return clears(world, s, azimuth, ground, up)
