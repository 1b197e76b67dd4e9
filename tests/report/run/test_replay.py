"""The replay is the replicate that the tables tell of."""

from __future__ import annotations

import json

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
