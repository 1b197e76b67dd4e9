"""At which value of a figure a verdict flips: the figure alone is moved, all others stay as catalogued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.threshold import Crossing, crossing
from openiads.study.campaign.tables import tables_of
from openiads.study.claims.asking import Played
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.points import Design, changes_of, scenario_of
from openiads.study.strata_weights import Ends, Numbers, Rows

Told = Callable[[PlayedArm, PlayedArm | None], Ends]
"""From an arm and its base, each played at one point, to the number that is judged."""
FINENESS = 1.0 / 32.0
"""A crossing is found to this share of the figure's box: finer than its own interval mostly is."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Outcomes that were played here and are kept nowhere."""

    columns: dict[str, Numbers]
    probability: float

    @property
    def common_failure(self) -> Rows:
        """Whether each row was played with the common failure (R,)."""
        return np.equal(self.columns["common_failure"], 1.0)

    def column(self, name: str) -> Numbers:
        """One column of numbers (R,)."""
        return self.columns[name]


@dataclass(frozen=True)
class Flips:
    """Plays arms with one figure moved."""

    played: Played
    arm: str
    base: str | None
    told: Told
    prepared: dict[str, Prepared] = field(default_factory=dict)  # arms at nominal, once they are needed

    def of(self, name: str, threshold: float) -> Crossing:
        """Where the number that is judged crosses its threshold between the low and the high of a figure."""
        design = self.played.design
        number, one = next((k, c) for k, c in enumerate(design.coordinates) if c.name == name)

        def at(share: float) -> Ends:
            values = [c.value for c in design.coordinates]
            values[number] = one.at(share)
            first = self._played(self.arm, values)
            return self.told(first, None if self.base is None else self._played(self.base, values))

        return _in_values(crossing(at, 0.0, 1.0, threshold, fineness=FINENESS), one)

    def _played(self, name: str, values: list[float]) -> PlayedArm:
        design, arm = self.played.design, self.played.arms[name]
        scenario = scenario_of(design.arm(name), changes_of(design.coordinates, name, values))
        return replace(arm, outcomes=[outcomes_of(scenario, design, self._nominal(name))])

    def _nominal(self, name: str) -> Prepared:
        """An arm with nothing moved, whose ground all others take over."""
        arm = self.played.design.arm(name)
        if name not in self.prepared:
            self.prepared[name] = prepare(arm.scenario, arm.catalogue)
        return self.prepared[name]


def outcomes_of(scenario: Scenario, design: Design, like: Prepared) -> InMemory:
    """Play a scenario in this process, and keep what the measures read; its ground is that of `like`."""
    prepared = prepare(scenario, like.catalogue, like=like)
    played = play(prepared.world, design.seed, 0, design.replicates, chain=prepared.chain)
    books = Books.joined(list(played))
    table = tables_of(books, prepared.plan)["outcomes"]
    columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
    return InMemory(columns, float(prepared.world.doctrine.common_failure_probability))


def _in_values(found: Crossing, one: Coordinate) -> Crossing:
    """A crossing told in the figure's own unit instead of by shares of its box."""
    if found.value is None:
        return found
    value, low, high = (one.at(share) for share in (found.value, found.low, found.high))
    return found._replace(value=value, low=low, high=high)
