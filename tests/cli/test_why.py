"""`openiads why`: stories on the terminal, and one message for what cannot be asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import openiads as oi
from openiads.report.run.story_terminal import account
from openiads.study.campaign.run_campaign import run

BARE = {"replicate": 3, "raiders": 9, "through": 4, "arrived": 4, "released": 0, "stories": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run."""
    return run("one-battery", span=(0, 3), out=tmp_path_factory.mktemp("why") / "run").folder


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody"], "replicate 1: no raider named 'nobody'; known: "),
        (["--replicate", "3"], "--replicate is 3; 0 to 2 are in "),
        (["--replicate", "-1"], "--replicate is -1; a whole number from 0 to "),
        (["--worst", "--typical"], "--typical: --worst says which replicate already; leave one of both out"),
        (["--replicate", "1", "--worst"], "--worst: --replicate says which replicate already; leave "),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, folder, words, message):
    known = words if "--" in words[0] else [*words, "--replicate", "1"]
    code, out, err = call("why", str(folder), *known)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_what_is_no_run_is_refused(call, tmp_path):
    assert call("why", "nowhere") == (2, "", "nowhere: is not there; name a run folder\n")
    assert call("why", "") == (
        2, "", "RUN is ''; the name of a file or folder, as text or a Path, is allowed; "
        "write it like RUN runs/mine\n",
    )  # fmt: skip


def test_who_names_a_group_is_told_that_indices_are_allowed(call, folder):
    raiders = json.loads(call("why", str(folder), "--replicate", "1", "--json")[1])["raiders"]
    code, out, err = call("why", str(folder), "999", "--replicate", "1")
    assert (code, out) == (2, "")
    assert err.endswith(f"; an index is allowed too, 0 to {raiders - 1}\n")


@pytest.mark.parametrize("table", ["outcomes", "targets"])
def test_a_table_that_is_not_what_was_written_is_refused(call, folder, tmp_path, table):
    hurt = tmp_path / "hurt"
    shutil.copytree(folder, hurt)
    path = hurt / f"{table}.parquet"
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    for words in ([], ["--worst"], *([["0", "--replicate", "1"]] if table == "targets" else [])):
        code, out, err = call("why", str(hurt), *words)
        assert (code, out) == (2, "")
        assert err == f"{path}: is not what was written; remove the folder and run again\n"


def test_one_raider_is_told_as_python_tells_it(call, folder):
    for asked in ("0", json.loads(call("why", str(folder), "0", "--json")[1])["stories"][0]["name"]):
        code, out, err = call("why", str(folder), asked, "--replicate", "1")
        assert (code, err) == (0, "")
        assert oi.why(folder, 0, 1) in " ".join(out.split())


def test_all_that_got_through_are_told_below_their_reasons(call, folder):
    code, out, err = call("why", str(folder), "--worst")
    told = json.loads(call("why", str(folder), "--worst", "--json")[1])
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert told["released"] == 2  # its carriers, which are no leakers
    who = f"{told['arrived']} of {told['raiders']} raiders arrived, 2 released their weapons"
    assert flat.startswith(f"Replicate {told['replicate']}, the worst one: {who}")
    assert told["through"] == told["arrived"] + 2 == len(told["stories"]) > 2
    for story in told["stories"]:
        assert f"{story['name']} {story['why']}" in flat


def test_where_nothing_released_nothing_is_said_of_it():
    head = account({**BARE, "flights_fired_at": 0, "flights": []}, "typical").renderables[0]
    assert head.plain == "\nReplicate 3, the typical one: 4 of 9 raiders arrived"


def test_flights_that_were_fired_at_stand_below_a_line_of_their_own():
    flight = {"side": "friend", "name": "patrol 1", "target": 7, "fate": "passed", "reason": "passed"}
    flights = [{**flight, "why": "A friend, 1 round fired at it; it got away."}]
    lines = account({**BARE, "flights_fired_at": 1, "flights": flights}).renderables
    assert lines[0].plain == "\nReplicate 3: 4 of 9 raiders arrived; 1 flight was fired at"
    assert [lines[1].plain, lines[2].plain, lines[3].renderable.plain] == [
        "\nflights, held hostile or fired at by mistake: 1", "patrol 1", flights[0]["why"],
    ]  # fmt: skip
    head = account({**BARE, "flights_fired_at": 2, "flights": flights * 2}).renderables[0]
    assert head.plain.endswith("arrived; 2 flights were fired at")
