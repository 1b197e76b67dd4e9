"""Detection over a whole map, with the simulation's own parts: what a look is worth at each cell.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, section 1.2: the radar equation;
   `ground.echo` has the sources of gas loss and detection.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import above_normal
from openiads.ground.scalar import atan2, wrap
from openiads.state.planes import Radar
from openiads.state.positions import Cells
from openiads.state.world import World
from openiads.terrain.rays.sight import apparent_elevation, local

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@kernel
def one_look(world: World, s: int, rcs: float, any_azimuth: bool, cells: Cells, out: Singles) -> None:
    """Chance that one look of radar `s` detects a target at each place; terrain is not looked at.

    rcs          of the target, the same from all sides [m2]
    any_azimuth  the sector can be turned to wherever it is wanted
    out          (n,) 0 where not asked and outside instrumented and minimum range, elevations and sector

    Source: [1]_ in the form of a reference range, as `snr_of`.
    """
    f = world.radar_f
    most, least = f[Radar.INSTRUMENTED_RANGE, s] ** 2, f[Radar.MINIMUM_RANGE, s] ** 2
    half = math.pi if any_azimuth else f[Radar.SECTOR_HALF, s]
    for i in range(cells.low, cells.high):
        out[i] = 0.0
        if not cells.asked[i]:
            continue
        altitude = float(cells.altitudes[i])
        normal = cells.normals[i]
        there = local(world, s, above_normal(normal[0], normal[1], normal[2], altitude))
        level = there.east * there.east + there.north * there.north
        square = level + there.up * there.up
        if not least <= square <= most:
            continue
        elevation = apparent_elevation(world, math.sqrt(level), there.up)
        if elevation < f[Radar.MINIMUM_ELEVATION, s] or elevation > f[Radar.MAXIMUM_ELEVATION, s]:
            continue
        azimuth = atan2(there.east, there.north) if half < math.pi else f[Radar.SECTOR_CENTRE, s]
        if abs(wrap(azimuth - f[Radar.SECTOR_CENTRE, s])) > half:
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

    Our own: looks are independent.
    """
    for i in range(low, high):
        if look[i] > 0.0:
            best[i] = max(best[i], look[i])
            missed[i] *= (1.0 - look[i]) ** scans
