"""`openiads claims`: a list at once, answers as they come, refusals before the work, a clean stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from openiads.api import claims as api
from openiads.study.claims import every_claim
from openiads.study.claims.every_claim import claims, keys, sentences
from tests.report.studies import laid_answers as laid

BOUNDS = "a number from 0.01 to 100 is allowed; write it like --effort 1\n"


@pytest.fixture
def laid_out(monkeypatch):
    """Claims are answered at once, as laid out by hand."""
    asked = []

    def answered(claim, *words):
        asked.append(claim.key)
        return laid.answered(key=claim.key)

    monkeypatch.setattr(api, "answered", answered)
    return asked


def test_the_list_has_every_sentence_and_no_number(call):
    code, out, err = call("claims", "--list")
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    for one in claims().values():
        assert " ".join(one.sentence.split()) in flat
    assert json.loads(call("claims", "--list", "--json")[1])["claims"][0]["claim"] == keys()[0]


def test_sentences_are_read_from_files_as_they_are_in_python():
    assert sentences() == {key: one.sentence for key, one in claims().items()}


def test_the_list_needs_no_engine():
    ask = (
        "import sys; sys.argv = ['openiads', 'claims', '--list']\n"
        "from openiads.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('numba', 'numpy', 'scipy', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_answer_is_printed_with_its_findings(call, laid_out):
    code, out, err = call("claims", "alone", "--workers", "1")
    assert (code, err) == (0, "")
    assert "Twice as effective: supported 1/5" in out
    assert "destekleniyor 1/5" in out
    assert "2.41 [2.12 to 2.77]" in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_each_answer_is_printed_before_the_next_claim_is_asked(call, monkeypatch, capsys):
    seen = []

    def answered(claim, *words):
        seen.append(capsys.readouterr().out)
        return laid.answered(key=claim.key)

    monkeypatch.setattr(api, "answered", answered)
    monkeypatch.setattr(api, "claim", lambda key: laid.claim_of(key))
    monkeypatch.setattr(every_claim, "known_keys", lambda asked: ("a", "b"))
    assert call("claims", "--workers", "1")[0] == 0
    assert seen[0] == ""
    assert seen[1].startswith("\na: The Triumf")


def test_json_is_one_document(call, laid_out):
    code, out, err = call("claims", "alone", "--workers", "1", "--json")
    assert (code, err) == (0, "")
    (one,) = json.loads(out)["claims"]
    assert one["claim"] == "alone"


def test_pages_are_written_beside_what_is_printed(call, laid_out, tmp_path):
    assert call("claims", "alone", "--workers", "1", "--html", "pages")[0] == 0
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["alone.html", "index.html"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alon"], "no claim named 'alon'; did you mean 'alone'? known: "),
        (["--list", "alon"], "no claim named 'alon'; did you mean 'alone'? known: "),
        (["--effort", "0"], f"--effort is 0.0; {BOUNDS}"),
        (["--effort", "-1"], f"--effort is -1.0; {BOUNDS}"),
        (["--effort", "nan"], f"--effort is nan; {BOUNDS}"),
        (["--effort", "much"], "--effort is 'much'; a number is allowed; write it like --effort 1\n"),
        (["--workers", "0"], "--workers is 0; a whole number from 1 to 4294967295 is allowed; "
                             "write it like --workers 2\n"),
        (["--html", "."], ".: exists already; pages are written into a new folder; "
                          "name another with --html\n"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_is_told_before_anything_is_played(call, laid_out, tmp_path, words, message):
    code, out, err = call("claims", *words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert (laid_out, list(tmp_path.iterdir())) == ([], [])


def test_a_place_for_studies_that_takes_nothing_is_told_before_the_work(call, laid_out, tmp_path):
    (tmp_path / "file").touch()
    assert call("claims", "alone", "--workers", "1", "--out", "file/new") == (
        2, "", "file/new: cannot be written: file is not a folder; name a folder that can be written\n"
    )  # fmt: skip
    assert laid_out == []


def test_interrupted_before_anything_was_played(call, monkeypatch):
    def stopped(*words):
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "answered", stopped)
    assert call("claims", "alone", "--workers", "1", "--html", "pages") == (
        130, "", "interrupted before anything was played; nothing was written\n"
    )  # fmt: skip


SMALL = """
import sys, time
from openiads.study.claims import every_claim
from openiads.study.claims.claim import Claim
from openiads.study.experiment import play_study
from openiads.cli.start import main
sys.path.insert(0, {root!r})
from tests.report.studies import laid_answers as laid
from dataclasses import replace

def ask(asking):
    changes = ["area.duration_s=300", "area.terrain=flat"]
    box = {{"figures": "all", "points": 4, "replicates": 8}}
    study = {{"name": "small", "replicates": 16, "set": changes, "box": box,
              "arm": [{{"name": "a", "scenario": "one-battery"}}]}}
    played = asking.play(study)
    return replace(laid.answered().answer, folders=())

played = play_study.run_chunk
def slowly(order):
    done = played(order)
    time.sleep({pause})
    return done
play_study.run_chunk = slowly
every_claim.claims = lambda: {{"alone": laid.claim_of("alone", ask=ask)}}
sys.argv = ["openiads", "claims", "alone", "--workers", "1", "--json"]
main()
"""


def begun(folder, pause: float = 0.0) -> subprocess.Popen[str]:
    """A claim about a small study, that rests a while after each chunk."""
    root = os.getcwd()
    words = [sys.executable, "-c", SMALL.format(root=root, pause=pause)]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def result_of(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out)["claims"][0]["studies"][0]["outcomes_sha256"]


@pytest.mark.slow(seconds=40)
@pytest.mark.compiled("plays a study in three processes")
@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_after_ctrl_c_the_same_command_goes_on_to_the_same_result(tmp_path):
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    whole.mkdir()
    stopped.mkdir()
    expected = result_of(begun(whole))
    process = begun(stopped, pause=3.0)
    while not list(stopped.glob("studies/claims/small-*/chunks/a/*/chunk.json")) and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    told = "interrupted; what was played is kept in studies/claims; the same again goes on from there\n"
    assert (process.returncode, out, err) == (130, "", told)
    assert result_of(begun(stopped)) == expected
