"""At most one shot at each target: who shoots at what so that most is taken, exactly.

A linear assignment, by shortest augmenting paths with prices [1]_: target by target, each the cheapest way to
be served, others moving over where that costs least.  A type with several shots stands for as many columns,
and as many columns do nothing as there are targets, so nobody must shoot.

References
----------
.. [1] R. Jonker, A. Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
   problems, Computing 38 (1987), 325-340.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Counts, Floats, Integers, Odds
from openiads.ground.compiled import kernel, part


class Columns(NamedTuple):
    """Lent: one for each shot, then one that does nothing for each target.  Axes: K columns, N targets."""

    kind: Integers  # (K,) type of the shot, -1 where nothing is shot
    owner: Integers  # (K,) target that has it, -1 if nobody has
    came: Integers  # (K,) the column before it on the way that is looked at, -1 at its begin
    done: Integers  # (K,) 1 where its way is settled
    slack: Floats  # (K,) length of the way
    price: Floats  # (K,)
    row_price: Floats  # (N,)


@part
def columns_of(odds: Odds, columns: Columns) -> int:
    """Set the columns up: how many there are."""
    count = 0
    for t in range(odds.shots.size):
        for _ in range(odds.shots[t]):
            columns.kind[count] = t
            count += 1
    for n in range(odds.values.size):
        columns.kind[count], columns.row_price[n] = -1, 0.0
        count += 1
    for k in range(count):
        columns.owner[k], columns.price[k] = -1, 0.0
    return count


@part
def cost_of(odds: Odds, columns: Columns, n: int, k: int) -> float:
    """What a column costs a target: less than nothing by the value that it takes."""
    t = columns.kind[k]
    return 0.0 if t < 0 else -odds.values[n] * (1.0 - odds.survival[n, t])


@part
def way_to_free(odds: Odds, columns: Columns, count: int, start: int) -> int:
    """The free column at the end of the cheapest way from target `start`; prices follow."""
    for k in range(count):
        columns.slack[k], columns.came[k], columns.done[k] = math.inf, -1, 0
    n, at, reached = start, -1, 0.0
    while True:
        best, least = -1, math.inf
        for k in range(count):
            if columns.done[k] == 1:
                continue
            way = reached + cost_of(odds, columns, n, k) - columns.row_price[n] - columns.price[k]
            if way < columns.slack[k]:
                columns.slack[k], columns.came[k] = way, at
            if columns.slack[k] < least:
                best, least = k, columns.slack[k]
        at, reached = best, least
        if columns.owner[at] < 0:
            break
        columns.done[at] = 1
        n = columns.owner[at]
    columns.row_price[start] += reached
    for k in range(count):
        if columns.done[k] == 1:
            columns.row_price[columns.owner[k]] += reached - columns.slack[k]
            columns.price[k] -= reached - columns.slack[k]
    return int(at)


@part
def one_each(odds: Odds, columns: Columns, counts: Counts) -> None:
    """Write into `counts` (N, T) who shoots at what; of equal ways the first."""
    count = columns_of(odds, columns)
    for n in range(odds.values.size):
        for t in range(odds.shots.size):
            counts[n, t] = 0
        at = way_to_free(odds, columns, count, n)
        while columns.came[at] >= 0:
            columns.owner[at] = columns.owner[columns.came[at]]
            at = columns.came[at]
        columns.owner[at] = n
    for k in range(count):
        n, t = columns.owner[k], columns.kind[k]
        if n >= 0 and t >= 0 and odds.survival[n, t] < 1.0:
            counts[n, t] += 1


@kernel
def fire_one_each(odds: Odds, columns: Columns, counts: Counts) -> None:
    """Fire at most one shot at each target; from Python."""
    one_each(odds, columns, counts)
