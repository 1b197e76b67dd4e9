"""Where what does not move stands, and places on a map that are asked about."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import part
from openiads.ground.frames import Place
from openiads.state.planes import Asset, Battery, Radar
from openiads.state.world import Floats, World


class Cells(NamedTuple):
    """Cells of a map, each a place over the ground, with an axis of cells throughout."""

    normals: Floats
    """(cells, 3) outward normals of the ellipsoid [1]."""
    altitudes: npt.NDArray[np.float32]
    """(cells,) [m]."""
    asked: npt.NDArray[np.bool_]
    """(cells,) The others are not computed."""
    low: int
    """First cell that is computed."""
    high: int
    """And the one before which that ends."""


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
