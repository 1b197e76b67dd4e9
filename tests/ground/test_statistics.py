"""Intervals against printed tables."""

from __future__ import annotations

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
def test_more_successes_than_tries_are_refused(successes, n):
    with pytest.raises(ValueError) as problem:
        statistics.wilson(successes, n)
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
