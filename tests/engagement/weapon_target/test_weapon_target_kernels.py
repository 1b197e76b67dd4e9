"""Kernels of weapon-target assignment against plain loops over all there is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from openiads.engagement.weapon_target import exchanges, kicks, marginal_return, price_steps, pricing
from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.ground.compiled import COMPILED, Part
from openiads.study.assignment.lent_arrays import (
    bench_for,
    counts_of,
    cut,
    fired_greedily,
    plan_of,
    reach_of,
    room_for,
    ways_for,
)
from openiads.study.assignment.merged_problem import merged
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem


def odds_of(seed: int, targets: int, types: int, most: int = 1) -> Odds:
    draws = np.random.default_rng(seed)
    survival = 1.0 - draws.uniform(0.1, 0.9, (targets, types))
    values = draws.integers(25, 101, targets).astype(np.float64)
    return Odds(values, survival, draws.integers(1, most + 1, types))


def left_of(odds: Odds, counts) -> float:
    return math.fsum(odds.values * np.prod(odds.survival**counts, axis=1))


def greedy(odds: Odds) -> np.ndarray:
    """The same by asking every type and target at every shot."""
    counts, stock = np.zeros(odds.survival.shape, dtype=np.int64), odds.shots.copy()
    while True:
        left = odds.values * np.prod(odds.survival**counts, axis=1)
        taken = np.where(stock > 0, left[:, None] * (1.0 - odds.survival), 0.0)
        best = np.unravel_index(int(np.argmax(taken)), taken.shape)
        if taken[best] <= 0.0:
            return counts
        counts[best] += 1
        stock[best[1]] -= 1


@pytest.mark.parametrize("seed", range(8))
def test_greedy_is_that_of_asking_every_pair_at_every_shot(seed):
    odds = odds_of(seed, 7, 5, 1 + seed % 3)
    fired = fired_greedily(odds)
    assert (fired.counts == greedy(odds)).all()
    assert fired.left.sum() == pytest.approx(left_of(odds, fired.counts), rel=1e-12)
    assert (fired.stock == odds.shots - fired.counts.sum(axis=0)).all()


@pytest.mark.parametrize("seed", range(6))
def test_with_many_types_greedy_is_that_of_asking_every_pair_as_well(seed):
    odds = odds_of(seed, 3, 40, 1 + seed % 3)
    odds.survival[:] = np.round(odds.survival, 1 + seed % 2)  # many are alike, some do nothing
    odds.survival[:, 5] = 1.0
    fired = fired_greedily(odds)
    assert fired.order.shape == odds.survival.shape
    assert (fired.counts == greedy(odds)).all()


def test_of_equal_targets_the_first_and_of_equal_types_the_first():
    odds = Odds(np.full(3, 4.0), np.full((3, 2), 0.5), np.ones(2, dtype=np.int64))
    assert fired_greedily(odds).counts.tolist() == [[1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize("seed", range(6))
def test_no_shift_and_no_swap_betters_what_trades_leave(seed):
    odds = odds_of(seed, 6, 7, 1 + seed % 2)
    plan, ways = plan_of(odds, fired_greedily(odds).counts), ways_for(odds, 24)
    before = plan.left.sum()
    assert exchanges.trade_shots(odds, plan, reach_of(odds.survival < 1.0), ways, math.inf)
    counts = counts_of(odds, plan)
    assert (counts.sum(axis=0) <= odds.shots).all()
    value = left_of(odds, counts)
    assert value == pytest.approx(plan.left.sum(), rel=1e-12)
    assert value <= before
    for other in neighbours(counts):
        assert left_of(odds, other) >= value * (1.0 - 1e-9)


def test_trades_that_are_paused_among_the_shots_of_one_target_end_as_good():
    odds, all_at_one = odds_of(5, 2, 24), np.array([[1] * 24, [0] * 24])
    best, ways = plan_of(odds, all_at_one), ways_for(odds, 24)
    assert exchanges.trade_shots(odds, best, reach_of(odds.survival < 1.0), ways, math.inf)
    at_once = ways.told[0]
    plan, ways = plan_of(odds, all_at_one), ways_for(odds, 24)
    pauses = 0
    while not exchanges.trade_shots(odds, plan, reach_of(odds.survival < 1.0), ways, ways.told[0] + 1.0):
        pauses += 1
    assert pauses >= 24, "each shot is asked on its own"
    assert ways.told[0] <= 3.0 * at_once, "and not from the first one again"
    assert left_of(odds, counts_of(odds, plan)) == pytest.approx(best.left.sum(), rel=1e-3)
    value = left_of(odds, counts_of(odds, plan))
    assert all(left_of(odds, other) >= value * (1.0 - 1e-9) for other in neighbours(counts_of(odds, plan)))


def neighbours(counts):
    """Plans with one shot elsewhere, or two shots in each other's places."""
    pairs = [tuple(pair) for pair in np.argwhere(counts)]
    for n, t in pairs:
        for m in range(len(counts)):
            other = counts.copy()
            other[n, t] -= 1
            other[m, t] += 1
            yield other
    for (n, t), (m, s) in itertools.combinations(pairs, 2):
        other = counts.copy()
        other[n, t] -= 1
        other[m, s] -= 1
        other[n, s] += 1
        other[m, t] += 1
        yield other


def test_a_trade_of_three_targets_is_found_that_no_swap_reaches():
    # Each type is best one target further on; any two in each other's places lose.
    survival = np.array([[0.5, 0.9, 0.4], [0.4, 0.5, 0.9], [0.9, 0.4, 0.5]])
    odds = Odds(np.full(3, 10.0), survival, np.ones(3, dtype=np.int64))
    plan, ways = plan_of(odds, np.eye(3, dtype=np.int64)), ways_for(odds, 8)
    exchanges.trade_shots(odds, plan, reach_of(survival < 1.0), ways, math.inf)
    assert plan.left.sum() == pytest.approx(12.0)


def test_kicks_keep_a_plan_a_plan_and_never_make_it_worse():
    odds = odds_of(3, 9, 12, 2)
    plan = plan_of(odds, fired_greedily(odds).counts)
    kept, before = plan_of(odds, fired_greedily(odds).counts), plan.left.sum()
    draws = np.random.default_rng(1).random((40, kicks.DRAWS))
    assert (
        kicks.kick(odds, plan, kept, reach_of(odds.survival < 1.0), ways_for(odds, 8), draws, math.inf) == 40
    )
    counts = counts_of(odds, kept)
    assert (counts.sum(axis=0) <= odds.shots).all()
    assert kept.left.sum() == pytest.approx(left_of(odds, counts), rel=1e-12)
    assert kept.left.sum() <= before


def market_of(seed: int, kill=None):
    odds = odds_of(seed, 3, 4, 2)
    chances = 1.0 - odds.survival.T if kill is None else kill
    return merged(WeaponTargetProblem(odds.values, chances, odds.shots))


def salvos(market, prices, n):
    """Every salvo against a target: its counts, and what it costs."""
    odds = market.odds
    for counts in itertools.product(*(range(s + 1) for s in odds.shots.tolist())):
        left = odds.values[n] * np.prod(odds.survival[n] ** np.array(counts))
        yield counts, float(left + prices @ np.array(counts))


@pytest.mark.parametrize("seed", range(6))
def test_the_cheapest_salvo_is_that_of_looking_at_all(seed):
    market = market_of(seed).market
    prices = np.random.default_rng(seed).uniform(0.0, 0.4, 4) * (np.arange(4) != seed)
    costs, use = np.zeros(3), np.zeros(4)
    bound = pricing.lowest_costs(market, prices, bench_for(market.odds), costs, use)
    best = [min(cost for _, cost in salvos(market, prices, n)) for n in range(3)]
    assert costs == pytest.approx(best, rel=1e-12)
    assert bound == pytest.approx(sum(best) - prices @ market.odds.shots, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_list_has_all_salvos_of_little_excess_and_no_others(seed):
    market, excess = market_of(seed).market, 0.1
    prices = np.random.default_rng(seed).uniform(0.05, 0.4, 4)
    bench, costs, room = bench_for(market.odds), np.zeros(3), room_for(2_000, 20_000)
    pricing.lowest_costs(market, prices, bench, costs, np.zeros(4))
    found = cut(room, pricing.list_salvos(market, prices, bench, costs, excess, room))
    listed = {
        (
            int(found.target[c]),
            tuple(np.bincount(found.types[found.first[c] : found.first[c + 1]], minlength=4)),
        )
        for c in range(found.target.size)
    }
    meant = {
        (n, counts)
        for n in range(3)
        for counts, cost in salvos(market, prices, n)
        if cost < costs[n] + excess
    }
    assert listed == meant
    assert (found.excess >= -1e-12).all()
    near = np.zeros((3, 4), dtype=np.bool_)
    pricing.near_pairs(market, prices, bench, costs, excess, near)
    assert all(near[n, t] for n, counts in meant for t in np.flatnonzero(counts))


def test_a_list_without_room_for_all_is_given_up():
    market = market_of(1).market
    prices, costs, bench = np.full(4, 0.1), np.zeros(3), bench_for(market.odds)
    pricing.lowest_costs(market, prices, bench, costs, np.zeros(4))
    assert pricing.list_salvos(market, prices, bench, costs, 9.0, room_for(5, 50)) == -1
    assert pricing.list_salvos(market, prices, bench, costs, 9.0, room_for(500, 3)) == -1


def test_a_sure_shot_is_a_salvo_of_its_own():
    market = market_of(1, np.array([[1.0, 0.3, 0.2]] * 2 + [[0.5, 0.4, 1.0]] * 2)).market
    prices, costs = np.full(market.odds.shots.size, 0.2), np.zeros(3)
    pricing.lowest_costs(market, prices, bench_for(market.odds), costs, np.zeros(prices.size))
    assert costs[[0, 2]] == pytest.approx([0.2, 0.2])


@pytest.mark.compiled("only what is compiled can be kept from allocating")
def test_kernels_for_the_loop_are_made_of_parts_which_cannot_allocate():
    assert COMPILED
    loop = (
        marginal_return.by_marginal_return, exchanges.improve, kicks.shake, pricing.all_costs,
        pricing.all_salvos, price_steps.climb,
    )  # fmt: skip
    for one in loop:
        assert isinstance(one, Part)
        assert one.targetoptions["_nrt"] is False
