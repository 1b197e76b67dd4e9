"""Prices of batteries, rounds and raiders, as the catalogue has them, with both ends of what sources say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from openiads.catalogue.entries import Deal, Entry, Figure, Round, System, Threat
from openiads.scenario.plan import Plan


@dataclass(frozen=True, slots=True)
class Price:
    """A sum of money in US dollars [USD], between a low and a high, and the figures that it is made of."""

    value: float
    low: float
    high: float
    figures: tuple[tuple[str, Figure], ...]  # each with the entry that says it

    def times(self, count: float) -> Price:
        """The price of `count` of it."""
        return replace(self, value=count * self.value, low=count * self.low, high=count * self.high)

    def over(self, least: float, value: float, most: float) -> Price:
        """The price of one of a number that is uncertain too: the low is over the most."""
        return replace(self, value=self.value / value, low=self.low / most, high=self.high / least)

    @property
    def is_settled(self) -> bool:
        """Whether sources leave no doubt."""
        return self.low == self.high

    @property
    def statuses(self) -> frozenset[str]:
        """Status of each figure that it is made of."""
        return frozenset(figure.status for _, figure in self.figures)


NOTHING = Price(0.0, 0.0, 0.0, ())


def total(prices: Iterable[Price]) -> Price:
    """The sum of prices.

    Low and high are sums of lows and of highs: what holds if all are cheap, and if all are dear.  Where
    prices have nothing to do with one another the range is wider than it need be, which is on the safe side.
    """
    value, low, high = 0.0, 0.0, 0.0
    figures: dict[tuple[str, Figure], None] = {}
    for price in prices:
        value, low, high = value + price.value, low + price.low, high + price.high
        figures |= dict.fromkeys(price.figures)
    return Price(value, low, high, tuple(figures))


def price_of_system(system: System) -> Price:
    """One battery with its first rounds."""
    return _said(system, "cost")


def price_of_round(round_: Round) -> Price:
    """One round."""
    return _said(round_, "unit_cost")


def price_of_threat(threat: Threat) -> Price:
    """One raider, or one flight."""
    return _said(threat, "unit_cost")


def price_in_deal(deal: Deal) -> Price:
    """One battery by a deal: its price over the batteries that it is for, with all else that is in it."""
    batteries = deal.figures["batteries"]
    price = _said(deal, "price").over(batteries.low, batteries.value, batteries.high)
    return replace(price, figures=(*price.figures, (deal.title, batteries)))


def price_of_batteries(plan: Plan) -> Price:
    """All batteries of a plan, each with its first rounds."""
    return total(price_of_system(battery.entry) for battery in plan.batteries)


def prices_of_load(load: Mapping[str, int], rounds: Mapping[str, Round]) -> Price:
    """The rounds of a load, by slug."""
    return total(price_of_round(rounds[slug]).times(count) for slug, count in load.items())


def prices_of_raid(plan: Plan) -> dict[str, Price]:
    """What the raid costs its sender, by class of raider: all that is sent, weapons and carriers."""
    sent = Counter(target.threat.slug for target in plan.targets if target.threat.side == "hostile")
    entries = {target.threat.slug: target.threat for target in plan.targets}
    return {slug: price_of_threat(entries[slug]).times(count) for slug, count in sent.items()}


def _said(entry: Entry, name: str) -> Price:
    figure = entry.figures[name]
    return Price(figure.value, figure.low, figure.high, ((entry.title, figure),))
