"""Good choices of sites, soon: one site after the other, then one for another as long as that is better.

Where no swap betters a choice, half of its sites are drawn anew and the rest is kept (iterated local search
[1]_); several such chains start, the first from the greedy choice, the others anywhere.

References
----------
.. [1] H. R. Lourenco, O. C. Martin and T. Stuetzle, Iterated local search, in F. Glover and G. A.
   Kochenberger (eds), Handbook of Metaheuristics, Kluwer, 2003, 321-353.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from openiads.study.siting.cover_problem import Floats, Integers
from openiads.study.siting.merged_cover import MergedCover

CHAINS = 4
KICKS = 50
"""Chains, and how often each goes on from the best of it."""
LESS = 1e-12
"""Share of a value by which a swap must be better, so that rounding makes no endless round."""


class Choice(NamedTuple):
    """Rows of the sites that are chosen (K,), ascending, and the weight that they cover."""

    rows: Integers
    value: float


def local_optima(cover: MergedCover, seed: int) -> Iterator[Choice]:
    """Choices that no swap betters, as they are found; the same ones for the same seed."""
    draws = np.random.default_rng(seed)
    sites, count = cover.sites.size, cover.count
    for chain in range(CHAINS):
        start = draws.choice(sites, count, replace=False) if chain else greedy(cover)
        best = improved(cover, start)
        yield best
        if count in (0, sites):
            return
        for _ in range(KICKS):
            kept = draws.choice(best.rows, count // 2, replace=False)
            others = np.setdiff1d(np.arange(sites), kept)
            found = improved(cover, np.append(kept, draws.choice(others, count - kept.size, replace=False)))
            best = max(best, found, key=lambda choice: choice.value)
            yield found


def greedy(cover: MergedCover) -> Integers:
    """Sites (K,), each the one that adds most to those before it; of equal ones the first.

    A demand that misses two is worth half to the first of them: else no first site of two-fold cover would
    add anything.
    """
    missing = cover.needs.copy()
    free = np.ones(cover.sites.size, dtype=np.bool_)
    worth = cover.weights / cover.needs
    for _ in range(cover.count):
        gains = np.where(free, cover.covers @ np.where(missing > 0.0, worth, 0.0), -1.0)
        site = int(np.argmax(gains))
        free[site] = False
        missing[cover.covers[[site]].indices] -= 1.0
    return np.flatnonzero(~free)


def improved(cover: MergedCover, rows: Integers) -> Choice:
    """The choice (K,) that no swap betters; at each turn the best swap is made, of equal ones the first."""
    rows = np.sort(rows)
    while True:
        value, swapped = swaps(cover, rows)
        best = int(np.argmax(swapped)) if swapped.size else 0
        if not swapped.size or swapped.flat[best] <= value + LESS * abs(value):
            return Choice(rows, value)
        into, out = divmod(best, rows.size)
        rows = np.sort(np.append(np.delete(rows, out), into))


def value_of(cover: MergedCover, rows: Integers) -> float:
    """Weight that sites (rows of `cover`) cover, with what is settled."""
    times = np.bincount(cover.covers[rows].indices, minlength=cover.needs.size)
    return cover.settled + float(cover.weights[times >= cover.needs].sum())


def swaps(cover: MergedCover, rows: Integers) -> tuple[float, Floats]:
    """Value of the chosen rows (K,), and of every swap (n, K) of one of them; -1 for a row that is in."""
    chosen = cover.covers[rows].toarray()
    times = chosen.sum(axis=0)
    without = times - chosen
    held = cover.settled + np.where(without >= cover.needs, cover.weights, 0.0).sum(axis=1)
    waiting = np.ascontiguousarray(np.where(without == cover.needs - 1.0, cover.weights, 0.0).T)
    swapped: Floats = held + cover.covers @ waiting
    swapped[rows] = -1.0
    return cover.settled + float(cover.weights[times >= cover.needs].sum()), swapped
