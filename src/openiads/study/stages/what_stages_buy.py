"""A scenario, and the same with one stage after the other perfect, on the same draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.perfect_stages import STAGES, perfected
from openiads.simulation.prepare import prepare
from openiads.study.compare.comparison import Beside, Cell, Comparison, compare
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.experiment.in_memory import played

AS_IT_IS = "as it is"
MEASURES = ("leakers", "value_hit_share", "rounds", "flights_killed")
"""By which stages are told, the headline first."""
Progress = Callable[[int, int], None]
"""Told how many stages were played so far, and of how many."""


@dataclass(frozen=True)
class Bought:
    """One stage, perfect."""

    stage: str
    leakers: Cell

    @property
    def beside(self) -> Beside:
        """Against the scenario as it is."""
        assert self.leakers.beside is not None
        return self.leakers.beside


@dataclass(frozen=True)
class Stages:
    """What each stage would buy."""

    seed: int
    comparison: Comparison  # of the scenario as it is with each stage perfect, by stage

    @property
    def as_it_is(self) -> Cell:
        """Leakers of the scenario itself."""
        return self.comparison.cell(AS_IT_IS, MEASURES[0])

    @property
    def bought(self) -> list[Bought]:
        """Every stage, what buys most first; of equals the earlier in the chain."""
        cells = [self.comparison.cell(arm.arm, MEASURES[0]) for arm in self.comparison.arms[1:]]
        rows = [Bought(cell.arm, cell) for cell in cells]
        return sorted(rows, key=lambda row: row.beside.difference[0])


def what_stages_buy(
    scenario: Scenario, stages: Sequence[str] = tuple(STAGES), replicates: int = 200, seed: int = 1,
    catalogue: Catalogue = PACKAGED, workers: int | None = None, progress: Progress | None = None,
) -> Stages:  # fmt: skip
    """Play a scenario as it is, then with each of some stages perfect.

    replicates  of each
    workers     threads; all processors if not said; results do not depend on them
    """
    prepared = prepare(scenario, catalogue)
    arms = []
    for number, stage in enumerate((AS_IT_IS, *stages)):
        world = prepared.world if stage == AS_IT_IS else perfected(prepared, stage)
        setting = played(replace(prepared, world=world), seed, range(replicates), workers)
        arms.append(PlayedArm(stage, "", setting.plan, [setting.outcomes]))
        if progress is not None:
            progress(number + 1, len(stages) + 1)
    return Stages(seed, compare(arms, MEASURES))
