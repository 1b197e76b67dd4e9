"""Zones on the ground: circles that mean something to identification and control."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import Place
from openiads.state.planes import Zone
from openiads.state.world import World


@part
def depth(world: World, zone: int, place: Place) -> float:
    """How far inside a zone a place lies [m], negative outside; altitude is left out by scaling.

    Our own: by the chord from the middle, at the middle's distance from the centre of the Earth.
    """
    x, y, z = place
    zx, zy, zz = world.zone[Zone.X, zone], world.zone[Zone.Y, zone], world.zone[Zone.Z, zone]
    scale = math.sqrt((zx * zx + zy * zy + zz * zz) / (x * x + y * y + z * z))
    dx, dy, dz = x * scale - zx, y * scale - zy, z * scale - zz
    return float(world.zone[Zone.RADIUS, zone] - math.sqrt(dx * dx + dy * dy + dz * dz))


@part
def any_zone(world: World, kind: int) -> bool:
    """Whether there is a zone of one kind at all."""
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) == kind:
            return True
    return False


@part
def in_zone(world: World, kind: int, place: Place) -> bool:
    """Whether a place lies over a zone of one kind."""
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) == kind and depth(world, i, place) >= 0.0:
            return True
    return False
