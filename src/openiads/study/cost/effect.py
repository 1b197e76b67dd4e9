"""What a defence costs for what it does, and which of several bids no other beats.

A price is ignorance and a raid is chance; both are told where they come from, and nothing here mixes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openiads.study.analysis.ratio import Ratio, quotient
from openiads.study.strata_weights import Ends


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
