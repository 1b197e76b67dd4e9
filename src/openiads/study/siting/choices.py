"""Which choices of sites are played: the best few by cover, and where the scenario has its batteries."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from openiads.scenario.cast import Place
from openiads.study.siting.best_few import best_few
from openiads.study.siting.candidates import standing
from openiads.study.siting.placing import (
    Flags,
    Floats,
    Placed,
    covered_from,
    own_places,
    problem_of,
    worth_of,
)

WITHIN = 0.25
"""Share of the best cover by which a choice may be worse and is still played; of places that were listed, any
may."""
TIE = 0.01
"""What all people count beside all assets: of choices that cover the same assets those that cover more
people come first."""
OWN, OWN_HIGH = "as the scenario has them", "there, on the highest ground"


class Choice(NamedTuple):
    """One choice of sites."""

    name: str
    sites: tuple[int, ...]  # numbers of the candidates; none where they are no candidates
    stand: tuple[Place, ...]  # where the batteries stand [rad]
    covered: float  # on the surface that hides most, mean over layers, in the unit of the measure


def choices_of(found: Placed, few: int, workers: int = 1) -> list[Choice]:
    """The best few by cover, the best first; then the scenario's own places, if it has as many.

    These are played as they are, and with each battery on the highest ground near by: a candidate is, and to
    hold it against a place that nobody chose would tell of hills and not of places.
    """
    cover = next(iter(found.covered.values()))
    told = []
    for number, sites in enumerate(_few(found, few)):
        stand = tuple(found.candidates[site].site for site in sites)
        told.append(Choice(_name(number), sites, stand, _mean(found, cover[list(sites)])))
    return [*told, *_own(found, told, workers)]


def _own(found: Placed, others: Sequence[Choice], workers: int) -> Iterator[Choice]:
    places = own_places(found.plan, found.question)
    if len(places) != found.question.count:
        return
    taken = [set(one.stand) for one in others]
    for name, stand in (
        (OWN, tuple(site for _, site in places)),
        (OWN_HIGH, tuple(standing(found.ground, site, found.rules.steepest)[0] for _, site in places)),
    ):
        if set(stand) not in taken:
            taken.append(set(stand))
            covered = _mean(found, _covers_from(found, stand, workers))
            yield Choice(name, _as_candidates(found, stand), stand, covered)


def _as_candidates(found: Placed, stand: Sequence[Place]) -> tuple[int, ...]:
    """Numbers of the candidates that stand there, if all of them are some and allowed; else none."""
    numbers = {one.site: number for number, one in enumerate(found.candidates) if one.allowed}
    return tuple(sorted(numbers[site] for site in stand)) if set(stand) <= set(numbers) else ()


def _few(found: Placed, few: int) -> list[tuple[int, ...]]:
    """Each once, those of both surfaces in turn: the best on each, then the next."""
    numbers = np.flatnonzero([one.allowed for one in found.candidates])
    ranked = [[one.sites] for one in found.chosen.values()]
    for row, covered in zip(ranked, found.covered.values(), strict=True):
        within = 1.0 if found.listed else WITHIN
        options = best_few(problem_of(found.question, covered[numbers], _worth(found)), few, within)
        row += [tuple(int(numbers[site]) for site in option.sites) for option in options]
    in_turn = [row[rank] for rank in range(max(map(len, ranked))) for row in ranked if rank < len(row)]
    return list(dict.fromkeys(in_turn))[:few]


def _worth(found: Placed) -> Floats:
    """What each point (D,) counts in the choice of those that are played."""
    worth, people = (found.demand.worth(measure) for measure in (found.question.measure, "people"))
    total: Floats = worth / worth.sum()
    return total + TIE * people / people.sum() if people.any() else total


def _covers_from(found: Placed, stand: Sequence[Place], workers: int) -> Flags:
    """(sites, layers, points) of places that are no candidates."""
    surface = next(iter(found.covered))
    return covered_from(found.plan, found.question, stand, found.ground, surface, found.demand, workers)


def _mean(found: Placed, covered: Flags) -> float:
    return worth_of(found.demand, covered, found.question.fold).mean(found.question.measure)


def _name(number: int) -> str:
    """A, B, C; beyond Z a number."""
    letters = string.ascii_uppercase
    return letters[number] if number < len(letters) else f"{number + 1}"
