"""How precise the means of many points are, each of which has few replicates.

The variance that two or four replicates show is nearly worthless by itself, but points of one box are alike:
if their true variances are as draws of a scaled inverse chi-squared, a point's own and what is typical weigh
as their degrees of freedom do, and the sum of both is what Student's distribution wants [1]_.  The two
parameters come from the first two moments of the variances and not of their logarithms as there, for counts
often show a variance of 0.

References
----------
.. [1] G. K. Smyth, Linear models and empirical Bayes methods for assessing differential expression in
   microarray experiments, Statistical Applications in Genetics and Molecular Biology 3 (2004), article 3.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.study.strata_weights import Numbers

EXACT = math.inf
"""Degrees of freedom of what is known without error."""
FEWEST = 4.0
"""Degrees of freedom of the typical variance at least: with fewer it has no variance of its own."""


class Moderated(NamedTuple):
    """Variances of the means of points, each with what the others tell of it."""

    variances: Numbers  # (J,)
    freedom: float  # degrees of freedom of each


def moderated(own: Numbers, freedom: int) -> Moderated:
    """Variances (J,) that are each of so many degrees of freedom, moderated by one another.

    >>> moderated(np.array([1.0, 3.0]), 1)
    Moderated(variances=array([2., 2.]), freedom=inf)
    """
    typical = float(np.mean(own))
    if typical == 0.0:
        return Moderated(own, EXACT)
    # E s^4 = (1 + 2 / d) E sigma^4, and sigma^2 has the squared coefficient of variation 2 / (d0 - 4).
    unlike = float(np.mean(own * own)) * freedom / (freedom + 2.0) / typical**2 - 1.0
    if unlike <= 0.0:
        return Moderated(np.full_like(own, typical), EXACT)
    prior = FEWEST + 2.0 / unlike
    scale = typical * (prior - 2.0) / prior
    return Moderated((prior * scale + freedom * own) / (prior + freedom), prior + freedom)
