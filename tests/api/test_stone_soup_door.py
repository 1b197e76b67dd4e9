"""The public door to Stone Soup and back."""

from __future__ import annotations

import dataclasses
import datetime
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

import openiads as oi
from benchmarks.tracking.scenes import short
from openiads.export.stone_soup import BEGIN
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.study.tracking.track_plots import constants_of, track_plots

pytest.importorskip("stonesoup")
SCENE = short(10, 8, 3)
TELL = "one of each is allowed; tell it, as from_stone_soup takes it, or give plots as like, which do"
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
        ("scan_period", math.nan, f"sensors have no scan_period_s of 'radar'; {TELL}"),
        ("false_plots", math.nan, f"sensors have no false_plots_per_scan of 'radar'; {TELL}"),
        ("latitude", math.radians(91.0), "sensors: row 0: lat is 91.0; a number from -90 to 90 is allowed; "
         "correct it or leave the row out"),
        ("detection_probability", 1.0, "sensors: row 0: detection_probability is 1.0; a probability from "
         "0.01 to 0.999 is allowed; correct it or leave the row out"),
    ],
)  # fmt: skip
def test_a_sensor_must_be_told_of(name, value, message):
    sensors = dataclasses.replace(SCENE.sensors, **{name: np.array([value])})
    with pytest.raises(OutOfRange) as caught:
        oi.stone_soup_tracker(sensors)
    assert str(caught.value) == message


def test_the_block_of_the_guide_runs_as_it_stands(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "tracking.md").read_text()
    block = next(part for part in guide.split("```") if "in tracker:" in part)
    plots, sensors = oi.plot_columns(SCENE.plots, SCENE.sensors)
    del sensors["scan_period_s"]  # which the plots tell
    pacsv.write_csv(pa.table(plots), tmp_path / "plots.csv")
    for told in ((plots, sensors), (tmp_path / "plots.csv", [{k: v[0] for k, v in sensors.items()}])):
        held = {"oi": oi, "plots": told[0], "sensors": told[1]}
        exec(block.removeprefix("python"), held)
        wanted = oi.track(*told, tracker="score").tracks.to_pandas()
        last = wanted[(wanted.time_s == wanted.time_s.max()) & (wanted.state != "tentative")]
        assert {track.id for track in held["tracks"]} == {str(number) for number in last.track}


def test_what_comes_back_is_tracked_as_it_is():
    back = oi.from_stone_soup(oi.to_stone_soup(SCENE.plots, SCENE.sensors), **SPOT)
    assert oi.track(*back).tracks.equals(oi.track(*oi.plot_columns(*back)).tracks)


def detection(vector=(0.1, 0.2, 1_000.0), noise=(1e-6, 1e-6, 100.0), timestamp=BEGIN):
    from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
    from stonesoup.types.detection import Detection

    model = CartesianToElevationBearingRange(ndim_state=6, mapping=(0, 2, 4), noise_covar=np.diag(noise))
    return Detection(np.array([vector]).T, timestamp=timestamp, measurement_model=model)


FINITE = "finite numbers are allowed; leave it out"
AWARE = BEGIN.replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"vector": (0.1, math.nan, 1e3)}, f"detections[0] measures [0.1, nan, 1000.0]; {FINITE}"),
        (
            {"vector": (0.1, 0.2, -1e3)},
            "detections: row 0: range_m is -1000.0; a number above 0 up to 10,000,000 is allowed; correct it "
            "or leave the row out",
        ),
        (
            {"noise": (1e-6, 1e-6, 0.0)},
            "detections: row 0: range_sd_m is 0.0; a number from 1e-12 to 100,000 is allowed; correct it or "
            "leave the row out",
        ),
        (
            {"vector": (0.1, 0.2)},
            "detections[0] measures 2 numbers with a noise of shape (3, 3); 3 and (3, 3) are allowed, as its "
            "model has; mend it",
        ),
        (
            {"timestamp": None},
            "detections[0].timestamp is None; a date with a time of day is allowed; give it one",
        ),
        (
            {"timestamp": AWARE},
            "detections[0].timestamp has a time zone, and begin has none; dates that all have one, or none, "
            "are allowed; mend it, or give begin likewise",
        ),
    ],
    ids=str,
)
def test_detections_may_say_what_a_file_may(given, message):
    with pytest.raises(OutOfRange) as caught:
        oi.from_stone_soup([detection(**given)], latitude_deg=39.0, longitude_deg=35.0)
    assert str(caught.value) == message
    tracker = oi.stone_soup_tracker(SCENE.sensors, detector=[(BEGIN, {detection(**given)})])
    with pytest.raises(OutOfRange) as caught:
        next(iter(tracker))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("told", "more", "message"),
    [
        (None, {}, "detections is None; detections of Stone Soup, or times and sets of them, are allowed; "
         "write it like detections=reader"),
        ([1, 2], {}, "detections[0] is 1; a detection of Stone Soup is allowed; leave it out"),
        ([(BEGIN, {2})], {}, "detections[0] is 2; a detection of Stone Soup is allowed; leave it out"),
        ([], {}, "detections are none; one or more are allowed; give those of some scans"),
        ([], {"latitude_deg": 91}, "latitude_deg is 91; a number from -90 to 90 is allowed; write it like "
         "latitude_deg=39.0"),
        ([], {"altitude_m": 1e300}, "altitude_m is 1e+300; a number from -1,000 to 100,000 is allowed; write "
         "it like altitude_m=1400.0"),
        ([], {"scan_period_s": 1e-9}, "scan_period_s is 1e-09; a number from 0.01 to 3,600 is allowed; write "
         "it like scan_period_s=5.0"),
        ([], {"begin": "x"}, "begin is 'x'; a date with a time of day is allowed; write it like "
         "begin=datetime.datetime(2000, 1, 1, 0, 0)"),
    ],
    ids=str,
)  # fmt: skip
def test_what_are_no_detections_is_one_message(told, more, message):
    with pytest.raises(OutOfRange) as caught:
        oi.from_stone_soup(told, **SPOT | more)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"detector": [1]}, "detector gives 1; times and sets of detections are allowed; give a detection "
         "reader"),
        ({"detector": 5}, "detector is 5; times and sets of detections are allowed; write it like "
         "detector=reader"),
        ({"detector": [(BEGIN + datetime.timedelta(1), set()), (BEGIN, set())]},
         "time is 2000-01-01 00:00:00, before that of the scan before; times that never fall are allowed; "
         "sort scans"),
        ({"detection_probability": "a"}, "detection_probability is 'a'; a number is allowed; write it like "
         "detection_probability=0.9"),
        ({"detection_probability": 1.0}, "detection_probability is 1.0; a number between 0 and 1 is allowed; "
         "write it like detection_probability=0.9"),
        ({"like": 5}, "like is 5; a CSV or Parquet file, an Arrow table, a pandas frame or a dict of arrays "
         "is allowed; write it like like='like.csv'"),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_tracker_cannot_follow_is_one_message(more, message):
    with pytest.raises(OutOfRange) as caught:
        list(oi.stone_soup_tracker(SCENE.sensors, **more))
    assert str(caught.value) == message


def test_a_time_beyond_all_years_is_told():
    late = dataclasses.replace(SCENE.plots, time=SCENE.plots.time - 9e10)
    with pytest.raises(
        OutOfRange, match=r"^begin is 2000-01-01 00:00:00, and -9e\+10 s after it is none of "
    ):
        oi.to_stone_soup(late, SCENE.sensors)


def test_another_tracker_is_told_by_the_names_that_there_are():
    with pytest.raises(UnknownName, match="m-of-n"):
        oi.stone_soup_tracker(SCENE.sensors, tracker="m-of-x")


def test_an_origin_must_be_a_number():
    with pytest.raises(OutOfRange, match=r"^latitude_deg is nan; "):
        oi.from_stone_soup([], latitude_deg=math.nan, longitude_deg=35.0)
