"""Better prices of shots, step by step along a subgradient [1]_: what they prove, every plan is held to.

A type of which the best salvos want more shots than there are becomes dearer, one of which they leave some
becomes cheaper; the length of a step goes by how far the bound is from a plan that is known.

References
----------
.. [1] B. T. Polyak, Minimization of unsmooth functionals, USSR Computational Mathematics and Mathematical
   Physics 9 (1969), 14-29.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Floats
from openiads.engagement.weapon_target.pricing import all_costs
from openiads.engagement.weapon_target.salvo_search import Bench, Market
from openiads.ground.compiled import kernel, part

SHORTER = 0.8
"""Share to which steps are cut that bring nothing better."""
PATIENCE = 50
"""Steps without a better bound after which they are."""
BETTER = 0.01
"""Share of the gap that counts as better."""
KEPT = 0.95
"""Share of the last direction that goes into the next."""


class Ascent(NamedTuple):
    """Prices on their way, and the best so far.  Axes: N targets, T types."""

    prices: Floats  # (T,)
    best: Floats  # (T,) prices of the best bound
    way: Floats  # (T,) direction of the last step
    use: Floats  # (T,) lent
    costs: Floats  # (N,) lent
    told: Floats  # (5,) best bound, length of steps, steps without a better one, a known plan, all steps


@part
def copy_prices(prices: Floats, to: Floats) -> None:
    """Have other prices (T,) be the same."""
    for t in range(prices.size):
        to[t] = prices[t]


@part
def climb(market: Market, bench: Bench, ascent: Ascent, steps: int, least: float) -> bool:
    """Take some steps; whether more would bring anything: not once their length is below `least`."""
    told, prices, way = ascent.told, ascent.prices, ascent.way
    for _ in range(steps):
        bound = all_costs(market, prices, bench, ascent.costs, ascent.use)
        told[2] += 1.0
        told[4] += 1.0
        if bound > told[0]:
            if bound > told[0] + BETTER * (told[3] - bound):
                told[2] = 0.0
            told[0] = bound
            copy_prices(prices, ascent.best)
        gap = told[3] - bound
        if gap <= 0.0 or told[1] < least:
            return False
        if told[2] >= PATIENCE:
            told[1] *= SHORTER
            told[2] = 0.0
            copy_prices(ascent.best, prices)
            way[:] = 0.0
            continue
        steep = 0.0
        for t in range(prices.size):
            slope = ascent.use[t] - market.odds.shots[t]
            way[t] = slope + KEPT * way[t]
            if prices[t] <= 0.0 and way[t] < 0.0:
                way[t] = 0.0
            steep += way[t] * way[t]
        if steep == 0.0:
            return False
        for t in range(prices.size):
            prices[t] = max(prices[t] + told[1] * gap / steep * way[t], 0.0)
    return True


@kernel
def climb_prices(market: Market, bench: Bench, ascent: Ascent, steps: int, least: float) -> bool:
    """Take some steps, as `climb` does; from Python."""
    return climb(market, bench, ascent, steps, least)
