"""What must be true: where a measure crosses a threshold along one coordinate, or two.

The measure is played on the same draws at every value, so that its curve moves as one and halving finds the
crossing of its mean [1]_.  The values at which its interval holds the threshold are an interval of the
crossing, as for each of them the threshold is not told from the measure: at the true one that fails in
5 of 100 studies.  That the curve only rises or only falls is looked at on a grid first, and told.

References
----------
.. [1] R. Pasupathy and S. Kim, The stochastic root-finding problem, ACM Transactions on Modeling and Computer
   Simulation 21 (2011), 19: the sample-path method.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from openiads.study.strata_weights import Ends

Measure = Callable[[float], Ends]
"""Mean of a measure at a value of the coordinate, and the ends of its interval."""
GRID = 9
"""Values that are looked at first, both ends among them."""
FINENESS = 1.0 / 256.0
"""Share of the coordinate to which a crossing is found."""


class Crossing(NamedTuple):
    """Where a measure crosses its threshold: the first place from the low end, if there are several."""

    value: float | None  # None where its mean does not cross
    low: float  # NaN there
    high: float
    open_low: bool  # whether the interval ends with the coordinate and not with itself
    open_high: bool
    rising: bool  # whether the measure is above the threshold beyond it
    places: int  # at which its mean crosses on the grid
    monotone: bool  # whether nothing seen speaks against a curve that only rises or only falls

    @property
    def trusted(self) -> bool:
        """Whether there is one crossing, and nothing speaks against it."""
        return self.value is not None and self.places == 1 and self.monotone


class Turn(NamedTuple):
    """A point of a frontier between two coordinates, with the ends of its interval along the ray."""

    at: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    crossing: Crossing  # as a share of the ray


def crossing(
    measure: Measure, low: float, high: float, threshold: float, grid: int = GRID, fineness: float = FINENESS
) -> Crossing:
    """Where a measure crosses a threshold between two values of a coordinate.

    One that is logarithmic is handed in by its logarithm.
    """
    seen: dict[float, Ends] = {}

    def look(value: float) -> Ends:
        if value not in seen:
            seen[value] = measure(value)
        return seen[value]

    values = [low + (high - low) * n / (grid - 1) for n in range(grid - 1)] + [high]
    above = [look(value)[0] >= threshold for value in values]
    places = [n for n, (a, b) in enumerate(pairwise(above)) if a != b]
    monotone = len(places) < 2 and not _turns([look(value) for value in values])
    if not places:
        return Crossing(None, math.nan, math.nan, False, False, above[-1], 0, monotone)
    n = places[0]
    rising, width = above[n + 1], fineness * (high - low)
    left, right = _halved(
        lambda value: (look(value)[0] >= threshold) == rising, values[n], values[n + 1], width
    )

    def clear_below(value: float) -> bool:
        _, least, most = look(value)
        return most < threshold if rising else least > threshold

    def clear_above(value: float) -> bool:
        _, least, most = look(value)
        return least > threshold if rising else most < threshold

    start = _end(clear_below, [left, *reversed(values[: n + 1])], width)
    stop = _end(clear_above, [right, *values[n + 1 :]], width)
    return Crossing(
        0.5 * (left + right),
        low if start is None else start,
        high if stop is None else stop,
        start is None,
        stop is None,
        rising,
        len(places),
        monotone,
    )


def frontier(
    measure: Callable[[float, float], Ends],
    box: tuple[tuple[float, float], tuple[float, float]],
    origin: tuple[float, float],
    threshold: float,
    rays: int = 9,
) -> list[Turn]:
    """Where a measure of two coordinates crosses a threshold, along rays from a point of their box.

    box  low and high of each coordinate
    """
    found = []
    for end in _rim(box, origin, rays):

        def place(share: float, end: tuple[float, float] = end) -> tuple[float, float]:
            x, y = (o + share * (e - o) for o, e in zip(origin, end, strict=True))
            return x, y

        along = crossing(lambda share, place=place: measure(*place(share)), 0.0, 1.0, threshold)  # type: ignore[misc]
        if along.value is not None:
            found.append(Turn(place(along.value), place(along.low), place(along.high), along))
    return found


def _halved(beyond: Callable[[float], bool], left: float, right: float, width: float) -> tuple[float, float]:
    """Two values so close, of which only the right one (or, swapped, only the far one) lies beyond."""
    while abs(right - left) > width:
        middle = 0.5 * (left + right)
        left, right = (left, middle) if beyond(middle) else (middle, right)
    return left, right


def _end(clear: Callable[[float], bool], outward: list[float], width: float) -> float | None:
    """The first value outward that is clear, to `width`; None where none is."""
    for inner, outer in pairwise(outward):
        if clear(outer):
            return _halved(clear, inner, outer, width)[1]
    return None


def _turns(told: list[Ends]) -> bool:
    """Whether a curve clearly rises somewhere and clearly falls elsewhere."""
    rises = any(b[1] > a[2] for n, a in enumerate(told) for b in told[n + 1 :])
    falls = any(b[2] < a[1] for n, a in enumerate(told) for b in told[n + 1 :])
    return rises and falls


def _rim(
    box: tuple[tuple[float, float], tuple[float, float]], origin: tuple[float, float], rays: int
) -> list[tuple[float, float]]:
    """Ends of rays from a point to the rim of its box, spread evenly in angle over a unit square."""
    unit = [(o - low) / (high - low) for o, (low, high) in zip(origin, box, strict=True)]
    free = [_reach(unit, (k + 0.5) * math.pi / 2.0) > 0.0 for k in range(4)]
    start = next((k for k in range(4) if free[k] and not free[k - 1]), 0)
    span, steps = sum(free) * math.pi / 2.0, rays if all(free) else rays - 1
    found = []
    for n in range(rays):
        angle = start * math.pi / 2.0 + span * n / max(steps, 1)
        reach = _reach(unit, angle)
        x, y = (
            low + (high - low) * min(max(o + reach * turn, 0.0), 1.0)
            for o, turn, (low, high) in zip(unit, (math.cos(angle), math.sin(angle)), box, strict=True)
        )
        found.append((x, y))
    return found


def _reach(unit: list[float], angle: float) -> float:
    """How far a ray goes inside the unit square."""
    lengths = [math.inf]
    for o, turn in zip(unit, (math.cos(angle), math.sin(angle)), strict=True):
        if abs(turn) > 1e-12:
            lengths.append(((1.0 if turn > 0.0 else 0.0) - o) / turn)
    return max(min(lengths), 0.0)
