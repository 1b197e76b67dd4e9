"""A scenario whose batteries stand elsewhere says everything else as before."""

from __future__ import annotations

from math import radians

import pytest

from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.stood_at import against, of_kind, stood_at

EAST, WEST = (radians(37.1), radians(38.4)), (radians(37.2), radians(36.2))
FAR = (radians(39.0), radians(30.0))
TOML = """
name = "two kinds"
[area]
terrain = "flat"
duration_s = 600
[[network]]
name = "regiment"
form = "regiment"
batteries = ["west", "east"]
[[battery]]
name = "west"
system = "s-400"
lat = 37.0
lon = 36.0
acquisition_radar = false
antenna_altitude_m = 900
loadout = { "48n6e3" = 8 }
[[battery]]
name = "east"
system = "s-400"
lat = 37.0
lon = 38.0
azimuth_deg = 90
[[battery]]
name = "other"
system = "patriot-pac3"
lat = 38.0
lon = 37.0
[[asset]]
name = "town"
lat = 37.0
lon = 37.0
[[raid]]
name = "wave"
threat = "cruise-subsonic"
count = 2
entry = [35.0, 37.0]
target = "town"
"""


@pytest.fixture(scope="module")
def scenario():
    return load_text(TOML, "two.toml")


def where(scenario):
    return {row.name: (round(row.lat, 6), round(row.lon, 6)) for row in scenario.battery}


def test_each_goes_to_the_site_that_lets_all_of_them_move_least(scenario):
    moved = stood_at(scenario, "west", [EAST, WEST])
    assert where(moved) == {"west": (37.2, 36.2), "east": (37.1, 38.4), "other": (38.0, 37.0)}
    assert moved.network == scenario.network
    assert (moved.raid, moved.asset) == (scenario.raid, scenario.asset)


def test_who_does_not_move_keeps_its_surveyed_antenna(scenario):
    here = (radians(37.0), radians(36.0))
    west, east, _ = stood_at(scenario, "west", [here, EAST]).battery
    assert west.antenna_altitude_m == 900
    assert (west.lat, west.lon) == (37.0, 36.0)
    assert east.lat == pytest.approx(37.1)


def test_rows_keep_what_they_say_but_for_a_surveyed_antenna(scenario):
    west, east, other = stood_at(scenario, "west", [EAST, WEST]).battery
    assert west.loadout == {"48n6e3": 8}
    assert west.antenna_altitude_m is None
    assert east.azimuth_deg == 90
    assert other == scenario.battery[2]


def test_the_acquisition_radar_comes_along_with_whoever_is_left(scenario):
    alone = stood_at(scenario, "west", [FAR])
    assert [row.name for row in alone.battery] == ["west", "other"]
    assert alone.battery[0].acquisition_radar
    assert alone.network[0].batteries == ["west"]


def test_what_there_are_too_few_of_is_copied_and_joins_the_network(scenario):
    more = stood_at(scenario, "west", [EAST, WEST, FAR])
    assert [row.name for row in more.battery] == ["west", "east", "west 2", "other"]
    assert more.battery[2].loadout == {"48n6e3": 8}
    assert more.network[0].batteries == ["west", "east", "west 2"]
    assert where(more)["west 2"] == (39.0, 30.0)


def test_a_network_whose_batteries_are_all_left_out_is_left_out(scenario):
    apart = load(scenario.model_copy(update={"network": []}))  # each forms one of its own name
    left = stood_at(apart, "east", [FAR])
    assert [network.name for network in left.network] == ["east", "other"]


def test_a_battery_that_stands_alone_has_copies_that_stand_alone():
    moved = stood_at(load("one-battery"), "gaziantep", [EAST, WEST])
    assert [network.batteries for network in moved.network] == [["gaziantep"], ["gaziantep 2"]]
    assert {network.form for network in moved.network} == {"alone"}


def test_a_timeline_is_of_where_they_stood(scenario):
    assert stood_at(load("turkey-2017-promise"), "adana", [EAST, WEST, FAR, FAR]).timeline is None


def test_those_of_a_kind_begin_with_the_one_that_is_named(scenario):
    assert [row.name for row in of_kind(scenario, "east")] == ["east", "west"]


def test_a_raid_brings_what_it_flies_at_and_when(scenario):
    other = load("one-battery")
    both = load(against(scenario, other))
    assert (both.battery, both.network, both.doctrine) == (
        scenario.battery, scenario.network, scenario.doctrine,
    )  # fmt: skip
    assert (both.raid, both.asset, both.traffic) == (other.raid, other.asset, other.traffic)
    assert both.area.terrain == "flat"


def test_a_raid_brings_its_own_figures_of_threats_and_none_of_the_defence(scenario):
    ours = load(scenario, ["catalogue.rounds.48n6e3.kill_probability=0.1"])
    theirs = load(
        "one-battery",
        ["catalogue.threats.srbm.kill_factor=0.5", "catalogue.rounds.48n6e3.kill_probability=0.9"],
    )
    both = load(against(ours, theirs))
    assert both.catalogue.threats == {"srbm": {"kill_factor": 0.5}}
    assert both.catalogue.rounds == {"48n6e3": {"kill_probability": 0.1}}


def test_a_raid_brings_its_own_clock(scenario):
    other = load("one-battery")
    both = load(against(scenario, other))
    assert both.area.duration_s == other.area.duration_s
