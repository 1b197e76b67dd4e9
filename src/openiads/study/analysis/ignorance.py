"""What of the spread over the points of a box is ignorance, and what is chance.

The values y of point j and replicate r are a two-way layout: y = f(x_j, w_jr), whose draws w may be shared by
all points or, as studies play them, be each point's own.  What shared draws do alike everywhere shifts all
points together and is no part of their spread; a one-way analysis, which takes the whole variance within
points off, would take off too much.  With the mean square of the residuals

    E = sum (y_jr - y_j. - y_.r + y_..)^2 / ((J - 1) (R - 1))

the variance over the J points of their means, less E / R, is the variance of their true means without bias:
for C the centring of J points and S the covariance of one replicate's values at all of them, the first
expects the true variance and trace(C S) / (R (J - 1)) more, and E expects trace(C S) / (J - 1), whatever S
is [1]_.  No effect needs to be additive nor points equally noisy.  In a balanced layout this is the REML
estimate where it is not negative [2]_; where it is, 0 is given and said.

Each stratum is such a layout of its weighed values, and what they take off adds up.

References
----------
.. [1] H. Scheffe, The Analysis of Variance, 1959, section 8.2: the mixed model of a two-way layout.
.. [2] S. R. Searle, G. Casella and C. E. McCulloch, Variance Components, 1992, chapter 4.
.. [3] B. Efron and C. Stein, The jackknife estimate of variance, Annals of Statistics 9 (1981), 586-596.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from openiads.study.analysis.sample import Sample, alike
from openiads.study.strata_weights import Numbers, Rows

RANGE = (0.05, 0.95)
"""Of the points of a box that are shown; never a confidence interval."""


class Layout(NamedTuple):
    """One measure over a box: its mean at each point, and how replicates scatter about it."""

    means: Numbers  # (J,)
    parts: tuple[Numbers, ...]  # by stratum (J, R): weighed values, but for what is the same in a whole row

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Layout:
        """The layout of one sample a point."""
        told = alike(samples)
        parts = [np.stack([(1.0 - sample.share) * sample.typical for sample in told])]
        if told[0].stricken.size:
            parts.append(np.stack([sample.share * sample.stricken for sample in told]))
        return cls(np.sum([part.mean(axis=1) for part in parts], axis=0), tuple(parts))

    def less(self, base: Layout) -> Layout:
        """The difference to another arm, point by point, of the same replicates."""
        parts = tuple(a - b for a, b in zip(self.parts, base.parts, strict=True))
        return Layout(self.means - base.means, parts)

    def scaled(self, by: Numbers | float) -> Layout:
        """The same in other units, at each point its own (J,) or one for all."""
        scale = np.broadcast_to(np.asarray(by, dtype=np.float64), self.means.shape)
        return Layout(self.means * scale, tuple(part * scale[:, None] for part in self.parts))

    def past(self, threshold: float) -> Layout:
        """By how much it lies above a threshold."""
        return self._replace(means=self.means - threshold)

    def at(self, points: Rows) -> Layout:
        """At some of the points (J,)."""
        return Layout(self.means[points], tuple(part[points] for part in self.parts))

    def over(self, base: Layout) -> Layout:
        """The ratio to another arm, point by point, its scatter to first order (the delta method)."""
        if np.any(base.means == 0.0):
            raise ValueError(f"a ratio over 0 at points {np.flatnonzero(base.means == 0.0).tolist()}")
        ratios = self.means / base.means
        scale, turn = 1.0 / base.means[:, None], ratios[:, None]
        parts = tuple((a - turn * b) * scale for a, b in zip(self.parts, base.parts, strict=True))
        return Layout(ratios, parts)

    @property
    def chance(self) -> Numbers:
        """Variance of the mean of each point over its replicates (J,)."""
        found: Numbers = np.sum([_variances(part) for part in self.parts], axis=0)
        return found

    @property
    def apart(self) -> float:
        """The part of it that moves points apart: what chance adds to the spread of their means."""
        return math.fsum(map(_apart, self.parts))


class Split(NamedTuple):
    """The spread over a box, chance and ignorance apart."""

    mean: float  # over the points
    chance: float  # variance of the mean of one point over its replicates, on average
    apart: float  # what of that differs between points, and was taken off
    ignorance: float  # variance of the true means of the points
    error: float  # standard error of the ignorance by chance
    negative: bool  # whether less than nothing was left, and 0 is given


def split(layout: Layout) -> Split:
    """Chance and ignorance of a box of two or more points."""
    means, apart = layout.means, layout.apart
    spread = float(np.var(means, ddof=1))
    left = spread - apart
    ignorance = max(left, 0.0)
    chance = float(np.mean(layout.chance))
    return Split(float(means.mean()), chance, apart, ignorance, _error(layout), left < 0.0)


def _variances(part: Numbers) -> Numbers:
    """Variances of the means of rows; one replicate has none of its own."""
    if part.shape[1] < 2:
        return np.zeros(part.shape[0])
    variances: Numbers = np.var(part, axis=1, ddof=1) / part.shape[1]
    return variances


def _residuals(part: Numbers) -> Numbers:
    residuals: Numbers = part - part.mean(axis=1, keepdims=True) - part.mean(axis=0) + part.mean()
    return residuals


def _apart(part: Numbers) -> float:
    """E / R of one stratum."""
    points, replicates = part.shape
    if points < 2 or replicates < 2:
        return 0.0
    freedom = (points - 1) * (replicates - 1)
    return float(np.sum(_residuals(part) ** 2) / (freedom * replicates))


def _error(layout: Layout) -> float:
    """Standard error of the ignorance: each typical replicate is left out in turn, a jackknife [3]_."""
    part = layout.parts[0]
    points, replicates = part.shape
    if points < 2 or replicates < 3:
        return 0.0
    centred = layout.means - layout.means.mean()
    residuals = _residuals(part)
    squares, pulls = np.sum(residuals**2, axis=0), centred @ residuals
    # With replicate r left out the mean of point j moves by -residual / (R - 1), as far as it moves apart.
    spread = -2.0 * pulls / (replicates - 1) + squares / (replicates - 1) ** 2
    within = np.sum(squares) - squares * replicates / (replicates - 1)
    off = within / ((replicates - 2) * (replicates - 1))
    left = (spread - off) / (points - 1)
    scatter = float(np.sum((left - left.mean()) ** 2))
    return math.sqrt((replicates - 1) / replicates * scatter)
