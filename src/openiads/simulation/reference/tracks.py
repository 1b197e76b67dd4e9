"""Tracks: what a picture believes of one target, by a Kalman filter of place and velocity in ECEF."""

from __future__ import annotations

import math

import numpy as np

from openiads.simulation.reference.columns import Vector
from openiads.simulation.reference.filters import Estimate, Filter, drift, falls_freely, first_state
from openiads.simulation.reference.own_looks import OwnLooks
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.simulation.reference.taken_for import NOTHING
from openiads.simulation.reference.targets import Target
from openiads.state.constants import CARRYING_GAP, FIRST_GAP, GAP_WEIGHT, GATE, RCS_WEIGHT, VELOCITY_PLOTS
from openiads.state.events import NOBODY
from openiads.state.planes import Evidence
from openiads.state.words import Hindrance, Identity, Stage


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


class Track(Filter):
    """A track: the filter, its score, and what its picture makes of it."""

    def __init__(self, serial: int, radar: RadarSet, plot: Plot, log_weights: Vector) -> None:
        """Start from one plot: its place, and its range rate along the line of sight."""
        constants = radar.run.tracking
        self.serial = serial
        first = first_state(plot, radar, constants.start_speed_sd)
        super().__init__(plot.time, *first, False, constants.process_noise)
        self.constants = constants
        self.birthplace, self.birth = plot.place, plot.time
        self.began = self.origin = plot.origin  # the target behind the first plot, and the last: for scoring
        self.confirmed = False
        self.dropped = False
        self.hits = 1
        self.score = 0.0
        self.top_score = 0.0
        self.charged_until = plot.time
        self.feeders = {radar: Feeder(radar, plot.time)}
        self.report: Estimate | None = None  # what the network told fire units
        self.own: dict[int, OwnLooks] = {}  # of units that also read what their own radars make of it
        self.read: dict[int, Estimate | None] = {}  # what these read now, if that is not the network's
        self.pending: Estimate | None = None  # on its way over the network
        self.shared = 0  # plots that were reported over the network, or lost there
        self.prior = log_weights  # of hostile, neutral, friend
        self.evidence: set[Evidence] = set()  # what holds of it
        self.friendly: list[bool] = []  # answers to its interrogations in the friendly mode
        self.civil: list[bool] = []  # and in the civil mode, if that was asked
        self.born_spread = plot.spread
        self.from_zone = 0.0  # how surely it comes over a zone of hostile origin
        self.origin_weights = np.zeros(3)  # log likelihoods of where it comes from
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

    @property
    def slowest(self) -> float:
        """Longest scan period of the radars that ever plotted it [s]."""
        return max(feeder.period for feeder in self.feeders.values())

    def read_by(self, unit: int) -> Estimate | None:
        """What a unit reads of it: of what its network told and its own radars show, the better."""
        return self.read.get(unit, self.report)

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
        square, log_determinant = self.distance(plot)
        if square > GATE:
            return None
        log_volume = log_determinant + 4.0 * math.log(2.0 * math.pi)
        return log_detection - plot.log_clutter - 0.5 * (square + log_volume)

    def update(self, radar: RadarSet, plot: Plot, gain: float) -> bool:
        """Take a plot; whether that confirms the track."""
        self.fold(plot)
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
            self.ballistic = falls_freely(self.state)
        believed = self.hits >= self.constants.confirm_plots and self.score >= self.constants.confirm_score
        if self.confirmed or not believed:
            return False
        self.confirmed = True
        return True

    def charge(self, until: float, log_miss: float) -> None:
        """Lower the score for looks that brought nothing, evenly in time after one scan of grace.

        Those radars missed it that carry it and can look at its place, each at its own pace; where none
        does, the slowest that ever plotted it.
        """
        place = self.predicted(until)[0][:3]
        silences = [
            (feeder.last, feeder.period) for feeder in self.feeders.values() if feeder.carries(place)
        ] or [(self.time, self.slowest)]
        for last, period in silences:
            since = max(self.charged_until, last + period)
            self.score += log_miss * max(until - since, 0.0) / period
        self.charged_until = until

    @property
    def hopeless(self) -> bool:
        """Whether its score has fallen so low that it is dropped."""
        lost = self.score < self.top_score - self.constants.drop_score
        return lost or (not self.confirmed and self.score < -self.constants.tentative_score)
