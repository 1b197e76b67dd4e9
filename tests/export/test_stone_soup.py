"""Plots, tracks and truth in Stone Soup's own objects, and the engine as a tracker of its kind."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from benchmarks.tracking.radars import ORIGIN, RadarSite
from benchmarks.tracking.scenes import several, short, usual
from openiads.export import stone_soup
from openiads.export.sensor_frames import LocalAxes
from openiads.export.stone_soup import (
    BEGIN,
    plots_of_detections,
    stone_soup_detector,
    stone_soup_scans,
    stone_soup_tracker,
    stone_soup_tracks,
    stone_soup_truth,
)
from openiads.ground.errors import OpeniadsError, OutOfRange
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.track_plots import constants_of, track_plots

pytest.importorskip("stonesoup")
SOME = short(10, 12, 3)


def frame():
    """That of the first radar."""
    return LocalAxes.of_sensor(SOME.sensors)


def plot(azimuth_deg: float, elevation_deg: float, slant_range: float, **more) -> Plots:
    """One plot of the first sensor."""
    values = {"time": 0.0, "sensor": 0, "range_rate": math.nan} | more
    return Plots(
        np.array([values["time"]]), np.array([values["sensor"]]), np.array([slant_range]),
        np.radians([azimuth_deg]), np.radians([elevation_deg]), np.array([50.0]), np.radians([0.15]),
        np.radians([0.3]), np.array([values["range_rate"]]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("azimuth", "elevation", "place"),
    # By hand: 10 km away north, east, south-west, and 30 degrees up in the east.
    [
        (0.0, 0.0, (0.0, 10_000.0, 0.0)),
        (90.0, 0.0, (10_000.0, 0.0, 0.0)),
        (225.0, 0.0, (-7_071.0678, -7_071.0678, 0.0)),
        (90.0, 30.0, (8_660.254, 0.0, 5_000.0)),
    ],
)
def test_its_own_model_puts_a_plot_where_it_was(azimuth, elevation, place):
    ((_, scan),) = stone_soup_scans(plot(azimuth, elevation, 10_000.0), SOME.sensors)
    (detection,) = scan
    found = detection.measurement_model.inverse_function(detection)
    assert np.asarray(found, dtype=float)[[0, 2, 4], 0] == pytest.approx(place, abs=1e-3)


def test_its_model_has_the_errors_of_the_plot():
    ((_, scan),) = stone_soup_scans(plot(10.0, 5.0, 10_000.0), SOME.sensors)
    (detection,) = scan
    sds = np.sqrt(np.diag(detection.measurement_model.noise_covar))
    assert np.degrees(sds[:2]) == pytest.approx([0.3, 0.15])
    assert sds[2] == pytest.approx(50.0)


def test_a_second_radar_far_away_sees_the_same_target_at_the_same_place():
    # Of no errors, detections of all radars are of one place each; its models turn with the sensor's own up.
    sites = RadarSite("a", false_plots=0.0), RadarSite("b", (120e3, -90e3, 0.0), false_plots=0.0)
    exact = [site._replace(range_sd=1e-9, azimuth_sd=1e-15, elevation_sd=1e-15) for site in sites]
    scene = usual("exact", 7, 5, *exact, scans=2)
    truth = scene.truth(np.array([0.0]), ecef=False)
    for _, scan in stone_soup_scans(scene.plots, scene.sensors)[:2]:
        for detection in scan:
            found = detection.measurement_model.inverse_function(detection)
            place = np.asarray(found, dtype=float)[[0, 2, 4], 0]
            whose = scene.whose[detection.metadata["plot"]]
            assert place == pytest.approx(truth.place[truth.number == whose][0], abs=1e-2)


def test_a_range_rate_is_that_of_its_model():
    from stonesoup.types.state import State

    site = RadarSite("a", (20e3, 0.0, 0.0), false_plots=0.0, range_rate_sd=1e-9, detection=1.0)
    scene = usual("rates", 7, 5, site, scans=1)
    truth = scene.truth(np.array([0.0]), ecef=False)
    # The frame is that of the radar, which stands 20 km east of the origin.
    own = LocalAxes.of_sensor(scene.sensors)
    for _, scan in stone_soup_scans(scene.plots, scene.sensors):
        for detection in scan:
            row = np.flatnonzero(truth.number == scene.whose[detection.metadata["plot"]])[0]
            place = own.inside(ORIGIN.ecef(truth.place[row]))
            velocity = own.turned(truth.velocity[row] @ ORIGIN.axes)
            state = State(np.stack([place, velocity], axis=1).ravel()[:, None])
            expected = detection.measurement_model.function(state)
            assert float(detection.state_vector[3]) == pytest.approx(float(expected[3]), abs=1e-6)


@pytest.mark.parametrize("scene", [SOME, several(4)], ids=["one radar", "three that turn"])
def test_plots_come_back_as_they_went(scene):
    scans = stone_soup_scans(scene.plots, scene.sensors)
    detections = sorted((each for _, scan in scans for each in scan), key=lambda each: each.metadata["plot"])
    plots, sensors = plots_of_detections(
        detections, LocalAxes.of_sensor(scene.sensors), sensors=scene.sensors
    )
    assert sensors is scene.sensors
    assert plots.sensor.tolist() == scene.plots.sensor.tolist()
    assert plots.time == pytest.approx(scene.plots.time, abs=1e-6)
    for name in ("slant_range", "elevation", "range_sd", "azimuth_sd", "elevation_sd"):
        assert getattr(plots, name) == pytest.approx(getattr(scene.plots, name), rel=1e-9, abs=1e-12)
    assert np.sin(plots.azimuth - scene.plots.azimuth) == pytest.approx(0.0, abs=1e-9)


def test_sensors_are_made_where_models_stand():
    scene = several(4)
    scans = stone_soup_scans(scene.plots, scene.sensors)
    _, sensors = plots_of_detections(scans, LocalAxes.of_sensor(scene.sensors))
    assert sensors.count == 3
    assert np.sort(sensors.latitude) == pytest.approx(np.sort(scene.sensors.latitude), abs=1e-9)
    assert np.isnan(sensors.false_plots).all()


def test_a_detection_of_bearing_and_range_has_no_elevation():
    from stonesoup.models.measurement.nonlinear import CartesianToBearingRange
    from stonesoup.types.angle import Bearing
    from stonesoup.types.array import StateVector
    from stonesoup.types.detection import Detection

    model = CartesianToBearingRange(ndim_state=6, mapping=(0, 2), noise_covar=np.diag([1e-6, 2_500.0]))
    vector = StateVector([Bearing(math.radians(60.0)), 10_000.0])
    detection = Detection(vector, timestamp=BEGIN, measurement_model=model)
    plots, _ = plots_of_detections([detection], frame())
    assert np.degrees(plots.azimuth) == pytest.approx([30.0])  # 60 degrees from east towards north
    assert plots.slant_range.tolist() == [10_000.0]
    assert np.isnan(plots.elevation).all()
    assert plots.range_sd == pytest.approx([50.0])


def test_scans_come_by_time_and_hold_every_plot_once():
    scene = several(4)
    scans = stone_soup_scans(scene.plots, scene.sensors)
    assert [time for time, _ in scans] == sorted(time for time, _ in scans)
    rows = sorted(each.metadata["plot"] for _, scan in scans for each in scan)
    assert rows == list(range(scene.plots.count))
    assert all(len({each.metadata["sensor"] for each in scan}) == 1 for _, scan in scans)


def test_a_reader_replays_them():
    reader = stone_soup_detector(SOME.plots, SOME.sensors)
    times = [time for time, detections in reader if detections]
    assert times == [BEGIN + datetime.timedelta(seconds=5 * n) for n in range(12)]


def test_tracks_and_truth_are_where_they_were():
    tracks = track_plots(SOME.plots, SOME.sensors, constants_of("score"), 0.9)
    found = stone_soup_tracks(tracks, frame())
    believed = tracks.state > 0
    assert {track.id for track in found} == {str(number) for number in tracks.number[believed]}
    assert sum(len(track) for track in found) == believed.sum()
    truth = stone_soup_truth(SOME.truth(SOME.scans), frame())
    local = SOME.truth(SOME.scans, ecef=False)
    for path in truth:
        rows = local.number == int(path.id)
        states = np.array([np.asarray(state.state_vector, dtype=float)[:, 0] for state in path])
        assert states[:, [0, 2, 4]] == pytest.approx(local.place[rows], abs=1e-6)
        assert states[:, [1, 3, 5]] == pytest.approx(local.velocity[rows], abs=1e-9)


def test_the_engine_as_its_tracker_gives_the_tracks_of_the_engine():
    constants = constants_of("score")
    whole = track_plots(SOME.plots, SOME.sensors, constants, 0.9)
    tracker = stone_soup_tracker(SOME.sensors, constants, 0.9, like=SOME.plots)
    for n, (time, detections) in enumerate(stone_soup_scans(SOME.plots, SOME.sensors)):
        told, tracks = tracker.update_tracker(time, detections)
        assert told == time
        assert tracks == tracker.tracks
        rows = np.flatnonzero((whole.time == 5.0 * n) & (whole.state > 0))
        assert {track.id for track in tracks} == {str(number) for number in whole.number[rows]}
        place = dict(zip(whole.number[rows].tolist(), frame().inside(whole.place[rows]), strict=True))
        for track in tracks:
            assert track.timestamp == time
            vector = np.asarray(track.state_vector, dtype=float)[:, 0]
            assert vector[[0, 2, 4]] == pytest.approx(place[int(track.id)], abs=1e-3)
            assert (np.linalg.eigvalsh(track.covar) > 0.0).all()
    assert len(tracker.tracks) > 5


def test_it_is_iterated_over_its_detector_as_any_other():
    detector = stone_soup_detector(SOME.plots, SOME.sensors)
    tracker = stone_soup_tracker(SOME.sensors, constants_of("score"), 0.9, detector=detector)
    counts = [len(tracks) for _, tracks in tracker]
    assert len(counts) == 12
    assert counts[-1] > 5
    alone = stone_soup_tracker(SOME.sensors, constants_of("score"), 0.9)
    with pytest.raises(AttributeError, match="has no detector"):
        iter(alone)


def test_its_own_tracks_measure_as_ours():
    # GOSPA by its metric on its objects, and by ours on the arrays that they were made of.
    from stonesoup.measures import Euclidean
    from stonesoup.metricgenerator.manager import MultiManager
    from stonesoup.metricgenerator.ospametric import GOSPAMetric

    from benchmarks.tracking.judged import believed
    from openiads.study.tracking.track_metrics import track_metrics

    tracks = track_plots(SOME.plots, SOME.sensors, constants_of("score"), 0.9)
    times = SOME.scans[5:]
    ours = track_metrics(SOME.truth(SOME.scans), believed(tracks), times).distance.gospa
    manager = MultiManager([GOSPAMetric(p=2, c=3_000.0, measure=Euclidean(mapping=(0, 2, 4)))])
    manager.add_data(
        {
            "groundtruth_paths": stone_soup_truth(SOME.truth(SOME.scans), frame()),
            "tracks": stone_soup_tracks(tracks, frame()),
        }
    )
    (found,) = manager.generate_metrics().values()
    (metric,) = found.values()
    theirs = [each.value["distance"] for each in metric.value]
    assert ours == pytest.approx(theirs[-7:], rel=1e-9)


def test_a_plot_without_elevation_is_refused():
    plots = plot(10.0, math.nan, 10_000.0)
    with pytest.raises(OutOfRange) as caught:
        stone_soup_scans(plots, SOME.sensors)
    assert str(caught.value) == (
        "plots.elevation[0] is missing; Stone Soup's models of three dimensions need one; give it, or leave "
        "the plot out"
    )


def test_a_model_that_is_no_radars_is_refused():
    from stonesoup.models.measurement.linear import LinearGaussian
    from stonesoup.types.detection import Detection

    model = LinearGaussian(ndim_state=6, mapping=(0, 2), noise_covar=np.eye(2))
    detection = Detection(np.zeros((2, 1)), timestamp=BEGIN, measurement_model=model)
    with pytest.raises(OutOfRange, match=r"^detections\[0\] has the model LinearGaussian; "):
        plots_of_detections([detection], frame())


def test_a_detection_of_an_unknown_sensor_is_refused():
    scene = several(4)
    tracker = stone_soup_tracker(SOME.sensors, constants_of("score"), 0.9)
    _, detections = stone_soup_scans(scene.plots, scene.sensors)[1]
    with pytest.raises(OutOfRange, match="stands where no sensor does"):
        tracker.update_tracker(BEGIN, detections)


def test_without_stone_soup_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(stone_soup.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OpeniadsError) as caught:
        stone_soup_detector(SOME.plots, SOME.sensors)
    assert str(caught.value) == (
        "stone_soup_detector: Stone Soup is not installed; install openiads[stonesoup], or pip install "
        "stonesoup"
    )
