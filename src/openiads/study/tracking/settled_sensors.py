"""What is told of sensors, and what is not told by their plots.

Our rules.  The scan period is told by times and azimuths (`scans`).  Detection probability and false plots
are told by a first pass of the tracker over the plots of the sensor alone, which takes the catalogue's figure
for the one and all plots for the other:

- detection probability: of the scans between the one in which a track is believed and the one of its last
  plot, both left out, the share that brought it a plot.  How a track begins and ends is no fair draw, what
  lies between is.  Where no track is believed that long, the catalogue's figure is assumed.
- false plots: those that no track took which was ever believed, over all scans.

A plot that is false but near a track counts as one of its own, a target that is never tracked as false plots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from openiads.ground.errors import OutOfRange
from openiads.state.scalars import Tracking
from openiads.study.tracking.plots import Floats, Integers, Plots, Sensors
from openiads.study.tracking.scans import scan_period, scans_of
from openiads.study.tracking.told_progress import Followed
from openiads.study.tracking.told_units import hint
from openiads.study.tracking.track_plots import TENTATIVE, Tracks, track_plots

LEAST_CHANCE, MOST_CHANCE = 0.05, 0.99
"""Bounds of a detection probability that is estimated [1]: who is sure drops a track at one miss."""
FEWEST_LOOKS = 10
"""Of believed tracks, by which a detection probability is estimated."""


class Source(IntEnum):
    """Where a figure of a sensor is from."""

    TOLD = 0
    ESTIMATED = 1
    ASSUMED = 2
    NONE = 3  # the sensor has no plots, and nothing is needed


@dataclass(frozen=True, eq=False)
class Settled:
    """Sensors of which all is known that have plots.  Axis: S sensors."""

    sensors: Sensors
    plots: Integers  # (S,)
    scans: Integers  # (S,) from the first plot to the last
    period_from: tuple[Source, ...]  # (S,)
    chance_from: tuple[Source, ...]
    false_from: tuple[Source, ...]

    @property
    def at_work(self) -> Integers:
        """Those that have plots."""
        return np.flatnonzero(self.plots)

    @property
    def detection_probability(self) -> float:
        """What the tracker assumes of all alike [1]: the mean over their scans."""
        own = self.at_work
        return float(np.average(self.sensors.detection_probability[own], weights=self.scans[own]))


@dataclass(frozen=True)
class FirstPass:
    """What a first pass over the plots of one sensor found."""

    looks: int  # at believed tracks, begin and end left out
    seen: int  # of these, which brought a plot
    taken: int  # plots of tracks that were ever believed


def settled(
    plots: Plots,
    told: Sensors,
    where: str,
    tracking: Tracking,
    usual: float,
    tracker: str,
    followed: Followed | None = None,
) -> Settled:
    """The sensors with all that they need.

    where  what the user calls their table
    usual  detection probability of the catalogue [1]
    followed  told of plots of first passes
    """
    count = np.bincount(plots.sensor, minlength=told.count).astype(np.int64)
    period, chance, false = (
        told.scan_period.copy(),
        told.detection_probability.copy(),
        told.false_plots.copy(),
    )
    scans = np.zeros(told.count, dtype=np.int64)
    sources = {name: [Source.TOLD] * told.count for name in ("period", "chance", "false")}
    for s in range(told.count):
        if not count[s]:
            for name, values in (("period", period), ("chance", chance), ("false", false)):
                sources[name][s] = Source.NONE if np.isnan(values[s]) else Source.TOLD
            continue
        own = replace(plots.only(plots.sensor == s), sensor=np.zeros(count[s], dtype=np.int64))
        if np.isnan(period[s]):
            period[s], sources["period"][s] = _period(own, told.names[s], where), Source.ESTIMATED
        scans[s] = int(scans_of(own.time, float(period[s])).max()) + 1
        if np.isnan(chance[s]) or np.isnan(false[s]):
            alone = replace(
                told.only(np.array([s])), scan_period=period[[s]], false_plots=np.array([count[s] / scans[s]])
            )
            found = first_pass(track_plots(own, alone, tracking, usual, tracker, followed))
            if np.isnan(chance[s]):
                enough = found.looks >= FEWEST_LOOKS
                sources["chance"][s] = Source.ESTIMATED if enough else Source.ASSUMED
                share = found.seen / max(found.looks, 1)
                chance[s] = min(max(share, LEAST_CHANCE), MOST_CHANCE) if enough else usual
            if np.isnan(false[s]):
                false[s], sources["false"][s] = (count[s] - found.taken) / scans[s], Source.ESTIMATED
    sensors = replace(told, scan_period=period, detection_probability=chance, false_plots=false)
    return Settled(sensors, count, scans, *(tuple(sources[name]) for name in ("period", "chance", "false")))


def first_passes(plots: Plots, told: Sensors) -> int:
    """Plots of those sensors of which a first pass is needed."""
    open_ones = np.isnan(told.detection_probability) | np.isnan(told.false_plots)
    return int(np.count_nonzero(open_ones[plots.sensor]))


def _period(plots: Plots, name: str, where: str) -> float:
    found = scan_period(plots)
    if np.isnan(found):
        one = "1 plot does" if plots.count == 1 else f"{plots.count} plots do"
        other = hint(plots)
        raise OutOfRange(
            f"{where}: scan_period_s of sensor {name!r} is not given, and its {one} not tell it; a number of "
            f"seconds is allowed; add it{other and f' ({other})'}"
        )
    return found


def first_pass(tracks: Tracks) -> FirstPass:
    """What tracks of one sensor, a row for each scan, say of it; nothing where there are none."""
    if not tracks.number.size:
        return FirstPass(0, 0, 0)
    order = np.lexsort((tracks.time, tracks.number))
    number, plots = tracks.number[order], tracks.plots[order]
    believed = tracks.state[order] != TENTATIVE
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    looks = seen = taken = 0
    for begin, end in zip(begins, np.append(begins[1:], number.size), strict=True):
        since = np.flatnonzero(believed[begin:end])
        if not since.size:
            continue
        taken += int(plots[end - 1])
        gained = _gained(plots[begin:end])[since[0] + 1 :]
        last = np.flatnonzero(gained)
        if last.size:
            looks += int(last[-1])
            seen += int(np.count_nonzero(gained[: last[-1]]))
    return FirstPass(looks, seen, taken)


def _gained(plots: Integers) -> Floats:
    return np.diff(plots, prepend=0).astype(np.float64)
