"""Weighing the two strata of a run, so that every mean and interval holds for the raid as it may come.

`simulation/failure_strata.py` says why there are two.  With m0 the mean of the replicates as they are and m1
that of those with the common failure, the mean is (1 - p) m0 + p m1; its interval comes from those of the
strata by square and add [1]_: where they are symmetric, the variances are weighed by the squares of 1 - p
and p.

References
----------
.. [1] G. Y. Zou and A. Donner, Construction of confidence limits about effect measures: a general approach,
   Statistics in Medicine 27 (2008), 1693-1702.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]
Ends = tuple[float, float, float]
"""A mean, and the low and high end of its interval."""


class Strata(NamedTuple):
    """How the rows of a run fall into its strata."""

    probability: float  # of the common failure
    common_failure: Rows  # (R,) whether the row was played with it

    @classmethod
    def of(cls, outcomes: Any, probability: float) -> Strata:
        """Strata of a table of outcomes."""
        return cls(probability, outcomes["common_failure"].to_numpy() == 1)

    @property
    def typical(self) -> int:
        """Rows as they are."""
        return int(np.count_nonzero(~self.common_failure))

    @property
    def stricken(self) -> int:
        """Rows with the common failure."""
        return int(np.count_nonzero(self.common_failure))

    @property
    def share(self) -> float:
        """Weight of the common failure in every mean: its probability, or 0 where no row is of it."""
        return self.probability if self.stricken else 0.0

    @property
    def weights(self) -> tuple[float, float]:
        """What one row as it is, and one with the common failure, count in a mean over all rows."""
        return (1.0 - self.share) / self.typical, self.share / self.stricken if self.stricken else 0.0

    def mean(self, values: npt.ArrayLike) -> float:
        """Mean of one value a row (R,)."""
        sample = np.asarray(values, dtype=np.float64)
        return float(sample @ np.where(self.common_failure, *reversed(self.weights)))

    def interval(self, ends: Callable[[Rows], Ends]) -> Ends:
        """Mean and interval over all rows; `ends` gives those of the rows of one stratum.

        A single row with the common failure has no width of its own: as it weighs no more than
        its probability, the whole is hardly narrower for that.
        """
        typical = ends(~self.common_failure)
        if not self.stricken:
            return typical
        return mixed(self.share, typical, ends(self.common_failure))


def mixed(share: float, typical: Ends, stricken: Ends) -> Ends:
    """Mean and interval of a mixture of which `share` is the second part.

    Source: [1]_.
    """
    parts = (1.0 - share, typical), (share, stricken)
    mean = sum(weight * of for weight, (of, _, _) in parts)
    below = math.hypot(*(weight * (of - low) for weight, (of, low, _) in parts))
    above = math.hypot(*(weight * (high - of) for weight, (of, _, high) in parts))
    return mean, mean - below, mean + above
