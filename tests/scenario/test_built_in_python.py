"""A scenario built in Python is checked as a file is, with the same messages, wherever it is handed in."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import openiads as oi
from openiads.ground.errors import ScenarioError
from openiads.ground.toml_text import text_of_table
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.simulation.prepare import prepare
from tests.scenario.small import SMALL

Document = dict[str, Any]


def without_a_battery(document: Document) -> None:
    """Met as a StopIteration, for a network that knows no battery of that name."""
    document["network"] = [{"name": "net", "form": "regiment", "batteries": ["nobody"]}]


def without_its_target(document: Document) -> None:
    """Met as a KeyError."""
    document["raid"][0]["target"] = "nowhere"


def of_no_system(document: Document) -> None:
    document["battery"][0]["system"] = "s-40"


def twice_the_same_name(document: Document) -> None:
    document["battery"].append(copy.deepcopy(document["battery"][0]))


def half_a_raider(document: Document) -> None:
    document["raid"][0]["count"] = 3.5


def of_an_unknown_key(document: Document) -> None:
    document["battery"][0]["colour"] = "green"


FAULTS = [
    without_a_battery,
    without_its_target,
    of_no_system,
    twice_the_same_name,
    half_a_raider,
    of_an_unknown_key,
]


def fault_of(load_it: Callable[[], object]) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_it()
    return str(caught.value)


def document() -> Document:
    return tomllib.loads(SMALL)


def toml_of(tables: Document) -> str:
    return text_of_table(tables)


def unchecked(tables: Document) -> Scenario:
    """What a user gets who builds or changes a scenario without its validation."""
    return Scenario.model_construct(**tables)


@pytest.mark.parametrize("break_it", FAULTS)
def test_a_fault_is_told_as_of_a_file(break_it):
    tables = document()
    break_it(tables)
    of_file = fault_of(lambda: load_text(toml_of(tables), "small"))
    assert fault_of(lambda: load(tables)) == of_file
    assert fault_of(lambda: load(unchecked(tables))) == of_file


@pytest.mark.parametrize("build", [dict, unchecked])
@pytest.mark.parametrize("use", [prepare, oi.run, oi.coverage])
def test_nothing_takes_it_unchecked(use, build, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tables = document()
    without_its_target(tables)
    assert fault_of(lambda: use(build(tables))) == (
        "small: raid.wave.target: no asset, battery or radar named 'nowhere'; "
        "known: town, north, south, watch"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_change_after_loading_is_checked():
    sound = load_text(SMALL, "small")
    raid = sound.raid[0].model_copy(update={"target": "nowhere"})
    wrong = sound.model_copy(update={"raid": [raid]})
    assert fault_of(lambda: prepare(wrong)) == (
        "small: raid.wave.target: no asset, battery or radar named 'nowhere'; "
        "known: town, north, south, watch"
    )
    # The list within a frozen table can be changed still.
    sound.raid.append(raid)
    assert fault_of(lambda: prepare(sound)).startswith("2 faults in small:")


def test_a_sound_one_is_the_same_from_a_file_a_dict_and_an_object():
    tables = document()
    before = copy.deepcopy(tables)
    of_file = load_text(SMALL, "small")
    assert sha256_of(load(tables)) == sha256_of(load(of_file)) == sha256_of(of_file)
    assert load(Scenario.model_validate(tables)) == of_file
    assert load(tables, ["battery.north.salvo=1"]).battery[0].salvo == 1
    assert tables == before


def test_batteries_without_a_network_are_settled():
    alone = Scenario.model_validate(document())
    assert alone.network == []
    assert [net.name for net in prepare(alone).scenario.network] == ["north", "south"]


def test_numbers_of_numpy_are_taken_for_what_they_are():
    tables = document()
    tables["raid"][0] |= {"count": np.int64(4), "entry": np.array([35.6, 38.2])}
    tables["battery"][0] |= {
        "lat": np.float32(37.0),
        "salvo": np.uint8(2),
        "loadout": {"48n6e3": np.int32(8)},
    }
    told = load(tables)
    assert (told.raid[0].count, type(told.raid[0].count)) == (4, int)
    assert told.raid[0].entry == (35.6, 38.2)
    assert told.battery[0].loadout == {"48n6e3": 8}
    tables["raid"][0]["count"] = np.float64(4.0)
    assert fault_of(lambda: load(tables)) == "small: raid.wave.count: is 4.0; allowed is a whole number"
    tables["raid"][0]["count"] = np.True_
    assert fault_of(lambda: load(tables)) == "small: raid.wave.count: is true; allowed is a whole number"


def test_a_scenario_without_a_name_is_called_a_scenario():
    assert fault_of(lambda: load({})) == (
        "2 faults in scenario:\n  - name: is missing; give it a value\n  - area: is missing; give it a value"
    )


@pytest.mark.parametrize(("version", "told"), [(True, "true"), (1.0, "1.0"), ("1", "'1'")])
def test_a_version_is_a_whole_number_too(version, told):
    tables = {"version": version, **document()}
    assert fault_of(lambda: load(tables)) == f"small: version: is {told}; allowed is a whole number"
    assert load({**tables, "version": np.int64(1)}).version == 1


@pytest.mark.parametrize("source", [None, 3, b"x", []])
def test_what_is_no_scenario_at_all_is_told_like_any_other_fault(source):
    with pytest.raises(ScenarioError) as caught:
        load(source)
    assert str(caught.value) == (
        f"scenario is {source!r}; a Scenario, a dict, the name of a built-in one or the path of a "
        "file is allowed; write it like 'one-battery'"
    )
