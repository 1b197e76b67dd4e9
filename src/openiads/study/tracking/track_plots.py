"""The tracker of the engine on anybody's plots, fed cycle by cycle, its tracks read scan by scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import MU
from openiads.scenario.scenario_schema import Models
from openiads.simulation.drivers import phase_of
from openiads.simulation.models import chain_of, tracking_of
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.step import PhaseFunction
from openiads.state.planes import Filter, Life, PlotKey, Radar, Tally, TrackKey
from openiads.state.planes import Plot as PlotPlane
from openiads.state.scalars import Tracking
from openiads.state.state import Capacity, State, select
from openiads.state.words import Overflow, Phase, TrackStatus
from openiads.state.world import Floats, Integers, World
from openiads.study.tracking.covariances import STORED, carried_on
from openiads.study.tracking.lone_world import CYCLE, lone_world
from openiads.study.tracking.plot_planes import planes_of
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.scans import scan_ends
from openiads.study.tracking.told_progress import Followed

Flags = npt.NDArray[np.bool_]
COASTING = 1.5
"""Scans of its slowest sensor without a plot from which on a track that is believed coasts [1]."""
TENTATIVE, CONFIRMED, COASTED = 0, 1, 2
STATES = ("tentative", "confirmed", "coasting")


@dataclass(frozen=True, eq=False)
class Tracks:
    """Tracks as they were at scans, a row for each that lived.  Axis: K rows, by time."""

    time: Floats  # (K,) of the scan [s]
    sensor: Integers  # (K,) whose scan it is
    number: Integers  # (K,) of the track, never given twice
    state: Integers  # (K,) index of `STATES`
    place: Floats  # (K, 3) ECEF [m]
    velocity: Floats  # (K, 3) ECEF [m/s]
    sd: Floats  # (K,) root of the trace of the covariance of its place, at its last plot [m]
    plots: Integers  # (K,) that it has had
    ballistic: Flags | None = None  # (K,) held to fall freely; None where nobody kept it
    covariance: Floats | None = None  # (K, 21) of place and velocity, carried on, in the order of `Filter`


class Overflowed(Exception):
    """A buffer was too small; which, as bits of `Overflow`."""


def constants_of(tracker: str, catalogue: Catalogue = PACKAGED) -> Tracking:
    """Constants of a registered tracker, by the catalogue."""
    entries = catalogue.tracking, catalogue.initiation, catalogue.interacting
    return tracking_of(Models(tracker=tracker), *entries)


def track_plots(
    plots: Plots,
    sensors: Sensors,
    tracking: Tracking,
    detection_probability: float,
    tracker: str = "score",
    followed: Followed | None = None,
) -> Tracks:
    """Tracks of plots.

    sensors                their scan periods and false plots are all told
    tracking               constants of the tracker
    detection_probability  that it assumes [1]
    tracker                name of a registered one
    followed               told of plots as they are followed
    """
    followed = followed or Followed()
    begin = float(plots.time.min()) if plots.count else 0.0
    early = replace(plots, time=plots.time - begin)
    f, k = planes_of(early, sensors, sensors.false_plots)
    order = np.argsort(early.time, kind="stable")
    f, k = np.ascontiguousarray(f[:, order]), np.ascontiguousarray(k[:, order])
    world = lone_world(sensors, tracking, detection_probability)
    capacity = first_capacity(early)
    while True:
        try:
            track = chain_of(Models(tracker=tracker))[Phase.TRACK]
            found = list(_rows(world, track, f, k, capacity, followed))
        except Overflowed as error:
            capacity = capacity.doubled(error.args[0])
            continue
        followed.over(plots.count)
        return _joined(found, begin)


def first_capacity(plots: Plots) -> Capacity:
    """Lengths of buffers that seldom overflow."""
    most = int(np.bincount(np.floor(plots.time / CYCLE).astype(np.int64)).max()) if plots.count else 1
    near = max(16_384, 16 * most)
    return Capacity(plots=2 * most + 64, tracks=4 * most + 512, events=8 * most + 4_096, candidates=near)


def _rows(
    world: World, track: PhaseFunction, f: Floats, k: Integers, capacity: Capacity, followed: Followed
) -> Iterator[Tracks]:
    """Tracks at the end of each scan."""
    row = empty_row(world, capacity)
    phase = phase_of(track, row, world)
    silent = silent_from(f[PlotPlane.TIME], k[PlotKey.RADAR], world.radar_f[Radar.SCAN_PERIOD])
    ends = scan_ends(f[PlotPlane.TIME], k[PlotKey.RADAR], world.radar_f[Radar.SCAN_PERIOD])
    cycles = np.floor(f[PlotPlane.TIME] / CYCLE).astype(np.int64)
    begins = np.searchsorted(cycles, np.arange(cycles[-1] + 2)) if cycles.size else np.zeros(1, dtype=int)
    told = 0
    for step in range(len(begins) - 1):
        row.lost[:] = np.where(silent < (step + 1) * CYCLE, silent, np.inf)
        mine = slice(begins[step], begins[step + 1])
        play_cycle(phase, row, world, step, f[:, mine], k[:, mine])
        followed.by_now(int(begins[step + 1]))
        while told < len(ends) and ends[told][0] < (step + 1) * CYCLE:
            yield _at(row, *ends[told], world)
            told += 1


def silent_from(time: Floats, sensor: Integers, periods: Floats) -> Floats:
    """When sensors of some scan periods (S,) [s] stop, by the times (I,) [s] and sensors of plots: (S,) [s].

    One that plots nothing for the rest of a file is not held to have looked: our rule.
    """
    return np.array(
        [np.max(time, where=sensor == s, initial=-np.inf) + period for s, period in enumerate(periods)]
    )


def empty_row(world: World, capacity: Capacity) -> State:
    """A tracker that has had no plots yet."""
    return select(open_replicate(world, 0, 0, capacity), 0)


def play_cycle(track: PhaseFunction, row: State, world: World, cycle: int, f: Floats, k: Integers) -> None:
    """Give the tracker the plots of a cycle (planes, I), and forget what happened in the one before."""
    count = f.shape[1]
    row.tally[Tally.EVENTS] = 0
    row.tally[Tally.PLOTS] = count
    if count > row.plots_f.shape[1]:
        raise Overflowed(Overflow.PLOTS.value)
    row.plots_f[:, :count], row.plots_i[:, :count] = f, k
    track(row, world, cycle)
    if row.tally[Tally.OVERFLOW]:
        raise Overflowed(int(row.tally[Tally.OVERFLOW]))


def _at(row: State, time: float, s: int, world: World) -> Tracks:
    """The tracks at a time [s], which is that of a scan of sensor `s`."""
    keys, filters = row.tracks_i[0], row.filters[0]
    m = np.flatnonzero(keys[TrackKey.STATUS, : row.tops[0]] != TrackStatus.FREE)
    m = m[np.argsort(keys[TrackKey.SERIAL, m])]
    lag = time - filters[Filter.TIME, m]
    place, pace = filters[Filter.X : Filter.Z + 1, m].T, filters[Filter.VX : Filter.VZ + 1, m].T
    ballistic = keys[TrackKey.BALLISTIC, m] == 1
    there, velocity = carried(place, pace, ballistic, lag)
    covariance = carried_on(filters[Filter.PXX : Filter.VZZ + 1, m].T, lag)
    believed = keys[TrackKey.STATUS, m] == TrackStatus.CONFIRMED
    silent = lag > COASTING * row.lives[0, Life.SLOWEST, m]
    state = np.where(believed, np.where(silent, COASTED, CONFIRMED), TENTATIVE)
    return Tracks(
        np.full(m.size, time), np.full(m.size, s), keys[TrackKey.SERIAL, m].copy(), state, there, velocity,
        filters[Filter.SPREAD, m].copy(), keys[TrackKey.HITS, m].copy(), ballistic, covariance,
    )  # fmt: skip


def carried(place: Floats, velocity: Floats, ballistic: Flags, lag: Floats) -> tuple[Floats, Floats]:
    """Places (K, 3) [m] and velocities (K, 3) [m/s] some time (K,) [s] on: straight, or falling freely.

    The same as `tracking.motion.constant_velocity`, on arrays.
    """
    size = np.linalg.norm(place, axis=1)
    pull = np.where(ballistic, -MU / size**3, 0.0)[:, None] * place
    after = lag[:, None]
    return place + after * velocity + 0.5 * after * after * pull, velocity + after * pull


def _joined(found: list[Tracks], begin: float) -> Tracks:
    """Tracks of all scans, at times since the begin of the file's clock."""
    if not found:
        none = np.zeros(0)
        count = np.zeros(0, dtype=np.int64)
        nowhere, nobody = np.zeros((0, 3)), np.zeros(0, dtype=np.bool_)
        return Tracks(none, count, count, count, nowhere, nowhere, none, count, nobody, np.zeros((0, STORED)))
    columns = (np.concatenate([getattr(one, name) for one in found]) for name in Tracks.__dataclass_fields__)
    joined = Tracks(*columns)
    return replace(joined, time=joined.time + begin)
