"""A scenario that says only in what it differs from a built-in one."""

from __future__ import annotations

import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.plan import plan_of
from openiads.scenario.write_scenario import canonical_toml

HEAD = 'based_on = "one-battery"\nname = "other"\n'


def test_the_twin_differs_in_its_load_and_its_words_only() -> None:
    described, fielded = load("turkey-2017"), load("turkey-2017-as-fielded")
    words = {"name", "title", "story", "told"}
    assert fielded.model_dump(exclude=words | {"battery"}) == described.model_dump(
        exclude=words | {"battery"}
    )
    for theirs, ours in zip(described.battery, fielded.battery, strict=True):
        assert theirs.loadout is None
        assert ours.model_copy(update={"loadout": None}) == theirs


def test_the_twin_puts_four_rounds_in_service_in_the_places_of_the_four_that_came_later() -> None:
    described, fielded = (plan_of(load(name)) for name in ("turkey-2017", "turkey-2017-as-fielded"))
    for theirs, ours in zip(described.batteries, fielded.batteries, strict=True):
        late = {slug: count for slug, count in theirs.loadout.items() if slug not in ours.loadout}
        assert late == {"40n6e": 4}
        kept = {slug: count for slug, count in theirs.loadout.items() if slug not in late}
        assert ours.loadout == {**kept, "48n6e3": kept["48n6e3"] + late["40n6e"]}
    year = {entry.slug: entry.in_service_year for entry in described.rounds}
    assert year["40n6e"] is not None
    assert year["40n6e"] > 2017


def test_the_twins_name_each_other_and_the_year() -> None:
    for name, other in (
        ("turkey-2017", "turkey-2017-as-fielded"),
        ("turkey-2017-as-fielded", "turkey-2017"),
    ):
        told = " ".join(load(name).told.split())
        assert f"scenario {other} is the same" in told
        assert "40N6E" in told
        assert other in load(name).story


def test_single_values_and_rows_of_the_file_come_before_those_of_its_base() -> None:
    base = load("one-battery")
    name = base.battery[0].name
    text = f'{HEAD}[area]\nduration_s = 99\n[[battery]]\nname = "{name}"\nsalvo = 1\n'
    scenario = load_text(text, "small.toml")
    assert (scenario.name, scenario.area.duration_s) == ("other", 99)
    assert scenario.area.terrain == base.area.terrain
    assert scenario.battery == [base.battery[0].model_copy(update={"salvo": 1})]
    assert scenario.raid == base.raid


def test_a_row_of_a_new_name_is_added() -> None:
    text = f'{HEAD}[[asset]]\nname = "another"\nlat = 37.0\nlon = 36.0\n'
    assert [a.name for a in load_text(text, "small.toml").asset] == [
        *(a.name for a in load("one-battery").asset),
        "another",
    ]


def test_what_is_written_down_is_complete() -> None:
    written = canonical_toml(load("turkey-2017-as-fielded"))
    assert "based_on" not in written
    assert load_text(written, "again.toml") == load("turkey-2017-as-fielded")


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (
            '"turkey-2018"',
            "small.toml: based_on: no built-in scenario named 'turkey-2018'; did you mean 'turkey-2017'? "
            "known: one-battery, patriot-2013, patriots-2013-2019, saturation, turkey-2017, "
            "turkey-2017-as-fielded, turkey-2017-as-happened, turkey-2017-promise, "
            "turkey-four-batteries",
        ),
        (
            '"turkey-2017-as-fielded"',
            "small.toml: based_on: 'turkey-2017-as-fielded' is itself based on 'turkey-2017'; name that one",
        ),
        (
            "3",
            "small.toml: based_on: no built-in scenario named '3'; known: one-battery, patriot-2013, "
            "patriots-2013-2019, saturation, turkey-2017, turkey-2017-as-fielded, turkey-2017-as-happened, "
            "turkey-2017-promise, turkey-four-batteries",
        ),
    ],
)
def test_a_base_that_cannot_be_one_is_one_message(base: str, message: str) -> None:
    text = f'based_on = {base}\nname = "other"\n[area]\nterrain = "flat"\nduration_s = 60\n'
    with pytest.raises(ScenarioError) as raised:
        load_text(text, "small.toml")
    assert str(raised.value) == message


def test_common_failure_is_the_catalogues_unless_the_file_says_its_own() -> None:
    # One in 48 occasions, see the catalogue; a value in its box keeps its source, one outside is the user's.
    rules = {}
    for said in ("", "common_failure_probability = 0.05\n", "common_failure_probability = 0\n"):
        plan = plan_of(load_text(f"{HEAD}[doctrine]\n{said}", "small.toml"))
        figure = plan.reliability.figures["common_failure_probability"]
        rules[plan.doctrine.common_failure_probability] = figure.status
        assert plan.reliability in plan.entries
    assert rules == {0.02: "derived", 0.05: "derived", 0.0: "given"}


def test_a_base_cannot_be_changed_from_outside() -> None:
    with pytest.raises(ScenarioError) as raised:
        load("one-battery", ["based_on=saturation"])
    assert str(raised.value) == (
        "one-battery: based_on: cannot be changed from outside the file; write it in the file"
    )


@pytest.mark.parametrize("name", ["[1]", "{a = 1}", "3"])
def test_a_row_whose_name_is_no_text_is_told_as_a_row_of_its_own(name: str) -> None:
    text = f"name = 'mine'\nbased_on = 'one-battery'\n[[asset]]\nname = {name}\nlat = 37\nlon = 37\n"
    shown = {"[1]": "[1]", "{a = 1}": "a table", "3": "3"}[name]
    with pytest.raises(ScenarioError) as raised:
        load_text(text, "small.toml")
    assert str(raised.value) == f"small.toml: asset[2].name: is {shown}; allowed is text in quotes"


def test_a_misspelt_row_to_be_removed_is_one_fault_with_the_nearest_name() -> None:
    name = load("one-battery").battery[0].name
    with pytest.raises(ScenarioError) as caught:
        load_text(f'{HEAD}[[battery]]\nname = "{name}x"\nremove = true\n', "small.toml")
    assert str(caught.value) == (
        f"small.toml: battery.{name}x: is to be removed, but 'one-battery' has no battery named '{name}x'; "
        f"did you mean '{name}'? known: {name}"
    )
    with pytest.raises(
        ScenarioError, match=r"'one-battery' has no control_order named 'south'; known: none$"
    ):
        load_text(f'{HEAD}[[control_order]]\nname = "south"\nremove = true\n', "small.toml")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('[[battery]]\nname = "{battery}"\nprotects = ["{asset}", "{asset}"]', "protects: '{asset}'"),
        (
            '[[control_order]]\nname = "n"\ncontrol = "hold"\nbatteries = ["{battery}", "{battery}"]',
            "control_order.n.batteries: '{battery}'",
        ),
    ],
)
def test_a_name_that_stands_twice_is_refused(lines: str, message: str) -> None:
    base = load("one-battery")
    names = {"battery": base.battery[0].name, "asset": base.asset[0].name}
    with pytest.raises(ScenarioError, match=message.format(**names) + " is named 2 times; name it once$"):
        load_text(HEAD + lines.format(**names) + "\n", "small.toml")
