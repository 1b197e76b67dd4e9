"""Arms: by name and by values, unique, each a scenario that was checked."""

from __future__ import annotations

import pytest

from openiads.scenario.load_scenario import load as scenario_of
from openiads.study.design.arms import word_of
from openiads.study.design.load_study import load
from tests.study.design.studies import FLAT, designed, message, saved, study, two_systems


def names(**said: object) -> list[str]:
    return [arm.name for arm in designed(**said).arms]


def test_arms_are_those_that_are_named_in_their_order() -> None:
    design = designed(arm=[{"name": "b", "set": ["battery.salvo=2"]}, {"name": "a"}])
    assert [(arm.name, arm.scenario.battery[0].salvo) for arm in design.arms] == [("b", 2), ("a", None)]


def test_values_are_multiplied_out_and_name_their_arms() -> None:
    vary = {"battery.system": ["s-400", "patriot-mse"], "doctrine.control": ["free", "tight"]}
    assert names(vary=vary) == ["s-400, free", "s-400, tight", "patriot-mse, free", "patriot-mse, tight"]


def test_named_arms_are_multiplied_by_values() -> None:
    found = designed(arm=[{"name": "one"}, {"name": "two", "set": ["battery.salvo=2"]}], vary={
        "battery.reaction_s": [5, 10.5]
    })  # fmt: skip
    assert [arm.name for arm in found.arms] == [
        "one, reaction_s 5", "one, reaction_s 10.5", "two, reaction_s 5", "two, reaction_s 10.5",
    ]  # fmt: skip
    assert [arm.scenario.battery[0].reaction_s for arm in found.arms] == [5, 10.5, 5, 10.5]


def test_an_arm_changes_what_the_study_has_changed() -> None:
    design = load(
        study(set=[*FLAT, "battery.salvo=1"], arm=[{"name": "a", "set": ["battery.salvo=2"]}, {"name": "b"}])
    )
    assert [arm.scenario.battery[0].salvo for arm in design.arms] == [2, 1]


def test_a_study_of_a_box_alone_has_the_scenario_as_its_arm() -> None:
    assert names(box="all") == ["one-battery"]


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("battery.system", "s-400", "s-400"),
        ("network.delay_s", 2, "delay_s 2"),
        ("network.delay_s", 0.5, "delay_s 0.5"),
        ("network.cueing", True, "cueing true"),
        ("battery.loadout", {"40n6e": 4, "9m96e": 16}, "4 40n6e + 16 9m96e"),
        ("battery.loadout", {}, "loadout none"),
        ("area.terrain", "maps/north.tif", "maps north.tif"),
    ],
)
def test_the_word_of_a_value_may_be_the_name_of_a_folder(path: str, value: object, word: str) -> None:
    assert word_of(path, value) == word


def test_a_load_is_a_value_like_any_other() -> None:
    loads = [{"40n6e": 4}, {"48n6e3": 8}]
    design = designed(vary={"battery.loadout": loads})
    assert [arm.scenario.battery[0].loadout for arm in design.arms] == loads


def test_arms_may_be_of_scenarios_of_their_own(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text("based_on = 'one-battery'\nname = 'mine'\n")
    text = 'name = "s"\n[[arm]]\nname = "file"\nscenario = "mine.toml"\n[[arm]]\nname = "built-in"\n'
    text += 'scenario = "one-battery"\n'
    assert [arm.scenario.name for arm in load(saved(tmp_path, text)).arms] == ["mine", "one-battery"]
    table, whole = two_systems(), scenario_of("one-battery", FLAT)
    design = load({"name": "s", "arm": [{"name": "a", "scenario": table}, {"name": "b", "scenario": whole}]})
    assert [arm.scenario.name for arm in design.arms] == ["small", "one-battery"]
    assert design.arms[1].scenario == whole


def test_a_fault_of_one_arm_is_told_with_its_name() -> None:
    assert message(vary={"battery.system": ["s-400", "s-500"]}) == (
        "small: arm s-500: one-battery: battery.gaziantep.system: no system named 's-500'; did you mean "
        "'s-400'? known: fd-2000, patriot-gemt, patriot-mse, patriot-pac3, s-300pmu2, s-400, samp-t"
    )


def test_a_fault_of_all_arms_is_told_once() -> None:
    told = message(vary={"battery.system": ["s-400", "samp-t"], "doctrine.control": ["fre"]})
    assert told == (
        "small: each of the 2 arms: one-battery: doctrine.control: is 'fre'; allowed is 'free', 'tight' "
        "or 'hold'"
    )


def test_arms_of_one_name_are_a_fault_whatever_the_size_of_the_letters() -> None:
    assert message(arm=[{"name": "Free"}, {"name": "free"}]) == (
        "small: arm: 2 arms are named 'Free'; a name is that of one arm; rename or strike one"
    )
    for alike in (["Free", "free"], ["a", "a "], ["\u00e9", "e\u0301"]):
        assert "2 arms are named" in message(arm=[{"name": name} for name in alike])
    assert message(vary={"battery.salvo": [1, 1]}).startswith("small: vary: 2 arms are named 'salvo 1'")


def test_too_many_arms_are_refused_before_they_are_made() -> None:
    assert message(vary={"battery.lat": list(range(50)), "battery.lon": list(range(50))}) == (
        "small: vary: makes 2500 arms; at most 1000 are allowed; give fewer values"
    )


def test_an_arm_without_a_scenario_is_told() -> None:
    assert message(scenario=None, arm=[{"name": "a"}, {"name": "b", "scenario": "one-battery"}]) == (
        'small: arm a: has no scenario; say scenario = "one-battery"'
    )
