"""Loads, raids and heights of claims, held against sums by hand."""

from __future__ import annotations

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.scenario.load_scenario import load
from openiads.study.claims.scenes.lone_battery import TOWN_AT, entry
from openiads.study.claims.scenes.raids import RAIDS
from openiads.study.claims.scenes.ways_to_stand import FORMS, networks
from openiads.study.claims.stated import chain, four


def positions(loaded):
    return sum(-(-count // PACKAGED.round_of(slug).rounds_per_position) for slug, count in loaded.items())


def test_every_load_of_four_takes_the_positions_of_a_battery_or_fewer():
    loads = four.loads()
    assert {positions(loaded) for name, loaded in loads.items() if "money" not in name} == {32}
    assert all(positions(loaded) < 32 for name, loaded in loads.items() if "money" in name)


def test_a_load_for_the_same_money_costs_what_the_mix_costs():
    loads = four.loads()
    mix = four.price(loads[four.ALL])
    # 4 at 2, 16 at 1.5, 32 at 0.8 and 16 at 0.6 million dollars.
    assert mix == pytest.approx(67.2e6)
    for name, loaded in loads.items():
        if "money" in name:
            (slug,) = loaded
            assert four.price(loaded) == pytest.approx(mix, abs=0.5 * PACKAGED.round_of(slug).unit_cost)


def test_each_raid_aims_as_many_as_its_name_says():
    def arriving(raid):
        return sum(r["count"] * r.get("weapon", {"count": 1})["count"] for r in raid)

    assert arriving(RAIDS["mixed"]) == 40
    assert arriving(RAIDS["saturating"]) == 3 * 40


def test_a_point_north_of_the_town_is_as_many_degrees_away_as_a_sphere_has_it():
    # One degree of a sphere of 6,371 km is 111.19 km.
    assert entry(0.0, 111_190.0) == [pytest.approx(TOWN_AT[0] + 1.0, abs=0.002), TOWN_AT[1]]


def test_one_raider_comes_alone_before_the_next_of_its_class_begins():
    for threat, height in chain.cases():
        loaded = load(chain.scenario(threat, height))
        starts = [raid.start_s for raid in loaded.raid]
        gap = starts[1] - starts[0]
        slowest = PACKAGED.threat(threat).figures["speed"].low
        assert gap * slowest > min(height.distance, chain.SLOW_FROM if slowest < 100 else 1e9)
        assert loaded.area.duration_s == pytest.approx(len(starts) * gap)


def test_every_way_to_stand_has_the_networks_that_it_names():
    loaded = {name: load(networks(name)) for name in FORMS}
    assert [len(found.network) for found in loaded.values()] == [2, 1, 1, 1, 1]
    assert [len(found.radar) for found in loaded.values()] == [0, 0, 1, 2, 2]
    assert {battery.name for found in loaded.values() for battery in found.battery} == {"adana", "gaziantep"}
    *_, poor = loaded.values()
    assert (poor.network[0].delay_s, poor.network[0].loss_probability) == (12, 0.3)
