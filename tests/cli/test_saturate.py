"""`openiads saturate`: an answer, a folder that is gone on with, and one message for what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openiads.api import saturate as api
from openiads.cli import saturate as command

FLAT = ("--set", "area.terrain=flat", "--set", "area.duration_s=300", "--workers", "1")
FEW = (*FLAT, "--replicates", "3", "--sizes", "1x,2x", "--spreads-min", "own,20")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sizes", "0,5"], "--sizes is 0; a whole number from 1 to 10000 is allowed; "),
        (["--sizes", "7"], "--sizes is '7'; 2 to 50 that differ are allowed; "),
        (
            ["--spreads-min", "-5"],
            "--spreads-min is -5.0; 0 to 720 minutes, or own, are allowed; write it like --spreads-min 0,own",
        ),
        (["--replicates", "0"], "--replicates is 0; a whole number from 1 to "),
        (["--set", "raid.remove=true"], "one-battery: "),
        (["--out", "there"], "there: exists already; "),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, words, message):
    Path("there").write_text("mine")
    code, out, err = call("saturate", "one-battery", *FEW, *words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1
    assert [path.name for path in Path().iterdir()] == ["there"]


def test_the_answer_has_a_table_and_a_folder(call):
    code, out, err = call("saturate", "one-battery", *FEW, "--out", "s")
    assert code == 0
    assert all(line.startswith("note: ") for line in err.splitlines())
    flat = " ".join(out.split())
    assert "The scenario sends 6 raiders" in flat
    assert "over 20 min: knee" in flat
    page = Path("s/report.html").read_text()
    assert page.count("<svg") == 4
    assert Path("s/saturation.csv").read_text().startswith("arrival,spread_min,raiders,aimed,leakers,")
    again = call("saturate", "one-battery", *FEW, "--out", "s", "--resume", "--json")
    told = json.loads(again[1])
    assert [row["raiders"] for row in told["rows"]] == [6, 12, 6, 12]
    assert len(told["knees"]) == 2


def test_another_question_does_not_go_on_with_its_folder(call):
    assert call("saturate", "one-battery", *FEW, "--out", "s")[0] == 0
    code, _, err = call("saturate", "one-battery", *FEW, "--sizes", "1x,3x", "--out", "s", "--resume")
    assert code == 2
    assert "s: holds another study: " in err


def test_defaults_are_those_of_the_api():
    assert command.DEFAULT_REPLICATES == api.DEFAULT_REPLICATES
