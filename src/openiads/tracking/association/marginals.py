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
def others_of_track(found: Marginals, head: int, q: int) -> float:
    """What the plots of the other pairs of a track say to it."""
    total, other = 1.0, head
    while other != NO_PAIR:
        if other != q:
            total += found.weight[other] * found.to_track[other]
        other = found.after[other]
    return total


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
def find_marginals(pairs: Candidates, plots: int, tracks: int, floor: float, found: Marginals) -> None:
    """Write how probable each pair is [1]_.

    plots, tracks  how many there are
    floor          log likelihood of a miss
    """
    chain_up(pairs, tracks, found)
    for q in range(pairs.number):
        found.weight[q], found.to_track[q] = exp(pairs.gain[q] - floor), 1.0
    for _ in range(ROUNDS):
        for q in range(pairs.number):
            found.to_plot[q] = found.weight[q] / others_of_track(found, found.head[pairs.track[q]], q)
        moved = 0.0
        for i in range(plots):
            for q in range(pairs.first[i], pairs.first[i + 1]):
                message = 1.0 / others_of_plot(pairs, found, i, q)
                moved = max(moved, abs(message - found.to_track[q]))
                found.to_track[q] = message
        if moved < SETTLED:
            break
    for q in range(pairs.number):
        mine = found.weight[q] * found.to_track[q]
        found.probability[q] = mine / (others_of_track(found, found.head[pairs.track[q]], q) + mine)
