"""Gaps of a move, held against sums of the times that it takes."""

from __future__ import annotations

import numpy as np
import pytest

import openiads as oi
from openiads.ground.units import HOUR
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.campaign.run_checks import aimed as aimed_at
from openiads.study.claims.stated import move

SYSTEM = {"displace": (5 / 60, 30 / 60), "emplace": (5 / 60, 10 / 60)}  # hours, of the catalogue


@pytest.mark.parametrize(
    ("account", "emplace"), [(move.MAKER, SYSTEM["emplace"]), (move.OPERATOR, (12.0, 24.0))]
)
def test_all_at_once_nobody_is_ready_for_as_long_as_the_faster_takes(account, emplace):
    told = move.moved("all-at-once", account)
    march = move.march_hours()
    low = SYSTEM["displace"][0] + march[0] + emplace[0]
    high = SYSTEM["displace"][1] + march[2] + emplace[1]
    assert np.all(told.nobody >= (low * HOUR) - move.STEP)
    assert np.all(told.fewer <= (high * HOUR) + move.STEP)
    assert np.all(told.nobody <= told.fewer)
    # The mean of a triangle is a third of the sum of its corners; the later of two is later than that.
    middle = sum(march) / 3 + sum(emplace) / 2 + sum(SYSTEM["displace"]) / 2
    assert told.fewer.mean() / HOUR > middle > told.nobody.mean() / HOUR


def test_one_after_the_other_leaves_nobody_out_and_takes_twice_as_long():
    at_once, after = (move.moved(policy, move.OPERATOR) for policy in ("all-at-once", "leapfrog"))
    assert not after.nobody.any()
    assert after.fewer.mean() > 1.5 * at_once.fewer.mean()


def test_who_is_replaced_first_leaves_no_gap():
    told = move.moved("replaced-in-place", move.OPERATOR)
    assert not told.fewer.any()
    assert not told.left.any()


def test_an_attack_at_a_random_moment_meets_a_gap_with_its_share_of_the_month():
    told = move.moved("all-at-once", move.OPERATOR)
    assert told.met == pytest.approx(told.nobody / (30 * 24 * HOUR), rel=1e-9)


def test_the_place_that_is_left_has_nobody_from_when_the_last_leaves_to_the_end():
    month = 30 * 24 * HOUR
    at_once, after = (move.moved(policy, move.MAKER) for policy in ("all-at-once", "leapfrog"))
    assert np.all(at_once.left == month)
    # The second leaves when the first is ready: at least its march later, and before both are there.
    assert np.all(after.left <= month - move.march_hours()[0] * HOUR)
    assert np.all(after.left >= month - after.fewer)


def test_the_march_fits_the_road_and_the_road_the_map():
    # From Adana 877 km and from Gaziantep 1,006 km to Kirklareli, by the haversine of a sphere of 6,371 km.
    assert move.distances() == pytest.approx((877.5, 1_006.4), abs=0.5)
    road = move.ROAD * sum(move.distances()) / 2
    for hours, pace in zip(move.march_hours(), move.PACES, strict=True):
        assert hours * pace == pytest.approx(road, rel=0.03)
    assert move._road() == 1_200.0


def test_nearly_all_of_the_gap_is_march_by_the_makers_times():
    whole, march = (move.moved("all-at-once", of) for of in (move.MAKER, move.ONLY_MARCH))
    least, most = (sum(SYSTEM[of][end] for of in SYSTEM) * HOUR for end in (0, 1))
    assert np.all(whole.nobody >= march.nobody + least - move.STEP)
    assert np.all(whole.nobody <= march.nobody + most + move.STEP)


@pytest.mark.compiled("plays a raid")
def test_with_nobody_ready_all_that_is_aimed_gets_through():
    found = oi.timeline("turkey-2017-as-happened", histories=4, on=["2018-01-01"], replicates=2, workers=1)
    (date,) = found.as_dict()["on"]
    assert date["batteries_ready"]["high"] == 0
    assert date["leakers"]["value"] == date["aimed"] == aimed_at(plan_of(load(move.RAIDED)))
