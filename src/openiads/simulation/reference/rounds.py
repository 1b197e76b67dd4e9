"""Types of rounds: what they reach, and when they get there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openiads.ground.frames import MU
from openiads.simulation.reference.columns import Figures, Run, Vector, altitude_of, length
from openiads.simulation.reference.filters import ahead
from openiads.state import planes
from openiads.state.constants import CLOSE_ENOUGH, ITERATIONS, STRIDES
from openiads.state.scalars import Doctrine


class RoundType:
    """One type of round and its fly-out table."""

    def __init__(self, run: Run, number: int) -> None:
        self.number = number
        self.levels_off = run.engaging.levels_off
        self.figures = Figures(planes.Round, run.world.round_f[:, number])
        self.flyout = run.world.flyout[number]  # (altitudes, ranges) [s], negative where out of reach
        self.flyout_speed = run.world.flyout_speed[number]  # (altitudes, ranges) left there [m/s]
        self.range_step = run.tables.flyout_range_step
        self.altitude_step = run.tables.flyout_altitude_step

    def time_to(self, site: Vector, place: Vector, needed: float = 1.0) -> tuple[float, bool]:
        """Time of flight [s] from a site to a place, and whether the round gets there.

        Bilinear in the table; corners with the share `needed` of the weight must be in reach.  Out of reach
        the time goes on growing with range, and from the edge of the table in altitude it stays.
        """
        along = length(place - site) / self.range_step
        up = max(altitude_of(place), 0.0) / self.altitude_step
        n_altitudes, n_ranges = self.flyout.shape
        i, j = min(int(along), n_ranges - 2), min(int(up), n_altitudes - 2)
        u, v = along - i, min(up - j, 1.0)
        corners = self.flyout[j : j + 2, i : i + 2]
        across, along_it = np.array([1.0 - v, v]), np.array([1.0 - u, u])
        time = float(across @ np.abs(corners) @ along_it)
        outside = float(across @ (corners < 0.0) @ along_it)
        reached = outside <= 1.0 - needed and u <= 1.0 and up <= n_altitudes - 1
        return time, reached

    def speed_at(self, reach: float, altitude: float) -> float:
        """Speed left [m/s] at a slant range and altitude, bilinear, at the edge of the table beyond it."""
        n_altitudes, n_ranges = self.flyout_speed.shape
        along = min(max(reach / self.range_step, 0.0), n_ranges - 1.0)
        up = min(max(altitude / self.altitude_step, 0.0), n_altitudes - 1.0)
        i, j = min(int(along), n_ranges - 2), min(int(up), n_altitudes - 2)
        across, along_it = np.array([1.0 - (up - j), up - j]), np.array([1.0 - (along - i), along - i])
        return float(across @ self.flyout_speed[j : j + 2, i : i + 2] @ along_it)

    def longest(self, ballistic: bool) -> float:
        """Published reach [m] against a kind of target."""
        return self.figures.ballistic_range if ballistic else self.figures.maximum_range

    def lateness(
        self, site: Vector, place: Vector, velocity: Vector, ballistic: bool, wait: float, needed: float,
        lead: float,
    ) -> tuple[float, bool]:  # fmt: skip
        """By how much [s] it would be late where the target is `lead` after launch, and if it gets there."""
        time, reached = self.time_to(
            site, ahead(place, velocity, ballistic, wait + lead, self.levels_off), needed
        )
        return time - lead, reached

    def meets(
        self, site: Vector, place: Vector, velocity: Vector, ballistic: bool, wait: float, needed: float
    ) -> float | None:
        """Time of flight [s] to the earliest intercept when launched after `wait`, None if there is none.

        Strides along until the round would no longer be late, then closes in between the last two strides:
        a chord from end to end, whose end that stays counts half the next time.
        """
        course = (site, place, velocity, ballistic, wait, needed)
        stride = self.figures.longest_flight / STRIDES
        if ballistic:
            stride *= self.figures.ballistic_range / self.figures.maximum_range
        leads = [k * stride for k in range(STRIDES + 1)]
        first = next((k for k, lead in enumerate(leads) if self.lateness(*course, lead)[0] <= 0.0), None)
        if first is None:
            return None
        high = leads[first]
        early, reached = self.lateness(*course, high)
        if first == 0:
            return high if reached else None
        low = leads[first - 1]
        late, _ = self.lateness(*course, low)
        for _ in range(ITERATIONS):
            middle = low + (high - low) * late / (late - early)
            gap, there = self.lateness(*course, middle)
            if abs(gap) < CLOSE_ENOUGH:
                return middle if there else None
            if gap > 0.0:
                low, late, early = middle, gap, 0.5 * early
            else:
                high, early, reached, late = middle, gap, there, 0.5 * late
        return high if reached else None

    def envelops(
        self, site: Vector, place: Vector, ballistic: bool, margin: float, slack: float = 0.0
    ) -> bool:
        """Whether a place lies inside its published limits, in range times `margin`, or `slack` [m] off."""
        longest = margin * self.longest(ballistic)
        if not self.figures.minimum_range - slack <= length(place - site) <= longest + slack:
            return False
        low, high = self.figures.minimum_altitude - slack, self.figures.maximum_altitude + slack
        return low <= altitude_of(place) <= high


def time_left(
    doctrine: Doctrine, assets: list[Figures], place: Vector, velocity: Vector, ballistic: bool
) -> float:
    """Urgency: time [s] until a track reaches an asset that it threatens, sooner for one of more worth.

    A ballistic track threatens what lies near its predicted impact, any other what its course passes
    nearer than the threat radius.  What threatens nothing within the horizon ranks behind it, by distance.
    """
    threatened = []
    for asset in assets:
        when, miss = (impact if ballistic else passing)(place, velocity, asset.place)
        if miss <= doctrine.threat_radius:
            threatened.append(when / max(asset.value, 1e-3))
    earliest = min(threatened, default=math.inf)
    if earliest <= doctrine.horizon:
        return earliest
    nearest = min((length(asset.place - place) for asset in assets), default=0.0)
    return doctrine.horizon + nearest / max(length(velocity), 1.0)


def orbit_time(true_anomaly: float, eccentricity: float, semi_major: float) -> float:
    """Time [s] since the lowest point of an orbit, at most one turn."""
    sine, cosine = math.sin(true_anomaly), math.cos(true_anomaly)
    eccentric = math.atan2(math.sqrt(1.0 - eccentricity**2) * sine, eccentricity + cosine) % (2.0 * math.pi)
    return math.sqrt(semi_major**3 / MU) * (eccentric - eccentricity * math.sin(eccentric))


def fallen_to(place: Vector, velocity: Vector, radius: float) -> tuple[float, Vector]:
    """When [s] and where a falling target has sunk to a distance [m] from the centre of the Earth."""
    momentum = np.cross(place, velocity)
    lowest = np.cross(velocity, momentum) / MU - place / length(place)  # towards the lowest point
    eccentricity, parameter = length(lowest), float(momentum @ momentum) / MU
    if not 0.0 < eccentricity < 1.0 or parameter / (1.0 + eccentricity) >= radius:
        return math.inf, place
    if parameter / (1.0 - eccentricity) <= radius:
        return 0.0, place
    ahead = np.cross(momentum / length(momentum), lowest)
    now = math.atan2(float(ahead @ place), float(lowest @ place)) % (2.0 * math.pi)
    then = 2.0 * math.pi - math.acos((parameter / radius - 1.0) / eccentricity)
    if then < now:
        return 0.0, place
    semi_major = parameter / (1.0 - eccentricity**2)
    after = orbit_time(then, eccentricity, semi_major) - orbit_time(now, eccentricity, semi_major)
    return after, radius * (math.cos(then) * lowest + math.sin(then) * ahead) / eccentricity


def time_to_fall(place: Vector, velocity: Vector) -> float:
    """Time [s] until a falling target is down: on the ground as it lies here, then as it lies there."""
    first, there = fallen_to(place, velocity, length(place) - altitude_of(place))
    if first == math.inf:
        return first
    return fallen_to(place, velocity, length(there) - altitude_of(there))[0]


@dataclass(frozen=True)
class Aims:
    """What a course may lead to, and how long that may take."""

    assets: list[Figures]
    ends_at: float  # nearer than this to an asset, over the ground, a course ends there [m]
    horizon: float  # [s]

    def arrives(self, place: Vector, velocity: Vector, ballistic: bool) -> float:
        """When [s] a course ends at an asset, for all that a fire unit knows."""
        if ballistic:
            return math.inf
        passes = [passing_over(place, velocity, asset.place) for asset in self.assets]
        return min((when for when, miss in passes if miss <= self.ends_at), default=math.inf)

    def time_to_go(self, place: Vector, velocity: Vector, ballistic: bool) -> float:
        """Time [s] until a track is down, or where its course ends; at most the horizon."""
        end = time_to_fall(place, velocity) if ballistic else self.arrives(place, velocity, ballistic)
        return min(self.horizon, end)


def passing(place: Vector, velocity: Vector, point: Vector) -> tuple[float, float]:
    """When [s] and how near [m] a straight course passes a point; infinite if it leads away."""
    square = float(velocity @ velocity)
    gap = point - place
    if square <= 0.0 or gap @ velocity < 0.0:
        return math.inf, math.inf
    time = float(gap @ velocity) / square
    return time, length(gap - time * velocity)


def passing_over(place: Vector, velocity: Vector, point: Vector) -> tuple[float, float]:
    """When [s] and how near [m] over the ground a course passes a point; infinite if it leads away."""
    up = point / length(point)
    flat = np.eye(3) - np.outer(up, up)
    return passing(point + flat @ (place - point), flat @ velocity, point)


def impact(place: Vector, velocity: Vector, point: Vector) -> tuple[float, float]:
    """When [s] a falling target is down as low as a point lies, and how far from it [m]."""
    time, down = fallen_to(place, velocity, length(point))
    return time, length(down - point) if time < math.inf else math.inf
