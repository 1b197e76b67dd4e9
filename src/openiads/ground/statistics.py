"""Intervals for means and shares, and how far a result is from what theory expects.

References
----------
.. [1] E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
   American Statistical Association 22 (1927), 209-212.
.. [2] L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical
   Science 16 (2001), 101-133, section 3.1.1.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

LEVEL = 0.95


def mean_interval(values: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of independent replicates, and the low and high end of its Student t interval.

    One replicate tells nothing of its spread: low and high are then the mean itself, and whoever shows
    them says so.  Values that all agree give an interval of no width.

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


def standard_error(values: npt.ArrayLike) -> float:
    """Standard error of the mean of two or more independent values (R,)."""
    sample = np.asarray(values, dtype=np.float64).ravel()
    return float(np.std(sample, ddof=1)) / math.sqrt(sample.size)


def paired_difference(a: npt.ArrayLike, b: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of `a` minus `b` over the same replicates, and the ends of its Student t interval.

    a, b  (R,) results of two variants on common random numbers, in the same order
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"pairs need equal shapes, got {first.shape} and {second.shape}")
    return mean_interval(first - second, level)


def wilson(successes: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Low and high end of Wilson's score interval for a share of `n`; (0, 1) where n is 0.

    >>> low, high = wilson(0, 30)
    >>> f"{low:.4f} to {high:.4f}"
    '0.0000 to 0.1135'
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie in 0 to {n}, got {successes}")
    if n == 0:
        return 0.0, 1.0
    z = _normal(level)
    share = successes / n
    spread = z * z / n
    centre = (share + 0.5 * spread) / (1.0 + spread)
    half = z * math.sqrt(share * (1.0 - share) / n + 0.25 * spread / n) / (1.0 + spread)
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return low, high


def z_score(mean: float, expected: float, standard_error: float) -> float:
    """Standard errors by which a mean exceeds its expectation; infinite if it has no error and differs."""
    gap = mean - expected
    if standard_error > 0.0:
        return gap / standard_error
    return math.copysign(math.inf, gap) if gap != 0.0 else 0.0


def _student(freedom: int, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + 0.5 * level))


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + 0.5 * level))
