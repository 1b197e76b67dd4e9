"""One raider has one story, wherever it is read."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import openiads as oi
from openiads.api.why import spans_told, stories
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.report.ink.number_words import NO_BREAK
from openiads.report.run.leaker_stories import read_stories
from openiads.report.run.replay import write_replay
from openiads.report.run.run_page import write
from openiads.study.campaign.run_campaign import Campaign, run


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A small run, with its replay."""
    done = run("one-battery", span=(2, 6), out=tmp_path_factory.mktemp("why") / "run")
    write_replay(done.folder, done.prepared, done.summary.seed, done.summary.first)
    return done


def raiders(result: Campaign) -> list[dict[str, Any]]:
    """The rows of its raiders, without the common failure."""
    rows = pq.read_table(result.folder / "targets.parquet").to_pylist()
    return [row for row in rows if row["side"] == "hostile" and row["common_failure"] == 0]


def test_by_name_and_by_index_the_row_is_told(result: Campaign) -> None:
    for row in raiders(result):
        for asked in (row["name"], row["target"]):
            assert oi.why(result.folder, asked, row["replicate"]) == row["why"]


def test_the_page_says_the_same(result: Campaign) -> None:
    told = read_stories(result.folder, result.prepared.plan)
    assert told is not None
    page = write(result.folder, result.prepared, result.summary).read_text(encoding="utf-8")
    said = " ".join(unescape(page).replace(NO_BREAK, " ").split())
    for story in (*told.first, *told.others):
        assert story.why == oi.why(result.folder, story.name, told.replicate)
        assert story.why in said


def test_the_replay_says_the_same(result: Campaign) -> None:
    (kept,) = json.loads((result.folder / "replay.json").read_text(encoding="utf-8"))["replicates"]
    told = {row["target"]: row["why"] for row in raiders(result) if row["replicate"] == kept["replicate"]}
    shown = {each["target"]: each["why"] for each in kept["objects"] if each["why"] is not None}
    assert shown == told


def test_the_typical_and_the_worst_replicate_are_those_of_the_outcomes(result: Campaign) -> None:
    rows = [row for row in result.outcomes.to_pylist() if row["common_failure"] == 0]
    most = max(row["leakers"] for row in rows)
    first = next(row["replicate"] for row in rows if row["leakers"] == most)
    assert stories(result.folder, replicate="worst")["replicate"] == first
    told = read_stories(result.folder, result.prepared.plan)
    assert told is not None
    assert stories(result.folder)["replicate"] == told.replicate


def test_without_a_name_all_that_got_through_are_told(result: Campaign) -> None:
    told = stories(result.folder, replicate=3)
    rows = [row for row in raiders(result) if row["replicate"] == 3]
    through = [row["name"] for row in rows if row["fate"] in ("leaked", "released")]
    assert [story["name"] for story in told["stories"]] == through
    assert (told["raiders"], told["through"]) == (len(rows), len(through))
    for fate, word in (("leaked", "arrived"), ("released", "released")):
        assert told[word] == sum(row["fate"] == fate for row in rows)


def test_what_cannot_be_asked_is_told(result: Campaign, tmp_path: Path) -> None:
    with pytest.raises(OutOfRange, match="replicate is 9; 2 to 5 are in"):
        oi.why(result.folder, 0, 9)
    with pytest.raises(UnknownName, match="replicate 2: no raider named 'nobody'"):
        oi.why(result.folder, "nobody", 2)
    with pytest.raises(OutOfRange, match="common_failure is True; replicate 2 was not played with it"):
        oi.why(result.folder, 0, 2, common_failure=True)


def test_numbers_are_told_as_spans() -> None:
    assert spans_told([0, 1, 2, 3, 5, 8, 9]) == "0 to 3, 5, 8 to 9"
