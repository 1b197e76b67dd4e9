"""Fly-out tables: time of flight by slant range and altitude, from public range, altitude and speed.

A round climbs along a straight slant, reaches its published top speed at the end of its boost, then
coasts against drag that goes with air density and speed squared.  One drag figure is fitted so that, on
the slant that serves it best, it has its end speed left at its published maximum range - or, where a mean
speed to that range is published, so that the mean comes out.  Lofted flight is left out, so reach low down
is the pessimistic side.

References
----------
.. [1] G. M. Siouris, Missile Guidance and Control Systems, 2004, chapter 3: drag deceleration of a coasting
   missile, -rho v**2 S C_D / 2 m.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.atmosphere import density
from openiads.ground.frames import MEAN_RADIUS

Floats = npt.NDArray[np.float64]

RANGE_STEP = 2_000.0
ALTITUDE_STEP = 1_000.0
PATH_STEP = 500.0
SLANTS = np.radians(np.concatenate([np.linspace(-2.0, 10.0, 37), np.linspace(11.0, 90.0, 80)]))
BOOSTING = 20_000.0
"""Nearer than this a round is held to reach, whatever its speed: it is still being driven [m]."""
BEYOND = 3.0
"""Time of flight grows by this factor of itself per table length outside reach, so searches converge."""


def _altitudes(slants: Floats, along: Floats) -> Floats:
    """Altitude [m] above a site at sea level, by slant [rad] (rows) and slant range [m] (columns)."""
    rise = np.sin(slants)[:, None] * along
    heights: Floats = np.sqrt(along**2 + 2.0 * MEAN_RADIUS * rise + MEAN_RADIUS**2) - MEAN_RADIUS
    return heights


def _coast(along: Floats, air: Floats, drag: float, top_speed: float, boost: float) -> tuple[Floats, Floats]:
    """Time [s] and speed [m/s] along every slant: even acceleration, then v' = -drag * air * v per metre."""
    boosted = 0.5 * top_speed * boost
    step = along[1] - along[0]
    thrust = np.minimum(along, boosted)
    time_boost = np.sqrt(2.0 * thrust * boost / top_speed)
    coasting = np.where(along > boosted, air, 0.0)
    middle = 0.5 * (coasting[:, 1:] + coasting[:, :-1]) * step
    braking = np.concatenate([np.zeros((len(air), 1)), np.cumsum(middle, axis=1)], axis=1)
    speed = top_speed * np.exp(-drag * braking)
    slowness = np.where(along > boosted, 1.0 / speed, 0.0)
    middle = 0.5 * (slowness[:, 1:] + slowness[:, :-1]) * step
    time = time_boost + np.concatenate([np.zeros((len(air), 1)), np.cumsum(middle, axis=1)], axis=1)
    return time, np.where(along > boosted, speed, top_speed * np.sqrt(np.maximum(along, 1.0) / boosted))


def _fitted_drag(
    along: Floats, air: Floats, heights: Floats, *,
    reach: float, ceiling: float, top_speed: float, boost: float, end_ratio: float, mean_speed: float | None,
) -> float:  # fmt: skip
    """Drag figure [m2/kg] that makes the best slant fit what is published at the maximum range."""
    column = int(np.searchsorted(along, reach * 0.999999))
    column = min(column, len(along) - 1)
    usable = heights[:, column] <= ceiling
    low, high = 1e-7, 1e-1
    for _ in range(60):
        drag = math.sqrt(low * high)
        time, speed = _coast(along, air, drag, top_speed, boost)
        if mean_speed is None:
            too_slow = speed[usable, column].max() < end_ratio * top_speed
        else:
            too_slow = along[column] / time[usable, column].min() < mean_speed
        low, high = (low, drag) if too_slow else (drag, high)
    return math.sqrt(low * high)


def table(
    *, reach: float, ceiling: float, top_speed: float, boost: float, end_ratio: float,
    mean_speed: float | None, n_altitudes: int, n_ranges: int,
) -> Floats:  # fmt: skip
    """Time of flight [s], shape (n_altitudes, n_ranges); negative where the round does not get there.

    Parameters
    ----------
    reach, ceiling : published maximum range and altitude [m]
    top_speed, boost : speed [m/s] at the end of the boost, and its length [s]
    end_ratio : speed left at `reach` over top speed [1]
    mean_speed : published mean speed to `reach` [m/s], None if none is
    """
    along = np.arange(0.0, max(reach * 1.05, 4.0 * RANGE_STEP) + PATH_STEP, PATH_STEP)
    heights = _altitudes(SLANTS, along)
    air = density(np.clip(heights, 0.0, None))
    drag = _fitted_drag(
        along, air, heights, reach=reach, ceiling=ceiling, top_speed=top_speed, boost=boost,
        end_ratio=end_ratio, mean_speed=mean_speed,
    )  # fmt: skip
    time, speed = _coast(along, air, drag, top_speed, boost)
    slowest = _end_speed(along, heights, speed, reach, ceiling, end_ratio * top_speed)
    altitudes = np.arange(n_altitudes) * ALTITUDE_STEP
    out = np.empty((n_altitudes, n_ranges))
    for i in range(n_ranges):
        out[:, i] = _column(i * RANGE_STEP, altitudes, along, heights, time, speed, slowest, reach)
    return out


def _end_speed(
    along: Floats, heights: Floats, speed: Floats, reach: float, ceiling: float, wanted: float
) -> float:
    """Speed [m/s] below which the round no longer reaches: what it has left where it is known to reach."""
    column = min(int(np.searchsorted(along, reach * 0.999999)), len(along) - 1)
    usable = heights[:, column] <= ceiling
    return min(wanted, float(speed[usable, column].max()))


def _column(
    slant_range: float, altitudes: Floats, along: Floats, heights: Floats, time: Floats, speed: Floats,
    slowest: float, reach: float,
) -> Floats:  # fmt: skip
    """One slant range of the table; points that lie higher than that range count as overhead."""
    nearest = min(max(int(round(slant_range / PATH_STEP)), 1), len(along) - 1)
    flight = np.interp(altitudes, heights[:, nearest], time[:, nearest])
    left = np.interp(altitudes, heights[:, nearest], speed[:, nearest])
    overhead = altitudes > slant_range
    flight = np.where(overhead, np.interp(altitudes, along, time[-1]), flight)
    left = np.where(overhead, np.interp(altitudes, along, speed[-1]), left)
    still_boosting = np.maximum(altitudes, slant_range) < BOOSTING
    out = (left < slowest * 0.9999) & ~still_boosting
    if slant_range > reach + RANGE_STEP:
        out[:] = True
    excess = max(slant_range - along[-1], 0.0) / along[-1]
    signed: Floats = np.where(out, -flight * (1.0 + BEYOND * excess), flight)
    return signed
