"""How probable it is that a plot is of a track, for all pairs of a scan together.

References
----------
.. [1] J. Williams, R. Lau, Approximate evaluation of marginal association probabilities with belief
   propagation, IEEE Transactions on Aerospace and Electronic Systems 50 (2014) 2942-2959: the messages, and
   that they converge.

Sums leave out the one that is asked for instead of taking it off again, so that no digits are lost, and
tracks that are believed come first: those that are not yet have what these leave.  Both are our own.
"""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.ground.scalar import exp
from openiads.state.world import Floats
from openiads.tracking.association.pair_lists import NO_PAIR, Candidates, Marginals

ROUNDS = 100
"""Of messages, at most."""
SETTLED = 1e-6
"""Messages that move less than this have settled [1]."""


@kernel
def chain_up(pairs: Candidates, tracks: int, found: Marginals) -> None:
    """Chain the pairs of each of a number of tracks."""
    found.head[:tracks] = NO_PAIR
    for q in range(pairs.number):
        found.after[q] = found.head[pairs.track[q]]
        found.head[pairs.track[q]] = q


@kernel
def sum_others(pairs: Candidates, tracks: int, found: Marginals, others: Floats) -> None:
    """Write into `others` [1], by pair, what the plots of the other pairs of its track say, and a miss.

    Of a number of tracks.  Once up and once down the list, so that a track of many pairs costs no more a pair
    than one of few: our own.
    """
    found.sum_so_far[:tracks] = 1.0
    for q in range(pairs.number):
        others[q] = found.sum_so_far[pairs.track[q]]
        found.sum_so_far[pairs.track[q]] += found.weight[q] * found.to_track[q]
    found.sum_so_far[:tracks] = 0.0
    for q in range(pairs.number - 1, -1, -1):
        others[q] += found.sum_so_far[pairs.track[q]]
        found.sum_so_far[pairs.track[q]] += found.weight[q] * found.to_track[q]


@kernel
def others_of_plot(pairs: Candidates, found: Marginals, plot: int, q: int) -> float:
    """What the tracks of the other pairs of a plot, counted from the first of the scan, say to it.

    A track that is believed is not told of those that are not.
    """
    total = 1.0
    for other in range(pairs.first[plot], pairs.first[plot + 1]):
        if other != q and found.believed[other] >= found.believed[q]:
            total += found.to_plot[other]
    return total


@kernel
def tell_tracks(pairs: Candidates, plots: int, found: Marginals) -> float:
    """Messages [1]_ of tracks, and of a number of plots in answer; how far the one moved that moved most [1].

    A plot that is told the same as before answers the same, to the bit, and is not asked again.
    `found.probability` is the sum over the others of each track.
    """
    moved = 0.0
    for i in range(plots):
        new = False
        for q in range(pairs.first[i], pairs.first[i + 1]):
            message = found.weight[q] / found.probability[q]
            new = new or message != found.to_plot[q]
            found.to_plot[q] = message
        if not new:
            continue
        for q in range(pairs.first[i], pairs.first[i + 1]):
            message = 1.0 / others_of_plot(pairs, found, i, q)
            moved = max(moved, abs(message - found.to_track[q]))
            found.to_track[q] = message
    return moved


@kernel
def find_marginals(pairs: Candidates, plots: int, tracks: int, floor: float, found: Marginals) -> None:
    """Write how probable each pair is [1]_.

    plots, tracks  how many there are
    floor          log likelihood of a miss
    """
    chain_up(pairs, tracks, found)
    found.to_plot[: pairs.number] = 0.0
    for q in range(pairs.number):
        found.weight[q], found.to_track[q] = exp(pairs.gain[q] - floor), 1.0
    for _ in range(ROUNDS):
        sum_others(pairs, tracks, found, found.probability)
        if tell_tracks(pairs, plots, found) < SETTLED:
            break
    sum_others(pairs, tracks, found, found.probability)
    for q in range(pairs.number):
        mine = found.weight[q] * found.to_track[q]
        found.probability[q] = mine / (found.probability[q] + mine)
