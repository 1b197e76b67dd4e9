"""To which tracks a plot may belong at all: bounds of their gates, which rule out nearly all of them.

In clutter a picture holds a thousand tentative tracks that have waited for their second plot for a minute and
may be anywhere across the line of sight by then.  Along it they are known well: two planes, one either side,
hold each gate, and what lies outside is asked for nothing more.

References
----------
.. [1] J. M. Steele, The Cauchy-Schwarz Master Class, 2004, chapter 1: (w' g)^2 <= (w' S w) (g' S^-1 g), so
   within a gate no component of the gap exceeds that of its covariance.

The sphere around a gate is our own: the root of the trace of a sum of covariances, whichever way their axes
lie, is at least their longest axis.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.state.constants import GATE
from openiads.state.planes import Filter, Plot, TrackKey
from openiads.state.words import TrackStatus
from openiads.state.world import Floats, Integers

FALL = 5.0
"""More than half of gravity [m/s2]: by so much times the square of the lag what falls leaves a straight line."""
WIDER = 1.001
"""A slab is wider than its gate by more than the rounding of both."""


class Tracks(NamedTuple):
    """The tracks of one picture."""

    planes: Floats  # (planes, M) [Filter]
    keys: Integers  # (planes, M) [TrackKey]
    top: int  # slots ever used


@kernel
def measure_slabs(tracks: Tracks, plots: Floats, i: int, noise: float, beyond: Floats) -> int:
    """Write how far [m2] plot `i` lies outside the slab that holds the gate of each track; how many it is not.

    Nothing here branches, so the processor takes several tracks at a time.  A free slot is measured like
    any other.

    Source: [1]_, along the axis of each track.
    """
    within = 0
    planes, keys, top = tracks
    time, x, y, z = plots[Plot.TIME, i], plots[Plot.X, i], plots[Plot.Y, i], plots[Plot.Z, i]
    blur, third = plots[Plot.SPREAD, i] * plots[Plot.SPREAD, i], noise / 3.0
    for m in range(top):
        lag = time - planes[Filter.TIME, m]
        ahead = planes[Filter.AXIS_X, m] * x + planes[Filter.AXIS_Y, m] * y + planes[Filter.AXIS_Z, m] * z
        gap = abs(ahead - (planes[Filter.ALONG, m] + lag * planes[Filter.PACE, m]))
        gap -= FALL * lag * lag if keys[TrackKey.BALLISTIC, m] != 0 else 0.0
        variance = planes[Filter.ALONG_ALONG, m] + blur + third * abs(lag) * lag * lag
        variance += lag * (2.0 * planes[Filter.ALONG_PACE, m] + lag * planes[Filter.PACE_PACE, m])
        gap = max(gap, 0.0)
        outside = gap * gap - WIDER * GATE * variance
        within += 1 if outside <= 0.0 else 0
        beyond[m] = outside
    return within


@kernel
def within_sphere(tracks: Tracks, m: int, plots: Floats, i: int, noise: float) -> bool:
    """Whether plot `i` lies within a sphere around the gate of track `m`.

    Our own bound.
    """
    planes, keys, _ = tracks
    lag = plots[Plot.TIME, i] - planes[Filter.TIME, m]
    dx = plots[Plot.X, i] - planes[Filter.X, m] - lag * planes[Filter.VX, m]
    dy = plots[Plot.Y, i] - planes[Filter.Y, m] - lag * planes[Filter.VY, m]
    dz = plots[Plot.Z, i] - planes[Filter.Z, m] - lag * planes[Filter.VZ, m]
    wide = planes[Filter.SPREAD, m] + abs(lag) * planes[Filter.SPREAD_RATE, m]
    slack = FALL * lag * lag if keys[TrackKey.BALLISTIC, m] != 0 else 0.0
    bound = wide * wide + noise * abs(lag) * lag * lag + plots[Plot.SPREAD, i] * plots[Plot.SPREAD, i]
    return dx * dx + dy * dy + dz * dz <= GATE * (bound + slack * slack)


@kernel
def list_near(
    tracks: Tracks, plots: Floats, i: int, noise: float, beyond: Floats, near: Integers
) -> int:
    """List in `near`, by slot, the tracks that are not ruled out for plot `i`; returns how many they are."""
    left = measure_slabs(tracks, plots, i, noise, beyond)
    count, m = 0, 0
    while left > 0:
        if beyond[m] <= 0.0:
            left -= 1
            if tracks.keys[TrackKey.STATUS, m] != TrackStatus.FREE and within_sphere(
                tracks, m, plots, i, noise
            ):
                near[count] = m
                count += 1
        m += 1
    return count
