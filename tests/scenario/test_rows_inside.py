"""Rows by `--set` wherever a file repeats a table: by name, by number, all at once; rows that are removed."""

from __future__ import annotations

from typing import Any

import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of

BASED: dict[str, Any] = {
    "version": 1,
    "based_on": "one-battery",
    "control_order": [
        {"name": "early", "control": "free", "until_s": 60},
        {"name": "late", "control": "hold", "from_s": 90},
    ],
}
TIMELINE = "turkey-2017-promise"


def changed(source: Any, *changes: str) -> Scenario:
    return load(dict(source) if isinstance(source, dict) else source, list(changes))


def test_an_order_is_called_by_its_name_by_its_number_or_with_all():
    by_name = changed(BASED, "control_order.late.control=tight")
    assert [order.control for order in by_name.control_order] == ["free", "tight"]
    by_number = changed(BASED, "control_order[0].control=tight")
    assert [order.control for order in by_number.control_order] == ["tight", "hold"]
    of_all = changed(BASED, "control_order.width_deg=90", "control_order.azimuth_deg=180")
    assert [order.width_deg for order in of_all.control_order] == [90, 90]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("azimuth_deg=90", "width_deg: is missing beside azimuth_deg; a sector is told by both"),
        ("width_deg=90", "azimuth_deg: is missing beside width_deg; a sector is told by both"),
    ],
)
def test_half_a_sector_is_refused(change, fault):
    with pytest.raises(ScenarioError, match=rf"control_order\.early\.{fault}"):
        changed(BASED, f"control_order.early.{change}")
    assert changed(BASED, "control_order.early.width_deg=360").control_order[0].azimuth_deg == 0


def test_an_order_a_zone_and_a_corridor_are_removed_as_batteries_are():
    left = changed(BASED, "control_order.early.remove=true")
    assert [order.name for order in left.control_order] == ["late"]
    zones = load("turkey-2017").zone
    assert len(changed("turkey-2017", f"zone.{zones[0].name}.remove=true").zone) == len(zones) - 1
    ways = {"name": "way", "points": [[36.0, 38.0], [37.0, 38.0]]}
    assert len(changed({**BASED, "corridor": [ways]}).corridor) == 1
    assert changed({**BASED, "corridor": [ways]}, "corridor.remove=true").corridor == []


def test_what_says_that_it_is_not_removed_is_written_as_before():
    said = {**BASED, "control_order": [{**order, "remove": False} for order in BASED["control_order"]]}
    assert sha256_of(load(said)) == sha256_of(load(dict(BASED)))


def test_rows_of_a_timeline_are_called_by_number_by_name_or_all():
    told = changed(
        TIMELINE, "timeline.delivery[1].event=later", "timeline.delivery.training_d=[10, 20, 30]"
    ).timeline
    assert told is not None
    assert [row.event == "later" for row in told.delivery] == [False, True, False, False]
    assert {tuple(row.training_d) for row in told.delivery} == {(10.0, 20.0, 30.0)}
    slug = load(TIMELINE).timeline.stock[0].round  # type: ignore[union-attr]
    assert changed(TIMELINE, f"timeline.stock.{slug}.initial=7").timeline.stock[0].initial == 7  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("source", "change", "message"),
    [
        (BASED, "control_order.noon.control=free", "no control_order named 'noon'; known: early, late"),
        (BASED, "control_order[2].control=free", "there are 2 of [[control_order]], counted from 0"),
        ("one-battery", "control_order.x.control=free", "there is no [[control_order]] in the file"),
        (TIMELINE, "timeline.delivery[9].event=x", "there are 4 of [[timeline.delivery]], counted from 0"),
        (TIMELINE, "timeline.place.Ankara.lat=39", "there is no [[timeline.place]] in the file"),
        (TIMELINE, "timeline.stock.9m96x.initial=5", "no timeline.stock named '9m96x'"),
    ],
)
def test_a_row_that_is_not_there_is_one_message(source, change, message):
    with pytest.raises(ScenarioError) as told:
        changed(source, change)
    assert f"--set {change}: {message}" in str(told.value)


@pytest.mark.parametrize("whose", ["doctrine", "battery"])
@pytest.mark.parametrize("field", ["salvo_by_class", "reserve_by_class"])
def test_a_table_by_class_names_its_keys(whose, field):
    with pytest.raises(ScenarioError) as told:
        changed("one-battery", f"{whose}.{field}=5")
    assert str(told.value).endswith(f"{field}: is 5; allowed is a table with keys ballistic, fast, slow")


def test_every_table_of_the_form_names_its_keys_where_one_is_wanted():
    for table, record in (
        ("area", "terrain, surface"),
        ("models", "tracker, assignment"),
        ("timeline", "start"),
    ):
        with pytest.raises(ScenarioError) as told:
            changed("one-battery", f"{table}=5")
        assert f"{table}: is 5; allowed is a table with keys {record}" in str(told.value)
    with pytest.raises(ScenarioError, match="allowed is a table with a value for each name"):
        changed("one-battery", "battery.loadout=5")


ATTACKED = "examples/attack_on_the_defence/two-batteries.toml"
FIRST = "raid.at the battery.target: 'first' is a battery that is removed; a place that stands is allowed; "
REMEDY = "aim at another, or remove the raid as well"


def test_a_raid_at_what_is_removed_is_one_message():
    with pytest.raises(ScenarioError) as told:
        changed(ATTACKED, "battery.first.remove=true")
    assert str(told.value) == f"{ATTACKED}: {FIRST}{REMEDY}"


def test_a_raid_at_the_radar_of_a_removed_battery_is_one_message_and_none_if_it_is_removed_too():
    radar = "raid.at the battery.target=first patriot-radar"
    battery = "battery.first.remove=true"
    with pytest.raises(ScenarioError, match="is a radar that is removed"):
        changed(ATTACKED, radar, battery)
    assert len(changed(ATTACKED, battery, "raid.at the battery.remove=true").raid) == 1
