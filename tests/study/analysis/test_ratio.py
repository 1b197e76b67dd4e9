"""Ratios of two arms, held to Fieller's own formula and to replicates whose ratio is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from openiads.ground.statistics import mean_interval
from openiads.study.analysis.ratio import Ratio, quotient, ratio
from openiads.study.analysis.resampled_ratio import resampled_ratio
from openiads.study.analysis.sample import Sample, counted, shared
from tests.study.analysis.repeats import held, repeated, two_strata

amounts = st.floats(1e-9, 1e9)


@given(amounts, amounts)
def test_swapped_quotients_are_one_over_each_other_in_every_bit(a, b):
    assert quotient(b, a) == 1.0 / quotient(a, b)
    assert quotient(a, b) == 1.0 / quotient(b, a)
    assert quotient(a, b) == pytest.approx(a / b, rel=1e-15)


def test_nothing_over_nothing_is_no_number():
    assert math.isnan(quotient(0.0, 0.0))
    assert (quotient(0.0, 2.0), quotient(2.0, 0.0)) == (0.0, math.inf)


def fieller(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Fieller's interval as printed: roots of (a - r b)^2 = t^2 var(a - r b)."""
    n = a.size
    (vaa, vab), (_, vbb) = np.cov(a, b) / n
    t2 = stdtrit(n - 1, 0.975) ** 2
    roots = np.roots(
        [b.mean() ** 2 - t2 * vbb, -2 * (a.mean() * b.mean() - t2 * vab), a.mean() ** 2 - t2 * vaa]
    )
    return tuple(sorted(roots.real))


def test_the_interval_is_fieller_s():
    rng = np.random.default_rng(1)
    luck = rng.gamma(4.0, 2.0, 40)
    a, b = 2.0 * luck + rng.gamma(2.0, 1.0, 40), luck + rng.gamma(3.0, 1.0, 40)
    found = ratio(Sample.of(a), Sample.of(b), mean_interval)
    assert (found.low, found.high) == pytest.approx(fieller(a, b), rel=1e-9)
    assert found.value == pytest.approx(a.mean() / b.mean())


def drawn(rng: np.random.Generator) -> tuple[Sample, Sample]:
    """Two arms of Poisson leakers on shared draws, in two strata."""
    shared_luck = rng.poisson(rng.choice([0.02, 0.3, 5.0]), 40)
    arms = (shared_luck + rng.poisson(rng.choice([0.02, 1.0]), 40) for _ in range(2))
    return tuple(two_strata(arm, rng.poisson(9.0, 3), 0.02) for arm in arms)


@pytest.mark.parametrize("of", [ratio, lambda a, b: resampled_ratio(a, b, 5, 99)], ids=["fieller", "bca"])
def test_swapped_arms_invert_the_ratio_and_both_ends_exactly(of):
    rng = np.random.default_rng(2)
    for _ in range(200):
        arm, base = drawn(rng)
        there, back = of(arm, base), of(base, arm)
        assert back == there.swapped
        assert there == back.swapped


def test_equal_arms_have_a_ratio_of_exactly_1():
    rng = np.random.default_rng(3)
    arm = two_strata(rng.poisson(7.0, 50), [40, 39], 0.02)
    found = ratio(arm, arm)
    assert found.value == 1.0
    assert found.low < 1.0 < found.high
    # No pair of 50 differed: 3.7 of them may, each by one, on a mean of 7.
    assert found.high - 1.0 < 3.7 / 50 / 7.0
    assert resampled_ratio(arm, arm, 1) == (1.0, 1.0, 1.0)


def test_the_ratio_of_equal_independent_arms_is_1_in_95_of_100_studies():
    def study(rng):
        return ratio(*(Sample.of(rng.binomial(40, 0.3, 60)) for _ in range(2))).ends

    assert 0.93 <= held(repeated(study, 4), 1.0) <= 0.97


@pytest.mark.parametrize("inside", [counted, mean_interval])
def test_the_interval_on_the_same_draws_holds_the_ratio_in_95_of_100_studies(inside):
    def study(rng):
        draws = rng.random((60, 40))
        arms = [two_strata((draws < p).sum(axis=1), rng.binomial(40, 0.9, 3), 0.1) for p in (0.5, 0.25)]
        return ratio(*arms, inside).ends

    truth = (0.9 * 20 + 0.1 * 36) / (0.9 * 10 + 0.1 * 36)
    assert 0.93 <= held(repeated(study, 5), truth) <= 0.98


def test_the_ratio_of_two_shares_near_1_is_held():
    def study(rng):
        draws = rng.random(200)
        return ratio(Sample.of(draws < 0.98), Sample.of(draws < 0.95), shared).ends

    assert held(repeated(study, 6), 0.98 / 0.95) >= 0.93


@pytest.mark.parametrize("mean", [0.01, 0.05])
def test_the_ratio_of_rare_leakers_is_held(mean):
    def study(rng):
        return ratio(Sample.of(rng.poisson(2 * mean, 100)), Sample.of(rng.poisson(mean, 100))).ends

    assert held(repeated(study, 7), 2.0) >= 0.93


def test_arms_that_hardly_ever_differ_are_held():
    def study(rng):
        luck = rng.poisson(8.0, 100).astype(float)
        return ratio(Sample.of(luck + (rng.random(100) < 1 / 300)), Sample.of(luck)).ends

    assert held(repeated(study, 8), 1.0 + 1 / 300 / 8.0) >= 0.93


def test_a_planted_effect_is_found():
    rng = np.random.default_rng(9)
    draws = rng.random((200, 40))
    found = ratio(*(Sample.of((draws < leak).sum(axis=1)) for leak in (0.5, 0.4)))
    assert 1.0 < found.low < 1.25 < found.high < 1.5


def test_a_denominator_that_is_not_told_from_0_has_no_largest_ratio():
    found = ratio(Sample.of([5, 6, 7, 5, 6, 7]), Sample.of([0, 0, 0, 0, 0, 0]))
    assert (found.value, found.high, found.bounded) == (math.inf, math.inf, False)
    assert found.low > 0.0
    seldom = ratio(Sample.of([5, 6] * 10), Sample.of([0] * 19 + [1]), mean_interval)
    assert (seldom.bounded, seldom.away_from_zero) == (False, True)


def test_two_arms_that_saw_nothing_have_any_ratio():
    found = ratio(Sample.of([0, 0, 0]), Sample.of([0, 0, 0]))
    assert math.isnan(found.value)
    assert (found.low, found.high) == (0.0, math.inf)


def test_the_resampled_interval_holds_the_ratio_in_95_of_100_studies():
    def study(rng):
        draws = rng.random((60, 40))
        arms = [Sample.of((draws < leak).sum(axis=1)) for leak in (0.5, 0.25)]
        return resampled_ratio(*arms, seed=1, resamples=399).ends

    assert 0.925 <= held(repeated(study, 10), 2.0) <= 0.97


def test_the_resampled_interval_is_fieller_s_where_replicates_are_many_and_alike_every_time():
    rng = np.random.default_rng(11)
    luck = rng.gamma(3.0, 1.0, 400)
    arms = Sample.of(luck + rng.gamma(1.0, 1.0, 400)), Sample.of(luck)
    found = resampled_ratio(*arms, seed=3)
    assert found.ends == pytest.approx(ratio(*arms, mean_interval).ends, rel=0.01)
    assert found == resampled_ratio(*arms, seed=3)


def test_amounts_below_0_have_no_ratio():
    with pytest.raises(ValueError) as problem:
        ratio(Sample.of([1.0, -2.0]), Sample.of([1.0, 2.0]))
    assert str(problem.value) == "a ratio is of measures that are 0 or more, got one below 0"


def test_a_swapped_ratio_keeps_its_ends_in_order():
    assert Ratio(2.0, 0.0, 4.0).swapped == (0.5, 0.25, math.inf)
