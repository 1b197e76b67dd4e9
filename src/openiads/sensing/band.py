"""Band of altitudes in which a look detects, over a whole map: from the ground's shadow to the radar's.

The bands by chord, and the line between them, are our own construction; the ellipsoid is that of `frames`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.frames import above_normal
from openiads.ground.scalar import atan2, wrap
from openiads.state.planes import Radar
from openiads.state.world import World
from openiads.terrain.rays.sight import local

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


class Chords(NamedTuple):
    """What a radar detects without ground, by the chord from its site on the unit sphere."""

    site: Floats  # (3,) outward normal of the ellipsoid at the radar
    ends: Floats  # (chances, 2, chords) lowest and highest altitude [m], NaN for none
    step: float  # from one chord to the next


@kernel
def widen_bands(
    world: World,
    s: int,
    chords: Chords,
    normals: Floats,
    seen_from: Singles,
    lowest: Singles,
    highest: Singles,
) -> None:
    """Widen bands of altitudes above the sea [m] to hold what radar `s` detects over each place.

    normals    (n, 3) of the places
    seen_from  (n,) altitude from which the ground leaves a line of sight; infinite or NaN, none
    lowest     (chances, n) lowered
    highest    (chances, n) raised

    Between chords the ends are linear; a place beside a chord without a band has none.

    Our own construction, linear between chords.
    """
    f = world.radar_f
    half = f[Radar.SECTOR_HALF, s]
    site, ends, step = chords
    chances, last = ends.shape[0], ends.shape[2] - 2
    for i in range(seen_from.shape[0]):
        start = float(seen_from[i])
        if not start < math.inf:
            continue
        nx, ny, nz = normals[i, 0], normals[i, 1], normals[i, 2]
        chord = math.sqrt((nx - site[0]) ** 2 + (ny - site[1]) ** 2 + (nz - site[2]) ** 2) / step
        j = int(chord)
        if j > last:
            continue
        if half < math.pi:
            there = local(world, s, above_normal(nx, ny, nz, 0.0))
            if abs(wrap(atan2(there.east, there.north) - f[Radar.SECTOR_CENTRE, s])) > half:
                continue
        share = chord - j
        for k in range(chances):
            low = max(ends[k, 0, j] + share * (ends[k, 0, j + 1] - ends[k, 0, j]), start)
            high = ends[k, 1, j] + share * (ends[k, 1, j + 1] - ends[k, 1, j])
            if low <= high:
                lowest[k, i] = min(lowest[k, i], low)
                highest[k, i] = max(highest[k, i], high)
