"""Scenes by name: flights, radars, and what these make of them from a seed.

Seeds below 100 are for choosing settings; those from 100 on are for judging them, and for nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.tracking.flights import Flights, Floats, Integers, made_up, parting
from benchmarks.tracking.radars import ORIGIN, RadarSite, look, sensors_of
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plots import Plots, Sensors

JUDGING = 100
"""The first seed for judging."""
SCANS, PERIOD = 60, 5.0
FIRST_JUDGED = 5
"""Scans before this one are not judged: nobody can have a track yet."""
CLUTTER = {10: 20.0, 50: 50.0, 200: 100.0, 1_000: 300.0, 5_000: 300.0}
DETECTION = 0.9


@dataclass(frozen=True, eq=False)
class Scene:
    """Truth, radars and plots."""

    name: str
    seed: int
    flights: Flights
    sites: tuple[RadarSite, ...]
    lasting: float  # [s]
    plots: Plots  # of all radars, by time
    whose: Integers  # (I,) number of the flight that a plot is of, -1 of a false one

    @cached_property
    def sensors(self) -> Sensors:
        """What a tracker is told of the radars."""
        return sensors_of(self.sites)

    @cached_property
    def scans(self) -> Floats:
        """Times of scans at which tracks are judged [s], where plots share them."""
        return np.unique(self.plots.time)

    @property
    def judged_from(self) -> float:
        """Time from which on tracks are judged [s]."""
        return FIRST_JUDGED * max(site.period for site in self.sites)

    def truth(self, times: Floats, ecef: bool = True) -> Kinematics:
        """Targets that are there at times (K,) [s], in ECEF or in metres east, north and up of the origin."""
        place, velocity = self.flights.at(times)
        k, n = np.nonzero(self.flights.alive(times).T)
        place, velocity = place[n, k], velocity[n, k]
        if ecef:
            place, velocity = ORIGIN.ecef(place), velocity @ ORIGIN.axes
        return Kinematics(times[k], n, place, velocity)


def scene(name: str, seed: int, flights: Flights, sites: tuple[RadarSite, ...], lasting: float) -> Scene:
    """What radars make of flights, each with draws of its own."""
    looks = [
        look(np.random.default_rng([seed, 1 + s]), flights, site, s, lasting) for s, site in enumerate(sites)
    ]
    columns = {
        field: np.concatenate([getattr(each.plots, field) for each in looks])
        for field in Plots.__dataclass_fields__
    }
    whole, whose = Plots(**columns), np.concatenate([each.whose for each in looks])
    order = np.argsort(whole.time, kind="stable")
    return Scene(name, seed, flights, sites, lasting, whole.only(order), whose[order])


def usual(
    name: str, seed: int, targets: int, *sites: RadarSite, scans: int = SCANS, inner: float | None = None
) -> Scene:
    """The usual mixture of flights, for as many scans of the first radar."""
    lasting = scans * sites[0].period
    draws = np.random.default_rng([seed, 0])
    flights = made_up(draws, targets, (scans - 1) * sites[0].period, sites[0].reach, inner)
    return scene(name, seed, flights, sites, lasting)


def plain(targets: int, **changes: object) -> Callable[[int], Scene]:
    """One radar and so many targets."""
    site = RadarSite(false_plots=CLUTTER[targets], detection=DETECTION)._replace(**changes)
    return lambda seed: usual(f"s{targets}", seed, targets, site)


def dense(seed: int) -> Scene:
    """Fifty targets within 60 km, and 300 false plots a scan among them."""
    return usual("d50", seed, 50, RadarSite(false_plots=300.0, false_reach=60e3), inner=54e3)


def several(seed: int, bias: float = 0.0) -> Scene:
    """Fifty targets, three radars that turn at different rates; the second may be off to one side [rad]."""
    sites = (
        RadarSite("first", period=5.0, false_plots=50.0, turning=True),
        RadarSite("second", (60e3, 20e3, 0.0), 10.0, 3.0, false_plots=50.0, turning=True, azimuth_bias=bias),
        RadarSite("third", (-30e3, 70e3, 0.0), 4.0, 1.0, false_plots=30.0, reach=120e3, turning=True),
    )
    return usual("m50" if bias == 0.0 else "m50b", seed, 50, *sites)


def close_parallel(seed: int, gap: float = 300.0) -> Scene:
    """Ten pairs that come together, fly `gap` [m] abreast for two minutes, and part."""
    draws = np.random.default_rng([seed, 0])
    flights = parting(draws, 10, (SCANS - 1) * PERIOD, gap, 80e3)
    return scene("p20", seed, flights, (RadarSite(false_plots=50.0),), SCANS * PERIOD)


SCENES: dict[str, Callable[[int], Scene]] = {
    **{f"s{targets}": plain(targets) for targets in CLUTTER},
    "d50": dense,
    "s200p10": lambda seed: usual("s200p10", seed, 200, RadarSite(period=10.0, false_plots=100.0)),
    "t50": lambda seed: usual("t50", seed, 50, RadarSite(false_plots=50.0, turning=True)),
    "r50": lambda seed: usual("r50", seed, 50, RadarSite(false_plots=50.0, range_rate_sd=2.0)),
    "m50": several,
    "m50b": lambda seed: several(seed, math.radians(0.3)),
    "p20": close_parallel,
}
"""`s` the usual mixture of so many targets, `d` dense, `p10` scans of 10 s, `t` plots with times of their
own, `r` range rates, `m` several radars, `b` one of them off by 0.3 degrees, `p` parallel and parting."""


def short(targets: int, scans: int, seed: int) -> Scene:
    """A usual scene that is quickly played."""
    return usual(f"s{targets}", seed, targets, RadarSite(false_plots=20.0), scans=scans)
