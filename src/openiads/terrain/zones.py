"""Zones on the ground: circles that mean something to identification and control."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.planes import Zone
from openiads.state.world import World


@part
def in_zone(world: World, kind: int, x: float, y: float, z: float) -> bool:
    """Whether a place lies over a zone of one kind; altitude is left out by scaling to the zone's radius."""
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) != kind:
            continue
        zx, zy, zz = world.zone[Zone.X, i], world.zone[Zone.Y, i], world.zone[Zone.Z, i]
        scale = math.sqrt((zx * zx + zy * zy + zz * zz) / (x * x + y * y + z * z))
        dx, dy, dz = x * scale - zx, y * scale - zy, z * scale - zz
        radius = world.zone[Zone.RADIUS, i]
        if dx * dx + dy * dy + dz * dz <= radius * radius:
            return True
    return False
