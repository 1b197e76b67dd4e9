"""The salvo against one target that costs least at given prices of shots, or all that cost little more.

A salvo costs what survives it and the price of its shots.  Salvos are built depth first, type by type in the
order of price per logarithm of survival; what any longer salvo costs at least is told by the same salvo with
fractions of shots allowed, where the best is to fire the cheapest logarithm first.  Our own bound, of the
kind that is usual for the knapsack problem [1]_.

References
----------
.. [1] G. B. Dantzig, Discrete-variable extremum problems, Operations Research 5 (1957), 266-277.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.weapon_target.marginal_return import Counts, Floats, Integers, Odds
from openiads.ground.compiled import kernel, part
from openiads.ground.scalar import exp, log

Flags = npt.NDArray[np.bool_]

MOST_NODES = 20_000
"""Salvos that are looked at for one target before its relaxation has to do."""
MOST_LOOKED = 5_000_000
"""Salvos that are looked at in all before a list of them is given up."""
MOST_CANDIDATES = 4_096
"""Types that salvos against one target are built from; with more, a bound without building has to do."""
MOST_GUESSED = 8
"""Shots of the salvo from which the search for the best begins."""
CLOSE = 1e-14
"""Share of a cost below which two of them are equal but for rounding."""


class Market(NamedTuple):
    """Odds with their logarithms.  Axes: N targets, T types."""

    odds: Odds
    log_values: Floats  # (N,) -inf of no value
    hardness: Floats  # (N, T) minus logarithm of survival, infinite where a shot kills for sure
    softness: Floats  # (N, T) 1 over it, infinite where a type does nothing
    alike: Integers  # (N,) targets that each one stands for


class Bench(NamedTuple):
    """Lent arrays of a search: K types at most are candidates, a salvo has D shots at most."""

    types: Integers  # (K,) candidates, by their rate
    rates: Floats  # (K,) price per hardness
    log_rates: Floats  # (K,)
    chosen: Integers  # (D,) candidates of the salvo that is built
    used: Integers  # (K,) shots of each in it
    at: Integers  # (D,) which candidate is tried next
    paid: Floats  # (D,) price of the shots so far
    left: Floats  # (D,) value left
    log_left: Floats  # (D,)
    best: Integers  # (D,) types of the best salvo
    rate_of: Floats  # (T,)


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
def relaxed(market: Market, prices: Floats, bench: Bench, n: int, begin: int, end: int,
            paid: float, log_left: float) -> float:  # fmt: skip
    """Least cost of any salvo that goes on with candidates from `begin`, were fractions of shots allowed.

    prices  (T,)

    Our own: the cheapest logarithm of survival is bought first, of each type up to its shots, until more of
    it would cost as much as it takes.
    """
    k = begin
    while k < end:
        wanted = log_left - bench.log_rates[k]
        if wanted <= 0.0:
            break
        t = bench.types[k]
        whole = market.hardness[n, t] * market.odds.shots[t]
        if wanted <= whole:
            return float(paid + bench.rates[k] * (1.0 + wanted))
        paid += prices[t] * market.odds.shots[t]
        log_left -= whole
        k += 1
    return float(paid + exp(log_left))


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
def rate_types(market: Market, prices: Floats, bench: Bench, n: int) -> tuple[float, float]:
    """Rates at prices (T,): the lowest that is not 0, and the logarithm left after all free shots."""
    lowest, log_left = math.inf, market.log_values[n]
    for t in range(prices.size):
        hard = market.hardness[n, t]
        if hard == 0.0 or hard == math.inf:
            bench.rate_of[t] = math.inf
            continue
        rate = prices[t] * market.softness[n, t]
        bench.rate_of[t] = rate
        if rate == 0.0:
            log_left -= hard * market.odds.shots[t]
        elif rate < lowest:
            lowest = rate
    return lowest, log_left


@part
def crude(market: Market, prices: Floats, bench: Bench, n: int) -> float:
    """Least cost of any salvo at prices (T,), were all logarithms to be had at the lowest rate; our own."""
    lowest, log_left = rate_types(market, prices, bench, n)
    if lowest == math.inf:
        return float(exp(log_left))
    beyond = log_left - log(lowest)
    return float(lowest * (1.0 + beyond) if beyond > 0.0 else exp(log_left))


@part
def gather(market: Market, prices: Floats, bench: Bench, n: int, limit: float) -> int:
    """Candidates for salvos below a limit at prices (T,), by their rate: how many, -1 if too many.

    Free shots always are.

    Our own: a salvo with a shot of a type costs no less than that shot, and all else at the lowest rate.
    """
    lowest, log_left = rate_types(market, prices, bench, n)
    log_lowest = log(lowest) if lowest < math.inf else math.inf
    end = 0
    for t in range(prices.size):
        rate = bench.rate_of[t]
        if rate == math.inf:
            continue
        if rate > 0.0:
            beyond = log_left - market.hardness[n, t] - log_lowest
            least = lowest * (1.0 + beyond) if beyond > 0.0 else lowest * exp(beyond)
            if prices[t] + least >= limit:
                continue
        if end == bench.types.size:
            return -1
        k = end
        while k > 0 and bench.rates[k - 1] > rate:
            bench.types[k], bench.rates[k] = bench.types[k - 1], bench.rates[k - 1]
            k -= 1
        bench.types[k], bench.rates[k] = t, rate
        end += 1
    for k in range(end):
        bench.log_rates[k] = log(bench.rates[k]) if bench.rates[k] > 0.0 else -math.inf
        bench.used[k] = 0
    return end


@part
def start(market: Market, bench: Bench, n: int) -> None:
    """Begin with the empty salvo."""
    bench.at[0], bench.paid[0] = 0, 0.0
    bench.left[0], bench.log_left[0] = market.odds.values[n], market.log_values[n]


@part
def next_salvo(market: Market, prices: Floats, bench: Bench, n: int, end: int, depth: int,
               limit: float) -> int:  # fmt: skip
    """Shots of the next salvo, depth first, -1 if none is left; what goes on above a limit is left out.

    prices  (T,)
    """
    while depth >= 0:
        k = bench.at[depth]
        if k < end:
            least = relaxed(market, prices, bench, n, k, end, bench.paid[depth], bench.log_left[depth])
        if k >= end or least >= limit:
            depth -= 1
            if depth >= 0:
                bench.used[bench.chosen[depth]] -= 1
            continue
        bench.at[depth] = k + 1
        t = bench.types[k]
        if bench.used[k] < market.odds.shots[t]:
            bench.used[k] += 1
            bench.chosen[depth] = k
            bench.paid[depth + 1] = bench.paid[depth] + prices[t]
            bench.left[depth + 1] = bench.left[depth] * market.odds.survival[n, t]
            bench.log_left[depth + 1] = bench.log_left[depth] - market.hardness[n, t]
            bench.at[depth + 1] = k
            return depth + 1
    return -1


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
