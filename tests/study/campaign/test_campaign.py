"""Campaigns: the same values however they are played, and nothing lost when they are interrupted."""

from __future__ import annotations

import errno
import json
import os
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest

from openiads.ground.errors import Notice, OutOfRange, OutputError, ResultMismatch, UnknownName
from openiads.ground.output import STRAYS
from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.study.campaign import run_campaign as campaign
from openiads.study.campaign import run_folder as folder
from openiads.study.campaign.merge import combined_sha256
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.run_manifest import AGREE
from tests.study.runs import interrupted

REPLICATES = 12
CUT = ["area.duration_s=700", "area.terrain=flat"]
"""One raid of the teaching scenario on flat ground is as good as another here."""


@pytest.fixture(scope="module")
def scenario():
    """The teaching scenario on flat ground, cut short before its last raider arrives."""
    return load("one-battery", CUT)


@pytest.fixture(scope="module", autouse=True)
def prepared(scenario):
    """Build the World once for all runs of this file; building it is not the matter here."""
    once = prepare(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(campaign, "prepare", lambda *_: once)
        yield once


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A run that nothing interrupted."""
    return run(scenario, replicates=REPLICATES, workers=1, out=tmp_path_factory.mktemp("whole") / "run")


@pytest.mark.parametrize(
    "how",
    [{"workers": 2, "tile": 3}, {"tile": 1}, {"tile": 7}, {"tile": 64}, {"engine": "stepped"}],
    ids=str,
)
def test_workers_tiles_and_drivers_change_no_value(scenario, whole, tmp_path, how):
    other = run(scenario, replicates=REPLICATES, out=tmp_path / "run", **{"workers": 1, **how})
    assert other.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_another_seed_gives_other_values(scenario, whole, tmp_path):
    other = run(scenario, replicates=REPLICATES, seed=2, out=tmp_path / "run")
    assert other.summary.outcomes_sha256 != whole.summary.outcomes_sha256


def test_ranges_played_apart_hash_like_the_whole(scenario, whole, tmp_path):
    parts = [tmp_path / "late", tmp_path / "early"]
    run(scenario, span=(5, REPLICATES), out=parts[0])
    run(scenario, span=(0, 5), out=parts[1])
    assert combined_sha256(parts) == whole.summary.outcomes_sha256


@pytest.fixture
def failing(monkeypatch):
    """The scenario with a common failure that strikes every other raid."""
    found = load("one-battery", [*CUT, "doctrine.common_failure_probability=0.5"])
    once = prepare(found)
    monkeypatch.setattr(campaign, "prepare", lambda *_: once)
    return found


def test_strata_leave_no_trace_of_chunks_ranges_and_interruptions(failing, tmp_path, monkeypatch):
    whole = run(failing, replicates=9, out=tmp_path / "whole")
    assert whole.outcomes["common_failure"].to_pylist() == [0, 1, 0] * 4 + [0, 1]
    assert whole.summary.replicates == 9

    parts = [tmp_path / "late", tmp_path / "early"]
    run(failing, span=(3, 9), out=parts[0])
    run(failing, span=(0, 3), out=parts[1])
    assert combined_sha256(parts) == whole.summary.outcomes_sha256

    monkeypatch.setattr(campaign, "CHUNK", 4)
    where = tmp_path / "run"
    interrupted(failing, 5, where, replicates=9)
    finished = run(failing, replicates=9, out=where, resume=True)
    assert finished.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_chunks_leave_no_trace_in_the_values(scenario, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(campaign, "CHUNK", 5)
    chunked = run(scenario, replicates=REPLICATES, out=tmp_path / "run")
    assert chunked.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    assert chunked.events.equals(whole.events)
    assert not (chunked.folder / folder.CHUNKS).exists()
    assert not list(chunked.folder.rglob(STRAYS))


def test_an_interrupted_run_goes_on_to_the_same_values(scenario, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(campaign, "CHUNK", 5)

    where = tmp_path / "run"
    interrupted(scenario, 8, where, replicates=REPLICATES)
    kept = [(c["first"], c["last"]) for c in folder.read_manifest(where)["chunks"]]
    assert kept == [(0, 5), (5, 8)]

    finished = run(scenario, replicates=REPLICATES, out=where, resume=True)
    assert finished.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_a_run_killed_while_its_chunks_are_joined_goes_on(scenario, whole, tmp_path, monkeypatch):
    where = tmp_path / "run"

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(campaign, "check_step", killed)
        with pytest.raises(SystemExit):
            run(scenario, replicates=REPLICATES, out=where)
    assert not folder.read_manifest(where)["complete"]

    finished = run(scenario, replicates=REPLICATES, out=where, resume=True)
    assert finished.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_a_complete_run_is_read_and_not_played_again(scenario, whole, monkeypatch):
    monkeypatch.setattr(campaign, "_play", lambda *_: pytest.fail("played again"))
    again = run(scenario, replicates=REPLICATES, out=whole.folder, resume=True)
    assert again.summary == whole.summary


def test_what_a_full_disk_leaves_can_be_gone_on_with(scenario, whole, tmp_path, monkeypatch):
    where = tmp_path / "run"
    monkeypatch.setattr(campaign, "CHUNK", 6)
    written = pq.write_table

    def full(table, path, **options):
        if table["replicate"][0].as_py() >= 6 and path.name == "events.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        written(table, path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", full)
        with pytest.raises(OutputError) as caught:
            run(scenario, replicates=REPLICATES, out=where)
    chunk = where / "chunks" / "6-12"
    assert str(caught.value) == (
        f"{chunk}: cannot be written: No space left on device; "
        "free some space; the same command with --resume continues from what is kept"
    )
    assert [path.name for path in (where / "chunks").iterdir()] == ["0-6"]

    finished = run(scenario, replicates=REPLICATES, out=where, resume=True)
    assert finished.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_a_folder_that_exists_is_refused(scenario, tmp_path):
    with pytest.raises(OutputError) as caught:
        run(scenario, out=tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: exists already; a run writes a new folder; "
        "name another with --out, or continue the same run with --resume"
    )


def test_a_folder_below_a_file_is_refused(scenario, tmp_path):
    (tmp_path / "file").touch()
    where = tmp_path / "file" / "run"
    with pytest.raises(OutputError) as caught:
        run(scenario, out=where)
    assert str(caught.value) == (
        f"{where}: cannot be written: {tmp_path / 'file'} is not a folder; name a folder that can be written"
    )


def test_going_on_with_another_run_tells_every_difference(scenario, whole):
    with pytest.raises(ResultMismatch) as caught:
        run(scenario, replicates=REPLICATES + 1, seed=3, out=whole.folder, resume=True)
    assert str(caught.value) == (
        f"{whole.folder}: holds another run: seed is 1 there and 3 now; last is 12 there and 13 now; "
        "continue it with what it was begun with, or name another folder with --out"
    )


def test_a_folder_without_a_manifest_is_no_run_folder(scenario, tmp_path):
    with pytest.raises(OutputError) as caught:
        run(scenario, out=tmp_path, resume=True)
    assert str(caught.value) == f"{tmp_path}: has no run.json, so it is not a run folder; name one"


def test_a_damaged_chunk_alone_is_played_again(scenario, tmp_path):
    where = tmp_path / "run"

    interrupted(scenario, 2, where, replicates=4)
    chunk = where / "chunks" / "0-2"
    table = pq.read_table(chunk / "targets.parquet")
    pq.write_table(table.slice(1), chunk / "targets.parquet")
    kept = (where / "chunks" / "0-2").name
    with pytest.warns(Notice) as heard:
        again = run(scenario, replicates=4, out=where, resume=True)
    (aside,) = (where / "torn").iterdir()
    assert [str(notice.message) for notice in heard if notice.category is Notice] == [
        f"{chunk / 'targets.parquet'}: is not what was written; it is played again, "
        f"and what was there is kept as {aside}"
    ]
    assert aside.name.startswith(kept)
    assert pq.read_table(aside / "targets.parquet").num_rows == table.num_rows - 1
    assert (
        again.summary.outcomes_sha256
        == run(scenario, replicates=4, out=tmp_path / "b").summary.outcomes_sha256
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"replicates": 0},
            "replicates is 0; a whole number from 1 to 4294967296 is allowed; write it like replicates=200",
        ),
        (
            {"seed": -1},
            "seed is -1; a whole number from 0 to 4294967295 is allowed; write it like seed=1",
        ),
        (
            {"seed": 3.5},
            "seed is 3.5; a whole number from 0 to 4294967295 is allowed; write it like seed=1",
        ),
        (
            {"seed": True},
            "seed is True; a whole number from 0 to 4294967295 is allowed; write it like seed=1",
        ),
        (
            {"seed": np.float64(3)},
            "seed is 3.0; a whole number from 0 to 4294967295 is allowed; write it like seed=1",
        ),
        (
            {"workers": 0},
            "workers is 0; a whole number from 1 to 4294967295 is allowed; write it like workers=2",
        ),
        (
            {"tile": "16"},
            "tile is '16'; a whole number from 1 to 4294967295 is allowed; write it like tile=16",
        ),
        (
            {"replicates": 2.5},
            "replicates is 2.5; a whole number from 1 to 4294967296 is allowed; write it like replicates=200",
        ),
        (
            {"span": (0, 2.5)},
            "span[1] is 2.5; a whole number from 1 to 4294967296 is allowed; write it like span=(0, 100)",
        ),
        (
            {"span": (5, 3)},
            "span[1] is 3; a whole number from 6 to 4294967296 is allowed; write it like span=(5, 105)",
        ),
        ({"span": (5,)}, "span is (5,); two whole numbers are allowed; write it like span=(0, 100)"),
    ],
    ids=str,
)
def test_counts_out_of_range_are_told(scenario, tmp_path, asked, message):
    with pytest.raises(OutOfRange) as caught:
        run(scenario, out=tmp_path / "run", **asked)
    assert str(caught.value) == message
    assert not (tmp_path / "run").exists()


def test_numbers_of_numpy_are_numbers(scenario, whole, tmp_path):
    played = run(
        scenario, span=np.arange(2) * REPLICATES, seed=np.int64(1), workers=np.uint8(1), tile=np.int32(2),
        out=tmp_path / "run",
    )  # fmt: skip
    told = json.loads((played.folder / "run.json").read_text(encoding="utf-8"))
    assert (told["seed"], told["first"], told["last"]) == (1, 0, REPLICATES)
    assert played.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_an_unknown_engine_is_told(scenario, tmp_path):
    with pytest.raises(UnknownName) as caught:
        run(scenario, out=tmp_path / "run", engine="fast")
    assert str(caught.value) == "no engine named 'fast'; known: fused, stepped, reference"


def test_the_manifest_says_what_a_run_rests_on(whole):
    manifest = json.loads((whole.folder / "run.json").read_text(encoding="utf-8"))
    assert {*AGREE, "sources", "status_mix", "numba", "numpy", "python"} <= set(manifest)
    assert manifest["complete"]
    assert sum(manifest["status_mix"].values()) == pytest.approx(1.0)
    assert {"key", "title", "publisher"} <= set(manifest["sources"][0])


def test_the_scenario_in_the_folder_is_the_one_that_was_played(whole, scenario):
    assert load(whole.folder / "scenario.toml") == scenario


def test_ranges_that_do_not_meet_are_no_run(scenario, whole, tmp_path):
    run(scenario, span=(20, 21), out=tmp_path / "far")
    with pytest.raises(ResultMismatch) as caught:
        combined_sha256([whole.folder, tmp_path / "far"])
    assert str(caught.value) == (
        f"{tmp_path / 'far'}: starts at replicate 20, and {whole.folder} ends at 12; "
        "ranges that meet are allowed; play the missing one, or leave out what is there twice"
    )


def test_parts_of_different_runs_are_not_joined(scenario, whole, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(whole.folder, copy)
    manifest = folder.read_manifest(copy)
    folder.write_manifest(copy, {**manifest, "seed": 7, "first": 12, "last": 24}, manifest)
    with pytest.raises(ResultMismatch) as caught:
        combined_sha256([whole.folder, copy])
    assert str(caught.value) == f"{copy}: seed is 7, and 1 in {whole.folder}; join parts of one run only"


@pytest.mark.skipif(os.name == "nt", reason="names there are Unicode")
def test_a_name_that_no_table_can_carry_is_told_before_the_work(scenario, tmp_path):
    where = tmp_path / os.fsdecode(b"bad\xff")
    with pytest.raises(OutputError) as caught:
        run(scenario, replicates=1, out=where)
    assert str(caught.value) == (
        rf"{tmp_path}/bad\xff: the name is not UTF-8, which tables need; name another with --out"
    )
    assert list(tmp_path.iterdir()) == []
