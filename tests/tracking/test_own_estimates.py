"""What a battery makes of a track by its own radars: the Kalman filter of their plots and of no others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state import links
from openiads.state.planes import (
    BatteryKey,
    Filter,
    Fire,
    Own,
    Plot,
    PlotKey,
    Radar,
    RadarKey,
    Report,
    TrackKey,
)
from openiads.tracking import own_looks as room
from openiads.tracking.measure import place_and_rate, range_rate
from openiads.tracking.motion import constant_velocity
from tests.plain import open_up

NOISE, SPEED_ERROR, RATE_ERROR = 40.0, 300.0, 5.0
SITES = np.array([[6.4e6, 0.0, 0.0], [6.4e6, 9e4, 0.0]])
"""Of the battery's radar, and of another."""


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch) -> None:
    open_up(monkeypatch, room, place_and_rate, range_rate, constant_velocity, links)


def world() -> SimpleNamespace:
    """A battery with a radar, and a radar of nobody."""
    radars = np.zeros((len(Radar), 2))
    radars[Radar.X : Radar.Z + 1] = SITES.T
    radars[Radar.RANGE_RATE_SD] = RATE_ERROR
    keys = np.zeros((len(RadarKey), 2), dtype=np.int64)
    keys[RadarKey.OWNER] = 0, -1
    tracking = SimpleNamespace(process_noise=NOISE, start_speed_sd=SPEED_ERROR)
    battery = np.zeros((len(BatteryKey), 1), dtype=np.int64)
    return SimpleNamespace(radar_f=radars, radar_i=keys, battery_i=battery, tracking=tracking)


def state() -> SimpleNamespace:
    """A State with room for one track and one plot; its network has reported nothing."""
    reports = np.zeros((2, len(Report), 1))
    reports[:, Report.TIME] = -1.0
    return SimpleNamespace(
        filters=np.zeros((1, len(Filter), 1)),
        own=np.zeros((1, len(Filter) + len(Own), 1)),
        reports=reports,
        tracks_i=np.zeros((1, len(TrackKey), 1), dtype=np.int64),
        plots_f=np.zeros((len(Plot), 1)),
        plots_i=np.zeros((len(PlotKey), 1), dtype=np.int64),
        fire=np.zeros((len(Fire), 1)),  # it believes the picture of its network
    )


def put(one: SimpleNamespace, s: int, time: float, place: np.ndarray, rate: float, error: float) -> None:
    """A plot of radar `s` in the State."""
    one.plots_f[Plot.TIME] = time
    one.plots_f[Plot.X : Plot.Z + 1, 0] = place
    one.plots_f[[Plot.CXX, Plot.CYY, Plot.CZZ], 0] = error**2
    one.plots_f[Plot.RATE] = rate
    one.plots_i[PlotKey.RADAR] = s


def fold(time: float, before: tuple, plot: tuple, station: np.ndarray) -> tuple:
    """The textbook: predict, take the place, then the range rate at the place just found."""
    since, x, p = before
    place, rate, error = plot
    lag = time - since
    f = np.kron([[1.0, lag], [0.0, 1.0]], np.eye(3))
    q = NOISE * np.kron([[lag**3 / 3.0, lag**2 / 2.0], [lag**2 / 2.0, lag]], np.eye(3))
    x, p = f @ x, f @ p @ f.T + q
    gain = p[:, :3] @ np.linalg.inv(p[:3, :3] + error**2 * np.eye(3))
    x, p = x + gain @ (place - x[:3]), p - gain @ p[:3]
    gap = x[:3] - station
    reach = np.linalg.norm(gap)
    sight = gap / reach
    expected = sight @ x[3:]
    slope = np.concatenate([(x[3:] - expected * sight) / reach, sight])
    pull = p @ slope / (slope @ p @ slope + RATE_ERROR**2)
    return time, x + pull * (rate - expected), p - np.outer(pull, slope @ p)


def test_it_learns_of_its_own_radars_alone() -> None:
    rng, one, air = np.random.default_rng(4), state(), world()
    start, speed, error = np.array([6.41e6, 4e4, 2e4]), np.array([20.0, -220.0, 10.0]), 60.0
    one.filters[0, Filter.X : Filter.Z + 1, 0] = start
    room.begin_own(one, air, 0, 0, 1)  # a plot of the other radar began the track
    oracle = None
    for k in range(12):
        time, s = 1.0 + 1.5 * k, k % 2
        place = start + time * speed + error * rng.standard_normal(3)
        sight = place - SITES[s]
        rate = float(sight @ speed / np.linalg.norm(sight))
        put(one, s, time, place, rate, error)
        room.part_ways(one, air, 0, 0, s)
        one.filters[0, :, 0] = rng.standard_normal(len(Filter)) * 1e6  # whatever the picture makes of it
        room.look_itself(one, air, 0, 0, 0)
        if s == 0 and oracle is None:
            sight /= np.linalg.norm(sight)
            spread = SPEED_ERROR**2 * np.eye(3) + (RATE_ERROR**2 - SPEED_ERROR**2) * np.outer(sight, sight)
            covariance = np.zeros((6, 6))
            covariance[:3, :3], covariance[3:, 3:] = error**2 * np.eye(3), spread
            oracle = time, np.concatenate([place, rate * sight]), covariance
        elif s == 0:
            oracle = fold(time, oracle, (place, rate, error), SITES[0])
    own = one.own[0, :, 0]
    assert own[Own.LOOKS] == 6.0
    assert own[Filter.TIME] == oracle[0]
    np.testing.assert_allclose(own[Filter.X : Filter.VZ + 1], oracle[1], rtol=1e-9)
    assert own[Filter.SPREAD] == pytest.approx(np.sqrt(np.trace(oracle[2][:3, :3])), rel=1e-6)
    assert own[Filter.SPREAD_RATE] == pytest.approx(np.sqrt(np.trace(oracle[2][3:, 3:])), rel=1e-6)


def test_while_all_plots_are_its_own_it_keeps_no_second_estimate() -> None:
    one, air = state(), world()
    room.begin_own(one, air, 0, 0, 0)
    for _ in range(3):
        put(one, 0, 5.0, SITES[0] + 5e4, 0.0, 50.0)
        room.part_ways(one, air, 0, 0, 0)
        room.look_itself(one, air, 0, 0, 0)
    assert one.own[0, Own.LOOKS, 0] == 4.0
    assert not one.own[0, : len(Filter)].any()
    one.filters[0, :, 0] = np.arange(len(Filter)) + 1.0
    room.part_ways(one, air, 0, 0, 1)
    assert one.own[0, Own.APART, 0] == 1.0
    np.testing.assert_array_equal(one.own[0, : Filter.SPREAD, 0], one.filters[0, : Filter.SPREAD, 0])


def test_a_look_that_cannot_be_of_the_same_begins_anew() -> None:
    one, air = state(), world()
    room.begin_own(one, air, 0, 0, 1)
    place = SITES[0] + np.array([1e4, 4e4, 0.0])
    for time, jump in ((1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 9e4)):
        put(one, 0, time, place + np.array([0.0, jump, 0.0]), 0.0, 50.0)
        room.look_itself(one, air, 0, 0, 0)
    assert one.own[0, Own.LOOKS, 0] == 1.0
    np.testing.assert_array_equal(one.own[0, Filter.X : Filter.Z + 1, 0], place + np.array([0.0, 9e4, 0.0]))
