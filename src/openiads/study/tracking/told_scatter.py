"""How far plots scatter about smooth flight, against the standard deviations that are told of them.

Of four plots in a row of one target the second differences of range, azimuth or elevation are errors and
acceleration.  Those of errors alone, of one deviation sd, have the variance 6 sd^2 and from one to the next
the covariance -4 sd^2; what acceleration brings has a covariance above 0 [1]_.  So

- the deviation is at least that by which the one is so much below 0; how much, is told by how often two in a
  row have other signs: once in two if they are independent, arcsine of the correlation over pi more often;
- it is at most that by which the second differences vary, as if nobody accelerated: were it more, more than
  half of them would be above their median, that of a normal cut off where chains are.

The best estimate is that by which third differences vary: constant acceleration leaves nothing of itself in
them, and the variance of those of errors alone is 20 sd^2.  It is as wide as 68 % of them are.  There is none
where chains are few, or where plots lie so near one another that chains of larger errors are not found.

What is told is contradicted where it is less than half the one or more than ten times the other, with odds of
one in a thousand.  Half, because half the deviation is what trackers bear; ten, because errors of a radar
that last for several scans scatter little from one to the next.

References
----------
.. [1] R. K. Mehra, On the identification of variances and adaptive Kalman filtering, IEEE Transactions on
   Automatic Control 15 (1970), 175-184: what is not predicted tells noise of measuring and of motion apart,
   by its correlation.  The use of signs, medians and shares, which few wrong chains move, is our own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import bdtrc, betaincinv, erf

from openiads.ground.units import DEG
from openiads.study.tracking.kinematics import Floats
from openiads.study.tracking.plot_chains import Chains
from openiads.study.tracking.plots import Plots

BY_CHANCE = 1e-3
OVERLAP = 2.0
"""Chains that share plots count for one in so many."""
TOO_SMALL, TOO_LARGE = 2.0, 10.0
"""What is told is contradicted where plots scatter so many times as far, or so many times less far."""
PER_DEVIATION = 1.4826
"""Standard deviation over the median of sizes, of a normal."""
WITHIN = 0.6827
"""Share of a normal that is within one standard deviation."""
FEWEST = 50
"""Chains for an estimate."""
ROOM = 2.0
"""Deviations of second differences up to which chains must be found for an estimate."""
OF_COUNT, OF_FLIGHT = 1.5, 0.08
"""Relative standard errors of the estimate: of one chain, and of what turns and crowding leave in it.

Both measured on made-up scenes and those of `benchmarks/tracking`: in 642 cases what plots were made with lay
within two standard errors in 98 %.  Manoeuvres move it upwards, plots that lie near one another downwards.
"""
TOO_FEW = "too few plots are of one target scan after scan"
TOO_NEAR = "plots lie too near one another"
MEASURES = (("range_sd_m", 1.0, "m"), ("azimuth_sd_deg", DEG, "°"), ("elevation_sd_deg", DEG, "°"))
"""Columns, their units, and how these are written."""
RANGE, AZIMUTH = 0, 1


class Scatter(NamedTuple):
    """How far plots scatter, as factors of what is told of one measure."""

    least: float  # 0 where nothing is known
    about: float  # the best estimate
    error: float  # of that, a standard error, relative
    doubt: str  # why that is none, or nothing
    less: bool  # beyond doubt less than a tenth
    told: float  # median of those of the plots, NaN if there are none


def scatter(plots: Plots, chains: Chains, measure: int) -> Scatter:
    """That of range (0), azimuth (1) or elevation (2) by plots of one sensor."""
    value = _chained(plots, chains, measure)
    told = (plots.range_sd, plots.azimuth_sd, plots.elevation_sd)[measure][chains.rows]
    known = np.isfinite(value).all(axis=1)
    if not known.any():
        return Scatter(0.0, math.nan, math.nan, TOO_FEW, False, math.nan)
    time = plots.time[chains.rows]
    ratio = _ratio(time)
    spread = np.sqrt(told[:, 2:] ** 2 + ((1.0 + ratio) * told[:, 1:-1]) ** 2 + (ratio * told[:, :-2]) ** 2)
    off = _second(value, time) / spread
    bound = (_open(plots, chains, measure) / spread[:, 0])[known]
    about = float(np.quantile(np.abs(_third(value[known], time[known], told[known])), WITHIN))
    count = int(np.count_nonzero(known))
    doubt = TOO_FEW if count < FEWEST else TOO_NEAR if np.median(bound) < ROOM * about else ""
    return Scatter(
        least=_least(off[known]),
        about=about,
        error=math.hypot(OF_COUNT / math.sqrt(count), OF_FLIGHT),
        doubt=doubt,
        less=_is_less(np.abs(off[:, 0])[known], bound),
        told=float(np.median(told[known])),
    )


def _chained(plots: Plots, chains: Chains, measure: int) -> Floats:
    value = (plots.slant_range, plots.azimuth, plots.elevation)[measure][chains.rows]
    return np.unwrap(value, axis=1) if measure == AZIMUTH else value


def _ratio(time: Floats) -> Floats:
    gone = np.diff(time, axis=1)
    return np.asarray(gone[:, 1:] / gone[:, :-1])


def _second(value: Floats, time: Floats) -> Floats:
    """Second differences (N, 2) of what four plots in a row measure (N, 4)."""
    steps = np.diff(value, axis=1)
    return np.asarray(steps[:, 1:] - _ratio(time) * steps[:, :-1])


def _third(value: Floats, time: Floats, told: Floats) -> Floats:
    """Third differences (N,) of what four plots in a row measure (N, 4), over their deviations (N, 4) [1]."""
    gone = time[:, :, None] - time[:, None, :] + np.eye(time.shape[1])
    weight = 1.0 / gone.prod(axis=2)
    spread = np.sqrt(np.sum((weight * told) ** 2, axis=1))
    return np.asarray(np.sum(weight * (value - value[:, :1]), axis=1) / spread)


def _open(plots: Plots, chains: Chains, measure: int) -> Floats:
    """Up to which second difference (N,) there would be a chain, the other one being what it is."""
    if measure not in (RANGE, AZIMUTH):
        return np.full(len(chains.rows), np.inf)
    across = plots.slant_range[chains.rows[:, 1]]
    time = plots.time[chains.rows]
    other = _second(_chained(plots, chains, RANGE + AZIMUTH - measure), time)[:, 0]
    other = other * across if measure == RANGE else other
    left = np.sqrt(np.maximum(chains.reach**2 - other**2, 0.0))
    return left if measure == RANGE else left / across


def _least(off: Floats) -> float:
    """Least factor by which deviations are off, of second differences (N, 2) [1]."""
    count = len(off) / OVERLAP
    changes = np.count_nonzero(off[:, 0] * off[:, 1] < 0.0) / OVERLAP
    share = float(betaincinv(changes, count - changes + 1.0, BY_CHANCE)) if changes else 0.0
    if share <= 0.5:
        return 0.0
    correlation = math.sin(math.pi * (share - 0.5))
    return math.sqrt(1.5 * correlation) * PER_DEVIATION * float(np.median(np.abs(off)))


def _is_less(off: Floats, bound: Floats) -> bool:
    """Whether second differences (N,) [1] that may be up to a bound (N,) are too small for a tenth."""
    size = TOO_LARGE / math.sqrt(2.0)
    below = np.count_nonzero(erf(size * off) < 0.5 * erf(size * bound))
    count = int(off.size / OVERLAP)
    return bool(below and bdtrc(int(below / OVERLAP) - 1, count, 0.5) < BY_CHANCE)


def contradicted(plots: Plots, chains: Chains, name: str) -> list[str]:
    """What plots of a sensor with a name say against their standard deviations, a sentence each."""
    told = []
    for measure, (column, unit, word) in enumerate(MEASURES):
        found = scatter(plots, chains, measure)
        if found.least > TOO_SMALL or found.less:
            usual = found.told / unit
            start = f"{column} of sensor {name!r} is {usual:.3g} {word}, but its plots scatter about"
            told.append(f"{start} smooth flight by {_said(found, usual, column, word)}")
    return told


def _said(found: Scatter, usual: float, column: str, word: str) -> str:
    """How far they scatter, what that does, and what to give."""
    seldom = "which chance does less than once in 1,000 files"
    some = f"some {_round(found.about * usual)} {word}"
    if found.less:
        return (
            f"{some}, {seldom}; tracks follow late; see that {column} and what it is the deviation of are "
            f"both in {word}"
        )
    broken = "tracks break up, and those that are there are too sure"
    if found.doubt:
        return (
            f"{found.least * usual:.3g} {word} or more, {seldom}; {broken}; the true figure may be several "
            f"times that, for {found.doubt} to tell it; take {column} from the radar's data sheet, or from "
            "a longer file of few targets far apart"
        )
    low, high = ((1.0 + side * found.error) * found.about * usual for side in (-2.0, 2.0))
    return (
        f"{some} ({_round(low)} to {_round(high)}), {seldom}; {broken}; give {column} as its plots scatter, "
        f"{_round(found.about * usual)} {word}"
    )


def _round(value: float) -> str:
    """Two figures, and no exponent where there is none to save."""
    return f"{float(f'{value:.2g}'):g}"
