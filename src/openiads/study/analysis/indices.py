"""Which coordinates of a box a measure hangs on: total-order Sobol' indices [1]_ from what was played.

The points fill the box and come in no pairs, so a function is fitted to them (`sparse_fit`) and its indices
are told.  How good it is, points tell that it has not seen: the whole fit, choice of terms included, is made
again for each tenth of the points without it.  Where the R2 of that falls below 0.7 no index is told, and
one coordinate at most is named, without any (`screening`).

The R2 is of means that carry chance: a perfect function would reach `ceiling` only.  Indices are shares of
the function's variance; what it does not explain belongs to no coordinate.

References
----------
.. [1] T. Homma and A. Saltelli, Importance measures in global sensitivity analysis of nonlinear models,
   Reliability Engineering and System Safety 52 (1996), 1-17.
.. [2] A. B. Owen, Sobol' indices and Shapley value, SIAM/ASA Journal on Uncertainty Quantification 2 (2014),
   245-251, theorem 1.
.. [3] J. Shao and C. F. J. Wu, A general theory for jackknife variance estimation, Annals of Statistics 17
   (1989), 1176-1197: with half of the values left out the scatter needs no factor.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import LEVEL
from openiads.study.analysis.polynomial_chaos import Chaos
from openiads.study.analysis.screening import Strongest, strongest
from openiads.study.analysis.sparse_fit import Choice, choice, fit, folds_of, refit, taken
from openiads.study.strata_weights import Numbers

LEAST_R2 = 0.7
FOLDS = 10
RESAMPLES = 100
LEAST_POINTS = 16
"""Of fewer points nothing is fitted."""


class Influences(NamedTuple):
    """What a fitted function says of each coordinate."""

    surrogate: Chaos
    r2: float  # at points that the fit has not seen
    ceiling: float  # what a perfect function would reach, chance being as it is
    refitted: tuple[Chaos, ...]  # the function again, of half of the points each time
    strongest: Strongest | None  # where no index is told, the coordinate that stands out all the same

    @property
    def told(self) -> bool:
        """Whether the function is good enough for an index."""
        return self.r2 >= LEAST_R2

    @property
    def totals(self) -> tuple[Numbers, Numbers, Numbers] | None:
        """Total-order indices (K,) with the low and high ends of their 95 % intervals; None if not `told`."""
        if not self.told:
            return None
        return ends_of(self.surrogate.totals, np.stack([chaos.totals for chaos in self.refitted]))

    @property
    def largest(self) -> int | None:
        """The coordinate with the largest index; None if no index is told or nothing has any."""
        if not self.told or self.surrogate.variance == 0.0:
            return None
        return int(np.argmax(self.surrogate.totals))

    @property
    def foremost(self) -> int | None:
        """The `largest`, or where no index is told the `strongest`."""
        return self.strongest.coordinate if self.strongest is not None else self.largest


def influences(
    unit: Numbers, values: Numbers, seed: int, chance: float = 0.0, resamples: int = RESAMPLES
) -> Influences:
    """Fit a function to values (P,) at points (P, K), which are uniform on the unit cube.

    Parameters
    ----------
    seed : of folds and halves
    chance : variance that chance adds to the spread of the values (`ignorance.Split.apart`)
    """
    if values.size < LEAST_POINTS:
        raise ValueError(f"indices need at least {LEAST_POINTS} points, got {values.size}")
    spread = float(np.var(values, ddof=1))
    ceiling = max(1.0 - chance / spread, 0.0) if spread > 0.0 else 0.0
    chosen = choice(unit, values, seed)
    surrogate = taken(unit, values, chosen)
    r2 = foretold(unit, values, seed)
    if r2 < LEAST_R2:
        return Influences(surrogate, r2, ceiling, (), strongest(unit, values, seed))
    again = _refitted(unit, values, chosen, seed, resamples)
    return Influences(surrogate, r2, ceiling, again, None)


def foretold(unit: Numbers, values: Numbers, seed: int) -> float:
    """Share of the variance of values (P,) that fits without them foretell; 0 is what their mean does."""
    folds = folds_of(values.size, FOLDS, seed)
    missed = np.empty(values.size)
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        missed[out] = values[out] - fit(unit[~out], values[~out], seed + 1 + fold).at(unit[out])
    whole = float(np.sum((values - values.mean()) ** 2))
    return 1.0 - float(missed @ missed) / whole if whole > 0.0 else 0.0


def _refitted(unit: Numbers, values: Numbers, chosen: Choice, seed: int, resamples: int) -> tuple[Chaos, ...]:
    """Fits to half of the points, drawn without replacement, how many terms chosen anew for each.

    Such fits scatter about that of all points as it does about the truth [3]_, and a coordinate that was
    taken for its luck alone is not taken by every half.
    """
    rng = np.random.default_rng(seed)
    halves = (rng.permutation(values.size)[: values.size // 2] for _ in range(resamples))
    return tuple(refit(unit[half], values[half], chosen.degrees, seed) for half in halves)


def ends_of(value: Numbers, resampled: Numbers, level: float = LEVEL) -> tuple[Numbers, Numbers, Numbers]:
    """Values (K,) with the ends that so many of the resamples (B, K) and the value itself lie between."""
    tail = 0.5 - 0.5 * level
    low, high = np.quantile(resampled, [tail, 1.0 - tail], axis=0)
    return value, np.minimum(low, value), np.maximum(high, value)


def group_total(chaos: Chaos, members: npt.NDArray[np.bool_]) -> float:
    """Total-order index of a group of coordinates (K,): all that would go if they were known."""
    touched = (chaos.degrees[:, members] > 0).any(axis=1)
    return float(chaos.variances @ touched) / (chaos.variance or 1.0)


def shares(chaos: Chaos, groups: npt.NDArray[np.int64], count: int) -> Numbers:
    """Shares (G,) of the variance by group (K,) of coordinates; they add up to 1 where anything moves.

    What several groups do only together is split evenly among them, which is Shapley's value [2]_.
    """
    touched = np.zeros((chaos.coefficients.size, count))
    for group in range(count):
        touched[:, group] = (chaos.degrees[:, groups == group] > 0).any(axis=1)
    even = touched / np.maximum(touched.sum(axis=1, keepdims=True), 1.0)
    told: Numbers = chaos.variances @ even / (chaos.variance or 1.0)
    return told
