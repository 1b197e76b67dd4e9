"""The scenarios that come along keep what they promise."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from openiads.catalogue import load_catalogue as catalogue
from openiads.ground.errors import UnknownName
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.scenario_schema import Models, Raid, Scenario, Traffic
from openiads.simulation.models import chain_of

NAMES = ["one-battery", "patriot-2013", "patriots-2013-2019", "saturation", "turkey-2017"]
NAMES += ["turkey-2017-as-fielded", "turkey-2017-as-happened", "turkey-2017-promise", "turkey-four-batteries"]

scenario_of = functools.cache(load)
Place = tuple[float, float]


def separation(start: Place, end: Place) -> float:
    """Kilometres between two points by the haversine formula."""
    north, south = math.radians(start[0]), math.radians(end[0])
    east = math.radians(end[1] - start[1])
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def arrivals(scenario: Scenario, raid: Raid) -> list[float]:
    """Latest time [s] at which anything of a raid comes to its aim points or leaves."""
    assets = {asset.name: (asset.lat, asset.lon) for asset in scenario.asset}
    threat = catalogue.threat(raid.threat)
    if threat.kind == "ballistic":
        return [raid.start_s + (raid.count - 1) * raid.spacing_s + 600]
    way = raid.waypoints or [p for p in [raid.entry] if p]
    aims = [assets[name] for name in raid.targets or ([raid.target] if raid.target else [])]
    times = []
    for aim in aims or [way[-1]]:
        length = sum(separation(a, b) for a, b in pairwise([*way, aim]))
        release = raid.weapon.release_km if raid.weapon else 0.0
        flown = (length - release) * 1000 / (raid.speed_mps or threat.speed)
        if raid.weapon:
            flown += release * 1000 / catalogue.threat(raid.weapon.threat).speed
        times.append(raid.start_s + (raid.count - 1) * raid.spacing_s + raid.jitter_s + flown)
    return times


def raiders(scenario: Scenario) -> int:
    return sum(raid.count for raid in scenario.raid)


def released(scenario: Scenario) -> int:
    return sum(raid.count * raid.weapon.count for raid in scenario.raid if raid.weapon)


def classes(scenario: Scenario) -> set[str]:
    return {raid.threat for raid in scenario.raid} | {r.weapon.threat for r in scenario.raid if r.weapon}


def flights(scenario: Scenario, side: str) -> int:
    return sum(t.count for t in scenario.traffic if catalogue.threat(t.aircraft).side == side)


def test_the_nine_scenarios_come_along() -> None:
    assert builtin.names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_stands_on_the_map_and_says_that_it_is_notional(name: str) -> None:
    scenario = scenario_of(name)
    assert scenario.name == name
    assert scenario.area.terrain == "globe-30s"
    assert "notional, at town level" in scenario.story


@pytest.mark.parametrize("name", NAMES)
def test_no_site_is_placed_finer_than_a_town(name: str) -> None:
    scenario = scenario_of(name)
    for site in [*scenario.battery, *scenario.radar]:
        assert (site.lat, site.lon) == (round(site.lat, 1), round(site.lon, 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_raider_can_meet_its_fate_before_the_end(name: str) -> None:
    scenario = scenario_of(name)
    for raid in scenario.raid:
        assert max(arrivals(scenario, raid)) < scenario.area.duration_s, raid.name


@pytest.mark.parametrize("name", NAMES)
def test_every_raid_comes_from_a_zone_of_hostile_origin(name: str) -> None:
    scenario = scenario_of(name)
    for raid in scenario.raid:
        start = raid.entry or (raid.waypoints or [])[0]
        assert any(separation(start, (z.lat, z.lon)) < z.radius_km for z in scenario.zone), raid.name


def along(start: Place, end: Place, parts: int = 100) -> Iterator[Place]:
    """Points of the great circle: sums of the two unit vectors."""
    (x, y, z), (u, v, w) = vector(start), vector(end)
    for k in range(parts + 1):
        a, b = parts - k, k
        e, f, g = a * x + b * u, a * y + b * v, a * z + b * w
        yield math.degrees(math.atan2(g, math.hypot(e, f))), math.degrees(math.atan2(f, e))


def vector(place: Place) -> tuple[float, float, float]:
    latitude, longitude = map(math.radians, place)
    across = math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), math.sin(latitude)


def ends(traffic: Traffic) -> list[Place]:
    places = [traffic.origin, traffic.destination]
    known = [builtin.airport(place) if isinstance(place, str) else place for place in places]
    return [place for place in known if place is not None]


@pytest.mark.parametrize("name", NAMES)
def test_civil_flights_begin_and_pass_over_the_zones_of_hostile_origin_too(name: str) -> None:
    scenario = scenario_of(name)
    zones = [zone for zone in scenario.zone if zone.kind == "hostile-origin"]
    ways = [ends(traffic) for traffic in scenario.traffic if traffic.patrol is None and not traffic.via]
    assert any(
        separation(place, (zone.lat, zone.lon)) < zone.radius_km
        for way in ways
        for place in along(*way)
        for zone in zones
    )


@pytest.mark.parametrize("name", NAMES)
def test_nobody_flies_where_airports_and_borders_were_closed(name: str) -> None:
    # Aleppo had no civil flights from 2012 to 2020; Turkey and Syria have barred each other since 2012.
    for traffic in scenario_of(name).traffic:
        codes = {str(place)[:2] for place in (traffic.origin, traffic.destination)}
        assert codes != {"LT", "OS"}, traffic.name
        assert "OSAP" not in (traffic.origin, traffic.destination), traffic.name


def test_one_battery_is_eight_raiders_of_four_classes_in_twenty_minutes() -> None:
    scenario = scenario_of("one-battery")
    assert raiders(scenario) + released(scenario) == 8
    assert classes(scenario) == {"fighter", "cruise-subsonic", "one-way-drone", "srbm"}
    assert scenario.area.duration_s == 20 * 60
    assert len(scenario.battery) == 1
    assert scenario.network[0].interrogator == "national"


def test_turkey_2017_is_the_raid_that_it_says() -> None:
    scenario = scenario_of("turkey-2017")
    assert scenario.area.duration_s == 40 * 60
    assert raiders(scenario) == 71
    assert released(scenario) == 20
    assert len(classes(scenario)) == 7
    assert flights(scenario, "neutral") == 121
    assert flights(scenario, "friend") == 12
    assert len(scenario.asset) >= 8


def test_turkey_2017_is_one_regiment_with_one_acquisition_radar() -> None:
    scenario = scenario_of("turkey-2017")
    (regiment,) = scenario.network
    assert (regiment.form, regiment.interrogator, regiment.flight_plans) == ("regiment", "none", False)
    assert [battery.system for battery in scenario.battery] == ["s-400", "s-400"]
    assert [battery.acquisition_radar for battery in scenario.battery] == [False, True]


def test_the_bombers_of_turkey_2017_release_beyond_250_km_of_every_battery() -> None:
    scenario = scenario_of("turkey-2017")
    (bombers,) = [raid for raid in scenario.raid if raid.threat == "bomber"]
    assert bombers.weapon is not None
    assert bombers.entry is not None
    assert bombers.weapon.release_km > 250
    assert min(separation(bombers.entry, (b.lat, b.lon)) for b in scenario.battery) > 400


def test_the_full_order_meets_the_same_raid_among_the_same_flights() -> None:
    two, four = scenario_of("turkey-2017"), scenario_of("turkey-four-batteries")
    assert four.raid == two.raid
    assert four.traffic == two.traffic
    assert four.asset == two.asset
    assert four.zone == two.zone
    assert four.battery[:2] == two.battery
    assert four.network[:1] == two.network
    assert [battery.acquisition_radar for battery in four.battery].count(True) == 2


@pytest.mark.parametrize("name", ["turkey-2017-promise", "turkey-2017-as-happened"])
def test_both_timelines_of_2017_are_of_the_full_order(name: str) -> None:
    four, told = scenario_of("turkey-four-batteries"), scenario_of(name)
    assert told.battery == four.battery
    assert told.network == four.network
    assert told.raid == four.raid


def test_the_patriots_of_2013_to_2019_are_those_of_2013_and_a_samp_t() -> None:
    before, told = scenario_of("patriot-2013"), scenario_of("patriots-2013-2019")
    assert told.battery[:-1] == before.battery
    assert told.battery[-1].system == "samp-t"
    assert told.network[0].batteries == [battery.name for battery in told.battery]
    assert told.raid == before.raid


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_timeline_has_a_source(name: str) -> None:
    told = scenario_of(name).timeline
    assert all(row.sources and row.event for _, _, row in (told.happenings if told else []))


def test_saturation_is_three_hundred_raiders_within_ten_minutes_on_the_same_defence() -> None:
    two, many = scenario_of("turkey-2017"), scenario_of("saturation")
    assert raiders(many) == 300
    assert all(raid.start_s + (raid.count - 1) * raid.spacing_s + raid.jitter_s <= 600 for raid in many.raid)
    assert many.battery == two.battery
    assert many.network == two.network
    assert many.traffic == two.traffic


def test_patriot_2013_is_six_batteries_in_three_towns_under_one_command() -> None:
    scenario = scenario_of("patriot-2013")
    assert len(scenario.battery) == 6
    assert {battery.system for battery in scenario.battery} == {"patriot-gemt", "patriot-pac3"}
    assert [battery.name.split()[0] for battery in scenario.battery].count("adana") == 2
    (command,) = scenario.network
    assert (command.form, command.interrogator) == ("allied", "full")
    assert len(command.batteries) == 6


def test_the_starter_file_loads() -> None:
    scenario = load_text(builtin.template(), "template.toml")
    assert [battery.system for battery in scenario.battery] == ["s-400"]


def test_what_the_starter_file_offers_for_the_area_and_the_models_is_allowed() -> None:
    text = builtin.template()
    area, models = (text[text.index(table) :].split("\n\n")[0] for table in ("[area]", "[models]"))
    offered = re.sub(r"(?m)^# ", "", f"{area}\n{models}")
    scenario = load_text(text.replace(area, offered), "template.toml")
    assert (scenario.area.step_s, scenario.area.cycle_s, scenario.area.airspace) == (0.5, 2, "warned")
    chosen = scenario.models.model_dump()
    assert all(name != getattr(Models(), kind) for kind, name in chosen.items())
    chain_of(scenario.models)


def test_the_timeline_that_the_starter_file_offers_is_allowed() -> None:
    text = builtin.template()
    start = text.index("# [timeline]")
    offered = re.sub(r"(?m)^# ?", "", text[start:])
    told = load_text(text[:start] + offered, "template.toml").timeline
    assert told is not None
    assert told.delivery[0].batteries == ["town"]


def test_aerodromes_lie_where_public_tables_put_them() -> None:
    # Ataturk 40 58 37 N 28 48 52 E and Adana 36 58 56 N 35 16 49 E, from airportsdata.
    assert builtin.airport("LTBA") == pytest.approx((40.9769, 28.8146), abs=0.005)
    assert builtin.airport("LTAF") == pytest.approx((36.9822, 35.2804), abs=0.005)


def test_unknown_scenarios_and_aerodromes_bring_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'saturation'"):
        builtin.text_of("saturatoin")
    with pytest.raises(UnknownName, match="did you mean 'LTBA'"):
        builtin.airport("LTBAA")
