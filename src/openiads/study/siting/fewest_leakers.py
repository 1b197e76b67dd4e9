"""Choices of sites, played: where they let fewest through, and whether cover said so too.

What is chosen by its mean on some draws looks better on them than it is, so the winner, the best by cover and
the sites that the scenario has are played again on draws that chose nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.stood_at import against, stood_at
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.paired import difference
from openiads.study.analysis.sample import Sample, counted_of
from openiads.study.campaign.run_checks import aimed
from openiads.study.experiment.in_memory import played
from openiads.study.siting.choices import Choice, choices_of
from openiads.study.siting.placing import Placed
from openiads.study.strata_weights import Ends

Progress = Callable[[int, int], None]
"""Told how many choices were played so far, and of how many."""


@dataclass(frozen=True)
class Playing:
    """What is played of each choice."""

    raids: tuple[Scenario, ...]  # whose raids come, each by itself
    few: int  # choices
    replicates: int  # of each choice and raid; as many again of the finalists
    seed: int


@dataclass(frozen=True, eq=False)
class Tried:
    """One choice, and how many got through of all raids together."""

    choice: Choice
    leakers: Sample  # on the draws that choose
    again: Sample | None = None  # of a finalist, on others

    @property
    def is_own(self) -> bool:
        """Whether its sites are the scenario's own."""
        return not self.choice.sites


@dataclass(frozen=True, eq=False)
class Contest:
    """All choices that were played, those that let fewest through first."""

    playing: Playing
    aimed: int  # raiders and weapons of all raids that fly to assets
    tried: tuple[Tried, ...]
    best_by_cover: Choice

    @property
    def winner(self) -> Tried:
        """The choice, not the scenario's own, that lets fewest through."""
        return next(one for one in self.tried if not one.is_own)

    @property
    def covering(self) -> Tried:
        """The best by cover."""
        return next(one for one in self.tried if one.choice == self.best_by_cover)

    @property
    def own(self) -> Tried | None:
        """The sites that the scenario has, if it has as many."""
        return next((one for one in self.tried if one.is_own), None)

    @property
    def agree(self) -> bool:
        """Whether cover and playing choose the same sites."""
        return self.winner is self.covering

    def mean(self, sample: Sample) -> Ends:
        """Leakers with their interval by chance."""
        return sample.interval(counted_of(float(self.aimed)))

    def more(self, one: Tried) -> Ends:
        """Leakers of a choice less those of the winner, paired; of finalists on draws that chose nothing."""
        if one.again is not None and self.winner.again is not None:
            return difference(one.again, self.winner.again)
        return difference(one.leakers, self.winner.leakers)


def fewest_leakers(
    scenario: Scenario, found: Placed, playing: Playing, catalogue: Catalogue = PACKAGED,
    workers: int = 1, progress: Progress | None = None,
) -> Contest:  # fmt: skip
    """Play the best few of what was found by cover, and the sites that the scenario has."""
    choices = choices_of(scenario, found, playing.few, workers)
    field = _Field(scenario, found.question.battery.name, playing, catalogue, workers)
    tried = []
    for number, choice in enumerate(choices):
        tried.append(Tried(choice, field.leakers(choice, 0)))
        if progress is not None:
            progress(number + 1, len(choices))
    tried.sort(key=lambda one: one.leakers.interval(counted_of(float(field.aimed)))[0])
    contest = Contest(playing, field.aimed, tuple(tried), choices[0])
    finalists = {one.choice.name for one in (contest.winner, contest.covering, contest.own) if one}
    again = [
        replace(one, again=field.leakers(one.choice, 1)) if one.choice.name in finalists else one
        for one in tried
    ]
    return replace(contest, tried=tuple(again))


class _Field:
    """Plays choices against every raid; what of the ground is the same is kept from one to the next."""

    def __init__(
        self, scenario: Scenario, battery: str, playing: Playing, catalogue: Catalogue, workers: int
    ) -> None:
        self.scenarios = [against(scenario, raid) for raid in playing.raids]
        self.battery, self.playing, self.catalogue, self.workers = battery, playing, catalogue, workers
        self.like: dict[int, Prepared] = {}
        self.aimed = 0

    def leakers(self, choice: Choice, turn: int) -> Sample:
        """What gets through of all raids together, replicate by replicate; each turn has its own draws."""
        first = turn * self.playing.replicates
        replicates = range(first, first + self.playing.replicates)
        self.aimed, told = 0, []
        for number, scenario in enumerate(self.scenarios):
            there = stood_at(scenario, self.battery, choice.stand)
            prepared = prepare(there, self.catalogue, like=self.like.get(number))
            self.like.setdefault(number, prepared)
            self.aimed += aimed(prepared.plan)
            told.append(played(prepared, self.playing.seed, replicates, self.workers).outcomes)
        leakers = np.sum([one.column("leakers") for one in told], axis=0)
        return Sample.of(leakers, told[0].probability, told[0].common_failure, first)
