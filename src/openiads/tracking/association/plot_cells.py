"""Plots of a scan in cells over the ground: a track asks those around it alone, however many there are.

Where there are thousands of plots and tracks, to ask every plot for every track costs their product, however
quickly it is asked.  Here work goes with the plots, the tracks and the pairs that lie near one another.  In a
small scan asking all is quicker.  It makes no difference to the answer: what is ruled out is beyond the gate.

References
----------
.. [1] J. L. Bentley, J. H. Friedman, Data structures for range searching, ACM Computing Surveys 11 (1979)
   397-409: cells of equal size.
.. [2] J. M. Steele, The Cauchy-Schwarz Master Class, 2004, chapter 1: along any axis the square of a gap
   within the gate is at most the gate times the variance along it.

The axes, east and north of the radar, the size of the cells and the room for rounding are our own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.matrices import Vector, dot, quadratic, rows_times, square_at, symmetric_at, vector_at
from openiads.state.constants import GATE
from openiads.state.planes import Filter, Plot, TrackKey
from openiads.state.words import TrackStatus
from openiads.state.world import Floats, Integers
from openiads.tracking.association.near_tracks import Tracks, within_sphere
from openiads.tracking.association.slabs import FALL, WIDER, probe_of, within_slab

FEWEST = 32
"""Plots of a scan from which on cells are quicker, by measurement."""
ROOM = 1.0
"""More than rounding does to a place along an axis [m]."""


class Axes(NamedTuple):
    """Two directions over the ground, unit vectors."""

    east: Vector
    north: Vector


class Cells(NamedTuple):
    """Plots by cell, and the pairs that are near one another by plot, in rows of scratch."""

    cell: Integers  # by plot of the scan
    of_cell: Integers  # by cell, and one beyond: its first place in `plots`
    plots: Integers  # of the scan, counted from its first, by cell
    plot: Integers  # by pair as it is found, the same
    track: Integers  # by pair as it is found
    of_plot: Integers  # by plot of the scan, and one beyond: its first place in `pairs`
    pairs: Integers  # by plot


class Span(NamedTuple):
    """Where the plots of a scan lie along one axis."""

    axis: Vector
    least: float  # of their places along it [m]
    pace: float  # cells a metre [1/m]
    variance: float  # the largest of their errors along it [m2]
    side: int  # cells


@kernel
def span_of(plots: Floats, first: int, last: int, axis: Vector, side: int) -> Span:
    """Where plots (planes, N) from `first` on, before `last`, lie along an axis, in `side` cells.

    Our own.
    """
    least, most, variance = math.inf, -math.inf, 0.0
    for i in range(first, last):
        place = dot(axis, vector_at(plots, i, Plot.X))
        least, most = min(least, place), max(most, place)
        variance = max(variance, quadratic(symmetric_at(plots, i, Plot.CXX), axis))
    return Span(axis, least, side / max(most - least, ROOM), variance, side)


@kernel
def cell_of(span: Span, place: float) -> int:
    """Number of the cell of a place [m] along an axis; what lies beyond them all is in the outermost."""
    cell: int = int(min(max((place - span.least) * span.pace, 0.0), span.side - 1.0))
    return cell


@kernel
def sort(keys: Integers, count: int, kinds: int, begin: Integers, order: Integers) -> None:
    """Put the first `count` numbers in order by their keys, below `kinds`; equal ones stay as they were.

    keys   (count,)
    begin  (kinds + 1,) becomes the first place of each key in `order`
    order  (count,) becomes the numbers

    Our own words for the counting sort.
    """
    begin[: kinds + 1] = 0
    for j in range(count):
        begin[keys[j] + 1] += 1
    for key in range(kinds):
        begin[key + 1] += begin[key]
    for j in range(count):
        order[begin[keys[j]]] = j
        begin[keys[j]] += 1
    for key in range(kinds, 0, -1):
        begin[key] = begin[key - 1]
    begin[0] = 0


@kernel
def fill(plots: Floats, first: int, last: int, east: Span, north: Span, cells: Cells) -> None:
    """Bring plots (planes, N) from `first` on, before `last`, into the order of their cells.

    Source: [1]_.
    """
    for i in range(first, last):
        place = vector_at(plots, i, Plot.X)
        row = cell_of(north, dot(north.axis, place))
        cells.cell[i - first] = row * east.side + cell_of(east, dot(east.axis, place))
    sort(cells.cell, last - first, north.side * east.side, cells.of_cell, cells.plots)


@kernel
def reach(
    tracks: Tracks, m: int, span: Span, times: tuple[float, float], noise: float
) -> tuple[float, float]:
    """Between which places [m] along an axis a plot within the gate of track `m` lies.

    times  of the first plot and of the last [s]
    noise  of its acceleration [m2/s3]

    Its variance is convex in the lag, so it is largest at one of both.

    Source: [2]_.
    """
    planes, fall = tracks.planes, FALL if tracks.keys[TrackKey.BALLISTIC, m] != 0 else 0.0
    place, pace = (
        dot(span.axis, vector_at(planes, m, Filter.X)),
        dot(span.axis, vector_at(planes, m, Filter.VX)),
    )
    own = quadratic(symmetric_at(planes, m, Filter.PXX), span.axis)
    cross = dot(span.axis, rows_times(square_at(planes, m, Filter.CXX), span.axis))
    rate = quadratic(symmetric_at(planes, m, Filter.VXX), span.axis)
    low, high, variance, slack = math.inf, -math.inf, 0.0, ROOM
    for time in times:
        lag = time - planes[Filter.TIME, m]
        low, high = min(low, place + lag * pace), max(high, place + lag * pace)
        grown = own + lag * (2.0 * cross + lag * rate) + noise / 3.0 * abs(lag) * lag * lag
        variance, slack = max(variance, grown), max(slack, ROOM + fall * lag * lag)
    wide = math.sqrt(WIDER * GATE * (variance + span.variance)) + slack
    return low - wide, high + wide


@kernel
def list_all_near(
    tracks: Tracks, plots: Floats, first: int, last: int, axes: Axes, noise: float, cells: Cells
) -> int:
    """List in `cells` the pairs of plots from `first` on, before `last`, and tracks that are not ruled out.

    By plot, and those of a plot by slot.  Returns how many; -1 where there is no room for them.

    plots  (planes, N) [Plot]
    noise  process noise [m2/s3]

    Source: [1]_ and [2]_.
    """
    side = max(int(math.sqrt(float(last - first))), 1)
    east, north = span_of(plots, first, last, axes.east, side), span_of(plots, first, last, axes.north, side)
    fill(plots, first, last, east, north, cells)
    begin, end = math.inf, -math.inf
    for i in range(first, last):
        begin, end = min(begin, plots[Plot.TIME, i]), max(end, plots[Plot.TIME, i])
    count = 0
    for m in range(tracks.top):
        if tracks.keys[TrackKey.STATUS, m] == TrackStatus.FREE:
            continue
        west, farthest_east = reach(tracks, m, east, (begin, end), noise)
        south, farthest_north = reach(tracks, m, north, (begin, end), noise)
        left, right = cell_of(east, west), cell_of(east, farthest_east)
        for row in range(cell_of(north, south), cell_of(north, farthest_north) + 1):
            for k in range(cells.of_cell[row * side + left], cells.of_cell[row * side + right + 1]):
                i = first + cells.plots[k]
                near = within_slab(tracks.slabs, m, probe_of(plots, i, noise))
                if near and within_sphere(tracks, m, plots, i, noise):
                    if count >= cells.plot.size:
                        return -1
                    cells.plot[count], cells.track[count] = cells.plots[k], m
                    count += 1
    sort(cells.plot, count, last - first, cells.of_plot, cells.pairs)
    return count


@kernel
def recall(cells: Cells, i: int, near: Integers) -> int:
    """List in `near` (M,), by slot, the tracks near the `i`-th plot of the scan; returns how many."""
    begin = cells.of_plot[i]
    count = int(cells.of_plot[i + 1] - begin)
    for r in range(count):
        near[r] = cells.track[cells.pairs[begin + r]]
    return count
