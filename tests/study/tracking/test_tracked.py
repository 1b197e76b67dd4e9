"""From tables to tracks: frames, scans, lives."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from openiads.study.tracking.settled_sensors import Source
from openiads.study.tracking.track_plots import CONFIRMED, TENTATIVE, Tracks
from openiads.study.tracking.tracked import believed_tracks, track_told
from openiads.study.tracking.truth_units import HARDLY
from tests.study.tracking.plotted_scenes import SENSOR, plotted

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "track"
EXACT = {"range_sd_m": 1.0, "azimuth_sd_deg": 0.001, "elevation_sd_deg": 0.001}


def straight(reach, azimuth, elevation, count=20):
    """Plots of one who stands still, without an error."""
    return {
        "time_s": 5.0 * np.arange(count), "sensor": ["north"] * count, "range_m": np.full(count, reach),
        "azimuth_deg": np.full(count, azimuth), "elevation_deg": np.full(count, elevation),
    }  # fmt: skip


@pytest.mark.parametrize("seen", [(40e3, 90.0, 3.0), (150e3, 215.0, 1.0), (80e3, -30.0, 6.0)])
def test_azimuth_is_from_true_north_and_elevation_from_the_tangent_plane_of_the_ellipsoid(seen):
    pymap3d = pytest.importorskip("pymap3d")
    reach, azimuth, elevation = seen
    found = track_told(straight(*seen), [SENSOR | EXACT])
    (m,) = found.lives.row
    station = SENSOR["lat"], SENSOR["lon"], SENSOR["altitude_m"]
    latitude, longitude, height = pymap3d.aer2geodetic(azimuth, elevation, reach, *station)
    told = [each[m] for each in found.geodetic]
    assert np.degrees(told[:2]) == pytest.approx([latitude, longitude], abs=1e-5)
    assert told[2] == pytest.approx(height, abs=1.0)
    assert found.places[0][m] == pytest.approx(np.array(pymap3d.aer2enu(azimuth, elevation, reach)), abs=1.0)


def test_places_are_those_seen_from_the_first_sensor_of_the_table():
    other = SENSOR | {"sensor": "other", "lat": 38.5}
    seen = straight(40e3, 90.0, 3.0)
    first, second = track_told(seen, [SENSOR, other]), track_told(seen, [other, SENSOR])
    north = [one.places[0][one.lives.row[0]][1] for one in (first, second)]
    assert north[0] == pytest.approx(0.0, abs=1.0)
    assert north[1] == pytest.approx(-55.5e3, rel=2e-3)  # half a degree of latitude is 55.5 km there


def test_rows_have_the_very_times_of_the_last_plots_of_scans():
    told = plotted()
    told["time_s"] = told["time_s"] + 11.3  # what is taken off and added again is not always what it was
    found = track_told(told, [SENSOR])
    assert np.isin(found.tracks.time, told["time_s"]).all()
    assert found.scans.size == found.settled.scans[0] == 40
    assert set(found.tracks.time) <= set(found.scans)


def test_a_clock_that_begins_elsewhere_changes_nothing_else():
    told = plotted()
    later = told | {"time_s": told["time_s"] + 4_096.0}
    one, other = track_told(told, [SENSOR]), track_told(later, [SENSOR])
    assert np.array_equal(one.tracks.number, other.tracks.number)
    assert np.allclose(one.tracks.place, other.tracks.place, atol=1e-3)
    assert np.allclose(one.tracks.time + 4_096.0, other.tracks.time, atol=1e-9)


def test_several_sensors_in_any_order_of_rows_give_the_same_tracks():
    one, two = plotted(false=5.0, seed=1), plotted(false=5.0, period=7.0, seed=1)
    two["sensor"] = np.full(len(two["sensor"]), "south")
    both = {name: np.concatenate([one[name], two[name]]) for name in one}
    sensors = [SENSOR, SENSOR | {"sensor": "south"}]
    by_time = np.argsort(both["time_s"], kind="stable")
    swapped = np.concatenate(
        [np.arange(len(one["sensor"]), len(both["sensor"])), np.arange(len(one["sensor"]))]
    )
    wanted = track_told(both, sensors)
    assert wanted.settled.sensors.scan_period == pytest.approx([5.0, 7.0], rel=1e-3)
    for order in (by_time, swapped):
        found = track_told({name: values[order] for name, values in both.items()}, sensors)
        for name in Tracks.__dataclass_fields__:
            assert np.array_equal(getattr(found.tracks, name), getattr(wanted.tracks, name)), name


def test_without_elevation_there_are_tracks_as_well():
    told = plotted(targets=4, false=5.0)
    del told["elevation_deg"]
    flat = SENSOR | {"elevation_sd_deg": None}
    found = track_told(told, [flat])
    assert np.isnan(found.plots.elevation).all()
    assert found.lives.number.size == 4


def test_one_look_needs_its_period_told():
    told = straight(40e3, 90.0, 3.0, count=1)
    found = track_told(told, [SENSOR | {"scan_period_s": 5.0}])
    assert (found.scans.tolist(), found.lives.number.size) == ([0.0], 0)
    assert found.settled.chance_from == (Source.ASSUMED,)


def test_a_track_counts_once_at_a_time_and_only_while_it_is_believed():
    time = np.array([0.0, 5.0, 5.0, 10.0])
    state = np.array([TENTATIVE, CONFIRMED, CONFIRMED, CONFIRMED])
    place = np.arange(12.0).reshape(4, 3)
    none = np.zeros(4, dtype=int)
    rows = believed_tracks(Tracks(time, np.array([0, 0, 1, 0]), none, state, place, place, none, none))
    assert rows.time.tolist() == [5.0, 10.0]


@pytest.mark.parametrize(("late", "told"), [(0.0, 0), (30.0, 1)])
def test_a_truth_of_another_clock_is_told(late, told):
    """In 30 s these fly 5.5 km and more, twice what counts as near."""
    rows = [row | {"time_s": row["time_s"] + late} for row in _truth()]
    found = track_told(EXAMPLE / "plots.csv", EXAMPLE / "sensors.toml", rows, tracker="score")
    doubts = [line for line in found.notices if line.startswith("truth: ")]
    assert len(doubts) == told
    for line in doubts:
        assert " % of targets have a track within 3000 m, and " in line
        assert line.endswith(
            " % of tracks have no target; times of another clock, places in another frame, or sensors that "
            "stand elsewhere would do that; check time_s and places of the truth, and places of sensors"
        )


def test_so_are_sensors_whose_places_are_swapped():
    hill, plain = tomllib.loads((EXAMPLE / "sensors.toml").read_text())["sensor"]
    place = ("lat", "lon", "altitude_m")
    swapped = [hill | {name: plain[name] for name in place}, plain | {name: hill[name] for name in place}]
    found = track_told(EXAMPLE / "plots.csv", swapped, _truth(), tracker="score")
    assert [line for line in found.notices if line.startswith("truth: ")]


def test_a_truth_that_knows_of_many_more_targets_is_not_doubted():
    away = [
        row | {"target": f"{row['target']} {k}", "latitude_deg": row["latitude_deg"] + 4.0 + 0.2 * k}
        for k in range(15)
        for row in _truth()
    ]
    found = track_told(EXAMPLE / "plots.csv", EXAMPLE / "sensors.toml", [*_truth(), *away], tracker="score")
    assert found.metrics is not None
    assert found.metrics.means["completeness"] < HARDLY
    assert not [line for line in found.notices if line.startswith("truth: ")]


def _truth() -> list[dict]:
    head, *rows = (line.split(",") for line in (EXAMPLE / "truth.csv").read_text().splitlines())
    numbers = ("_s", "_m", "_mps", "_deg")
    return [
        {name: float(cell) if name.endswith(numbers) else cell for name, cell in zip(head, row, strict=True)}
        for row in rows
    ]
