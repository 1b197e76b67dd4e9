"""Whether two variants give the same: growing batches of pairs, until it can be said or the budget is spent.

That no difference is seen is no evidence that there is none.  So the question is turned round: the variants
agree where the interval of their mean difference lies within a margin on both sides of zero (two one-sided
tests [1]_), and differ where it lies outside of it; else nothing can be said.  Each look at the pairs so far
is another chance to err, so the interval is that of 95 % over all looks that are planned [2]_.  And what
few pairs have never shown may still happen, so the interval is never narrower than the share of pairs that
may differ [3]_ makes it.

References
----------
.. [1] D. J. Schuirmann, A comparison of the two one-sided tests procedure and the power approach for
   assessing the equivalence of average bioavailability, Journal of Pharmacokinetics and Biopharmaceutics 15
   (1987), 657-680.
.. [2] O. J. Dunn, Multiple comparisons among means, Journal of the American Statistical Association 56
   (1961), 52-64.
.. [3] C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of
   the binomial, Biometrika 26 (1934), 404-413.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import LEVEL, change_interval

FIRST_LOOK = 8
"""Pairs of the first look; each look has twice as many as the one before."""
AGREES, DIFFERS, CANNOT_SAY = "agrees", "differs", "cannot say"

Pairs = Callable[[int, int], npt.ArrayLike]
"""Differences of pairs [first, last), one to a pair."""


class Finding(NamedTuple):
    """What the pairs say."""

    verdict: str
    pairs: int
    mean: float
    low: float  # ends of the interval that holds at all looks
    high: float


def looks(most: int) -> list[int]:
    """Pairs after which the question is asked, at most `most` of them.

    Our rule: few looks, so that each costs little of the level.
    """
    found = [FIRST_LOOK]
    while found[-1] < most:
        found.append(2 * found[-1])
    return [min(n, most) for n in found] if most > 0 else []


def compare(pairs: Pairs, margin: float, most: int) -> Finding:
    """Take pairs until their mean difference is known to lie within `margin` of zero, or outside, or `most`.

    Source: [2]_ for the level of each look.

    Raises
    ------
    ValueError
        if there is no pair to take
    """
    planned = looks(most)
    if not planned:
        raise ValueError("a comparison needs at least one pair, got none")
    level = 1.0 - (1.0 - LEVEL) / len(planned)
    found = np.zeros(0)
    finding = Finding(CANNOT_SAY, 0, 0.0, 0.0, 0.0)
    for count in planned:
        found = np.append(found, np.asarray(pairs(len(found), count), dtype=np.float64))
        finding = judged(found, margin, level)
        if finding.verdict != CANNOT_SAY:
            break
    return finding


def judged(differences: npt.ArrayLike, margin: float, level: float = LEVEL) -> Finding:
    """What differences (pairs,) say at one look, `margin` in their unit; a single pair says nothing.

    Source: [1]_ for the verdict, with an interval of 95 % where that of 90 % would do, which is our rule;
    [3]_ within `change_interval`.
    """
    sample = np.asarray(differences, dtype=np.float64)
    mean, low, high = change_interval(sample, level=level)
    verdict = CANNOT_SAY
    if sample.size > 1 and -margin <= low and high <= margin:
        verdict = AGREES
    elif sample.size > 1 and (low > margin or high < -margin):
        verdict = DIFFERS
    return Finding(verdict, sample.size, mean, low, high)
