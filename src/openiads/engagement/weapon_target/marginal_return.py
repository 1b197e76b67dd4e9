"""Greedy by marginal return: shot by shot to where it takes most of the value that is left [1]_.

Best where all types are alike against each target [2]_, else a beginning.

References
----------
.. [1] A. S. Manne, A target-assignment problem, Operations Research 6 (1958), 346-351: the problem.
.. [2] G. G. den Broeder, R. E. Ellison and L. Emerling, On optimum target assignments, Operations Research 7
   (1959), 322-326.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel, part

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]


class Odds(NamedTuple):
    """What shots do to targets.  Axes: N targets, T weapon types."""

    values: Floats  # (N,) 0 or more
    survival: Floats  # (N, T) chance that a target survives a shot; 1 where the type does nothing to it
    shots: Integers  # (T,)


class Fired(NamedTuple):
    """Who shoots at what, and what is left of it."""

    counts: Counts  # (N, T)
    left: Floats  # (N,) expected surviving value
    stock: Integers  # (T,) shots that nobody has
    favourite: Integers  # (N,) lent: the type of most effect that is left, -1 if none is


@part
def prefer(odds: Odds, fired: Fired, n: int) -> None:
    """Note which of the types that are left does most to target `n`; of equal ones the first."""
    best, chance = -1, 1.0
    for t in range(odds.shots.size):
        if odds.survival[n, t] < chance and fired.stock[t] > 0:
            best, chance = t, odds.survival[n, t]
    fired.favourite[n] = best


@part
def begin(odds: Odds, fired: Fired) -> None:
    """Nobody has fired yet."""
    for t in range(odds.shots.size):
        fired.stock[t] = odds.shots[t]
    for n in range(odds.values.size):
        fired.left[n] = odds.values[n]
        for t in range(odds.shots.size):
            fired.counts[n, t] = 0
        prefer(odds, fired, n)


@part
def by_marginal_return(odds: Odds, fired: Fired) -> None:
    """Fire shot by shot, each where it takes most; of equal targets the first, of equal types too.

    Whatever `fired` held is overwritten.  Shots that take nothing stay in stock.
    """
    begin(odds, fired)
    while True:
        best, most = -1, 0.0
        for n in range(odds.values.size):
            t = fired.favourite[n]
            if t >= 0:
                taken = fired.left[n] * (1.0 - odds.survival[n, t])
                if taken > most:
                    best, most = n, taken
        if best < 0:
            return
        t = fired.favourite[best]
        fired.counts[best, t] += 1
        fired.left[best] *= odds.survival[best, t]
        fired.stock[t] -= 1
        if fired.stock[t] == 0:
            for n in range(odds.values.size):
                if fired.favourite[n] == t:
                    prefer(odds, fired, n)


@kernel
def fire_greedily(odds: Odds, fired: Fired) -> None:
    """Fire by marginal return; from Python."""
    by_marginal_return(odds, fired)
