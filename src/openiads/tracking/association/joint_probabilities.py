"""Joint probabilistic data association: a track learns all plots that may be its own.

References
----------
.. [1] Y. Bar-Shalom, P. Willett, X. Tian, Tracking and Data Fusion: A Handbook of Algorithms, 2011, section
   6.2: joint probabilistic data association, and the estimate as a mixture over plots.

A plot is put to the account of its likeliest track alone, so that two tracks of one target do not live on
half a plot each; and it begins a track when it is more probable that it is of none.  What a track that is not
believed yet makes of many plots is no course: it learns one.  These are our rules.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.scalar import log
from openiads.state.planes import Network, PlotKey, TrackKey
from openiads.state.scratch import Joint, JointKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import Integers, World
from openiads.tracking.absorb import absorb, account, keep_bounds
from openiads.tracking.association.marginals import find_marginals
from openiads.tracking.association.pair_lists import NO_PAIR, Candidates, Marginals
from openiads.tracking.association.pairs import Scan, find_candidates
from openiads.tracking.filtering import interacting
from openiads.tracking.filtering.single_model import blend
from openiads.tracking.own_looks import part_ways
from openiads.tracking.trackers import TRACKERS, Association, Tracker

EVEN = 0.5
"""More probable than not [1]."""
NEGLIGIBLE = 0.01
"""Up to this sum of probabilities [1] a track learns nothing."""


@part
def marginals_of(state: State) -> Marginals:
    """Scratch of the messages."""
    return Marginals(
        state.work_f[Joint.WEIGHT],
        state.work_f[Joint.TO_PLOT],
        state.work_f[Joint.TO_TRACK],
        state.work_f[Joint.PROBABILITY],
        state.work_f[Joint.EXPECTED],
        state.work_f[Joint.SUM_SO_FAR],
        state.work_i[JointKey.BELIEVED],
        state.work_i[JointKey.HEAD],
        state.work_i[JointKey.AFTER],
    )


@part
def likeliest(found: Marginals, m: int) -> tuple[int, float, float]:
    """The likeliest pair of track `m`, the sum of the probabilities of all [1], and that of their odds."""
    best, total, odds, q = found.head[m], 0.0, 0.0, found.head[m]
    while q != NO_PAIR:
        best = q if found.probability[q] >= found.probability[best] else best
        total += found.probability[q]
        odds += found.weight[q] * found.to_track[q]
        q = found.after[q]
    return best, total, odds


@part
def take_plots(state: State, world: World, scan: Scan) -> None:
    """Have the tracks of a picture learn the plots of a scan, and mark in `PlotKey.USED` which are used.

    Source: [1]_.
    """
    used = state.plots_i[PlotKey.USED]
    for i in range(scan.first, scan.last):
        used[i] = 0
    pairs = find_candidates(state, world, scan)
    if pairs.number <= 0:
        return
    found, tracks, floor = marginals_of(state), state.tops[scan.p], world.network_f[Network.LOG_MISS, scan.p]
    for q in range(pairs.number):
        status = state.tracks_i[scan.p, TrackKey.STATUS, pairs.track[q]]
        found.believed[q] = 1 if status == TrackStatus.CONFIRMED else 0
    find_marginals(pairs, scan.last - scan.first, tracks, floor, found)
    winners = state.work_i[JointKey.WINNER]
    give_out(state, scan, pairs, found, winners)
    for m in range(tracks):
        if found.head[m] != NO_PAIR:
            learn_plots(state, world, scan.p, m, pairs, found, winners[m], floor)


@part
def learn_plots(
    state: State, world: World, p: int, m: int, pairs: Candidates, found: Marginals, won: int, floor: float
) -> None:
    """Have track `m` learn its plots: all that may be its own, or while it is tentative the one that it won.

    won    pair of the plot that is put to its account, `NO_PAIR` for none
    floor  log likelihood of a miss [1]

    Our own, with the mixture of [1]_.
    """
    if state.tracks_i[p, TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
        if won != NO_PAIR:
            absorb(state, world, p, pairs.plot[won], m, pairs.gain[won])
        return
    best, total, odds = likeliest(found, m)
    if total > NEGLIGIBLE:
        part_ways(state, world, p, m, state.plots_i[PlotKey.RADAR, pairs.plot[best]])
        estimate = blend(state, world, p, m, pairs, found, best)
        if won != NO_PAIR:
            account(state, world, p, pairs.plot[won], m, floor + log(1.0 + odds))
        keep_bounds(state, p, m, estimate)


@part
def give_out(state: State, scan: Scan, pairs: Candidates, found: Marginals, winners: Integers) -> None:
    """Mark the plots that are more probably of a track than of none, and write the pair that each track wins.

    A plot goes to its likeliest track, and a track that several go to has the likeliest: our rule.

    winners  by track of the picture (M,), its pair
    """
    winners[: state.tops[scan.p]] = NO_PAIR
    for i in range(scan.last - scan.first):
        total, best = 0.0, pairs.first[i]
        for q in range(pairs.first[i], pairs.first[i + 1]):
            total += found.probability[q]
            best = q if found.probability[q] > found.probability[best] else best
        if total < EVEN:
            continue
        m = pairs.track[best]
        state.plots_i[PlotKey.USED, scan.first + i] = 1 + m
        if winners[m] == NO_PAIR or found.probability[best] > found.probability[winners[m]]:
            winners[m] = best


TAKING = Association(take_plots=take_plots)
JPDA = TRACKERS.add("jpda")(Tracker(association=TAKING))
IMM_JPDA = TRACKERS.add("imm-jpda")(interacting.IMM._replace(association=TAKING))
