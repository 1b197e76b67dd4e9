"""Intervals against printed tables."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import statistics


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(0, 30, 0.0, 0.1135), (45, 50, 0.7864, 0.9565), (950, 1000, 0.9347, 0.9619), (30, 30, 0.8865, 1.0)],
)
def test_wilson_s_interval_is_the_tabulated_one(successes, n, low, high):
    assert statistics.wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_tried_says_nothing():
    assert statistics.wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_s_interval_solves_the_score_equation(successes, failures):
    n = successes + failures + 1
    share = successes / n
    for end in statistics.wilson(successes, n):
        if 0.0 < end < 1.0:
            assert (share - end) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / n, rel=1e-5)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
@pytest.mark.parametrize("function", [statistics.wilson, statistics.clopper_pearson])
def test_more_successes_than_tries_are_refused(function, successes, n):
    with pytest.raises(ValueError) as problem:
        function(successes, n)
    assert str(problem.value) == f"successes must lie in 0 to 3, got {successes}"


# Student, Biometrika 6 (1908), table; two-sided 5 % points as in every printed t table.
@pytest.mark.parametrize(("n", "t"), [(2, 12.706), (3, 4.303), (11, 2.228), (31, 2.042), (121, 1.980)])
def test_the_mean_s_interval_is_student_s(n, t):
    values = np.arange(n, dtype=float)
    mean, low, high = statistics.mean_interval(values)
    error = math.sqrt(sum((v - (n - 1) / 2) ** 2 for v in range(n)) / (n - 1) / n)
    assert mean == (n - 1) / 2
    assert (high - mean) / error == pytest.approx(t, abs=5e-4)
    assert mean - low == pytest.approx(high - mean)


def test_alike_changes_of_a_known_step_are_bounded_by_the_rule_of_three():
    """What 100 never showed happens in 3 of 100 at most (Hanley and Lippman-Hand), in 3.6 on two sides."""
    _, low, high = statistics.change_interval([0.0] * 100, step=0.25)
    assert (low, high) == pytest.approx((-0.25 * 0.0362, 0.0362 * 0.25), abs=1e-5)


@pytest.mark.parametrize("change", [0.0, -3.0, 5.1 - 3.1])
def test_alike_changes_of_no_known_step_have_no_ends(change):
    assert statistics.change_interval([change] * 8, step=None) == (change, -math.inf, math.inf)


def test_changes_that_are_not_alike_need_no_step():
    changes = [0.0, 0.0, 1.5, 2.0, 3.5]
    assert statistics.change_interval(changes, step=None) == statistics.change_interval(changes)


def test_one_replicate_has_no_spread():
    assert statistics.mean_interval([3.0]) == (3.0, 3.0, 3.0)


def test_no_replicate_has_no_mean():
    with pytest.raises(ValueError) as problem:
        statistics.mean_interval([])
    assert str(problem.value) == "a mean needs at least one value, got none"


def test_pairs_share_their_luck():
    luck = np.array([0.0, 50.0, 10.0, 90.0])
    assert statistics.paired_difference(luck + 2.0, luck) == (2.0, 2.0, 2.0)


def test_pairs_of_unequal_length_are_refused():
    with pytest.raises(ValueError) as problem:
        statistics.paired_difference([1.0, 2.0], [1.0])
    assert str(problem.value) == "pairs need equal shapes, got (2,) and (1,)"


@pytest.mark.parametrize(
    ("mean", "error", "z"), [(3.0, 0.5, 2.0), (1.0, 0.5, -2.0), (2.0, 0.0, 0.0), (3.0, 0.0, math.inf)]
)
def test_a_score_counts_standard_errors(mean, error, z):
    assert statistics.z_score(mean, 2.0, error) == z


# F. Garwood, Biometrika 28 (1936), table of 95 % limits, as every later table repeats it.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668), (10, 4.795, 18.390)],
)
def test_the_interval_of_a_poisson_count_is_the_tabulated_one(count, low, high):
    assert statistics.poisson_interval(count) == pytest.approx((low, high), abs=6e-4)


# Clopper and Pearson's limits, 95 %, as in the printed tables for samples of ten.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_exact_interval_of_a_share_is_the_tabulated_one(successes, n, low, high):
    assert statistics.clopper_pearson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_no_count_is_negative():
    with pytest.raises(ValueError) as problem:
        statistics.poisson_interval(-1)
    assert str(problem.value) == "a count is 0 or more, got -1"


@pytest.mark.parametrize("n", [1, 8, 100, 10_000])
def test_what_never_happened_has_an_upper_bound(n):
    mean, low, high = statistics.count_interval(np.zeros(n))
    assert (mean, low) == (0.0, 0.0)
    # Were the mean that high, a zero in all replicates would come in one of forty runs.
    assert math.exp(-n * high) == pytest.approx(0.025)


def test_what_was_seen_once_is_not_bounded_more_sharply_than_what_was_never_seen():
    seen = [statistics.count_interval([1] * k + [0] * (100 - k)) for k in range(60)]
    assert [mean for mean, _, _ in seen] == pytest.approx([k / 100 for k in range(60)])
    assert all(after[2] > before[2] for before, after in itertools.pairwise(seen))
    assert all(0.0 <= low <= mean < high for mean, low, high in seen)


def test_a_common_count_has_student_s_interval():
    counts = 1 + np.arange(40) % 7
    assert statistics.count_interval(counts) == statistics.mean_interval(counts)
    assert statistics.count_interval([5, 5, 5]) == (5.0, 5.0, 5.0)


def test_all_that_could_be_had_is_bounded_like_nothing():
    mean, low, high = statistics.count_interval([8] * 50, 8)
    assert (mean, high) == (8.0, 8.0)
    assert math.exp(-50 * (8.0 - low)) == pytest.approx(0.025)
    assert statistics.count_interval([0] * 50, 0) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("mean", [0.002, 0.01, 0.05])
def test_rare_counts_lie_inside_as_often_as_is_said(mean):
    draws = np.random.default_rng(7).poisson(mean, (400, 200))
    inside = [low <= mean <= high for _, low, high in map(statistics.count_interval, draws)]
    assert np.mean(inside) >= 0.95 - 3.0 * math.sqrt(0.95 * 0.05 / 400)


def test_the_interval_of_a_mean_of_shares_stays_between_0_and_1_and_grows_wide_with_few():
    # A value not seen in one replicate may have 1 - 0.025 of all; in two the root of 0.025 is left.
    assert statistics.bounded_interval([0.4]) == pytest.approx((0.4, 0.4 * 0.025, 0.4 + 0.6 * 0.975))
    assert statistics.bounded_interval([1.0, 1.0]) == pytest.approx((1.0, math.sqrt(0.025), 1.0))
    assert statistics.bounded_interval([0.0, 1.0]) == (0.5, 0.0, 1.0)  # Student's is -5.85 to 6.85
    many = np.linspace(0.2, 0.8, 1001)
    assert statistics.bounded_interval(many) == statistics.mean_interval(many)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30))
def test_the_interval_of_a_mean_of_shares_holds_the_mean(values):
    mean, low, high = statistics.bounded_interval(values)
    assert 0.0 <= low <= mean <= high <= 1.0
