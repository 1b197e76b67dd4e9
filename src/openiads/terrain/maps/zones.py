"""Zones on the ground: circles that mean something to identification and control."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.planes import Zone
from openiads.state.world import World


@part
def depth(world: World, i: int, x: float, y: float, z: float) -> float:
    """How far inside zone `i` a place lies [m], negative outside; altitude is left out by scaling."""
    zx, zy, zz = world.zone[Zone.X, i], world.zone[Zone.Y, i], world.zone[Zone.Z, i]
    scale = math.sqrt((zx * zx + zy * zy + zz * zz) / (x * x + y * y + z * z))
    dx, dy, dz = x * scale - zx, y * scale - zy, z * scale - zz
    return float(world.zone[Zone.RADIUS, i] - math.sqrt(dx * dx + dy * dy + dz * dz))


@part
def any_zone(world: World, kind: int) -> bool:
    """Whether there is a zone of one kind at all."""
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) == kind:
            return True
    return False


@part
def in_zone(world: World, kind: int, x: float, y: float, z: float) -> bool:
    """Whether a place lies over a zone of one kind."""
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) == kind and depth(world, i, x, y, z) >= 0.0:
            return True
    return False
