"""What moving one figure does to leakers, from pairs of replicates on the same draws."""

from __future__ import annotations

import numpy as np

from openiads.ground.statistics import COUNT, mean_interval
from openiads.study.analysis.paired import difference, pairs
from openiads.study.analysis.sample import Sample
from openiads.study.strata_weights import Ends

Leakers = Sample
"""Leakers of the replicates of one world, in order."""

THREE_POINTS = np.array([[2.0, -1.0], [-1.0, 2.0]]) / 9.0
"""Variance of three equally likely values (d0, 0, d1) as a quadratic form in (d0, d1)."""


def mean_of(leakers: Leakers) -> Ends:
    """Mean of the leakers and its interval, the common failure weighed in."""
    return leakers.interval(mean_interval)


def change(nominal: Leakers, moved: Leakers) -> Ends:
    """Mean change of the leakers, moved less nominal, and its interval."""
    return difference(moved, nominal, COUNT)


def ignorance(nominal: Leakers, low: Leakers, high: Leakers) -> float:
    """Variance of the mean leakers if the figure were as likely low as nominal as high, without bias.

    Chance alone moves every mean a little; what it adds to the square is taken off, so that a figure that
    does nothing counts nothing on average, and may come out a little below 0.
    """
    moved = [pairs(end, nominal) for end in (low, high)]
    total = 0.0
    mean = np.zeros(2)
    for parts in zip(*moved, strict=True):
        size = min(part.size for part in parts)
        if size == 0:
            continue
        both = np.stack([part[:size] for part in parts])
        mean += both.mean(axis=1)
        if size > 1:
            total -= float(np.sum(THREE_POINTS * np.cov(both))) / size
    return total + float(mean @ THREE_POINTS @ mean)
