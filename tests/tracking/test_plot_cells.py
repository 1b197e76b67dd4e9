"""Cells of a large scan: the pairs that they list are those that are found by asking plot by plot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import ecef_of, enu_axes
from openiads.state.planes import Filter, Plot, Slab, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.association import plot_cells as gridded
from openiads.tracking.association.near_tracks import Tracks, list_near
from openiads.tracking.association.plot_cells import Axes, Cells, Span, cell_of, list_all_near, recall
from openiads.tracking.association.slabs import store_slab
from openiads.tracking.estimates import estimate_of, store

PLOTS, TRACKS, FIRST, NOISE = 200, 150, 3, 300.0
AT = math.radians(39.0), math.radians(35.0), 0.0
EAST, NORTH, UP = (tuple(map(float, axis)) for axis in enu_axes(*AT[:2]))
AXES = Axes(EAST, NORTH)


def room(tracks: int, plots: int, pairs: int) -> tuple[Tracks, np.ndarray, Cells]:
    """Tracks and plots of which nothing is known yet, and scratch for so many pairs."""
    keys = np.zeros((len(TrackKey), tracks), dtype=np.int64)
    slabs = np.zeros((len(Slab), tracks), dtype=np.float32)
    scratch = np.full((7, max(plots + 2, pairs)), -7, dtype=np.int64)
    made = Cells(*(row[:pairs] if k in (3, 4) else row for k, row in enumerate(scratch)))
    return Tracks(np.zeros((len(Filter), tracks)), slabs, keys, tracks), np.zeros((len(Plot), plots)), made


def crowd(seed: int, lasting: float, falling: bool) -> tuple[Tracks, np.ndarray, Cells]:
    """Plots over 100 km, at times over so many seconds [s], and tracks some of which they may be of."""
    rng = np.random.default_rng(seed)
    tracks, plots, cells = room(TRACKS, PLOTS, TRACKS * PLOTS)
    centre, axes = np.array(ecef_of(*AT)), np.array([EAST, NORTH, UP])
    place = rng.uniform([-50e3, -50e3, 1e3], [50e3, 50e3, 12e3], (PLOTS, 3)) @ axes + centre
    plots[Plot.TIME], plots[Plot.X : Plot.Z + 1] = 86_000.0 + rng.uniform(0.0, lasting, PLOTS), place.T
    for i in range(PLOTS):
        root = rng.normal(size=(3, 3)) * 10.0 ** rng.uniform(0.0, 2.5, 3)
        error = root @ root.T + np.eye(3)
        plots[Plot.CXX : Plot.CZZ + 1, i] = error[np.triu_indices(3)]
        plots[Plot.SPREAD, i] = math.sqrt(np.trace(error))
    for m in range(TRACKS):
        status = TrackStatus.FREE if m % 10 == 0 else TrackStatus.CONFIRMED
        tracks.keys[[TrackKey.STATUS, TrackKey.BALLISTIC], m] = status, falling and m % 2
        root = rng.normal(size=(6, 6)) * 10.0 ** rng.uniform(0.0, 1.5, 6)
        whole = root @ root.T + np.eye(6)
        velocity, i = rng.normal(size=3) * 400.0, rng.integers(PLOTS)
        lag = rng.uniform(-2.0, 14.0)
        there = place[i] - lag * velocity + rng.normal(size=3) * 10.0 ** rng.uniform(0.0, 4.0)
        f = tracks.planes
        f[Filter.TIME, m] = plots[Plot.TIME, i] - lag
        f[Filter.X : Filter.Z + 1, m], f[Filter.VX : Filter.VZ + 1, m] = there, velocity
        f[Filter.PXX : Filter.PZZ + 1, m] = whole[:3, :3][np.triu_indices(3)]
        f[Filter.CXX : Filter.CZZ + 1, m] = whole[:3, 3:].ravel()
        f[Filter.VXX : Filter.VZZ + 1, m] = whole[3:, 3:][np.triu_indices(3)]
        store(f, m, estimate_of(f, m))
        store_slab(tracks.slabs, m, estimate_of(f, m), bool(tracks.keys[TrackKey.BALLISTIC, m]))
    return tracks, plots, cells


def gaps(tracks: Tracks, plots: np.ndarray, i: int, m: int) -> float:
    """Squared statistical distance of a plot's place to a track, by NumPy; what falls is not asked."""
    f, lag = tracks.planes[:, m], plots[Plot.TIME, i] - tracks.planes[Filter.TIME, m]

    def full(entries: np.ndarray) -> np.ndarray:
        made = np.zeros((3, 3))
        made[np.triu_indices(3)] = entries
        return made + np.triu(made, 1).T

    cross = f[Filter.CXX : Filter.CZZ + 1].reshape(3, 3)
    block = full(f[Filter.PXX : Filter.PZZ + 1]) + lag * (cross + cross.T)
    block += lag**2 * full(f[Filter.VXX : Filter.VZZ + 1]) + np.eye(3) * NOISE * abs(lag) ** 3 / 3.0
    block += full(plots[Plot.CXX : Plot.CZZ + 1, i])
    gap = plots[Plot.X : Plot.Z + 1, i] - f[Filter.X : Filter.Z + 1] - lag * f[Filter.VX : Filter.VZ + 1]
    return float(gap @ np.linalg.solve(block, gap))


@pytest.mark.parametrize("lasting", [0.0, 0.25])
@pytest.mark.parametrize("seed", range(4))
def test_every_pair_within_the_gate_is_listed_by_plot_and_slot(seed, lasting):
    tracks, plots, cells = crowd(seed, lasting, falling=False)
    number = list_all_near(tracks, plots, FIRST, PLOTS, AXES, NOISE, cells)
    near, listed = np.zeros(TRACKS, dtype=np.int64), {}
    for i in range(PLOTS - FIRST):
        listed[FIRST + i] = near[: recall(cells, i, near)].tolist()
        assert listed[FIRST + i] == sorted(set(listed[FIRST + i]))
    assert sum(map(len, listed.values())) == number
    within = 0
    for i in range(FIRST, PLOTS):
        for m in np.flatnonzero(tracks.keys[TrackKey.STATUS] != TrackStatus.FREE):
            if gaps(tracks, plots, i, m) <= gridded.GATE:
                within += 1
                assert m in listed[i]
    assert 50 < within <= number < 0.2 * TRACKS * PLOTS


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_listed_that_asking_plot_by_plot_rules_out(seed):
    tracks, plots, cells = crowd(seed, 0.25, falling=True)
    list_all_near(tracks, plots, FIRST, PLOTS, AXES, NOISE, cells)
    near, other, scratch = np.zeros((3, TRACKS + 1), dtype=np.int64)
    for i in range(FIRST, PLOTS):
        by_cells = set(near[: recall(cells, i - FIRST, near)].tolist())
        assert by_cells <= set(other[: list_near(tracks, plots, i, NOISE, scratch, other)].tolist())


def test_plots_that_lie_in_one_place_share_a_cell():
    tracks, plots, cells = crowd(0, 0.0, falling=False)
    plots[Plot.X : Plot.Z + 1] = plots[Plot.X : Plot.Z + 1, :1]
    number = list_all_near(tracks, plots, 0, PLOTS, AXES, NOISE, cells)
    scratch, near = np.zeros((2, TRACKS + 1), dtype=np.int64)
    assert number == sum(list_near(tracks, plots, i, NOISE, scratch, near) for i in range(PLOTS))


def test_where_there_is_no_room_nobody_writes_beyond_it():
    tracks, plots, cells = crowd(0, 0.0, falling=False)
    short = cells._replace(plot=cells.plot[:9], track=cells.track[:9])
    assert list_all_near(tracks, plots, 0, PLOTS, AXES, NOISE, short) == -1
    assert (cells.plot[9:] == -7).all()
    assert (cells.track[9:] == -7).all()


def test_a_sort_keeps_the_order_of_equals():
    keys, begin, order = np.array([2, 0, 2, 5, 0]), np.zeros(7, dtype=np.int64), np.zeros(5, dtype=np.int64)
    gridded.sort(keys, 5, 6, begin, order)
    assert order.tolist() == [1, 4, 0, 2, 3]
    assert begin.tolist() == [0, 2, 2, 4, 4, 4, 5]


def test_what_lies_beyond_all_plots_belongs_to_the_outermost_cell():
    span = Span((1.0, 0.0, 0.0), -100.0, 0.05, 0.0, 10)  # cells of 20 m from -100 m on
    cells = [cell_of(span, x) for x in (-1e9, -100.0, -80.1, -79.9, 99.9, 100.0, 1e300)]
    assert cells == [0, 0, 0, 1, 9, 9, 9]


@pytest.mark.parametrize("falls", [False, True])
def test_a_track_reaches_as_far_as_the_gate_at_the_first_plot_and_at_the_last(falls):
    tracks, _, _ = room(1, 1, 1)
    f = tracks.planes
    f[Filter.X], f[Filter.VX], f[Filter.PXX], f[Filter.CXX], f[Filter.VXX] = 1e3, -200.0, 400.0, 30.0, 100.0
    tracks.keys[TrackKey.BALLISTIC] = falls
    span = Span((1.0, 0.0, 0.0), 0.0, 1.0, 2_500.0, 10)
    low, high = gridded.reach(tracks, 0, span, (4.0, 5.0), NOISE)
    # P + 2 C t + V t^2 + q t^3 / 3 at 5 s, and the error of plots.
    wide = math.sqrt(18.47 * (400.0 + 300.0 + 2_500.0 + 100.0 * 125.0 + 2_500.0)) + 1.0
    wide += 5.0 * 25.0 if falls else 0.0
    assert (low, high) == pytest.approx((0.0 - wide, 200.0 + wide), abs=0.4)
