"""What Python gets of claims, and what is refused before anything is played."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import openiads as oi
from openiads.api import claims as api
from openiads.api.claim_result import ClaimResult
from openiads.cli import claims as command
from openiads.study.claims import answering
from openiads.study.claims.claim_effort import LEAST, MOST
from openiads.study.claims.every_claim import keys
from tests.report.studies import laid_answers as laid


@pytest.fixture
def found():
    return ClaimResult(laid.answered())


@pytest.fixture
def laid_out(monkeypatch):
    """Claims are answered at once, as laid out by hand; gives what was asked of them."""
    asked = []

    def answered(claim, folder, executor, effort, progress):
        asked.append((claim.key, Path(folder), effort))
        if progress is not None:
            progress(1, 2, 3.0, 4.0)
        return laid.answered(key=claim.key)

    monkeypatch.setattr(api, "answered", answered)
    return asked


def test_the_document_has_numbers_threshold_verdict_and_what_is_open(found):
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["claim"] == "twice"
    assert set(told["answer"]) == {"en", "tr"}
    first = told["findings"][0]
    assert first["nominal"] == {"value": 2.41, "low": 2.12, "high": 2.77}
    assert first["claimed"] == {"threshold": 2.0, "above": True}
    assert (first["verdict"]["kind"], first["verdict"]["points"]) == ("supported", 99)
    assert first["by_status"] == {"assumption": 0.61, "seen": 0.31, "lowrel": 0.08}
    open_ = told["findings"][5]["verdict"]
    assert open_["kind"] == "chance could turn it at this effort"
    assert (open_["points"], open_["nominal_open"]) == (24, True)
    assert told["context"][0]["url"] == "https://example.org/a?b=1&c=2"
    assert told["studies"][0]["study_sha256"] == "a" * 64


def test_what_has_no_number_or_no_end_is_null(found):
    told = found.as_dict()["findings"]
    assert told[2]["nominal"]["high"] is None
    assert told[3]["nominal"] == {"value": None, "low": None, "high": None}
    assert told[3]["verdict"]["share"]["value"] is None
    assert told[4]["verdict"] is None


def test_a_notebook_is_shown_a_table(found):
    shown = found._repr_html_()
    assert shown.startswith("<table><caption>The Triumf is &quot;twice as effective&quot;")
    assert "<td>2.41 [2.12 to 2.77]</td>" in shown


def test_claims_come_with_progress_that_names_them(laid_out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = []
    (found,) = oi.claims("alone", effort=0.5, workers=1, progress=lambda *words: told.append(words))
    assert found.key == "alone"
    assert laid_out == [("alone", tmp_path / "studies" / "claims", 0.5)]
    assert told == [("alone", 1, 2, 3.0, 4.0)]
    assert list(tmp_path.iterdir()) == []


def test_without_names_all_are_asked_in_order(laid_out, tmp_path):
    found = oi.claims(workers=1, out=tmp_path / "kept")
    assert [one.key for one in found] == list(keys())


def test_pages_are_written_into_a_new_folder(laid_out, tmp_path):
    oi.claims(["alone"], workers=1, html=tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["alone.html", "index.html"]
    assert ClaimResult(laid.answered(key="alone")).page().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"names": "alon"}, "no claim named 'alon'; did you mean 'alone'?"),
        ({"names": [3]}, "names[0] is 3; a text is allowed; write it like names=['alone']"),
        ({"effort": 0}, "effort is 0; a number from 0.01 to 100 is allowed; write it like effort=1.0"),
        ({"effort": "2"}, "effort is '2'; a number is allowed; write it like effort=1.0"),
        ({"workers": 0}, "workers is 0; a whole number from 1 to 4294967295 is allowed; "
                         "write it like workers=2"),
        ({"progress": 3}, "progress is 3; a function is allowed; write it like progress=print"),
        ({"html": ""}, "html is ''; the name of a file or folder, as text or a Path, is allowed; "
                       "write it like html='pages'"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_played(laid_out, arguments, message):
    with pytest.raises(oi.OpeniadsError) as caught:
        oi.claims(**({"workers": 1} | arguments))
    assert str(caught.value).startswith(message)
    assert laid_out == []


def test_a_folder_of_pages_that_is_there_is_left_alone(laid_out, tmp_path):
    with pytest.raises(
        oi.OutputError, match="exists already; pages are written into a new folder; name another"
    ):
        oi.claims("alone", workers=1, html=tmp_path)
    assert laid_out == []


def test_the_command_and_python_keep_studies_in_the_same_place():
    assert command.KEPT == api.KEPT
    assert LEAST < 1.0 < MOST


def test_an_answer_comes_with_the_studies_that_were_played_for_it(monkeypatch, tmp_path):
    """One that the claim plays and one that its answer names, each once; a folder of none is left out."""
    from dataclasses import replace

    from openiads.study.executors.serial import Serial

    folders = [tmp_path / name for name in ("played", "named")]
    for folder in folders:
        folder.mkdir()
        (folder / "study.json").touch()
    found = laid.answered()

    def ask(asking):
        asking.play({})
        return replace(found.answer, folders=(str(folders[1]), str(folders[0]), str(tmp_path)))

    played = type("Played", (), {"results": type("Results", (), {"folder": folders[0]})})
    monkeypatch.setattr(answering.Asking, "play", lambda self, study, counts: played)
    said = {"study": "s", "study_sha256": "1", "outcomes_sha256": "2"}
    monkeypatch.setattr(answering, "read_manifest", lambda folder: said)
    made = answering.answered(replace(found.claim, ask=ask), tmp_path, Serial(), 0.3, None)
    assert [study.folder for study in made.studies] == folders
    assert made.effort == 0.3
