"""Confirmed tracks before tentative ones: two assignments one after the other, by scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from openiads.state.planes import PlotKey, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.association import confirmed_first, nearest_neighbour, pairs
from openiads.tracking.filtering import single_model
from tests.plain import open_up
from tests.tracking import bench
from tests.tracking.test_nearest_neighbour import crowd, gains


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, confirmed_first, nearest_neighbour, pairs, single_model)


def best(worth: np.ndarray) -> float:
    """What the best assignment gains; a pair worth less than a miss is none."""
    worth = np.maximum(worth, 0.0)
    return float(worth[linear_sum_assignment(worth, maximize=True)].sum())


@pytest.mark.parametrize("apart", [30.0, 100.0, 300.0])
@pytest.mark.parametrize("seed", range(6))
def test_confirmed_tracks_gain_most_and_then_tentative_ones_of_what_is_left(seed, apart):
    tracks, plots = 3 + seed % 5, 2 + (3 * seed) % 7
    state, world = crowd(seed, tracks, plots, apart)
    tentative = np.arange(tracks) % 2 == 1
    state.tracks_i[0, TrackKey.STATUS, :tracks][tentative] = TrackStatus.TENTATIVE
    table = gains(state, world, tracks, plots)
    confirmed_first.associate(state, world, pairs.Scan(0, 0, plots))
    used = state.plots_i[PlotKey.USED, :plots] - 1
    mine = [(i, m) for i, m in enumerate(used) if m >= 0]
    assert len({m for _, m in mine}) == len(mine)
    first = [(i, m) for i, m in mine if not tentative[m]]
    assert sum(table[pair] for pair in first) == pytest.approx(best(table[:, ~tentative]), rel=1e-9)
    left = np.delete(table, [i for i, _ in first], axis=0)[:, tentative]
    then = [pair for pair in mine if pair not in first]
    assert sum(table[pair] for pair in then) == pytest.approx(best(left), rel=1e-9, abs=1e-12)


def test_a_tentative_track_that_fits_a_plot_better_does_not_win_it_from_a_confirmed_one():
    world = bench.world()
    state, middle, aside = bench.state(world), bench.centre(world), np.array([0.0, 0.0, 1.0])
    for m, z in enumerate((80.0, 0.0)):
        bench.add_track(state, m, middle + z * aside, np.zeros(3))
    state.tracks_i[0, TrackKey.STATUS, 1] = TrackStatus.TENTATIVE
    bench.add_plot(state, middle, 0.0)
    scan = pairs.Scan(0, 0, 1)
    confirmed_first.associate(state, world, scan)
    assert state.plots_i[PlotKey.USED, 0] == 1
    nearest_neighbour.associate(state, world, scan)
    assert state.plots_i[PlotKey.USED, 0] == 2
