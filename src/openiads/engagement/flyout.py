"""Fly-out tables: time of flight by slant range and altitude, from public range, altitude and speed.

A round flies an arc over the straight line to the meeting point, reaches its published top speed at the
end of its boost, then coasts against drag that goes with air density and speed squared.  It takes the arc,
of a few heights below its ceiling, that brings it there fastest.  One drag figure is fitted so that, on its
best arc, it has its end speed left at its published maximum range - or, where a mean speed to that range is
published, so that the mean comes out.

References
----------
.. [1] G. M. Siouris, Missile Guidance and Control Systems, 2004, chapter 3: drag deceleration of a coasting
   missile, rho v**2 S C_D / 2 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from openiads.ground.atmosphere import density
from openiads.ground.frames import MEAN_RADIUS

Floats = npt.NDArray[np.float64]

RANGE_STEP = 4_000.0
ALTITUDE_STEP = 2_000.0
PIECES = 32
"""Pieces of one flight path."""
ARCS = np.arange(0.0, 35_000.0, 500.0)
"""Heights [m] of the arcs above the straight line, at its middle: close enough that farther takes longer."""
BOOSTING = 20_000.0
"""Nearer than this a round is held to reach, whatever its speed: it is still being driven [m]."""
BEYOND = 3.0
"""Outside reach the time goes on growing by this factor per maximum range, so that searches converge."""


@dataclass(frozen=True, slots=True)
class Flight:
    """What is published of a round, SI."""

    reach: float  # maximum range [m]
    ceiling: float  # maximum altitude [m]
    top_speed: float  # at the end of the boost [m/s]
    boost: float  # length of the boost [s]
    end_ratio: float  # speed left at maximum range over top speed [1]
    mean_speed: float | None = None  # to maximum range [m/s], where published


@lru_cache(maxsize=256)
def table(flight: Flight, n_altitudes: int, n_ranges: int) -> Floats:
    """Time of flight [s], shape (n_altitudes, n_ranges); negative where the round does not get there."""
    drag, slowest = fitted_drag(flight)
    altitudes = np.arange(n_altitudes, dtype=np.float64) * ALTITUDE_STEP
    columns = [_column(flight, drag, slowest, i * RANGE_STEP, altitudes) for i in range(n_ranges)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True)
class Arcs:
    """Geometry of the arcs to some points: what does not depend on drag."""

    allowed: npt.NDArray[np.bool_]  # (n, arcs) neither underground nor above the ceiling
    boosted: Floats  # (n, arcs) time until the boost ends or the point is reached [s]
    coast: Floats  # (n, arcs, pieces) length coasted in each piece [m]
    braking: Floats  # (n, arcs, pieces) air swept up to the end of each piece [kg/m2]


def arcs_to(flight: Flight, slant: Floats, altitude: Floats) -> Arcs:
    """Arcs to points (n,) by slant range and altitude [m].

    The straight line to a point sinks below both ends' level by the curvature of the Earth.
    """
    share = np.linspace(0.0, 1.0, PIECES + 1)
    bulge = share * (1.0 - share)
    line = altitude[:, None] * share - slant[:, None] ** 2 * bulge / (2.0 * MEAN_RADIUS)
    arcs = ARCS[flight.ceiling >= ARCS]
    height = line[:, None, :] + 4.0 * arcs[:, None] * bulge
    ceiling = np.maximum(flight.ceiling, altitude)[:, None]
    allowed = (height.min(axis=2) >= -1.0) & (height.max(axis=2) <= ceiling)
    length = np.hypot(slant[:, None], 1.6 * arcs)  # of a shallow parabola
    boosted = 0.5 * flight.top_speed * flight.boost
    coast = np.diff(np.maximum(length[:, :, None] * share, boosted), axis=2)
    middle = np.clip(0.5 * (height[:, :, 1:] + height[:, :, :-1]), 0.0, 80_000.0)
    air = np.interp(middle, AIR_HEIGHTS, _air())
    time = np.sqrt(2.0 * np.minimum(length, boosted) * flight.boost / flight.top_speed)
    return Arcs(allowed, time, coast, np.cumsum(air * coast, axis=2))


AIR_HEIGHTS = np.arange(0.0, 81_000.0, 500.0)


@lru_cache(maxsize=1)
def _air() -> Floats:
    return density(AIR_HEIGHTS)


def arrival(flight: Flight, drag: float, arcs: Arcs) -> tuple[Floats, Floats]:
    """Time of flight [s] and speed left [m/s] by the fastest allowed arc to each point; inf without one."""
    slowing = np.exp(np.minimum(drag * arcs.braking, 50.0))
    before = np.concatenate([np.ones_like(slowing[:, :, :1]), slowing[:, :, :-1]], axis=2)
    time = arcs.boosted + (arcs.coast * np.sqrt(slowing * before)).sum(axis=2) / flight.top_speed
    time = np.where(arcs.allowed, time, np.inf)
    best = time.argmin(axis=1)
    row = np.arange(len(time))
    return time[row, best], flight.top_speed / slowing[row, best, -1]


def fitted_drag(flight: Flight) -> tuple[float, float]:
    """Drag per unit of air and mass [m2/kg] that fits what is published, and the slowest arrival [m/s].

    The slowest arrival is what the round has left where it is known to reach, if that is below its end speed.
    """
    altitudes = np.linspace(0.0, flight.ceiling, 16)
    farthest = arcs_to(flight, np.full_like(altitudes, flight.reach), altitudes)
    low, high = 1e-8, 1e-1
    speed, time = altitudes, altitudes
    for _ in range(40):
        drag = math.sqrt(low * high)
        time, speed = arrival(flight, drag, farthest)
        if flight.mean_speed is None:
            too_slow = float(speed[np.isfinite(time)].max()) < flight.end_ratio * flight.top_speed
        else:
            too_slow = flight.reach / float(time.min()) < flight.mean_speed
        low, high = (low, drag) if too_slow else (drag, high)
    return math.sqrt(low * high), min(
        flight.end_ratio * flight.top_speed, float(speed[np.isfinite(time)].max())
    )


def _column(flight: Flight, drag: float, slowest: float, slant: float, altitudes: Floats) -> Floats:
    """One slant range of the table; points that lie higher than that range count as overhead."""
    distance = np.maximum(np.minimum(slant, 1.02 * flight.reach), np.maximum(altitudes, 1.0))
    time, speed = arrival(flight, drag, arcs_to(flight, distance, np.minimum(altitudes, flight.ceiling)))
    late = ~np.isfinite(time)
    time = np.where(late, distance / (flight.end_ratio * flight.top_speed), time)
    slow = (speed < 0.999 * slowest) & (distance > BOOSTING)
    out = late | slow | (altitudes > flight.ceiling + ALTITUDE_STEP) | (slant > flight.reach + RANGE_STEP)
    excess = max(slant - 1.02 * flight.reach, 0.0) / flight.reach
    signed: Floats = np.where(out, -time * (1.0 + BEYOND * excess), time)
    return signed
