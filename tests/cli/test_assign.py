"""`openiads assign`: an answer, or one message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openiads.api import assign_shots
from openiads.cli import assign as command
from openiads.study.assignment.solve_assignment import METHODS

EXAMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "assign" / "twenty-by-twenty.json")


def test_the_answer_comes_first_then_who_shoots_at_what(call):
    code, out, err = call("assign", EXAMPLE)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[1] == "20 shots of 20 weapon types against 20 targets"
    assert lines[3] == (
        "Of a value of 1,218 on 20 targets, 147.9 survives (12 %), and that is proven to be the least."
    )
    assert lines[6].split() == ["target", "value", "shots", "survives", "of", "weapon", "types"]
    assert [line for line in lines if line != line.rstrip()] == []


def test_what_is_not_proven_has_its_bound_and_gap(call):
    code, out, err = call("assign", EXAMPLE, "--method", "greedy")
    assert (code, err) == (0, "")
    assert "158.2 survives (13 %); no plan leaves less than 147.7, so at most" in " ".join(out.split())


def test_json_is_one_document(call):
    code, out, err = call("assign", EXAMPLE, "--method", "exact", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["status"], told["method"], len(told["assignment"])) == ("optimal", "exact", 20)
    assert told["bound"] == pytest.approx(told["value"], rel=1e-8)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone.json"], "gone.json: is not there; name a JSON or CSV file"),
        (["."], ".: is a folder; a file is allowed; name the file in it"),
        (
            [EXAMPLE, "--method", "best"],
            "--method: no method named 'best'; known: auto, greedy, local, exact",
        ),
        (
            [EXAMPLE, "--seconds", "soon"],
            "--seconds is 'soon'; a number of 0 or more is allowed; write it like --seconds 20",
        ),
        (
            [EXAMPLE, "--seed", "-1"],
            "--seed is -1; a whole number from 0 to 4294967295 is allowed; write it like --seed 1",
        ),
        (
            [],
            "openiads assign: missing argument 'problem'; openiads assign --help shows what is allowed",
        ),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, words, message):
    code, out, err = call("assign", *words)
    assert (code, out) == (2, "")
    assert err.removesuffix("\n") == message


def test_defaults_are_those_of_the_api():
    assert command.METHODS == METHODS
    assert command.DEFAULT_SECONDS == assign_shots.SECONDS


def test_who_interrupts_is_told_that_nothing_was_kept(call, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(assign_shots, "assign_file", stopped)
    assert call("assign", EXAMPLE) == (130, "", "interrupted; nothing was kept\n")
