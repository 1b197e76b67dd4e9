"""What a unit makes of a track by its own radars alone."""

from __future__ import annotations

import numpy as np

from openiads.simulation.reference.columns import Figures, Matrix, Run, Vector
from openiads.simulation.reference.filters import Estimate, Filter, falls_freely, first_state, gravity
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.state import planes
from openiads.state.constants import GATE, VELOCITY_PLOTS


class OwnLooks:
    """The looks of one unit at one track, and what they are on its screens."""

    def __init__(self, run: Run, unit: int, track: Filter | None) -> None:
        """Of a track that began with a plot of its own, or with another's."""
        figures = Figures(planes.Battery, run.world.battery_f[:, unit])
        self.constants = run.world.tracking
        self.delay = figures.own_delay
        self.apart = track is None  # no more the estimate of its network
        self.following = track
        self.looks = 0 if track is None else 1
        self.report: Estimate | None = None
        self.pending: Estimate | None = None

    def part_ways(self) -> None:
        """Keep what it made of the track so far, before that learns of somebody else's plot."""
        if not self.apart and self.following is not None:
            told = self.following
            self.following = Filter(
                told.time, told.state.copy(), told.covariance.copy(), told.ballistic, told.noise
            )
        self.apart = True

    def take(self, plot: Plot, radar: RadarSet, told: Estimate | None) -> None:
        """A look: it goes on from those before it, or begins anew on the course that the network told."""
        if not self.apart:
            self.looks += 1
            return
        if self.following is None or self.is_apart(plot):
            self.looks = 0
            self.following = Filter(
                plot.time,
                *self.first(plot, radar, told),
                told is not None and told.ballistic,
                self.constants.process_noise,
            )
            if told is not None:
                self.following.learn_rate(plot)
        else:
            self.following.fold(plot)
        self.looks += 1
        if self.looks >= VELOCITY_PLOTS:
            self.following.ballistic = falls_freely(self.following.state)

    def is_apart(self, plot: Plot) -> bool:
        """Whether a plot cannot be of what it follows: no error is wider than the root of its trace."""
        assert self.following is not None
        state, covariance = self.following.predicted(plot.time)
        gap = plot.place - state[:3]
        return float(gap @ gap) > GATE * float(np.trace(covariance[:3, :3]) + np.trace(plot.covariance))

    def first(self, plot: Plot, radar: RadarSet, told: Estimate | None) -> tuple[Vector, Matrix]:
        """State and covariance by one plot, with the velocity that the network told if it did."""
        if told is None:
            return first_state(plot, radar, self.constants.start_speed_sd)
        age = plot.time - told.time
        pull = age * gravity(told.place) if told.ballistic else np.zeros(3)
        covariance = np.zeros((6, 6))
        covariance[:3, :3] = plot.covariance
        variance = told.spread_rate**2 + self.constants.process_noise * abs(age)
        covariance[3:, 3:] = variance * np.eye(3)
        return np.concatenate([plot.place, told.velocity + pull]), covariance

    def show(self, told: Estimate | None, until: float) -> None:
        """Put on the screens what is due, then send there what is new."""
        if not self.arrived(until):
            return
        enough = self.looks >= (1 if told is not None else self.constants.confirm_plots)
        last = -1.0 if self.report is None else self.report.time
        if enough and self.following is not None and self.following.time > last:
            self.pending = self.following.estimate()
            self.arrived(until)

    def arrived(self, until: float) -> bool:
        """Whether nothing is on its way any more."""
        if self.pending is None:
            return True
        if self.pending.time + self.delay > until:
            return False
        self.report, self.pending = self.pending, None
        return True


def better(own: Estimate | None, told: Estimate | None, time: float) -> Estimate | None:
    """Of what a unit's own radars and its network say of a track, what claims the smaller error."""
    if own is None or told is None:
        return own or told
    return own if own.error(time) <= told.error(time) else told
