"""What a round reaches, from all sides of its launcher: by ground range and altitude, and past it.

Nothing of a battery is in it: no radar, no ground, no doctrine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.engagement.farthest_reach import farthest_slants
from openiads.engagement.flyout import CLOSE_LOFTS, FlyoutFigures, arrival, fitted

Floats = npt.NDArray[np.float64]
CLOSE = 3
"""Turns by which a line is sought that is drawn: steps would be seen."""
BEYOND = 1.04
"""Times the published range and ceiling out to which is looked."""


@dataclass(frozen=True, eq=False)
class Envelope:
    """Time of flight and speed left over a plane through the launcher; NaN where the round does not get."""

    ground: Floats  # (G,) ground range [m]
    altitudes: Floats  # (A,) [m]
    time: Floats  # (A, G) [s]
    speed: Floats  # (A, G) [m/s]


def envelope(
    figures: FlyoutFigures, minimum_range: float, lowest: float, altitudes: int = 80, ranges: int = 160
) -> Envelope:
    """The envelope of a round, on a grid of so many altitudes and ground ranges.

    minimum_range  no target is met nearer than this by slant range [m]
    lowest         nor lower than this [m]

    Our own: what is published, cut by the fly-out.
    """
    up, along = np.meshgrid(
        np.linspace(0.0, BEYOND * figures.ceiling, altitudes),
        np.linspace(0.0, BEYOND * figures.reach, ranges),
        indexing="ij",
    )
    slant = np.hypot(up, along)
    inside = (slant >= minimum_range) & (slant <= figures.reach) & (up >= lowest) & (up <= figures.ceiling)
    time, speed = np.full(up.shape, np.nan), np.full(up.shape, np.nan)
    taken, left, reached = arrival(fitted(figures), slant[inside], up[inside])
    time[inside], speed[inside] = (np.where(reached, of, np.nan) for of in (taken, left))
    return Envelope(along[0], up[:, 0], time, speed)


def farthest_ground(figures: FlyoutFigures, altitudes: Floats) -> Floats:
    """Greatest ground range [m] at altitudes (n,) [m]; NaN where the round reaches nothing at all."""
    slants = farthest_slants(figures, altitudes, CLOSE, CLOSE_LOFTS)
    over = np.square(slants) - np.square(altitudes)
    return np.where((slants > 0.0) & (over >= 0.0), np.sqrt(np.maximum(over, 0.0)), np.nan)


def flights(figures: FlyoutFigures, altitudes: Floats, shares: Floats) -> tuple[Floats, Floats, Floats]:
    """Ground ranges [m], times of flight [s] and speeds left [m/s] on the way out, each (A, S).

    That is at shares (S,) of the greatest ground range at altitudes (A,) [m]; NaN where nothing is reached.

    Our own: shares of the reach, by the fly-out.
    """
    ground = farthest_ground(figures, altitudes)[:, None] * shares
    up = np.broadcast_to(altitudes[:, None], ground.shape)
    there = ~np.isnan(ground)
    time, speed = np.full(ground.shape, np.nan), np.full(ground.shape, np.nan)
    slant = np.hypot(ground[there], up[there])
    time[there], speed[there], _ = arrival(fitted(figures), slant, up[there], CLOSE_LOFTS)
    return ground, time, speed


def first_launch(figures: FlyoutFigures, altitude: float, speed: float, crossing: Floats) -> Floats:
    """How far ahead of the launcher [m] a target may be when the first round that meets it leaves.

    The target flies level and straight, past the launcher at crossing distances (n,) [m]; NaN where it never
    comes into reach.  It is met where it enters reach, so that is how far it is then and what it flies while
    the round is under way.

    Our own: the meeting point on the circle of the reach, and the way until then.
    """
    altitudes = np.array([altitude])
    slant = farthest_slants(figures, altitudes)
    ground = farthest_ground(figures, altitudes)[0]
    if np.isnan(ground):
        return np.full_like(crossing, np.nan)
    flight = float(arrival(fitted(figures), slant, altitudes)[0][0])
    over = ground * ground - np.square(crossing)
    ahead: Floats = np.where(over >= 0.0, np.sqrt(np.maximum(over, 0.0)) + speed * flight, np.nan)
    return ahead


def last_launch(
    figures: FlyoutFigures, minimum_range: float, altitude: float, speed: float, crossing: Floats
) -> Floats:
    """How far ahead of the launcher [m] such a target is when the last round that meets it leaves.

    It is met before it comes nearer than `minimum_range` [m] by slant range, or else passes the launcher;
    what could be fired after it is not asked.  NaN where the round does not get there.

    Our own: the meeting point on the circle of the least range, and the way until then.
    """
    altitudes = np.array([altitude])
    farthest, ground = farthest_slants(figures, altitudes)[0], farthest_ground(figures, altitudes)[0]
    nearest = np.maximum(minimum_range, np.hypot(crossing, altitude))
    within = (crossing <= ground) & (minimum_range <= farthest)
    flight, _, _ = arrival(fitted(figures), np.minimum(nearest, farthest), np.full_like(nearest, altitude))
    met = np.sqrt(np.maximum(np.square(nearest) - np.square(crossing) - altitude * altitude, 0.0))
    ahead: Floats = np.where(within, met + speed * flight, np.nan)
    return ahead
