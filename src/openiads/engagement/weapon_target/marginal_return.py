"""Greedy by marginal return: shot by shot to where it takes most of the value that is left [1]_.

Best where all types are alike against each target [2]_, else a beginning.

References
----------
.. [1] A. S. Manne, A target-assignment problem, Operations Research 6 (1958), 346-351: the problem.
.. [2] G. G. den Broeder, R. E. Ellison and L. Emerling, On optimum target assignments, Operations Research 7
   (1959), 322-326.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel, part

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.signedinteger[Any]]


class Odds(NamedTuple):
    """What shots do to targets.  Axes: N targets, T weapon types."""

    values: Floats  # (N,) 0 or more
    survival: Floats  # (N, T) chance that a target survives a shot; 1 where the type does nothing to it
    shots: Integers  # (T,)


class Fired(NamedTuple):
    """Who shoots at what, and what is left of it.  Axes: N targets, T weapon types."""

    counts: Counts  # (N, T)
    left: Floats  # (N,) expected surviving value
    stock: Integers  # (T,) shots that nobody has
    favourite: Integers  # (N,) lent: the type that is to do most, -1 if none does anything
    gain: Floats  # (N,) lent: what a shot of it takes, never less than what any shot can take now
    heap: Integers  # (N,) lent: targets, each before those below it: its gain is more, or it comes first
    order: Integers  # (N, T) types by what a shot does to each target, the most first; or (N, 0)
    asked: Integers  # (N,) lent: how many of its order each has found to be used up; or (0,)


@part
def prefer(odds: Odds, fired: Fired, n: int) -> None:
    """Note which of the types that are left does most to target `n`, -1 if none does anything."""
    t = first_in_order(odds, fired, n) if fired.order.shape[1] > 0 else best_of_all(odds, fired, n)
    fired.favourite[n] = t
    fired.gain[n] = fired.left[n] * (1.0 - odds.survival[n, t]) if t >= 0 else 0.0


@part
def best_of_all(odds: Odds, fired: Fired, n: int) -> int:
    """That type by asking every one; of equal ones the first."""
    best, chance = -1, 1.0
    for t in range(odds.shots.size):
        if odds.survival[n, t] < chance and fired.stock[t] > 0:
            best, chance = t, odds.survival[n, t]
    return best


@part
def first_in_order(odds: Odds, fired: Fired, n: int) -> int:
    """The same by the order of the target: what is used up stays so, and each is asked once."""
    place, types = fired.asked[n], odds.shots.size
    while place < types and fired.stock[fired.order[n, place]] == 0:
        place += 1
    fired.asked[n] = place
    if place == types or odds.survival[n, fired.order[n, place]] >= 1.0:
        return -1
    return int(fired.order[n, place])


@part
def sink(fired: Fired, begin: int) -> None:
    """Move a target down the heap to where it belongs."""
    place, n = begin, fired.heap[begin]
    while True:
        below = 2 * place + 1
        if below >= fired.heap.size:
            break
        if below + 1 < fired.heap.size and before(fired, fired.heap[below + 1], fired.heap[below]):
            below += 1
        if not before(fired, fired.heap[below], n):
            break
        fired.heap[place] = fired.heap[below]
        place = below
    fired.heap[place] = n


@part
def before(fired: Fired, one: int, other: int) -> bool:
    """Whether a target is served before another: more to take, of equal ones the first."""
    if fired.gain[one] != fired.gain[other]:
        return bool(fired.gain[one] > fired.gain[other])
    return one < other


@part
def begin(odds: Odds, fired: Fired) -> None:
    """Nobody has fired yet."""
    for t in range(odds.shots.size):
        fired.stock[t] = odds.shots[t]
    for n in range(fired.asked.size):
        fired.asked[n] = 0
    for n in range(odds.values.size):
        fired.left[n], fired.heap[n] = odds.values[n], n
        for t in range(odds.shots.size):
            fired.counts[n, t] = 0
        prefer(odds, fired, n)
    for place in range(fired.heap.size // 2 - 1, -1, -1):
        sink(fired, place)


@part
def by_marginal_return(odds: Odds, fired: Fired) -> None:
    """Fire shot by shot, each where it takes most; of equal targets the first, of equal types too.

    Whatever `fired` held is overwritten.  Shots that take nothing stay in stock.  What a shot can take of a
    target never grows, so only the one at the top of the heap is asked whether it still has its favourite.
    """
    begin(odds, fired)
    while fired.heap.size > 0:
        n = fired.heap[0]
        t = fired.favourite[n]
        if t < 0 or fired.gain[n] <= 0.0:
            return
        if fired.stock[t] > 0:
            fired.counts[n, t] += 1
            fired.stock[t] -= 1
            fired.left[n] *= odds.survival[n, t]
            fired.gain[n] = fired.left[n] * (1.0 - odds.survival[n, t])
        else:
            prefer(odds, fired, n)
        sink(fired, 0)


@kernel
def fire_greedily(odds: Odds, fired: Fired) -> None:
    """Fire by marginal return; from Python."""
    by_marginal_return(odds, fired)
