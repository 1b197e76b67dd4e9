"""Arms with figures moved, played in this process on the same draws at every setting, and kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from openiads.scenario.plan import Plan
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.books import Books
from openiads.simulation.engine import default_workers, play
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.threshold import Crossing
from openiads.study.campaign.tables import tables_of
from openiads.study.compare.measures import Outcomes
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.points import changes_of, scenario_of
from openiads.study.strata_weights import Numbers, Rows

TILE = 4
"""Replicates that one thread plays at a time."""
Count = Callable[[Any], Mapping[str, Numbers]]
"""From the table of targets to further columns of the outcomes, a value a row (R,)."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Outcomes that were played here and are kept nowhere."""

    columns: Mapping[str, Numbers]
    probability: float

    @property
    def common_failure(self) -> Rows:
        """Whether each row was played with the common failure (R,)."""
        return np.equal(self.columns["common_failure"], 1.0)

    def column(self, name: str) -> Numbers:
        """One column of numbers (R,)."""
        return self.columns[name]


class Setting(NamedTuple):
    """An arm with figures moved: what it is, and what came of it."""

    plan: Plan
    outcomes: Outcomes


@dataclass(frozen=True)
class Moving:
    """Plays arms with figures moved; what was played is kept, for several numbers ask for the same."""

    coordinates: Sequence[Coordinate]
    seed: int
    replicates: int
    workers: int | None = None  # all processors
    count: Count | None = None
    prepared: dict[str, Prepared] = field(default_factory=dict)  # arms with nothing moved, once needed
    seen: dict[tuple[str, tuple[str, ...]], Setting] = field(default_factory=dict)  # by arm and changes

    def at(self, arm: Arm, values: Sequence[float] | None = None) -> Setting:
        """An arm with its coordinates at values in the units of files (K,), or with nothing moved."""
        changes = () if values is None else changes_of(self.coordinates, arm.name, values)
        if (arm.name, changes) not in self.seen:
            self.seen[arm.name, changes] = self._played(arm, scenario_of(arm, changes))
        return self.seen[arm.name, changes]

    def _played(self, arm: Arm, scenario: Scenario) -> Setting:
        like = self._unmoved(arm)
        prepared = prepare(scenario, like.catalogue, like=like)
        most = default_workers() if self.workers is None else self.workers
        played = play(
            prepared.world, self.seed, 0, self.replicates,
            tile=TILE, workers=min(most, -(-self.replicates // TILE)), chain=prepared.chain,
        )  # fmt: skip
        tables = tables_of(Books.joined(list(played)), prepared.plan)
        table = tables["outcomes"]
        columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
        if self.count is not None:
            columns |= self.count(tables["targets"])
        probability = float(prepared.world.doctrine.common_failure_probability)
        return Setting(prepared.plan, InMemory(columns, probability))

    def _unmoved(self, arm: Arm) -> Prepared:
        """An arm with nothing moved, whose ground all settings take over."""
        if arm.name not in self.prepared:
            self.prepared[arm.name] = prepare(arm.scenario, arm.catalogue)
        return self.prepared[arm.name]


def in_values(found: Crossing, one: Coordinate) -> Crossing:
    """A crossing told in the figure's own unit instead of by shares of its box."""
    if found.value is None:
        return found
    value, low, high = (one.at(share) for share in (found.value, found.low, found.high))
    return found._replace(value=value, low=low, high=high)
