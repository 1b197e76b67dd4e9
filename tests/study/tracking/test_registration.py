"""Biases of radars that are known are found and taken off; where there are none, none is found."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG
from openiads.study.tracking.bias_fit import (
    Fit,
    Samples,
    fit,
    placed_by,
    polar,
    polar_error,
    prior_of,
    shown,
)
from openiads.study.tracking.common_tracks import Rows, at_times, matched, rows_of, shared_by
from openiads.study.tracking.plot_planes import placed
from openiads.study.tracking.registration import Biases, biases_of, registered
from tests.study.tracking.biased_radars import Bias, gospa, scene, tracked

KNOWN = PACKAGED.registration
OFF = Bias(azimuth=0.5 * DEG)
NONE = Bias()


def table(biases: Biases) -> tuple[np.ndarray, np.ndarray]:
    """Biases and their standard errors (S, 3)."""
    bias = np.stack([biases.slant_range, biases.azimuth, biases.elevation], axis=1)
    return bias, np.stack([biases.range_error, biases.azimuth_error, biases.elevation_error], axis=1)


def told(*biases: Bias) -> np.ndarray:
    return np.array([[each.slant_range, each.azimuth, each.elevation] for each in biases])


@pytest.mark.parametrize("seed", range(100, 104))
def test_half_a_degree_is_found_and_nothing_else(seed):
    biased = scene(seed, (NONE, OFF))
    found = biases_of(biased.plots, biased.sensors)
    bias, error = table(found)
    assert (np.abs(bias - told(NONE, OFF)) < 3.0 * error).all()
    assert abs(bias[1, 1] - 0.5 * DEG) < 0.05 * DEG
    assert found.taken_off[1, 1]
    assert (np.abs(bias[:, 1] - told(NONE, OFF)[:, 1]) < 0.05 * DEG).all()


@pytest.mark.parametrize("seed", range(100, 104))
def test_where_there_is_none_none_is_found(seed):
    plain = scene(seed)
    found = biases_of(plain.plots, plain.sensors)
    bias, error = table(found)
    assert (np.abs(bias) < 3.0 * error).all()
    assert not found.taken_off.any()
    plots, _ = registered(plain.plots, plain.sensors)
    assert np.abs(plots.slant_range - plain.plots.slant_range).max() < 1e-6  # not even by chance


def test_both_radars_put_right_are_as_good_as_two_that_never_were_off():
    """Means over seeds: put right within 5 %, without it a quarter worse at least."""
    measured = []
    for seed in range(100, 104):
        plain, biased = scene(seed), scene(seed, (NONE, OFF))
        plots, _ = registered(biased.plots, biased.sensors)
        put_right = replace(biased, plots=plots)
        measured.append([gospa(each, tracked(each)) for each in (plain, biased, put_right)])
    without, off, right = np.mean(measured, axis=0)
    assert right < 1.05 * without
    assert off > 1.25 * without


def test_two_radars_at_different_rates_beat_the_better_one_alone():
    """At the scans of the faster one, which alone is the better: a tenth at least."""
    for seed in range(100, 103):
        both = scene(seed)
        alone = [gospa(each, tracked(each)) for each in (both.alone(0), both.alone(1))]
        together = gospa(both, tracked(both))
        assert alone[0] < alone[1]
        assert together < 0.9 * alone[0]


def test_range_and_elevation_of_three_radars_are_found_together():
    biases = Bias(150.0, 0.0, 0.0), Bias(0.0, -0.4 * DEG, 0.0), Bias(0.0, 0.2 * DEG, 0.5 * DEG)
    biased = scene(105, biases)
    bias, error = table(biases_of(biased.plots, biased.sensors))
    assert (np.abs(bias - told(*biases)) < 4.0 * error).all()  # nine of them
    assert (error[:, 1] < 0.02 * DEG).all()
    assert bias[2, 2] > 0.3 * DEG


def test_a_radar_without_elevation_has_its_azimuth_put_right():
    biased = scene(106, (NONE, OFF), flat=1)
    plots, found = registered(biased.plots, biased.sensors)
    assert found.azimuth[1] == pytest.approx(0.5 * DEG, abs=0.05 * DEG)
    assert found.elevation[1] == 0.0
    assert math.isnan(found.elevation_error[1])
    assert not found.taken_off[1, 2]
    assert np.isnan(plots.elevation[plots.sensor == 1]).all()


def test_what_is_found_is_taken_off():
    biased = scene(100, (NONE, Bias(100.0, 0.5 * DEG, 0.0)), count=20)
    plots, found = registered(biased.plots, biased.sensors)
    s = plots.sensor
    np.testing.assert_allclose(biased.plots.slant_range - plots.slant_range, found.slant_range[s], atol=1e-9)
    turned = (biased.plots.azimuth - plots.azimuth - found.azimuth[s] + np.pi) % (2.0 * np.pi) - np.pi
    np.testing.assert_allclose(turned, 0.0, atol=1e-12)
    assert ((plots.azimuth >= 0.0) & (plots.azimuth < 2.0 * np.pi)).all()
    np.testing.assert_array_equal(plots.time, biased.plots.time)


def test_what_is_told_as_taken_off_is_what_plots_were_put_right_by():
    # Of two ranges the difference may be beyond doubt, and neither by itself.
    biased = scene(101, (NONE, Bias(400.0, 0.0, 0.0)), count=8)
    plots, found = registered(biased.plots, biased.sensors)
    moved = np.abs(biased.plots.slant_range - plots.slant_range)
    for s in range(2):
        changed = moved[plots.sensor == s].max() > found.range_error[s]
        assert found.taken_off[s, 0] == changed
    assert moved.max() > 100.0


def test_too_few_targets_are_refused_by_name():
    few = scene(100, count=4)
    with pytest.raises(OutOfRange, match=r"sensors have 'a', which shares \d targets .* 5 or more"):
        biases_of(few.plots, few.sensors)
    alone = scene(100).alone(0)
    with pytest.raises(OutOfRange, match=r"sensors are 1; .* track without"):
        biases_of(alone.plots, alone.sensors)
    silent = few.plots.only(np.flatnonzero(few.plots.sensor == 0))
    with pytest.raises(OutOfRange, match="shares no targets"):
        biases_of(silent, few.sensors)


def test_the_order_of_plots_does_not_matter():
    biased = scene(100, (NONE, OFF), count=20)
    first = biases_of(biased.plots, biased.sensors)
    rows = np.lexsort((biased.plots.time, -biased.plots.sensor))
    again = biases_of(biased.plots.only(rows), biased.sensors)
    np.testing.assert_array_equal(table(first)[0], table(again)[0])


def test_a_sensor_may_say_that_it_never_misses():
    """A probability of 1 would give a miss the logarithm of nothing."""
    biased = scene(100, (NONE, OFF), count=20)
    sure = replace(biased.sensors, detection_probability=np.array([1.0, np.nan]))
    found = biases_of(biased.plots, sure)
    assert found.azimuth[1] == pytest.approx(0.5 * DEG, abs=0.05 * DEG)


# The parts, by hand.


def test_places_and_polar_measures_undo_one_another():
    stand = placed(scene(100).sensors)
    draws = np.random.default_rng(1)
    s = draws.integers(0, 2, 50)
    measured = np.stack(
        [draws.uniform(1e3, 3e5, 50), draws.uniform(-3.0, 3.0, 50), draws.uniform(-0.1, 1.3, 50)], axis=1
    )
    place, moves = placed_by(stand, s, measured)
    np.testing.assert_allclose(polar(stand, s, place), measured, rtol=1e-9, atol=1e-12)
    for axis, step in enumerate((1.0, 1e-5, 1e-5)):
        ends = [placed_by(stand, s, measured + sign * step * np.eye(3)[axis])[0] for sign in (1.0, -1.0)]
        np.testing.assert_allclose(
            moves[:, :, axis], (ends[0] - ends[1]) / (2.0 * step), rtol=1e-6, atol=1e-2
        )


def samples(places: np.ndarray, bias: np.ndarray, seed: int, noise: float = 30.0) -> tuple[Samples, object]:
    """Two sensors that see each place once, with errors that are the same in every direction."""
    stand = placed(scene(100).sensors)
    draws = np.random.default_rng(seed)
    sensors = tuple(np.full(len(places), s) for s in (0, 1))
    measured = tuple(
        polar(stand, s, places + draws.normal(0.0, noise, places.shape)) + bias[s[0]] for s in sensors
    )
    return Samples(sensors, measured, even(stand, sensors, measured, noise), np.arange(len(places))), stand


def even(stand, sensors, measured, noise: float) -> tuple:
    """Covariances of what is measured, of errors that are the same in every direction."""
    error = np.broadcast_to(noise**2 * np.eye(3), (len(measured[0]), 3, 3))
    return tuple(polar_error(stand, s, each, error) for s, each in zip(sensors, measured, strict=True))


def around(seed: int, count: int, side: float) -> np.ndarray:
    """Places about the middle of the two radars."""
    draws = np.random.default_rng(seed)
    stand = placed(scene(100).sensors)
    local = np.stack(
        [
            draws.uniform(-side, side, count),
            draws.uniform(-side, side, count),
            draws.uniform(3e3, 11e3, count),
        ],
        1,
    )
    return stand.place.mean(axis=0) + local @ stand.axes[0]


def test_the_fit_finds_what_was_put_in():
    bias = np.array([[80.0, 0.3 * DEG, -0.2 * DEG], [-50.0, -0.6 * DEG, 0.1 * DEG]])
    made, stand = samples(around(1, 400, 100e3), bias, 2)
    found = fit(stand, made, prior_of(np.array([True, True]), KNOWN))
    error = np.sqrt(np.diag(found.covariance))
    assert (np.abs(found.bias - bias.ravel()) < 3.5 * error).all()
    assert (error.reshape(2, 3)[:, 1] < 0.01 * DEG).all()
    assert found.thinned < 1.5


def test_standard_errors_are_those_of_many_draws():
    places, bias = around(3, 60, 100e3), np.zeros((2, 3))
    total = []
    for seed in range(60):
        made, stand = samples(places, bias, seed)
        found = fit(stand, made, prior_of(np.array([True, True]), KNOWN))
        total.append(found.bias / np.sqrt(np.diag(found.covariance)))
    # Errors are normal here, but weights are those of Student's t; none may be told far too small.
    assert 0.6 < np.sqrt(np.mean(np.square(total))) < 1.15


def test_wrong_pairs_weigh_little():
    bias = np.array([[0.0, 0.0, 0.0], [0.0, 0.5 * DEG, 0.0]])
    made, stand = samples(around(1, 300, 100e3), bias, 2)
    second = made.measured[1].copy()
    second[:30, 0] += 3e3  # a tenth are of another target
    found = fit(
        stand, made._replace(measured=(made.measured[0], second)), prior_of(np.array([True, True]), KNOWN)
    )
    assert found.bias[4] == pytest.approx(0.5 * DEG, abs=0.03 * DEG)
    assert abs(found.bias[3]) < 40.0


def test_what_the_geometry_does_not_show_stays_at_nothing():
    """Two radars at one place see the same; only the difference of their azimuths shows."""
    stand = placed(scene(100).sensors)
    stand = stand._replace(
        place=np.repeat(stand.place[:1], 2, axis=0), axes=np.repeat(stand.axes[:1], 2, axis=0)
    )
    places = around(1, 300, 80e3)
    draws = np.random.default_rng(5)
    sensors = tuple(np.full(len(places), s) for s in (0, 1))
    bias = np.array([[0.0, 0.0, 0.0], [0.0, 0.5 * DEG, 0.0]])
    measured = tuple(
        polar(stand, s, places + draws.normal(0.0, 30.0, places.shape)) + bias[s[0]] for s in sensors
    )
    errors = even(stand, sensors, measured, 30.0)
    prior = prior_of(np.array([True, True]), KNOWN)
    found = fit(stand, Samples(sensors, measured, errors, np.arange(len(places))), prior)
    assert found.bias[4] - found.bias[1] == pytest.approx(0.5 * DEG, abs=0.01 * DEG)
    assert found.bias[4] + found.bias[1] == pytest.approx(0.0, abs=0.01 * DEG)
    # The sum of both is hardly known better than before: only by errors, which move no two tracks alike.
    both = found.covariance[1, 1] + found.covariance[4, 4] + 2.0 * found.covariance[1, 4]
    assert both == pytest.approx(2.0 * KNOWN.angle_bias_sd**2, rel=0.15)
    bias = shown(found, prior)
    assert bias[4] - bias[1] == pytest.approx(0.5 * DEG, abs=0.01 * DEG)
    others = [0, 2, 3, 5]
    assert (np.abs(bias[others]) < 0.01 * np.sqrt(prior[others])).all()


def test_only_what_is_significant_is_shown_by_direction():
    prior = prior_of(np.array([True, False]), KNOWN)
    error = np.sqrt(prior) * [0.1, 0.2, 0.1, 0.3, 0.1, 0.0]
    bias = error * [2.9, -3.1, 3.1, -2.9, 0.5, 0.0]
    found = shown(Fit(bias, np.diag(error**2), 1.0), prior)
    np.testing.assert_allclose(found, bias * [0.0, 1.0, 1.0, 0.0, 0.0, 0.0], atol=1e-12)
    # Two azimuths of which the difference is known to 0.01 and the sum to 1 degree.
    both, apart = np.zeros((2, 6))
    both[[1, 4]], apart[[1, 4]] = (1.0, 1.0), (-1.0, 1.0)
    covariance = DEG**2 * (np.outer(both, both) + 1e-4 * np.outer(apart, apart)) / 2.0
    found = shown(Fit(0.5 * DEG * both + 0.05 * DEG * apart, covariance, 1.0), prior)
    np.testing.assert_allclose(found, 0.05 * DEG * apart, atol=1e-12)


def line(number: int, times, start, velocity) -> Rows:
    times = np.asarray(times, dtype=np.float64)
    place = np.asarray(start) + times[:, None] * np.asarray(velocity)
    count = times.size
    error = np.broadcast_to(np.diag([100.0**2] * 3 + [10.0**2] * 3), (count, 6, 6))
    return Rows(np.full(count, number), times, place, np.tile(velocity, (count, 1)), error)


def joined(*rows: Rows) -> Rows:
    return Rows(
        *(np.concatenate([getattr(each, name) for each in rows]) for name in Rows.__dataclass_fields__)
    )


def test_tracks_are_interpolated_where_they_have_rows_on_both_sides():
    rows = joined(
        line(1, [0.0, 4.0, 8.0], [0.0, 0.0, 0.0], [200.0, 0.0, 0.0]),
        line(2, [8.0, 30.0], [1.0, 2.0, 3.0], [0.0, 9.0, 0.0]),
    )
    found = at_times(rows, np.array([-1.0, 0.0, 5.0, 8.0, 9.0, 30.0]), 4.0)
    assert list(zip(found.number.tolist(), found.time.tolist(), strict=True)) == [(1, 0.0), (1, 5.0)]
    np.testing.assert_allclose(found.place, [[0.0, 0.0, 0.0], [1_000.0, 0.0, 0.0]], atol=1e-9)
    np.testing.assert_allclose(found.velocity, [[200.0, 0.0, 0.0]] * 2, atol=1e-9)


def test_a_turn_between_rows_is_followed():
    """A circle of 3 km and 250 m/s: the chord of 10 s would be 0.5 v^2/r (5 s)^2 = 260 m off."""
    turn, radius = 250.0 / 3e3, 3e3
    times = np.arange(0.0, 41.0, 10.0)
    circle = lambda t: radius * np.stack([np.cos(turn * t), np.sin(turn * t), 0.0 * t], axis=1)  # noqa: E731
    pace = radius * turn * np.stack([-np.sin(turn * times), np.cos(turn * times), 0.0 * times], axis=1)
    rows = Rows(np.ones(5, dtype=np.int64), times, circle(times), pace, np.tile(np.eye(6), (5, 1, 1)))
    middle = times[:-1] + 5.0
    found = at_times(rows, middle, 10.0)
    assert np.linalg.norm(found.place - circle(middle), axis=1).max() < 10.0


def test_pairs_are_matched_as_a_whole():
    """Two tracks fly 400 m apart, those of the other sensor 300 m off: each has its own, not the nearest."""
    times = np.arange(0.0, 60.0, 5.0)
    pace = [200.0, 0.0, 0.0]
    one = joined(line(1, times, [0.0, 0.0, 0.0], pace), line(2, times, [0.0, 400.0, 0.0], pace))
    other = joined(line(7, times, [0.0, 300.0, 0.0], pace), line(8, times, [0.0, 700.0, 0.0], pace))
    shared = shared_by(one, other, 5.0, 2e3)
    off = shared.places[0] - shared.places[1]
    rows = matched(shared, np.sum(off * off, axis=1) / (2.0 * 100.0**2))
    pairs = set(zip(shared.tracks[0][rows].tolist(), shared.tracks[1][rows].tolist(), strict=True))
    assert pairs == {(1, 7), (2, 8)}
    assert not matched(shared, np.full(shared.pair.size, 1e3)).size


def test_only_tracks_that_are_fed_count_and_only_with_covariance():
    tracks = tracked(scene(100, count=10))
    rows = rows_of(tracks)
    assert 0 < rows.time.size < tracks.time.size
    assert (np.diff(rows.number) >= 0).all()
    with pytest.raises(ValueError, match="covariance"):
        rows_of(replace(tracks, covariance=None))
