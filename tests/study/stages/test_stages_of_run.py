"""Perfect stages beside a run: they are its replicates, are gone on with, and are never of another run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.output import kept_beside
from openiads.scenario.load_scenario import load
from openiads.simulation.engine import play
from openiads.simulation.perfect_stages import STAGES, perfected
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_campaign import Campaign, run
from openiads.study.stages.stages_of_run import (
    FILE,
    left_to_play,
    play_stages,
    stages_in,
    usual_replicates,
)
from tests.study.runs import CUT_SHORT

REMEDY = "remove it, and openiads stages with the run folder plays it again"
SCENARIO = ["area.terrain=flat", "doctrine.common_failure_probability=0.3"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    out = tmp_path_factory.mktemp("runs") / "run"
    return run(load("one-battery", SCENARIO), span=(2, 8), seed=5, workers=1, out=out)


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    """The run in a folder of the test's own."""
    shutil.copytree(played.place, tmp_path / "run")
    return replace(played, place=tmp_path / "run")


@pytest.fixture(scope="module")
def whole(played: Campaign, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file that nobody interrupted."""
    place = tmp_path_factory.mktemp("whole") / "run"
    shutil.copytree(played.place, place)
    begun(replace(played, place=place))
    return (place / FILE).read_bytes()


def begun(of: Campaign, replicates: int | None = 4, **how: Any) -> Any:
    return play_stages(of.place, of.prepared, run_folder.read_manifest(of.place), replicates, 1, **how)


def kept(of: Campaign) -> Any:
    return stages_in(of.place, of.prepared, run_folder.read_manifest(of.place))


def test_a_gain_is_over_the_run_s_own_replicates(mine: Campaign):
    found = begun(mine)
    assert found.comparison.replicates == 4
    outcomes = mine.outcomes.to_pydict()
    rows = list(zip(outcomes["replicate"], outcomes["common_failure"], outcomes["leakers"], strict=True))
    weigh = 0.3
    for stage in ("identity", "rounds"):
        world = perfected(mine.prepared, stage)
        again = {
            (r, struck): leak
            for books in play(world, 5, 2, 6, chain=mine.prepared.chain)
            for r, struck, leak in zip(
                *(books.outcomes[name].tolist() for name in ("replicate", "common_failure", "leakers")),
                strict=True,
            )
        }
        fewer = {0: [], 1: []}
        for r, struck, leak in rows:
            if r < 6:
                fewer[struck].append(again[r, struck] - leak)
        mean = (1.0 - weigh) * np.mean(fewer[0]) + weigh * np.mean(fewer[1])
        bought = next(row for row in found.bought if row.stage == stage)
        assert bought.beside.difference[0] == pytest.approx(mean)


def test_what_was_kept_is_read_again(mine: Campaign):
    assert kept(mine) is None
    found = begun(mine)
    assert kept(mine).comparison == found.comparison
    assert begun(mine, None).comparison == found.comparison  # nothing is played twice
    assert sorted(path.name for path in mine.place.glob(".*")) == []


@pytest.mark.parametrize("after", [0, 1, len(STAGES) - 1])
def test_interrupted_anywhere_it_goes_on_to_the_same_file(mine: Campaign, whole: bytes, after: int):
    def stop(done: int, total: int) -> None:
        assert total == len(STAGES)
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begun(mine, progress=stop)
    assert kept(mine) is None  # a part is nothing
    manifest = run_folder.read_manifest(mine.place)
    assert left_to_play(mine.place, manifest, 4) == 4 * (len(STAGES) - after)
    done: list[int] = []
    begun(mine, progress=lambda now, _: done.append(now))
    assert done == list(range(after, len(STAGES) + 1))
    assert (mine.place / FILE).read_bytes() == whole
    assert not kept_beside(mine.place / FILE).exists()
    assert left_to_play(mine.place, manifest, None) == 0


@pytest.mark.parametrize("harm", ["torn", "flipped", "of other replicates"])
def test_a_part_that_is_not_this_one_is_played_anew(mine: Campaign, whole: bytes, harm: str):
    part = kept_beside(mine.place / FILE)
    text = whole.decode()
    if harm == "torn":
        part.write_text(text[: len(text) // 2])
    elif harm == "flipped":
        part.write_text(text.replace('"leakers": [', '"leakers": [9'))
    else:
        begun(mine, 2)
        (mine.place / FILE).rename(part)
    begun(mine)
    assert (mine.place / FILE).read_bytes() == whole


def test_a_file_that_was_changed_is_refused(mine: Campaign, whole: bytes):
    path = mine.place / FILE
    path.write_bytes(whole.replace(b'"leakers": [', b'"leakers": [9', 1))
    with pytest.raises(ResultMismatch) as error:
        kept(mine)
    assert str(error.value) == f"{path}: is not what was written; {REMEDY}"


def test_a_file_of_another_run_is_refused(mine: Campaign, tmp_path: Path):
    other = run(load("one-battery", CUT_SHORT), replicates=4, seed=6, workers=1, out=tmp_path / "other")
    begun(other)
    path = mine.place / FILE
    shutil.copy(other.place / FILE, path)
    with pytest.raises(ResultMismatch) as error:
        kept(mine)
    assert str(error.value) == (
        f"{path}: is of another run (scenario_sha256, inputs_sha256, seed, first); {REMEDY}"
    )


def test_other_replicates_are_not_played_over_those_that_are_there(mine: Campaign, whole: bytes):
    path = mine.place / FILE
    path.write_bytes(whole)
    with pytest.raises(OutputError) as error:
        begun(mine, 5)
    assert str(error.value) == f"{path}: holds 4 replicates of each stage; remove it to play 5"
    assert path.read_bytes() == whole


def test_it_says_of_which_run_it_is(mine: Campaign, whole: bytes):
    told, manifest = json.loads(whole), run_folder.read_manifest(mine.place)
    assert {key: told[key] for key in ("scenario", "seed", "first", "inputs_sha256", "version")} == {
        key: manifest[key] for key in ("scenario", "seed", "first", "inputs_sha256", "version")
    }
    assert list(told["played"]) == told["stages"] == list(STAGES)


def test_a_quarter_of_a_run_is_played_and_no_fewer_than_forty():
    counts = {1: 1, 30: 30, 100: 40, 200: 50, 1000: 250, 100_000: 2000}
    assert {of_run: usual_replicates(of_run) for of_run in counts} == counts
