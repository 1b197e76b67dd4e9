"""A plot's range rate: what a track expects of it and learns by it, against the textbook's matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.state.planes import Plot, Radar, Track
from openiads.tracking.kalman import GATE, distance, learn_place, update
from openiads.tracking.range_rate import learn_rate, slope_of
from tests.tracking.test_kalman import near_to, read, some_plot, some_track

ERROR = 3.0
"""Standard deviation of the range rate [m/s]."""


def some_radar(seed: int, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Radar planes (planes, 1), and where it stands (3,) [m], some 100 km off."""
    place = near + np.random.default_rng(seed + 2).normal(size=3) * 100e3
    radar = np.zeros((len(Radar), 1))
    radar[Radar.X : Radar.Z + 1, 0] = place
    radar[Radar.RANGE_RATE_SD] = ERROR
    return radar, place


def rate_of(state: np.ndarray, station: np.ndarray) -> float:
    """Range rate [m/s]: how the distance to the station grows."""
    gap = state[:3] - station
    return float(gap @ state[3:] / np.linalg.norm(gap))


def slope(state: np.ndarray, station: np.ndarray) -> np.ndarray:
    """Its slope by place and velocity (6,), by central differences."""
    steps = np.array([10.0] * 3 + [0.1] * 3)
    moves = np.diag(steps)
    return np.array([rate_of(state + d, station) - rate_of(state - d, station) for d in moves]) / (
        2.0 * steps
    )


@given(st.integers(0, 10_000))
def test_the_slope_is_that_of_differences(seed):
    _, state, _ = some_track(seed)
    radar, station = some_radar(seed, state[:3])
    rate, by_place, by_velocity = slope_of(tuple(state[:3]), tuple(state[3:]), radar, 0)
    assert rate == pytest.approx(rate_of(state, station), rel=1e-9, abs=1e-6)
    np.testing.assert_allclose([*by_place, *by_velocity], slope(state, station), rtol=1e-4, atol=1e-7)


@given(st.integers(0, 10_000))
def test_a_rate_is_learnt_as_the_extended_filter_of_the_textbook_does(seed):
    f, state, covariance = some_track(seed)
    radar, station = some_radar(seed, state[:3])
    plots, _, _ = some_plot(seed, state[:3])
    plots[Plot.RATE] = rate_of(state, station) + 20.0
    learn_rate(f, 0, plots, 0, radar, 0)
    h = slope(state, station)
    gain = covariance @ h / (h @ covariance @ h + ERROR**2)
    found, spread = read(f)
    np.testing.assert_allclose(found, state + gain * 20.0, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(spread, covariance - np.outer(gain, h @ covariance), rtol=1e-4, atol=1e-2)


@given(st.integers(0, 10_000))
def test_the_distance_is_that_of_place_and_then_of_range_rate(seed):
    f, state, covariance = some_track(seed)
    radar, station = some_radar(seed, state[:3])
    plots, place, error = some_plot(seed, state[:3])
    after = f.copy()
    learn_place(after, 0, plots, 0)
    placed, doubt = read(after)
    plots[Plot.RATE] = rate_of(placed, station) + 1.5 * ERROR
    total = covariance[:3, :3] + error
    gap = place - state[:3]
    apart = gap @ np.linalg.solve(total, gap)
    square, log_determinant = distance(f, 0, False, plots, 0, radar, 0, 300.0)
    if apart > GATE:
        assert square == pytest.approx(apart, rel=1e-9)
        return
    h = slope(placed, station)
    variance = h @ doubt @ h + ERROR**2
    assert square == pytest.approx(apart + (1.5 * ERROR) ** 2 / variance, rel=1e-5)
    assert log_determinant == pytest.approx(np.linalg.slogdet(total)[1] + np.log(variance), rel=1e-6)


def test_place_and_rate_that_hang_together_linearly_come_out_as_if_taken_at_once():
    # Far off, the line of sight does not turn: then both orders and the joint update are the same.
    f, state, covariance = some_track(7)
    direction = np.array([0.6, 0.0, 0.8])
    radar = np.zeros((len(Radar), 1))
    radar[Radar.X : Radar.Z + 1, 0] = state[:3] - 1e12 * direction
    radar[Radar.RANGE_RATE_SD] = ERROR
    plots, place, error = some_plot(7, state[:3])
    plots[Plot.RATE] = direction @ state[3:] - 12.0
    update(f, 0, plots, 0, radar, 0)
    h = np.zeros((4, 6))
    h[:3, :3], h[3, 3:] = np.eye(3), direction
    noise = np.zeros((4, 4))
    noise[:3, :3], noise[3, 3] = error, ERROR**2
    gain = covariance @ h.T @ np.linalg.inv(h @ covariance @ h.T + noise)
    found, spread = read(f)
    near_to(found, state + gain @ (np.append(place, plots[Plot.RATE, 0]) - h @ state))
    near_to(spread, (np.eye(6) - gain @ h) @ covariance)


def test_the_next_drone_of_a_train_is_not_the_same_one_three_hundred_metres_on():
    # 50 m/s and 300 m apart, looked at every 6 s: by its place alone the next one's plot fits a track of
    # 100 m/s. Its range rate says 50, and the radar is good to 2.
    f = np.zeros((len(Track), 1))
    f[Track.X, 0], f[Track.VX, 0] = 6.5e6, -50.0
    f[[Track.PXX, Track.PYY, Track.PZZ], 0] = 100.0**2
    f[[Track.VXX, Track.VYY, Track.VZZ], 0] = 40.0**2
    radar = np.zeros((len(Radar), 1))
    radar[Radar.X, 0], radar[Radar.RANGE_RATE_SD, 0] = 6.4e6, 2.0
    plots = np.zeros((len(Plot), 1))
    plots[Plot.TIME, 0] = 6.0
    plots[[Plot.CXX, Plot.CYY, Plot.CZZ], 0] = 50.0**2
    plots[Plot.X, 0], plots[Plot.RATE, 0] = 6.5e6 - 600.0, -50.0
    stranger, _ = distance(f, 0, False, plots, 0, radar, 0, 300.0)
    plots[Plot.RATE, 0] = -100.0
    faster, _ = distance(f, 0, False, plots, 0, radar, 0, 300.0)
    plots[Plot.X, 0], plots[Plot.RATE, 0] = 6.5e6 - 300.0, -50.0
    own, _ = distance(f, 0, False, plots, 0, radar, 0, 300.0)
    assert own < 1e-9
    assert faster < 3.0
    assert stranger > 2.0 * faster
