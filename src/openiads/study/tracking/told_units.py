"""Whether plots are told in other units than they should be: radians, milliseconds, kilometres.

Each is told where what plots do is what they should do in the other unit, and not in this one; chance has
that once in a thousand files.  Our rules.

- Radians: azimuths go from 0 to two pi, or from minus pi to pi, and at both ends are no farther from it than
  the first and last of as many drawn all round would be.  A sector in degrees that ends so exactly there,
  wherever else it might end, is rare.  Or they keep in step with the beam as radians, and not as degrees.
- Milliseconds: plots keep in step with the scan period that is told as milliseconds, and not as seconds.
- Kilometres: most of what is followed from plot to plot moves, and so slowly that it would fly as targets do
  at a thousand times the speed, from no farther than radars see.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.special import bdtrc

from openiads.ground.units import DEG
from openiads.study.tracking.plot_chains import Chains
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.scans import (
    FEWEST_TURNS,
    TURN,
    burst_period,
    come_in_bursts,
    scan_period,
    step_with,
)
from openiads.study.tracking.told_scatter import BY_CHANCE, OVERLAP

KILO = 1_000.0
FARTHEST = 5_000.0
"""No radar gives plots from farther away [km]: numbers beyond are no kilometres."""
CLOSE = math.log(1.0 / BY_CHANCE)
"""How far the last of azimuths drawn all round is from the end once in 1,000, in their mean distance."""


def in_radians(own: Plots, period: float) -> bool:
    """Whether azimuths of a sensor that scans in some period [s] are radians."""
    azimuth = own.azimuth / DEG
    low, high = float(azimuth.min()), float(azimuth.max())
    for begin in (0.0, -math.pi):
        if low < begin or high > begin + TURN:
            continue
        strip = TURN * CLOSE / own.count
        at_ends = low < begin + strip and high > begin + TURN - strip
        # A sector may well begin at 0, or lie evenly about 0, and end at a whole number of degrees: 3 or 6.
        # Elsewhere it ends anywhere, the strip being so much of the circle in degrees.
        if at_ends and strip < (begin + TURN) % 1.0 and strip / 360.0 < BY_CHANCE:
            return True
        time = own.time - own.time[0]
        as_radians = step_with(time, np.exp(1j * azimuth), period)
        if as_radians.kept and as_radians.odds < BY_CHANCE:
            return step_with(time, np.exp(1j * own.azimuth), period).broken
    return False


def hint(own: Plots) -> str:
    """What to try where times and azimuths of a sensor do not tell its scan period; empty if nothing."""
    as_radians = replace(own, azimuth=own.azimuth / DEG)
    if own.azimuth.max() <= TURN * DEG and not math.isnan(scan_period(as_radians)):
        return "azimuth_deg would as radians, then give degrees"
    if not math.isnan(scan_period(replace(own, time=own.time / KILO))):
        return "time_s would as milliseconds, then give seconds"
    return ""


def in_milliseconds(own: Plots, period: float) -> bool:
    """Whether times of a sensor are milliseconds, by its scan period as it is told [s]."""
    time, along = own.time - own.time[0], np.exp(1j * own.azimuth)
    if time[-1] < KILO * FEWEST_TURNS * period or step_with(time, along, period).kept:
        return False
    if come_in_bursts(time):
        return round(math.log10(burst_period(np.unique(time)) / period)) == math.log10(KILO)
    found = step_with(time / KILO, along, period)
    return found.kept and found.odds < BY_CHANCE


def crawls(own: Plots, chains: Chains, slow: float) -> bool:
    """Whether most of what chains of plots are of moves on, but slower than some speed [m/s].

    What stands still moves there and back as often as on.
    """
    if own.slant_range.max() > FARTHEST:
        return False
    level, azimuth = own.slant_range[chains.rows], own.azimuth[chains.rows]
    place = np.stack([level * np.sin(azimuth), level * np.cos(azimuth)], axis=2)
    lasts = own.time[chains.rows[:, -1]] - own.time[chains.rows[:, 0]]
    slowly = np.linalg.norm(place[:, -1] - place[:, 0], axis=1) < slow * lasts
    begins, ends = place[slowly, 1] - place[slowly, 0], place[slowly, 3] - place[slowly, 2]
    on = np.count_nonzero(np.sum(begins * ends, axis=1) > 0.0)
    count = int(np.count_nonzero(slowly) / OVERLAP)
    return bool(on and 2.0 * on > len(slowly) and bdtrc(int(on / OVERLAP) - 1, count, 0.5) < BY_CHANCE)
