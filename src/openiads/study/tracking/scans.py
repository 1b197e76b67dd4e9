"""When sensors scan: how long a turn takes where nobody told, and which plots are of one scan.

Our rules.  Plots of a scan have one time, or times of their own as the beam turns.  Of one time, a scan is a
burst of plots; else the turn is told by how fast azimuths advance, and scans begin with the first plot.
"""

from __future__ import annotations

import math

import numpy as np

from openiads.study.tracking.plots import Floats, Plots

TURN = 2.0 * math.pi
SAME_TIME = 0.02
"""Share of the plots that have a time of their own, up to which plots come in bursts [1]."""
EARLY = 1e-6
"""Rounding must not put the first plot of a scan into the one before it [1]."""


def scan_period(plots: Plots) -> float:
    """Scan period [s] of the sensor of some plots; NaN if they do not tell."""
    order = np.argsort(plots.time, kind="stable")
    time, azimuth = plots.time[order], plots.azimuth[order]
    times = np.unique(time)
    if times.size < 2:
        return math.nan
    if come_in_bursts(time):
        return float(np.median(np.diff(times)))
    turned = float(np.sum(np.mod(np.diff(azimuth), TURN)))
    return float(TURN * (time[-1] - time[0]) / turned) if turned > 0.0 else math.nan


def come_in_bursts(time: Floats) -> bool:
    """Whether plots at times (I,) [s] share the times of their scans."""
    return bool(np.unique(time).size <= max(2.0, 0.5 * time.size))


def scans_of(time: Floats, period: float) -> Floats:
    """Numbers (I,) of the scans that plots at times (I,) [s] of one sensor are of, whole, from 0."""
    since = time - (time.min() if time.size else 0.0)
    if come_in_bursts(time):
        return np.round(since / period)
    return np.floor(since / period + EARLY)
