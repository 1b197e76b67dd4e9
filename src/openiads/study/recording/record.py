"""Play one replicate and write down what is to be seen of it.

It is played as it always is, only in stretches: from one frame to the next in one compiled call, or step by
step where every plot is wanted.  That changes no bit of it.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation
   (2001), 6.2.2: the covariance of a predicted state of nearly constant velocity.
"""

from __future__ import annotations

import numpy as np

from openiads.simulation.drivers import player
from openiads.simulation.flown_places import Flown, places_at
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import Prepared
from openiads.state.planes import (
    Filter,
    Fire,
    NetworkKey,
    Plot,
    PlotKey,
    Shot,
    ShotKey,
    Tally,
    TrackKey,
    TruthKey,
)
from openiads.state.state import Capacity, State, select
from openiads.state.words import Status, TrackStatus
from openiads.state.world import World
from openiads.study.recording.recording import (
    Course,
    Floats,
    Integers,
    Recording,
    RoundCourse,
    TrackCourse,
)
from openiads.tracking.motion.constant_velocity import expected_place

INTERVAL = 5.0
"""Time between two frames, if nothing else is said [s]."""
PLACE = slice(Filter.X, Filter.Z + 1)
TRACE = [Filter.PXX, Filter.PYY, Filter.PZZ]
CROSS = [Filter.CXX, Filter.CYY, Filter.CZZ]
RATES = [Filter.VXX, Filter.VYY, Filter.VZZ]


def record(
    prepared: Prepared, seed: int, replicate: int, interval: float = INTERVAL, plots: bool = False
) -> Recording:
    """Play one replicate, as it is without the common failure, and write it down.

    Parameters
    ----------
    interval : time between two frames [s]; a whole number of steps, at least one
    plots : every plot too
    """
    world = prepared.world
    capacity = Capacity.for_world(world)
    while True:
        recording = Recording()
        tile = open_replicate(world, seed, replicate, capacity)
        every = max(1, round(interval / world.clock.step))
        _look_on(tile, prepared, recording, every, plots)
        overflow = int(tile.tally[0, Tally.OVERFLOW])
        if not overflow:
            return recording
        capacity = capacity.doubled(overflow)


def _look_on(tile: State, prepared: Prepared, recording: Recording, every: int, plots: bool) -> None:
    """Play a tile of one row, and look at it at regular steps, the first included."""
    world = prepared.world
    row, play, begin = select(tile, 0), player(tile, world, prepared.chain), 0
    for step in range(0, int(world.clock.steps), 1 if plots else every):
        play(begin, step + 1)
        begin = step + 1
        if row.tally[Tally.OVERFLOW] or row.tally[Tally.STEP] < step:  # it was over before
            return
        if plots:
            _write_plots(recording, row)
        if step % every == 0:
            _write_frame(recording, row, world, begin * float(world.clock.step))
        if row.tally[Tally.DONE]:
            return


def _write_frame(recording: Recording, state: State, world: World, time: float) -> None:
    """Write down what flies, what is believed to and what is left, all as it is when the step ends at `time`.

    The State has rounds there, but targets as the step began, and tracks as they were plotted last.
    """
    frame = len(recording.times)
    recording.times.append(time)
    flying = np.flatnonzero(state.truth_i[TruthKey.STATUS] == Status.FLYING)
    flown = Flown(state.truth_f[None], np.zeros_like(flying), flying)
    for n, place in zip(flying, places_at(world, flown, np.full(len(flying), time)), strict=True):
        recording.targets.setdefault(int(n), Course(int(n), frame)).places.append(tuple(place))
    for k in np.flatnonzero(state.rounds_i[ShotKey.FLYING]):
        serial, kind = (int(state.rounds_i[key, k]) for key in (ShotKey.SERIAL, ShotKey.TYPE))
        course = recording.rounds.setdefault(serial, RoundCourse(serial, frame, type=kind))
        course.places.append(tuple(state.rounds_f[Shot.X : Shot.Z + 1, k]))
    for p, top in enumerate(state.tops):
        if world.network_i[NetworkKey.SYSTEM, p] > 0:
            continue  # a local picture, which nobody reads
        _write_tracks(recording, state.filters[p, :, :top], state.tracks_i[p, :, :top], world, p)
    recording.magazines.append(state.magazine.copy())
    recording.busy.append(state.fire[Fire.BUSY].astype(np.int64))


def _write_tracks(recording: Recording, f: Floats, k: Integers, world: World, picture: int) -> None:
    """Write down where a picture expects its tracks, planes (planes, M), and how well it thinks to know."""
    frame, noise = len(recording.times) - 1, float(world.tracking.process_noise)
    believed = np.flatnonzero(k[TrackKey.STATUS] == TrackStatus.CONFIRMED)
    lags = recording.times[frame] - f[Filter.TIME, believed]
    errors = expected_error(f[:, believed], lags, noise)
    for m, lag, error in zip(believed, lags.tolist(), errors.tolist(), strict=True):
        serial = int(k[TrackKey.SERIAL, m])
        course = recording.tracks.setdefault((picture, serial), TrackCourse(serial, frame, picture=picture))
        last, speed = tuple(f[PLACE, m]), tuple(f[Filter.VX : Filter.VZ + 1, m])
        course.places.append(expected_place(last, speed, bool(k[TrackKey.BALLISTIC, m]), lag))
        course.identities.append(int(k[TrackKey.IDENTITY, m]))
        course.errors.append(error)


def expected_error(f: Floats, lag: Floats, noise: float) -> Floats:
    """Root of the trace of the covariance of places, (M,) lags [s] on, of planes (planes, M) [m] [1]_."""
    place, cross, rate = (f[planes].sum(axis=0) for planes in (TRACE, CROSS, RATES))
    square = place + 2.0 * lag * cross + lag * lag * rate + noise * np.abs(lag) ** 3
    return np.asarray(np.sqrt(np.maximum(square, 0.0)))


def _write_plots(recording: Recording, state: State) -> None:
    """Write down the plots of the step."""
    count = int(state.tally[Tally.PLOTS])
    recording.plots.times += state.plots_f[Plot.TIME, :count].tolist()
    recording.plots.radars += state.plots_i[PlotKey.RADAR, :count].tolist()
    recording.plots.places += [tuple(place) for place in state.plots_f[Plot.X : Plot.Z + 1, :count].T]
