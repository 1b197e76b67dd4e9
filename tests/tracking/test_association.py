"""The quick tests before the gate: they may let pairs pass in vain, never rule out what belongs together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.state.constants import GATE
from openiads.state.planes import Filter, Plot, Slab, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.association import slabs
from openiads.tracking.association.near_tracks import Tracks, list_near, within_sphere
from openiads.tracking.estimates import Estimate, estimate_of, store

UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
TRACKS, NOISE = 40, 300.0


def covariance(rng: np.random.Generator, size: int, scale: float) -> np.ndarray:
    """Some covariance (size, size), in every direction of another length."""
    root = rng.normal(size=(size, size)) * scale * 10.0 ** rng.uniform(-1.0, 1.0, size)
    return root @ root.T + np.eye(size)


def room(tracks: int) -> tuple[Tracks, np.ndarray]:
    """Confirmed tracks of which nothing is known yet, and one plot."""
    keys = np.zeros((len(TrackKey), tracks), dtype=np.int64)
    keys[TrackKey.STATUS] = TrackStatus.CONFIRMED
    known = np.zeros((len(Slab), tracks), dtype=np.float32)
    return Tracks(np.zeros((len(Filter), tracks)), known, keys, tracks), np.zeros((len(Plot), 1))


def near(tracks: Tracks, plots: np.ndarray) -> list[int]:
    """Slots that are listed for the plot."""
    scratch, listed = np.zeros((2, tracks.top + 1), dtype=np.int64)
    return listed[: list_near(tracks, plots, 0, NOISE, scratch, listed)].tolist()


@pytest.mark.parametrize("axis", ["longest", "shortest", "any"])
@pytest.mark.parametrize("when", [10.0, 86_000.0])
@pytest.mark.parametrize("seed", range(6))
def test_what_lies_within_the_gate_of_a_track_is_never_ruled_out(seed, when, axis):
    rng = np.random.default_rng(seed)
    tracks, plots = room(TRACKS)
    f = tracks.planes
    error = covariance(rng, 3, 50.0)
    plots[Plot.TIME], plots[Plot.X : Plot.Z + 1, 0] = when, [4e6, 3e6, 4e6]
    plots[Plot.SPREAD] = math.sqrt(np.trace(error))
    squares = np.empty(TRACKS)
    for m in range(TRACKS):
        lag = rng.uniform(-1.0, 12.0)
        whole = covariance(rng, 6, 1.0) * np.outer([100.0] * 3 + [10.0] * 3, [100.0] * 3 + [10.0] * 3)
        carried = np.hstack([np.eye(3), lag * np.eye(3)])
        expected = carried @ whole @ carried.T + np.eye(3) * NOISE * abs(lag) ** 3 / 3.0 + error
        axes = np.linalg.eigh(expected)[1]
        way = {"longest": axes[:, -1], "shortest": axes[:, 0]}.get(axis, rng.normal(size=3))
        # From well within the gate to well outside.
        miss = way / math.sqrt(way @ np.linalg.solve(expected, way)) * math.sqrt(GATE) * rng.uniform(0.0, 1.5)
        speed = rng.normal(size=3) * 300.0
        f[Filter.TIME, m], f[Filter.VX : Filter.VZ + 1, m] = when - lag, speed
        f[Filter.X : Filter.Z + 1, m] = plots[Plot.X : Plot.Z + 1, 0] - lag * speed - miss
        f[Filter.PXX : Filter.PZZ + 1, m] = [whole[i, j] for i, j in UPPER]
        f[Filter.CXX : Filter.CZZ + 1, m] = whole[:3, 3:].ravel()
        f[Filter.VXX : Filter.VZZ + 1, m] = [whole[3 + i, 3 + j] for i, j in UPPER]
        store(f, m, estimate_of(f, m))
        slabs.store_slab(tracks.slabs, m, estimate_of(f, m), False)
        squares[m] = miss @ np.linalg.solve(expected, miss)
    listed = near(tracks, plots)
    assert listed == sorted(set(listed))
    assert set(np.flatnonzero(squares < GATE)) <= set(listed)
    assert 0 < (squares < GATE).sum() < TRACKS


def one_plot(along: float, across: float) -> Estimate:
    """A track that one plot began at the origin: known along x, not across it [m]."""
    errors = (along**2, 0.0, 0.0, across**2, 0.0, across**2), (0.0,) * 9, (1.0, 0.0, 0.0, 9e4, 0.0, 9e4)
    return Estimate(0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), *errors)


def test_a_track_of_one_plot_is_known_along_its_line_of_sight():
    np.testing.assert_allclose(np.abs(slabs.sharpest_axis(one_plot(30.0, 500.0))), [1.0, 0.0, 0.0])
    # Nearby a plot is as good across; there its rate tells the axis.
    np.testing.assert_allclose(np.abs(slabs.sharpest_axis(one_plot(30.0, 30.0))), [1.0, 0.0, 0.0])


@pytest.mark.parametrize("ballistic", [False, True])
def test_a_slab_ends_at_the_root_of_the_gate_and_what_is_left_for_rounding(ballistic):
    tracks, plots = room(1)
    slabs.store_slab(tracks.slabs, 0, one_plot(1e3, 1e6), ballistic)
    plots[Plot.TIME] = 20.0
    marks = np.zeros(1, dtype=np.int64)
    variance = 1e6 + 400.0 + NOISE * 20.0**3 / 3.0
    end = math.sqrt(GATE * variance) + (slabs.FALL * 400.0 if ballistic else 0.0)
    for x, inside in ((end, True), (-end, True), (end + 40.0, False), (-end - 40.0, False)):
        plots[Plot.X] = x
        slabs.mark_slabs(tracks.slabs, 1, plots, 0, NOISE, marks)
        assert marks.view(np.uint8)[0] == inside


def test_a_free_slot_and_what_is_far_away_are_ruled_out():
    tracks, plots = room(2)
    tracks.keys[TrackKey.STATUS, 0] = TrackStatus.FREE
    plots[Plot.SPREAD] = 1.0
    # One metre more than the root of the gate, at a spread of one metre.
    tracks.planes[Filter.X, 1] = 1.0 + 4.0335
    assert not within_sphere(tracks, 0, plots, 0, NOISE)
    assert not within_sphere(tracks, 1, plots, 0, NOISE)
    assert near(tracks, plots) == []
    tracks.planes[Filter.X, 1] = 4.0335 - 0.01
    assert near(tracks, plots) == [1]  # of whose slab nothing is known
    slabs.clear_slab(tracks.slabs, 1)
    assert near(tracks, plots) == []
