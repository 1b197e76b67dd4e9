"""Where a radar faces: engagement radars are turned by their batteries, the others stay."""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.state.planes import Fire, Radar, RadarKey
from openiads.state.state import State
from openiads.state.world import World


class Sector(NamedTuple):
    """Azimuths in which a radar may look."""

    centre: float
    """Azimuth of the middle [rad]."""
    half: float
    """Half the width [rad]."""


@part
def sector_centre(state: State, world: World, s: int) -> float:
    """Azimuth [rad] of the middle of the sector of radar `s`."""
    b = world.radar_i[RadarKey.BATTERY, s]
    if b >= 0:
        return float(state.fire[Fire.SECTOR_CENTRE, b])
    return float(world.radar_f[Radar.SECTOR_CENTRE, s])


@part
def search_sector(state: State, world: World, s: int) -> Sector:
    """The sector in which radar `s` finds by itself."""
    return Sector(sector_centre(state, world, s), world.radar_f[Radar.SECTOR_HALF, s])


@part
def track_sector(state: State, world: World, s: int) -> Sector:
    """The sector in which radar `s`, as it is turned now, tracks and guides."""
    return Sector(sector_centre(state, world, s), world.radar_f[Radar.TRACK_HALF, s])
