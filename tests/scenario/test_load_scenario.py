"""Reading scenario files: sources, settled networks, every fault in one list."""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground.errors import ScenarioError, UnknownName
from openiads.scenario.load_scenario import load, load_document, load_text
from openiads.scenario.write_scenario import canonical_toml
from tests.scenario.small import SMALL, message, with_lines

THREATS = (
    "known: airliner, bomber, cruise-subsonic, cruise-supersonic, fighter, fighter-low-observable, "
    "friendly-fighter, helicopter, light-aircraft, male-drone, mrbm, one-way-drone, srbm, standoff-jammer"
)


def test_defaults_are_filled_in() -> None:
    scenario = load_text(SMALL, "small.toml")
    assert scenario.version == 1
    assert scenario.area.step_s == 1.0
    assert scenario.doctrine.control == "tight"
    assert scenario.battery[0].azimuth_deg == 180.0
    assert scenario.traffic[0].destination == (37.0, 37.5)


def test_batteries_that_no_network_names_stand_alone() -> None:
    networks = load_text(SMALL, "small.toml").network
    assert [(n.name, n.form, n.batteries) for n in networks] == [
        ("north", "alone", ["north"]),
        ("south", "alone", ["south"]),
    ]


def test_a_removed_battery_leaves_its_network() -> None:
    text = with_lines('[[network]]\nname = "both"\nform = "regiment"\nbatteries = ["north", "south"]')
    scenario = load_text(text, "small.toml", ["battery.north.remove=true"])
    assert [battery.name for battery in scenario.battery] == ["south"]
    assert [network.batteries for network in scenario.network] == [["south"]]


def test_a_network_without_batteries_left_is_gone() -> None:
    text = with_lines('[[network]]\nname = "one"\nform = "alone"\nbatteries = ["north"]')
    scenario = load_text(text, "small.toml", ["battery.north.remove=true"])
    assert [network.name for network in scenario.network] == ["south"]


def test_removed_raids_radars_and_traffic_are_gone() -> None:
    changes = ["raid.wave.remove=true", "radar.watch.remove=true", "traffic.liner.remove=true"]
    scenario = load_text(SMALL, "small.toml", changes)
    assert (scenario.raid, scenario.radar, scenario.traffic) == ([], [], [])


def test_a_removed_battery_leaves_the_timeline() -> None:
    lines = (
        "[timeline]\nstart = 2018-01-01\nend = 2019-01-01",
        '[[timeline.delivery]]\ndate = 2018-07-13\nbatteries = ["north", "south"]',
        '[[timeline.withdrawal]]\ndate = 2018-09-13\nbatteries = ["north"]',
        "[[timeline.attrition]]\nper_year = 1",
    )
    scenario = load_text(with_lines(*lines), "small.toml", ["battery.north.remove=true"])
    assert scenario.timeline is not None
    assert [row.batteries for row in scenario.timeline.delivery] == [["south"]]
    assert scenario.timeline.withdrawal == []
    assert len(scenario.timeline.attrition) == 1


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("\ufeff" + SMALL, encoding="utf-8")
    assert load(file) == load(str(file)) == load_text(SMALL, "small.toml")


def test_a_misspelt_built_in_name_brings_the_nearest() -> None:
    with pytest.raises(UnknownName) as raised:
        load("one-batery")
    assert str(raised.value) == (
        "no scenario named 'one-batery'; did you mean 'one-battery'? known: "
        "one-battery, patriot-2013, patriots-2013-2019, saturation, turkey-2017, "
        "turkey-2017-as-fielded, turkey-2017-as-happened, turkey-2017-promise, "
        "turkey-four-batteries"
    )


def test_a_missing_file_is_told_with_the_built_in_names(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        load(tmp_path / "saturatoin.toml")
    assert str(raised.value) == (
        f"{tmp_path}/saturatoin.toml: no such file; did you mean 'saturation'? built-in scenarios: "
        "one-battery, patriot-2013, patriots-2013-2019, saturation, turkey-2017, "
        "turkey-2017-as-fielded, turkey-2017-as-happened, turkey-2017-promise, "
        "turkey-four-batteries"
    )


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        load(tmp_path)
    assert str(raised.value) == f"{tmp_path}: is a folder; a file is allowed; name the file in it"


def test_a_file_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(b'name = "caf\xe9"\n')
    with pytest.raises(ScenarioError) as raised:
        load(file)
    assert str(raised.value) == (
        f"{file}: byte 11 is not UTF-8; a scenario file is UTF-8 text; save it as such"
    )


def test_a_truncated_file_says_where_it_breaks_off() -> None:
    assert message(SMALL + 'story = "cut') == (
        "small.toml: is not TOML: Unterminated string (at end of document); correct it there"
    )


def test_a_broken_line_is_named() -> None:
    assert message('name "small"\n') == (
        "small.toml: is not TOML: Expected '=' after a key in a key/value pair (at line 1, column 6); "
        "correct it there"
    )


def test_a_number_longer_than_python_reads_is_told() -> None:
    assert message(SMALL.replace("count = 4", "count = " + "9" * 5000)) == (
        "small.toml: has a whole number with more than 4300 digits; no field allows that; shorten it"
    )
    assert message(SMALL.replace("count = 4", "count = 0x" + "f" * 5000)) == (
        "small.toml: raid.wave.count: is a number of thousands of digits; allowed is 1 to 10000"
    )


def test_a_file_that_nests_without_end_is_told() -> None:
    assert message("name = " + "[" * 100_000) == (
        "small.toml: line 1: lists or tables are nested more than 16 deep; 16 are allowed; correct it there"
    )


def test_an_empty_file_lacks_name_and_area() -> None:
    assert message("") == (
        "2 faults in small.toml:\n"
        "  - name: is missing; give it a value\n"
        "  - area: is missing; give it a value"
    )


def test_all_faults_of_a_file_come_in_one_list() -> None:
    text = (
        SMALL.replace("s-400", "s400").replace("lat = 36.5", "lat = 136.5").replace("count = 4", "count = 0")
    )
    told = message(text.replace('"LTAC"', '"LTCA0"').replace("duration_s = 600", "duration = 600"))
    assert told == (
        "6 faults in small.toml:\n"
        "  - area.duration_s: is missing; give it a value\n"
        "  - area.duration: no key named 'duration'; did you mean 'duration_s'? known: airspace, cycle_s, "
        "duration_s, refraction, step_s, stop_when_clear, surface, terrain\n"
        "  - battery.south.lat: is 136.5; allowed is -90 to 90 deg\n"
        "  - raid.wave.count: is 0; allowed is 1 to 10000\n"
        "  - battery.north.system: no system named 's400'; did you mean 's-400'? known: fd-2000, "
        "patriot-gemt, patriot-mse, patriot-pac3, s-300pmu2, s-400, samp-t\n"
        "  - traffic.liner.origin: no aerodrome named 'LTCA0'; did you mean 'LTCA'? known: "
        "LTAC, LTAD, LTAE, LTAF, LTAG, LTAI, LTAJ, LTAN, LTAP, LTAR, LTAT, LTAU, LTAZ, LTBA, LTBF, LTBG, "
        "LTBI, LTBJ, LTBL, LTBS and 56 more"
    )


def test_an_unknown_name_is_told_beside_a_fault_of_form_in_the_same_entry() -> None:
    text = (
        SMALL.replace("lat = 37.0\n", "lat = 137.0\n")
        .replace("s-400", "s400")
        .replace("count = 4", "count = -1\nweapon = { threat = 'one-way-dron', count = 0, release_km = 5 }")
        .replace('target = "town"', 'target = "twon"')
        .replace('aircraft = "airliner"', 'aircraft = "airlner"\ncount = 0')
    )
    text += '[[network]]\nname = "n"\nform = "regimen"\nbatteries = ["nroth"]\n'
    assert message(text) == (
        "10 faults in small.toml:\n"
        "  - network.n.form: is 'regimen'; allowed is 'alone', 'regiment', 'national' or 'allied'\n"
        "  - battery.north.lat: is 137.0; allowed is -90 to 90 deg\n"
        "  - raid.wave.count: is -1; allowed is 1 to 10000\n"
        "  - raid.wave.weapon.count: is 0; allowed is 1 to 100\n"
        "  - traffic.liner.count: is 0; allowed is 1 to 10000\n"
        "  - network.n.batteries: no battery named 'nroth'; did you mean 'north'? known: north, south\n"
        "  - battery.north.system: no system named 's400'; did you mean 's-400'? known: fd-2000, "
        "patriot-gemt, patriot-mse, patriot-pac3, s-300pmu2, s-400, samp-t\n"
        "  - raid.wave.weapon.threat: no threat named 'one-way-dron'; did you mean 'one-way-drone'? "
        f"{THREATS}\n"
        "  - raid.wave.target: no asset, battery or radar named 'twon'; did you mean 'town'? "
        "known: town, north, south, watch\n"
        f"  - traffic.liner.aircraft: no threat named 'airlner'; did you mean 'airliner'? {THREATS}"
    )


def test_one_fault_does_not_bring_others_along() -> None:
    text = with_lines('[[network]]\nname = "one"\nform = "alone"\nbatteries = ["south"]')
    assert message(text.replace("lat = 36.5", 'lat = "36.5"')) == (
        "small.toml: battery.south.lat: is '36.5'; allowed is a number"
    )
    assert message(SMALL.replace("[35.6, 38.2]", "[35.6]")) == (
        "small.toml: raid.wave.entry[1]: is missing; write [lat, lon]"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count = 4", "count = -1", "raid.wave.count: is -1; allowed is 1 to 10000"),
        ("count = 4", "count = 2.5", "raid.wave.count: is 2.5; allowed is a whole number"),
        ("count = 4", "count = true", "raid.wave.count: is true; allowed is a whole number"),
        ("lat = 37.06", "lat = nan", "asset.town.lat: is nan; allowed is a finite number"),
        ("[35.6, 38.2]", "[35.6, 381]", "raid.wave.entry[1]: is 381; allowed is -180 to 180 deg"),
        ("[35.6, 38.2]", "{ lat = 35 }", "raid.wave.entry: is a table; allowed is [lat, lon]"),
        (
            'name = "small"',
            'name = "a.b"',
            "name: is 'a.b'; allowed is a name without dots, slashes, brackets, quotes and equals signs",
        ),
        ('name = "small"', 'name = ""', "name: is ''; allowed is at least 1 character"),
        ("duration_s = 600", "duration_s = 5", "area.duration_s: is 5; allowed is 60 to 86400 s"),
        (
            "duration_s = 600",
            'duration_s = 600\nsurface = "top"',
            "area.surface: is 'top'; allowed is 'mean' or 'max'",
        ),
        (
            "count = 4",
            "count = 4\nspeed_mps = 0",
            "raid.wave.speed_mps: is 0; allowed is more than 0 and at most 8000 m/s",
        ),
        (
            "lat = 37.06",
            "lat = 37.06\npopulation = -1",
            "asset.town.population: is -1; allowed is 0 to 10000000000",
        ),
        (
            "lat = 37.0\n",
            'lat = 37.0\nsiting = "best-within-km"\n',
            "battery.north.siting: is 'best-within-km'; allowed is 'point'; coverage --siting "
            "best-within-km=K asks about sites within a distance",
        ),
        (
            "lat = 37.0\n",
            "lat = 37.0\nloadout = { 48n6e3 = -1 }\n",
            "battery.north.loadout.48n6e3: is -1; allowed is at least 0",
        ),
        ('target = "town"', "targets = []", "raid.wave.targets: is []; allowed is at least 1 entry"),
        (
            "[area]",
            'story = "x"\nbatery = 3\n[area]',
            "batery: no key named 'batery'; did you mean 'battery'? known: area, asset, based_on, "
            "battery, catalogue, control_order, corridor, cut, doctrine, models, name, network, radar, raid, "
            "story, timeline, title, told, traffic, version and 1 more",
        ),
    ],
)
def test_a_fault_of_form_is_told_with_value_and_bounds(old: str, new: str, told: str) -> None:
    assert old in SMALL
    assert message(SMALL.replace(old, new, 1)) == f"small.toml: {told}"


def test_a_single_table_where_a_list_belongs_is_told() -> None:
    text = 'name = "small"\n[area]\nterrain = "flat"\nduration_s = 60\n[battery]\nname = "north"\n'
    assert message(text) == (
        "small.toml: battery: is a table; allowed is a list of tables, each under [[battery]]"
    )


def test_an_entry_without_a_name_is_told_by_its_place() -> None:
    assert message(SMALL.replace('name = "south"\n', "")) == (
        "small.toml: battery[1].name: is missing; give it a value"
    )


@pytest.mark.parametrize(
    ("old", "new", "path", "key", "hint"),
    [
        ("lat = 37.06", "lat = 37.06\nradius_m = 3000", "asset.town.radius_m", "radius_m", "radius_km"),
        ("count = 4", "count = 4\naltitude_km = 3", "raid.wave.altitude_km", "altitude_km", "altitude_m"),
        ("count = 4", "count = 4\nspeed_kmh = 800", "raid.wave.speed_kmh", "speed_kmh", "speed_mps"),
        (
            "lat = 37.0\n",
            "lat = 37.0\nazimuth_rad = 3\n",
            "battery.north.azimuth_rad",
            "azimuth_rad",
            "azimuth_deg",
        ),
        ("lat = 37.06", "lat = 37.06\nlatitude = 3", "asset.town.latitude", "latitude", "lat"),
    ],
)
def test_a_key_with_another_unit_brings_the_known_one(
    old: str, new: str, path: str, key: str, hint: str
) -> None:
    told = message(SMALL.replace(old, new, 1))
    assert told.startswith(f"small.toml: {path}: no key named {key!r}; did you mean {hint!r}? known: ")


PATHS = [
    ("name",),
    ("area",),
    ("area", "duration_s"),
    ("area", "terrain"),
    ("doctrine",),
    ("network",),
    ("battery",),
    ("battery", 0),
    ("battery", 0, "name"),
    ("battery", 0, "loadout"),
    ("raid", 0, "entry"),
    ("raid", 0, "waypoints"),
    ("raid", 0, "targets"),
    ("raid", 0, "weapon"),
    ("traffic", 0, "origin"),
    ("timeline",),
    ("unknown",),
]
VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["north", "town", "srbm"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "delivery", "x"]), inner)
    ),
    max_leaves=5,
)


@given(st.sampled_from(PATHS), VALUES)
def test_whatever_stands_anywhere_is_loaded_or_told(path: tuple[str | int, ...], value: Any) -> None:
    document: Any = tomllib.loads(SMALL)
    node = document
    for part in path[:-1]:
        node = node.setdefault(part, {}) if isinstance(part, str) else node[part]
    node[path[-1]] = value
    with contextlib.suppress(ScenarioError):
        assert load_document(document, "small.toml").area.duration_s >= 60


def test_a_file_stays_valid_when_the_batteries_that_fire_remotely_are_removed() -> None:
    lines = ('[[network]]\nname = "both"\nform = "national"', 'batteries = ["north", "south"]')
    text = with_lines(*lines, "engage_on_remote = true").replace("patriot-pac3", "fd-2000")
    assert load_text(text, "small.toml").network[0].engage_on_remote
    scenario = load_text(text, "small.toml", ["battery.north.remove=true"])
    assert not scenario.network[0].engage_on_remote
    assert load_text(canonical_toml(scenario), "again.toml") == scenario
