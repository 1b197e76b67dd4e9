"""Intervals for means and shares, and how far a result is from what theory expects.

References
----------
.. [1] E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
   American Statistical Association 22 (1927), 209-212.
.. [2] L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical
   Science 16 (2001), 101-133, section 3.1.1.
.. [3] F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936), 437-442.
.. [4] J. A. Hanley and A. Lippman-Hand, If nothing goes wrong, is everything all right?, Journal of the
   American Medical Association 249 (1983), 1743-1745.
.. [5] C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of
   the binomial, Biometrika 26 (1934), 404-413.
.. [6] Student, The probable error of a mean, Biometrika 6 (1908), 1-25.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
COUNT = 1.0
"""The least by which a count can change."""
ALIKE = 1e-9
"""Changes that differ by a smaller share of them differ by rounding only."""


def mean_interval(values: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of independent replicates, and the low and high end of its Student t interval.

    One replicate tells nothing of its spread: low and high are then the mean itself, and whoever shows
    them says so.  Values that all agree give an interval of no width.

    Source: [6]_.

    >>> mean_interval([4.0, 6.0], level=0.5)
    (5.0, 4.0, 6.0)
    """
    sample = np.asarray(values, dtype=np.float64).ravel()
    if sample.size == 0:
        raise ValueError("a mean needs at least one value, got none")
    mean = float(np.mean(sample))
    half = 0.0
    if sample.size > 1:
        half = _student(sample.size - 1, level) * standard_error(sample)
    return mean, mean - half, mean + half


def count_interval(
    counts: npt.ArrayLike, most: npt.ArrayLike | None = None, level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean of counts (R,), one to a replicate, and the low and high end of its interval.

    It is Student's, but what never happened may still happen [4]_: after n replicates without one the high
    end is Garwood's, 3.69 / n [3]_.  Where some replicates saw any and some none, the ends lie at least as
    far apart as Clopper's and Pearson's for the share that saw any [5]_, times the mean of what such a one
    saw.  With `most`, the counts that could be had, the same holds for what fell short of them.

    >>> mean, low, high = count_interval([0] * 100)
    >>> f"{mean:g} [{low:g}-{high:.4f}]"
    '0 [0-0.0369]'
    """
    sample = np.asarray(counts, dtype=np.float64).ravel()
    mean, low, high = mean_interval(sample, level)
    down, up = _rare(sample, level)
    low, high = max(min(low, down), 0.0), max(high, up)
    if most is not None:
        ceiling = np.broadcast_to(np.asarray(most, dtype=np.float64), sample.shape)
        top = float(np.mean(ceiling))
        down, up = _rare(ceiling - sample, level)
        low, high = min(low, max(top - up, 0.0)), min(max(high, top - down), top)
    return mean, low, high


def bounded_interval(values: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of values (R,) from 0 to 1, one to a replicate, and the ends of its interval, from 0 to 1 too.

    It is Student's, but what n replicates did not show may still happen, as often as Clopper and Pearson
    allow of what was never seen [5]_, and be 0 or 1 then.  So few values that all agree tell little.

    >>> mean, low, high = bounded_interval([0.0] * 10)
    >>> f"{mean:g} [{low:g}-{high:.4f}]"
    '0 [0-0.3085]'
    """
    sample = np.asarray(values, dtype=np.float64).ravel()
    mean, low, high = mean_interval(sample, level)
    unseen = clopper_pearson(0, sample.size, level)[1]
    low, high = min(low, mean * (1.0 - unseen)), max(high, mean + (1.0 - mean) * unseen)
    return mean, max(low, 0.0), min(high, 1.0)


def change_interval(
    changes: npt.ArrayLike, step: float | None = COUNT, level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean change (R,), one to a pair, and the low and high end of its interval.

    It is Student's, but where k of n pairs changed, as many more may as Clopper and Pearson allow [5]_, each
    by as much as those that did - by one step, the least that it can, where none did; and as many fewer.
    Where all pairs changed alike and no step is known, nothing tells by how much another may change: there
    are no ends, and whoever shows the mean says so.

    step  the least by which what changes can change; None where that is not known, as of money

    >>> mean, low, high = change_interval([0] * 100)
    >>> f"{mean:g} [{low:.4f}, {high:.4f}]"
    '0 [-0.0362, 0.0362]'
    >>> change_interval([0] * 100, step=None)
    (0.0, -inf, inf)
    """
    sample = np.asarray(changes, dtype=np.float64).ravel()
    mean, low, high = mean_interval(sample, level)
    if step is None and all_alike(sample):
        return mean, -math.inf, math.inf
    changed = int(np.count_nonzero(sample))
    size = float(np.abs(sample).sum()) / changed if changed else step or 0.0
    fewest, most = clopper_pearson(changed, sample.size, level)
    more, fewer = ((end - changed / sample.size) * size for end in (most, fewest))
    # Fewer pairs that change bring the mean nearer to nothing.
    low, high = min(low, mean - more), max(high, mean + more)
    return (mean, min(low, mean + fewer), high) if mean > 0.0 else (mean, low, max(high, mean - fewer))


def all_alike(changes: npt.ArrayLike) -> bool:
    """Whether all changes (R,) are the same but for rounding.

    >>> all_alike([5.1 - 3.1, 7.1 - 5.1]), all_alike([2.0, 3.0])
    (True, False)
    """
    sample = np.asarray(changes, dtype=np.float64)
    return bool(np.ptp(sample) <= ALIKE * np.max(np.abs(sample)))


def poisson_interval(count: int, level: float = LEVEL) -> tuple[float, float]:
    """Low and high end of Garwood's exact interval for the mean of a Poisson count [3]_.

    >>> low, high = poisson_interval(0)
    >>> f"{low:g} to {high:.3f}"
    '0 to 3.689'
    """
    from scipy.special import gammaincinv

    if count < 0:
        raise ValueError(f"a count is 0 or more, got {count}")
    tail = 0.5 - 0.5 * level
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1.0 - tail))


def clopper_pearson(successes: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Low and high end of the exact interval for a share of `n` [5]_."""
    from scipy.special import betaincinv

    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie in 0 to {n}, got {successes}")
    tail = 0.5 - 0.5 * level
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1.0 - tail)) if successes < n else 1.0
    return low, high


def _rare(sample: npt.NDArray[np.float64], level: float) -> tuple[float, float]:
    """Ends of what not every replicate saw; no interval at all of what every one saw.

    Our own, from [3]_ and [5]_: the interval of the share, times the mean of those that saw any.
    """
    saw, mean = int(np.count_nonzero(sample)), float(np.mean(sample))
    if saw == 0:
        return 0.0, poisson_interval(0, level)[1] / sample.size
    if saw == sample.size:
        return mean, mean
    low, high = (end * mean * sample.size / saw for end in clopper_pearson(saw, sample.size, level))
    return low, high


def standard_error(values: npt.ArrayLike) -> float:
    """Standard error of the mean of two or more independent values (R,).

    Source: [6]_.
    """
    sample = np.asarray(values, dtype=np.float64).ravel()
    return float(np.std(sample, ddof=1)) / math.sqrt(sample.size)


def paired_difference(a: npt.ArrayLike, b: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of `a` minus `b` over the same replicates, and the ends of its Student t interval.

    a, b  (R,) results of two variants on common random numbers, in the same order

    Source: [6]_, on the differences.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"pairs need equal shapes, got {first.shape} and {second.shape}")
    return mean_interval(first - second, level)


def wilson(successes: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Low and high end of Wilson's score interval for a share of `n`; (0, 1) where n is 0.

    Source: [1]_, its centre and half width as in [2]_.

    >>> low, high = wilson(0, 30)
    >>> f"{low:.4f} to {high:.4f}"
    '0.0000 to 0.1135'
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie in 0 to {n}, got {successes}")
    if n == 0:
        return 0.0, 1.0
    z = half_width(level)
    share = successes / n
    spread = z * z / n
    centre = (share + 0.5 * spread) / (1.0 + spread)
    half = z * math.sqrt(share * (1.0 - share) / n + 0.25 * spread / n) / (1.0 + spread)
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return low, high


def z_score(mean: float, expected: float, standard_error: float) -> float:
    """Standard errors by which a mean exceeds its expectation; infinite if it has no error and differs.

    Our own, by definition; that no error makes it infinite is our rule.
    """
    gap = mean - expected
    if standard_error > 0.0:
        return gap / standard_error
    return math.copysign(math.inf, gap) if gap != 0.0 else 0.0


def _student(freedom: int, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + 0.5 * level))


def half_width(level: float = LEVEL) -> float:
    """Half width of the interval of what is normal, in its standard errors.

    >>> f"{half_width():.3f}"
    '1.960'
    """
    from scipy.special import ndtri

    return float(ndtri(0.5 + 0.5 * level))
