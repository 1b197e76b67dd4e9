"""Whether biases that were found are to be trusted: the fit against its prior, and against errors of tracks.

- The prior: biases before anything is known are normal with the deviations of the catalogue.  In directions
  of which rows tell more than the prior, what is found over what it would be has a chi-square distribution
[1]_. - The errors: a target that is shared lies, once biases are off, where both sensors say, but for their
  errors. One in twenty is farther apart, in the median over its rows, than chi-square with three degrees of
  freedom has one in twenty, or fewer, for the median of several is less wide than each: so the count of those
  that are has at most a binomial distribution.

Either is told where less than `BY_CHANCE` speaks for chance; that is how often it is told for nothing.
Where errors do not hold, those of biases are wider by as much as the median target is [2]_.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 5.4.2: normalised squared errors of an estimate and of an innovation.
.. [2] R. T. Birge, The calculation of errors by the method of least squares, Physical Review 40 (1932), 207.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import bdtrc, chdtrc

from openiads.ground.units import DEG
from openiads.study.tracking.bias_fit import MEASURES, RANGE, Fit, Samples, compared
from openiads.study.tracking.kinematics import Floats, Integers
from openiads.study.tracking.plot_planes import Placed

BY_CHANCE = 1e-3
"""Odds of as much by chance, from which on it is told."""
APART, SELDOM = 7.815, 0.05
"""Squared distance of three components that one target in twenty passes: chi-square."""
MIDDLE = 2.366
"""Its median."""
KNOWN_BY_ROWS = 0.5
"""Share of the variance of the prior that rows take away in a direction, from which on they tell it."""
WORDS = "range", "azimuth", "elevation"


class Apart(NamedTuple):
    """How far shared targets are apart once biases are off, in terms of errors.  Axis: G targets."""

    square: Floats  # (G,) median over its rows of the squared distance [1]
    sensors: Integers  # (G, 2) that it has its first row from


def apart(stand: Placed, samples: Samples, found: Fit) -> Apart:
    """Squared distances of targets (G,) [1], by what a fit found."""
    off, _, error = compared(stand, samples, found.bias)
    square = np.einsum("ki,kij,kj->k", off, np.linalg.inv(error), off)
    _, first, count = np.unique(samples.target, return_index=True, return_counts=True)
    begin = np.cumsum(count) - count
    middle = square[np.lexsort((square, samples.target))][begin + count // 2]
    pairs = np.stack(samples.sensors, axis=1)[first]
    return Apart(middle, pairs)


def odds_of_prior(found: Fit, prior: Floats) -> float:
    """Odds that biases as far off come of their prior (3 S,) by chance [1]_."""
    unknown = np.flatnonzero(prior > 0.0)
    scale = np.sqrt(prior[unknown])
    left, axes = np.linalg.eigh(found.covariance[np.ix_(unknown, unknown)] / np.outer(scale, scale))
    parts = axes.T @ (found.bias[unknown] / scale)
    told = 1.0 - left > KNOWN_BY_ROWS
    if not told.any():
        return 1.0
    return float(chdtrc(np.count_nonzero(told), np.sum(parts[told] ** 2 / (1.0 - left[told]))))


def odds_of_errors(far: Apart) -> float:
    """Odds that so many targets or more are so far apart by chance, if errors are what tracks say."""
    many = int(np.count_nonzero(far.square > APART))
    return float(bdtrc(many - 1, far.square.size, SELDOM)) if many else 1.0


def widened(found: Fit, far: Apart) -> Fit:
    """A fit with the errors that its targets show, where these are wider than tracks say [2]_."""
    if odds_of_errors(far) >= BY_CHANCE:
        return found
    return found._replace(covariance=found.covariance * max(1.0, float(np.median(far.square)) / MIDDLE))


def doubts(found: Fit, prior: Floats, far: Apart, names: tuple[str, ...]) -> tuple[str, ...]:
    """What speaks against biases that were found, by their prior variances (3 S,), a sentence each."""
    told = []
    if odds_of_prior(found, prior) < BY_CHANCE:
        told.append(_beyond_prior(found, prior, names))
    if odds_of_errors(far) < BY_CHANCE:
        told.append(_beyond_errors(far, names))
    return tuple(told)


def _beyond_prior(found: Fit, prior: Floats, names: tuple[str, ...]) -> str:
    held = np.sqrt(np.where(prior > 0.0, prior, np.inf))
    worst = int(np.argmax(np.abs(found.bias) / held))
    s, measure = divmod(worst, MEASURES)
    unit, word, digits = (1.0, "m", 0) if measure == RANGE else (DEG, "°", 2)
    bias, usual = found.bias[worst] / unit, held[worst] / unit
    looks = ("its place and its zero of range", "its north", "its level")[measure]
    return (
        f"sensors: {names[s]!r} has a bias in {WORDS[measure]} of {bias:,.{digits}f} {word}, "
        f"{abs(bias) / usual:.1f} times what is held usual ({usual:g} {word}, openiads catalogue show "
        "registration); biases as unusual are less than once in 1,000 files; either it is so far off, or "
        f"tracks of different targets were paired; check {looks}, take out of its plots what is known of it, "
        "and ask again"
    )


def _beyond_errors(far: Apart, names: tuple[str, ...]) -> str:
    many = far.square > APART
    pairs, counts = np.unique(np.sort(far.sensors[many], axis=1), axis=0, return_counts=True)
    one, other = (names[s] for s in pairs[np.argmax(counts)])
    times = np.sqrt(float(np.median(far.square)) / MIDDLE)
    return (
        f"sensors: {np.count_nonzero(many)} of {far.square.size} targets that sensors share are, with biases "
        f"taken off, farther apart than errors put 1 in 20, most of them of {one!r} and {other!r}, the "
        f"median {times:.1f} times as far as it should be; so many are less than once in 1,000 files by "
        "chance; constant biases do not explain it, and those that are told are not to be trusted; check "
        "clocks, places and standard deviations of both, or track without biases"
    )
