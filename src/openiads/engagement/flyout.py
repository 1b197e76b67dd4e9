"""Fly-out tables: time of flight and speed left, by slant range and altitude, from public figures.

A round is a point mass of published mass and diameter with textbook drag (`drag`, `trajectory`).  To each
point it flies the fastest of a few dozen arcs, from the straight line to a loft of two fifths of the way,
that leaves it its end speed; out of reach, the one that leaves it most.

What is published does not fix such a body.  The unknowns - drag, propellant kept for a sustained burn and, if
those do not do, top speed - lean together from their nominal values towards one end of their low and high
by one and the same share, no farther than needed for the published range and ceiling or, where a mean speed
to that range is published, until it comes out.  Nothing leaves its box: what is still contradicted then
gives way, and `Fit` says so.  Whatever else limits a round that would fly farther, its published range does.

References
----------
.. [1] E. L. Fleeman, Tactical Missile Design, 2nd ed., AIAA 2006, chapters 2 to 5.
.. [2] G. M. Siouris, Missile Guidance and Control Systems, 2004, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.drag import normal_force
from openiads.engagement.flown_abreast import fly
from openiads.engagement.trajectory import Body, Paths

Floats = npt.NDArray[np.float64]

RANGE_STEP = 4_000.0
ALTITUDE_STEP = 2_000.0
LOFTS, CLOSE_LOFTS = (0.4 * np.linspace(0.0, 1.0, count) ** 1.5 for count in (33, 257))
"""Heights of the arcs over the straight line, at its middle, over its length; closer ones for lines that are
drawn, which step from arc to arc."""
BEYOND = 3.0
"""Beyond reach the time of flight grows on by this factor per maximum range, so that searches converge."""
CLIMB = np.linspace(0.3, 0.6, 16)
"""Where on a climb at 45 degrees the top speed is looked for, over the way at top speed."""
HALVINGS = 7
TYPICAL = 10_000.0
"""Altitude [m] of the target for which published ranges and mean speeds are taken to hold: an aircraft's."""

KEPT = 1024
"""Tables and fits that a process keeps: of all rounds at the points of a box, for one arm after another."""


class Box(NamedTuple):
    """One figure with its low and high, SI."""

    low: float
    value: float
    high: float

    def lean(self, by: float) -> float:
        """The value for 0, the high for 1, the low for -1, and between."""
        return self.value + by * (self.high - self.value if by > 0.0 else self.value - self.low)


@dataclass(frozen=True, slots=True)
class FlyoutFigures:
    """What is published, and what textbooks say, of a round, SI."""

    reach: float  # maximum range [m]
    ceiling: float  # maximum altitude [m]
    top_speed: Box  # [m/s]
    mean_speed: float | None  # to maximum range [m/s], where published
    end_ratio: float  # speed that must be left over top speed [1]
    mass: float  # at launch [kg]
    burnout_ratio: Box  # burn-out mass over launch mass [1]
    diameter: float  # [m]
    length: float  # [m]
    boost: float  # [s]
    sustain: Box  # share of the launch mass burnt to hold the speed [1]
    coast_mass: float | None  # of what flies on, where a booster is dropped [kg]
    exhaust: float  # effective exhaust velocity [m/s]
    nose_fineness: float  # length of the nose over the diameter [1]
    drag: Box  # factor on the drag of the bare body [1]
    normal_slope: float  # normal force per angle of attack [1/rad]
    normal_angle: float  # greatest angle of attack [rad]
    normal_factor: float  # normal force with fins over that of the bare body [1]


@dataclass(frozen=True, slots=True)
class Fit:
    """A body that fits what is published, and what gave way for it."""

    body: Body
    top_speed: float  # [m/s]
    slowest: float  # that it may arrive with [m/s]
    lean: float  # of the unknowns: 0 nominal, 1 least drag and most propellant, 2 highest top speed too
    reaches: bool  # its published range, ceiling and mean speed


@lru_cache(maxsize=KEPT)
def tables(figures: FlyoutFigures, n_altitudes: int, n_ranges: int) -> tuple[Floats, Floats]:
    """Time of flight [s], negative where the round does not get there, and speed left [m/s].

    Both (n_altitudes, n_ranges).  Points that lie higher than their range count as overhead.

    Source: [1]_ and [2]_, by `fly`; what counts as reached is our rule.
    """
    fit = fitted(figures)
    altitudes = np.arange(n_altitudes) * ALTITUDE_STEP
    ranges = np.arange(n_ranges) * RANGE_STEP
    farthest = 1.02 * figures.reach
    inside = int(np.searchsorted(ranges, farthest)) + 1
    up, along = np.meshgrid(altitudes, np.minimum(ranges[:inside], farthest), indexing="ij")
    distance = np.maximum(along, np.maximum(up, 1.0))
    points = np.stack([distance.ravel(), np.minimum(up, figures.ceiling).ravel()])
    # Overhead, and above the ceiling, many an entry is of the same point.
    (slant, height), which = np.unique(points, axis=1, return_inverse=True)
    found = arrival(fit, slant, height)
    time, speed = (each[which].reshape(up.shape) for each in found[:2])
    reached = found[2][which].reshape(up.shape)
    edge = [(0, 0), (0, n_ranges - time.shape[1])] if n_ranges > inside else [(0, 0), (0, 0)]
    time, speed = (np.pad(a[:, :n_ranges], edge, mode="edge") for a in (time, speed))
    reached = np.pad(reached[:, :n_ranges], edge, mode="edge")
    out = ~reached | (altitudes[:, None] > figures.ceiling + ALTITUDE_STEP)
    out |= ranges[None, :] > figures.reach + RANGE_STEP
    excess = np.maximum(ranges - farthest, 0.0) / figures.reach
    return np.where(out, -time * (1.0 + BEYOND * excess), time), speed


def arrival(
    fit: Fit, slant: Floats, altitude: Floats, lofts: Floats = LOFTS
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Time of flight [s], speed left [m/s] and whether it is enough, for points (n,) by slant range [m].

    lofts  of the arcs that it may fly [1]

    Our rule: the fastest arc that leaves enough speed, else the one that leaves most.
    """
    rise = np.broadcast_to(altitude[:, None], (len(altitude), len(lofts)))
    across = np.sqrt(np.maximum(slant[:, None] ** 2 - rise**2, 1.0))
    time, speed, good = fly(fit.body, Paths(across, rise, lofts * slant[:, None]))
    driven = time <= fit.body.boost
    enough = good & ((speed >= fit.slowest) | driven)
    fastest = np.where(enough, time, np.inf).argmin(axis=1)
    strongest = np.where(good, speed, speed - 1e6).argmax(axis=1)
    best = np.where(enough.any(axis=1), fastest, strongest)
    row = np.arange(len(slant))
    return time[row, best], speed[row, best], np.asarray(enough.any(axis=1))


@lru_cache(maxsize=KEPT)
def fitted(figures: FlyoutFigures) -> Fit:
    """The body that fits what is published, as far as its unknowns may lean.

    Our own: all unknowns lean by one share, found by halving.
    """
    low, high = 0.0, 2.0
    if figures.mean_speed is not None:
        low = -2.0
    else:
        plain = _leaning(figures, 0.0)
        if plain.reaches:
            return plain
    best = None
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        trial = _leaning(figures, middle)
        if trial.reaches:
            best, high = trial, middle
        else:
            low = middle
    return best or _leaning(figures, high)


def _leaning(figures: FlyoutFigures, lean: float) -> Fit:
    first = min(max(lean, -1.0), 1.0)
    top = figures.top_speed.lean(lean - first)
    body, top = _driven_to(figures, top, first)
    fit = Fit(body, top, figures.end_ratio * top, lean, True)
    slant = np.concatenate([[figures.reach], np.linspace(figures.ceiling, figures.reach, 8)])
    altitude = np.full_like(slant, figures.ceiling)
    altitude[0] = min(TYPICAL, figures.ceiling)
    time, _, enough = arrival(fit, slant, altitude)
    reaches = bool(enough[0]) and bool(enough[1:].any())
    reaches &= figures.mean_speed is None or figures.reach >= figures.mean_speed * float(time[0])
    return Fit(body, top, fit.slowest, lean, reaches)


def _driven_to(figures: FlyoutFigures, top: float, lean: float) -> tuple[Body, float]:
    """The body that its boost drives to `top` on a climb at 45 degrees, or to what its propellant gives.

    Our own: no source says on which climb a top speed is reached.
    """
    most = 1.0 - figures.burnout_ratio.lean(-max(lean, 0.0))
    kept = figures.sustain.lean(lean)
    shares = np.linspace(0.2, 1.0, 25) * (most - kept)
    ways = CLIMB * top * figures.boost
    boosted, way = (grid.ravel() for grid in np.meshgrid(shares, ways, indexing="ij"))
    paths = Paths(way / 2.0**0.5, way / 2.0**0.5, np.zeros_like(way))
    _, speed, _ = fly(_body(figures, boosted, kept, lean), paths)
    peaks = speed.reshape(len(shares), len(ways)).max(axis=1)
    share = float(np.interp(top, peaks, shares))
    return _body(figures, share, kept, lean), min(top, float(peaks[-1]))


def _body(figures: FlyoutFigures, boosted: float | Floats, kept: float, lean: float) -> Body:
    fineness = figures.length / figures.diameter
    dropped: float | Floats = 0.0
    if figures.coast_mass is not None:
        dropped = np.maximum(1.0 - boosted - figures.coast_mass / figures.mass, 0.0)
    return Body(
        mass=figures.mass, boosted=boosted, dropped=dropped, kept=kept, boost=figures.boost,
        exhaust=figures.exhaust, diameter=figures.diameter, length=figures.length,
        nose_fineness=figures.nose_fineness, drag=figures.drag.lean(-lean), normal_slope=figures.normal_slope,
        normal_most=figures.normal_factor * normal_force(figures.normal_angle, fineness),
    )  # fmt: skip
