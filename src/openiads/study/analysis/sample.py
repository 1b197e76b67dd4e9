"""One measure of one arm at one point: a value for every replicate, in both strata."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import count_interval, mean_interval, wilson
from openiads.study.strata_weights import Ends, Numbers, Rows, mixed

LEAST = 2
"""Replicates that have a spread."""
Whole = npt.NDArray[np.int64]
Inside = Callable[[Numbers], Ends]
"""Mean and interval of the values (R,) of one stratum."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of the replicates of one arm at one point, in order."""

    probability: float  # of the common failure
    typical: Numbers  # (R,) without it
    stricken: Numbers  # (S,) with it
    numbers: Whole  # (S,) of the replicates that were played with it

    @classmethod
    def of(
        cls, values: npt.ArrayLike, probability: float = 0.0, struck: Rows | None = None, first: int = 0
    ) -> Sample:
        """Values (R,) as the rows of a run have them: each replicate, and right after it the one `struck`."""
        told = np.asarray(values, dtype=np.float64)
        if struck is None:
            struck = np.zeros(told.size, dtype=np.bool_)
        numbers = first + np.cumsum(~struck, dtype=np.int64) - 1
        return cls(probability, told[~struck], told[struck], numbers[struck])

    @property
    def share(self) -> float:
        """What the common failure weighs: its probability, or 0 where no replicate can tell of it."""
        return self.probability if self.stricken.size else 0.0

    def interval(self, inside: Inside) -> Ends:
        """Mean and interval over both strata; `inside` gives those of one.

        One replicate tells nothing of chance: its interval has no ends.
        """
        typical = inside(self.typical)
        if self.typical.size < LEAST:
            mean = mixed(self.share, typical, inside(self.stricken))[0] if self.stricken.size else typical[0]
            return mean, -math.inf, math.inf
        return mixed(self.share, typical, inside(self.stricken)) if self.stricken.size else typical

    def first(self, replicates: int) -> Sample:
        """Those of the first replicates."""
        struck = self.numbers < replicates
        return Sample(
            self.probability, self.typical[:replicates], self.stricken[struck], self.numbers[struck]
        )

    def joined(self, later: Sample) -> Sample:
        """These replicates and those that come after them."""
        return Sample(
            self.probability,
            np.concatenate([self.typical, later.typical]),
            np.concatenate([self.stricken, later.stricken]),
            np.concatenate([self.numbers, later.numbers]),
        )

    def only(self, replicates: int, numbers: Whole) -> Sample:
        """Its first replicates, and of those with the common failure the ones with these numbers."""
        kept = self.stricken[np.searchsorted(self.numbers, numbers)]
        return Sample(self.probability, self.typical[:replicates], kept, numbers)


def alike(samples: Iterable[Sample]) -> list[Sample]:
    """The replicates that all samples have: how many are played twice depends on the probability."""
    told = list(samples)
    size = min(sample.typical.size for sample in told)
    numbers = reduce(np.intersect1d, [sample.numbers[sample.numbers < size] for sample in told])
    return [sample.only(size, numbers) for sample in told]


def counted(values: Numbers) -> Ends:
    """Mean and interval of counts (R,)."""
    return count_interval(values)


def counted_of(most: float) -> Inside:
    """The same of counts that are `most` at most."""
    return lambda values: count_interval(values, most)


def within_one(values: Numbers) -> Ends:
    """Mean and Student's interval of shares, as far as shares go: from 0 to 1."""
    mean, low, high = mean_interval(values)
    return mean, max(low, 0.0), min(high, 1.0)


def rated_of(once: float) -> Inside:
    """The same of a rate, to which each occurrence adds `once`: what never happened may still happen once."""

    def rated(values: Numbers) -> Ends:
        mean, low, high = count_interval(values / once)
        return mean * once, low * once, high * once

    return rated


def pooled_of(each: int) -> Inside:
    """Mean share of independent trials, `each` of them in every replicate, and Wilson's interval over all.

    Where trials differ in their chances, as raiders from several sides do, the interval is rather too wide.
    """

    def pooled(values: Numbers) -> Ends:
        trials = values.size * each
        happened = float(np.sum(values)) * each
        return happened / trials, *wilson(round(happened), trials)

    return pooled


def shared(values: Numbers) -> Ends:
    """Share of the replicates that saw something, its values 0 or 1 (R,), and Wilson's interval."""
    saw = int(np.count_nonzero(values))
    return saw / values.size, *wilson(saw, values.size)
