"""The two planes between which a track is: nearly all plots lie outside them, and are asked for nothing more.

In clutter a picture holds a thousand tentative tracks that have waited for their second plot for a minute and
may be anywhere across the line of sight by then.  Along it they are known well.  What a plot is held against
lies in single precision, so that a thousand tracks fit the nearest cache.

References
----------
.. [1] J. M. Steele, The Cauchy-Schwarz Master Class, 2004, chapter 1: (w' g)^2 <= (w' S w) (g' S^-1 g).  So
   along any axis w the square of a gap within the gate is at most the gate times the variance along w.

The axis, and the room that is left for rounding, are our own.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from openiads.ground.compiled import kernel
from openiads.ground.matrices import Symmetric, Vector, dot, quadratic, rows_times
from openiads.state.constants import GATE
from openiads.state.planes import Plot, Slab
from openiads.state.state import Singles
from openiads.state.world import Floats, Integers
from openiads.tracking.estimates import Estimate

AHEAD = 10.0
"""How far ahead it is asked where a track will be known best [s]: about a scan of a searching radar."""
FALL = 5.0
"""More than half of gravity [m/s2]: times the square of the lag it is how far what falls leaves its line."""
WIDER = 1.001
"""The gate of a slab is wider than the gate by more than the rounding of the distance that it bounds."""
LARGER = 1.0 + 1e-5
"""And its variances are larger by more than what single precision loses where a covariance cancels them."""
ROUNDING = 8.0
"""More than what single precision does to a place along an axis [m]."""
PACES = 20_000.0
"""More than any pace and the gate of its error together [m/s]: what rounding of times is worth."""
EPSILON = 2.0**-23
"""Of single precision."""

single = np.float32


@kernel
def store_slab(slabs: Singles, m: int, estimate: Estimate, ballistic: bool) -> None:
    """Keep what an estimate says along the axis on which it is known best, mostly the line of sight.

    Any axis would do; along this one the estimate leaves least room.
    """
    axis = sharpest_axis(estimate)
    slabs[Slab.TIME, m] = estimate.time
    for i in range(3):
        slabs[Slab.AXIS_X + i, m] = axis[i]
    slabs[Slab.ALONG, m] = dot(axis, estimate.place)
    slabs[Slab.PACE, m] = dot(axis, estimate.velocity)
    slabs[Slab.ALONG_ALONG, m] = LARGER * quadratic(estimate.place_block, axis)
    slabs[Slab.TWICE_ALONG_PACE, m] = 2.0 * dot(axis, rows_times(estimate.cross_block, axis))
    slabs[Slab.PACE_PACE, m] = LARGER * quadratic(estimate.velocity_block, axis)
    slabs[Slab.FALL, m] = FALL if ballistic else 0.0


@kernel
def clear_slab(slabs: Singles, m: int) -> None:
    """No plot lies within the slab of a free slot."""
    slabs[Slab.ALONG_ALONG, m] = -math.inf


@kernel
def sharpest_axis(estimate: Estimate) -> Vector:
    """About the shortest axis [1] of the ellipsoid in which a target will be in `AHEAD` seconds.

    The coordinate axis that a step of inverse iteration lengthens most, after that step: without eigenvalues,
    and no better than it need be.  Our own rule.
    """
    xx, xy, xz, yy, yz, zz = block_ahead(estimate)
    across_x, across_y, across_z = yy * zz - yz * yz, xx * zz - xz * xz, xx * yy - xy * xy  # cofactors
    off_xy, off_xz, off_yz = xz * yz - xy * zz, xy * yz - xz * yy, xy * xz - xx * yz
    x, y, z = across_x, off_xy, off_xz
    if across_y > across_x and across_y >= across_z:
        x, y, z = off_xy, across_y, off_yz
    elif across_z > across_x:
        x, y, z = off_xz, off_yz, across_z
    square = x * x + y * y + z * z
    if not 0.0 < square < math.inf:
        return 1.0, 0.0, 0.0
    one = 1.0 / math.sqrt(square)
    return one * x, one * y, one * z


@kernel
def block_ahead(estimate: Estimate) -> Symmetric:
    """Covariance of the place [m2] of an estimate in `AHEAD` seconds, without noise."""
    xx, xy, xz, yy, yz, zz = estimate.place_block
    cxx, cxy, cxz, cyx, cyy, cyz, czx, czy, czz = estimate.cross_block
    vxx, vxy, vxz, vyy, vyz, vzz = estimate.velocity_block
    return (
        xx + AHEAD * (2.0 * cxx + AHEAD * vxx),
        xy + AHEAD * (cxy + cyx + AHEAD * vxy),
        xz + AHEAD * (cxz + czx + AHEAD * vxz),
        yy + AHEAD * (2.0 * cyy + AHEAD * vyy),
        yz + AHEAD * (cyz + czy + AHEAD * vyz),
        zz + AHEAD * (2.0 * czz + AHEAD * vzz),
    )


class Probe(NamedTuple):
    """What a slab is asked of a plot, in single precision."""

    time: Any  # [s]
    x: Any  # ECEF [m]
    y: Any
    z: Any
    blur: Any  # variance of its place in its worst direction [m2]
    slack: Any  # more than rounding does to a gap [m]
    third: Any  # a third of the process noise [m2/s3]


@kernel
def probe_of(plots: Floats, i: int, noise: float) -> Probe:
    """What slabs are asked of plot `i` of `plots` (planes, N), with process `noise` [m2/s3]."""
    return Probe(
        single(plots[Plot.TIME, i]),
        single(plots[Plot.X, i]),
        single(plots[Plot.Y, i]),
        single(plots[Plot.Z, i]),
        single(plots[Plot.SPREAD, i] * plots[Plot.SPREAD, i]),
        single(ROUNDING + PACES * EPSILON * abs(plots[Plot.TIME, i])),
        single(noise / 3.0),
    )


@kernel
def within_slab(slabs: Singles, m: int, probe: Probe) -> bool:
    """Whether what is probed lies in the slab of track `m`.

    Source: [1]_, along the axis of the track.
    """
    lag = probe.time - slabs[Slab.TIME, m]
    square = lag * lag
    place = (
        slabs[Slab.AXIS_X, m] * probe.x + slabs[Slab.AXIS_Y, m] * probe.y + slabs[Slab.AXIS_Z, m] * probe.z
    )
    gap = abs(place - (slabs[Slab.ALONG, m] + lag * slabs[Slab.PACE, m]))
    gap = max(gap - slabs[Slab.FALL, m] * square - probe.slack, single(0.0))
    variance = slabs[Slab.ALONG_ALONG, m] + probe.blur + probe.third * abs(lag) * square
    variance += lag * (slabs[Slab.TWICE_ALONG_PACE, m] + lag * slabs[Slab.PACE_PACE, m])
    return bool(gap * gap <= single(WIDER * GATE) * variance)


@kernel
def mark_slabs(slabs: Singles, top: int, plots: Floats, i: int, noise: float, within: Integers) -> None:
    """Mark with 1, byte by byte, the tracks below `top` in whose slab plot `i` lies, all others with 0.

    Nothing here branches, so the processor takes many tracks at a time.

    slabs  (planes, M) [Slab]
    plots  (planes, N) [Plot]
    noise  process noise [m2/s3]
    """
    marks, probe = within.view(np.uint8), probe_of(plots, i, noise)
    for m in range(top):
        marks[m] = 1 if within_slab(slabs, m, probe) else 0
