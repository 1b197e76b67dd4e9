"""The one coordinate of a box that a number moves with most, where no fitted function can be trusted.

With hundreds of coordinates and some dozen points no function may foretell points that it has not seen.  That
one coordinate matters can be seen all the same: its rank correlation with the values is larger than chance
makes the largest of all.  How large that is, the values in other orders tell: were no coordinate of any
influence, each order would be as likely as the one that was found [1]_.  So one is named for nothing in one
box of a hundred, however many coordinates it has: dozens of numbers are told of one claim.

Ranks see what rises or falls throughout; what is largest in the middle of a box goes unseen.

References
----------
.. [1] P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing, 1993, section 2.3: the maximum over
   permutations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from openiads.study.strata_weights import Numbers

LEVEL = 0.99
ORDERS = 4000
"""Of the values: the level is met to a sixth of a per cent."""


class Strongest(NamedTuple):
    """The coordinate whose ranks go with those of the values most, and more than chance has it."""

    coordinate: int
    correlation: float  # of ranks, Spearman's
    by_chance: float  # which the largest of all stays below in 99 % of the orders


def strongest(unit: Numbers, values: Numbers, seed: int) -> Strongest | None:
    """The coordinate (of K) that values (P,) at points (P, K) move with; None where it may be chance."""
    if np.ptp(values) == 0.0:
        return None
    columns, row = _standard(rankdata(unit, axis=0)), _standard(rankdata(values))
    found = row @ columns
    draws = np.random.default_rng(seed)
    orders = draws.permuted(np.broadcast_to(row, (ORDERS, row.size)), axis=1)
    by_chance = float(np.quantile(np.abs(orders @ columns).max(axis=1), LEVEL))
    largest = int(np.argmax(np.abs(found)))
    if abs(found[largest]) <= by_chance:
        return None
    return Strongest(largest, float(found[largest]), by_chance)


def _standard(ranks: Numbers) -> Numbers:
    """Ranks less their mean, of length 1: products of two are correlations; ranks all alike have none."""
    centred = ranks - ranks.mean(axis=0)
    length = np.sqrt(np.sum(centred**2, axis=0))
    told: Numbers = centred / np.where(length > 0.0, length, 1.0)
    return told
