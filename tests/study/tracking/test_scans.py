"""Scan periods against those by which plots were made."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.tracking.plots import Plots
from openiads.study.tracking.scans import scan_ends, scan_period, scans_of
from tests.study.tracking.plotted_scenes import plotted


def plots_at(time, azimuth_deg) -> Plots:
    """Plots of one sensor at times and azimuths; all else does not matter."""
    time = np.asarray(time, dtype=float)
    rest = np.ones(time.size)
    zero = np.zeros(time.size, dtype=np.int64)
    return Plots(time, zero, rest, np.radians(azimuth_deg), rest, rest, rest, rest, rest)


def period_of(**scene) -> float:
    told = plotted(**scene)
    return scan_period(plots_at(told["time_s"], told["azimuth_deg"]))


@pytest.mark.parametrize(
    "scene",
    [
        {},
        {"false": 0.0},
        {"false": 100.0},
        {"targets": 60, "false": 5.0},  # neighbours whose azimuths noise swaps
        {"targets": 3, "false": 1.0, "chance": 0.5},
        {"period": 1.0},
        {"period": 12.0},
        {"sense": -1.0},
        {"scans": 4},
    ],
    ids=str,
)
def test_a_beam_that_turns_tells_its_period(scene):
    assert period_of(**scene) == pytest.approx(scene.get("period", 5.0), rel=1e-3)


@pytest.mark.parametrize("period", [3.7, 5.0, 9.9])
def test_two_that_fly_together_are_seen_once_a_turn_and_not_every_second_or_third(period):
    # With half the period, too, their plots keep in step, for they are all in one direction.
    draws = np.random.default_rng(3)
    seen = np.array([(scan, azimuth) for scan in range(60) for azimuth in (100.0, 104.0)])
    seen = seen[draws.random(len(seen)) < 0.7]
    azimuth = seen[:, 1] + draws.normal(0.0, 0.15, len(seen))
    found = scan_period(plots_at(period * (seen[:, 0] + seen[:, 1] / 360.0), azimuth))
    assert found == pytest.approx(period, rel=1e-3)


@pytest.mark.parametrize("scene", [{}, {"targets": 2, "false": 0.1, "chance": 0.5}], ids=str)
def test_scans_of_one_time_tell_it_exactly(scene):
    assert period_of(turns=False, **scene) == pytest.approx(5.0, rel=1e-12)


@pytest.mark.parametrize("late", [1e-9, 1e-5, 0.01, 0.6])
def test_a_scan_that_has_two_times_is_one_scan(late):
    scan, place = np.divmod(np.arange(60 * 8), 8)
    time = 5.0 * scan + np.where(place > 3, late, 0.0)
    seen = np.random.default_rng(1).random(time.size) < 0.5
    assert scan_period(plots_at(time[seen], 20.0 * place[seen])) == pytest.approx(5.0, abs=1e-6)


def test_a_pause_does_not_hide_the_period():
    scan = np.repeat(np.append(np.arange(30), np.arange(400, 430)), 3)
    assert scan_period(plots_at(2.0 * scan, np.tile([10.0, 90.0, 200.0], 60))) == pytest.approx(2.0)


@pytest.mark.parametrize("shared", [1, 4], ids=["an even clock", "bursts"])
def test_times_faster_than_any_turn_tell_nothing_where_azimuths_do_not(shared):
    draws = np.random.default_rng(5)
    time = np.repeat(0.1 * np.arange(300), shared)
    assert np.isnan(scan_period(plots_at(time, draws.uniform(0.0, 360.0, time.size))))


def test_sectors_that_share_a_time_are_no_scans():
    # A beam that turns in 12 s, its plots stamped at the ends of 48 sectors: 0.25 s from one to the next.
    scan, sector = np.divmod(np.repeat(np.arange(48 * 20), 3), 48)
    time = 12.0 * scan + 0.25 * sector
    assert scan_period(plots_at(time, 7.5 * sector)) == pytest.approx(12.0, rel=1e-3)


def test_a_long_watch_tells_it_to_a_millionth():
    assert period_of(scans=600, period=4.0, targets=2, false=5.0) == pytest.approx(4.0, rel=1e-6)


@pytest.mark.parametrize("count", [1, 2, 5, 30, 300])
def test_plots_at_any_time_and_azimuth_tell_nothing(count):
    draws = np.random.default_rng(7)
    time = np.sort(draws.uniform(0.0, 300.0, count))
    assert np.isnan(scan_period(plots_at(time, draws.uniform(0.0, 360.0, count))))


def test_scans_are_numbered_from_the_first_plot_and_end_with_their_last():
    time = np.array([10.0, 12.0, 14.9, 15.0, 21.0, 26.0])
    assert scans_of(time, 5.0).tolist() == [0, 0, 0, 1, 2, 3]
    other = np.array([11.0, 16.0])
    order = np.argsort(np.append(time, other))
    sensor = np.append(np.zeros(6, dtype=int), np.ones(2, dtype=int))[order]
    ends = scan_ends(np.sort(np.append(time, other)), sensor, np.array([5.0, 5.0]))
    assert ends == [(11.0, 1), (14.9, 0), (15.0, 0), (16.0, 1), (21.0, 0), (26.0, 0)]
