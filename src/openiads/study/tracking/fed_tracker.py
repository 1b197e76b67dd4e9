"""The tracker of the engine, given plots as they come, and asked in between: the tracks of `track_plots`.

Tracks are fed in whole cycles, as in the engine.  A cycle that may still get plots is played on a copy, so
that it can be asked, and played once more when it is over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from openiads.scenario.scenario_schema import Models
from openiads.simulation.drivers import phase_of
from openiads.simulation.models import chain_of
from openiads.state.planes import Filter, ModelFilter, Plot, TrackKey
from openiads.state.scalars import Tracking
from openiads.state.state import Capacity, State
from openiads.state.words import MotionModel, Phase, TrackStatus
from openiads.state.world import Floats, Integers
from openiads.study.tracking.covariances import matrices_of
from openiads.study.tracking.lone_world import CYCLE, lone_world
from openiads.study.tracking.plot_planes import planes_of, with_elevation
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.track_plots import (
    Flags,
    Overflowed,
    Tracks,
    _at,
    carried,
    empty_row,
    first_capacity,
    play_cycle,
)
from openiads.tracking.filtering.interacting import plane_of


class Estimates(NamedTuple):
    """Tracks that are believed, at one time.  Axis: M tracks, by number."""

    number: Integers  # (M,) never given twice
    mean: Floats  # (M, 6) ECEF place [m], then velocity [m/s]
    covariance: Floats  # (M, 6, 6) in this order


class FedTracker:
    """A tracker that is fed.

    Parameters
    ----------
    sensors : their scan periods and false plots are all told
    tracking : constants of the tracker
    detection_probability : that it assumes [1]
    tracker : name of a registered one
    like : plots that lie where false plots do; if not given, those that came so far tell it
    """

    def __init__(
        self, sensors: Sensors, tracking: Tracking, detection_probability: float, tracker: str = "score",
        like: Plots | None = None,
    ) -> None:  # fmt: skip
        self._sensors = sensors
        self._world = lone_world(sensors, tracking, detection_probability)
        self._function = chain_of(Models(tracker=tracker))[Phase.TRACK]
        self._corners = None if like is None else corners(like)
        self._told = like is not None
        self._begin: float | None = None
        self._over: list[tuple[Floats, Integers]] = []  # plots of cycles that are over, by cycle
        self._open: tuple[Floats, Integers] | None = None  # plots of later ones
        self._capacity = Capacity(0, 0, 0, 0)
        self._row: State | None = None
        self._copy: State | None = None

    def feed(self, plots: Plots, time: float) -> None:
        """Give plots that came up to a time [s], which never falls; later ones of its cycle may follow."""
        if self._begin is None:
            if not plots.count:
                return
            self._begin = float(plots.time.min())
        self._append(plots)
        cycle = max(int(np.floor((time - self._begin) / CYCLE)), len(self._over))
        while True:
            try:
                self._advance(cycle)
                return
            except Overflowed as error:
                self._capacity = self._capacity.doubled(error.args[0])
                self._again()

    def tracks(self, time: float, sensor: int = 0) -> Tracks:
        """All tracks at a time [s] that was fed, as rows of a scan of a sensor."""
        if self._copy is None or self._begin is None:
            none = np.zeros(0)
            count = np.zeros(0, dtype=np.int64)
            return Tracks(none, count, count, count, np.zeros((0, 3)), np.zeros((0, 3)), none, count)
        found = _at(self._copy, time - self._begin, sensor, self._world)
        return replace(found, time=np.full(found.time.size, time))

    def estimates(self, time: float) -> Estimates:
        """Tracks that are believed, coasting ones too, at a time [s] that was fed."""
        if self._copy is None or self._begin is None:
            return Estimates(np.zeros(0, dtype=np.int64), np.zeros((0, 6)), np.zeros((0, 6, 6)))
        row = self._copy
        keys, filters = row.tracks_i[0], row.filters[0]
        m = np.flatnonzero(keys[TrackKey.STATUS, : row.tops[0]] == TrackStatus.CONFIRMED)
        m = m[np.argsort(keys[TrackKey.SERIAL, m])]
        lag = time - self._begin - filters[Filter.TIME, m]
        place, pace = filters[Filter.X : Filter.Z + 1, m].T, filters[Filter.VX : Filter.VZ + 1, m].T
        there, velocity = carried(place, pace, keys[TrackKey.BALLISTIC, m] == 1, lag)
        noise = noise_of(filters[:, m], keys[TrackKey.BALLISTIC, m] == 1, self._world.tracking)
        spread = spread_on(matrices_of(filters[Filter.PXX : Filter.VZZ + 1, m].T), lag, noise)
        return Estimates(keys[TrackKey.SERIAL, m].copy(), np.hstack([there, velocity]), spread)

    def _append(self, plots: Plots) -> None:
        """Bring plots into the planes of the tracker, after those that wait."""
        early = replace(plots, time=plots.time - (self._begin or 0.0))
        if not self._told:
            self._corners = corners(early if self._corners is None else both(self._corners, early))
        known = corners(early) if self._corners is None else self._corners
        f, k = planes_of(both(known, early), self._sensors, self._sensors.false_plots)
        f, k = f[:, known.count :], k[:, known.count :]
        if self._open is not None:
            f, k = (np.concatenate(pair, axis=1) for pair in zip(self._open, (f, k), strict=True))
        order = np.argsort(f[Plot.TIME], kind="stable")
        self._open = np.ascontiguousarray(f[:, order]), np.ascontiguousarray(k[:, order])
        if self._row is None:
            self._capacity = first_capacity(early)
            self._again()

    def _advance(self, cycle: int) -> None:
        """Play all cycles that are over before this one, and this one on a copy."""
        assert self._row is not None
        assert self._copy is not None
        assert self._open is not None
        f, k = self._open
        ends = np.searchsorted(np.floor(f[Plot.TIME] / CYCLE), np.arange(len(self._over), cycle + 1), "right")
        begin = 0
        for end in ends[:-1].tolist():
            self._play(self._row, len(self._over), f[:, begin:end], k[:, begin:end])
            self._over.append((f[:, begin:end], k[:, begin:end]))
            self._open = f[:, end:], k[:, end:]
            begin = end
        for name in State._fields:
            np.copyto(getattr(self._copy, name), getattr(self._row, name))
        self._play(self._copy, cycle, f[:, begin : ends[-1]], k[:, begin : ends[-1]])

    def _play(self, row: State, cycle: int, f: Floats, k: Integers) -> None:
        play_cycle(self._phase, row, self._world, cycle, f, k)

    def _again(self) -> None:
        """Make room, and play what is over once more."""
        self._row, self._copy = (empty_row(self._world, self._capacity) for _ in range(2))
        self._phase = phase_of(self._function, self._row, self._world)
        try:
            for cycle, (f, k) in enumerate(self._over):
                self._play(self._row, cycle, f, k)
        except Overflowed as error:
            self._capacity = self._capacity.doubled(error.args[0])
            self._again()


def corners(plots: Plots) -> Plots:
    """Those of some plots that tell as much as all of them where false plots lie: the outermost."""
    elevation, _ = with_elevation(plots)
    rows: list[int] = []
    for s in np.unique(plots.sensor):
        mine = np.flatnonzero(plots.sensor == s)
        rows += [int(mine[np.argmax(plots.slant_range[mine])])]
        rows += [int(mine[found(elevation[mine])]) for found in (np.argmin, np.argmax)]
        rates = plots.range_rate[mine]
        if np.isnan(rates).any():
            rows += [int(mine[np.flatnonzero(np.isnan(rates))[0]])]
        else:
            rows += [int(mine[found(rates)]) for found in (np.argmin, np.argmax)]
    return plots.only(np.array(sorted(set(rows)), dtype=np.int64))


def both(first: Plots, second: Plots) -> Plots:
    """The plots of both."""
    names = Plots.__dataclass_fields__
    return Plots(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in names))


def noise_of(filters: Floats, ballistic: Flags, tracking: Tracking) -> Floats:
    """Power densities of acceleration (M,) [m2/s3] of tracks with `filters` (planes, M).

    Of those that keep several ways of moving the mean by their chances: our rule.
    """
    if tracking.motion_models != len(MotionModel):
        return np.full(filters.shape[1], tracking.process_noise)
    turning = np.where(ballistic, tracking.agile_noise, tracking.turn_noise)
    noises = np.empty((len(MotionModel), filters.shape[1]))
    noises[MotionModel.QUIET] = np.where(ballistic, tracking.fall_noise, tracking.quiet_noise)
    noises[MotionModel.AGILE] = tracking.agile_noise
    noises[MotionModel.LEFT] = noises[MotionModel.RIGHT] = turning
    chances = filters[[plane_of(mode, ModelFilter.CHANCE) for mode in range(len(MotionModel))]]
    return np.asarray((chances * noises).sum(axis=0))


def spread_on(covariance: Floats, lag: Floats, noise: Floats) -> Floats:
    """Covariances (M, 6, 6) some time (M,) [s] on, after white acceleration `noise` (M,) [m2/s3].

    The same as `tracking.motion.constant_velocity`, on arrays.
    """
    on = np.zeros_like(covariance)
    on[:] = np.eye(6)
    on[:, range(3), range(3, 6)] = lag[:, None]
    more = np.zeros_like(covariance)
    size, noise = np.abs(lag)[:, None], noise[:, None]
    more[:, range(3), range(3)] = noise * size**3 / 3.0
    more[:, range(3), range(3, 6)] = more[:, range(3, 6), range(3)] = 0.5 * noise * size * lag[:, None]
    more[:, range(3, 6), range(3, 6)] = noise * size
    return np.asarray(on @ covariance @ on.transpose(0, 2, 1) + more)
