"""Detection over a whole map, with the simulation's own parts: what a look is worth at each cell."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import above_normal
from openiads.ground.scalar import atan2, wrap
from openiads.state.planes import Radar
from openiads.state.world import World
from openiads.terrain.rays.sight import apparent_elevation, local

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@kernel
def one_look(
    world: World, s: int, rcs: float, any_azimuth: bool, normals: Floats, altitudes: Singles, asked: Flags,
    low: int, high: int, out: Singles,
) -> None:  # fmt: skip
    """Chance that one look of radar `s` detects a target at each place; terrain is not looked at.

    rcs          of the target, the same from all sides [m2]
    any_azimuth  the sector can be turned to wherever it is wanted
    normals      (n, 3) outward normals of the ellipsoid
    altitudes    (n,) of the target [m]
    asked        (n,) other places are left at 0
    low, high    places from `low` to before `high` are computed
    out          (n,) 0 outside instrumented and minimum range, elevation limits and sector
    """
    f = world.radar_f
    most, least = f[Radar.INSTRUMENTED_RANGE, s] ** 2, f[Radar.MINIMUM_RANGE, s] ** 2
    half = math.pi if any_azimuth else f[Radar.SECTOR_HALF, s]
    for i in range(low, high):
        out[i] = 0.0
        if not asked[i]:
            continue
        altitude = float(altitudes[i])
        x, y, z = above_normal(normals[i, 0], normals[i, 1], normals[i, 2], altitude)
        east, north, up = local(world, s, x, y, z)
        level = east * east + north * north
        square = level + up * up
        if not least <= square <= most:
            continue
        elevation = apparent_elevation(world, math.sqrt(level), up)
        if elevation < f[Radar.MINIMUM_ELEVATION, s] or elevation > f[Radar.MAXIMUM_ELEVATION, s]:
            continue
        if half < math.pi and abs(wrap(atan2(east, north) - f[Radar.SECTOR_CENTRE, s])) > half:
            continue
        echo = f[Radar.SNR_UNIT, s] * rcs / (square * square)
        echo *= gas_share(f[Radar.TWO_WAY_GAS_LOSS, s], math.sqrt(square), altitude - f[Radar.ALTITUDE, s])
        out[i] = detection_probability(f[Radar.LOG_FALSE_ALARM, s], echo)


@kernel
def add_look(look: Singles, scans: int, best: Singles, missed: Singles, low: int, high: int) -> None:
    """Add what one look of one more radar detects, places `low` to before `high`.

    look    (n,) chance of the look
    scans   looks that are made of each place
    best    (n,) raised to the chance of the look
    missed  (n,) chance that no look of any radar detects, lowered by those of this radar
    """
    for i in range(low, high):
        if look[i] > 0.0:
            best[i] = max(best[i], look[i])
            missed[i] *= (1.0 - look[i]) ** scans
