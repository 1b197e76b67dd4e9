"""Confirmed tracks take their plots first, and tentative ones get what these leave.

Where all take part in one assignment, a tentative track that a false plot began, or an old plot of a target
that turned out of its track's gate, may win a plot from a track that is believed.  Common trackers serve
those that are believed first: this is their rule, each of both rounds as the best assignment of its own.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, section 6.1: plots that
   confirmed tracks leave go to tentative ones, and those that these leave begin new ones.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Network, PlotKey, TrackKey
from openiads.state.scratch import Match
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World
from openiads.tracking.association.assignment import Pairing, Solving, assign_pairs
from openiads.tracking.association.nearest_neighbour import pairing_of, solving_of
from openiads.tracking.association.pair_lists import Candidates
from openiads.tracking.association.pairs import Scan, find_candidates
from openiads.tracking.trackers import TRACKERS, Association, Tracker

NOBODYS = 1.0
"""A pair that costs something is never taken: a plot without a track costs nothing."""


@part
def serve(
    state: State, scan: Scan, pairs: Candidates, pairing: Pairing, work: Solving, floor: float, first: bool
) -> None:
    """Give plots that nobody has to the tracks that are confirmed, or to those that are not.

    floor  log likelihood of a miss [1]

    Source: [1]_.
    """
    used, won, keys = state.plots_i[PlotKey.USED], state.work_f[Match.WON], state.tracks_i[scan.p]
    for q in range(pairs.number):
        confirmed = keys[TrackKey.STATUS, pairs.track[q]] == TrackStatus.CONFIRMED
        mine = confirmed == first and used[pairs.plot[q]] == 0
        pairing.cost[q] = floor - pairs.gain[q] if mine else NOBODYS
    assign_pairs(pairing, state.tops[scan.p], work)
    for i in range(scan.first, scan.last):
        q = work.taken[i - scan.first] - 1
        if q >= 0:
            used[i], won[i] = 1 + pairs.track[q], pairs.gain[q]


@part
def associate(state: State, world: World, scan: Scan) -> None:
    """Write into `PlotKey.USED` the track (plus one) of every plot of a scan, or 0 for none.

    Row `WON` of the scratch then holds what each plot that has a track gains by it.
    """
    for i in range(scan.first, scan.last):
        state.plots_i[PlotKey.USED, i] = 0
    pairs = find_candidates(state, world, scan)
    if pairs.number <= 0:
        return
    floor, work = world.network_f[Network.LOG_MISS, scan.p], solving_of(state)
    pairing = pairing_of(state, pairs, scan, floor)
    for first in (True, False):
        serve(state, scan, pairs, pairing, work, floor, first)


CONFIRMED_FIRST = TRACKERS.add("confirmed-first")(Tracker(association=Association(associate=associate)))
