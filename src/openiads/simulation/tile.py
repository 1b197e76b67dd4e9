"""A tile of replicates, set up and ready to play."""

from __future__ import annotations

import numpy as np

from openiads.state.planes import BatteryKey, ChannelKey, Fire, Radar
from openiads.state.state import Capacity, State, allocate, stamp
from openiads.state.world import World


def open_tile(world: World, seed: int, first: int, last: int, capacity: Capacity) -> State:
    """Replicates [first, last) of `seed`, at time zero: magazines full, radars facing their sectors."""
    tile = allocate(world, last - first, capacity)
    stamp(tile, seed, first)
    tile.magazine[:] = world.magazine
    tile.fire[:, Fire.LAST_LAUNCH] = -np.inf
    tile.fire[:, Fire.SECTOR_CENTRE] = world.radar_f[Radar.SECTOR_CENTRE, world.battery_i[BatteryKey.RADAR]]
    tile.channels_i[:, ChannelKey.OBJECT] = -1
    return tile
