"""What a defence costs for what it does: per raider stopped, per value saved, per shot at each class.

A price is ignorance and a raid is chance; both are told where they come from, and nothing here mixes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from openiads.study.analysis.ratio import Ratio, quotient
from openiads.study.cost.spending import Spent
from openiads.study.strata_weights import Ends

Numbers = npt.NDArray[np.float64]


def exchange(spent: Spent, threat: str, unit_costs: Sequence[float], sent: int, price: float) -> Numbers:
    """Price of the rounds fired at one raider of a class over the price of that raider, in each row (R,) [1].

    unit_costs  of each type of round (T,), in the money of `price`
    sent        raiders of that class, whether fired at or not: what was spent is spent for all of them
    """
    return spent.on(threat, unit_costs) / (sent * price)


def per_effect(price: float, other_price: float, other_over_one: Ratio) -> Ratio:
    """What one unit of effect costs in one defence over what it costs in another.

    other_over_one  effect of the other defence over that of the one, with its interval by chance
    """
    times = quotient(price, other_price)
    return Ratio(*(times * end for end in other_over_one.ends))


def on_frontier(prices: Sequence[float], bid: int, over_it: Mapping[int, Ratio]) -> Ends:
    """1 where no other bid beats one, 0 where one does, with what chance may make of that.

    A bid is beaten by another that has as much effect for less, or more for as much.

    prices   of all bids
    over_it  effect of each other bid over that of this one
    """
    value, least, most = 1.0, 1.0, 1.0
    for other, ratio in over_it.items():
        if prices[other] > prices[bid]:
            continue
        alike = prices[other] == prices[bid]
        as_found, at_least, at_most = (end > 1.0 or (end == 1.0 and not alike) for end in ratio.ends)
        value, least, most = value * (not as_found), least * (not at_most), most * (not at_least)
    return value, least, most
