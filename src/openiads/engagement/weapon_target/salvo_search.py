"""Salvos against one target, depth first, at given prices of shots.

A salvo costs what survives it and the price of its shots.  Salvos are built type by type in the order of
price per logarithm of survival; what any longer salvo costs at least is told by the same salvo with fractions
of shots allowed, where the best is to fire the cheapest logarithm first.  Our own bound, of the kind that is
usual for the knapsack problem [1]_.

References
----------
.. [1] G. B. Dantzig, Discrete-variable extremum problems, Operations Research 5 (1957), 266-277.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Floats, Integers, Odds
from openiads.ground.compiled import part
from openiads.ground.scalar import exp, log

MOST_CANDIDATES = 4_096
"""Types that salvos against one target are built from; with more, a bound without building has to do."""


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
