"""Who is fired at by mistake: interrogators, weapons control, networks and airspace, each with each.

All arms are played on the same draws, so the difference of two of them is a difference of pairs.  What theory
says of a difference: a better interrogator engages no more friends, hold no more flights than tight, tight no
more than free.  A pair of arms breaks it where the 95 % interval of the mean difference lies on the wrong
side of 0; exact it is not, for who is fired at takes a channel and rounds from others.

`python -m verification --only wrong_engagements [--quick]`
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.experiment.in_memory import InMemory, played
from verification.wrong_box import print_box

Floats = npt.NDArray[np.float64]
Key = tuple[str, str, str, str]
"""Interrogator, weapons control, standing, airspace of an arm."""

FOLDER = Path(__file__).parent.parent / "examples" / "wrong_engagements"
INTERROGATORS = ("none", "national", "full")
CONTROLS = ("hold", "tight", "free")
STANDINGS = ("alone", "networked")
AIRSPACES = ("normal", "warned", "closed")
SEED = 20_261_130
REPLICATES, QUICK = 40, 4
MECHANISM_REPLICATES = 20
MECHANISMS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "every set of flights": ("traffic.set_failure_probability=1",),
    "every interrogator": ("network.interrogator_failure_probability=1",),
    "north, by 107 degrees": ("battery.misalignment_deg=107",),
    "authority, and control is free then": (
        "battery.authority_loss_probability=1", "battery.control_without_authority=free",
    ),
    "rounds, which fly on": ("doctrine.rounds_fly_on=true",),
}  # fmt: skip
"""What fails, and how a scenario says it."""
SURE = 0.95
"""Of an interval of a mean difference."""
ENGAGED = {"friends": "friends_engaged", "civil flights": "neutrals_engaged"}
"""Whom it is about, and the column of the outcomes."""


@dataclass(frozen=True)
class Rule:
    """That one arm engages no more of somebody than another, and what was found."""

    who: str
    less: Key
    more: Key
    mean: float
    low: float
    high: float
    against: int
    """Pairs in which it engages more."""

    @property
    def holds(self) -> bool:
        """Whether the interval does not lie on the wrong side."""
        return self.low <= 0.0


def document_of(arm: Key, file: str = "arms.toml") -> dict[str, Any]:
    """The scenario of an arm, as its file would hold it."""
    interrogator, control, standing, airspace = arm
    told: dict[str, Any] = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))
    told["area"]["airspace"] = airspace
    told["doctrine"]["control"] = control
    (shared,) = told["network"]
    shared["interrogator"] = interrogator
    if standing == "alone":
        told["network"] = [
            {**shared, "name": f"{name} alone", "form": "alone", "batteries": [name], "flight_plans": False}
            for name in shared["batteries"]
        ]
    return told


def arms() -> Iterator[Key]:
    """All of them."""
    return product(INTERROGATORS, CONTROLS, STANDINGS, AIRSPACES)


def play_all(replicates: int) -> dict[Key, InMemory]:
    """Outcomes of every arm, on the same draws."""
    ground: Prepared | None = None
    found = {}
    for arm in arms():
        ground = prepare(load_document(document_of(arm), "wrong engagements"), like=ground)
        found[arm] = played(ground, SEED, range(replicates), workers=1).outcomes
    return found


def typical(outcomes: InMemory, column: str) -> Floats:
    """A column of the replicates as they are, without those with a common failure (R,)."""
    return outcomes.column(column)[~outcomes.common_failure]


def rule(found: Mapping[Key, InMemory], who: str, less: Key, more: Key) -> Rule:
    """How many fewer of somebody one arm engages than another, by pairs."""
    column = ENGAGED[who]
    gap = typical(found[less], column) - typical(found[more], column)
    mean, error = float(gap.mean()), float(stats.sem(gap)) if gap.any() else 0.0
    reach = float(stats.t.ppf(0.5 + SURE / 2.0, len(gap) - 1)) * error
    return Rule(who, less, more, mean, mean - reach, mean + reach, int((gap > 0).sum()))


def rules(found: Mapping[Key, InMemory]) -> Iterator[Rule]:
    """All that theory says."""
    for control, standing, airspace in product(CONTROLS, STANDINGS, AIRSPACES):
        for worse, better in pairwise(INTERROGATORS):
            rest = control, standing, airspace
            yield rule(found, "friends", (better, *rest), (worse, *rest))
    for interrogator, standing, airspace in product(INTERROGATORS, STANDINGS, AIRSPACES):
        for stricter, looser in pairwise(CONTROLS):
            arm = partial(_with_control, interrogator, standing, airspace)
            for who in ENGAGED:
                yield rule(found, who, arm(stricter), arm(looser))


def _with_control(interrogator: str, standing: str, airspace: str, control: str) -> Key:
    return interrogator, control, standing, airspace


def share(outcomes: InMemory, column: str) -> float:
    """Flights of a column of those that came in reach, over all replicates."""
    return float(typical(outcomes, column).sum() / max(typical(outcomes, "flights_in_reach").sum(), 1.0))


def print_arms(found: Mapping[Key, InMemory]) -> None:
    """A line for each arm: of 1,000 flights in reach, how many of each side are fired at; and the leakers."""
    print(
        f"{'interrogator':13}{'control':8}{'standing':10}{'airspace':9}{'friends':>8}{'civil':>8}{'leakers':>9}"
    )
    for arm, outcomes in found.items():
        told = (1000.0 * share(outcomes, column) for column in ENGAGED.values())
        words = "".join(f"{number:8.1f}" for number in told)
        print(f"{arm[0]:13}{arm[1]:8}{arm[2]:10}{arm[3]:9}{words}{typical(outcomes, 'leakers').mean():9.2f}")


def print_mechanisms(replicates: int) -> None:
    """What each mechanism does by itself, and all of them, to two arms with a full interrogator."""
    print(f"{'what fails':44}{'standing':10}{'friends':>8}{'civil':>8}{'leakers':>9}")
    for standing in STANDINGS:
        tables = document_of(("full", "tight", standing, "warned"))
        ground: Prepared | None = None
        every = [change for changes in MECHANISMS.values() for change in changes]
        for name, changes in {**MECHANISMS, "all of these": every}.items():
            ground = prepare(load_document(deepcopy(tables), "mechanisms", changes), like=ground)
            outcomes = played(ground, SEED, range(replicates), workers=1).outcomes
            words = "".join(f"{1000.0 * share(outcomes, column):8.1f}" for column in ENGAGED.values())
            print(f"{name:44}{standing:10}{words}{typical(outcomes, 'leakers').mean():9.2f}")


def print_rules(found: Mapping[Key, InMemory]) -> bool:
    """What theory says against what was played; every pair of arms that breaks it is a line."""
    told = list(rules(found))
    for one in told:
        if not one.holds:
            print(
                f"BROKEN: {one.who}: {' '.join(one.less)} engages {one.mean:+.3f} [{one.low:+.3f}, "
                f"{one.high:+.3f}] more than {' '.join(one.more)}"
            )
    strict = sum(one.high < 0.0 for one in told)
    exact = sum(one.against == 0 for one in told)
    pairs = sum(one.against for one in told)
    print(
        f"{len(told)} pairs of arms: {sum(one.holds for one in told)} hold, {strict} strictly; in {exact} no "
        f"replicate is against it, in the others {pairs} in all"
    )
    return all(one.holds for one in told)


def print_table(quick: bool = False) -> bool:
    """Play and print all of it; whether it holds."""
    began, replicates = time.perf_counter(), QUICK if quick else REPLICATES
    found = play_all(replicates)
    print(f"{len(found)} arms of {replicates} replicates, {time.perf_counter() - began:.0f} s")
    print_arms(found)
    holds = print_rules(found)
    print_mechanisms(QUICK if quick else MECHANISM_REPLICATES)
    return print_box(quick) and holds
