"""At what share of a box a claim holds, when each of its points is known only but for chance.

Few replicates at each of many points tell more of a box than many at few, but leave single points open: a
point that lies above a threshold by less than its own error may as well lie below.  Counting such points
both ways would take chance for an adversary that turns all of them at once; counting them as they fell would
take it for nothing, and draw every share to one half.  What the points are known to be together decides: the
distances from the threshold in standard errors are draws of what they truly are, blurred by errors of known
spread, so their true distribution is found by deconvolution.  It begins as the normal one whose variance is
what chance leaves of theirs, and is roughened by a few steps of EM towards the one of greatest likelihood
[1]_: so it takes the shape that the points ask for and no more.  Each point then lies above with the chance
that this gives it [2]_, and the points are a sample of the box [3]_, [4]_.

Chance at one point must say nothing of chance at another: `study.experiment.point_seed` sees to it.

References
----------
.. [1] W. Shen and T. A. Louis, Empirical Bayes estimation via the smoothing by roughening approach, Journal
   of Computational and Graphical Statistics 8 (1999), 800-823.
.. [2] B. Efron, Large-Scale Inference, 2010, chapter 1: empirical Bayes.
.. [3] D. B. Rubin, The Bayesian bootstrap, Annals of Statistics 9 (1981), 130-134.
.. [4] L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical
   Science 16 (2001), 101-133: Jeffreys's interval.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.study.analysis.moderated import EXACT
from openiads.study.strata_weights import Ends, Numbers

FAR = 8.0
"""Standard errors from which on a point is as clear as any."""
STEP = 0.2
"""Of the grid on which the true distances are sought; the threshold lies between two of its places."""
ROUGHENING = 10
"""Steps of EM: fewer leave the normal shape, many follow the points into their noise [1]_."""
RESAMPLED, DRAWN = 40, 50
"""Weightings of the points, and draws of all of them under each."""
LEAST_SPREAD = 0.0025
"""Variance of the true distances at least, which the grid can still show [standard errors squared]."""
ENDS = (0.025, 0.975)
JEFFREYS = 0.5

Grid = npt.NDArray[np.float64]


def share_of_box(distances: Numbers, freedom: float = EXACT) -> Ends:
    """Share of a box above a threshold, and its 95 % interval by chance and by the choice of the points.

    Parameters
    ----------
    distances : of the mean at each point from the threshold, in its standard errors (J,); infinite where
        there is no error, NaN where nothing is known
    freedom : degrees of freedom of these errors

    Source: [1]_ to [4]_; how they are put together is our own.
    """
    told = np.clip(distances, -FAR, FAR)
    if np.isnan(told).all():
        return math.nan, 0.0, 1.0
    draws = np.random.default_rng(0)  # the same for all: how precise an interval is, is no matter of luck
    weights = draws.exponential(size=(RESAMPLED, told.size))
    above = _above(told, freedom, weights)
    held = np.sum(draws.random((DRAWN, *above.shape)) < above, axis=-1)
    low, high = (_quantile(held, told.size, level) for level in ENDS)
    value = float(np.mean(above))
    return value, min(low, value), max(high, value)


def share_above(distances: Numbers, freedom: float = EXACT) -> float:
    """The share alone, of distances (J,) as `share_of_box` takes them; NaN where nothing is known."""
    told = np.clip(distances, -FAR, FAR)
    if np.isnan(told).all():
        return math.nan
    return float(np.mean(_above(told, freedom, np.ones((1, told.size)))))


def _above(distances: Numbers, freedom: float, weights: Numbers) -> Numbers:
    """Chance of each point to lie above the threshold, under each weighting (B, J)."""
    grid = STEP * (np.arange(-FAR / STEP, FAR / STEP) + 0.5)
    likelihood = np.nan_to_num(_likelihood(distances[:, None] - grid, freedom), nan=1.0)
    known = np.where(np.isnan(distances), 0.0, weights)
    known /= known.sum(axis=1, keepdims=True)
    places = _normal_on(grid, np.nan_to_num(distances), freedom, known)
    for _ in range(ROUGHENING):
        places *= (known / (places @ likelihood.T)) @ likelihood
    chances: Numbers = (places[:, grid > 0.0] @ likelihood[:, grid > 0.0].T) / (places @ likelihood.T)
    return np.clip(chances, 0.0, 1.0)


def _quantile(held: npt.NDArray[np.int64], points: int, level: float) -> float:
    """Share of the box below which it lies with a probability, mixed over so many of its points that hold."""
    from scipy.optimize import brentq
    from scipy.special import betainc

    counts, times = np.unique(held, return_counts=True)

    def below(share: float) -> float:
        chances = betainc(counts + JEFFREYS, points - counts + JEFFREYS, share)
        return float(np.average(chances, weights=times)) - level

    return float(brentq(below, 0.0, 1.0, xtol=1e-9))


def _likelihood(errors: Numbers, freedom: float) -> Numbers:
    """Student's density, but for its scale."""
    square = errors * errors
    if math.isinf(freedom):
        normal: Numbers = np.exp(-0.5 * square)
        return normal
    student: Numbers = np.power(1.0 + square / freedom, -0.5 * (freedom + 1.0))
    return student


def _normal_on(grid: Grid, distances: Numbers, freedom: float, weights: Numbers) -> Numbers:
    """The normal distribution with the mean and the variance of true distances, for each weighting (B, G)."""
    chance = 1.0 if math.isinf(freedom) else freedom / (freedom - 2.0)
    means = weights @ distances
    spread = np.maximum(weights @ distances**2 - means**2 - chance, LEAST_SPREAD)
    logarithms = -0.5 * (grid - means[:, None]) ** 2 / spread[:, None]
    places = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    normal: Numbers = places / places.sum(axis=1, keepdims=True)
    return normal
