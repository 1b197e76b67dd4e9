"""Plots that know what they are of."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.state import links
from openiads.state.planes import PlotKey, Tally, TrackKey
from openiads.tracking import absorb, own_looks
from openiads.tracking.association import pairs, perfect
from openiads.tracking.filtering import single_model
from openiads.tracking.life import by_score, upkeep
from tests.plain import open_up
from tests.tracking import bench


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, perfect, absorb, single_model, upkeep, by_score, links, own_looks)


def test_a_plot_goes_to_the_track_of_its_target_however_far_and_a_false_one_to_none():
    world = bench.world()
    state = bench.state(world)
    for m, far in enumerate((0.0, 30e3)):
        bench.add_track(state, m, bench.centre(world) + np.array([0.0, 0.0, far]), np.zeros(3))
        state.tracks_i[0, TrackKey.ORIGIN, m] = m
    for origin in (1, -1, 5, 0):  # crosswise, false, of a target without a track
        bench.add_plot(state, bench.centre(world), 0.0)
        state.plots_i[PlotKey.ORIGIN, state.tally[Tally.PLOTS] - 1] = origin
    perfect.take_plots(state, world, pairs.Scan(0, 0, 4))
    assert state.plots_i[PlotKey.USED, :4].tolist() == [2, 0, 0, 1]
    assert np.linalg.norm(state.filters[0, 1:4, 1] - bench.centre(world)) < 20e3
