"""At given prices of shots, the salvo that costs least against each target, and all that cost little more.

The least costs of all targets, less the price of all shots, are a bound on what any plan leaves.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.weapon_target.marginal_return import Counts, Floats, Integers
from openiads.engagement.weapon_target.salvo_search import (
    Bench,
    Market,
    crude,
    gather,
    next_salvo,
    relaxed,
    start,
)
from openiads.ground.compiled import kernel, part

Flags = npt.NDArray[np.bool_]

MOST_NODES = 20_000
"""Salvos that are looked at for one target before its relaxation has to do."""
MOST_LOOKED = 5_000_000
"""Salvos that are looked at in all before a list of them is given up."""
MOST_GUESSED = 8
"""Shots of the salvo from which the search for the best begins."""
CLOSE = 1e-14
"""Share of a cost below which two of them are equal but for rounding."""


class Salvos(NamedTuple):
    """Salvos one after the other, as they are found.  Axes: C salvos, L shots of all."""

    first: Integers  # (C + 1,) where the shots of each begin
    types: Counts  # (L,)
    target: Integers  # (C,)
    excess: Floats  # (C,) cost at the prices beyond the least of its target
    survivors: Floats  # (C,) value that survives it


class Cheapest(NamedTuple):
    """The best salvo against a target, in `Bench.best`."""

    cost: float  # no salvo costs less
    shots: int
    exact: bool  # whether the salvo costs that


@part
def first_guess(market: Market, prices: Floats, bench: Bench, n: int) -> Cheapest:
    """A good salvo at prices (T,): shot by shot the one that lowers the cost most."""
    odds, count, paid, left = market.odds, 0, 0.0, market.odds.values[n]
    while count < MOST_GUESSED:
        chosen, least = -1, paid + left
        for t in range(prices.size):
            cost = paid + prices[t] + left * odds.survival[n, t]
            if cost < least:
                had = 0
                for d in range(count):
                    had += bench.best[d] == t
                if had < odds.shots[t]:
                    chosen, least = t, cost
        if chosen < 0:
            break
        bench.best[count] = chosen
        count += 1
        paid += prices[chosen]
        left *= odds.survival[n, chosen]
    return Cheapest(paid + left, count, True)


@part
def cheapest_salvo(market: Market, prices: Floats, bench: Bench, n: int) -> Cheapest:
    """The salvo of least cost against target `n` at prices (T,)."""
    if market.odds.values[n] <= 0.0:
        return Cheapest(0.0, 0, True)
    found = first_guess(market, prices, bench, n)
    cost, shots = found.cost, found.shots
    end = gather(market, prices, bench, n, cost)
    if end < 0:
        return Cheapest(min(cost, crude(market, prices, bench, n)), shots, False)
    start(market, bench, n)
    depth = 0
    for _ in range(MOST_NODES):
        depth = next_salvo(market, prices, bench, n, end, depth, cost * (1.0 - CLOSE))
        if depth < 0:
            return Cheapest(cost, shots, True)
        if bench.paid[depth] + bench.left[depth] < cost:
            cost, shots = bench.paid[depth] + bench.left[depth], depth
            for d in range(depth):
                bench.best[d] = bench.types[bench.chosen[d]]
    lowest = relaxed(market, prices, bench, n, 0, end, 0.0, market.log_values[n])
    return Cheapest(min(cost, lowest), shots, False)


@part
def all_costs(market: Market, prices: Floats, bench: Bench, costs: Floats, use: Floats) -> float:
    """The sum of least costs of all targets less the price of all shots: no plan leaves less.

    costs  (N,) least cost of a salvo against each
    use    (T,) shots that the best salvos have, all targets together
    """
    use[:] = 0.0
    total = 0.0
    for n in range(costs.size):
        found = cheapest_salvo(market, prices, bench, n)
        costs[n] = found.cost
        total += found.cost * market.alike[n]
        for d in range(found.shots):
            use[bench.best[d]] += market.alike[n]
    for t in range(prices.size):
        total -= prices[t] * market.odds.shots[t]
    return total


@part
def noted(salvos: Salvos, count: int, n: int, shots: int) -> bool:
    """Whether there is room for one more salvo; its place and target are noted."""
    begin = salvos.first[count]
    if count + 1 >= salvos.first.size or begin + shots > salvos.types.size:
        return False
    salvos.first[count + 1] = begin + shots
    salvos.target[count] = n
    return True


@part
def all_salvos(market: Market, prices: Floats, bench: Bench, costs: Floats, excess: float,
               salvos: Salvos) -> int:  # fmt: skip
    """All salvos that cost less than `excess` beyond the least of their target: how many, -1 if too many.

    costs  (N,) the least, as `all_costs` has them

    What a sure shot leaves to others is nothing, so it is listed alone.
    """
    count, looked = 0, 0
    salvos.first[0] = 0
    for n in range(costs.size):
        limit = costs[n] + excess
        end = gather(market, prices, bench, n, limit)
        if end < 0:
            return -1
        start(market, bench, n)
        depth = 0
        while depth >= 0:
            looked += 1
            if looked > MOST_LOOKED:
                return -1
            if bench.paid[depth] + bench.left[depth] < limit:
                if not noted(salvos, count, n, depth):
                    return -1
                for d in range(depth):
                    salvos.types[salvos.first[count] + d] = bench.types[bench.chosen[d]]
                salvos.excess[count] = bench.paid[depth] + bench.left[depth] - costs[n]
                salvos.survivors[count] = bench.left[depth]
                count += 1
            depth = next_salvo(market, prices, bench, n, end, depth, limit)
        for t in range(prices.size):
            if market.hardness[n, t] == math.inf and market.odds.values[n] > 0.0 and prices[t] < limit:
                if not noted(salvos, count, n, 1):
                    return -1
                salvos.types[salvos.first[count]] = t
                salvos.excess[count], salvos.survivors[count] = prices[t] - costs[n], 0.0
                count += 1
    return count


@part
def all_pairs(market: Market, prices: Floats, bench: Bench, costs: Floats, excess: float,
              near: Flags) -> None:  # fmt: skip
    """Which types (N, T) can be in a salvo that costs less than `excess` beyond the least of its target.

    costs  (N,) the least, as `all_costs` has them
    """
    for n in range(costs.size):
        limit = costs[n] + excess
        for t in range(prices.size):
            near[n, t] = market.hardness[n, t] == math.inf and prices[t] < limit
        end = gather(market, prices, bench, n, limit)
        for t in range(prices.size if end < 0 else 0):
            near[n, t] = market.hardness[n, t] > 0.0
        for k in range(end):
            near[n, bench.types[k]] = True


@kernel
def lowest_costs(market: Market, prices: Floats, bench: Bench, costs: Floats, use: Floats) -> float:
    """The bound at given prices (T,), as `all_costs` has it; from Python."""
    return all_costs(market, prices, bench, costs, use)


@kernel
def list_salvos(market: Market, prices: Floats, bench: Bench, costs: Floats, excess: float,
                salvos: Salvos) -> int:  # fmt: skip
    """All salvos of little excess at prices (T,), as `all_salvos` has them; from Python."""
    return all_salvos(market, prices, bench, costs, excess, salvos)


@kernel
def near_pairs(market: Market, prices: Floats, bench: Bench, costs: Floats, excess: float,
               near: Flags) -> None:  # fmt: skip
    """Pairs of little excess at prices (T,), as `all_pairs` has them; from Python."""
    all_pairs(market, prices, bench, costs, excess, near)
