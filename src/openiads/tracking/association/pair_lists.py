"""Pairs of plots and tracks between what finds, shares and learns them; all in rows of scratch."""

from __future__ import annotations

from typing import NamedTuple

from openiads.state.world import Floats, Integers

NO_PAIR = -1


class Candidates(NamedTuple):
    """Pairs of a plot and a track that may belong together, in rows of scratch, by plot."""

    number: int
    gain: Floats  # by pair, the track's log likelihood ratio against a false plot
    plot: Integers  # by pair
    track: Integers  # by pair
    first: Integers  # by plot of the scan, and one beyond: its first pair


class Marginals(NamedTuple):
    """Messages and marginal probabilities of pairs, and the pairs of each track as a chain."""

    weight: Floats  # by pair: likelihood ratio of it over a miss
    to_plot: Floats  # by pair, the message of its track
    to_track: Floats  # by pair, the message of its plot
    probability: Floats  # by pair [1]
    expected: Floats  # by pair: log likelihood of the plot by all that its track believes
    sum_so_far: Floats  # by track, while messages are summed
    believed: Integers  # by pair: 1 if its track is confirmed
    head: Integers  # by track: its last pair, `NO_PAIR` for none
    after: Integers  # by pair: the one of the track before it
