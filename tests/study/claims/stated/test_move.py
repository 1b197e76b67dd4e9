"""Gaps of a move, held against sums of the times that it takes."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.units import HOUR
from openiads.study.claims.stated import move

SYSTEM = {"displace": (5 / 60, 30 / 60), "emplace": (5 / 60, 10 / 60)}  # hours, of the catalogue


@pytest.mark.parametrize(
    ("account", "emplace"), [(move.MAKER, SYSTEM["emplace"]), (move.OPERATOR, (12.0, 24.0))]
)
def test_all_at_once_nobody_is_ready_for_as_long_as_the_faster_takes(account, emplace):
    told = move.moved("all-at-once", account)
    low = SYSTEM["displace"][0] + move.MARCH[0] + emplace[0]
    high = SYSTEM["displace"][1] + move.MARCH[2] + emplace[1]
    assert np.all(told.nobody >= (low * HOUR) - move.STEP)
    assert np.all(told.fewer <= (high * HOUR) + move.STEP)
    assert np.all(told.nobody <= told.fewer)
    # The mean of a triangle is a third of the sum of its corners; the later of two is later than that.
    middle = sum(move.MARCH) / 3 + sum(emplace) / 2 + sum(SYSTEM["displace"]) / 2
    assert told.fewer.mean() / HOUR > middle > told.nobody.mean() / HOUR


def test_one_after_the_other_leaves_nobody_out_and_takes_twice_as_long():
    at_once, after = (move.moved(policy, move.OPERATOR) for policy in ("all-at-once", "leapfrog"))
    assert not after.nobody.any()
    assert after.fewer.mean() > 1.5 * at_once.fewer.mean()


def test_who_is_replaced_first_leaves_no_gap():
    told = move.moved("replaced-in-place", move.OPERATOR)
    assert not told.fewer.any()


def test_an_attack_at_a_random_moment_meets_a_gap_with_its_share_of_the_month():
    told = move.moved("all-at-once", move.OPERATOR)
    assert told.met == pytest.approx(told.nobody / (30 * 24 * HOUR), rel=1e-9)
