"""`openiads run --stages` and `openiads stages RUN`: the cost first, then the page with what stages buy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import openiads as oi
from openiads.simulation.perfect_stages import STAGES

FLAT = ("--set", "area.terrain=flat", "--set", "area.duration_s=300", "--workers", "1")
PLAY = ("run", "one-battery", "--replicates", "3", "--out", "r", *FLAT)
GIVEN = (
    "is given with a run folder, of which all stages are played, as the run is; leave it out, or name the "
    "scenario instead of the folder"
)
SECTION = "What mending one stage would buy"


def test_a_run_with_stages_shows_them_on_the_page_and_on_the_terminal(call):
    code, out, err = call(*PLAY, "--stages")
    assert code == 0
    assert err.startswith(f"perfect stages: {3 * len(STAGES)} replicates left to play, about ")
    assert err.endswith(" of processor time\n")
    assert SECTION in out
    page = Path("r/report.html").read_text()
    assert page.count(SECTION) == 1
    assert page.index('class="chart wide"') < page.index(SECTION) < page.index('id="rounds"')
    again = call(*PLAY, "--stages", "--resume")
    assert again[2] == ""
    assert Path("r/report.html").read_text().count(SECTION) == 1


def test_stages_are_added_to_a_run_that_is_there(call):
    call(*PLAY)
    assert SECTION not in Path("r/report.html").read_text()
    code, out, _ = call("stages", "r", "--replicates", "2", "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["replicates"], told["seed"]) == (2, 1)
    assert {row["stage"] for row in told["stages"]} == set(STAGES)
    assert SECTION in Path("r/report.html").read_text()
    # Whoever makes the page anew finds them, and so does who opens the run.
    Path("r/report.html").unlink()
    assert call(*PLAY, "--resume")[0] == 0
    assert SECTION in Path("r/report.html").read_text()
    assert "r/report.html has it all" in call("stages", "r")[1]


def test_help_says_what_is_refused_of_a_run_folder(call):
    flat = " ".join(call("stages", "--help")[1].split())
    assert "--stage, --seed and --set are refused of it" in flat
    assert "repeatable, but not of a run folder" in flat


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--seed", "2"], f"--seed {GIVEN}"),
        (["--stage", "kill"], f"--stage {GIVEN}"),
        (["--set", "a.b=1"], f"--set {GIVEN}"),
        (["--replicates", "4"], "--replicates is 4, and the run has 3; each stage plays replicates of the "
            "run again; leave it out for 3, or ask for no more than 3"),
        (["--replicates", "0"], "--replicates is 0; a whole number from 1 to "),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_what_would_make_it_another_run_is_refused(call, words, message):
    call(*PLAY)
    code, out, err = call("stages", "r", *words)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(message)
    assert not Path("r/stages.json").exists()


def test_python_has_them_too(tmp_path):
    scenario = oi.load("one-battery", ["area.terrain=flat", "area.duration_s=300"])
    result = oi.run(scenario, replicates=3, workers=1, out=tmp_path / "r", stages=True)
    found = result.stages
    assert found is not None
    assert found.rows() == oi.stages(tmp_path / "r").rows()
    assert oi.run(scenario, replicates=3, workers=1, out=tmp_path / "s").stages is None
