"""Tracks: what a picture believes of one target, by a Kalman filter of place and velocity in ECEF."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openiads.ground.frames import MU
from openiads.ground.scalar import log
from openiads.simulation.reference.columns import Matrix, Vector, altitude_of, length
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.simulation.reference.taken_for import NOTHING
from openiads.simulation.reference.targets import Target
from openiads.state.constants import (
    BALLISTIC_ALTITUDE,
    BALLISTIC_SINK,
    BALLISTIC_SPEED,
    CARRYING_GAP,
    CLIMB_SURE,
    FIRST_GAP,
    GAP_WEIGHT,
    GATE,
    RCS_WEIGHT,
    VELOCITY_PLOTS,
)
from openiads.state.events import NOBODY
from openiads.state.planes import Evidence
from openiads.state.words import Hindrance, Identity, Stage

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


@dataclass(frozen=True, eq=False)
class Estimate:
    """Where a track is believed to be at a time, as sent over a network."""

    time: float
    place: Vector
    velocity: Vector
    spread_rate: float  # root of the trace of the velocity covariance [m/s]
    speed_error: float  # standard deviation along the course [m/s]
    height_error: float  # and along the vertical [m]

    def straight_on(self, time: float) -> Vector:
        """Its place at another time."""
        return self.place + (time - self.time) * self.velocity


class Feeder:
    """A radar that has plotted a track: when last, and how often."""

    def __init__(self, radar: RadarSet, time: float) -> None:
        self.radar = radar
        self.period = radar.figures.scan_period
        self.last = time
        self.gap = FIRST_GAP * self.period  # running mean of the time between its plots [s]

    def plotted(self, time: float) -> None:
        """Another plot."""
        newest = min(time - self.last, FIRST_GAP * self.period)
        self.gap += GAP_WEIGHT * (newest - self.gap)
        self.last = time

    def carries(self, place: Vector) -> bool:
        """Whether it should see the track: it does so regularly, stands, and could look at the place."""
        regularly = self.gap <= CARRYING_GAP * self.period
        return regularly and self.radar.lost == math.inf and self.radar.covers(place)


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


class Track(Filter):
    """A track: the filter, its score, and what its picture makes of it."""

    def __init__(self, serial: int, radar: RadarSet, plot: Plot, log_weights: Vector) -> None:
        """Start from one plot: its place, and its range rate along the line of sight."""
        constants = radar.run.tracking
        sight = plot.place - radar.place
        sight = sight / length(sight)
        along, across = radar.figures.range_rate_sd**2, constants.start_speed_sd**2
        self.serial = serial
        covariance: Matrix = np.zeros((6, 6))
        covariance[:3, :3] = plot.covariance
        covariance[3:, 3:] = across * np.eye(3) + (along - across) * np.outer(sight, sight)
        state = np.concatenate([plot.place, plot.rate * sight])
        super().__init__(plot.time, state, covariance, False, constants.process_noise)
        self.constants = constants
        self.measure_spread()
        self.birthplace = plot.place
        self.began = self.origin = plot.origin  # the target behind the first plot, and the last: for scoring
        self.confirmed = False
        self.dropped = False
        self.hits = 1
        self.score = 0.0
        self.top_score = 0.0
        self.charged_until = plot.time
        self.feeders = {radar: Feeder(radar, plot.time)}
        self.report: Estimate | None = None  # what fire units read
        self.pending: Estimate | None = None  # on its way over the network
        self.shared = 0  # plots that were reported over the network, or lost there
        self.prior = log_weights  # of hostile, neutral, friend
        self.evidence: set[Evidence] = set()  # what holds of it
        self.friendly: list[bool] = []  # answers to its interrogations in the friendly mode
        self.civil: list[bool] = []  # and in the civil mode, if that was asked
        self.born_spread = plot.spread
        self.next_evidence = 0.0
        self.next_question = 0.0
        self.read_as = Identity.PENDING  # what it pointed to
        self.sufficient_since: float | None = None  # when that began to suffice for hostile
        self.identity = Identity.PENDING
        self.decision = NOTHING  # what weighed most for it, by how much more than the next
        self.stage = Stage.NONE
        self.battery = NOBODY  # which took it there
        self.kept_until: dict[int, float] = {}  # rounds of a battery are kept for others, until then [s]
        self.meets: dict[int, float] = {}  # when a battery could meet it, while in reach [s]
        self.hindrance = Hindrance.OUT_OF_REACH  # at the last decision, of the unit that came nearest
        self.faced = -1, 0  # unit whose radar was kept elsewhere then, and its busy channels
        self.held: tuple[int, int] | None = None  # unit that last might not fire at it, and why
        self.channels = 0  # fire channels at work on it
        self.rcs = plot.rcs  # running mean of the cross sections of its plots [m2]

    def measure_spread(self) -> None:
        """Note the roots of the traces of the position [m] and velocity [m/s] covariance."""
        self.spread = math.sqrt(float(np.trace(self.covariance[:3, :3])))
        self.spread_rate = math.sqrt(float(np.trace(self.covariance[3:, 3:])))

    def estimate(self) -> Estimate:
        """The present estimate."""
        place, velocity = self.state[:3].copy(), self.state[3:].copy()
        speed_error = deviation(self.covariance[3:, 3:], velocity) if velocity.any() else self.spread_rate
        height_error = deviation(self.covariance[:3, :3], place)
        climb, climb_error = (
            float(velocity @ place) / length(place),
            deviation(self.covariance[3:, 3:], place),
        )
        if not self.ballistic and abs(climb) < CLIMB_SURE * climb_error:  # it is no climb, for all one knows
            velocity -= climb * place / length(place)
        return Estimate(self.time, place, velocity, self.spread_rate, speed_error, height_error)

    def climb(self, stage: Stage, battery: int = NOBODY) -> None:
        """Keep the furthest stage of the chain that any battery reached with it."""
        if stage > self.stage:
            self.stage, self.battery = stage, battery

    def come_near(self, hindrance: Hindrance) -> None:
        """Keep of what hinders fire units at a decision what leaves least between them and it."""
        self.hindrance = max(self.hindrance, hindrance)

    def face_elsewhere(self, unit: int, busy: int) -> None:
        """The same of a unit that some channels keep in another sector though others are free."""
        if self.hindrance < Hindrance.FACING:
            self.hindrance, self.faced = Hindrance.FACING, (unit, busy)

    def hold(self, unit: int, under: int) -> None:
        """Keep that a unit may not fire at it, hostile as it is, by an order or by one of `Held`."""
        if self.identity == Identity.HOSTILE:
            self.held = unit, under

    def stand_for(self, target: Target | None) -> None:
        """Another target may be behind it: only an engagement that goes on says anything about that one."""
        if target is not self.origin:
            self.origin = target
            if self.channels:
                self.stage = min(self.stage, Stage.ROUND_LEFT)  # that one has yet to be acquired
            else:
                self.stage = Stage.NONE
                self.held = None

    # Plots

    def far_from(self, plot: Plot) -> bool:
        """Whether a plot lies outside the gate at first sight: no direction is wider than the spread."""
        lag = plot.time - self.time
        gap = plot.place - drift(self.state[:3], self.state[3:], self.ballistic, lag)
        own = (self.spread + abs(lag) * self.spread_rate) ** 2 + self.noise * abs(lag) ** 3
        return float(gap @ gap) > GATE * (own + plot.spread**2)

    def gain(self, plot: Plot, log_detection: float) -> float | None:
        """Log likelihood of a plot being of this track, against its being false; None outside the gate."""
        if self.far_from(plot):
            return None
        state, covariance = self.predicted(plot.time)
        innovation = covariance[:3, :3] + plot.covariance
        gap = plot.place - state[:3]
        square = float(gap @ np.linalg.solve(innovation, gap))
        if square > GATE:
            return None
        after, doubt = self.placed(plot)
        expected, slope = range_rate(after, plot.station)
        variance = float(slope @ doubt @ slope) + plot.rate_error**2
        square += (plot.rate - expected) ** 2 / variance
        if square > GATE:
            return None
        log_volume = log(float(np.linalg.det(innovation)) * variance) + 4.0 * math.log(2.0 * math.pi)
        return log_detection - plot.log_clutter - 0.5 * (square + log_volume)

    def update(self, radar: RadarSet, plot: Plot, gain: float) -> bool:
        """Take a plot; whether that confirms the track."""
        self.fold(plot)
        self.measure_spread()
        self.stand_for(plot.origin)
        self.rcs += RCS_WEIGHT * (plot.rcs - self.rcs)
        self.hits += 1
        self.score += gain
        self.top_score = max(self.top_score, self.score)
        if radar in self.feeders:
            self.feeders[radar].plotted(plot.time)
        else:
            self.feeders[radar] = Feeder(radar, plot.time)
        if self.hits >= VELOCITY_PLOTS:
            self.ballistic = self.falls_freely()
        believed = self.hits >= self.constants.confirm_plots and self.score >= self.constants.confirm_score
        if self.confirmed or not believed:
            return False
        self.confirmed = True
        return True

    def falls_freely(self) -> bool:
        """Whether it moves as only a ballistic target does."""
        place, velocity = self.state[:3], self.state[3:]
        speed = length(velocity)
        sink = abs(float(velocity @ place)) / length(place)
        if speed > BALLISTIC_SPEED and sink > BALLISTIC_SINK:
            return True
        return speed > 0.5 * BALLISTIC_SPEED and altitude_of(place) > BALLISTIC_ALTITUDE

    def charge(self, until: float, log_miss: float) -> None:
        """Lower the score for looks that brought nothing, evenly in time after one scan of grace.

        Those radars missed it that carry it and can look at its place, each at its own pace; where none
        does, the slowest that ever plotted it.
        """
        place = self.predicted(until)[0][:3]
        silences = [
            (feeder.last, feeder.period) for feeder in self.feeders.values() if feeder.carries(place)
        ] or [(self.time, max(feeder.period for feeder in self.feeders.values()))]
        for last, period in silences:
            since = max(self.charged_until, last + period)
            self.score += log_miss * max(until - since, 0.0) / period
        self.charged_until = until

    @property
    def hopeless(self) -> bool:
        """Whether its score has fallen so low that it is dropped."""
        lost = self.score < self.top_score - self.constants.drop_score
        return lost or (not self.confirmed and self.score < -self.constants.tentative_score)
