"""Prices are what the catalogue says, with both ends, and add up by hand."""

import pytest

from openiads.catalogue import Catalogue
from openiads.ground.units import MUSD
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.cost.prices import (
    NOTHING,
    price_in_deal,
    price_of_batteries,
    price_of_round,
    price_of_system,
    prices_of_load,
    prices_of_raid,
    total,
)

CATALOGUE = Catalogue()


def ends(price):
    return tuple(end / MUSD for end in (price.low, price.value, price.high))


def test_a_battery_costs_what_its_entry_says():
    price = price_of_system(CATALOGUE.system("s-400"))
    assert ends(price) == pytest.approx((500.0, 625.0, 750.0))
    assert not price.is_settled
    assert price.statuses == {"derived"}


def test_a_battery_of_a_deal_is_cheapest_if_the_deal_was_cheap_and_for_many():
    # 5,000 to 5,800 million for five to ten batteries, by the note of the entry.
    assert ends(price_in_deal(CATALOGUE.deal("india-2018"))) == pytest.approx((500.0, 543.0, 1160.0))


def test_a_deal_of_a_known_scope_and_sum_is_settled():
    price = price_in_deal(CATALOGUE.deal("patriot-offer-2018"))
    assert price.is_settled
    assert ends(price) == pytest.approx((875.0,) * 3)


def test_a_load_is_the_sum_of_its_rounds():
    rounds = {slug: CATALOGUE.round_of(slug) for slug in ("48n6e3", "9m96e")}
    price = prices_of_load({"48n6e3": 3, "9m96e": 2}, rounds)
    parts = [price_of_round(rounds["48n6e3"]).times(3), price_of_round(rounds["9m96e"]).times(2)]
    for end in ("low", "value", "high"):
        assert getattr(price, end) == pytest.approx(sum(getattr(part, end) for part in parts))
    assert {title for title, _ in price.figures} == {rounds[slug].title for slug in rounds}


def test_nothing_costs_nothing():
    assert total([]) == NOTHING
    assert total([price_of_system(CATALOGUE.system("s-400"))]).low == 500.0 * MUSD


def test_two_batteries_cost_twice_one_and_cite_it_once():
    plan = plan_of(load("turkey-2017"))
    price = price_of_batteries(plan)
    assert ends(price) == pytest.approx((1000.0, 1250.0, 1500.0))
    assert len(price.figures) == 1


def test_a_raid_is_priced_by_class_and_no_airliner_is_in_it():
    plan = plan_of(load("turkey-2017"))
    prices = prices_of_raid(plan)
    assert "airliner" not in prices
    drones = sum(target.threat.slug == "one-way-drone" for target in plan.targets)
    assert ends(prices["one-way-drone"]) == pytest.approx((0.02 * drones, 0.05 * drones, 0.37 * drones))
