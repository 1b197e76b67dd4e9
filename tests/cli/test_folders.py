"""A folder of another command is called what it is, wherever one is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

KINDS = {
    "run.json": "a run folder",
    "study.json": "a study folder",
    "coverage.json": "a folder of coverage",
    "chunk.json": "a chunk of a run",
}


@pytest.fixture(autouse=True)
def folders(call):
    """One folder of each kind, by the first word of the file that only it has."""
    for name in KINDS:
        folder = Path(name.removesuffix(".json"))
        folder.mkdir()
        (folder / name).write_text(json.dumps({}))


def refused(call, *words: str) -> str:
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    return err.strip()


@pytest.mark.parametrize("name", ["study", "coverage", "chunk"])
def test_stages_of_another_folder(call, name):
    assert refused(call, "stages", name) == (
        f"{name}: is {KINDS[name + '.json']}; a run folder, a built-in scenario or a file of one is allowed; "
        "name one of these"
    )


@pytest.mark.parametrize("command", ["run", "coverage", "saturate", "timeline"])
def test_a_folder_in_the_place_of_a_scenario(call, command):
    (Path("run") / "scenario.toml").write_text("")
    assert refused(call, command, "study") == (
        "study: is a study folder; a built-in scenario or a file of one is allowed; name the file in it"
    )
    assert refused(call, command, "run") == (
        "run: is a run folder; a built-in scenario or a file of one is allowed; "
        "run/scenario.toml is the scenario in it"
    )


def test_going_on_in_another_folder(call):
    flat = ("--set", "area.terrain=flat")
    assert refused(call, "run", "one-battery", *flat, "--resume", "--out", "study") == (
        "study: is a study folder, and a run folder is wanted; name one"
    )
    words = (
        "saturate",
        "one-battery",
        *flat,
        "--sizes",
        "1x,2x",
        "--spreads-min",
        "own",
        "--resume",
        "--out",
    )
    assert refused(call, *words, "coverage") == (
        "coverage: is a folder of coverage, and a study folder is wanted; name one"
    )


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (("saturate", "one-battery", "--sizes"), "--sizes"),
        (("saturate", "one-battery", "--spreads-min"), "--spreads-min"),
        (("coverage", "one-battery", "--altitudes-m"), "--altitudes-m"),
        (("site", "one-battery", "--altitudes-m"), "--altitudes-m"),
    ],
)
@pytest.mark.parametrize("told", [",", "300,,1000", "300,", ""])
def test_a_list_with_a_gap_is_refused_and_nothing_is_guessed(call, words, flag, told):
    message = refused(call, *words, told)
    assert message.startswith(
        f"{flag} is {told!r}; one value or several with a comma between them are allowed; write it like "
    )


@pytest.mark.parametrize(
    "words",
    [("compare", "one-battery", "--vary", "battery.salvo=,"), ("compare", "one-battery", "--vary",
     "battery.salvo=1,2", "--keep", ","), ("terrain", "fetch", "--bbox", ",")],
    ids=lambda words: words[-2],
)  # fmt: skip
def test_other_lists_with_a_gap_are_one_message_too(call, words):
    refused(call, *words)
