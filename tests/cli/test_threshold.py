"""`openiads threshold`: an answer and its page, or one message before anything is played."""

from __future__ import annotations

import json

import pytest

from openiads.api import threshold_search
from openiads.cli import threshold as command

KILL = "catalogue.rounds.48n6e3.kill_probability"
SHORT = ("--replicates", "4", "--workers", "1", "--set", "area.terrain=flat", "--set", "area.duration_s=60")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--figure", KILL],
            "neither --below nor --above is given; one of them is allowed; write it like --below leakers=0.1",
        ),
        (
            ["--figure", KILL, "--below", "leakers=1", "--above", "leakers=1"],
            "--below and --above are both given; one of them is allowed; write it like --below leakers=0.1",
        ),
        (
            ["--figure", KILL, "--below", "leaker=1"],
            "--below: no measure named 'leaker'; did you mean 'leakers'? known: leakers, stopped, released, "
            "carriers_killed_before, carriers_killed_after, killed, value_hit_share, assets_hit, rounds, "
            "cost_musd, flights_engaged, flights_killed",
        ),
        (
            ["--figure", KILL, "--above", "stopped=many"],
            "--above is 'stopped=many'; a number is allowed after =; write it like --above stopped=0.1",
        ),
        (
            ["--below", "leakers=1"],
            "openiads threshold: missing option '--figure'; openiads threshold --help shows what is allowed",
        ),
        (
            ["--figure", KILL, "--below", "leakers=1", "--between", "0.9,0.5"],
            f"figure {KILL}: between is 0.9,0.5; a low below its high is allowed; exchange them",
        ),
        (
            ["--figure", KILL, "--below", "leakers=1", "--values", "1"],
            "--values is 1; a whole number from 2 to 1000 is allowed; write it like --values 7",
        ),
        (
            ["--figure", KILL, "--below", "leakers=1", "--html", "there.html"],
            "there.html: exists already; remove it or name another file",
        ),
    ],
    ids=lambda words: " ".join(words)[-40:],
)
def test_what_cannot_be_asked_is_one_message(call, tmp_path, words, message):
    (tmp_path / "there.html").write_text("mine")
    code, out, err = call("threshold", "one-battery", *words)
    assert (code, out) == (2, "")
    assert err.removesuffix("\n") == message
    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]


def test_no_crossing_is_an_answer(call):
    words = ("--figure", KILL, "--below", "leakers=7", *SHORT)  # of six that are aimed
    code, out, err = call("threshold", "one-battery", *words)
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "For leakers below 7, any kill probability of 48n6e3 from 0.4 to 0.93 is enough: " in flat
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_json_is_one_document_and_a_page_is_written_beside_it(call, tmp_path):
    code, out, err = call(
        "threshold", "one-battery", "--figure", KILL, "--figure", "network.delay_s", "--between",
        "network.delay_s=0,60", "--values", "2", "--above", "leakers=7", *SHORT, "--json", "--html", "p.html",
    )  # fmt: skip
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert [row["second"] for row in told["rows"]] == [0.0, 60.0]
    assert all(row["never"] and row["value"] is None for row in told["rows"])
    assert told["answer"] in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_bounds_are_those_of_the_api():
    assert command.MOST_VALUES == threshold_search.MOST_VALUES


def test_who_interrupts_is_told_that_nothing_was_kept(call, monkeypatch, tmp_path):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(threshold_search, "threshold", stopped)
    words = ("--figure", KILL, "--below", "leakers=1", "--html", "p.html")
    assert call("threshold", "one-battery", *words) == (130, "", "interrupted; nothing was kept\n")
    assert list(tmp_path.iterdir()) == []
