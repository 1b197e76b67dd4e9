"""The plots of a cycle in the order in which they are worked on: by time, and by radar within a short slice.

Radar by radar through a whole cycle, a track would go back and forth in time, and lose by it; one by one, the
plots of a close formation could not be told apart together.  The slices are our rule; they
are brought into order by a counting sort.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.constants import SLICE
from openiads.state.planes import Plot, PlotKey, Tally
from openiads.state.scratch import OrderKey
from openiads.state.state import State


@part
def slice_of(state: State, i: int) -> int:
    """Number of the slice of time in which plot `i` was made."""
    number: int = math.floor(state.plots_f[Plot.TIME, i] / SLICE)
    return number


@part
def order_plots(state: State, n_radars: int) -> None:
    """Sort the plots of the cycle by slice and radar, counting; within both they stay as they were made."""
    count = int(state.tally[Tally.PLOTS])
    work = state.work_i
    if count == 0:
        return
    first = slice_of(state, 0)
    for i in range(count):
        first = min(first, slice_of(state, i))
    in_order = True
    for i in range(count):
        work[OrderKey.KEY, i] = (slice_of(state, i) - first) * n_radars + state.plots_i[PlotKey.RADAR, i]
        in_order = in_order and (i == 0 or work[OrderKey.KEY, i - 1] <= work[OrderKey.KEY, i])
    if in_order:
        return
    most = work[OrderKey.KEY, 0]
    for i in range(count):
        most = max(most, work[OrderKey.KEY, i])
    for key in range(most + 1):
        work[OrderKey.NEXT, key] = 0
    for i in range(count):
        work[OrderKey.NEXT, work[OrderKey.KEY, i]] += 1
    place = 0
    for key in range(most + 1):
        place, work[OrderKey.NEXT, key] = place + work[OrderKey.NEXT, key], place
    for i in range(count):
        work[OrderKey.GOAL, i] = work[OrderKey.NEXT, work[OrderKey.KEY, i]]
        work[OrderKey.NEXT, work[OrderKey.KEY, i]] += 1
    for i in range(count):
        while work[OrderKey.GOAL, i] != i:
            swap(state, i, work[OrderKey.GOAL, i])


@part
def swap(state: State, i: int, other: int) -> None:
    """Put plot `i` where the `other` is, and the other way round, with their goals."""
    f, keys, work = state.plots_f, state.plots_i, state.work_i
    for plane in range(f.shape[0]):
        f[plane, i], f[plane, other] = f[plane, other], f[plane, i]
    for plane in range(keys.shape[0]):
        keys[plane, i], keys[plane, other] = keys[plane, other], keys[plane, i]
    goal = work[OrderKey.GOAL]
    goal[i], goal[other] = goal[other], goal[i]
