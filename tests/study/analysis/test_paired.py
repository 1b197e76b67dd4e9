"""Differences of two arms, held to closed forms of normal, binomial and Poisson replicates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from openiads.study.analysis.paired import differ_alike, difference, gain_of_pairing, pairs
from openiads.study.analysis.sample import Sample, alike, counted, counted_of, shared
from tests.study.analysis.repeats import held, repeated, two_strata

P = 0.05


def test_rows_of_a_run_are_its_two_strata():
    of = Sample.of([3, 9, 1, 2, 8], 0.1, np.array([False, True, False, False, True]), first=40)
    assert of.typical.tolist() == [3, 1, 2]
    assert of.stricken.tolist() == [9, 8]
    assert of.numbers.tolist() == [40, 42]


def test_arms_are_compared_on_the_replicates_that_both_have():
    a = Sample(0.1, np.arange(6.0), np.array([5.0, 7.0]), np.array([0, 4]))
    b = Sample(0.2, np.arange(5.0), np.array([1.0, 2.0, 3.0]), np.array([0, 2, 4]))
    first, second = alike([a, b])
    assert first.typical.size == second.typical.size == 5
    assert first.numbers.tolist() == second.numbers.tolist() == [0, 4]
    assert (first.stricken.tolist(), second.stricken.tolist()) == ([5, 7], [1, 3])


def test_a_difference_weighs_both_strata():
    arm, base = two_strata([4, 6], [30], P), two_strata([1, 3], [20], P)
    assert difference(arm, base, 1.0)[0] == pytest.approx((1 - P) * 3.0 + P * 10.0)
    assert sum(part.mean() for part in pairs(arm, base)) == pytest.approx((1 - P) * 3.0 + P * 10.0)


def test_the_interval_of_a_difference_on_the_same_draws_holds_it_in_95_of_100_studies():
    def study(rng):
        luck = rng.normal(0.0, 5.0, 60)
        return difference(Sample.of(luck + rng.normal(1.3, 1.0, 60)), Sample.of(luck), None)

    assert 0.93 <= held(repeated(study, 1), 1.3) <= 0.97


def test_so_does_that_of_binomial_leakers_of_two_strata():
    # Leakers of 40 raiders, each stopped with its own chance, and all of them where the failure strikes.
    def study(rng):
        draws = rng.random((100, 40))
        arms = [two_strata((draws < leak).sum(axis=1), [40] * 5, P) for leak in (0.5, 0.4)]
        return difference(*arms, 1.0)

    assert 0.93 <= held(repeated(study, 2), (1 - P) * 40 * 0.1) <= 0.97


def test_what_was_never_seen_to_differ_may_still_differ():
    # One pair of 300 differs: most studies of 100 pairs see none, and none may say that it cannot be.
    def study(rng):
        luck = rng.poisson(8.0, 100).astype(float)
        return difference(Sample.of(luck + (rng.random(100) < 1 / 300)), Sample.of(luck), 1.0)

    assert held(repeated(study, 3), 1 / 300) >= 0.93


@pytest.mark.parametrize("step", [1.0, 1 / 80])
def test_what_was_never_seen_to_differ_is_bounded_by_its_step(step):
    """Of 100 pairs of which none differs, 1 - 0.025^(1/100) may (Clopper and Pearson), each by one step."""
    luck = Sample.of(np.random.default_rng(9).poisson(8.0, 100) * step)
    most = (1.0 - 0.025**0.01) * step
    assert difference(luck, luck, step) == pytest.approx((0.0, -most, most))


@pytest.mark.parametrize("more", [0.0, 2.1])
def test_pairs_of_money_that_all_differ_alike_tell_no_interval(more):
    # 0.1 and 0.7 have no exact binary form: the differences are the same but for rounding.
    money = np.random.default_rng(9).poisson(8.0, 100) * 0.1 + 0.7
    arm, base = two_strata(money + more, [9.0 + more], P), two_strata(money, [9.0], P)
    assert differ_alike(arm, base)
    assert difference(arm, base, None) == pytest.approx((more, -math.inf, math.inf))
    assert math.isfinite(difference(arm, base, 1.0)[2])


def test_the_few_pairs_with_the_common_failure_take_no_interval_from_the_others():
    money = np.random.default_rng(9).normal(20.0, 3.0, 100)
    arm = two_strata(money + np.random.default_rng(10).normal(0.0, 1.0, 100), [5.0, 5.0], P)
    base = two_strata(money, [5.0, 5.0], P)
    assert not differ_alike(arm, base)
    mean, low, high = difference(arm, base, None)
    alone = stats.sem(arm.typical - money) * stats.t.ppf(0.975, 99)
    assert (mean - low, high - mean) == pytest.approx(((1 - P) * alone,) * 2)


def test_arms_of_which_one_fails_more_often_do_not_differ_alike():
    same = two_strata([4, 6], [30], P)
    assert not differ_alike(same, two_strata([4, 6], [30], 2 * P))


def test_the_interval_of_a_mean_of_two_strata_holds_it_in_95_of_100_studies():
    def study(rng):
        return two_strata(rng.binomial(40, 0.3, 80), rng.binomial(40, 0.9, 8), 0.1).interval(counted_of(40))

    assert 0.93 <= held(repeated(study, 4), 0.9 * 12 + 0.1 * 36) <= 0.97


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_the_interval_of_a_share_near_an_end_holds_it_in_95_of_100_studies(end):
    # A single share near 0 is held more or less often as its counts happen to fall [Brown, Cai and DasGupta,
    # Statistical Science 16 (2001), figure 1]; so each study has one of its own.
    rng = np.random.default_rng(5)
    truth = np.abs(end - rng.uniform(0.0, 0.1, 1000))
    found = [Sample.of(rng.random(100) < share).interval(shared) for share in truth]
    assert 0.93 <= held(found, truth) <= 0.97


@pytest.mark.parametrize("mean", [0.003, 0.02])
def test_rare_leakers_are_held_even_by_studies_that_saw_none(mean):
    def study(rng):
        return Sample.of(rng.poisson(mean, 100)).interval(counted)

    assert held(repeated(study, 6), mean) >= 0.93


def test_pairing_is_worth_what_the_draws_share():
    # Variances 25 + 1 and 25, covariance 25: (26 + 25) / 1.
    rng = np.random.default_rng(7)
    luck = rng.normal(0.0, 5.0, 20_000)
    found = gain_of_pairing(Sample.of(luck + rng.normal(0.0, 1.0, luck.size)), Sample.of(luck))
    assert found == pytest.approx(51.0, rel=0.05)


def test_pairing_arms_that_share_nothing_is_worth_nothing():
    rng = np.random.default_rng(8)
    found = gain_of_pairing(Sample.of(rng.normal(size=20_000)), Sample.of(rng.normal(size=20_000)))
    assert found == pytest.approx(1.0, abs=0.05)


def test_pairs_that_all_differ_by_the_same_leave_no_variance():
    luck = np.arange(9.0)
    assert gain_of_pairing(Sample.of(luck + 2.0), Sample.of(luck)) == math.inf
    assert gain_of_pairing(Sample.of([3.0, 3.0]), Sample.of([2.0, 2.0])) == 1.0
