"""Which batteries stood on which day in the south of Turkey, by the dates of a built-in timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from openiads.ground.units import DAY
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.study.claims.asking import SEED
from openiads.study.timeline.gaps import gaps_of
from openiads.study.timeline.stays import Stays, stays_of

SCENARIO = "patriots-2013-2019"
HISTORIES = 64
"""Enough for whatever may have come to come in one and to stay away in another."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A span of days on which the same batteries stood."""

    since: date
    before: date
    batteries: frozenset[str]
    doubtful: frozenset[str]  # of them, of which it is not known

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.before - self.since).days


def scenario() -> Scenario:
    """The scenario with every battery that ever stood, each hearing what the others hear."""
    return load(SCENARIO)


@cache
def _told() -> tuple[TimelinePlan, Stays]:
    plan = timeline_plan(scenario())
    return plan, stays_of(plan, SEED, HISTORIES)


def phases() -> list[Phase]:
    """The spans between two changes, the first one from the day of the first battery on."""
    plan, stays = _told()
    there = stays.begin < stays.end
    turns = np.unique(np.concatenate([stays.begin[there], stays.end[there]]))
    return [
        Phase(plan.date(since), plan.date(before), *_ready(plan, stays, since))
        for since, before in pairwise(map(float, turns))
    ]


def _ready(plan: TimelinePlan, stays: Stays, time: float) -> tuple[frozenset[str], frozenset[str]]:
    """Batteries that stand at a time [s] in some history, and those of them that do not stand in all."""
    ready = (stays.begin <= time) & (time < stays.end)
    shares = {
        name: float(ready[:, stays.battery == battery].any(axis=1).mean())
        for battery, name in enumerate(plan.batteries)
    }
    return (
        frozenset(name for name, share in shares.items() if share > 0.0),
        frozenset(name for name, share in shares.items() if 0.0 < share < 1.0),
    )


def days_without() -> dict[str, tuple[int, int]]:
    """By place, the longest span of days without a battery since its first one, and all of them together.

    Where it is not known who stood, as few as it may have been.
    """
    plan, stays = _told()
    gaps = {name: gaps_of(stays, place) for place, name in enumerate(plan.places)}
    return {
        name: (round(float(one.longest.min()) / DAY), round(float(one.total.min()) / DAY))
        for name, one in gaps.items()
    }
