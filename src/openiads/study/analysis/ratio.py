"""The ratio of the means of two arms on the same draws, with Fieller's interval.

Fieller's interval [1]_ holds the ratios r for which first - r second is not told from 0.  Its form by the
ends of both means [2]_ is used here: where these are Student's the two are the same, and where counts are
rare the ends know of what was not seen.  A denominator that is not told from 0 has no largest ratio; the
interval then ends at infinity, and says so.

All measures are 0 or more, and so is their ratio.

References
----------
.. [1] E. C. Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16
   (1954), 175-185.
.. [2] A. Donner and G. Y. Zou, Closed-form confidence intervals for functions of the normal mean and standard
   deviation, Statistical Methods in Medical Research 21 (2012), 347-359.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.ground.statistics import COUNT
from openiads.study.analysis.paired import difference, pairs, spread
from openiads.study.analysis.sample import Inside, Sample, alike, counted
from openiads.study.strata_weights import Ends, Numbers

# Below this a root is rounding: of arms that move alike.
ROUNDING = 1e-14


class Ratio(NamedTuple):
    """A ratio of means and its interval; with the arms swapped, exactly one over each."""

    value: float  # NaN where both means are 0
    low: float
    high: float  # infinite where the denominator is not told from 0

    @property
    def bounded(self) -> bool:
        """Whether there is a largest ratio."""
        return math.isfinite(self.high)

    @property
    def away_from_zero(self) -> bool:
        """Whether there is a least ratio above 0: whether the swapped ratio is bounded."""
        return self.low > 0.0

    @property
    def ends(self) -> Ends:
        """Value, low and high."""
        return self.value, self.low, self.high

    @property
    def swapped(self) -> Ratio:
        """The ratio with the arms swapped."""
        return Ratio(*(quotient(1.0, end) for end in (self.value, self.high, self.low)))


def ratio(arm: Sample, base: Sample, inside: Inside = counted, step: float | None = COUNT) -> Ratio:
    """Mean of `arm` over that of `base`, and its interval; from 0 to infinity where nothing tells of it.

    inside  gives mean and interval in one stratum
    step    the least by which a value can change; None where that is not known
    """
    first, second = alike([arm, base])
    require_no_negative(first, second)
    above, below = first.interval(inside), second.interval(inside)
    shared = spread(first, second).correlation
    low = least(above, below, shared)
    high = quotient(1.0, least(below, above, shared))
    return _with_rare_pairs(Ratio(quotient(above[0], below[0]), low, high), first, second, step)


def quotient(above: float, below: float) -> float:
    """Above over below, such that `quotient(b, a)` is one over `quotient(a, b)` in every bit, both ways.

    A float and one over one over it may differ in the last bit, but one step on they no longer do.

    >>> quotient(3.0, 0.0), quotient(1.0, quotient(7.0, 49.0))
    (inf, 7.0)
    """
    if above == below == 0.0 or math.isnan(above) or math.isnan(below):
        return math.nan
    small, large = sorted((above, below))
    if small == 0.0 or math.isinf(large):
        return 0.0 if above == small else math.inf
    steady = 1.0 / (1.0 / (large / small))
    return steady if above == large else 1.0 / steady


def require_no_negative(*samples: Sample) -> None:
    """Refuse samples with values below 0: their ratio would be no ratio of amounts."""
    for sample in samples:
        if min(np.min(sample.typical, initial=0.0), np.min(sample.stricken, initial=0.0)) < 0.0:
            raise ValueError("a ratio is of measures that are 0 or more, got one below 0")


def least(above: Ends, below: Ends, shared: float) -> float:
    """Low end of the ratio of two means of correlation `shared`: the smaller root of [2]_.

    The low end of a swapped ratio is one over the high end of the other.
    """
    a, b = above[0], below[0]
    down, up = above[0] - above[1], below[2] - below[0]
    outer, inner = (a - down) * (a + down), (b - up) * (b + up)
    if outer <= 0.0:
        return 0.0
    middle = a * b - shared * down * up
    square = middle * middle - outer * inner
    root = math.sqrt(square) if square > ROUNDING * middle * middle else 0.0
    return quotient(outer, max(middle + root, 0.0))


def _with_rare_pairs(found: Ratio, first: Sample, second: Sample, step: float | None) -> Ratio:
    """The interval widened by pairs that might have differed and were not seen to.

    Where few of many pairs differ, or all by the same, Student's interval of the difference is too narrow or
    has no width, and Fieller's with it.  So the ratio goes at least as far as the difference does, the sum of
    both means held.
    """
    rare = any(part.size and _is_rare(part) for part in pairs(first, second))
    if not 0.0 < found.value < math.inf or not rare:
        return found
    a, b = (sample.interval(_mean)[0] for sample in (first, second))
    _, low, high = difference(first, second, step)
    ends = [quotient(max(a + b + d, 0.0), max(a + b - d, 0.0)) for d in (low, high)]
    return Ratio(found.value, min(found.low, ends[0]), max(found.high, ends[1]))


def _is_rare(changes: Numbers) -> bool:
    """Whether fewer than half of the pairs of a stratum (R,) differ, or all by the same."""
    return bool(2 * np.count_nonzero(changes) < changes.size or np.ptp(changes) == 0.0)


def _mean(values: object) -> Ends:
    mean = float(np.mean(np.asarray(values)))
    return mean, mean, mean
