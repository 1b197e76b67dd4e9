"""Two arms on the same draws: the difference of their means, and what pairing them is worth.

Replicates with the common failure are paired with their like and weighed by its probability, as in every
mean of a run; where that probability differs, the weights differ between the members of a pair.  The few
replicates that are played twice count as independent of their twins, as in `strata_weights`.

References
----------
.. [1] A. M. Law, Simulation Modeling and Analysis, 5th edition, 2015, section 11.2: common random numbers.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import NamedTuple

import numpy as np

from openiads.ground.statistics import all_alike, change_interval, mean_interval
from openiads.study.analysis.sample import LEAST, Sample, alike
from openiads.study.strata_weights import Ends, Numbers, mixed


class Spread(NamedTuple):
    """Variances of the means of two arms by chance, and what these means share."""

    first: float
    second: float
    both: float  # covariance

    @property
    def correlation(self) -> float:
        """Of both means; 0 where one of them does not move."""
        scale = math.sqrt(self.first * self.second)
        return min(max(self.both / scale, -1.0), 1.0) if scale > 0.0 else 0.0

    @property
    def difference(self) -> float:
        """Variance of their difference."""
        return max(self.first + self.second - 2.0 * self.both, 0.0)


def difference(arm: Sample, base: Sample, step: float | None) -> Ends:
    """Mean of `arm` less `base` over pairs of replicates, and its interval.

    It has no ends of one pair, nor where all pairs differ by the same and no step is known.

    step  the least by which a value can change; None where that is not known
    """
    value, low, high = _difference(arm, base, step)
    if min(arm.typical.size, base.typical.size) < LEAST:
        return value, -math.inf, math.inf
    return value, low, high


def _difference(arm: Sample, base: Sample, step: float | None) -> Ends:
    typical, stricken = pairs(arm, base)
    if arm.probability == base.probability:
        p = base.probability if stricken.size else 0.0
        ends = change_interval(typical / (1.0 - p), step) if p < 1.0 else (0.0, 0.0, 0.0)
        if not p:
            return ends
        struck = change_interval(stricken / p, step)
        # Those with the common failure weigh so little that what they cannot tell leaves the others theirs.
        return mixed(p, ends, struck if math.isfinite(struck[2]) or p == 1.0 else (struck[0],) * 3)
    parts = [mean_interval(part) for part in (typical, stricken) if part.size]
    mean = sum(part[0] for part in parts)
    half = math.hypot(*(part[2] - part[0] for part in parts))
    return mean, mean - half, mean + half


def differ_alike(arm: Sample, base: Sample) -> bool:
    """Whether `arm` differs from `base` by the same, maybe by nothing, in every pair of replicates."""
    first, second = alike([arm, base])
    changes = np.concatenate([first.typical - second.typical, first.stricken - second.stricken])
    return arm.probability == base.probability and all_alike(changes)


def pairs(arm: Sample, base: Sample) -> tuple[Numbers, Numbers]:
    """Weighed changes from `base` to `arm`, replicate by replicate, of both strata (R,) and (S,).

    Their means add up to that of the whole.
    """
    p, q = base.probability, arm.probability
    size = min(base.typical.size, arm.typical.size)
    typical = (1.0 - q) * arm.typical[:size] - (1.0 - p) * base.typical[:size]
    able = [(sign, x) for sign, x in ((1.0, arm), (-1.0, base)) if x.probability > 0.0]
    if not able:
        return typical, np.zeros(0)
    # How many replicates are played twice depends on the probability.
    common = reduce(np.intersect1d, [x.numbers[x.numbers < size] for _, x in able])
    struck = np.zeros(common.size)
    for sign, x in able:
        struck += sign * x.probability * x.stricken[np.searchsorted(x.numbers, common)]
    return typical, struck


def spread(arm: Sample, base: Sample) -> Spread:
    """Variances and covariance of the means of two arms that have the same replicates."""
    parts = [
        _spread((1.0 - arm.share) * arm.typical, (1.0 - base.share) * base.typical),
        _spread(arm.share * arm.stricken, base.share * base.stricken),
    ]
    return Spread(*(sum(column) for column in zip(*parts, strict=True)))


def _spread(first: Numbers, second: Numbers) -> Spread:
    if first.size < 2:
        return Spread(0.0, 0.0, 0.0)
    a, b = first - first.mean(), second - second.mean()
    # Products and sums, and no matrix routine: so swapped arms give the same bits.
    scale = 1.0 / (first.size * (first.size - 1))
    return Spread(*(float(np.sum(x * y)) * scale for x, y in ((a, a), (b, b), (a, b))))


def gain_of_pairing(arm: Sample, base: Sample) -> float:
    """How many times the variance of an unpaired difference is that of the paired one [1]_.

    Infinite where every pair differs by the same, 1 where nothing moves at all.
    """
    found = spread(arm, base)
    unpaired = found.first + found.second
    if unpaired == 0.0:
        return 1.0
    return unpaired / found.difference if found.difference > 0.0 else math.inf
