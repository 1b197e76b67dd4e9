"""The tracker alone, from tables to tracks and to what they are worth against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import geodetic_of
from openiads.state.planes import Plot
from openiads.study.tracking.bias_hint import bias_hint
from openiads.study.tracking.carried_identity import carried
from openiads.study.tracking.confusion import Confusion
from openiads.study.tracking.contradictions import contradictions, false_plots_against
from openiads.study.tracking.covariances import matrices_of
from openiads.study.tracking.impacts import Impacts, impacts_of
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.on_ground import on_ground
from openiads.study.tracking.own_constants import with_constants
from openiads.study.tracking.plot_planes import Placed, placed, planes_of
from openiads.study.tracking.plots import Floats, Integers, Plots, Sensors
from openiads.study.tracking.registration import Biases, registered
from openiads.study.tracking.scans import scan_ends
from openiads.study.tracking.settled_sensors import Settled, first_passes, settled
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_progress import Followed, Progress
from openiads.study.tracking.told_sensors import read_sensors
from openiads.study.tracking.told_truth import read_truth
from openiads.study.tracking.track_metrics import MetricRules, TrackMetrics, check_rules, track_metrics
from openiads.study.tracking.track_plots import TENTATIVE, Tracks, constants_of, track_plots
from openiads.study.tracking.truth_units import truth_against
from openiads.tracking.trackers import TRACKERS


@dataclass(frozen=True, eq=False)
class Lives:
    """Tracks that were ever believed, by number.  Axis: M tracks."""

    number: Integers  # (M,)
    believed: Floats  # (M,) scan at which it first was [s]
    last: Floats  # (M,) scan of its last row [s]
    plots: Integers  # (M,) that it had
    row: Integers  # (M,) its last row in all tracks

    @property
    def length(self) -> Floats:
        """How long each lived since (M,) [s]."""
        return self.last - self.believed


@dataclass(frozen=True, eq=False)
class Tracked:
    """Plots, their sensors, and the tracks that came of them."""

    plots: Plots
    settled: Settled
    tracks: Tracks
    scans: Floats  # (S,) times of all scans [s], rising
    tracker: str
    truth: Kinematics | None = None
    metrics: TrackMetrics | None = None
    biases: Biases | None = None  # of sensors at work, where they were asked for
    confusion: Confusion | None = None  # what targets are, by what the first target of their track is
    notices: tuple[str, ...] = ()  # what the user should know though there are tracks
    changes: tuple[str, ...] = ()  # of constants of the catalogue, as they were told

    @cached_property
    def stand(self) -> Placed:
        """Where sensors are."""
        return placed(self.settled.sensors)

    @property
    def flat(self) -> bool:
        """Whether no plot has an elevation, so that tracks are held against the truth on the ground."""
        return bool(np.isnan(self.plots.elevation).all())

    @cached_property
    def lives(self) -> Lives:
        """The tracks that were ever believed."""
        return _lives(self.tracks)

    def local(self, place: Floats) -> Floats:
        """Places (K, 3) [m, ECEF] east, north and up of the first sensor."""
        return np.asarray((place - self.stand.place[0]) @ self.stand.axes[0].T)

    @cached_property
    def impacts(self) -> Impacts:
        """Where tracks that fall freely come down."""
        return impacts_of(self.tracks)

    @cached_property
    def places(self) -> tuple[Floats, Floats]:
        """Tracks east, north and up of the first sensor: places (K, 3) [m], velocities (K, 3) [m/s]."""
        return self.local(self.tracks.place), np.asarray(self.tracks.velocity @ self.stand.axes[0].T)

    @cached_property
    def covariances(self) -> Floats:
        """Of tracks, (K, 6, 6) [m, m/s] of places and velocities east, north and up of the first sensor."""
        if self.tracks.covariance is None:
            return np.full((self.tracks.time.size, 6, 6), np.nan)
        turn = np.kron(np.eye(2), self.stand.axes[0])
        return np.asarray(turn @ matrices_of(self.tracks.covariance) @ turn.T)

    @cached_property
    def geodetic(self) -> tuple[Floats, Floats, Floats]:
        """Latitudes, longitudes [rad] and heights [m] of tracks, (K,) each."""
        return geodetic_of(self.tracks.place)

    @cached_property
    def plot_places(self) -> Floats:
        """Plots (I, 3) [m] east, north and up of the first sensor."""
        f, _ = planes_of(self.plots, self.settled.sensors, np.ones(self.settled.sensors.count))
        return self.local(f[Plot.X : Plot.Z + 1].T)


class Told(NamedTuple):
    """Plots, and their sensors with all that is needed of them."""

    plots: Plots
    sensors: Sensors  # as told, NaN where nothing is
    settled: Settled
    where: str  # what the user calls the table of sensors
    followed: Followed  # told of plots as they are followed


def plots_told(
    plots: object,
    sensors: object,
    tracker: str = "imm-jpda",
    catalogue: Catalogue = PACKAGED,
    progress: Progress | None = None,
    passes: int = 0,
    name: str = "plots",
) -> Told:
    """Read plots and sensors, files or tables in memory, and settle what is not told.

    progress  told of plots as they are followed
    passes    in which all of them will be followed after that
    name      of the argument that brings plots
    """
    by = read_sensors(sensors)
    read = read_plots(plots, by, name)
    constants, usual = constants_of(tracker, catalogue), catalogue.tracking.detection_probability
    followed = Followed(progress, first_passes(read, by.sensors) + passes * read.count)
    found = settled(read, by.sensors, by.where, constants, usual, tracker, followed)
    return Told(read, by.sensors, found, by.where, followed)


def track_told(
    plots: object,
    sensors: object,
    truth: object = None,
    tracker: str = "imm-jpda",
    rules: MetricRules | None = None,
    catalogue: Catalogue = PACKAGED,
    bias: bool = False,
    progress: Progress | None = None,
    changes: Sequence[str] = (),
) -> Tracked:
    """Read plots, sensors and truth, settle what is not told, track, and measure.

    plots, sensors, truth  files, or tables in memory
    rules                  of the measures, where there is truth
    bias                   whether constant biases of sensors are looked for, and taken off
    progress               told of plots as they are followed
    changes                constants in place of the catalogue's
    """
    TRACKERS.get(tracker)
    catalogue, of_constants = with_constants(changes, tracker, bias, catalogue)
    rules = rules or MetricRules()
    check_rules(rules)
    read, stand, found, where, followed = plots_told(
        plots, sensors, tracker, catalogue, progress, passes=1 + bias
    )
    own = found.at_work
    number = np.cumsum(found.plots > 0) - 1  # among those at work
    fed = replace(read, sensor=number[read.sensor])
    ours = found.sensors.only(own)
    times = np.unique([time for time, _ in scan_ends(read.time, fed.sensor, ours.scan_period)])
    known = None if truth is None else read_truth(truth, placed(stand), times)
    notices = contradictions(read, found, where, catalogue.tracking.start_speed_sd)
    biases = None
    if bias:
        fed, biases = registered(fed, ours, catalogue, followed)
        read = replace(fed, sensor=read.sensor)
        notices += biases.doubts
    elif not notices:
        notices = bias_hint(fed, ours, where, tracker, catalogue)
    constants, usual = constants_of(tracker, catalogue), found.detection_probability
    tracks = track_plots(fed, ours, constants, usual, tracker, followed)
    if not notices:  # else there is a reason already
        notices = false_plots_against(found, tracks, where)
    notices = (*of_constants, *notices)
    exact = _exact(tracks, times, own)
    made = Tracked(
        read, found, exact, times, tracker, known, biases=biases, notices=notices, changes=tuple(changes)
    )
    return made if known is None else _measured(made, known, rules)


def _exact(tracks: Tracks, times: Floats, own: Integers) -> Tracks:
    """Tracks at the very times of scans, which rounding may have moved, and by the sensors of the table."""
    middle = 0.5 * (times[1:] + times[:-1])
    return replace(tracks, time=times[np.searchsorted(middle, tracks.time)], sensor=own[tracks.sensor])


def _lives(tracks: Tracks) -> Lives:
    order = np.lexsort((tracks.sensor, tracks.time, tracks.number))
    order = order[np.isin(tracks.number[order], np.unique(tracks.number[tracks.state != TENTATIVE]))]
    number, first = np.unique(tracks.number[order], return_index=True)
    last = order[np.append(first[1:], order.size)[: first.size] - 1]
    since = order[tracks.state[order] != TENTATIVE]
    begin = since[np.unique(tracks.number[since], return_index=True)[1]]
    return Lives(number, tracks.time[begin], tracks.time[last], tracks.plots[last], last)


def believed_tracks(tracks: Tracks) -> Kinematics:
    """Tracks that are believed, each once at a time."""
    rows = np.flatnonzero(tracks.state != TENTATIVE)
    rows = rows[np.lexsort((tracks.number[rows], tracks.time[rows]))]
    again = (np.diff(tracks.time[rows], prepend=-np.inf) == 0.0) & (
        np.diff(tracks.number[rows], prepend=-1) == 0
    )
    rows = rows[~again]
    return Kinematics(tracks.time[rows], tracks.number[rows], tracks.place[rows], tracks.velocity[rows])


def _measured(made: Tracked, truth: Kinematics, rules: MetricRules) -> Tracked:
    """With measures, at the scans for which there is truth."""
    inside = (made.scans >= truth.time.min()) & (made.scans <= truth.time.max())
    brought = on_ground if made.flat else _as_it_is
    believed = brought(believed_tracks(made.tracks))
    metrics = track_metrics(brought(truth), believed, made.scans[inside], rules)
    farthest = float(made.plots.slant_range.max())
    unit = truth_against(truth, believed, metrics, made.stand, farthest, brought)
    return replace(made, metrics=metrics, confusion=carried(metrics), notices=made.notices + unit)


def _as_it_is(rows: Kinematics) -> Kinematics:
    return rows
