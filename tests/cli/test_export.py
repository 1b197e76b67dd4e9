"""`openiads export`: files of a run, and one message for what cannot be written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import openiads as oi
from openiads.report.run.replay import write_replay
from openiads.study.campaign.run_campaign import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run, with its replay."""
    done = run("one-battery", span=(0, 3), out=tmp_path_factory.mktemp("export") / "run")
    write_replay(done.folder, done.prepared, done.summary.seed, 1)
    return done.folder


def test_a_file_holds_what_the_folder_says_of_the_replicate(call, folder, tmp_path):
    code, out, _ = call("export", str(folder), "--format", "geojson", "--replicate", "1", "--json")
    assert code == 0
    assert json.loads(out) == {"file": str(tmp_path / "run-1.geojson"), "format": "geojson"}
    document = json.loads((tmp_path / "run-1.geojson").read_text(encoding="utf-8"))
    features = [feature["properties"] for feature in document["features"]]
    replay = json.loads((folder / "replay.json").read_text(encoding="utf-8"))["replicates"][0]
    counts = Counter(feature["kind"] for feature in features)
    for kind, column in (("target", "objects"), ("round", "rounds"), ("track", "tracks")):
        assert counts[kind] == len(replay[column])
    rows = [
        row
        for row in pq.read_table(folder / "targets.parquet").to_pylist()
        if row["replicate"] == 1 and not row["common_failure"]
    ]
    fates = {feature["id"]: feature.get("fate") for feature in features if feature["kind"] == "target"}
    assert fates == {f"target-{row['target']}": row["fate"] for row in rows}
    events = pq.read_table(folder / "events.parquet").to_pylist()
    mine = [row for row in events if (row["replicate"], row["common_failure"]) == (1, 0)]
    killed = sorted(row["time_s"] for row in mine if row["kind"] == "kill")
    told = [feature for feature in features if (feature["kind"], feature["what"]) == ("event", "kill")]
    assert sorted(one["time_s"] for one in told) == pytest.approx(killed, abs=1e-3)


def test_the_typical_replicate_is_that_of_why(call, folder, tmp_path):
    words = ("export", str(folder), "--format", "csv")
    assert call(*words, "--out", "a.csv")[0] == 0
    number = json.loads(call("why", str(folder), "--json")[1])["replicate"]
    assert call(*words, "--replicate", str(number), "--out", "b.csv")[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "shp"], "--format: no format named 'shp'; known: geojson, kml, czml, acmi, csv"),
        (["--format", "kml", "--replicate", "9"], "--replicate is 9; 0 to 2 are in "),
        (
            ["--format", "kml", "--out", "raid.csv"],
            "--out is raid.csv, but kml ends in .kml; use ",
        ),
        (["--format", "kml", "--interval-s", "0"], "--interval-s is 0; 0.1 to 600 is allowed"),
        (["--format", "kml", "--worst", "--typical"], "--typical: --worst says which replicate already"),
    ],
    ids=lambda words: " ".join(words)[-25:],
)
def test_what_cannot_be_written_is_one_message(call, folder, words, message):
    code, out, err = call("export", str(folder), *words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_a_file_that_is_there_stays(call, folder, tmp_path):
    (tmp_path / "raid.kml").write_text("mine")
    code, _, err = call("export", str(folder), "--format", "kml", "--out", "raid.kml")
    assert code == 2
    assert "raid.kml" in err
    assert (tmp_path / "raid.kml").read_text() == "mine"


def test_what_is_no_run_is_refused(call):
    told = "nowhere: is not there; name a run folder\n"
    assert call("export", "nowhere", "--format", "kml") == (2, "", told)


def test_a_run_that_is_not_complete_is_not_played_on(call, folder, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in folder.iterdir():
        if file.is_file():
            (broken / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((broken / "run.json").read_text())
    (broken / "run.json").write_text(json.dumps(manifest | {"complete": False}))
    code, _, err = call("export", str(broken), "--format", "kml")
    assert code == 2
    assert err.count("\n") == 1


def test_python_has_the_same(folder, tmp_path):
    path = oi.export(folder, "kml", tmp_path / "raid.kml", replicate=1, interval_s=20.0)
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    with pytest.raises(oi.UnknownName):
        oi.export(folder, "shp", tmp_path / "raid.shp")
