"""`oi.track`: the same from any kind of table, all there is of it, and what cannot be asked."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

import openiads as oi
from benchmarks.tracking.scenes import several
from openiads.ground.errors import Notice
from openiads.tracking.trackers import names_without_truth

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "track"
PLOTS, SENSORS, TRUTH = (FOLDER / name for name in ("plots.csv", "sensors.toml", "truth.csv"))
COLUMNS = [
    "time_s", "sensor", "track", "state", "x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps", "sd_m",
    "latitude_deg", "longitude_deg", "altitude_m", "plots", "impact_latitude_deg", "impact_longitude_deg",
    "impact_in_s", "impact_sd_m",
]  # fmt: skip
KNOWN = ", ".join(names_without_truth())


@pytest.fixture(scope="module")
def found() -> oi.TrackResult:
    return oi.track(PLOTS, SENSORS, TRUTH)


def test_tracks_are_rows_at_scans(found):
    tracks = found.tracks
    assert tracks.column_names == COLUMNS
    assert set(tracks["state"].to_pylist()) <= {"tentative", "confirmed", "coasting"}
    assert set(tracks["sensor"].to_pylist()) == {"hill", "plain"}
    rows = list(zip(*(tracks[name].to_pylist() for name in ("time_s", "sensor", "track")), strict=True))
    assert rows == sorted(rows)
    assert len(rows) == len(set(rows))
    assert found.to_pandas().shape == (tracks.num_rows, len(COLUMNS))


def test_the_example_is_what_its_script_says(found):
    # The figures by which `make_scene.py` made it, six aircraft among them, within four standard deviations
    # of a share of 300 looks and of the mean of 50 counts.
    told = found.sensors.to_pylist()
    assert [one["scan_period_s"] for one in told] == pytest.approx([5.0, 6.0], rel=1e-3)
    assert [one["detection_probability"] for one in told] == pytest.approx([0.9, 0.8], abs=0.09)
    assert [one["false_plots_per_scan"] for one in told] == pytest.approx([15.0, 10.0], abs=2.2)
    assert {one["scan_period_from"] for one in told} == {"estimated"}
    assert found.lives.num_rows == 6
    assert (found.measures["targets"], found.measures["switches"]) == (6, 0)
    assert found.measures["completeness"] > 0.95


def test_its_files_are_those_that_the_script_makes(tmp_path):
    done = subprocess.run([sys.executable, str(FOLDER / "make_scene.py"), str(tmp_path)], check=False)
    assert done.returncode == 0
    made = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert made == {one.name: one.read_bytes() for one in (PLOTS, SENSORS, TRUTH)}


def test_measures_add_up_and_say_by_which_rules(found):
    told = found.measures
    assert (told["cutoff_m"], told["power"], told["alpha"], told["threshold_m"]) == (3000.0, 2.0, 2.0, 3000.0)
    assert told["missed_cost"] == pytest.approx(0.5 * 3000.0**2 * told["missed"])
    assert told["false_cost"] == pytest.approx(0.5 * 3000.0**2 * told["false"])
    # The mean of roots is below the root of the mean (Jensen).
    parts = told["localisation_cost"] + told["missed_cost"] + told["false_cost"]
    assert told["gospa_m"] <= np.sqrt(parts)
    table = told["confusion"]
    assert table["identities"] == table["carried"] == ["friend", "hostile", "neutral"]
    assert np.trace(table["counts"]) == np.sum(table["counts"])
    nearer = oi.track(PLOTS, SENSORS, TRUTH, cutoff_m=1000, power=1, threshold_m=500).measures
    assert (nearer["cutoff_m"], nearer["power"], nearer["threshold_m"]) == (1000.0, 1.0, 500.0)
    assert nearer["ospa_m"] < 1000.0


@pytest.mark.compiled("the whole example, several times")
def test_any_kind_of_table_gives_the_same_tracks(found, tmp_path):
    pd = pytest.importorskip("pandas")
    table = pacsv.read_csv(PLOTS)
    pq.write_table(table, tmp_path / "plots.parquet")
    arrays = {name: table[name].to_numpy() for name in table.column_names}
    for plots in (tmp_path / "plots.parquet", table, pd.read_csv(PLOTS), arrays):
        assert oi.track(plots, SENSORS).tracks.equals(found.tracks)


@pytest.mark.parametrize("name", ["tracks.parquet", "tracks.csv"])
def test_what_is_written_is_what_there_is(found, tmp_path, name):
    place = found.write(tmp_path / "new" / name)
    read = pq.read_table(place) if place.suffix == ".parquet" else pacsv.read_csv(place)
    assert read.cast(found.tracks.schema).equals(found.tracks)
    assert [one.name for one in place.parent.iterdir()] == [name]
    with pytest.raises(oi.OutputError) as refused:
        found.write(place)
    assert str(refused.value) == f"{place}: exists already; remove it or name another file"


def test_a_folder_has_all_there_is(found, tmp_path):
    place = found.write(tmp_path / "tracked")
    assert sorted(one.name for one in place.iterdir()) == ["summary.json", "tracks.parquet", "tracks.png"]
    assert json.loads((place / "summary.json").read_text()) == json.loads(json.dumps(found.as_dict()))
    assert pq.read_table(place / "tracks.parquet").equals(found.tracks)
    with pytest.raises(oi.OutputError) as refused:
        found.write(place)
    assert str(refused.value) == f"{place}: exists already; a new folder is written; name another"


def test_a_file_of_another_kind_is_not_written(found, tmp_path):
    with pytest.raises(oi.OutOfRange) as refused:
        found.write(tmp_path / "tracks.json")
    assert str(refused.value) == (
        f"{tmp_path / 'tracks.json'}: ends in '.json'; .csv and .parquet are allowed for a file, no ending "
        "for a folder; name one of these"
    )


def test_results_are_short_in_a_terminal_and_tables_in_a_notebook(found):
    assert repr(found) == "<TrackResult: 1,966 plots of 2 sensors in 299.6 s, 6 tracks>"
    assert found.answer in found._repr_html_()
    assert "completeness" in found._repr_html_()
    bare = oi.track(PLOTS, SENSORS)
    assert bare.measures is None
    assert "completeness" not in bare._repr_html_()


def test_the_picture_has_every_track_and_both_axes_alike(found):
    (axes,) = found.plot().axes
    assert axes.get_aspect() == 1.0
    assert axes.get_xlabel() == "east of hill, km"
    names = {text.get_text() for text in axes.texts}
    assert names == {"hill", "plain", *map(str, found.lives["track"].to_pylist())}


def test_without_a_track_there_are_tables_and_a_picture_too():
    told = {
        "time_s": [0.0, 5.0, 10.0],
        "sensor": ["a"] * 3,
        "range_m": [1e4, 9e4, 3e4],
        "azimuth_deg": [0, 90, 5],
    }
    sensor = {"sensor": "a", "lat": 0, "lon": 0, "altitude_m": 0, "range_sd_m": 50, "azimuth_sd_deg": 0.2}
    truth = {"time_s": [0.0, 10.0], "target": ["x", "x"], "x_m": [0, 0], "y_m": [1e4, 1e4], "z_m": [9e3, 9e3]}
    nothing = oi.track(told, [sensor | {"scan_period_s": 5}], truth)
    # One that is missed costs the root of half the squared cut-off.
    assert nothing.answer == (
        "No track was confirmed in 3 scans. Against the truth on the ground, 0 % of targets have a track, "
        "GOSPA is 2,121 m, and there are 0 identity switches."
    )
    assert nothing.lives.num_rows == 0
    json.dumps(nothing.as_dict(), allow_nan=False)
    nothing.plot()
    assert "GOSPA" in nothing._repr_html_()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"tracker": "scoer"},
            f"no tracker named 'scoer'; did you mean 'score'? known: {KNOWN}",
        ),
        (
            {"truth": TRUTH, "cutoff_m": 0},
            "cutoff_m is 0; a number of metres from 0.001 to 10,000,000 is allowed; "
            "write it like cutoff_m=3000.0",
        ),
        (
            {"truth": TRUTH, "cutoff_m": 1e-300},
            "cutoff_m is 1e-300; a number of metres from 0.001 to 10,000,000 is allowed; "
            "write it like cutoff_m=3000.0",
        ),
        (
            {"truth": TRUTH, "power": 0.5},
            "power is 0.5; a number from 1 to 16 is allowed; write it like power=2.0",
        ),
        (
            {"truth": TRUTH, "threshold_m": "near"},
            "threshold_m is 'near'; a number is allowed; write it like threshold_m=3000.0",
        ),
        ({"bias": "no"}, "bias is 'no'; True or False is allowed; write it like bias=True"),
        ({"bias": None}, "bias is None; True or False is allowed; write it like bias=True"),
        ({"bias": 1}, "bias is 1; True or False is allowed; write it like bias=True"),
        (
            {"truth": TRUTH, "power": True},
            "power is True; a number is allowed; write it like power=2.0",
        ),
        (
            {"truth": TRUTH, "cutoff_m": "3000"},
            "cutoff_m is '3000'; a number is allowed; write it like cutoff_m=3000.0",
        ),
        (
            {"tracker": None},
            f"tracker is None; one of {KNOWN} is allowed; write it like tracker={names_without_truth()[0]!r}",
        ),
        *(
            (
                {name: 2.0},
                f"{name} is 2.0 without truth; truth and measures of it, or neither, are allowed; give "
                f"truth, or leave {name} out",
            )
            for name in ("cutoff_m", "power", "threshold_m")
        ),
        (
            {"truth": False},
            "truth is False; a CSV or Parquet file, an Arrow table, a pandas frame or a dict of arrays is "
            "allowed; write it like truth='truth.csv'",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_told(given, message):
    with pytest.raises(oi.OpeniadsError) as refused:
        oi.track(PLOTS, SENSORS, **given)
    assert str(refused.value) == message


@pytest.mark.compiled("the whole example, several times")
def test_another_tracker_may_be_asked():
    other = oi.track(PLOTS, SENSORS, tracker="m-of-n")
    assert other.as_dict()["tracker"] == "m-of-n"
    assert other.lives.num_rows >= 6


def test_lists_of_rows_are_tables():
    rows = pacsv.read_csv(PLOTS).slice(0, 50).to_pylist()
    table = pa.Table.from_pylist(rows)
    sensors = [
        {"sensor": name, "lat": 38, "lon": 33, "altitude_m": 0, "scan_period_s": 5, "range_sd_m": 50,
         "azimuth_sd_deg": 0.2, "elevation_sd_deg": 0.3}
        for name in ("hill", "plain")
    ]  # fmt: skip
    assert oi.track(rows, sensors).tracks.equals(oi.track(table, sensors).tracks)


@pytest.mark.compiled("it follows forty targets with three trackers")
def test_a_bias_that_is_asked_for_is_found_and_taken_off():
    scene = several(3, math.radians(0.5))
    told = oi.plot_columns(scene.plots, scene.sensors)
    with pytest.warns(Notice, match=r"'second' .* in azimuth, .*; --bias \(bias=True\) finds such errors"):
        assert oi.track(*told).biases is None
    found = oi.track(*told, bias=True)
    rows = found.biases.to_pylist()
    assert "azimuth" in rows[1]["taken_off"]
    assert rows[1]["azimuth_deg"] == pytest.approx(0.5, abs=0.05)
    assert found.as_dict()["biases"] == rows


def test_what_flies_level_has_no_impact(found):
    rows = found.tracks.to_pylist()  # some tentative ones of false plots seem to fall
    assert {row["impact_in_s"] for row in rows if row["state"] == "confirmed"} == {None}


@pytest.mark.compiled("it follows six targets")
def test_covariances_are_those_of_the_places(found):
    covariances = found.covariances
    assert covariances.shape == (found.tracks.num_rows, 6, 6)
    np.testing.assert_allclose(covariances, covariances.swapaxes(1, 2), rtol=1e-9, atol=1e-6)
    assert (np.linalg.eigvalsh(covariances) > 0.0).all()


def test_covariances_are_turned_as_places_are(found):
    # Along the way that a place moves in its frame the spread is that of ECEF along the same way.
    inner, rows = found.found, slice(0, 5)
    way = inner.stand.axes[0].T @ np.array([1.0, 0.0, 0.0])  # east, in ECEF
    packed = inner.tracks.covariance[rows, :6]
    whole = packed[:, (0, 1, 2, 1, 3, 4, 2, 4, 5)].reshape(-1, 3, 3)
    np.testing.assert_allclose(found.covariances[rows, 0, 0], np.einsum("i,kij,j->k", way, whole, way))


@pytest.mark.compiled("the whole example, twice")
def test_progress_is_of_all_passes_and_only_rises():
    """1,966 plots: once to estimate what nobody told of both sensors, and once to follow them."""
    told: list[tuple[int, int]] = []
    oi.track(PLOTS, SENSORS, progress=lambda *now: told.append(now))
    assert {total for _, total in told} == {2 * 1966}
    assert told == sorted(told)
    assert told[-1] == (2 * 1966, 2 * 1966)
    assert 20 < len(told) <= 202
    known = [
        one | {"detection_probability": 0.9, "false_plots_per_scan": 15.0}
        for one in oi.track(PLOTS, SENSORS).sensors.select(["sensor", "lat", "lon", "altitude_m"]).to_pylist()
    ]
    spread = {"range_sd_m": 100.0, "azimuth_sd_deg": 0.2, "elevation_sd_deg": 0.3}
    told.clear()
    oi.track(PLOTS, [one | spread for one in known], progress=lambda *now: told.append(now))
    assert told[-1] == (1966, 1966)
