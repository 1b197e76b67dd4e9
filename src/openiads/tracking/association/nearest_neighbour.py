"""Which plot of a scan belongs to which track: the best global nearest neighbour.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: the global
   nearest neighbour as the assignment that gains most.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Network, PlotKey
from openiads.state.scratch import Match, MatchKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.absorb import absorb
from openiads.tracking.association.assignment import Pairing, Solving, assign_pairs
from openiads.tracking.association.pair_lists import Candidates
from openiads.tracking.association.pairs import Scan, find_candidates


@part
def pairing_of(state: State, pairs: Candidates, scan: Scan, floor: float) -> Pairing:
    """Plots of a scan are rows and tracks columns; a pair costs what it gains over a miss, less than nothing.

    Source: [1]_, the costs of the assignment.
    """
    cost, row = state.work_f[Match.COST], state.work_i[MatchKey.ROW]
    for q in range(pairs.number):
        cost[q], row[q] = floor - pairs.gain[q], pairs.plot[q] - scan.first
    return Pairing(scan.last - scan.first, pairs.first, row, pairs.track, cost)


@part
def solving_of(state: State) -> Solving:
    """Scratch of the assignment."""
    return Solving(
        state.work_f[Match.ROW_PRICE],
        state.work_f[Match.COLUMN_PRICE],
        state.work_f[Match.SLACK],
        state.work_i[MatchKey.OWNER],
        state.work_i[MatchKey.TAKEN],
        state.work_i[MatchKey.PARENT],
        state.work_i[MatchKey.DONE],
        state.work_i[MatchKey.SEEN],
    )


@part
def associate(state: State, world: World, scan: Scan) -> None:
    """Write into `PlotKey.USED` the track (plus one) of every plot of a scan, or 0 for none.

    All together gain most over misses.  Row `WON` of the scratch then holds what each plot that has a track
    gains by it.
    """
    used, won = state.plots_i[PlotKey.USED], state.work_f[Match.WON]
    for i in range(scan.first, scan.last):
        used[i] = 0
    pairs = find_candidates(state, world, scan)
    if pairs.number <= 0:
        return
    work = solving_of(state)
    floor = world.network_f[Network.LOG_MISS, scan.p]
    assign_pairs(pairing_of(state, pairs, scan, floor), state.tops[scan.p], work)
    for i in range(scan.first, scan.last):
        q = work.taken[i - scan.first] - 1
        if q >= 0:
            used[i], won[i] = 1 + pairs.track[q], pairs.gain[q]


@part
def take_plots(state: State, world: World, scan: Scan) -> None:
    """Have the tracks of a picture learn the plots of a scan, and mark in `PlotKey.USED` which are used."""
    associate(state, world, scan)
    for i in range(scan.first, scan.last):
        if state.plots_i[PlotKey.USED, i] > 0:
            m = state.plots_i[PlotKey.USED, i] - 1
            absorb(state, world, scan.p, i, m, state.work_f[Match.WON, i])
