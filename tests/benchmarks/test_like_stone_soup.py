"""Ours by the rules of Stone Soup: who takes a plot is decided by distance, against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from benchmarks.tracking import like_stone_soup
from openiads.state.constants import GATE
from openiads.state.planes import Life, PlotKey, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.association import confirmed_first, nearest_neighbour, pairs
from openiads.tracking.estimates import Dynamics, estimate_of, measured_of, station_of
from openiads.tracking.filtering import single_model
from openiads.tracking.life import by_counts
from openiads.tracking.measure.place_and_rate import distance
from tests.plain import open_up
from tests.tracking.test_nearest_neighbour import crowd


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, like_stone_soup, confirmed_first, nearest_neighbour, pairs, single_model, by_counts)


@pytest.mark.parametrize("seed", range(6))
def test_the_sum_of_distances_is_least_and_a_miss_costs_the_gate(seed):
    tracks, plots = 2 + seed % 4, 2 + (3 * seed) % 5
    state, world = crowd(seed, tracks, plots, 100.0)
    station, dynamics = station_of(world.radar_f, 0), Dynamics(False, world.tracking.process_noise)
    table = np.zeros((plots, tracks))
    for i in range(plots):
        for m in range(tracks):
            estimate, plot = estimate_of(state.filters[0], m), measured_of(state.plots_f, i)
            square, _ = distance(estimate, dynamics, plot, station)
            table[i, m] = max(math.sqrt(GATE) - math.sqrt(square), 0.0)
    like_stone_soup.associate(state, world, pairs.Scan(0, 0, plots))
    used = state.plots_i[PlotKey.USED, :plots] - 1
    gained = sum(table[i, m] for i, m in enumerate(used) if m >= 0)
    assert gained == pytest.approx(table[linear_sum_assignment(table, maximize=True)].sum(), rel=1e-9)


def test_two_misses_in_a_row_end_a_tentative_track_and_no_other():
    state, world = crowd(0, 2, 1, 100.0)
    state.tracks_i[0, TrackKey.STATUS, 0] = TrackStatus.TENTATIVE
    for misses, ends in ((1.9, False), (2.0, True)):
        state.lives[0, Life.SCORE, :2] = -misses
        assert like_stone_soup.given_up(state, world, 0, 0) is ends
        assert not like_stone_soup.given_up(state, world, 0, 1)
