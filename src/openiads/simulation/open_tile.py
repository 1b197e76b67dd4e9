"""A tile of replicates, set up and ready to play."""

from __future__ import annotations

import numpy as np

from openiads.simulation.failure_strata import keys
from openiads.state.planes import BatteryKey, ChannelKey, Fire, Launcher, LauncherKey, Radar
from openiads.state.state import Capacity, State, allocate, stamp
from openiads.state.world import Integers, World


def open_tile(world: World, seed: int, first: int, last: int, capacity: Capacity) -> State:
    """Replicates [first, last) of `seed`, those that are played with the common failure too beside them."""
    return _opened(world, seed, *keys(world, first, last), capacity)


def open_replicate(
    world: World, seed: int, replicate: int, capacity: Capacity, common_failure: bool = False
) -> State:
    """A tile of one row."""
    return _opened(world, seed, np.array([replicate]), np.array([int(common_failure)]), capacity)


def _opened(
    world: World, seed: int, replicates: Integers, common_failure: Integers, capacity: Capacity
) -> State:
    """Rows at time zero: magazines full, radars facing their sectors."""
    tile = allocate(world, len(replicates), capacity)
    stamp(tile, seed, replicates, common_failure)
    tile.magazine[:] = world.magazine
    tile.reload[:] = world.reload
    tile.launchers[:, Launcher.LEFT] = world.launcher_i[LauncherKey.HOLDS]
    tile.fire[:, Fire.LAST_LAUNCH] = -np.inf
    tile.fire[:, Fire.LOST] = np.inf
    tile.lost[:] = np.inf
    tile.heard[:] = world.hears
    tile.fire[:, Fire.PICTURE] = world.battery_i[BatteryKey.PICTURE]
    tile.fire[:, Fire.SECTOR_CENTRE] = world.radar_f[Radar.SECTOR_CENTRE, world.battery_i[BatteryKey.RADAR]]
    tile.channels_i[:, ChannelKey.OBJECT] = -1
    return tile
