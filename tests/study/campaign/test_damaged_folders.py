"""Going on with a folder that is not as it was left: a message, never a traceback or a wrong result."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openiads.ground.errors import Notice, OpeniadsError, OutputError
from openiads.scenario.load_scenario import load
from openiads.scenario.write_scenario import sha256_of
from openiads.study.campaign import run_folder as folder
from openiads.study.campaign.merge import combined_sha256
from openiads.study.campaign.run_campaign import run
from openiads.study.seal import sealed
from tests.study.runs import CUT_SHORT, in_chunks, interrupted

SHORT = 6


@pytest.fixture(scope="module")
def scenario():
    """The teaching scenario on flat ground, cut short."""
    return load("one-battery", CUT_SHORT)


@pytest.fixture(scope="module", autouse=True)
def prepared(scenario):
    """Build the World once for all runs of this file."""
    with in_chunks(scenario, 2) as once:
        yield once


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A run that nothing interrupted."""
    return run(scenario, replicates=SHORT, workers=1, out=tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture(scope="module")
def half(scenario, tmp_path_factory):
    """The folder of a run that was interrupted after two of its three chunks."""
    where = tmp_path_factory.mktemp("half") / "run"

    return interrupted(scenario, 4, where, replicates=SHORT)


def told(scenario, left: Path, here: Path, damage) -> str:
    """What going on says once the folder was damaged, without the place of the folder."""
    where = here / "run"
    shutil.copytree(left, where)
    damage(where)
    before = sorted(where.rglob("*"))
    with pytest.raises(OpeniadsError) as caught:
        run(scenario, replicates=SHORT, out=where, resume=True)
    assert sorted(where.rglob("*")) == before
    return str(caught.value).replace(str(where), "RUN")


def edited(**changes):
    """A damage: these keys of the manifest have other values, those with `...` are gone."""

    def damage(where: Path) -> None:
        manifest = {**folder.read_manifest(where), **changes}
        kept = {key: value for key, value in manifest.items() if value is not ...}
        folder.write_manifest(where, kept, folder.read_manifest(where))

    return damage


def noted(monkeypatch) -> list[tuple[int, int]]:
    """Spans of the chunks that are played from here on."""
    played = []
    write = folder.write_chunk

    def note(where: Path, tables, record):
        played.append((record["first"], record["last"]))
        return write(where, tables, record)

    monkeypatch.setattr(folder, "write_chunk", note)
    return played


CHUNK = {"first": 0, "last": 2, "sha256": "00", "inputs_sha256": "00", "files": {}}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"chunks": ...}, "chunks"),
        ({"chunks": [3]}, "chunks"),
        ({"chunks": [{"first": 0, "last": 2}]}, "chunks"),
        ({"chunks": [{**CHUNK, "first": -1}]}, "chunks"),
        ({"chunks": [CHUNK, {**CHUNK, "first": 1}]}, "chunks"),
        ({"inputs": ...}, "inputs"),
        ({"chunks": [CHUNK, CHUNK]}, "chunks"),
        ({"chunks": [{**CHUNK, "last": 99}]}, "chunks"),
        ({"complete": ..., "seconds": "long"}, "complete, seconds"),
        ({"complete": True}, "chunks, step_check"),
    ],
    ids=str,
)
def test_a_manifest_that_no_run_writes_is_damaged(scenario, half, tmp_path, changes, named):
    assert told(scenario, half, tmp_path, edited(**changes)) == (
        f"RUN/run.json: is damaged: {named} missing or not what a run writes; remove the folder and run again"
    )


def test_a_run_of_an_earlier_version_is_told_as_such(scenario, whole, tmp_path):
    # As it was written before runs told their inputs: without a seal, too.
    later = ("inputs_sha256", "inputs", "files", "engine")

    def old(where: Path) -> None:
        manifest = folder.read_manifest(where)
        kept = {key: manifest[key] for key in manifest if key not in later}
        (where / "run.json").write_text(json.dumps(kept), encoding="utf-8")

    assert told(scenario, whole.folder, tmp_path, old) == (
        "RUN/run.json: is of an earlier version, which did not record what a run rests on; "
        "its tables can be read, but it cannot be continued; run again in another folder"
    )
    assert combined_sha256([tmp_path / "run"]) == whole.summary.outcomes_sha256


def test_a_manifest_that_is_cut_off_cannot_be_read(scenario, half, tmp_path):
    def cut(where: Path) -> None:
        (where / "run.json").write_text('{"version": ', encoding="utf-8")

    assert told(scenario, half, tmp_path, cut) == (
        "RUN/run.json: cannot be read: Expecting value: line 1 column 13 (char 12); "
        "remove the folder and run again"
    )


def test_a_word_that_changed_in_the_manifest_is_seen(scenario, whole, tmp_path):
    # Also one that no check of kinds could tell from what was written: it would be told in the report.
    def flip(where: Path) -> None:
        text = (where / "run.json").read_text(encoding="utf-8")
        (where / "run.json").write_text(text.replace("title", "titlf", 1), encoding="utf-8")

    assert told(scenario, whole.folder, tmp_path, flip) == (
        "RUN/run.json: does not say what was written; remove the folder and run again"
    )


def cut_off(chunk: Path) -> None:
    os.truncate(chunk / "events.parquet", 500)


def exchanged(chunk: Path) -> None:
    shutil.copy(chunk.parent / "2-4" / "targets.parquet", chunk)


def of_other_inputs(chunk: Path) -> None:
    table = folder.read_table(chunk / "outcomes.parquet")
    pq.write_table(table.replace_schema_metadata({folder.INPUTS: "00"}), chunk / "outcomes.parquet")


@pytest.mark.parametrize(
    ("damage", "wrong", "kept"),
    [
        (cut_off, "RUN/chunks/0-2/events.parquet: is not what was written", True),
        (shutil.rmtree, "RUN/chunks/0-2/outcomes.parquet: is missing", False),
        (exchanged, "RUN/chunks/0-2/targets.parquet: is not what was written", True),
        (of_other_inputs, "RUN/chunks/0-2/outcomes.parquet: is not what was written", True),
    ],
)
def test_one_chunk_that_is_torn_is_played_again_alone(
    scenario, half, whole, tmp_path, monkeypatch, damage, wrong, kept
):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    damage(where / "chunks" / "0-2")
    played = noted(monkeypatch)
    with pytest.warns(Notice) as heard:
        again = run(scenario, replicates=SHORT, workers=1, out=where, resume=True)
    assert again.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    assert played == [(0, 2), (4, 6)]
    (line,) = (
        str(notice.message).replace(str(where), "RUN") for notice in heard if notice.category is Notice
    )
    assert line.startswith(wrong)
    assert "; it is played again" in line
    assert (where / "torn").exists() is kept


@pytest.fixture
def untold(scenario, half, tmp_path, monkeypatch):
    """The folder of a run that ended after it wrote its second chunk and before `run.json` told of that."""
    where, write = tmp_path / "untold", folder.write_manifest

    def full(where: Path, manifest, before) -> None:
        if len(manifest["chunks"]) == 2:
            raise OutputError("the disk is full")
        write(where, manifest, before)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "write_manifest", full)
        with pytest.raises(OutputError, match="the disk is full"):
            run(scenario, replicates=SHORT, workers=1, out=where)
    assert len(folder.read_manifest(where)["chunks"]) == 1
    return where


def test_a_chunk_that_nobody_was_told_of_is_taken_in(scenario, untold, half, whole, monkeypatch):
    played = noted(monkeypatch)
    again = run(scenario, replicates=SHORT, workers=1, out=untold, resume=True)
    assert played == [(4, 6)]
    assert again.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    manifest = folder.read_manifest(untold)
    first = folder.read_manifest(half)["chunks"]
    assert [chunk["sha256"] for chunk in manifest["chunks"][:2]] == [chunk["sha256"] for chunk in first]
    assert not (untold / "chunks").exists()


def no_record(chunk: Path) -> None:
    (chunk / "chunk.json").unlink()


def cut_record(chunk: Path) -> None:
    text = (chunk / "chunk.json").read_text(encoding="utf-8")
    (chunk / "chunk.json").write_text(text[: len(text) // 2], encoding="utf-8")


def of_another_seed(chunk: Path) -> None:
    _sealed_anew(chunk, seed=7)


def of_other_inputs(chunk: Path) -> None:
    _sealed_anew(chunk, inputs_sha256="0" * 64)


def of_no_kind(chunk: Path) -> None:
    _sealed_anew(chunk, seconds="long")


def other_table(chunk: Path) -> None:
    table = pq.read_table(chunk / "outcomes.parquet")
    pq.write_table(table.slice(0, 1), chunk / "outcomes.parquet")


def _sealed_anew(chunk: Path, **changes) -> None:
    record = folder.record_of(chunk)
    (chunk / "chunk.json").write_text(json.dumps(sealed(record | changes, folder.SEAL)), encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [no_record, cut_record, of_another_seed, of_other_inputs, of_no_kind, other_table]
)
def test_of_chunks_that_nobody_was_told_of_only_whole_ones_of_the_run_are(
    scenario, untold, whole, monkeypatch, damage
):
    damage(untold / "chunks" / "2-4")
    played = noted(monkeypatch)
    again = run(scenario, replicates=SHORT, workers=1, out=untold, resume=True)
    assert played == [(2, 4), (4, 6)]
    assert again.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    assert not (untold / "chunks").exists()


def test_a_chunk_that_cannot_be_read_for_the_moment_is_not_forgotten(scenario, half, tmp_path, monkeypatch):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    before = folder.read_manifest(where)

    def stale(path: Path) -> str:
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_sha256_of", stale)
        with pytest.raises(OpeniadsError) as caught:
            run(scenario, replicates=SHORT, out=where, resume=True)
    chunk = where / "chunks" / "0-2"
    assert str(caught.value) == (
        f"{chunk}/outcomes.parquet: cannot be read: {os.strerror(116)}; make it readable and continue, "
        f"or remove {chunk} to have it played again"
    )
    assert folder.read_manifest(where) == before
    assert chunk.is_dir()


def test_parts_that_are_not_complete_are_not_joined(half, whole):
    with pytest.raises(OpeniadsError) as caught:
        combined_sha256([half])
    assert str(caught.value) == f"{half}: is not complete; finish it first, with --resume"


def test_a_complete_run_whose_values_were_changed_is_found_out(scenario, whole, tmp_path):
    def change(where: Path) -> None:
        table = folder.read_table(where / "outcomes.parquet")
        pq.write_table(table.slice(0, table.num_rows - 1), where / "outcomes.parquet")

    assert told(scenario, whole.folder, tmp_path, change) == (
        "RUN/outcomes.parquet: is not what was written; remove the folder and run again"
    )


def test_a_file_is_no_folder_to_go_on_with(scenario, tmp_path):
    file = tmp_path / "run"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(OpeniadsError) as caught:
        run(scenario, out=file, resume=True)
    assert str(caught.value) == f"{file}: is not a folder; name a run folder"
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_lost_scenario_and_strays_among_the_chunks_are_put_right(scenario, half, whole, tmp_path):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    (where / "scenario.toml").unlink()
    (where / "chunks" / f".openiads-00000000-1-{'0' * 16}.part").mkdir()
    (where / "chunks" / "mine").mkdir()
    finished = run(scenario, replicates=SHORT, out=where, resume=True)
    assert finished.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    assert load(where / "scenario.toml") == scenario
    assert [path.name for path in (where / "chunks").iterdir()] == ["mine"]


def test_going_on_with_another_scenario_names_both(scenario, half, tmp_path):
    other = edited(scenario="other", scenario_sha256="1" * 64)
    assert told(scenario, half, tmp_path, other) == (
        "RUN: holds another run: scenario is 'other' there and 'one-battery' now; "
        f"scenario_sha256 is '1111111111111111' there and '{sha256_of(scenario)[:16]}' now; "
        "continue it with what it was begun with, or name another folder with --out"
    )


def test_a_disk_that_is_full_from_the_beginning_leaves_nothing(scenario, tmp_path, monkeypatch):
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "_put", full)
    with pytest.raises(OpeniadsError) as caught:
        run(scenario, replicates=SHORT, out=tmp_path / "run")
    assert str(caught.value) == (
        f"{tmp_path / 'run'}: cannot be written: No space left on device; "
        "free some space; the same command with --resume continues from what is kept"
    )
    assert list(tmp_path.iterdir()) == []
