"""When sensors scan: how long a turn takes where nobody told, and which plots are of one scan.

Our rules.  Plots of a scan have one time, or times of their own as the beam turns.  Of one time, a scan is a
burst of plots, also where it has a few times close to one another; where times are all on one even clock,
though few are shared, its tick is the period.  Else, or where that is shorter than any turn, the azimuths of
plots keep in step with a beam that turns evenly: the period is the one at which they do so best, if that is
no chance.  Scans begin with the first plot.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from openiads.study.tracking.plots import Floats, Integers, Plots

TURN = 2.0 * math.pi
EARLY = 1e-6
"""Rounding must not put the first plot of a scan into the one before it [1]."""
SHORTEST, LONGEST = 0.5, 60.0
"""Turns that are looked for [s]."""
LOOKED_AT = 4_096.0
"""Time of the first plots by which a turn is looked for [s]; all of them make it exact."""
FEWEST_TURNS = 2.0
IN_STEP = 0.5
"""Length of the mean of unit vectors along azimuth less the beam's, from which on plots keep in step [1]."""
BY_CHANCE = 0.01
"""Odds of as much by chance, at any of the periods that are looked at."""
AS_GOOD = 0.95
"""A turn of several periods is as good for one target, so the longest that does nearly as well is meant."""
USUAL_GAPS, JUMP = 0.9, 4.0
"""Share of gaps between times, the shortest, among which one that is so many times the next shorter is from
scan to scan, the shorter ones within scans: scans that are missed double gaps, and pauses are few."""
FEWEST_GAPS = 4
OFF_TICK = 0.01
"""Share of a tick by which times on an even clock may be off."""


def scan_period(plots: Plots) -> float:
    """Scan period [s] of the sensor of some plots; NaN if they do not tell."""
    order = np.argsort(plots.time, kind="stable")
    time, azimuth = plots.time[order], plots.azimuth[order]
    times = np.unique(time)
    if times.size < 2:
        return math.nan
    found = burst_period(times) if come_in_bursts(time) else _tick(times)
    return found if found >= SHORTEST else turn_of(time - time[0], np.exp(1j * azimuth))


def burst_period(times: Floats) -> float:
    """Median time [s] from burst to burst, by the distinct times (N,) of plots, two or more, rising."""
    return float(np.median(np.diff(burst_begins(times))))


def burst_begins(times: Floats) -> Floats:
    """First times (B,) [s] of bursts, by the distinct times (N,) of plots, two or more, rising."""
    gaps = np.diff(times)
    usual = np.sort(gaps)[: int(USUAL_GAPS * (gaps.size - 1)) + 1]
    jumps = np.flatnonzero(usual[1:] > JUMP * usual[:-1])
    least = usual[jumps[-1] + 1] if jumps.size else 0.0
    return np.asarray(times[np.append(True, gaps >= least)])


def come_in_bursts(time: Floats) -> bool:
    """Whether plots at times (I,) [s] share the times of their scans."""
    return bool(np.unique(time).size <= max(1.0, 0.5 * time.size))


def scans_of(time: Floats, period: float) -> Floats:
    """Numbers (I,) of the scans that plots at times (I,) [s] of one sensor are of, whole, from 0."""
    since = time - (time.min() if time.size else 0.0)
    if come_in_bursts(time):
        return np.round(since / period)
    return np.floor(since / period + EARLY)


def scan_ends(time: Floats, sensor: Integers, periods: Floats) -> list[tuple[float, int]]:
    """Times [s] and sensors of all scans, by time: each is that of the last plot of the scan.

    time, sensor  (I,) of plots, by time [s]
    periods       (S,) of the scans [s]
    """
    ends = []
    for s, period in enumerate(periods):
        mine = time[sensor == s]
        last = np.flatnonzero(np.diff(scans_of(mine, float(period)), append=np.inf))
        ends += [(float(mine[i]), s) for i in last]
    return sorted(ends)


def turn_of(time: Floats, along: np.ndarray, by_chance: float = BY_CHANCE) -> float:
    """Period [s] of a beam that turns, by times from 0 on and unit vectors (I,) along azimuths; NaN if none.

    Clockwise or not: the sum over plots of the unit vector, turned back with the beam, is the Fourier
    transform of what the sensor saw over time.
    """
    early = time <= LOOKED_AT
    span = float(time[early][-1])
    if span < FEWEST_TURNS * SHORTEST:
        return math.nan
    width = SHORTEST / 8.0
    bins = np.floor(time[early] / width).astype(np.int64)
    length = 1 << math.ceil(math.log2(4.0 * (bins[-1] + 1)))
    seen = np.bincount(bins, along[early].real, length) + 1j * np.bincount(bins, along[early].imag, length)
    rates = np.fft.fftfreq(length, width)
    step = np.abs(np.fft.fft(seen)) / early.sum()
    asked = (np.abs(rates) >= max(1.0 / LONGEST, FEWEST_TURNS / span)) & (np.abs(rates) <= 1.0 / SHORTEST)
    rates, step = rates[asked], step[asked]
    needed = math.sqrt(math.log(max(rates.size, 1) / by_chance) / early.sum())
    if not step.size or step.max() < max(IN_STEP, needed):
        return math.nan
    good = np.flatnonzero(step >= AS_GOOD * step.max())
    slowest = good[np.abs(rates[good]) <= np.abs(rates[good]).min() + 1.0 / span]
    return float(1.0 / abs(_exactly(time, along, float(rates[slowest[np.argmax(step[slowest])]]))))


class Step(NamedTuple):
    """How well azimuths keep in step with a beam, over a few turns at a time."""

    length: float  # squared, of the mean of unit vectors less the beam's [1]; NaN where no two are to compare
    odds: float  # of as much by chance, where they do not

    @property
    def kept(self) -> bool:
        """Whether they do."""
        return self.length >= IN_STEP**2

    @property
    def broken(self) -> bool:
        """Whether they do not; where nothing is to compare, they neither do nor do not."""
        return self.length < IN_STEP**2


def step_with(time: Floats, along: np.ndarray, period: float) -> Step:
    """How well unit vectors (I,) along azimuths keep in step with a beam of a period [s], either way round.

    A period that is told in round figures need not hold over a whole file, so that turns are compared with
    those next to them.  Where azimuths come as they like, twice the squared sums over their counts have a
    chi-square distribution of twice as many degrees of freedom as there are sums.
    """
    window = np.floor(time / (FEWEST_TURNS * period)).astype(np.int64)
    window = np.unique(window, return_inverse=True)[1]
    count = np.bincount(window).astype(np.float64)
    pairs = float(np.sum(count * (count - 1.0)))
    best = Step(math.nan, 1.0)
    for sense in (1.0, -1.0):
        back = along * np.exp(-1j * sense * TURN * time / period)
        square = np.bincount(window, back.real) ** 2 + np.bincount(window, back.imag) ** 2
        length = (float(square.sum()) - time.size) / pairs if pairs else math.nan
        if not length <= best.length:
            best = Step(length, 2.0 * float(chdtrc(2.0 * count.size, 2.0 * float(np.sum(square / count)))))
    return best


def _exactly(time: Floats, along: np.ndarray, rate: float) -> float:
    """A rate [1/s] by plots of ever longer times: the second half of them is as far round as the first."""
    until = min(float(time[-1]), max(16.0 / abs(rate), 64.0))
    while True:
        mine = time <= until
        for _ in range(2):
            back = along[mine] * np.exp(-1j * TURN * rate * time[mine])
            second = time[mine] > 0.5 * until
            if not second.any():
                break
            apart = float(np.mean(time[mine][second]) - np.mean(time[mine][~second]))
            lag = float(np.angle(back[second].sum() * np.conj(back[~second].sum())))
            rate += lag / (TURN * apart)
        if until >= time[-1]:
            return rate
        until = min(2.0 * until, float(time[-1]))


def _tick(times: Floats) -> float:
    """The tick [s] of an even clock that all times (N,) are on, NaN if there is none."""
    gaps = np.diff(times)
    ticks = gaps / gaps.min()
    off = np.abs(ticks - np.round(ticks))
    if gaps.size < FEWEST_GAPS or off.max() > OFF_TICK * ticks.max() or ticks.max() > 0.1 / OFF_TICK:
        return math.nan
    return float((times[-1] - times[0]) / np.round(ticks).sum())
