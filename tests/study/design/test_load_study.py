"""Study files: what they may say, all faults at once, the same file again."""

from __future__ import annotations

import json

import pytest

from openiads.ground.errors import ScenarioError
from openiads.study.design.load_study import load, load_text, template
from openiads.study.design.study_schema import schema_json
from tests.study.design.studies import FLAT, designed, message, saved, study

MOVED = {"figures": ["catalogue.rounds.*.kill_probability"], "points": 8}


def test_the_template_is_a_study(tmp_path) -> None:
    design = load(saved(tmp_path, template()))
    assert [arm.name for arm in design.arms] == ["as it is", "two rounds at a time"]
    assert design.points.shape == (65, 4)
    assert (design.replicates, design.box_replicates) == (200, 50)


def test_every_line_of_the_template_that_shows_more_is_allowed(tmp_path) -> None:
    shown = [line.removeprefix("# ") for line in template().splitlines()]
    head = shown.index(next(line for line in shown if line.startswith("equal")))
    shown.insert(6, shown.pop(head))
    text = "\n".join(line for line in shown if "=" in line or line.startswith("["))
    text = text.replace("`openiads", "#")
    design = load(saved(tmp_path, text))
    assert len(design.arms) == 4
    assert {"fuzes", "network.delay_s", "doctrine.envelope_margin"} <= {c.name for c in design.coordinates}
    assert design.until is not None


def test_a_study_says_the_same_in_a_file_in_tables_and_written_out(tmp_path) -> None:
    text = 'name = "small"\nscenario = "one-battery"\nset = ["area.terrain=flat"]\n[vary]\n'
    text += 'battery.system = ["s-400", "samp-t"]\n[box]\npoints = 8\n'
    text += 'figures = ["catalogue.rounds.*.kill_probability"]\n'
    in_file = load(saved(tmp_path, text))
    in_tables = designed(vary={"battery.system": ["s-400", "samp-t"]}, box=MOVED)
    rows = [{"name": name, "set": [f"battery.system={name}"]} for name in ("s-400", "samp-t")]
    by_name = designed(arm=rows, box=MOVED)
    again = load_text(in_file.toml, "again")
    assert len({design.sha256 for design in (in_file, in_tables, by_name, again)}) == 1
    assert again.toml == in_file.toml == by_name.toml
    assert [arm.scenario for arm in again.arms] == [arm.scenario for arm in in_file.arms]


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"replicates": 100},
        {"set": [*FLAT, "battery.salvo=2"]},
        {"keep": ["outcomes"]},
        {"until": {"half_width": 1}},
        {"box": {**MOVED, "points": 9}},
        {"box": {**MOVED, "range": {"catalogue.rounds.40n6e.kill_probability": [0.4, 0.8]}}},
    ],
)
def test_the_hash_follows_what_is_played(change: dict) -> None:
    plain = designed(box=MOVED)
    assert load(study(**{"box": MOVED, **change})).sha256 != plain.sha256
    assert designed(box=MOVED, title="words").sha256 == plain.sha256


def test_all_faults_are_told_at_once() -> None:
    told = message(
        replicats=3, keep=["outcome"], arm=[{"name": "a/b"}, {"name": "c", "sett": []}, {"name": "d"}],
        box={"figures": ["catalogue.rounds.40n6e.kil_probability"], "points": 0, "rang": {}},
    )  # fmt: skip
    head, *faults = told.split("\n  - ")
    assert head == "7 faults in small:"
    assert [fault.partition(": ")[0] for fault in faults] == [
        "arm.a/b.name", "arm.c.sett", "box.points", "box.rang", "keep[0]", "replicats", "box.figures",
    ]  # fmt: skip
    assert "no key named 'replicats'; did you mean 'replicates'?" in told
    assert "no key named 'rang'; did you mean 'range'?" in told
    assert "no key named 'sett'; did you mean 'set'?" in told
    assert "did you mean 'catalogue.rounds.40n6e.kill_probability'?" in told
    assert "is 'outcome'; allowed is 'outcomes', 'targets' or 'events'" in told


def test_an_empty_design_is_refused() -> None:
    assert message() == (
        "small: has no [[arm]], no [vary] and no [box], so nothing to compare; give one of them"
    )
    assert message(box={}) == (
        'small: box: has no figures, no range and no group, so nothing is moved; say figures = "all"'
    )
    assert message(arm=[{"name": "a"}], keep=[]) == (
        'small: keep: is empty, so that nothing is written; say keep = ["outcomes"]'
    )


BOX_KEYS = "figures, range, group, points, replicates, method"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"vary": {"battery.system": []}}, "vary.battery.system: is []; allowed is at least 1 entry"),
        ({"arm": [{"name": 5}]}, "arm[0].name: is 5; allowed is text in quotes"),
        ({"box": 5}, f"box: is 5; allowed is a table with keys {BOX_KEYS}"),
        ({"scenario": 7, "arm": [{"name": "a"}]}, "scenario: is 7; allowed is text in quotes"),
    ],
)
def test_what_is_said_wrong_is_not_told_as_missing_too(said: dict, fault: str) -> None:
    assert message(**said) == f"small: {fault}"


def test_what_ends_a_study_must_be_after_its_beginning() -> None:
    assert message(arm=[{"name": "a"}], until={"half_width": 1, "most": 100}) == (
        "small: until.most: is 100, fewer than the 200 replicates; raise it or lower those"
    )


def test_a_file_that_is_not_there_or_no_toml_is_told(tmp_path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.toml: no such file; `openiads study new` makes one"):
        load(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match=r"study\.toml: is not TOML"):
        load(saved(tmp_path, "name ="))
    with pytest.raises(ScenarioError, match="study is 3; a dict or the path of a file is allowed"):
        load(3)  # type: ignore[arg-type]


def test_a_design_is_itself() -> None:
    design = designed(box="all")
    assert load(design) is design


def test_the_schema_is_for_editors() -> None:
    schema = json.loads(json.dumps(schema_json()))
    assert schema["$id"] == "urn:openiads:study:1"
    assert schema["additionalProperties"] is False
    box = schema["$defs"]["Box"]["properties"]
    assert box["figures"]["anyOf"][0] == {"const": "all"}
    assert box["points"]["description"] == "Besides the nominal one; of a grid, the most that it may have."
