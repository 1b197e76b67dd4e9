"""What a scan does to a picture: who learns, who is born, and which plots are taken together."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.state import events, links
from openiads.state.planes import Filter, Life, PlotKey, Radar, TrackKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.tracking import absorb, order, own_looks, update
from openiads.tracking.association import nearest_neighbour as association
from openiads.tracking.association import pairs
from openiads.tracking.filtering import single_model
from openiads.tracking.life import by_score, upkeep
from tests.plain import open_up
from tests.tracking import bench

UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(
        monkeypatch,
        update,
        absorb,
        association,
        pairs,
        single_model,
        upkeep,
        by_score,
        order,
        events,
        links,
        own_looks,
    )


def placed(state: State, m: int) -> np.ndarray:
    """Place and velocity (6,) of a track."""
    return state.filters[0, Filter.X : Filter.VZ + 1, m]


def test_the_plot_of_a_track_is_learnt_as_the_textbook_s_filter_learns_it():
    # Place first, then the range rate by its slope: Bar-Shalom, Li, Kirubarajan, sections 5.2 and 10.3.
    world = bench.world()
    state, lag, velocity = bench.state(world), 2.0, np.array([200.0, 50.0, -80.0])
    start = bench.centre(world)
    place = start + lag * velocity + [30.0, -20.0, 40.0]
    bench.add_track(state, 0, start, velocity)
    rate = bench.rate_of(world, place, velocity) + 4.0
    bench.add_plot(state, place, rate, time=lag)
    update.take_scan(state, world, association.Scan(0, 0, 1))

    motion = np.block([[np.eye(3), lag * np.eye(3)], [np.zeros((3, 3)), np.eye(3)]])
    density = world.tracking.process_noise
    noise = density * np.kron([[lag**3 / 3, lag**2 / 2], [lag**2 / 2, lag]], np.eye(3))
    spread = np.diag([bench.ERROR**2] * 3 + [bench.SPEED_ERROR**2] * 3)
    spread = motion @ spread @ motion.T + noise
    mean = motion @ np.concatenate([start, velocity])
    h = np.hstack([np.eye(3), np.zeros((3, 3))])
    gain = spread @ h.T @ np.linalg.inv(h @ spread @ h.T + bench.ERROR**2 * np.eye(3))
    mean, spread = mean + gain @ (place - h @ mean), (np.eye(6) - gain @ h) @ spread
    gap = mean[:3] - world.radar_f[Radar.X : Radar.Z + 1, 0]
    sight, reach = gap / np.linalg.norm(gap), np.linalg.norm(gap)
    expected = sight @ mean[3:]
    slope = np.concatenate([(mean[3:] - expected * sight) / reach, sight])
    gain = spread @ slope / (slope @ spread @ slope + bench.RATE_ERROR**2)
    mean, spread = mean + gain * (rate - expected), spread - np.outer(gain, slope @ spread)

    np.testing.assert_allclose(placed(state, 0), mean, rtol=1e-9, atol=1e-6)
    found = state.filters[0, Filter.PXX : Filter.PZZ + 1, 0]
    np.testing.assert_allclose(found, [spread[i, j] for i, j in UPPER], rtol=1e-9, atol=1e-6)
    assert state.filters[0, Filter.TIME, 0] == lag
    assert state.tops[0] == 1


def test_a_plot_that_no_track_takes_starts_one_where_it_is_along_its_line_of_sight():
    world = bench.world()
    state, place = bench.state(world), bench.centre(world)
    bench.add_plot(state, place, -150.0, time=3.0)
    update.take_scan(state, world, association.Scan(0, 0, 1))
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, 0]
    sight = gap / np.linalg.norm(gap)
    np.testing.assert_allclose(placed(state, 0), np.concatenate([place, -150.0 * sight]), rtol=1e-12)
    # Known along the line of sight to the radar's error, across it to that of a target of any course.
    velocity = state.filters[0, Filter.VXX : Filter.VZZ + 1, 0]
    matrix = np.array([[velocity[UPPER.index((min(i, j), max(i, j)))] for j in range(3)] for i in range(3)])
    lengths = np.linalg.eigvalsh(matrix)
    anywhere = world.tracking.start_speed_sd**2
    np.testing.assert_allclose(lengths, [bench.RATE_ERROR**2, anywhere, anywhere], rtol=1e-6)
    assert state.tracks_i[0, TrackKey.STATUS, 0] == TrackStatus.TENTATIVE
    assert (state.tracks_i[0, TrackKey.HITS, 0], state.tracks_i[0, TrackKey.ORIGIN, 0]) == (1, 7)


def test_the_cross_section_of_a_track_is_a_running_mean_in_which_the_newest_counts_a_quarter():
    world = bench.world()
    state, place = bench.state(world), bench.centre(world)
    bench.add_track(state, 0, place, np.zeros(3))
    state.lives[0, Life.RCS, 0] = 12.0
    bench.add_plot(state, place, 0.0)  # of 4 square metres
    update.take_scan(state, world, association.Scan(0, 0, 1))
    assert state.lives[0, Life.RCS, 0] == 0.75 * 12.0 + 0.25 * 4.0


def test_plots_are_taken_together_by_radar_and_quarter_of_a_second():
    world = bench.world()
    state, place = bench.state(world), bench.centre(world)
    for time, s in ((10.0, 0), (10.2, 0), (10.24, 0), (10.26, 0), (10.3, 1), (10.4, 1)):
        bench.add_plot(state, place, 0.0, time=time, s=s)
    ends = [update.end_of_group(state, first) for first in range(6)]
    assert ends == [3, 3, 3, 4, 6, 6]


def test_two_plots_of_one_scan_never_feed_one_track():
    world = bench.world()
    state, place = bench.state(world), bench.centre(world)
    bench.add_track(state, 0, place, np.zeros(3))
    for off in (10.0, 60.0):
        bench.add_plot(state, place + np.array([off, 0.0, 0.0]), 0.0)
    update.take_scan(state, world, association.Scan(0, 0, 2))
    assert state.plots_i[PlotKey.USED, :2].tolist() == [1, 0]
    assert state.tops[0] == 2
