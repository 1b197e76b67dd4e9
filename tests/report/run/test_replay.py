"""The replay is the replicate that the tables tell of."""

from __future__ import annotations

import json

import numpy as np
import pytest

from openiads.report.run.replay import write_replay
from openiads.study.campaign.run_campaign import run


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A small run."""
    return run("one-battery", span=(3, 5), out=tmp_path_factory.mktemp("replay") / "run")


@pytest.fixture(scope="module")
def kept(result):
    """Its first replicate, as the file tells it."""
    path = write_replay(result.folder, result.prepared, result.summary.seed, result.summary.first)
    return json.loads(path.read_text(encoding="utf-8"))["replicates"][0]


def test_the_first_replicate_is_kept(kept):
    assert kept["replicate"] == 3


def test_decisions_are_the_events_of_the_replicate(kept, result):
    rows = [row for row in result.events.to_pylist() if row["replicate"] == 3]
    assert kept["decisions"]["kind"] == [row["kind"] for row in rows]
    assert kept["decisions"]["time_s"] == [round(row["time_s"], 2) for row in rows]


def test_every_target_of_the_replicate_is_seen(kept, result):
    targets = {row["name"] for row in result.targets.to_pylist() if row["replicate"] == 3}
    assert {path["name"] for path in kept["objects"]} == targets


def test_rounds_fly_between_their_launch_and_their_intercept(kept, result):
    rows = [row for row in result.events.to_pylist() if row["replicate"] == 3]
    launched = {row["other"]: row["time_s"] for row in rows if row["kind"] == "launch"}
    met = {row["other"]: row["time_s"] for row in rows if row["kind"] == "intercept"}
    assert kept["rounds"]
    for path in kept["rounds"]:
        frames = range(path["frame"], path["frame"] + len(path["lat_deg"]))
        assert kept["time_s"][frames[0]] >= launched[path["round"]]
        assert kept["time_s"][frames[-1]] <= met.get(path["round"], float("inf")) + 1.0


def test_paths_stay_within_the_frames(kept):
    for kind in ("objects", "rounds", "tracks"):
        for path in kept[kind]:
            assert len(path["lat_deg"]) == len(path["lon_deg"]) == len(path["altitude_m"])
            assert path["frame"] + len(path["lat_deg"]) <= len(kept["time_s"])


def test_a_drone_enters_where_it_should_and_flies_north(kept):
    # They enter at 36.65 N and aim at an airfield at 36.95 N.
    drones = [path for path in kept["objects"] if path["threat"] == "one-way-drone"]
    assert drones
    for path in drones:
        assert path["lat_deg"][0] == pytest.approx(36.65, abs=0.01)
        assert path["lat_deg"][-1] > path["lat_deg"][0]


RADIUS = 6_371_000.0  # of a sphere as large as the Earth [m]


def places(path):
    """Places (K, 3) on a plane at 37 N [m]: gaps of a kilometre are right to a few metres."""
    north, east = (np.radians(path[name]) * RADIUS for name in ("lat_deg", "lon_deg"))
    return np.column_stack([north, east * np.cos(np.radians(37.0)), path["altitude_m"]])


def then(kept, path, time):
    """Where a thing is at a time, straight on from the nearest two frames of its own."""
    there, first = places(path), path["frame"]
    times = np.array(kept["time_s"][first : first + len(there)])
    i = int(np.clip(np.searchsorted(times, time), 1, len(times) - 1))
    return there[i - 1] + (there[i] - there[i - 1]) * (time - times[i - 1]) / (times[i] - times[i - 1])


def test_rounds_come_to_where_their_targets_are(kept, result):
    # By what a path turns in 5 s they may be apart, not by a second's flight: 50 m of drones and 1,700 m of
    # ballistic missiles, as where targets stood as the step began and rounds as it ended.
    ends = {
        row["other"]: (row["object"], row["time_s"])
        for row in result.events.to_pylist()
        if row["replicate"] == 3 and row["kind"] in ("kill", "miss")
    }
    paths = {path["target"]: path for path in kept["objects"]}
    gaps = {"one-way-drone": [], "srbm": []}
    for shot in kept["rounds"]:
        target, time = ends.get(shot["round"], (-1, 0.0))
        if target >= 0 and len(shot["lat_deg"]) > 1:
            apart = then(kept, shot, time) - then(kept, paths[target], time)
            gaps[paths[target]["threat"]].append(float(np.linalg.norm(apart)))
    assert max(gaps["one-way-drone"]) < 20.0
    assert max(gaps["srbm"]) < 400.0


def test_what_enters_has_flown_since_it_did(kept, result):
    # A drone flies straight on at an even speed, so its first frame is as far along as the time since.
    rows = {row["target"]: row for row in result.targets.to_pylist() if row["replicate"] == 3}
    for path in kept["objects"]:
        if path["threat"] == "one-way-drone":
            began = then(kept, path, rows[path["target"]]["start_time_s"])
            entry = np.radians(36.65) * RADIUS
            assert began[0] == pytest.approx(entry, abs=5.0)  # [m]; it flies north at 50 m/s


def test_a_track_stands_where_it_is_expected(kept):
    # Plots come every few seconds: where they stood last, half of all tracks would be 350 m behind.
    gaps = []
    flown = [(path["frame"], places(path)) for path in kept["objects"]]
    for track in kept["tracks"]:
        for frame, place in enumerate(places(track), track["frame"]):
            there = [way[frame - first] for first, way in flown if first <= frame < first + len(way)]
            gaps.append(min(float(np.linalg.norm(place - one)) for one in there))
    assert np.median(gaps) < 200.0


def test_beliefs_and_stocks_are_told_frame_by_frame(kept):
    for track in kept["tracks"]:
        frames, words = zip(*track["identities"], strict=True)
        assert frames[0] == track["frame"]
        assert list(frames) == sorted(set(frames))
        assert words[-1] == track["identity"]
        assert len(track["sd_m"]) == len(track["lat_deg"])
        assert min(track["sd_m"]) > 0
    (battery,) = kept["batteries"]
    columns = [*battery["rounds"].values(), battery["channels_busy"]]
    assert {len(column) for column in columns} == {len(kept["time_s"])}
    assert all(min(column) >= 0 for column in columns)
