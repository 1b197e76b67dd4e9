"""Rows of scratch, `State.work_f` and `State.work_i`, by the work that uses them.

Nothing in them outlives a phase, so each work begins at row 0.  As with the planes, one class names rows of
numbers, and the one with `Key` in its name rows of integers.
"""

from __future__ import annotations

from enum import IntEnum


class Sweep(IntEnum):
    """Rows by target while a radar looks around."""

    SWEPT = 0  # 1: its beam may pass it in this step


class SweepKey(IntEnum):
    """Rows by false plot of a scan."""

    WORD = 0  # that tells when in the scan it comes


class OrderKey(IntEnum):
    """Rows by plot, or by key, while the plots of a cycle are sorted."""

    KEY = 0  # slice and radar of the plot
    GOAL = 1  # row where it goes
    NEXT = 2  # row for the next plot of the key


class Match(IntEnum):
    """Rows by candidate pair, plot, row or column while plots are given to tracks."""

    GAIN = 0  # of the pair, log likelihood ratio
    ROW_PRICE = 1
    COLUMN_PRICE = 2
    SLACK = 3
    COST = 4
    WON = 5  # by plot: what it is worth to the track that won it


class MatchKey(IntEnum):
    """The same."""

    PLOT = 0
    TRACK = 1
    OWNER = 2
    PARENT = 3
    DONE = 4
    ROW_PLOT = 5
    COLUMN_TRACK = 6
    PER_PLOT = 7
    PER_TRACK = 8
    PLACE = 9
    WITHIN = 10  # a byte for each track: whether a plot lies within its slab
    NEAR = 11  # tracks to which a plot may belong


class Candidate(IntEnum):
    """Rows by candidate while tracks are given to fire channels."""

    FIRST = 0  # what it is served by, least first
    THEN = 1  # what decides between equals


class CandidateKey(IntEnum):
    """Rows by candidate, or by round type."""

    SLOT = 0  # of the track, -1 once it has had its turn
    STOCK = 1  # by round type: rounds that a battery has left for the track that is considered


ROWS = max(len(work) for work in (Sweep, SweepKey, OrderKey, Match, MatchKey, Candidate, CandidateKey))
"""As many as the work with most has."""
