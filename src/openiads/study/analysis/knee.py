"""The knee of a curve of leakers over the size of a raid: from where on what is added gets through.

Our own rule.  Between two sizes the slope is the share of what was added that got through, and it holds for
the middle of the two; before the first size it is that of the first raid as a whole.  The knee lies where the
straight lines between these middles pass a slope for good.

By itself that slope is half way from that of the smallest raid to 1: from there on the defence stops of those
added less than half as many as of the smallest raid.  Whoever is never seen leaks from a raid of any size and
says nothing of how much is too much.  Where nobody of the smallest raid gets through it is one half.  A kink,
as least squares of two straight lines would find one, says less: it may lie between one tenth and two.

The interval is of percentiles over resampled replicates [1]_, which are the same ones at every size, for all
sizes are played on the same draws.

References
----------
.. [1] B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, Chapman and Hall 1993, section 13.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from openiads.ground.statistics import LEVEL
from openiads.study.strata_weights import Ends, Numbers

HALF = 0.5
RESAMPLES = 400


class Knee(NamedTuple):
    """Where the slope passes, and the interval of that by chance; NaN where one replicate tells of none."""

    value: float
    low: float
    high: float
    first: float  # the least that can be found: the slope is never less
    second: float  # below it the smallest raid may be beyond the knee itself
    last: float  # the most: it is never as much

    @property
    def nothing_stopped(self) -> bool:
        """Whether all of the smallest raid gets through, and all that is added."""
        return self.value <= self.first

    @property
    def never_reached(self) -> bool:
        """Whether the slope is not passed for good up to the last size."""
        return self.value >= self.last

    @property
    def there(self) -> bool:
        """Whether the knee lies within what was played."""
        return self.first < self.value < self.last

    @property
    def open_low(self) -> bool:
        """Whether it may lie below the sizes that were played."""
        return min(self.value, self.low) < self.second

    @property
    def open_high(self) -> bool:
        """Whether by chance it may not be reached in what was played."""
        return self.high >= self.last


def slopes_of(sizes: Sequence[float], means: Sequence[float] | Numbers) -> list[float]:
    """Slope before each size (K,), of the first from no raid on."""
    rest = [(b - a) / (n - m) for (m, n), (a, b) in zip(pairwise(sizes), pairwise(means), strict=True)]
    return [means[0] / sizes[0], *rest]


def middles_of(sizes: Sequence[float]) -> list[float]:
    """Sizes that the slopes hold for (K,)."""
    return [HALF * sizes[0], *(HALF * (m + n) for m, n in pairwise(sizes))]


def knee(
    sizes: Sequence[float], means: Sequence[float] | Numbers, slope: float | None = None
) -> float:  # fmt: skip
    """Where the slope of means over sizes, which rise, passes a slope for good; an end if nowhere.

    slope  half way from that of the smallest raid to 1 if not said
    """
    slopes, middles = slopes_of(sizes, means), middles_of(sizes)
    if slope is None:
        slope = HALF * (1.0 + slopes[0])
    below = [k for k, each in enumerate(slopes) if each < slope]
    if not below:
        return float(middles[0])
    k = below[-1]
    if k + 1 == len(slopes):
        return float(sizes[-1])
    rise = slopes[k + 1] - slopes[k]
    return float(middles[k] + (middles[k + 1] - middles[k]) * (slope - slopes[k]) / rise)


def knee_interval(
    sizes: Sequence[float], values: Numbers, seed: int, slope: float | None = None,
    stricken: Numbers | None = None, share: float = 0.0,
) -> Ends:  # fmt: skip
    """The knee of values (K, R) over sizes (K,), and the ends of its interval.

    stricken  the same with the common failure (K, S), which weighs `share` in the means
    """

    def of(typical: Numbers, struck: Numbers | None) -> float:
        means = typical.mean(axis=1)
        if struck is not None and struck.size:
            means = (1.0 - share) * means + share * struck.mean(axis=1)
        return knee(sizes, means, slope)

    whole, count = of(values, stricken), values.shape[1]
    if count < 2:
        return whole, float("nan"), float("nan")
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, count, (RESAMPLES, count))
    others: list[Numbers | None] = [None] * RESAMPLES
    if stricken is not None and stricken.size:
        again = rng.integers(0, stricken.shape[1], (RESAMPLES, stricken.shape[1]))
        others = [stricken[:, pick] for pick in again]
    found = [of(values[:, pick], struck) for pick, struck in zip(picks, others, strict=True)]
    low, high = np.quantile(found, [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL])
    # Percentiles of what is skewed may leave out what was found; an interval that does is none of it.
    return whole, float(min(low, whole)), float(max(high, whole))
