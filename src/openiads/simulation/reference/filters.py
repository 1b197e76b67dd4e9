"""What a filter keeps of one target: place and velocity in ECEF, by Kalman."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openiads.ground.frames import MU
from openiads.ground.scalar import log
from openiads.simulation.reference.columns import Matrix, Vector, altitude_of, length
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.state.constants import BALLISTIC_ALTITUDE, BALLISTIC_SINK, BALLISTIC_SPEED, CLIMB_SURE, GATE

ONE = np.eye(3)


def gravity(place: Vector) -> Vector:
    """Central gravity [m/s2]."""
    return -MU / length(place) ** 3 * place


def drift(place: Vector, velocity: Vector, ballistic: bool, lead: float) -> Vector:
    """Where the filter expects something [m] in `lead` seconds: straight on, or falling freely."""
    straight = place + lead * velocity
    return straight + 0.5 * lead**2 * gravity(place) if ballistic else straight


def ahead(place: Vector, velocity: Vector, ballistic: bool, lead: float, levels_off: float) -> Vector:
    """Where a target will be [m] in `lead` seconds: falling freely, or on course, level after a while."""
    there = drift(place, velocity, ballistic, lead)
    if ballistic:
        return there
    radius = length(place)
    climb = float(place @ velocity) / radius
    return there * ((radius + climb * min(lead, levels_off)) / length(there))


def deviation(covariance: Matrix, direction: Vector) -> float:
    """Standard deviation along a direction (3,)."""
    unit = direction / length(direction)
    return math.sqrt(max(float(unit @ covariance @ unit), 0.0))


def range_rate(state: Vector, station: Vector) -> tuple[float, Vector]:
    """Range rate of a state (6,) seen from a station [m/s], and its slope by place and velocity (6,)."""
    gap, velocity = state[:3] - station, state[3:]
    sight = gap / length(gap)
    rate = float(sight @ velocity)
    return rate, np.concatenate([(velocity - rate * sight) / length(gap), sight])


def falls_freely(state: Vector) -> bool:
    """Whether what is in a state (6,) moves as only a ballistic target does."""
    place, velocity = state[:3], state[3:]
    speed = length(velocity)
    sink = abs(float(velocity @ place)) / length(place)
    if speed > BALLISTIC_SPEED and sink > BALLISTIC_SINK:
        return True
    return speed > 0.5 * BALLISTIC_SPEED and altitude_of(place) > BALLISTIC_ALTITUDE


def first_state(plot: Plot, radar: RadarSet, speed_error: float) -> tuple[Vector, Matrix]:
    """State (6,) and covariance by one plot: its place, and its range rate along the line of sight."""
    sight = plot.place - radar.place
    sight = sight / length(sight)
    along, across = radar.figures.range_rate_sd**2, speed_error**2
    covariance: Matrix = np.zeros((6, 6))
    covariance[:3, :3] = plot.covariance
    covariance[3:, 3:] = across * np.eye(3) + (along - across) * np.outer(sight, sight)
    return np.concatenate([plot.place, plot.rate * sight]), covariance


@dataclass(frozen=True, eq=False)
class Estimate:
    """Where a track is believed to be at a time, as sent over a network."""

    time: float
    place: Vector
    velocity: Vector
    ballistic: bool  # flown by gravity, as far as could be told
    spread: float  # root of the trace of the place covariance [m]
    spread_rate: float  # root of the trace of the velocity covariance [m/s]
    speed_error: float  # standard deviation along the course [m/s]
    height_error: float  # and along the vertical [m]

    def straight_on(self, time: float) -> Vector:
        """Its place at another time."""
        return self.place + (time - self.time) * self.velocity

    def ahead(self, time: float, levels_off: float) -> Vector:
        """Where what is reported is believed to be at another time, level after a while [s]."""
        return ahead(self.place, self.velocity, self.ballistic, time - self.time, levels_off)

    def error(self, time: float) -> float:
        """The error of its place [m] at another time, as it states it."""
        return self.spread + (time - self.time) * self.spread_rate


class Filter:
    """State vector (6,), covariance (6, 6) and time of one target."""

    def __init__(self, time: float, state: Vector, covariance: Matrix, ballistic: bool, noise: float) -> None:
        self.time = time
        self.state = state
        self.covariance = covariance
        self.ballistic = ballistic
        self.noise = noise  # power density of the acceleration that it expects [m2/s3]

    def predicted(self, time: float) -> tuple[Vector, Matrix]:
        """State and covariance at another time: constant velocity, or free fall, and white acceleration."""
        lag, span = time - self.time, abs(time - self.time)
        transition = np.kron([[1.0, lag], [0.0, 1.0]], ONE)
        noise = np.kron([[span**3 / 3.0, 0.5 * lag * span], [0.5 * lag * span, span]], ONE)
        state = transition @ self.state
        if self.ballistic:
            pull = gravity(self.state[:3])
            state += np.concatenate([0.5 * lag**2 * pull, lag * pull])
        return state, transition @ self.covariance @ transition.T + self.noise * noise

    def placed(self, plot: Plot) -> tuple[Vector, Matrix]:
        """State and covariance once it has taken the place of a plot."""
        state, covariance = self.predicted(plot.time)
        innovation = covariance[:3, :3] + plot.covariance
        weight = np.linalg.solve(innovation, covariance[:3, :]).T
        return state + weight @ (plot.place - state[:3]), covariance - weight @ innovation @ weight.T

    def fold(self, plot: Plot) -> None:
        """Take a plot: its place, then its range rate."""
        self.state, self.covariance = self.placed(plot)
        self.time = plot.time
        self.learn_rate(plot)

    def learn_rate(self, plot: Plot) -> None:
        """Take the range rate of a plot whose place is taken already."""
        expected, slope = range_rate(self.state, plot.station)
        innovation = float(slope @ self.covariance @ slope) + plot.rate_error**2
        weight = self.covariance @ slope / innovation
        self.state = self.state + weight * (plot.rate - expected)
        covariance = self.covariance - innovation * np.outer(weight, weight)
        # Rounding leaves a skew part that nothing damps: within minutes it would spoil the weights.
        self.covariance = 0.5 * (covariance + covariance.T)

    def course(self, time: float, levels_off: float) -> tuple[Vector, Vector]:
        """Place and velocity at a time; it levels off after a while [s] unless it falls freely."""
        lead = time - self.time
        place, velocity = self.state[:3], self.state[3:]
        pull = lead * gravity(place) if self.ballistic else np.zeros(3)
        return ahead(place, velocity, self.ballistic, lead, levels_off), velocity + pull

    def distance(self, plot: Plot) -> tuple[float, float]:
        """Squared statistical distance of a plot in place and range rate, and its log determinant.

        A plot whose place alone is too far is not asked for its rate.
        """
        state, covariance = self.predicted(plot.time)
        innovation = covariance[:3, :3] + plot.covariance
        gap = plot.place - state[:3]
        square = float(gap @ np.linalg.solve(innovation, gap))
        if square > GATE:
            return square, 0.0
        after, doubt = self.placed(plot)
        expected, slope = range_rate(after, plot.station)
        variance = float(slope @ doubt @ slope) + plot.rate_error**2
        square += (plot.rate - expected) ** 2 / variance
        return square, log(float(np.linalg.det(innovation)) * variance)

    @property
    def spread(self) -> float:
        """Root of the trace of the covariance of its place [m]."""
        return math.sqrt(float(np.trace(self.covariance[:3, :3])))

    @property
    def spread_rate(self) -> float:
        """Root of the trace of the covariance of its velocity [m/s]."""
        return math.sqrt(float(np.trace(self.covariance[3:, 3:])))

    def speed_error(self, velocity: Vector) -> float:
        """Standard deviation of its speed [m/s]: along the course, and to second order across it."""
        if not velocity.any():
            return self.spread_rate
        along = deviation(self.covariance[3:, 3:], velocity) ** 2
        across = max(self.spread_rate**2 - along, 0.0)
        return min(math.sqrt(along + 0.75 * across**2 / float(velocity @ velocity)), self.spread_rate)

    def estimate(self) -> Estimate:
        """The present estimate."""
        place, velocity = self.state[:3].copy(), self.state[3:].copy()
        speed_error = self.speed_error(velocity)
        height_error = deviation(self.covariance[:3, :3], place)
        climb, climb_error = (
            float(velocity @ place) / length(place),
            deviation(self.covariance[3:, 3:], place),
        )
        if not self.ballistic and abs(climb) < CLIMB_SURE * climb_error:  # it is no climb, for all one knows
            velocity -= climb * place / length(place)
        spreads = self.spread, self.spread_rate
        return Estimate(self.time, place, velocity, self.ballistic, *spreads, speed_error, height_error)
