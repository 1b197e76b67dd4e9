"""Who belongs to whom: of pairs that are possible those that gain most, nobody in two of them.

Pairs fall apart into groups that share nobody.  Where one side of a group is one alone, its best pair is
taken; what is left is a linear assignment of the group [1]_.

References
----------
.. [1] D. F. Crouse, On implementing 2D rectangular assignment algorithms, IEEE Transactions on Aerospace and
   Electronic Systems 52 (2016), 1679-1696.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from openiads.study.tracking.kinematics import Bools, Floats, Integers


def best_matching(first: Integers, second: Integers, gain: Floats) -> Bools:
    """Which pairs are matched (P,): the sum of their gains is the greatest.

    Parameters
    ----------
    first, second : (P,) who is in each pair, by a number of 0 or more on each side; each pair once
    gain : (P,) of each pair, 0 or more
    """
    chosen = np.zeros(first.size, dtype=np.bool_)
    if not first.size:
        return chosen
    group, row, column = _groups(first, second)
    rows, columns = np.bincount(group[_once(first)]), np.bincount(group[_once(second)])
    alone = (rows == 1) | (columns == 1)
    stars = np.flatnonzero(alone[group])
    best = stars[np.lexsort((-gain[stars], group[stars]))]
    chosen[best[np.diff(group[best], prepend=-1) != 0]] = True
    rest = np.flatnonzero(~alone[group])
    rest = rest[np.argsort(group[rest], kind="stable")]
    for begin, end in runs(group[rest]):
        part = rest[begin:end]
        own = group[part[0]]
        table = np.zeros((rows[own], columns[own]))
        table[row[part], column[part]] = gain[part]
        partner = np.full(rows[own], -1)
        served, by = linear_sum_assignment(table, maximize=True)
        partner[served] = by
        chosen[part] = partner[row[part]] == column[part]
    return chosen


def runs(values: Integers) -> list[tuple[int, int]]:
    """Where each run of equal values (K,) begins, and the row after its end."""
    cuts = (np.flatnonzero(np.diff(values)) + 1).tolist()
    return list(pairwise([0, *cuts, values.size])) if values.size else []


def _groups(first: Integers, second: Integers) -> tuple[Integers, Integers, Integers]:
    """Group of each pair (P,), and the places of its two in it (P,)."""
    ones, one = np.unique(first, return_inverse=True)
    others, other = np.unique(second, return_inverse=True)
    count = ones.size + others.size
    graph = sparse.coo_array((np.ones(first.size), (one, ones.size + other)), shape=(count, count))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    return label[one], _places(label[: ones.size])[one], _places(label[ones.size :])[other]


def _places(label: Integers) -> Integers:
    """Place of each among those of its label (N,)."""
    order = np.argsort(label, kind="stable")
    counts = np.bincount(label)
    found = np.empty_like(label)
    found[order] = np.arange(label.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return found


def _once(numbers: Integers) -> Integers:
    """One pair of each who is in some."""
    return np.unique(numbers, return_index=True)[1]
