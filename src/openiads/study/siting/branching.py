"""The proof: choices are split by whether a site is in, until no part can hold a better one [1]_.

Each part is bounded by prices that start from those of the part that it was cut from.  The part of the
highest bound is split next, by the site that is worth most at its prices: with that site in, its demands
miss one less, which is what makes bounds of two-fold cover sharp.

References
----------
.. [1] A. H. Land and A. G. Doig, An automatic method of solving discrete programming problems, Econometrica
   28 (1960), 497-520.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.study.siting.cover_problem import Floats, Integers
from openiads.study.siting.lagrangian import Dual, Pace, dual, fixing, foremost
from openiads.study.siting.merged_cover import Flags, MergedCover, narrowed
from openiads.study.siting.swaps import Choice, improved, value_of

PACE = Pace(steps=40, patience=40, least=0.5)
"""Of the prices in each part: they begin near where they end, and no step is shortened."""
NEAR = 0.97
"""Share of the best value from which on it is tried whether swaps make a choice better."""


@dataclass(frozen=True, order=True)
class Part:
    """Choices that have some sites and lack others; as small as can be, for there are many at once."""

    below: float  # minus the bound
    number: int
    inside: tuple[int, ...] = field(compare=False)  # rows of the whole
    able: Flags = field(compare=False)  # (n,) rows of the whole that may be chosen
    prices: npt.NDArray[np.float32] = field(compare=False)  # of the demands that are open in this part


class Branching:
    """A search for what is worth more than `known` by more than a share, and a bound on all there is."""

    def __init__(self, whole: MergedCover, known: Choice, gap: float) -> None:
        self.whole, self.best, self.gap = whole, known, gap
        self.lost = -np.inf  # bound of all that was ruled out
        self.parts: list[Part] = []
        self.numbers = 0
        self.split = 0

    @property
    def enough(self) -> float:
        """Bound from which on a part is not looked into."""
        return self.best.value * (1.0 + self.gap)

    @property
    def bound(self) -> float:
        """No choice covers more."""
        return max(self.best.value, self.lost, -self.parts[0].below if self.parts else -np.inf)

    def run(self, root: Dual, most: int, late: Callable[[], bool]) -> None:
        """Split until nothing is left, so many parts were split, or it is late."""
        self._keep(self.whole, np.inf, root)
        while self.parts and self.split < most and not late():
            part = heapq.heappop(self.parts)
            if -part.below <= self.enough:  # a better choice has been found since
                self.lost = max(self.lost, -part.below)
                continue
            self.split += 1
            self._halve(part)

    def _halve(self, part: Part) -> None:
        cover, _ = narrowed(self.whole, part.inside, part.able)
        gains = cover.covers @ part.prices.astype(np.float64)
        site = int(np.argmax(gains))
        for chosen in ((site,), ()):
            able = np.ones(gains.size, dtype=np.bool_)
            able[site] = False
            smaller, demands = narrowed(cover, chosen, able)
            # Of what misses one less, the whole price stays what it was.
            prices = part.prices[demands] * (cover.needs[demands] / smaller.needs)
            self._bound(smaller, -part.below, prices)

    def _bound(self, cover: MergedCover, above: float, prices: Floats) -> None:
        """Bound a part that was cut from one whose bound is `above`."""
        if self._solved(cover):
            return
        found = dual(cover, self.best.value, self.enough, PACE, prices)
        self._try(cover, foremost(found.gains, cover.count))
        self._keep(cover, above, found)

    def _keep(self, cover: MergedCover, above: float, found: Dual) -> None:
        """Put a part among those that are to be split, without the sites that are settled in it."""
        bound = min(found.bound, above)
        if bound <= self.enough:
            self.lost = max(self.lost, bound)
            return
        # Reduced costs are those of the part's own bound, whatever is known from above.
        must, able, lost = fixing(found, cover.count, self.enough)
        self.lost = max(self.lost, min(lost, above))
        if np.count_nonzero(must) > cover.count or np.count_nonzero(able) < cover.count:
            return
        prices = found.prices
        if must.any() or not able.all():
            smaller, demands = narrowed(cover, tuple(np.flatnonzero(must).tolist()), able)
            prices = prices[demands] * (cover.needs[demands] / smaller.needs)
            cover = smaller
        if self._solved(cover):
            return
        self.numbers += 1
        left = np.zeros(self.whole.sites.size, dtype=np.bool_)
        left[self._rows(cover.sites)] = True
        inside = self._rows(np.setdiff1d(cover.inside, self.whole.inside))
        part = Part(-bound, self.numbers, tuple(inside.tolist()), left, prices.astype(np.float32))
        heapq.heappush(self.parts, part)

    def _solved(self, cover: MergedCover) -> bool:
        """Whether the best choice of a part is plain, and was tried."""
        if cover.count > 1 and cover.sites.size > cover.count:
            return False
        # With one site to go, only demands that miss one are open.
        self._try(cover, foremost(cover.covers @ cover.weights, cover.count))
        return True

    def _try(self, cover: MergedCover, rows: Integers) -> None:
        """Whether sites of a part, with those that are in it, are a better choice."""
        inside = np.setdiff1d(cover.inside, self.whole.inside)
        chosen = np.sort(self._rows(np.append(inside, cover.sites[rows])))
        value = value_of(self.whole, chosen)
        found = improved(self.whole, chosen) if value >= NEAR * self.best.value else Choice(chosen, value)
        if found.value > self.best.value:
            self.best = found

    def _rows(self, sites: Integers) -> Integers:
        """Rows of the whole of sites that are in it."""
        return np.searchsorted(self.whole.sites, sites)
