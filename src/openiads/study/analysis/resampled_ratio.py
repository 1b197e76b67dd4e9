"""The ratio of two arms by resampling pairs of replicates: what Fieller's interval is checked against.

Pairs are drawn again with replacement, each stratum by itself, and the interval is bias-corrected and
accelerated (BCa) [1]_, its acceleration that of the logarithm, where swapping the arms only changes the sign.
Its ends are resamples and nothing between two, so that swapped arms give exactly one over each.

References
----------
.. [1] B. Efron, Better bootstrap confidence intervals, Journal of the American Statistical Association 82
   (1987), 171-185; B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14.
"""

from __future__ import annotations

import math

import numpy as np

from openiads.ground.statistics import LEVEL
from openiads.study.analysis.ratio import Ratio, quotient, require_no_negative
from openiads.study.analysis.sample import Sample, alike
from openiads.study.strata_weights import Numbers

RESAMPLES = 1999
AT_ONCE = 1 << 20
"""Values that are drawn at one time."""


def resampled_ratio(
    arm: Sample, base: Sample, seed: int, resamples: int = RESAMPLES, level: float = LEVEL
) -> Ratio:
    """Mean of `arm` over that of `base`, and its BCa interval.

    Of arms of which one saw nothing it is all from 0 to infinity, as no resample of nothing is anything else.
    """
    first, second = alike([arm, base])
    require_no_negative(first, second)
    means = _mean(first), _mean(second)
    if 0.0 in means:
        return Ratio(quotient(*means), 0.0, math.inf)
    found = _quotients(*_resampled(first, second, seed, resamples))
    # Where neither arm saw anything in a resample, it tells nothing of the ratio.
    known = np.sort(found[~np.isnan(found)])
    value = quotient(*means)
    down, up = _places(known, value, _acceleration(first, second, means), level)
    return Ratio(value, float(known[down]), float(known[known.size - 1 - up]))


def _quotients(above: Numbers, below: Numbers) -> Numbers:
    """What `quotient` gives, of many."""
    large, small = np.maximum(above, below), np.minimum(above, below)
    with np.errstate(divide="ignore", invalid="ignore"):
        steady = 1.0 / (1.0 / (large / small))
        return np.where(above == large, steady, 1.0 / steady)


def _mean(sample: Sample) -> float:
    typical = (1.0 - sample.share) * float(np.mean(sample.typical))
    return typical + (sample.share * float(np.mean(sample.stricken)) if sample.stricken.size else 0.0)


def _resampled(first: Sample, second: Sample, seed: int, resamples: int) -> tuple[Numbers, Numbers]:
    """Means of both arms in every resample, on the same pairs."""
    rng = np.random.default_rng(seed)
    both = np.zeros((2, resamples))
    for weights, values in _strata(first, second):
        size = values.shape[1]
        step = max(AT_ONCE // max(size, 1), 1)
        for start in range(0, resamples if size else 0, step):
            stop = min(start + step, resamples)
            drawn = rng.integers(0, size, (stop - start, size))
            for k in range(2):
                both[k, start:stop] += weights[k] * values[k][drawn].mean(axis=1)
    return both[0], both[1]


def _strata(first: Sample, second: Sample) -> list[tuple[tuple[float, float], Numbers]]:
    """Weights of both arms and their values (2, R) by stratum."""
    return [
        ((1.0 - first.share, 1.0 - second.share), np.stack([first.typical, second.typical])),
        ((first.share, second.share), np.stack([first.stricken, second.stricken])),
    ]


def _places(told: Numbers, value: float, acceleration: float, level: float) -> tuple[int, int]:
    """How many resamples lie below the interval and how many above it [1]_, equations 14.9 and 14.10."""
    from scipy.special import ndtr, ndtri

    equal = 0.5 * np.count_nonzero(told == value)
    below, above = (np.count_nonzero(side) + equal for side in (told < value, told > value))
    # Of both sides, so that swapped arms only change its sign.
    bias = 0.5 * (ndtri(below / told.size) - ndtri(above / told.size)) if below and above else 0.0
    z = ndtri(0.5 + 0.5 * level)
    ends = [bias + (bias + side) / (1.0 - acceleration * (bias + side)) for side in (-z, z)]
    down, up = (int(told.size * ndtr(end)) for end in (ends[0], -ends[1]))
    return min(down, told.size - 1), min(up, told.size - 1)


def _acceleration(first: Sample, second: Sample, means: tuple[float, float]) -> float:
    """Skewness of what one pair does to the logarithm of the ratio [1]_, by its influence.

    Of both strata together each pair weighs as its stratum does.
    """
    parts = []
    for weights, (a, b) in _strata(first, second):
        if a.size:
            pull = weights[0] * (a - a.mean()) / means[0] - weights[1] * (b - b.mean()) / means[1]
            parts.append(pull / a.size)
    pulls = np.concatenate(parts)
    square = float(np.sum(pulls**2))
    return float(np.sum(pulls**3)) / (6.0 * square**1.5) if square > 0.0 else 0.0
