"""What no plan can fall below: the Lagrangian relaxation of who shoots at what.

With a price u of each shot, targets fall apart: against each the salvo is fired that costs least, survivors
and prices together.  The sum of these costs less the price of all shots there are is never more than what the
best plan leaves, for any prices of 0 or more.  `engagement.weapon_target.price_steps` makes prices good,
beginning from what a shot takes in the mean in a plan that is known.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from openiads.engagement.weapon_target.price_steps import Ascent, climb_prices
from openiads.engagement.weapon_target.pricing import lowest_costs, near_pairs
from openiads.engagement.weapon_target.salvo_search import Bench
from openiads.engagement.weapon_target.shot_plan import Plan
from openiads.study.assignment.lent_arrays import bench_for
from openiads.study.assignment.merged_problem import MergedProblem
from openiads.study.assignment.weapon_target_problem import Floats

STEPS = 20_000
"""Steps at most; they end sooner, by their length."""
LEAST = 1e-4
"""Share of the first step's length below which nothing more comes."""
LEVELS = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Shares of what a shot takes in the mean that are tried as the first price."""
AGAIN = 0.5
"""Length of the first step where prices are taken up again."""
MOST_AT_ONCE, QUICK = 128, 0.02
"""Steps after which the time is asked at the latest: twice as many each time while that is quick [s]."""
ROUNDING = 1e-13
"""Share of all that is summed that covers what rounding may do to a bound."""


class Prices(NamedTuple):
    """Prices of shots (T,) and what they prove, values scaled as in the merged problem."""

    prices: Floats
    costs: Floats  # (G,) of the cheapest salvo against each kind of target
    bound: float  # no plan leaves less


class PriceBound:
    """The best prices so far; they can be bettered for a while, and again once a better plan is known."""

    def __init__(self, whole: MergedProblem, plan: Plan, known: float, late: Callable[[], bool]) -> None:
        self._market, self._whole = whole.market, whole
        self._bench: Bench = bench_for(whole.odds)
        types, kinds = whole.odds.shots.size, whole.market.odds.values.size
        self._ascent = Ascent(
            np.zeros(types), np.zeros(types), np.zeros(types), np.zeros(types), np.zeros(kinds),
            np.array([-np.inf, 1.0, 0.0, known, 0.0]),
        )  # fmt: skip
        self._begin(_level(plan), late)

    @property
    def steps(self) -> int:
        """Steps so far."""
        return int(self._ascent.told[4])

    def _begin(self, level: float, late: Callable[[], bool]) -> None:
        """Begin from one price for all: from marginal prices of each type it takes longer, and ends lower."""
        ascent, highest = self._ascent, -np.inf
        for share in LEVELS:
            flat = np.full(self._whole.odds.shots.size, share * level)
            bound = lowest_costs(self._market, flat, self._bench, ascent.costs, ascent.use)
            if bound > highest:
                highest = bound
                ascent.prices[:] = ascent.best[:] = flat
            if late():
                break

    def better(self, known: float, steps: int, late: Callable[[], bool]) -> Prices:
        """Prices after some steps more.

        known  what a plan leaves that is known
        steps  at most
        late   whether to stop before; one step is made whatever the time
        """
        ascent = self._ascent
        ascent.told[3] = known
        if self.steps:
            ascent.told[1], ascent.told[2] = AGAIN, 0.0
            ascent.prices[:], ascent.way[:] = ascent.best, 0.0
        rest, chunk, more = steps, 1, True
        while more and rest > 0:
            begin, chunk = time.perf_counter(), min(chunk, rest)
            more = climb_prices(self._market, self._bench, ascent, chunk, LEAST) and not late()
            rest -= chunk
            if time.perf_counter() - begin < QUICK:
                chunk = min(2 * chunk, MOST_AT_ONCE)
        return self._told()

    def near(self, prices: Prices, excess: float) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Pairs (N, T) of targets and types that a plan within `excess` of the bound can have."""
        found = np.zeros(self._market.odds.survival.shape, dtype=np.bool_)
        near_pairs(self._market, prices.prices, self._bench, prices.costs, excess, found)
        return found[self._whole.kind]

    def _told(self) -> Prices:
        prices, costs = self._ascent.best.copy(), np.zeros_like(self._ascent.costs)
        bound = lowest_costs(self._market, prices, self._bench, costs, self._ascent.use)
        summed = float(costs @ self._market.alike + prices @ self._whole.odds.shots)
        terms = costs.size + prices.size
        return Prices(prices, costs, bound - (ROUNDING + 4.0 * np.finfo(float).eps * terms) * summed)


def _level(plan: Plan) -> float:
    """What a shot takes in the mean, of all that are fired."""
    live = plan.shots > 0
    taken = plan.without[live] - plan.left[plan.target[live]]
    return float(np.average(taken, weights=plan.shots[live]))
