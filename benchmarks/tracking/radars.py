"""What radars make of flights: plots with errors, misses and false plots.

A radar sees all round, to the zenith and as far as it reaches; a target is plotted in a scan with one
probability, whatever its distance.  Errors are normal, in range, azimuth and elevation about the radar's own
east, north and up.  False plots are as many as a Poisson law gives and lie evenly in range, azimuth and
elevation.  A beam that turns meets a target when it points at it: the time of a plot is where sweep and
flight meet.  Or all plots of a scan share its time, as those trackers want that cannot do with less.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from benchmarks.tracking.flights import Flights, Floats, Integers
from openiads.ground.frames import ecef_of, enu_axes, geodetic_of
from openiads.study.tracking.plots import Plots, Sensors

LATITUDE, LONGITUDE, ALTITUDE = math.radians(39.0), math.radians(35.0), 0.0
"""Of the origin of scenes."""
TURN = 2.0 * math.pi
NEAREST = 0.02
"""Share of the reach within which there are no false plots."""
HIGHEST = math.radians(20.0)
"""Elevation up to which there are [rad]."""
FALSE_RATE = 300.0
"""Range rates of false plots lie evenly within this either way [m/s]."""
MEETINGS = 4
"""Times that the moment is improved at which a beam meets a target; a period moves it by a thousandth."""


class RadarSite(NamedTuple):
    """A radar that turns."""

    name: str = "radar"
    place: tuple[float, float, float] = (0.0, 0.0, 0.0)  # east, north and up of the origin [m]
    period: float = 5.0  # of a scan [s]
    phase: float = 0.0  # of its first scan [s]
    detection: float = 0.9  # probability, of a target in a scan
    false_plots: float = 20.0  # in a scan, on average
    reach: float = 200e3  # [m]
    false_reach: float = 200e3  # of false plots [m]
    range_sd: float = 50.0  # [m]
    azimuth_sd: float = math.radians(0.15)  # [rad]
    elevation_sd: float = math.radians(0.3)  # [rad]
    range_rate_sd: float = math.nan  # [m/s], if it measures range rates
    range_bias: float = 0.0  # [m]
    azimuth_bias: float = 0.0  # [rad]
    turning: bool = False  # plots have times of their own


class Frame(NamedTuple):
    """East, north and up at a place."""

    at: Floats  # (3,) ECEF [m]
    axes: Floats  # (3, 3) rows are east, north and up

    def ecef(self, place: Floats) -> Floats:
        """Places (..., 3) [m] of this frame in ECEF."""
        return self.at + place @ self.axes

    def enu(self, place: Floats) -> Floats:
        """Places (..., 3) [m, ECEF] in this frame."""
        return (place - self.at) @ self.axes.T


def frame_of(latitude: float, longitude: float, altitude: float) -> Frame:
    """The frame at a place [rad, rad, m]."""
    return Frame(
        np.asarray(ecef_of(latitude, longitude, altitude)), np.asarray(enu_axes(latitude, longitude))
    )


ORIGIN = frame_of(LATITUDE, LONGITUDE, ALTITUDE)


def sensors_of(sites: tuple[RadarSite, ...]) -> Sensors:
    """The radars as a tracker is told of them: everything but their bias."""
    latitude, longitude, altitude = geodetic_of(ORIGIN.ecef(np.array([site.place for site in sites])))
    told = np.array([[s.period, s.detection, s.false_plots, s.range_rate_sd] for s in sites]).T
    return Sensors(tuple(site.name for site in sites), latitude, longitude, altitude, *told)


class Looks(NamedTuple):
    """Plots of one radar in its own order, and whose they are."""

    plots: Plots
    whose: Integers  # (I,) number of the flight, -1 of a false plot


def look(draws: np.random.Generator, flights: Flights, site: RadarSite, s: int, lasting: float) -> Looks:
    """All that radar `s` plots from its first scan to the last one that begins before `lasting` [s]."""
    begins = site.phase + site.period * np.arange(math.ceil((lasting - site.phase) / site.period - 1e-9))
    seen, false = _seen(draws, flights, site, begins), _false(draws, site, begins)
    columns = [np.concatenate(pair) for pair in zip(seen, false, strict=True)]
    order = draws.permutation(columns[0].size)  # nobody is told by the place of a plot in its scan
    order = order[np.argsort(columns[0][order], kind="stable")]
    time, away, azimuth, elevation, rate, whose = (column[order] for column in columns)
    sd = (np.full(time.size, each) for each in (site.range_sd, site.azimuth_sd, site.elevation_sd))
    sensor = np.full(time.size, s, dtype=np.int64)
    return Looks(Plots(time, sensor, away, azimuth, elevation, *sd, rate), whose.astype(np.int64))


def _seen(
    draws: np.random.Generator, flights: Flights, site: RadarSite, begins: Floats
) -> tuple[Floats, ...]:
    """Time, range, azimuth, elevation, range rate and number of all targets that are plotted."""
    n = flights.born.size
    time = np.broadcast_to(begins, (n, begins.size)).copy()
    own = own_frame(site)
    if site.turning:
        time = _met(flights, site, own, begins)
    away, azimuth, elevation, rate = _measured(flights, site, own, time)
    there = flights.alive(time) & (time >= begins) & (time < begins + site.period)
    there &= (away <= site.reach) & (draws.random(time.shape) < site.detection)
    who, k = np.nonzero(there)
    off = draws.normal(size=(4, who.size))
    return (
        time[who, k],
        away[there] + site.range_bias + site.range_sd * off[0],
        np.mod(azimuth[there] + site.azimuth_bias + site.azimuth_sd * off[1], TURN),
        elevation[there] + site.elevation_sd * off[2],
        rate[there] + site.range_rate_sd * off[3],
        who.astype(np.float64),
    )


def _met(flights: Flights, site: RadarSite, own: Frame, begins: Floats) -> Floats:
    """Times (N, K) at which sweep and target meet, one a scan.

    One that crosses north as a scan ends is met in the next, or is lost for a scan.
    """
    time = np.broadcast_to(begins, (flights.born.size, begins.size))
    swept = np.mod(_measured(flights, site, own, time)[1], TURN)
    for _ in range(MEETINGS):
        azimuth = _measured(flights, site, own, begins + site.period * swept / TURN)[1]
        swept = swept + np.mod(azimuth - swept + 0.5 * TURN, TURN) - 0.5 * TURN
    return np.asarray(begins + site.period * swept / TURN)


def own_frame(site: RadarSite) -> Frame:
    """East, north and up of a radar."""
    latitude, longitude, altitude = geodetic_of(ORIGIN.ecef(np.array(site.place)))
    return frame_of(float(latitude), float(longitude), float(altitude))


def _measured(flights: Flights, site: RadarSite, own: Frame, time: Floats) -> tuple[Floats, ...]:
    """Range, azimuth, elevation and range rate (N, K) without errors."""
    place, velocity = flights.at(time)
    place, velocity = own.enu(ORIGIN.ecef(place)), velocity @ ORIGIN.axes @ own.axes.T
    away = np.linalg.norm(place, axis=-1)
    rate = np.sum(place * velocity, axis=-1) / away
    return away, np.arctan2(place[..., 0], place[..., 1]), np.arcsin(place[..., 2] / away), rate


def _false(draws: np.random.Generator, site: RadarSite, begins: Floats) -> tuple[Floats, ...]:
    """The same of false plots."""
    scan = np.repeat(np.arange(begins.size), draws.poisson(site.false_plots, begins.size))
    azimuth = draws.uniform(0.0, TURN, scan.size)
    time = begins[scan] + (site.period * azimuth / TURN if site.turning else 0.0)
    away = draws.uniform(NEAREST * site.false_reach, site.false_reach, scan.size)
    elevation = draws.uniform(0.0, HIGHEST, scan.size)
    rate = draws.uniform(-FALSE_RATE, FALSE_RATE, scan.size)
    rate = np.full(scan.size, np.nan) if math.isnan(site.range_rate_sd) else rate
    return time, away, azimuth, elevation, rate, np.full(scan.size, -1.0)
