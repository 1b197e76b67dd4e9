"""The solver against every plan there is, against what must hold of any best plan, and at its edges."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from openiads.study.assignment.solve_assignment import METHODS, solve
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem
from tests.study.assignment.weapon_targets import least, narrow, tiny

# Salvos are compared by sums of prices, which are rounded, and the program in HiGHS has its tolerances.
RELATIVE = 1e-8


def problem(values, kill, shots=None) -> WeaponTargetProblem:
    chances = np.array(kill, dtype=np.float64).reshape(len(kill), len(values))
    each = np.ones(len(chances)) if shots is None else shots
    return WeaponTargetProblem(np.array(values, dtype=np.float64), chances, np.array(each, dtype=np.int64))


@pytest.mark.slow(seconds=8)
def test_the_best_plan_of_a_hundred_tiny_problems_is_that_of_looking_at_all():
    for seed in range(100):
        asked = tiny(seed)
        best = least(asked)
        for method in METHODS:
            found = solve(asked, method)
            assert found.bound <= best * (1.0 + 1e-12), (seed, method)
            assert best <= found.value * (1.0 + 1e-12), (seed, method)
            assert (found.counts >= 0).all()
            assert (found.counts.sum(axis=0) <= asked.shots).all()
            if method in ("auto", "exact"):
                assert found.status == "optimal", seed
                assert found.value == pytest.approx(best, rel=RELATIVE, abs=1e-300), seed


@given(st.integers(0, 10_000), st.sampled_from(METHODS), st.sampled_from([0.0, 0.02, 5.0]))
def test_a_bound_is_below_the_value_of_every_plan_whatever_the_method_and_the_time(seed, method, seconds):
    draws = np.random.default_rng(seed)
    asked = narrow(int(draws.integers(1, 9)), int(draws.integers(1, 9)), seed, 0.0, 1.0)
    found = solve(asked, method, seconds)
    best = solve(asked, "exact")
    assert best.status == "optimal"
    assert found.bound <= best.value * (1.0 + RELATIVE)
    assert found.bound_by_prices <= found.bound <= found.value
    assert best.value <= found.value * (1.0 + RELATIVE)
    assert found.value == asked.value(found.counts)


@pytest.mark.parametrize("seed", range(5))
def test_greedy_is_best_where_all_types_do_the_same_to_a_target(seed):
    """Den Broeder, Ellison and Emerling (1959)."""
    draws = np.random.default_rng(seed)
    kill = np.repeat(draws.uniform(0.1, 0.9, (1, 12)), 30, axis=0)
    asked = WeaponTargetProblem(draws.uniform(1.0, 9.0, 12), kill, np.ones(30, dtype=np.int64))
    greedy, exact = solve(asked, "greedy"), solve(asked, "exact")
    assert exact.status == "optimal"
    assert greedy.value == pytest.approx(exact.value, rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_where_values_are_alike_and_shots_few_it_is_the_linear_assignment(seed):
    # With p of 0.7 and more a first shot takes at least 0.7, a second at most 0.3.
    draws = np.random.default_rng(seed)
    kill = draws.uniform(0.7, 0.95, (8, 14))
    found = solve(problem(np.ones(14), kill), "exact")
    rows, columns = linear_sum_assignment(kill, maximize=True)
    assert found.value == pytest.approx(14.0 - kill[rows, columns].sum(), rel=RELATIVE)
    assert found.counts.sum(axis=1).max() == 1


def test_sure_shots_leave_the_cheapest_targets_or_none():
    values = np.array([5.0, 9.0, 1.0, 7.0])
    assert solve(problem(values, np.ones((4, 4)))).value == 0.0
    few = solve(problem(values, np.ones((2, 4))))
    assert (few.value, few.status) == (6.0, "optimal")


@pytest.mark.slow(seconds=4)
@pytest.mark.parametrize("method", ["greedy", "exact"])
def test_the_order_of_types_and_targets_changes_nothing_but_their_numbers(method):
    for seed in range(3):
        asked = narrow(12, 9, seed)
        draws = np.random.default_rng(seed)
        types, targets = draws.permutation(12), draws.permutation(9)
        other = WeaponTargetProblem(
            asked.values[targets], asked.kill[np.ix_(types, targets)], asked.shots[types]
        )
        one, two = solve(asked, method), solve(other, method)
        assert one.value == two.value
        assert (one.counts[np.ix_(targets, types)] == two.counts).all()


def test_the_same_seed_gives_the_same_in_every_bit():
    asked = narrow(40, 20, 1)
    for method in METHODS:
        one, two = (solve(asked, method, seed=5) for _ in range(2))
        assert (one.counts == two.counts).all()
        assert (one.value, one.bound, one.how) == (two.value, two.bound, two.how)


@pytest.mark.parametrize("factor", [4.0, 2.0**-60, 3.0, 1e-12])
def test_values_in_another_measure_scale_the_answer(factor):
    asked = narrow(12, 10, 3)
    other = replace(asked, values=asked.values * factor)
    one, two = solve(asked), solve(other)
    assert two.value == pytest.approx(one.value * factor, rel=1e-12)
    assert two.bound == pytest.approx(one.bound * factor, rel=RELATIVE)
    assert (one.counts == two.counts).all()


def test_more_shots_leave_no_more_and_more_targets_no_less():
    for seed in range(3):
        asked = narrow(8, 6, seed)
        value = solve(asked).value
        more = replace(asked, shots=asked.shots + 1)
        fewer = WeaponTargetProblem(asked.values[1:], asked.kill[:, 1:], asked.shots)
        assert solve(more).value <= value * (1.0 + RELATIVE)
        assert solve(fewer).value <= value * (1.0 + RELATIVE)


@pytest.mark.parametrize(
    ("values", "kill", "shots", "value"),
    [
        ([], np.zeros((3, 0)), None, 0.0),  # no targets
        ([4.0, 2.0], [], None, 6.0),  # no weapons
        ([4.0, 2.0], np.zeros((2, 2)), None, 6.0),  # none that does anything
        ([4.0, 2.0], np.ones((2, 2)), [0, 0], 6.0),  # none that fires
        ([0.0, 0.0], [[0.5, 0.5]], None, 0.0),  # nothing at stake
        ([4.0], [[0.75]], None, 1.0),
        ([4.0], [[1.0]], None, 0.0),
        ([4.0], [[0.5]], [3], 0.5),
        ([8.0, 0.0, 8.0], [[0.5, 0.5, 0.5]], [2], 8.0),
        ([8.0, 8.0], [[1.0, 0.0], [1.0, 0.0]], None, 8.0),
        ([1e300, 1e-300], [[0.5, 0.5]], None, 5e299),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_degenerate_problems_are_solved_as_they_are(values, kill, shots, value, method):
    found = solve(problem(values, kill, shots), method)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.bound == pytest.approx(value, rel=RELATIVE)
    assert found.status == "optimal"
    assert 0.0 <= found.gap <= RELATIVE


def test_a_shot_that_does_nothing_is_not_fired():
    found = solve(problem([4.0, 2.0], [[0.0, 0.0], [0.5, 0.5]], [3, 1]))
    assert found.counts.tolist() == [[0, 1], [0, 0]]


def test_of_equal_targets_the_first_is_served():
    found = solve(problem([3.0, 3.0, 3.0], np.full((1, 3), 0.5), [2]), "greedy")
    assert found.counts.ravel().tolist() == [1, 1, 0]


def test_what_the_time_ended_says_so_and_has_a_bound():
    asked = narrow(60, 40, 2)
    found = solve(asked, "auto", seconds=0.0)
    assert found.status == "time limit"
    assert 0.0 < found.bound < found.value
    assert solve(asked, "greedy").status == "within gap"
    assert solve(asked, "exact").status == "optimal"


def test_each_method_is_no_worse_than_the_one_before():
    for seed in range(3):
        asked = narrow(40, 30, seed, 0.1, 0.9)
        greedy, local, exact = (solve(asked, method, seconds=20.0) for method in ("greedy", "local", "exact"))
        assert greedy.value >= local.value >= exact.value * (1.0 - RELATIVE)
        assert local.gap < 0.01
        assert (greedy.found_by, exact.method) == ("greedy", "exact")


@pytest.mark.slow(seconds=3)
def test_a_hundred_types_and_targets_are_proven():
    found = solve(narrow(100, 100, 4), "exact")
    assert found.status == "optimal"
    assert found.gap <= RELATIVE
    assert found.bound_by_prices >= 0.99 * found.value


@pytest.mark.slow(seconds=4)
@pytest.mark.parametrize(("types", "targets"), [(1_200, 1_200), (5, 20_000), (20_000, 5)])
def test_a_large_problem_ends_in_time_with_a_bound(types, targets):
    """The clock is asked often enough, whatever the form: one look is no more than a first step."""
    asked = narrow(types, targets, 1)
    found, at_once = (solve(asked, "auto", seconds=seconds) for seconds in (1.0, 0.0))
    assert at_once.status in ("time limit", "optimal")
    assert found.value <= at_once.value
    assert 0.0 <= at_once.bound <= found.bound <= found.value  # how near they come is up to the machine
    assert found.status in ("time limit", "optimal", "within gap")


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_a_hundred_thousand_weak_shots_end_in_time_with_a_bound(method, alike):
    """Every target has thousands of shots at once, all of different types or of few."""
    draws = np.random.default_rng(6)
    kill = draws.choice([1e-5, 2e-5, 3e-5], (100_000, 5)) if alike else draws.uniform(0.0, 1e-4, (100_000, 5))
    asked = WeaponTargetProblem(
        np.array([10.0, 20.0, 30.0, 40.0, 50.0]), kill, np.ones(100_000, dtype=np.int64)
    )
    found = solve(asked, method, seconds=0.5)
    assert 0.0 < found.bound < found.value < 150.0
    assert (found.counts.sum(axis=0) <= 1).all()
    # Greedy is within a half of the best in what is taken, for that is submodular: the bound says so, too.
    assert 150.0 - found.value >= 0.5 * (150.0 - found.bound)


def test_a_method_or_time_that_is_none_is_refused():
    for given_method, seconds in (("best", 1.0), ("auto", -1.0), ("auto", math.nan)):
        with pytest.raises(ValueError, match="method must be one of"):
            solve(narrow(2, 2, 1), given_method, seconds)
