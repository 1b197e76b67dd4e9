"""Constant errors of sensors that make paired tracks agree: weighted least squares, with a prior.

A track has from its sensor a range, an azimuth and an elevation; less their biases these say where it is.
Two tracks of one target are at one place, but for their errors: the differences (3,) of all pairs, weighed
by the inverse of the covariance of both, and the biases, weighed by that of the prior, have the least sum of
squares [1]_, [2]_.  It is solved by Gauss and Newton.

A pair that is none, and an error that is none, weighs less the farther it is off, as of Student's t [3]_.
Tracks have their errors for several scans, and more so in manoeuvres, so that rows of one target count for
fewer: for how many is told by how the gradients of whole targets spread [4]_.

References
----------
.. [1] Y. Zhou, H. Leung, P. C. Yip, An exact maximum likelihood registration algorithm for data fusion, IEEE
   Transactions on Signal Processing 45 (1997), 1560-1573: both unknown places and biases by least squares.
.. [2] S. Fortunati and others, Least squares estimation and Cramer-Rao type lower bounds for relative sensor
   registration process, IEEE Transactions on Signal Processing 59 (2011), 1075-1087.
.. [3] K. L. Lange, R. J. A. Little, J. M. G. Taylor, Robust statistical modeling using the t distribution,
   Journal of the American Statistical Association 84 (1989), 881-896: weights of a row.
.. [4] K.-Y. Liang, S. L. Zeger, Longitudinal data analysis using generalized linear models, Biometrika 73
   (1986), 13-22: the covariance of an estimate from rows that are not independent.
.. [5] J. G. MacKinnon, H. White, Some heteroskedasticity-consistent covariance matrix estimators with
   improved finite sample properties, Journal of Econometrics 29 (1985), 305-325: the jackknife, each group
   left out.

The prior, and that no direction is held to be known better than the mean, are our rules.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openiads.catalogue.tracker_entries import Registration
from openiads.study.tracking.kinematics import Floats, Integers
from openiads.study.tracking.plot_planes import Placed

RANGE, AZIMUTH, ELEVATION = 0, 1, 2
MEASURES = 3
FREEDOM = 4.0
"""Degrees of freedom of Student's t."""
SIGNIFICANT = 3.0
"""Standard errors beyond which a bias is none by chance: once in 370 if it is none."""
TINY = 1e-12
"""Keeps what tells nothing from being divided by."""
ROUNDS, SETTLED = 20, 1e-3
"""Most steps of a fit, and the part of a standard error below which another would change nothing."""


class Samples(NamedTuple):
    """Two tracks of one target at a common time.  Axis: K rows."""

    sensors: tuple[Integers, Integers]  # (K,) of the one and of the other
    measured: tuple[Floats, Floats]  # (K, 3) range [m], azimuth, elevation [rad], each from its own sensor
    errors: tuple[Floats, Floats]  # (K, 3, 3) covariances of these
    target: Integers  # (K,) number of the target


class Fit(NamedTuple):
    """Biases of S sensors, a range [m], azimuth and elevation [rad] each."""

    bias: Floats  # (3 S,)
    covariance: Floats  # (3 S, 3 S)
    thinned: float  # rows tell as much as one in so many that are independent


def polar(stand: Placed, s: Integers, place: Floats) -> Floats:
    """Range [m], azimuth and elevation [rad] (K, 3) of places (K, 3) [m, ECEF] from sensors (K,).

    Our own, by the definition of all three.
    """
    east, north, up = np.moveaxis(np.einsum("kij,kj->ki", stand.axes[s], place - stand.place[s]), -1, 0)
    level = np.hypot(east, north)
    return np.stack([np.hypot(level, up), np.arctan2(east, north), np.arctan2(up, level)], axis=1)


def placed_by(stand: Placed, s: Integers, measured: Floats) -> tuple[Floats, Floats]:
    """Places (K, 3) [m, ECEF] of range, azimuth and elevation (K, 3), and how they move with these (K, 3, 3).

    Our own, by the definition of all three.
    """
    away, azimuth, elevation = np.moveaxis(measured, -1, 0)
    sine, cosine, rise, level = np.sin(azimuth), np.cos(azimuth), np.sin(elevation), np.cos(elevation)
    zero = np.zeros_like(sine)
    along = np.stack([level * sine, level * cosine, rise], axis=1)
    across = np.stack([cosine, -sine, zero], axis=1) * (away * level)[:, None]
    above = np.stack([-rise * sine, -rise * cosine, level], axis=1) * away[:, None]
    local = np.stack([along, across, above], axis=2)
    moves = np.einsum("kij,kil->kjl", stand.axes[s], local)
    place = stand.place[s] + np.einsum("kij,ki->kj", stand.axes[s], away[:, None] * along)
    return place, moves


def prior_of(told_elevation: np.ndarray, known: Registration) -> Floats:
    """Variances (3 S,) of biases before anything is known; 0 of elevations that nobody measured (S,)."""
    found = np.zeros((told_elevation.size, MEASURES))
    found[:, RANGE], found[:, AZIMUTH] = known.range_bias_sd**2, known.angle_bias_sd**2
    found[:, ELEVATION] = np.where(told_elevation, known.angle_bias_sd**2, 0.0)
    return found.ravel()


def columns_of(s: Integers) -> Integers:
    """Where the three biases of sensors (K,) are (K, 3)."""
    return MEASURES * s[:, None] + np.arange(MEASURES)


def compared(stand: Placed, samples: Samples, bias: Floats) -> tuple[Floats, Floats, Floats]:
    """Differences of places less their biases (K, 3) [m], how they move with these (K, 3, 6), and errors.

    The latter are covariances (K, 3, 3) [m2].  Both are taken at the place that the two tracks tell together,
    as in [1]_: taken at each track's own, they would be off with its error, which biases the fit.
    """
    put_right = [
        measured - bias[columns_of(s)] for s, measured in zip(samples.sensors, samples.measured, strict=True)
    ]
    one, other = (placed_by(stand, s, each) for s, each in zip(samples.sensors, put_right, strict=True))
    off = one[0] - other[0]
    own, rest = (
        _turned(moves, error) for (_, moves), error in zip((one, other), samples.errors, strict=True)
    )
    middle = one[0] - np.einsum("kij,kj->ki", own, np.linalg.solve(own + rest, off[:, :, None])[:, :, 0])
    moves = [placed_by(stand, s, polar(stand, s, middle))[1] for s in samples.sensors]
    error = sum(_turned(each, error) for each, error in zip(moves, samples.errors, strict=True))
    return off, np.concatenate([-moves[0], moves[1]], axis=2), np.asarray(error)


def _turned(moves: Floats, error: Floats) -> Floats:
    """Covariances (K, 3, 3) of places, of those of range, azimuth and elevation (K, 3, 3)."""
    return np.asarray(moves @ error @ moves.swapaxes(1, 2))


def polar_error(stand: Placed, s: Integers, measured: Floats, error: Floats) -> Floats:
    """Covariances (K, 3, 3) of range [m], azimuth and elevation [rad] of those of places (K, 3, 3) [m2]."""
    return _turned(np.asarray(np.linalg.inv(placed_by(stand, s, measured)[1])), error)


def fit(stand: Placed, samples: Samples, prior: Floats) -> Fit:
    """Biases by which pairs of tracks agree best.

    prior  variances (3 S,) of biases, 0 of what is none for sure
    """
    unknown = np.flatnonzero(prior > 0.0)
    scale = np.sqrt(prior[unknown])
    bias = np.zeros(prior.size)
    # How much rows tell is asked once, where they agree best: asked while the prior holds biases back, the
    # rest of these would count as disagreement, rows for less, and the prior would hold them back for good.
    bias = _settled(stand, samples, bias, unknown, scale, None)
    told = _told(*_pulls(stand, samples, bias, unknown, scale))
    bias = _settled(stand, samples, bias, unknown, scale, told)
    covariance = np.zeros((prior.size, prior.size))
    covariance[np.ix_(unknown, unknown)] = told.covariance * np.outer(scale, scale)
    return Fit(bias, covariance, told.thinned)


def _settled(
    stand: Placed, samples: Samples, bias: Floats, unknown: Integers, scale: Floats, told: Told | None
) -> Floats:
    """Biases (3 S,) after steps of Gauss and Newton from some; rows are independent where nothing is told."""
    bias = bias.copy()
    for _ in range(ROUNDS):
        tells, gradients = _pulls(stand, samples, bias, unknown, scale)
        gain = np.eye(unknown.size) if told is None else told.gain
        covariance = np.linalg.inv(gain @ tells.sum(axis=0) + np.eye(unknown.size))
        step = -covariance @ (gain @ gradients.sum(axis=0) + bias[unknown] / scale)
        bias[unknown] += scale * step
        if (np.abs(step) < SETTLED * np.sqrt(np.diag(covariance))).all():
            break
    return bias


def _pulls(
    stand: Placed, samples: Samples, bias: Floats, unknown: Integers, scale: Floats
) -> tuple[Floats, Floats]:
    """What rows of each target tell of B biases in terms of their prior (G, B, B), and gradients (G, B)."""
    columns = np.concatenate([columns_of(s) for s in samples.sensors], axis=1)
    off, moves, error = compared(stand, samples, bias)
    weight = np.linalg.inv(error)
    square = np.einsum("ki,kij,kj->k", off, weight, off)
    heavy = ((FREEDOM + 3.0) / (FREEDOM + square))[:, None, None] * weight
    squares = np.einsum("kia,kij,kjb->kab", moves, heavy, moves)
    tells = _by_target(squares, (columns[:, :, None], columns[:, None, :]), samples.target, bias.size)
    slopes = np.einsum("kia,kij,kj->ka", moves, heavy, off)
    gradients = _by_target(slopes, (columns,), samples.target, bias.size)
    return tells[:, unknown[:, None], unknown] * np.outer(scale, scale), gradients[:, unknown] * scale


def shown(found: Fit, prior: Floats) -> Floats:
    """Biases (3 S,) of a fit in those directions in which they are significant, 0 in all others.

    Directions are the axes of what is not known after the fit, in terms of the prior; in these biases are
    independent.  What two sensors have in common may be unknown while their difference is certain.
    Our own.
    """
    unknown = np.flatnonzero(prior > 0.0)
    scale = np.sqrt(prior[unknown])
    size, axes = np.linalg.eigh(found.covariance[np.ix_(unknown, unknown)] / np.outer(scale, scale))
    parts = axes.T @ (found.bias[unknown] / scale)
    bias = np.zeros(prior.size)
    bias[unknown] = scale * (
        axes @ np.where(np.abs(parts) > SIGNIFICANT * np.sqrt(np.maximum(size, 0.0)), parts, 0.0)
    )
    return bias


class Told(NamedTuple):
    """What rows and prior tell of B biases, each in terms of its prior."""

    covariance: Floats  # (B, B) of the biases after both
    gain: Floats  # (B, B) what the gradient of rows is worth
    thinned: float


def _told(tells: Floats, gradients: Floats) -> Told:
    """What rows tell, by what those of each target seem to (G, B, B) and by its gradient (G, B) [4]_.

    If rows were independent, gradients of targets would have the covariance that they seem to tell.  That
    which they have is taken from each as it would be had its target not been fitted [5]_.  By chance it is
    small in some direction where targets are few; so in none it is taken for less than in the mean.
    """
    count = gradients.shape[1]
    certainty = np.eye(count)
    all_tell = tells.sum(axis=0)
    after = np.linalg.inv(all_tell + certainty)
    alone = np.linalg.solve(certainty - tells @ after, gradients[:, :, None])[:, :, 0]
    spread = alone.T @ alone
    thinned = max(1.0, float(np.trace(after @ spread)) / max(float(np.trace(after @ all_tell)), TINY))
    root = np.linalg.cholesky(thinned * all_tell + TINY * (1.0 + np.trace(all_tell)) * certainty)
    back = np.linalg.inv(root)
    size, axes = np.linalg.eigh(back @ spread @ back.T)
    wide = root @ (axes * np.maximum(size, 1.0)) @ axes.T @ root.T
    gain = all_tell @ np.linalg.inv(wide)
    return Told(np.linalg.inv(gain @ all_tell + certainty), gain, thinned)


def _by_target(parts: Floats, places: tuple[Integers, ...], target: Integers, size: int) -> Floats:
    """Sums of rows (K, ...) of each target, each entry in its place among all biases."""
    found = np.zeros((int(target.max()) + 1, *(size for _ in range(parts.ndim - 1))))
    np.add.at(found, (target.reshape(-1, *(1 for _ in parts.shape[1:])), *places), parts)
    return found
