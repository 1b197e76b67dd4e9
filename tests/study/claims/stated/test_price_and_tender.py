"""Prices of systems, deals and bids divided by hand, and the study that both claims share."""

from __future__ import annotations

import pytest

from openiads.catalogue import deal, system
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.analysis.verdict import Kind
from openiads.study.claims.asking import Asking
from openiads.study.claims.computed import box_of
from openiads.study.claims.scenes import bids
from openiads.study.claims.stated import price, tender
from openiads.study.executors.serial import Serial


@pytest.fixture(scope="module")
def box():
    return box_of(price._prices(), 512)


# 625 million dollars [500 to 750] over 300 [150 to 500] and over 1,100 [600 to 1,100].
@pytest.mark.parametrize(
    ("other", "ratio", "least", "most"),
    [("s-300pmu2", 625 / 300, 1.0, 5.0), ("patriot-pac3", 625 / 1100, 500 / 1100, 1.25)],
)
def test_a_battery_over_another_is_the_quotient_of_their_prices(box, other, ratio, least, most):
    found = price._battery(box, other)
    assert found.nominal == pytest.approx((ratio, ratio, ratio))
    assert least <= found.range.low < found.range.high <= most


def test_the_deal_of_2017_is_cheaper_than_the_offer_of_2018_for_a_battery(box):
    found = price._deal(box, "at its face", lambda each: 1.0)
    assert found.nominal[0] == pytest.approx((2500 / 4) / (3500 / 4))
    assert found.verdict.kind is Kind.SUPPORTED  # even 3,000 is less than 3,500


def test_a_loan_at_less_than_the_buyer_would_pay_makes_it_cheaper():
    # 55 % lent at 4 % over ten payments, discounted at 6 %: annuities of 7.3601 and 8.1109.
    assert price._worth(deal("turkey-2017")) == pytest.approx(0.45 + 0.55 * 7.36009 / 8.11090, abs=1e-5)


def test_the_chinese_bid_is_the_cheapest_at_every_price_of_the_others(tmp_path):
    found = tender._cheapest(Asking(tmp_path, Serial(), 0.2))
    assert found.nominal[0] == pytest.approx(3440 / 4000)
    assert found.range.high < 3440 / 3500 + 1e-9
    assert found.verdict.kind is Kind.SUPPORTED


def test_a_scope_that_was_not_published_lies_between_the_ends_of_the_one_that_was():
    part = tender._scope("samp-t")
    assert (part.low, part.value, part.high) == (4.0, 12.0, 12.0)
    assert part.status == "assumption"
    assert system("samp-t").tender_batteries is None


def test_a_bid_without_a_price_is_not_judged():
    found = tender._russian()
    assert found.verdict.kind is Kind.UNTESTABLE
    assert "no price" in found.verdict.english


def test_every_system_meets_the_same_raid():
    plans = [plan_of(load(bids.scenario(slug))) for slug in bids.SYSTEMS]
    raids = [[(target.name, target.threat.slug) for target in plan.targets] for plan in plans]
    assert all(raid == raids[0] for raid in raids)
    assert [[battery.entry.slug for battery in plan.batteries] for plan in plans] == [
        [slug] for slug in bids.SYSTEMS
    ]


def test_the_smallest_load_does_not_hold_two_rounds_for_each_raider_and_half_the_raid_would_leave_some():
    plan = plan_of(load(bids.scenario("fd-2000")))
    raiders = sum(target.side == "hostile" for target in plan.targets)
    least = min(sum(system(slug).loadout.values()) for slug in bids.SYSTEMS)
    assert raiders <= least < 2 * raiders


def test_both_claims_ask_for_one_study(tmp_path):
    asking = Asking(tmp_path, Serial(), 1.0)
    assert bids.study(asking) == bids.study(asking)
    assert {*tender.BIDS, price.ONE, *price.OTHERS} == set(bids.SYSTEMS)
