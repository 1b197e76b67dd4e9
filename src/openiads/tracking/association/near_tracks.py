"""To which tracks a plot may belong at all: bounds of their gates, which rule out nearly all of them.

The sphere around a gate is our own bound: the root of the trace of a sum of covariances, whichever way their
axes lie, is at least their longest axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import kernel
from openiads.state.constants import GATE
from openiads.state.planes import Filter, Plot, TrackKey
from openiads.state.scratch import EIGHT
from openiads.state.state import Singles
from openiads.state.words import TrackStatus
from openiads.state.world import Floats, Integers
from openiads.tracking.association.slabs import FALL, mark_slabs


class Tracks(NamedTuple):
    """The tracks of one picture."""

    planes: Floats  # (planes, M) [Filter]
    slabs: Singles  # (planes, M) [Slab]
    keys: Integers  # (planes, M) [TrackKey]
    top: int  # slots ever used


@kernel
def within_sphere(tracks: Tracks, m: int, plots: Floats, i: int, noise: float) -> bool:
    """Whether slot `m` holds a track and plot `i` of `plots` (planes, N) lies in a sphere around its gate.

    Our own bound; `noise` in m2/s3.
    """
    planes, keys = tracks.planes, tracks.keys
    lag = plots[Plot.TIME, i] - planes[Filter.TIME, m]
    dx = plots[Plot.X, i] - planes[Filter.X, m] - lag * planes[Filter.VX, m]
    dy = plots[Plot.Y, i] - planes[Filter.Y, m] - lag * planes[Filter.VY, m]
    dz = plots[Plot.Z, i] - planes[Filter.Z, m] - lag * planes[Filter.VZ, m]
    wide = planes[Filter.SPREAD, m] + abs(lag) * planes[Filter.SPREAD_RATE, m]
    slack = FALL * lag * lag if keys[TrackKey.BALLISTIC, m] != 0 else 0.0
    bound = wide * wide + noise * abs(lag) * lag * lag + plots[Plot.SPREAD, i] * plots[Plot.SPREAD, i]
    outside = dx * dx + dy * dy + dz * dz - GATE * (bound + slack * slack)
    return bool(outside <= 0.0 and keys[TrackKey.STATUS, m] != TrackStatus.FREE)


@kernel
def list_near(tracks: Tracks, plots: Floats, i: int, noise: float, within: Integers, near: Integers) -> int:
    """List in `near` (M,), by slot, the tracks that are not ruled out for plot `i`; returns how many.

    plots   (planes, N) [Plot]
    noise   process noise [m2/s3]
    within  room for a byte for each slot
    """
    mark_slabs(tracks.slabs, tracks.top, plots, i, noise, within)
    marks, count = within.view(np.uint8), 0
    for first in range(0, tracks.top, EIGHT):
        if within[first // EIGHT] == 0:
            continue
        for m in range(first, min(first + EIGHT, tracks.top)):
            if marks[m] != 0 and within_sphere(tracks, m, plots, i, noise):
                near[count] = m
                count += 1
    return count
