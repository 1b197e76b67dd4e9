"""What arms are compared by: one value a replicate, from the table of outcomes.

Denominators do not move: what arrives is counted of all that the scenario aims at assets, carriers apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np

from openiads.ground.kinds import one_of
from openiads.ground.statistics import COUNT, mean_interval
from openiads.study.analysis.sample import (
    Inside,
    Sample,
    counted,
    counted_of,
    pooled_of,
    rated_of,
    within_one,
)
from openiads.study.strata_weights import Numbers, Rows

SHARE = "1"
"""The unit of what lies between 0 and 1."""
Better = Literal["less", "more", ""]
"""Which of two arms does better by a measure: the one with less, with more, or neither."""


class Outcomes(Protocol):
    """Rows of one arm at one point: each replicate, and right after it its twin with the common failure."""

    @property
    def probability(self) -> float:
        """Of the common failure."""

    @property
    def common_failure(self) -> Rows:
        """Whether each row was played with it (R,)."""

    def column(self, name: str) -> Numbers:
        """One column of numbers (R,)."""


class Whole(NamedTuple):
    """What a scenario has of what is counted."""

    aimed: int  # raiders and weapons that would arrive at assets
    carriers: int
    assets: int
    value: float = 1.0  # of all assets together, of which shares are told
    least_value: float = 0.0  # of the asset that is worth least, as a share of all; 0 where none is known

    def joined(self, other: Whole) -> Whole:
        """What holds for two arms: the larger of both by each count, and the least that an asset is worth."""
        return Whole(
            max(self.aimed, other.aimed),
            max(self.carriers, other.carriers),
            max(self.assets, other.assets),
            least_value=min(self.least_value, other.least_value),
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of each replicate."""

    key: str
    title: str
    unit: str  # of people; of counts none
    better: Better
    values: Callable[[Outcomes, int], Numbers]
    """From outcomes, and what is aimed at assets, to a value a row (R,)."""
    of_all: Literal["", "aimed", "carriers", "assets", "value"] = ""  # what it is counted of, never more
    most: float | None = None  # what it counts at most, where that is another number
    trials: int = 0  # of a share: how many independent ones each value is of, if it is
    once: float = 0.0  # of a rate: what a single occurrence adds to a value
    least_of: Literal["", "least_value"] = ""  # of another share: what of the whole is its least step

    def of(self, outcomes: Outcomes, aimed: int) -> Sample:
        """Values of the replicates of one arm at one point; `aimed` is what its scenario aims at assets."""
        first = int(outcomes.column("replicate")[0])
        return Sample.of(self.values(outcomes, aimed), outcomes.probability, outcomes.common_failure, first)

    def inside(self, whole: Whole) -> Inside:
        """How the mean of one stratum and its interval are computed."""
        if self.trials:
            return pooled_of(self.trials)
        if self.once:
            return rated_of(self.once)
        if self.of_all:
            return counted_of(float(getattr(whole, self.of_all)))
        if self.unit:
            return within_one if self.unit == SHARE else mean_interval
        return counted if self.most is None else counted_of(self.most)

    def step(self, whole: Whole) -> float | None:
        """The least by which a value can change; None where that is not known, as of money and of times."""
        if self.trials:
            return 1.0 / self.trials
        if self.once:
            return self.once
        if self.least_of:
            return float(getattr(whole, self.least_of)) or None
        return None if self.unit else COUNT


def _column(*names: str) -> Callable[[Outcomes, int], Numbers]:
    """The sum of columns."""

    def values(outcomes: Outcomes, aimed: int) -> Numbers:
        found: Numbers = np.sum([outcomes.column(name) for name in names], axis=0, dtype=np.float64)
        return found

    return values


def _stopped(outcomes: Outcomes, aimed: int) -> Numbers:
    return aimed - _column("leakers")(outcomes, aimed)


ALL = (
    Measure("leakers", "leakers", "", "less", _column("leakers"), of_all="aimed"),
    Measure("stopped", "raiders and weapons that do not arrive", "", "more", _stopped, of_all="aimed"),
    Measure("released", "carriers that release", "", "less", _column("released"), of_all="carriers"),
    Measure(
        "carriers_killed_before",
        "carriers killed before they release",
        "",
        "more",
        _column("carriers_killed_before"),
        of_all="carriers",
    ),
    Measure(
        "carriers_killed_after",
        "carriers killed after it, on their way home",
        "",
        "",
        _column("carriers_killed_after"),
        of_all="carriers",
    ),
    Measure("killed", "raiders killed", "", "more", _column("killed")),
    Measure(
        "value_hit_share",
        "share of all value that is hit",
        "1",
        "less",
        _column("value_hit_share"),
        of_all="value",
        least_of="least_value",
    ),
    Measure("assets_hit", "assets hit", "", "less", _column("assets_hit"), of_all="assets"),
    Measure("rounds", "rounds fired", "", "", _column("rounds")),
    Measure("cost_musd", "price of the rounds fired", "MUSD", "less", _column("cost_musd")),
    Measure(
        "flights_engaged", "flights fired at", "", "less", _column("neutrals_engaged", "friends_engaged")
    ),
    Measure("flights_killed", "flights shot down", "", "less", _column("neutrals_killed", "friends_killed")),
)
MEASURES = {of.key: of for of in ALL}
"""All measures by their keys, the headline first."""
CARRIERS = ("released", "carriers_killed_before", "carriers_killed_after")
"""Those of carriers, which never arrive themselves, and so are told apart from what does."""


def measure(key: str) -> Measure:
    """The measure of that key."""
    return MEASURES[one_of("measure", key, tuple(MEASURES))]
