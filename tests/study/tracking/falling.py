"""A ballistic missile of the simulation, and what a radar near its aim point makes of it."""

from __future__ import annotations

import math

import numpy as np
from scipy.interpolate import CubicSpline

from openiads.ground.frames import ecef_of, enu_axes
from openiads.motion.ballistic import arc
from openiads.study.tracking.plots import Plots, Sensors

LAUNCH, AIM = (math.radians(38.2), math.radians(36.0)), (math.radians(40.0), math.radians(33.0))
APOGEE = 90e3
PERIOD = 5.0
SITE = math.radians(39.8), math.radians(33.3), 900.0
SD = 50.0, math.radians(0.15), math.radians(0.3)
"""Of range [m], azimuth and elevation [rad]."""
IMPACT = ecef_of(*AIM, 0.0)


def sensor() -> Sensors:
    one = (np.array([each]) for each in (*SITE, PERIOD, 0.95, 5.0, np.nan))
    return Sensors(("radar",), *one)


class Missile:
    """Its place at any time, by a spline through samples of two seconds."""

    def __init__(self) -> None:
        samples, spacing = arc(LAUNCH, AIM, 0.0, APOGEE)
        times = spacing * np.arange(samples.shape[1])
        self.at, self.lasts = CubicSpline(times, samples[:3].T), float(times[-1])


MISSILE = Missile()


def plots(seed: int, first: float = 60.0) -> Plots:
    """Plots from a time [s] to 10 s before impact, all detected, while it is a degree above the horizon."""
    draws = np.random.default_rng([seed, 7])
    times = np.arange(first, MISSILE.lasts - 10.0, PERIOD)
    axes = enu_axes(*SITE[:2])
    local = (MISSILE.at(times) - ecef_of(*SITE)) @ axes.T
    away = np.linalg.norm(local, axis=1)
    elevation = np.arcsin(local[:, 2] / away)
    seen = elevation > math.radians(1.0)
    off = draws.normal(size=(3, times.size)) * np.array(SD)[:, None]
    azimuth = np.arctan2(local[:, 0], local[:, 1])
    sd = (np.full(times.size, each) for each in SD)
    columns = (
        times, np.zeros(times.size, dtype=np.int64), away + off[0], np.mod(azimuth + off[1], 2.0 * np.pi),
        elevation + off[2], *sd, np.full(times.size, np.nan),
    )  # fmt: skip
    return Plots(*(column[seen] for column in columns))
