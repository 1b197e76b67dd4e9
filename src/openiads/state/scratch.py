"""Rows of scratch, `State.work_f` and `State.work_i`, by the work that uses them.

Nothing in them outlives a phase, so each work begins at row 0.  As with the planes, one class names rows of
numbers, and the one with `Key` in its name rows of integers.
"""

from __future__ import annotations

from enum import IntEnum

from openiads.state.constants import MOST_MOVED

EIGHT = 8
"""Marks of a byte each in an entry of a row of integers; where it is 0, all eight are passed over."""


class Along(IntEnum):
    """Rows by target while all are moved along their routes."""

    SHARE = 0  # of the way from one sample to the next


class AlongKey(IntEnum):
    """The same."""

    ROW = 0  # of the first of the two in the table of routes


class SweepKey(IntEnum):
    """Rows while a radar looks around."""

    WORD = 0  # by false plot of a scan: tells when in the scan it comes
    SWEPT = 1  # a byte for each target: whether the beam may pass it in this step


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
    FIRST = 2  # by plot of the scan: its first pair
    ROW = 3  # by pair: its plot, counted from the first of the scan
    OWNER = 4
    TAKEN = 5
    PARENT = 6
    DONE = 7
    SEEN = 8
    WITHIN = 9  # a byte for each track: whether a plot lies within its slab
    NEAR = 10  # tracks to which a plot may belong


class Joint(IntEnum):
    """Rows by pair while tracks learn all plots that may be their own; `Match` has the gain."""

    WEIGHT = 1
    TO_PLOT = 2
    TO_TRACK = 3
    PROBABILITY = 4
    EXPECTED = 5
    SUM_SO_FAR = 6  # by track


class JointKey(IntEnum):
    """The same; pairs and lists stay where `MatchKey` has them."""

    HEAD = 4  # by track: its last pair
    AFTER = 5  # by pair: the one of the track before it
    BELIEVED = 7  # by pair: 1 if its track is confirmed
    WINNER = 6  # by track: the pair of the plot that is put to its account


class Fusion(IntEnum):
    """Rows by system track while those that feed it are fused."""

    NEWEST = 0  # time of their last look [s]
    BEFORE = 1  # the same when they were fused last [s]
    LEAST = 2  # least error of a place among them [m]


class FusionKey(IntEnum):
    """The same."""

    COUNT = 0  # how many feed it


class Candidate(IntEnum):
    """Rows by candidate while tracks are given to fire channels."""

    FIRST = 0  # what it is served by, least first
    THEN = 1  # what decides between equals


class CandidateKey(IntEnum):
    """Rows by candidate, or by round type."""

    SLOT = 0  # of the track, -1 once it has had its turn
    STOCK = 1  # by round type: rounds that a battery has left for the track that is considered


class Shots(IntEnum):
    """Rows of `State.shots_f` while solvers weigh shots at tracks against one another."""

    VALUE = 0  # by candidate: at stake
    LEFT = 1  # of it
    GAIN = 2
    WITHOUT = 3  # by node of a plan; what is left by target stands next, of both plans
    PLAN_LEFT = 4
    KEPT_WITHOUT = 5
    KEPT_LEFT = 6
    TOLD = 7
    DRAW = 8
    CHANGE = 9  # and as many more as a trade moves shots
    ROW_PRICE = CHANGE + MOST_MOVED
    COLUMN_PRICE = ROW_PRICE + 1
    SLACK = COLUMN_PRICE + 1


class ShotsKey(IntEnum):
    """Rows of `State.shots_i`, the same."""

    TRACK = 0  # by candidate
    SHOTS = 1  # by weapon type: a battery at a moment
    STOCK = 2
    FAVOURITE = 3
    HEAP = 4
    TARGET = 5  # by node of a plan; its five rows stand in this order, as do those of the kept one
    KIND = 6
    COUNT = 7
    AFTER = 8
    HEAD = 9
    KEPT_TARGET = 10
    KEPT_KIND = 11
    KEPT_COUNT = 12
    KEPT_AFTER = 13
    KEPT_HEAD = 14
    FIRST = 15
    MARK = 16
    DIRTY = 17
    FREED = 18
    RUINED = 19
    MOVED = 20  # and two more
    NODE = 23  # and as many more as a trade moves shots
    PARENT = NODE + MOST_MOVED
    OWNER = PARENT + MOST_MOVED
    CAME = OWNER + 1
    DONE = CAME + 1


SHOTS_ROWS = Shots.SLACK + 1, ShotsKey.DONE + 1
"""Rows of both."""

NUMBERS = (Along, Match, Joint, Fusion, Candidate)
INTEGERS = (AlongKey, SweepKey, OrderKey, MatchKey, JointKey, FusionKey, CandidateKey)
ROWS = 1 + max(max(work) for work in NUMBERS), 1 + max(max(work) for work in INTEGERS)
"""Rows of numbers, and of integers: as far as any work goes."""
