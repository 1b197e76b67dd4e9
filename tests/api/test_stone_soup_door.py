"""The public door to Stone Soup and back."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import openiads as oi
from benchmarks.tracking.scenes import short
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.study.tracking.track_plots import constants_of, track_plots

pytest.importorskip("stonesoup")
SCENE = short(10, 8, 3)
TELL = "a number above 0 is allowed; tell it, as from_stone_soup takes it"
SPOT = {"latitude_deg": 39.0, "longitude_deg": 35.0}


def test_plots_go_out_and_come_back():
    reader = oi.to_stone_soup(SCENE.plots, SCENE.sensors)
    plots, sensors = oi.from_stone_soup(reader, **SPOT)
    assert plots.count == SCENE.plots.count
    assert np.sort(plots.slant_range) == pytest.approx(np.sort(SCENE.plots.slant_range))
    assert np.degrees(sensors.latitude) == pytest.approx([39.0])
    assert np.isnan(sensors.scan_period).all()


def test_they_come_back_in_order_and_with_their_names():
    reader = oi.to_stone_soup(SCENE.plots, SCENE.sensors)
    scans = [detections for _, detections in reader]
    plots, sensors = oi.from_stone_soup(scans, **SPOT, scan_period_s=5.0, false_plots_per_scan=20.0)
    again, _ = oi.from_stone_soup([list(scan)[::-1] for scan in scans], **SPOT)
    assert (np.diff(plots.time) >= 0.0).all()
    np.testing.assert_array_equal(plots.slant_range, again.slant_range)
    assert sensors.names == SCENE.sensors.names
    assert sensors.scan_period.tolist() == [5.0]
    assert oi.track(*oi.plot_columns(plots, sensors)).tracks.num_rows > 0
    oi.stone_soup_tracker(sensors)  # knows all that it needs


def test_tables_go_out_as_they_are_tracked():
    tables = oi.plot_columns(SCENE.plots, SCENE.sensors)
    told = [detections for _, detections in oi.to_stone_soup(*tables)]
    assert sum(map(len, told)) == SCENE.plots.count
    found = oi.track(*tables)
    assert {type(each).__name__ for each in oi.to_stone_soup(found)} == {"Track"}


def test_tracks_and_truth_go_out():
    tracks = track_plots(SCENE.plots, SCENE.sensors, constants_of("score"), 0.9)
    found = oi.to_stone_soup(tracks, SCENE.sensors)
    assert {type(each).__name__ for each in found} == {"Track"}
    truth = oi.to_stone_soup(SCENE.truth(SCENE.scans), SCENE.sensors)
    assert {type(each).__name__ for each in truth} == {"GroundTruthPath"}
    assert len(truth) == np.unique(SCENE.truth(SCENE.scans).number).size


def test_anything_else_is_refused():
    with pytest.raises(OutOfRange) as caught:
        oi.to_stone_soup([1, 2], oi.plot_columns(SCENE.plots, SCENE.sensors)[1])
    assert "plots" in str(caught.value)


def test_the_tracker_takes_their_detections():
    tracker = oi.stone_soup_tracker(
        SCENE.sensors, detector=oi.to_stone_soup(SCENE.plots, SCENE.sensors), like=SCENE.plots
    )
    for _, tracks in tracker:
        told = {track.id for track in tracks}
    whole = track_plots(SCENE.plots, SCENE.sensors, constants_of("score"), 0.9)
    last = (whole.time == SCENE.scans[-1]) & (whole.state > 0)
    assert told == {str(number) for number in whole.number[last]}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("scan_period", math.nan, f"sensors.scan_period[0] is nan; {TELL}"),
        ("false_plots", 0.0, f"sensors.false_plots[0] is 0.0; {TELL}"),
        ("detection_probability", 1.0, "detection_probability is 1.0; a number between 0 and 1 is allowed; "
         "write it like detection_probability=0.9"),
    ],
)  # fmt: skip
def test_a_sensor_must_be_told_of(name, value, message):
    sensors = dataclasses.replace(SCENE.sensors, **{name: np.array([value])})
    with pytest.raises(OutOfRange) as caught:
        oi.stone_soup_tracker(sensors)
    assert str(caught.value) == message


def test_another_tracker_is_told_by_the_names_that_there_are():
    with pytest.raises(UnknownName, match="m-of-n"):
        oi.stone_soup_tracker(SCENE.sensors, tracker="m-of-x")


def test_an_origin_must_be_a_number():
    with pytest.raises(OutOfRange, match=r"^latitude_deg is nan; "):
        oi.from_stone_soup([], latitude_deg=math.nan, longitude_deg=35.0)
