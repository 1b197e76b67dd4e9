"""Where a radar faces: engagement radars are turned by their batteries, the others stay."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Fire, Radar, RadarKey
from openiads.state.state import State
from openiads.state.world import World


@part
def sector_centre(state: State, world: World, s: int) -> float:
    """Azimuth [rad] of the middle of the sector of radar `s`."""
    b = world.radar_i[RadarKey.BATTERY, s]
    if b >= 0:
        return float(state.fire[Fire.SECTOR_CENTRE, b])
    return float(world.radar_f[Radar.SECTOR_CENTRE, s])
