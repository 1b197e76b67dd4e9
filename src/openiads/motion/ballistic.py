"""Ballistic arcs from range and apogee.

References
----------
.. [1] R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics, 1971, chapter 6: the free
   flight of a ballistic missile is an arc of an ellipse with a focus at the Earth's centre.
.. [2] The same, chapter 4: eccentric anomaly, Kepler's equation and its solution by Newton's steps.

That the two ends and the apogee pick the ellipse is our own, as is the bisection for it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MU, Place, altitude_of, ecef_of
from openiads.motion.routes import packed

Floats = npt.NDArray[np.float64]

PERIOD = 2.0
"""Spacing of the samples [s]."""


def arc(
    start: tuple[float, float], end: tuple[float, float], end_altitude: float, apogee: float
) -> tuple[Floats, float]:
    """Samples (7, n) of the arc between two places (latitude, longitude) [rad], and their spacing [s].

    The Earth does not turn beneath it, boost is instant and the air does not brake it: launch and impact
    then lie on one ellipse, whose apogee is `apogee` [m] above the launch point.

    Source: [1]_ for the ellipse, [2]_ for the times along it.
    """
    first = ecef_of(start[0], start[1], 0.0)
    last = ecef_of(end[0], end[1], end_altitude)
    radius, end_radius = float(np.linalg.norm(first)), float(np.linalg.norm(last))
    spread = math.atan2(float(np.linalg.norm(np.cross(first, last))), float(first @ last))
    eccentricity, anomaly = _ellipse(radius, end_radius, spread, radius + apogee)
    semi_major = (radius + apogee) / (1.0 + eccentricity)
    begin = _time(semi_major, eccentricity, anomaly)
    finish = _time(semi_major, eccentricity, anomaly + spread)
    n_samples = max(math.ceil((finish - begin) / PERIOD), 2) + 1
    times = np.linspace(begin, finish, n_samples)
    eccentric = _kepler(times * math.sqrt(MU / semi_major**3), eccentricity)
    true = 2.0 * np.arctan2(
        math.sqrt(1.0 + eccentricity) * np.sin(eccentric / 2.0),
        math.sqrt(1.0 - eccentricity) * np.cos(eccentric / 2.0),
    )
    true = np.where(true < 0.0, true + 2.0 * math.pi, true)
    distance = semi_major * (1.0 - eccentricity * np.cos(eccentric))
    along = first / radius
    across = last - (last @ along) * along
    across = across / np.linalg.norm(across)
    swept = true - anomaly
    positions = distance[:, None] * (np.cos(swept)[:, None] * along + np.sin(swept)[:, None] * across)
    heights = np.array([altitude_of(Place(*place)) for place in positions.tolist()])
    return packed(positions, heights, times - begin), (finish - begin) / (n_samples - 1)


def _ellipse(radius: float, end_radius: float, spread: float, top: float) -> tuple[float, float]:
    """Eccentricity and true anomaly of launch, for both ends on one ellipse with its apogee at `top`.

    Our own: the orbit equation of [1]_ at both ends and at the apogee.
    """
    low, high = math.pi - spread, math.pi

    def eccentricity_at(anomaly: float) -> float:
        """Source: [1]_, the orbit equation at launch."""
        return (top - radius) / (top + radius * math.cos(anomaly))

    def gap(anomaly: float) -> float:
        """Source: [1]_, the orbit equation at the other end, less its radius."""
        e = eccentricity_at(anomaly)
        return top * (1.0 - e) / (1.0 + e * math.cos(anomaly + spread)) - end_radius

    for _ in range(100):
        middle = 0.5 * (low + high)
        if (gap(middle) > 0.0) == (gap(low) > 0.0):
            low = middle
        else:
            high = middle
    anomaly = 0.5 * (low + high)
    return eccentricity_at(anomaly), anomaly


def _time(semi_major: float, eccentricity: float, anomaly: float) -> float:
    """Time since perigee [s] of a true anomaly in [0, 2 pi).

    Source: [2]_.
    """
    half = anomaly / 2.0
    eccentric = 2.0 * math.atan2(
        math.sqrt(1.0 - eccentricity) * math.sin(half), math.sqrt(1.0 + eccentricity) * math.cos(half)
    )
    if eccentric < 0.0:
        eccentric += 2.0 * math.pi
    return (eccentric - eccentricity * math.sin(eccentric)) * math.sqrt(semi_major**3 / MU)


def _kepler(mean: Floats, eccentricity: float) -> Floats:
    """Eccentric anomaly of a mean anomaly, by Newton from above the middle.

    Source: [2]_.
    """
    eccentric = np.full_like(mean, math.pi)
    for _ in range(50):
        eccentric = eccentric - (eccentric - eccentricity * np.sin(eccentric) - mean) / (
            1.0 - eccentricity * np.cos(eccentric)
        )
    return eccentric


__all__ = ["arc"]
