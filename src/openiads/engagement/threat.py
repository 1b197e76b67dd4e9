"""Threat order: which track comes first."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import GRAVITY, altitude_of
from openiads.state.planes import Asset
from openiads.state.world import World


@kernel
def time_to_impact(altitude: float, climb: float) -> float:
    """Time [s] until a falling target is down, from its altitude [m] and climb rate [m/s]."""
    return (climb + math.sqrt(max(climb * climb + 2.0 * GRAVITY * altitude, 0.0))) / GRAVITY


@kernel
def passing(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ax: float, ay: float, az: float
) -> tuple[float, float]:
    """When [s] and how near [m] a straight course passes a point; both infinite if it leads away."""
    dx, dy, dz = ax - x, ay - y, az - z
    square = vx * vx + vy * vy + vz * vz
    if square <= 0.0:
        return math.inf, math.inf
    time = (dx * vx + dy * vy + dz * vz) / square
    if time < 0.0:
        return math.inf, math.inf
    mx, my, mz = dx - time * vx, dy - time * vy, dz - time * vz
    return time, math.sqrt(mx * mx + my * my + mz * mz)


@kernel
def passing_over(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ax: float, ay: float, az: float
) -> tuple[float, float]:
    """When [s] and how near [m] over the ground a straight course passes a point, at whatever height.

    Both are infinite if it leads away.
    """
    one = 1.0 / math.sqrt(ax * ax + ay * ay + az * az)
    ux, uy, uz = ax * one, ay * one, az * one
    above = (x - ax) * ux + (y - ay) * uy + (z - az) * uz
    climb = vx * ux + vy * uy + vz * uz
    return passing(
        x - above * ux, y - above * uy, z - above * uz,
        vx - climb * ux, vy - climb * uy, vz - climb * uz, ax, ay, az,
    )  # fmt: skip


@part
def time_to_asset(
    world: World, x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool
) -> float:
    """Time [s] until a track reaches what it threatens; later than the horizon if it threatens nothing.

    A ballistic track is judged by its predicted impact, others by how near their course passes an asset.
    The more an asset is worth, the earlier its threats count.
    """
    radius = world.doctrine.threat_radius
    horizon = world.doctrine.horizon
    earliest = math.inf
    nearest = math.inf
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    fall = 0.0
    if ballistic:
        length = math.sqrt(x * x + y * y + z * z)
        climb = (vx * x + vy * y + vz * z) / length
        fall = time_to_impact(max(altitude_of(x, y, z), 0.0), climb)
    for a in range(world.asset.shape[1]):
        ax, ay, az = world.asset[Asset.X, a], world.asset[Asset.Y, a], world.asset[Asset.Z, a]
        time, miss = passing(x, y, z, vx, vy, vz, ax, ay, az)
        if ballistic:
            time = fall
            px, py, pz = x + fall * vx, y + fall * vy, z + fall * vz
            scale = math.sqrt((ax * ax + ay * ay + az * az) / (px * px + py * py + pz * pz))
            px, py, pz = px * scale - ax, py * scale - ay, pz * scale - az
            miss = math.sqrt(px * px + py * py + pz * pz)
        if miss <= radius:
            earliest = min(earliest, time / max(world.asset[Asset.VALUE, a], 1e-3))
        gx, gy, gz = ax - x, ay - y, az - z
        nearest = min(nearest, math.sqrt(gx * gx + gy * gy + gz * gz))
    if earliest <= horizon:
        return earliest
    return float(horizon + (nearest / max(speed, 1.0) if world.asset.shape[1] > 0 else 0.0))


@part
def arrives(
    world: World, x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool
) -> float:
    """When [s] a course ends at an asset for all that a battery knows; infinite where it leads to none.

    Over the ground, for what comes at an asset high up dives or drops at the end.  A round that comes later
    meets nobody, or somebody who flies on, and is asked about again behind the asset.  Free fall ends at the
    ground, which lies outside every envelope.
    """
    earliest = math.inf
    if ballistic:
        return earliest
    for a in range(world.asset.shape[1]):
        ax, ay, az = world.asset[Asset.X, a], world.asset[Asset.Y, a], world.asset[Asset.Z, a]
        time, miss = passing_over(x, y, z, vx, vy, vz, ax, ay, az)
        if miss <= world.engaging.ends_at:
            earliest = min(earliest, time)
    return earliest


@part
def time_left(
    world: World, x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool
) -> float:
    """Time [s] until a track is down, or where its course ends; at most the horizon."""
    if ballistic:
        climb = (vx * x + vy * y + vz * z) / math.sqrt(x * x + y * y + z * z)
        left = time_to_impact(max(altitude_of(x, y, z), 0.0), climb)
    else:
        left = arrives(world, x, y, z, vx, vy, vz, ballistic)
    return float(min(left, world.doctrine.horizon))
