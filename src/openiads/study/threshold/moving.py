"""Arms with figures moved, played in this process on the same draws at every setting, and kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.threshold import Crossing
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.points import changes_of, scenario_of
from openiads.study.experiment.in_memory import Count, Setting, played


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
        return played(prepared, self.seed, range(self.replicates), self.workers, self.count)

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
