"""At which value of a figure a verdict flips: the figure alone is moved, all others stay as catalogued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.books import Books
from openiads.simulation.engine import default_workers, play
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.threshold import Crossing, crossing
from openiads.study.campaign.tables import tables_of
from openiads.study.claims.asking import Played
from openiads.study.claims.counting import Count, Counted, counts_in
from openiads.study.compare.measures import Outcomes
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.points import changes_of, scenario_of
from openiads.study.strata_weights import Ends, Numbers, Rows

Told = Callable[[PlayedArm, PlayedArm | None], Ends]
"""From an arm and its base, each played at one point, to the number that is judged."""
GRID = 5
"""Values that are looked at first."""
FINENESS = 1.0 / 16.0
"""A crossing is found to this share of the figure's box: finer than its own interval mostly is."""
TILE = 4
"""Replicates that one thread plays at a time."""
AS_MANY = 2
"""Replicates at each value, as multiples of those at a point of the box."""


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
    """Plays arms with one figure moved; what was played is kept, for several numbers ask for the same."""

    played: Played
    prepared: dict[str, Prepared] = field(default_factory=dict)  # arms at nominal, once they are needed
    seen: dict[tuple[str, tuple[str, ...]], Outcomes] = field(default_factory=dict)  # by arm and changes

    def of(self, name: str, threshold: float, arm: str, base: str | None, told: Told) -> Crossing:
        """Where a number crosses its threshold between the low and the high of a figure.

        told  the number, from an arm and its base played with that figure moved
        """
        design = self.played.design
        number, one = next((k, c) for k, c in enumerate(design.coordinates) if c.name == name)

        def at(share: float) -> Ends:
            values = [c.value for c in design.coordinates]
            values[number] = one.at(share)
            return told(self._played(arm, values), None if base is None else self._played(base, values))

        return in_values(crossing(at, 0.0, 1.0, threshold, GRID, FINENESS), one)

    def _played(self, name: str, values: list[float]) -> PlayedArm:
        design, arm = self.played.design, self.played.arms[name]
        changes = changes_of(design.coordinates, name, values)
        if (name, changes) not in self.seen:
            scenario = scenario_of(design.arm(name), changes)
            replicates = min(AS_MANY * design.box_replicates, design.replicates)
            self.seen[name, changes] = outcomes_of(
                scenario, design.seed, replicates, self._nominal(name), self.played.counts
            )
        return replace(arm, outcomes=[self.seen[name, changes]])

    def _nominal(self, name: str) -> Prepared:
        """An arm with nothing moved, whose ground all others take over."""
        arm = self.played.design.arm(name)
        if name not in self.prepared:
            self.prepared[name] = prepare(arm.scenario, arm.catalogue)
        return self.prepared[name]


def outcomes_of(
    scenario: Scenario, seed: int, replicates: int, like: Prepared, counts: Sequence[Count] = ()
) -> Outcomes:
    """Play a scenario in this process, and keep what the measures read; its ground is that of `like`."""
    prepared = prepare(scenario, like.catalogue, like=like)
    workers = min(default_workers(), -(-replicates // TILE))
    played = play(prepared.world, seed, 0, replicates, tile=TILE, workers=workers, chain=prepared.chain)
    tables = tables_of(Books.joined(list(played)), prepared.plan)
    table = tables["outcomes"]
    columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
    kept = InMemory(columns, float(prepared.world.doctrine.common_failure_probability))
    return Counted(kept, counts_in(tables["targets"], counts))


def in_values(found: Crossing, one: Coordinate) -> Crossing:
    """A crossing told in the figure's own unit instead of by shares of its box."""
    if found.value is None:
        return found
    value, low, high = (one.at(share) for share in (found.value, found.low, found.high))
    return found._replace(value=value, low=low, high=high)
