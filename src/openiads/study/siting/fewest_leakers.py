"""Choices of sites, played: where they let fewest through, whether cover said so too, and how near is near.

What is chosen by its mean on some draws looks better on them than it is, so the winner, the best by cover and
the scenario's own places are played again on draws that chose nothing.  And a hill is a kilometre wide: these
are played, too, with their batteries a kilometre beside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import destination
from openiads.ground.statistics import COUNT
from openiads.ground.units import KM
from openiads.scenario.cast import Place
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.stood_at import against, stood_at
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis.paired import difference
from openiads.study.analysis.sample import Sample, counted_of
from openiads.study.campaign.run_checks import aimed
from openiads.study.experiment.in_memory import played
from openiads.study.siting.choices import OWN, OWN_HIGH, Choice, choices_of
from openiads.study.siting.placing import Placed
from openiads.study.strata_weights import Ends, Numbers

Progress = Callable[[int, int], None]
"""Told how many choices were played so far, and of how many."""
BESIDE = 1.0 * KM
"""How far beside its place each battery is put to see what that does [m]."""
BEARINGS = (0.0, 0.5 * math.pi, math.pi, 1.5 * math.pi)
CLASS = "leaked "
"""Begins the name of what is counted of a class."""


@dataclass(frozen=True)
class Playing:
    """What is played of each choice."""

    raids: tuple[Scenario, ...]  # whose raids come, each by itself
    few: int  # choices
    replicates: int  # of each choice and raid; as many again of the finalists, half as many beside
    seed: int


class Again(NamedTuple):
    """A finalist, on draws that did not choose it."""

    counts: dict[str, Sample]  # leakers of all raids together, of each class, value hit [1], rounds
    beside: tuple[float, ...]  # mean leakers with all batteries a kilometre beside, by bearing


@dataclass(frozen=True, eq=False)
class Tried:
    """One choice, and how many got through of all raids together."""

    choice: Choice
    leakers: Sample  # on the draws that choose
    again: Again | None = None

    @property
    def is_choice(self) -> bool:
        """Whether its places are candidates; those of the scenario need not be."""
        return bool(self.choice.sites)


@dataclass(frozen=True, eq=False)
class Contest:
    """All choices that were played, those that let fewest through first."""

    playing: Playing
    aimed: int  # raiders and weapons of all raids that fly to assets
    tried: tuple[Tried, ...]
    best_by_cover: Choice

    @property
    def winner(self) -> Tried:
        """The choice among the candidates that lets fewest through."""
        return next(one for one in self.tried if one.is_choice)

    @property
    def covering(self) -> Tried:
        """The best by cover."""
        return next(one for one in self.tried if one.choice == self.best_by_cover)

    @property
    def own(self) -> Tried | None:
        """The places that the scenario has, as it has them."""
        return self._named(OWN)

    @property
    def own_high(self) -> Tried | None:
        """The same with each battery on the highest ground near by."""
        return self._named(OWN_HIGH)

    def _named(self, name: str) -> Tried | None:
        return next((one for one in self.tried if one.choice.name == name), None)

    @property
    def finalists(self) -> list[Tried]:
        """Those that were played again, fewest leakers on the first draws first."""
        return [one for one in self.tried if one.again is not None]

    @property
    def agree(self) -> bool:
        """Whether cover and playing choose the same sites."""
        return self.winner is self.covering

    def mean(self, sample: Sample) -> Ends:
        """Leakers with their interval by chance."""
        return sample.interval(counted_of(float(self.aimed)))

    def told(self, one: Tried) -> Ends:
        """The same of a choice; of a finalist on draws that did not choose it."""
        return self.mean(one.leakers if one.again is None else one.again.counts["leakers"])

    def more(self, one: Tried) -> Ends:
        """Leakers of a choice less those of the winner, paired; of finalists on draws that chose nothing."""
        best = self.winner
        if one.again is not None and best.again is not None:
            return difference(one.again.counts["leakers"], best.again.counts["leakers"], COUNT)
        return difference(one.leakers, best.leakers, COUNT)


def fewest_leakers(
    scenario: Scenario, found: Placed, playing: Playing, catalogue: Catalogue = PACKAGED,
    workers: int = 1, progress: Progress | None = None,
) -> Contest:  # fmt: skip
    """Play the best few of what was found by cover, and the places that the scenario has."""
    choices = choices_of(found, playing.few, workers)
    field = _Field(scenario, found.question.battery.name, playing, catalogue, workers)
    tried = []
    for number, choice in enumerate(choices):
        tried.append(Tried(choice, field.counts(choice.stand, 0, playing.replicates)["leakers"]))
        if progress is not None:
            progress(number + 1, len(choices))
    tried.sort(key=lambda one: one.leakers.interval(counted_of(float(field.aimed)))[0])
    contest = Contest(playing, field.aimed, tuple(tried), choices[0])
    last = {
        one.choice.name for one in (contest.winner, contest.covering, contest.own, contest.own_high) if one
    }
    again = [
        replace(one, again=_again(field, one.choice)) if one.choice.name in last else one for one in tried
    ]
    return replace(contest, tried=tuple(again))


def _again(field: _Field, choice: Choice) -> Again:
    replicates = field.playing.replicates
    counts = field.counts(choice.stand, replicates, replicates)
    ceiling = counted_of(float(field.aimed))
    beside = []
    for bearing in BEARINGS:
        there = [_moved(site, bearing) for site in choice.stand]
        told = field.counts(there, replicates, max(replicates // 2, 1))
        beside.append(told["leakers"].interval(ceiling)[0])
    return Again(counts, tuple(beside))


def _moved(site: Place, bearing: float) -> Place:
    latitude, longitude = destination(*site, bearing, BESIDE)
    return float(latitude), float(longitude)


class _Field:
    """Plays choices against every raid; what of the ground is the same is kept from one to the next."""

    def __init__(
        self, scenario: Scenario, battery: str, playing: Playing, catalogue: Catalogue, workers: int
    ) -> None:
        self.scenarios = [against(scenario, raid) for raid in playing.raids]
        self.battery, self.playing, self.catalogue, self.workers = battery, playing, catalogue, workers
        self.like: dict[int, Prepared] = {}
        self.aimed = 0

    def counts(self, stand: Sequence[Place], first: int, replicates: int) -> dict[str, Sample]:
        """What comes of all raids together with batteries at places [rad], replicate by replicate."""
        self.aimed, told = 0, []
        for number, scenario in enumerate(self.scenarios):
            there = stood_at(scenario, self.battery, stand, self.catalogue)
            prepared = prepare(there, self.catalogue, like=self.like.get(number))
            self.like.setdefault(number, prepared)
            self.aimed += aimed(prepared.plan)
            span = range(first, first + replicates)
            told.append(played(prepared, self.playing.seed, span, self.workers, _by_class).outcomes)
        struck, probability = told[0].common_failure, told[0].probability
        classes = dict.fromkeys(name for one in told for name in one.columns if name.startswith(CLASS))
        sums = {
            name: np.sum([one.columns[name] for one in told if name in one.columns], axis=0)
            for name in ("leakers", "rounds", *classes)
        }
        sums["value hit"] = np.mean([one.column("value_hit_share") for one in told], axis=0)
        return {name: Sample.of(values, probability, struck, first) for name, values in sums.items()}


def _by_class(targets: Any) -> dict[str, Numbers]:
    """How many of each class arrive, for each row of the outcomes (R,)."""
    names = targets["threat"].to_pylist()
    arrived = np.array([fate == "leaked" for fate in targets["fate"].to_pylist()])
    rows = 2 * targets["replicate"].to_numpy() + targets["common_failure"].to_numpy()
    _, row = np.unique(rows, return_inverse=True)
    hostile = np.array([side == "hostile" for side in targets["side"].to_pylist()])
    kinds = np.array(names)
    return {
        f"{CLASS}{name}": np.bincount(row, arrived & (kinds == name), int(row.max()) + 1).astype(np.float64)
        for name in dict.fromkeys(kinds[hostile & arrived].tolist())
    }
