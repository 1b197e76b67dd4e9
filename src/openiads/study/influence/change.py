"""What moving one figure does to leakers, from pairs of replicates on the same draws.

Replicates with the common failure are paired with their like and weighed by its probability, as in every
mean of a run; where the figure is that probability, the weights differ between the members of a pair.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import change_interval, mean_interval
from openiads.study.strata_weights import Ends, Numbers, mixed

Whole = npt.NDArray[np.int64]

THREE_POINTS = np.array([[2.0, -1.0], [-1.0, 2.0]]) / 9.0
"""Variance of three equally likely values (d0, 0, d1) as a quadratic form in (d0, d1)."""


@dataclass(frozen=True, slots=True)
class Leakers:
    """Leakers of the replicates of one world, in order."""

    probability: float  # of the common failure
    typical: Numbers  # (R,) without it
    stricken: Numbers  # (S,) with it
    numbers: Whole  # (S,) of the replicates that were played with it

    def first(self, replicates: int) -> Leakers:
        """Those of the first replicates."""
        struck = self.numbers < replicates
        return Leakers(
            self.probability, self.typical[:replicates], self.stricken[struck], self.numbers[struck]
        )

    def joined(self, later: Leakers) -> Leakers:
        """These replicates and those that come after them."""
        return Leakers(
            self.probability,
            np.concatenate([self.typical, later.typical]),
            np.concatenate([self.stricken, later.stricken]),
            np.concatenate([self.numbers, later.numbers]),
        )


def mean_of(leakers: Leakers) -> Ends:
    """Mean of the leakers and its interval, the common failure weighed in."""
    typical = mean_interval(leakers.typical)
    if not leakers.stricken.size:
        return typical
    return mixed(leakers.probability, typical, mean_interval(leakers.stricken))


def change(nominal: Leakers, moved: Leakers) -> Ends:
    """Mean change of the leakers, moved less nominal, and its interval."""
    typical, stricken = _pairs(nominal, moved)
    if nominal.probability == moved.probability:
        p = nominal.probability if stricken.size else 0.0
        ends = change_interval(typical / (1.0 - p)) if p < 1.0 else (0.0, 0.0, 0.0)
        return mixed(p, ends, change_interval(stricken / p)) if p else ends
    parts = [mean_interval(part) for part in (typical, stricken) if part.size]
    mean = sum(part[0] for part in parts)
    half = math.hypot(*(part[2] - part[0] for part in parts))
    return mean, mean - half, mean + half


def ignorance(nominal: Leakers, low: Leakers, high: Leakers) -> float:
    """Variance of the mean leakers if the figure were as likely low as nominal as high, without bias.

    Chance alone moves every mean a little; what it adds to the square is taken off, so that a figure that
    does nothing counts nothing on average, and may come out a little below 0.
    """
    moved = [_pairs(nominal, end) for end in (low, high)]
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


def _pairs(nominal: Leakers, moved: Leakers) -> tuple[Numbers, Numbers]:
    """Weighed changes, replicate by replicate, of both strata; their means add up to that of the whole."""
    p, q = nominal.probability, moved.probability
    size = min(nominal.typical.size, moved.typical.size)
    typical = (1.0 - q) * moved.typical[:size] - (1.0 - p) * nominal.typical[:size]
    able = [(sign, x) for sign, x in ((1.0, moved), (-1.0, nominal)) if x.probability > 0.0]
    if not able:
        return typical, np.zeros(0)
    # How many replicates are played twice depends on the probability.
    common = reduce(np.intersect1d, [x.numbers[x.numbers < size] for _, x in able])
    struck = np.zeros(common.size)
    for sign, x in able:
        struck += sign * x.probability * x.stricken[np.searchsorted(x.numbers, common)]
    return typical, struck
