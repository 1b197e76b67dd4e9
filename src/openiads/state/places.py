"""Where what does not move stands, ECEF [m]."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.frames import Place
from openiads.state.planes import Asset, Battery, Radar
from openiads.state.world import World


@part
def place_of_battery(world: World, b: int) -> Place:
    """Where battery `b` stands."""
    f = world.battery_f
    return Place(f[Battery.X, b], f[Battery.Y, b], f[Battery.Z, b])


@part
def place_of_radar(world: World, s: int) -> Place:
    """Where the antenna of radar `s` is."""
    f = world.radar_f
    return Place(f[Radar.X, s], f[Radar.Y, s], f[Radar.Z, s])


@part
def place_of_asset(world: World, a: int) -> Place:
    """Where asset `a` lies."""
    f = world.asset
    return Place(f[Asset.X, a], f[Asset.Y, a], f[Asset.Z, a])
