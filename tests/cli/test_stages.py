"""`openiads stages`: an answer, a page, and one message for what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openiads.report.studies import stage_words
from openiads.simulation.perfect_stages import STAGES

FEW = ("--replicates", "4")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--stage", "identify"], "no stage named 'identify'; did you mean 'identity'?"),
        (["--replicates", "0"], "--replicates is 0; a whole number from 1 to "),
        (["--set", "raid.remove=true"], "one-battery: "),
        (["--html", "there.html"], "there.html: exists already; remove it or name another file"),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, words, message):
    Path("there.html").write_text("mine")
    code, out, err = call("stages", "one-battery", *FEW, *words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert [path.name for path in Path().iterdir()] == ["there.html"]


def test_the_answer_names_what_helps_and_has_a_page(call):
    code, out, err = call(
        "stages", "one-battery", *FEW, "--stage", "identity", "--stage", "masking", "--html", "p.html"
    )
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "of 6 raiders and weapons get through" in flat
    assert "perfect identification" in flat
    page = Path("p.html").read_text()
    assert page.count("<svg") == 2
    assert "every track is known for what it is" in page


def test_json_is_one_document_with_a_row_a_stage(call):
    code, out, _ = call("stages", "one-battery", *FEW, "--stage", "rounds", "--json")
    told = json.loads(out)
    assert code == 0
    assert [row["stage"] for row in told["stages"]] == ["rounds"]
    assert told["stages"][0]["difference"]["value"] == 0.0  # nobody runs out of rounds there


def test_every_stage_has_its_words():
    assert set(stage_words.MEANING) == set(STAGES)
    assert set(stage_words.PERFECT) == {"as it is", *STAGES}
