"""Where the measure crosses its threshold: at one value of a figure, or of one for each of another's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openiads.study.analysis.threshold import Crossing, crossing
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.coordinates import Coordinate
from openiads.study.strata_weights import Ends
from openiads.study.threshold.moving import Moving, in_values
from openiads.study.threshold.what_is_asked import Asked, Wish

GRID, FINENESS = 9, 1.0 / 128.0
"""Values of one figure that are looked at first, and the share of its box to which a crossing is found."""
GRID_OF_TWO, FINENESS_OF_TWO = 5, 1.0 / 32.0
"""The same for each value of a second figure."""
WHOLE = 0.4
"""Of the share that each whole number has: so finely a crossing lies between two neighbours."""
Progress = Callable[[int], None]
"""Told how many settings were played so far."""


@dataclass(frozen=True, slots=True)
class Look:
    """The measure at a value of the figure that is searched."""

    value: float
    told: Ends  # mean, with its interval by chance


@dataclass(frozen=True, slots=True)
class Needed:
    """What the first figure must be, at one value of the second."""

    second: float | None  # None where one figure alone was moved
    crossing: Crossing  # in the figure's own unit
    looks: tuple[Look, ...]  # rising by value
    wish: Wish

    @property
    def at_least(self) -> bool:
        """Whether the wish holds above the crossing, rather than below it."""
        return self.crossing.rising == self.wish.above

    @property
    def always(self) -> bool:
        """Whether it holds at every value that was looked at."""
        return self.crossing.value is None and holds(self.wish, self.looks[0])

    @property
    def never(self) -> bool:
        """Whether it holds at none."""
        return self.crossing.value is None and not holds(self.wish, self.looks[0])

    @property
    def open_to_chance(self) -> bool:
        """Whether without a crossing chance alone may have hidden one."""
        threshold = self.wish.threshold
        return self.crossing.value is None and any(
            one.told[1] <= threshold <= one.told[2] for one in self.looks
        )

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Between which values that were looked at the mean crosses, each time that it does."""
        return tuple(
            (a.value, b.value) for a, b in pairwise(self.looks) if holds(self.wish, a) != holds(self.wish, b)
        )


@dataclass(frozen=True, slots=True)
class Required:
    """The answer to a question."""

    asked: Asked
    nominal: Ends  # with nothing moved
    rows: tuple[Needed, ...]  # one, or one for each value of the second figure, rising
    seed: int
    replicates: int  # at each setting
    settings: int  # that were played

    @property
    def more_helps(self) -> bool:
        """Whether the wish holds at and above what the first figure must be, rather than below it."""
        there = [row for row in self.rows if row.crossing.value is not None]
        if there:
            return there[0].at_least
        first, last = self.rows[0].looks[0], self.rows[0].looks[-1]
        return (last.told[0] > first.told[0]) == self.asked.wish.above


def holds(wish: Wish, look: Look) -> bool:
    """Whether the mean is as it is to be."""
    return (look.told[0] >= wish.threshold) == wish.above


def required(asked: Asked, moving: Moving, values: int, progress: Progress | None = None) -> Required:
    """Search; `values` of the second figure, if there is one."""

    def told(at: Sequence[float] | None) -> Ends:
        setting = moving.at(asked.arm, at)
        if progress is not None:
            progress(len(moving.seen))
        arm = PlayedArm(asked.arm.name, "", setting.plan, [setting.outcomes])
        return arm.interval(asked.wish.measure)

    nominal = told(None)
    rows = tuple(_rows(asked, told, values))
    return Required(asked, nominal, rows, moving.seed, moving.replicates, len(moving.seen))


def _rows(asked: Asked, told: Callable[[Sequence[float]], Ends], values: int) -> Iterator[Needed]:
    if asked.second is None:
        yield needed(asked.first, asked.wish, lambda value: told([value]), GRID, FINENESS)
        return
    for second in values_of(asked.second, values):

        def beside(value: float, second: float = second) -> Ends:
            return told([value, second])

        found = needed(asked.first, asked.wish, beside, GRID_OF_TWO, FINENESS_OF_TWO)
        yield replace(found, second=second)


def values_of(one: Coordinate, count: int) -> list[float]:
    """Values of a figure from its low to its high, evenly by its box; of whole numbers each once."""
    shares = [n / (count - 1) for n in range(count)]
    return list(dict.fromkeys(one.at(share) for share in shares))


def needed(
    one: Coordinate, wish: Wish, measure: Callable[[float], Ends], grid: int, fineness: float
) -> Needed:
    """Where a measure of one figure crosses; each value of the figure is played once."""
    seen: dict[float, Ends] = {}

    def at(share: float) -> Ends:
        value = one.at(share)
        if value not in seen:
            seen[value] = measure(value)
        return seen[value]

    if one.whole and not one.logarithmic:
        fineness = min(fineness, WHOLE / (one.high - one.low + 1.0))
    found = in_values(crossing(at, 0.0, 1.0, wish.threshold, grid, fineness), one)
    row = Needed(None, found, tuple(Look(value, seen[value]) for value in sorted(seen)), wish)
    return replace(row, crossing=_whole(row)) if one.whole and row.places else row


def _whole(row: Needed) -> Crossing:
    """Of whole numbers the first at which the wish holds, for nothing lies between two of them."""
    last, next_ = row.places[0]
    value = next_ if row.at_least else last
    found = row.crossing
    assert not math.isnan(found.low)
    return found._replace(value=value, low=min(found.low, value), high=max(found.high, value))
