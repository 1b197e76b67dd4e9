"""Verdicts over sequences whose answer is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from openiads.study.equivalence import AGREES, CANNOT_SAY, DIFFERS, compare, judged, looks


def of(values):
    """Pairs whose differences are given."""
    return lambda low, high: np.asarray(values, dtype=np.float64)[low:high]


def test_each_look_has_twice_the_pairs_of_the_one_before():
    assert looks(50) == [8, 16, 32, 50]
    assert looks(8) == [8]
    assert looks(3) == [3]


def test_no_pair_is_no_comparison():
    with pytest.raises(ValueError, match="a comparison needs at least one pair, got none"):
        compare(of([]), 1.0, 0)


def test_eight_pairs_with_an_interval_of_two_leakers_do_not_agree():
    # The mean difference is 0, and the margin 0.6: what used to be called "agrees".
    found = judged([-1, 1, -1, 1, -1, 1, -1, 1], 0.6)
    assert found.verdict == CANNOT_SAY
    # t(7, 0.975) = 2.3646 (any table of Student's t); standard deviation 1.0690, over root 8: 0.3780.
    assert (found.low, found.high) == pytest.approx((-0.8938, 0.8938), abs=1e-3)


def test_pairs_that_never_differ_agree_only_once_they_are_many():
    # After n pairs without a change as many as 1 - a^(1/n) of them may still change: exact binomial.
    assert judged([0] * 8, 0.1).verdict == CANNOT_SAY
    assert judged([0] * 8, 0.1).high == pytest.approx(1.0 - 0.025 ** (1 / 8))
    found = compare(of([0] * 400), 0.1, 400)
    assert found.verdict == AGREES
    assert 1.0 - 0.025 ** (1 / (found.pairs // 2)) > 0.1 - 1e-9


def test_a_constant_difference_beyond_the_margin_differs_at_the_first_look():
    found = compare(of([2] * 400), 0.5, 400)
    assert (found.verdict, found.mean, found.high) == (DIFFERS, 2.0, 2.0)
    assert found[1] == 8
    assert 0.5 < found.low < 2.0  # of eight pairs that all changed some may yet not


def test_a_difference_on_the_margin_is_never_settled():
    steady = np.tile([0.0, 1.0], 200)  # mean 0.5
    assert compare(of(steady), 0.5, 400)[:2] == (CANNOT_SAY, 400)


def test_a_single_pair_says_nothing():
    assert compare(of([0]), 10.0, 1).verdict == CANNOT_SAY
    assert compare(of([50]), 10.0, 1).verdict == CANNOT_SAY


def test_a_small_difference_that_is_certain_still_agrees():
    # Clear of zero, and within the margin: the question is not whether there is any difference.
    found = compare(of(np.tile([0.0, 1.0], 200)), 1.0, 400)
    assert found.verdict == AGREES
    assert found.low > 0.0


def test_the_interval_is_that_of_all_planned_looks_together():
    values = np.random.default_rng(4).normal(0.0, 3.0, 64)
    found = compare(of(values), 0.01, 64)  # looks at 8, 16, 32 and 64
    half = stats.t.ppf(1.0 - 0.05 / 4 / 2, 63) * values.std(ddof=1) / 8.0
    assert (found.low, found.high) == pytest.approx((values.mean() - half, values.mean() + half))


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_variants_that_differ_by_the_margin_are_seldom_said_to_agree(spread):
    # Two one-sided tests keep it under 5 % whatever the spread, and looking again does not spoil it.
    rng = np.random.default_rng(20_170_912)
    wrong = sum(compare(of(rng.normal(1.0, spread, 100)), 1.0, 100).verdict == AGREES for _ in range(1000))
    assert wrong <= 50


def test_variants_that_are_the_same_are_found_to_agree_where_pairs_suffice():
    # Half width at 100 pairs: 2.6 * 2 / 10 = 0.52, a quarter of the margin below it.
    rng = np.random.default_rng(20_170_912)
    verdicts = [compare(of(rng.normal(0.0, 2.0, 100)), 1.0, 100).verdict for _ in range(200)]
    assert verdicts.count(AGREES) > 180
    assert verdicts.count(DIFFERS) <= 10
