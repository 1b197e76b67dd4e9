"""A track that learns all plots that may be its own, and who is put to whose account."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.state import links
from openiads.state.planes import PlotKey, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking import absorb, own_looks
from openiads.tracking.association import joint_probabilities as joint
from openiads.tracking.association import pairs
from openiads.tracking.association.pair_lists import NO_PAIR, Candidates, Marginals
from openiads.tracking.estimates import Dynamics, estimate_of, measured_of, station_of
from openiads.tracking.filtering import single_model
from openiads.tracking.life import by_score, upkeep
from openiads.tracking.measure.place_and_rate import update
from openiads.tracking.motion.constant_velocity import predict
from tests.plain import open_up
from tests.tracking import bench
from tests.tracking.test_turning import whole


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, joint, absorb, pairs, single_model, upkeep, by_score, links, own_looks)


def vector(one):
    return np.array([*one.place, *one.velocity])


def test_a_track_learns_the_mixture_over_its_plots():
    # Bar-Shalom, Willett, Tian, 2011: mean and covariance of the estimates of each plot, and of none.
    world = bench.world()
    state, velocity = bench.state(world), np.array([120.0, -60.0, 90.0])
    bench.add_track(state, 0, bench.centre(world), velocity)
    for aside in (40.0, -70.0):
        place = bench.centre(world) + velocity + aside
        bench.add_plot(state, place, bench.rate_of(world, place, velocity), time=1.0)
    station = station_of(world.radar_f, 0)
    before = predict(estimate_of(state.filters[0], 0), Dynamics(False, world.tracking.process_noise), 1.0)
    each = [update(before, measured_of(state.plots_f, i), station) for i in range(2)] + [before]
    share = np.array([0.5, 0.3, 0.2])
    keys = np.zeros(2, dtype=np.int64)
    gone = np.ones(2)
    found = Marginals(gone, gone, gone, share[:2], gone, gone, keys, np.array([1]), np.array([NO_PAIR, 0]))
    listed = Candidates(2, gone, np.array([0, 1]), keys, np.array([0, 1, 2]))
    result = single_model.blend(state, world, 0, 0, listed, found, 0)
    mean = sum(w * vector(one) for w, one in zip(share, each, strict=True))
    gaps = [vector(one) - mean for one in each]
    spread = sum(w * (whole(one) + np.outer(g, g)) for w, one, g in zip(share, each, gaps, strict=True))
    np.testing.assert_allclose(vector(result), mean, rtol=1e-12)
    np.testing.assert_allclose(whole(result), spread, rtol=1e-8, atol=1e-4)


def test_one_plot_between_two_believed_tracks_goes_to_the_account_of_one_and_moves_both():
    world = bench.world()
    state, apart = bench.state(world), np.array([0.0, 0.0, 60.0])
    for m, side in enumerate((-1.0, 1.0)):
        bench.add_track(state, m, bench.centre(world) + side * apart, np.zeros(3))
        state.tracks_i[0, TrackKey.HITS, m] = 5
    bench.add_plot(state, bench.centre(world) - 0.05 * apart, 0.0)
    before = state.filters[0, 1:4, :2].copy()
    joint.take_plots(state, world, pairs.Scan(0, 0, 1))
    assert state.plots_i[PlotKey.USED, 0] == 1
    assert state.tracks_i[0, TrackKey.HITS, :2].tolist() == [6, 5]
    moved = (state.filters[0, 3, :2] - before[2]) @ np.diag([1.0, -1.0])
    assert (moved > 5.0).all()


def test_a_track_that_is_not_believed_has_what_a_believed_one_leaves():
    world = bench.world()
    state = bench.state(world)
    for m in range(2):
        bench.add_track(state, m, bench.centre(world), np.zeros(3))
    state.tracks_i[0, TrackKey.STATUS, 0] = TrackStatus.TENTATIVE
    bench.add_plot(state, bench.centre(world), 0.0)
    joint.take_plots(state, world, pairs.Scan(0, 0, 1))
    assert state.plots_i[PlotKey.USED, 0] == 2
    assert state.tracks_i[0, TrackKey.HITS, :2].tolist() == [0, 1]
