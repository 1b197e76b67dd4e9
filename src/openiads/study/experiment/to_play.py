"""What a design hands over to be played."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.scenario.scenario_schema import Scenario
from openiads.study.campaign.tables import NAMES

FIRST_LOOK = 64
"""Replicates after which it is first looked whether a study is precise enough; then after twice as many."""


@dataclass(frozen=True, slots=True)
class Until:
    """At the nominal point, play until every arm's interval is narrow enough."""

    half_width: float  # of the interval of the mean
    measure: str = "leakers"  # column of the outcomes
    most: int = 2000  # replicates

    def looks(self) -> tuple[int, ...]:
        """Replicates after which it is looked at, whoever plays, so that all stop at the same."""
        found = [FIRST_LOOK]
        while found[-1] < self.most:
            found.append(2 * found[-1])
        return (*(look for look in found if look < self.most), self.most)


def _nothing(arm: str, point: int) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Play:
    """A study to be played: its arms at all points, on common random numbers.

    `scenario_at` is asked where a cell is played, so processes and clusters must be able to pickle it.
    """

    name: str
    sha256: str  # of all that the study says: what has the same is the same study
    seed: int
    arms: tuple[str, ...]
    points: int
    scenario_at: Callable[[str, int], Scenario]
    replicates: int  # at point 0, where every figure is as catalogued
    box_replicates: int  # at each other
    keep: tuple[str, ...] = NAMES
    until: Until | None = None
    text: str = ""  # the study file, complete
    told: Callable[[str, int], Mapping[str, Any]] = _nothing  # further columns of `arms.parquet`
    catalogue: Catalogue = PACKAGED  # what the scenarios rest on

    @classmethod
    def listed(cls, arms: Mapping[str, Sequence[Scenario]], **told: Any) -> Play:
        """One whose scenarios are all there: of each arm as many as there are points."""
        (points,) = {len(scenarios) for scenarios in arms.values()}
        return cls(arms=tuple(arms), points=points, scenario_at=partial(_listed_at, dict(arms)), **told)

    @property
    def looks(self) -> tuple[int, ...]:
        """Replicates of the nominal point after which it may be over."""
        return self.until.looks() if self.until else (self.replicates,)


def _listed_at(arms: Mapping[str, Sequence[Scenario]], arm: str, point: int) -> Scenario:
    return arms[arm][point]
