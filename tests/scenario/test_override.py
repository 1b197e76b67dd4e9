"""Changes from outside the file."""

from __future__ import annotations

from typing import Any

import pytest

from openiads.ground.errors import UnknownName
from openiads.scenario.load_scenario import load_text
from openiads.scenario.override import value_of, values_at
from openiads.scenario.scenario_schema import Scenario
from tests.scenario.small import SMALL, message, with_lines

WEAPON = '[[raid]]\nname = "strike"\nthreat = "fighter"\ncount = 2\nentry = [35.0, 38.0]\ntarget = "town"\n'
WEAPON += '[raid.weapon]\nthreat = "cruise-subsonic"\nrelease_km = 80'


def changed(*changes: str) -> Scenario:
    return load_text(with_lines(WEAPON), "small.toml", changes)


def test_a_field_of_a_named_entry_is_set() -> None:
    assert [battery.salvo for battery in changed("battery.south.salvo=2").battery] == [None, 2]


def test_a_field_of_a_numbered_entry_is_set() -> None:
    assert [battery.salvo for battery in changed("battery[0].salvo=2").battery] == [2, None]


def test_a_field_of_all_entries_is_set() -> None:
    assert [battery.salvo for battery in changed("battery.salvo=2").battery] == [2, 2]


def test_a_field_of_a_table_within_is_set_where_the_table_is() -> None:
    assert [raid.weapon and raid.weapon.count for raid in changed("raid.weapon.count=3").raid] == [None, 3]
    assert (
        changed("raid.strike.weapon.count=3").raid[1].weapon
        == changed("raid[1].weapon.count=3").raid[1].weapon
    )


def test_single_tables_and_top_fields_are_set() -> None:
    scenario = changed("area.step_s=0.5", "doctrine.control=free", 'title="a title"')
    assert (scenario.area.step_s, scenario.doctrine.control, scenario.title) == (0.5, "free", "a title")


def test_an_element_of_a_list_is_set() -> None:
    assert changed("raid.wave.entry[0]=35.5").raid[0].entry == (35.5, 38.2)


def test_a_table_that_the_file_lacks_is_made() -> None:
    assert changed("battery.north.loadout.40n6e=8").battery[0].loadout == {"40n6e": 8}
    assert message(SMALL, "battery.loadout.40n6e=8") == (
        "small.toml: battery.south.loadout: no round of patriot-pac3 named '40n6e'; known: gem-t, pac-3"
    )
    assert message(SMALL, "raid.weapon.count=2").startswith(
        "2 faults in small.toml:\n  - raid.wave.weapon.threat"
    )


def test_a_table_of_the_wrong_form_is_told_once_more() -> None:
    text = 'name = "small"\nbattery = 3\n[area]\nterrain = "flat"\nduration_s = 60\n'
    assert message(text, "battery.salvo=2") == (
        "2 faults in small.toml:\n"
        "  - --set battery.salvo=2: there is no [[battery]] in the file\n"
        "  - battery: is 3; allowed is a list of tables, each under [[battery]]"
    )


def test_the_last_change_holds() -> None:
    assert changed("battery.salvo=2", "battery.north.salvo=1").battery[0].salvo == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("0.5", 0.5),
        ("-0.5", -0.5),
        ("10.25e-3", 0.01025),
        ("+1_000.5", 1000.5),
        ("1e3", 1000.0),
        ("01.5", "01.5"),
        ("1.", "1."),
        ("true", True),
        ("[36.5, 37]", [36.5, 37]),
        ("'two words'", "two words"),
        ("s-400", "s-400"),
        ("9m96e", "9m96e"),
        ("Adana city", "Adana city"),
        ("maps/one.tif", "maps/one.tif"),
    ],
)
def test_a_value_is_toml_or_a_bare_word(text: str, value: Any) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize("text", ["", "[1, 2", '"open', "1\nother = 2", "a = b"])
def test_what_is_neither_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is neither TOML nor a bare word"):
        value_of(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("salvo", "has no path and value; write it like battery.NAME.salvo=2"),
        ("=2", "has no path and value; write it like battery.NAME.salvo=2"),
        ("battery=2", "names a whole table; write it like battery.NAME.salvo=2"),
        ("battery[2].salvo=2", "there are 2 of [[battery]], counted from 0"),
        ("battery.nord.salvo=2", "no battery named 'nord'; did you mean 'north'? known: north, south"),
        ("zone.radius_km=2", "there is no [[zone]] in the file"),
        ("battery[0]=2", "leads to no field; write it like battery.NAME.salvo=2"),
        ("name.x=2", "goes through a value that has no fields; write it like battery.NAME.salvo=2"),
        ("name.x.y=2", "goes through a value that has no fields; write it like battery.NAME.salvo=2"),
        ("raid.wave.entry[2]=2", "has no entry [2]"),
        ("raid.wave.entry[2].x=2", "has no entry [2]"),
        (
            "battery.salvo=[1",
            "the value '[1' is neither TOML nor a bare word; write it like battery.NAME.salvo=2",
        ),
    ],
)
def test_a_change_without_a_place_is_told(change: str, told: str) -> None:
    assert message(SMALL, change) == f"small.toml: --set {change}: {told}"


def test_an_unknown_table_and_an_unknown_field_bring_the_nearest() -> None:
    assert message(SMALL, "batery.salvo=2").startswith(
        "small.toml: --set batery.salvo=2: no table named 'batery'; did you mean 'battery'? known: version,"
    )
    assert message(SMALL, "battery.slavo=2").startswith(
        "small.toml: --set battery.slavo=2: no field of battery named 'slavo'; did you mean 'salvo'? known:"
    )
    assert message(SMALL, "area.terain=flat").startswith(
        "small.toml: area.terain: no key named 'terain'; did you mean 'terrain'? known: airspace,"
    )


def test_a_changed_value_is_checked_like_the_file() -> None:
    assert (
        message(SMALL, "battery.north.salvo=5") == "small.toml: battery.north.salvo: is 5; allowed is 1 to 4"
    )


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("area.step_s", [1.0]),
        ("battery.salvo", [None, None]),
        ("battery.north.lat", [37.0]),
        ("raid[0].entry[1]", [38.2]),
        ("raid.weapon.count", [1]),
    ],
)
def test_what_a_path_means_is_read_of_every_entry(path: str, values: list[Any]) -> None:
    assert values_at(changed().model_dump(), path) == values


@pytest.mark.parametrize(
    "path", ["aera.step_s", "area.stp_s", "battery.west.lat", "area.step_s.x", "raid[7].entry"]
)
def test_a_path_to_nothing_is_told(path: str) -> None:
    with pytest.raises((UnknownName, ValueError)):
        values_at(changed().model_dump(), path)
