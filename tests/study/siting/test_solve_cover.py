"""The solver against a mixed-integer program, against what must hold of any best choice, and at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import sparse

from openiads.study.siting.cover_problem import cover_problem
from openiads.study.siting.solve_cover import filled, solve
from tests.study.siting.covers import best_value, changed, random_problem

# Sums of weights are rounded, and the solver stops where a bound is met to 1e-9.
RELATIVE = 2e-9


@pytest.mark.slow(seconds=3)
@pytest.mark.parametrize("fold", [1, 2])
def test_the_best_of_fifty_small_problems_is_that_of_a_mixed_integer_program(fold) -> None:
    for seed in range(50):
        problem = random_problem(seed, fold)
        found = solve(problem, gap=0.0)
        assert found.proven, (seed, found)
        assert found.value == pytest.approx(best_value(problem), rel=RELATIVE, abs=1e-9), seed
        assert set(problem.fixed) <= set(found.sites)
        assert len(found.sites) == problem.count


@pytest.mark.parametrize("fold", [1, 2])
def test_a_bound_is_one_however_early_the_search_ends(fold) -> None:
    for seed in range(6):
        problem = changed(random_problem(seed, fold, demands=100, sites=20), count=4)
        best = solve(problem, gap=0.0).value
        for gap, parts, seconds in [
            (1.0, 9, math.inf),
            (0.0, 0, math.inf),
            (0.0, 3, math.inf),
            (0.0, 9, 0.0),
        ]:
            found = solve(problem, gap, seconds, parts=parts)
            assert found.value <= best <= found.bound * (1.0 + RELATIVE)
            assert found.value == problem.value(found.sites)
            assert found.proven == (found.gap <= max(gap, 1e-9))


def test_what_is_asked_is_proven_and_no_more_than_that() -> None:
    problem = changed(random_problem(3, 2, 200, 30), count=4)
    loose, tight = (solve(problem, gap) for gap in (0.3, 0.0))
    assert loose.proven
    assert tight.proven
    assert loose.gap <= 0.3
    assert tight.bound <= loose.bound


@pytest.mark.parametrize("fold", [1, 2])
def test_fewer_candidates_cover_no_more_and_one_more_site_no_less(fold) -> None:
    for seed in range(6):
        problem = changed(random_problem(seed, fold))
        best = solve(problem, gap=0.0).value
        fewer = changed(problem, sites=np.arange(problem.sites)[1:])
        more = changed(problem, count=problem.count + 1)
        assert solve(fewer, gap=0.0).value <= best * (1.0 + RELATIVE)
        assert solve(more, gap=0.0).value >= best * (1.0 - RELATIVE)


@pytest.mark.parametrize("fold", [1, 2])
def test_the_order_of_demands_changes_nothing_in_any_bit(fold) -> None:
    for seed in range(6):
        problem = changed(random_problem(seed, fold))
        order = np.random.default_rng(seed).permutation(problem.weights.size)
        one, other = (solve(each, gap=0.05) for each in (problem, changed(problem, demands=order)))
        assert (one.sites, one.value, one.bound) == (other.sites, other.value, other.bound)


@pytest.mark.parametrize("fold", [1, 2])
def test_the_order_of_sites_changes_their_numbers_only(fold) -> None:
    for seed in range(1, 13, 2):  # weights drawn from a continuum: one choice is best
        problem = changed(random_problem(seed, fold))
        order = np.random.default_rng(seed).permutation(problem.sites)
        one, other = (solve(each, gap=0.0) for each in (problem, changed(problem, sites=order)))
        assert other.value == pytest.approx(one.value, rel=RELATIVE)
        assert problem.value(order[list(other.sites)]) == other.value
        if np.array_equal(problem.covered(one.sites), problem.covered(order[list(other.sites)])):
            assert one.value == other.value


def test_the_same_seed_gives_the_same_in_every_bit() -> None:
    problem = random_problem(4, 2, 500, 60)
    one, other = (solve(problem, gap=0.02, seed=7) for _ in range(2))
    assert one.sites == other.sites
    assert (one.value, one.bound, one.how) == (other.value, other.bound, other.how)


def test_what_the_time_ended_says_so() -> None:
    problem = changed(random_problem(3, 2, 400, 40), count=5)
    assert "cut short by the time allowed" in solve(problem, gap=0.0, seconds=0.0).how
    assert "cut short" not in solve(problem, gap=0.5).how
    assert solve(problem, gap=0.0, seconds=0.0).bound > 0.0
    assert "parts left" in solve(problem, gap=0.0, parts=1).how


def test_two_sites_that_see_the_same_are_both_chosen_where_two_must_cover() -> None:
    cover = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 1]]
    found = solve(cover_problem(cover, [1.0, 1.0, 5.0, 1.5], 2, fold=2), gap=0.0)
    assert (found.sites, found.value, found.bound) == ((0, 1), 2.0, pytest.approx(2.0))


@pytest.mark.parametrize("fold", [1, 2])
def test_without_candidates_nothing_is_covered_and_that_is_the_best(fold) -> None:
    found = solve(cover_problem(np.zeros((0, 5)), np.ones(5), 3, fold), gap=0.0)
    assert (found.sites, found.value, found.bound, found.gap, found.proven) == ((), 0.0, 0.0, 0.0, True)


@pytest.mark.parametrize(
    ("cover", "weights", "count", "value"),
    [
        (np.eye(3), [1.0, 2.0, 3.0], 7, 6.0),  # more sites than candidates
        (np.eye(3), [1.0, 2.0, 3.0], 0, 0.0),  # none
        (np.eye(3), [0.0, 0.0, 0.0], 2, 0.0),  # nothing is worth anything
        (np.eye(3)[:, :2], [1.0, 2.0], 3, 3.0),  # a site that covers nothing
        (np.eye(2, 3), [1.0, 2.0, 9.0], 1, 2.0),  # a demand that nobody covers
        (np.zeros((2, 3)), [1.0, 2.0, 9.0], 1, 0.0),  # nobody covers anything
        (np.zeros((2, 0)), [], 1, 0.0),  # no demand
        (np.ones((4, 3)), [1.0, 2.0, 3.0], 2, 6.0),  # all alike
    ],
)
def test_degenerate_problems_are_solved_as_they_are(cover, weights, count, value) -> None:
    found = solve(cover_problem(cover, weights, count), gap=0.0)
    assert (found.value, found.bound, found.proven) == (value, pytest.approx(value), True)
    assert len(found.sites) == min(count, len(cover))


def test_two_fold_cover_by_one_site_is_none() -> None:
    found = solve(cover_problem(np.ones((4, 3)), np.ones(3), 1, fold=2), gap=0.0)
    assert (found.sites, found.value, found.bound, found.proven) == ((0,), 0.0, 0.0, True)


def test_fixed_sites_stay_though_they_cover_nothing() -> None:
    found = solve(cover_problem(np.diag([1.0, 1.0, 0.0]), [1.0, 2.0, 3.0], 2, fixed=[2]), gap=0.0)
    assert (found.sites, found.value) == ((1, 2), 2.0)


def test_sites_that_add_nothing_are_filled_from_the_first() -> None:
    problem = cover_problem(np.eye(4), np.ones(4), 3)
    assert filled(problem, [2]) == (0, 1, 2)


def test_a_sparse_cover_is_the_same_as_a_dense_one() -> None:
    problem = changed(random_problem(2))
    for kind in (sparse.csr_array, sparse.csc_matrix, sparse.coo_array):
        again = cover_problem(kind(problem.cover.toarray()), problem.weights, problem.count)
        assert solve(again).sites == solve(problem).sites


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cover": np.ones(3)}, "cover must be of sites and demands, got 1 axes"),
        ({"weights": [1.0]}, "cover (2, 3) is of sites and demands, weights (1,) of demands"),
        ({"weights": [1.0, -1.0, 1.0]}, "weights must be finite and 0 or more"),
        ({"weights": [1.0, math.nan, 1.0]}, "weights must be finite and 0 or more"),
        ({"count": -1}, "the number of sites to choose must be 0 or more, got -1"),
        ({"fold": 3}, "fold must be 1 or 2, got 3"),
        ({"fixed": [2]}, "fixed sites must be among the 2 candidates, got (2,)"),
        ({"fixed": [0, 1]}, "2 sites are fixed, and only 1 are to be chosen"),
    ],
)
def test_what_is_no_problem_is_refused_in_one_line(given, message) -> None:
    with pytest.raises(ValueError) as caught:
        cover_problem(**({"cover": np.ones((2, 3)), "weights": np.ones(3), "count": 1} | given))
    assert str(caught.value) == message


def test_a_gap_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError) as caught:
        solve(random_problem(1), gap=-0.1)
    assert str(caught.value) == "gap and seconds must be 0 or more, got -0.1 and inf"
