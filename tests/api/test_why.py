"""One raider has one story, wherever it is read."""

from __future__ import annotations

import json
import re
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


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The rows of a run in which weapons control lets fire at whatever is no friend, with its `folder`."""
    out, changes = tmp_path_factory.mktemp("careless") / "run", ["doctrine.control=free", "area.terrain=flat"]
    done = run("one-battery", span=(0, 3), out=out, changes=changes, workers=1)
    rows = pq.read_table(done.folder / "targets.parquet").to_pylist()
    return [{**row, "folder": done.folder} for row in rows if row["common_failure"] == 0]


def test_a_flight_that_was_fired_at_has_its_story_as_a_raider_has(careless: list[dict[str, Any]]) -> None:
    flights = [row for row in careless if row["side"] != "hostile" and row["shots"] > 0]
    assert flights
    for row in flights:
        for asked in (row["name"], row["target"]):
            assert oi.why(row["folder"], asked, row["replicate"]) == row["why"]
        told = stories(row["folder"], str(row["target"]), row["replicate"])
        assert told["stories"] == []
        (story,) = told["flights"]
        assert {name: row[name] for name in story} == story
        assert "fired at it" in story["why"]


def test_without_a_name_flights_that_were_fired_at_are_told_beside_leakers(
    careless: list[dict[str, Any]],
) -> None:
    for replicate in range(3):
        rows = [row for row in careless if row["replicate"] == replicate]
        fired_at = [row["name"] for row in rows if row["side"] != "hostile" and row["shots"] > 0]
        told = stories(rows[0]["folder"], replicate=replicate)
        assert [story["name"] for story in told["flights"]] == fired_at
        assert told["flights_fired_at"] == len(fired_at)
        assert told["raiders"] == sum(row["side"] == "hostile" for row in rows)
        assert len(told["stories"]) == told["through"]


def test_a_flight_that_was_spared_is_told_to_have_no_story(careless: list[dict[str, Any]]) -> None:
    spared = next(row for row in careless if row["side"] != "hostile" and row["why"] is None)
    message = (
        f"replicate 0: flight {spared['name']!r} was neither fired at nor declared hostile; raiders have a "
        "story, and flights that were; name one of these, or ask for another replicate"
    )
    with pytest.raises(OutOfRange, match=f"^{re.escape(message)}$"):
        oi.why(spared["folder"], spared["target"], 0)
    with pytest.raises(UnknownName, match="replicate 0: no raider or flight with a story named 'nobody'"):
        oi.why(spared["folder"], "nobody", 0)


def test_numbers_are_told_as_spans() -> None:
    assert spans_told([0, 1, 2, 3, 5, 8, 9]) == "0 to 3, 5, 8 to 9"
