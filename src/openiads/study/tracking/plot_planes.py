"""Plots in the sensor's range and angles become the plots that a tracker reads, in ECEF.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 10.4.3: unbiased conversion of polar measurements, and where it is needed.
.. [2] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: the density
   of false plots in the measured volume, against which a plot is scored.

Our rules: an elevation that nobody measured stands for any altitude of aircraft, and a range rate that nobody
measured for any at all.  False plots lie evenly in range, azimuth and elevation within what plots there are.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.ground.frames import MEAN_RADIUS, ecef_of, enu_axes
from openiads.state.planes import Plot, PlotKey
from openiads.study.tracking.plots import Floats, Integers, Plots, Sensors

ANY_ALTITUDE, ANY_ALTITUDE_SD = 7_500.0, 4_000.0
"""What an elevation that nobody measured is taken for: altitude above the sensor, mean and deviation [m]."""
ANY_RATE_SD = 1e4
"""The same of a range rate [m/s]: it tells nothing of any target."""
SMALLEST_SPAN = 0.05
"""Of elevation, over which false plots lie at least [rad]."""


class Placed(NamedTuple):
    """Where sensors stand, ECEF.  Axis: S sensors."""

    place: Floats  # (S, 3) [m]
    axes: Floats  # (S, 3, 3) rows are east, north and up [1]


def placed(sensors: Sensors) -> Placed:
    """Places and axes of sensors."""
    spots = list(zip(sensors.latitude, sensors.longitude, sensors.altitude, strict=True))
    place = np.array([ecef_of(latitude, longitude, altitude) for latitude, longitude, altitude in spots])
    axes = np.array([enu_axes(latitude, longitude) for latitude, longitude, _ in spots])
    return Placed(place.reshape(-1, 3), axes.reshape(-1, 3, 3))


def with_elevation(plots: Plots) -> tuple[Floats, Floats]:
    """Elevations and their deviations (I,) [rad]; where none was measured, those of any altitude."""
    missing = np.isnan(plots.elevation)
    reach = np.maximum(plots.slant_range, ANY_ALTITUDE)
    bulge = plots.slant_range / (2.0 * MEAN_RADIUS)
    anywhere = np.arcsin(np.clip(ANY_ALTITUDE / reach - bulge, -1.0, 1.0))
    elevation = np.where(missing, anywhere, plots.elevation)
    return elevation, np.where(missing, ANY_ALTITUDE_SD / reach, plots.elevation_sd)


def planes_of(plots: Plots, sensors: Sensors, false_plots: Floats) -> tuple[Floats, Integers]:
    """Planes (planes, I) [Plot] and (planes, I) [PlotKey] of plots.

    false_plots  (S,) of each sensor in a scan, on average [1]

    Angles are converted without their bias [1]_: converted plots lie a little too near on average.
    """
    stand, s = placed(sensors), plots.sensor
    elevation, elevation_sd = with_elevation(plots)
    sine, cosine = np.sin(plots.azimuth), np.cos(plots.azimuth)
    rise, level = np.sin(elevation), np.cos(elevation)
    zero = np.zeros_like(sine)
    along = np.stack([level * sine, level * cosine, rise], axis=1)
    across = np.stack([cosine, -sine, zero], axis=1)
    above = np.stack([-rise * sine, -rise * cosine, level], axis=1)
    along, across, above = (np.einsum("ij,ijk->ik", one, stand.axes[s]) for one in (along, across, above))
    reach = plots.slant_range * np.exp(0.5 * (plots.azimuth_sd**2 * level**2 + _small(elevation_sd) ** 2))
    spread = plots.range_sd, plots.azimuth_sd * reach * level, elevation_sd * reach
    covariance = sum(
        (sd * sd)[:, None, None] * axis[:, :, None] * axis[:, None, :]
        for sd, axis in zip(spread, (along, across, above), strict=True)
    )
    f, k = np.zeros((len(Plot), plots.count)), np.zeros((len(PlotKey), plots.count), dtype=np.int64)
    f[Plot.TIME] = plots.time
    f[Plot.X : Plot.Z + 1] = (stand.place[s] + reach[:, None] * along).T
    f[Plot.CXX : Plot.CZZ + 1] = np.asarray(covariance)[:, (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)].T
    f[Plot.RATE] = np.nan_to_num(plots.range_rate)
    f[Plot.SPREAD] = np.max(spread, axis=0)
    f[Plot.RCS] = 1.0
    f[Plot.LOG_CLUTTER] = log_clutter(plots, sensors, elevation, false_plots)
    k[PlotKey.RADAR], k[PlotKey.ORIGIN] = s, -1
    return f, k


def _small(sd: Floats) -> Floats:
    """Deviations [rad] without those of elevations that nobody measured, whose mean is where it should be."""
    return np.where(sd > SMALLEST_SPAN, 0.0, sd)


def log_clutter(plots: Plots, sensors: Sensors, elevation: Floats, false_plots: Floats) -> Floats:
    """Log density of false plots (I,) [s/m4] where plots are [2]_.

    Of a range rate that was not measured the density is that of a target's, so that it tells nothing.
    """
    found = np.zeros(plots.count)
    for s in range(sensors.count):
        mine = np.flatnonzero(plots.sensor == s)
        if not mine.size:
            continue
        rates = plots.range_rate[mine]
        wide = max(float(np.ptp(elevation[mine])), SMALLEST_SPAN)
        volume = float(plots.slant_range[mine].max()) * 2.0 * math.pi * wide
        by_rate = 1.0 / (math.sqrt(2.0 * math.pi) * ANY_RATE_SD)
        if not np.isnan(rates).any():
            by_rate = 1.0 / max(float(np.ptp(rates)), 1.0)
        per_cell = max(float(false_plots[s]), 1e-3) / volume * by_rate
        level = np.maximum(np.cos(elevation[mine]), 1e-3)
        found[mine] = np.log(per_cell / (np.maximum(plots.slant_range[mine], 1.0) ** 2 * level))
    return found
