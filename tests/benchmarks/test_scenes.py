"""Scenes have the rates, errors and times that their radars say, and files that hold all of them."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from benchmarks.tracking.radars import HIGHEST, ORIGIN, RadarSite, frame_of
from benchmarks.tracking.scene_files import write_files
from benchmarks.tracking.scenes import CLUTTER, SCENES, several, usual
from openiads.ground.frames import geodetic_of

PLAIN = SCENES["s200"](1)
TURNING = SCENES["t50"](1)


def within(count: float, expected: float, variance: float) -> None:
    """Four standard deviations: one true count in 16 000 is farther off."""
    assert abs(count - expected) < 4.0 * math.sqrt(variance)


def own_frame(scene, s: int = 0):
    """East, north and up of a radar."""
    sensors = scene.sensors
    return frame_of(sensors.latitude[s], sensors.longitude[s], sensors.altitude[s])


def errors(scene, s: int = 0):
    """Range, azimuth and elevation of plots of targets, less the true ones, over their deviations."""
    mine = np.flatnonzero((scene.whose >= 0) & (scene.plots.sensor == s))
    plots = scene.plots.only(mine)
    truth = np.empty((mine.size, 3))
    for n, (time, whose) in enumerate(zip(plots.time, scene.whose[mine], strict=True)):
        truth[n] = scene.flights.at(np.array([time]))[0][whose, 0]
    place = own_frame(scene, s).enu(ORIGIN.ecef(truth))
    away = np.linalg.norm(place, axis=1)
    azimuth = plots.azimuth - np.arctan2(place[:, 0], place[:, 1])
    return (
        (plots.slant_range - away) / plots.range_sd,
        (np.mod(azimuth + math.pi, 2.0 * math.pi) - math.pi) / plots.azimuth_sd,
        (plots.elevation - np.arcsin(place[:, 2] / away)) / plots.elevation_sd,
    )


def test_targets_are_plotted_as_often_as_the_radar_detects():
    flights, times = PLAIN.flights, PLAIN.scans
    place, _ = flights.at(times)
    there = flights.alive(np.broadcast_to(times, place.shape[:2])) & (np.linalg.norm(place, axis=2) <= 200e3)
    looks = there.sum()
    within((PLAIN.whose >= 0).sum(), 0.9 * looks, 0.09 * looks)


@pytest.mark.parametrize("name", ["s10", "s50", "s200", "d50", "t50"])
def test_false_plots_are_as_many_as_told(name):
    scene = SCENES[name](3)
    expected = 60 * scene.sites[0].false_plots
    within((scene.whose < 0).sum(), expected, expected)


def test_clutter_grows_with_targets_as_agreed():
    assert [CLUTTER[n] for n in (10, 50, 200, 1_000)] == [20.0, 50.0, 100.0, 300.0]


def test_false_plots_lie_evenly_in_what_is_measured():
    false = PLAIN.plots.only(np.flatnonzero(PLAIN.whose < 0))
    spans = (
        (false.slant_range, 4e3, 200e3), (false.azimuth, 0.0, 2.0 * math.pi), (false.elevation, 0.0, HIGHEST),
    )  # fmt: skip
    for values, low, high in spans:
        assert values.min() >= low
        assert values.max() <= high
        # Mean of an even law, whose deviation is the span over the root of twelve.
        within(values.mean(), 0.5 * (low + high), (high - low) ** 2 / 12.0 / values.size)


@pytest.mark.parametrize("scene", [PLAIN, TURNING], ids=["one time a scan", "times of their own"])
def test_errors_have_the_deviations_that_are_told(scene):
    for each in errors(scene):
        within(each.mean(), 0.0, 1.0 / each.size)
        # The variance of a variance of n normal values is 2 / n.
        within(each.var(), 1.0, 2.0 / each.size)


def test_a_beam_points_at_what_it_plots():
    plots = TURNING.plots
    targets = np.flatnonzero(TURNING.whose >= 0)
    pointed = np.mod(plots.time[targets] / 5.0, 1.0) * 2.0 * math.pi
    off = np.mod(plots.azimuth[targets] - pointed + math.pi, 2.0 * math.pi) - math.pi
    # Errors of 0.15 degrees, five of which nothing exceeds.
    assert np.abs(off).max() < 5.0 * math.radians(0.15)
    assert (np.diff(plots.time) >= 0.0).all()


def test_plots_of_a_scan_share_its_time_where_told():
    assert np.array_equal(PLAIN.scans, 5.0 * np.arange(60))


def test_places_of_plots_in_a_scan_tell_nobody_what_is_false():
    first = PLAIN.plots.time == 0.0
    false = PLAIN.whose[first] < 0
    place = np.flatnonzero(false).mean() / false.size
    within(place, 0.5, 1.0 / 12.0 / false.sum())


def test_a_bias_moves_the_plots_of_its_radar_alone():
    scene = several(2, math.radians(0.3))
    for s, expected in ((0, 0.0), (1, 2.0), (2, 0.0)):  # in deviations of 0.15 degrees
        _, azimuth, _ = errors(scene, s)
        within(azimuth.mean(), expected, 1.0 / azimuth.size)


def test_range_rates_are_those_of_the_flights():
    scene = SCENES["r50"](1)
    mine = np.flatnonzero(scene.whose >= 0)
    off = []
    for i in mine:
        place, velocity = (each[scene.whose[i], 0] for each in scene.flights.at(scene.plots.time[i : i + 1]))
        off.append(scene.plots.range_rate[i] - place @ velocity / np.linalg.norm(place))
    within(np.mean(off), 0.0, 4.0 / len(off))
    within(np.var(off), 4.0, 2.0 * 16.0 / len(off))
    assert np.isnan(PLAIN.plots.range_rate).all()


def test_dense_false_plots_are_near():
    scene = SCENES["d50"](1)
    false = scene.plots.only(np.flatnonzero(scene.whose < 0))
    assert false.slant_range.max() <= 60e3


def test_a_seed_gives_one_scene_and_every_radar_draws_for_itself():
    one, same = several(5), several(5)
    assert np.array_equal(one.plots.azimuth, same.plots.azimuth)
    alone = usual("m50", 5, 50, one.sites[0])
    mine = one.plots.only(np.flatnonzero(one.plots.sensor == 0))
    assert np.array_equal(mine.azimuth, alone.plots.azimuth)


def test_truth_in_ecef_is_that_of_its_frame():
    times = np.array([10.0, 20.0])
    inside, outside = PLAIN.truth(times, ecef=False), PLAIN.truth(times)
    assert ORIGIN.enu(outside.place) == pytest.approx(inside.place, abs=1e-6)
    speed = [np.linalg.norm(each.velocity, axis=1) for each in (inside, outside)]
    assert speed[0] == pytest.approx(speed[1])


def test_files_hold_all_of_it(tmp_path):
    scene = usual("files", 3, 10, RadarSite("north", (0.0, 30e3, 120.0), range_rate_sd=2.0), scans=4)
    files = write_files(scene, tmp_path / "scene")
    plots, sensors, truth, degrees = (
        list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in files
    )
    assert len(plots) == scene.plots.count
    assert {row["sensor"] for row in plots} == {"north"}
    columns = (
        ("time_s", scene.plots.time, 1.0), ("range_m", scene.plots.slant_range, 1.0),
        ("azimuth_deg", scene.plots.azimuth, 180.0 / math.pi), ("doppler_mps", scene.plots.range_rate, 1.0),
        ("elevation_deg", scene.plots.elevation, 180.0 / math.pi), ("range_sd_m", scene.plots.range_sd, 1.0),
    )  # fmt: skip
    for name, values, factor in columns:
        assert [float(row[name]) for row in plots] == pytest.approx(factor * values, rel=1e-8)
    (row,) = sensors
    assert float(row["scan_period_s"]) == 5.0
    assert float(row["lat"]) > 39.26  # 30 km north of 39 degrees
    assert float(row["doppler_sd_mps"]) == 2.0
    there = scene.truth(np.array([7.0]))
    local = own_frame(scene).enu(there.place)
    rows = [row for row in truth if float(row["time_s"]) == 7.0]
    for name, values in zip(("x_m", "y_m", "z_m"), local.T, strict=True):
        assert [float(row[name]) for row in rows] == pytest.approx(values, rel=1e-8)
    speed = [math.hypot(*(float(row[name]) for name in ("vx_mps", "vy_mps", "vz_mps"))) for row in rows]
    assert speed == pytest.approx(np.linalg.norm(there.velocity, axis=1))
    rows = [row for row in degrees if float(row["time_s"]) == 7.0]
    latitude, _, altitude = geodetic_of(there.place)
    assert [float(row["latitude_deg"]) for row in rows] == pytest.approx(np.degrees(latitude), rel=1e-8)
    assert [float(row["altitude_m"]) for row in rows] == pytest.approx(altitude, rel=1e-6)


def test_what_was_not_measured_has_no_column(tmp_path):
    scene = usual("files", 3, 10, RadarSite(), scans=2)
    plots, sensors, *_ = (path.read_text(encoding="utf-8") for path in write_files(scene, tmp_path))
    assert "doppler" not in plots + sensors
