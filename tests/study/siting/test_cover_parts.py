"""What is merged, what prices bound, what swaps tell and what is left out, each against plain counting."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from openiads.study.siting.best_few import best_few
from openiads.study.siting.cover_problem import CoverProblem, cover_problem
from openiads.study.siting.lagrangian import Pace, dual, fixing
from openiads.study.siting.merged_cover import merged, narrowed
from openiads.study.siting.solve_cover import solve
from openiads.study.siting.swaps import greedy, improved, swaps
from tests.study.siting.covers import changed, random_problem


def every_choice(problem: CoverProblem) -> dict[tuple[int, ...], float]:
    """Values of all choices that have the fixed sites."""
    sets = combinations(range(problem.sites), problem.count)
    return {sites: problem.value(sites) for sites in sets if set(problem.fixed) <= set(sites)}


def test_demands_of_one_cover_are_one_and_what_nobody_covers_is_gone() -> None:
    cover = np.array([[1, 1, 0, 1, 0, 1], [0, 0, 1, 0, 0, 1]])
    whole = merged(cover_problem(cover, [1.0, 2.0, 4.0, 0.0, 8.0, 16.0], 1))
    assert sorted(whole.weights) == [3.0, 4.0, 16.0]
    assert whole.most == 23.0


@pytest.mark.parametrize("fold", [1, 2])
def test_merged_covers_what_the_problem_covers(fold) -> None:
    for seed in range(10):
        problem = random_problem(seed, fold, demands=200, sites=8)
        whole = merged(problem)
        assert whole.weights.size < 200
        for sites, value in every_choice(problem).items():
            rows = np.searchsorted(whole.sites, np.setdiff1d(sites, problem.fixed))
            assert swaps(whole, rows)[0] == pytest.approx(value)


@pytest.mark.parametrize("fold", [1, 2])
def test_a_repeated_demand_is_one_of_twice_the_weight(fold) -> None:
    for seed in range(5):
        problem = changed(random_problem(seed, fold))
        twice = changed(problem, demands=np.repeat(np.arange(problem.weights.size), 2))
        assert solve(twice, gap=0.0).sites == solve(problem, gap=0.0).sites


def test_what_a_chosen_site_covers_misses_one_less() -> None:
    problem = random_problem(5, 2, demands=80)
    whole = merged(changed(problem, count=3))
    able = np.ones(whole.sites.size, dtype=np.bool_)
    smaller, demands = narrowed(whole, (2,), able)
    assert smaller.count == 2
    np.testing.assert_array_equal(whole.needs[demands] - smaller.needs, whole.covers.toarray()[2, demands])


@pytest.mark.parametrize("fold", [1, 2])
def test_every_swap_is_worth_what_it_says_and_the_last_choice_has_no_better_one(fold) -> None:
    for seed in range(10):
        whole = merged(random_problem(seed, fold))
        rows = greedy(whole)
        _, swapped = swaps(whole, rows)
        for into in np.setdiff1d(np.arange(whole.sites.size), rows):
            for out in range(rows.size):
                other = np.append(np.delete(rows, out), into)
                assert swapped[into, out] == pytest.approx(swaps(whole, other)[0])
        found = improved(whole, rows)
        assert found.value >= swaps(whole, rows)[0] - 1e-9
        assert swaps(whole, found.rows)[1].max(initial=-1.0) <= found.value * (1.0 + 1e-9)


def test_of_equal_sites_greedy_takes_the_first() -> None:
    whole = merged(cover_problem(np.repeat(np.eye(3), 2, axis=0), np.ones(3), 2))
    np.testing.assert_array_equal(greedy(whole), [0, 2])


@pytest.mark.parametrize("fold", [1, 2])
def test_prices_bound_every_choice_and_rule_out_none_that_is_better(fold) -> None:
    for seed in range(20):
        problem = changed(random_problem(seed, fold, sites=10))
        values = every_choice(problem)
        best = max(values.values())
        whole = merged(problem)
        for steps in (1, 7, 200):
            found = dual(whole, 0.9 * best, 0.0, Pace(steps, 20, 1e-3))
            assert found.bound >= best
            asked = 0.97 * best
            must, able, lost = fixing(found, whole.count, asked)
            for sites, value in values.items():
                if value > max(asked, lost):
                    assert able[list(sites)].all()
                    assert set(np.flatnonzero(must)) <= set(sites)


def test_the_best_few_are_the_best_of_all_choices() -> None:
    for seed in range(1, 20, 2):
        problem = random_problem(seed, sites=9)
        values = sorted(every_choice(problem).values(), reverse=True)[:5]
        few = best_few(problem, 5, within=1.0, gap=0.0)
        assert [option.value for option in few] == pytest.approx(values)
        assert len({option.sites for option in few}) == len(few)


@pytest.mark.parametrize("fold", [1, 2])
def test_no_swap_of_the_best_few_is_better_than_the_last_and_not_among_them(fold) -> None:
    for seed in range(1, 12, 2):
        problem = random_problem(seed, fold, sites=12)
        values = every_choice(problem)
        few = best_few(problem, 5, within=1.0, gap=0.0)
        assert few[0].value == max(values.values())
        named = {option.sites for option in few}
        for sites, value in values.items():
            if any(len(set(sites) - set(other)) == 1 for other in named - {sites}):
                assert value <= few[-1].value + 1e-9 or sites in named


def test_the_best_few_are_as_good_as_asked_and_no_more_than_asked() -> None:
    problem = random_problem(7, demands=300, sites=40)
    few = best_few(problem, 8, within=0.03)
    assert 1 <= len(few) <= 8
    assert few[0].value == max(option.value for option in few)
    assert all(option.value >= 0.97 * few[0].value for option in few)
    assert all(option.value == problem.value(option.sites) for option in few)
    with pytest.raises(ValueError) as caught:
        best_few(problem, 0)
    assert str(caught.value) == "count must be 1 or more and within a share, got 0 and 0.02"
