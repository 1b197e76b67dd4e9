"""A question of siting from candidates to the best sites, their worth, and what each exclusion costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.study.coverage.country import Country, country_of
from openiads.study.coverage.demand import MEASURES, Demand, demand_of
from openiads.study.coverage.ground import ground_of, ground_words
from openiads.study.coverage.question import Question, lowest_supported
from openiads.study.coverage.stored_cover import covers
from openiads.study.siting.candidates import Candidate, Rules, candidates, lattice_over
from openiads.study.siting.cover_problem import CoverProblem, cover_problem
from openiads.study.siting.exclusions import require_line
from openiads.study.siting.site_question import MOST_CANDIDATES, SiteQuestion
from openiads.study.siting.solve_cover import Siting, solve
from openiads.terrain.maps.grid import Grid

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
SURFACES = ("max", "mean")
"""The surface that hides more comes first."""
GAP = 0.01
NOTHING, EVERYTHING = "nothing excluded", "all together"


@dataclass(frozen=True, eq=False)
class Worth:
    """What sites cover on one surface."""

    by_layer: dict[str, Floats]  # by measure (layers,) [people, value, m of border, m2]
    whole: dict[str, float]  # of all that there is

    def mean(self, measure: str) -> float:
        """Over classes and heights."""
        return float(self.by_layer[measure].mean())


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best sites on one surface."""

    surface: str
    sites: tuple[int, ...]  # numbers of the candidates
    siting: Siting  # value and bound in the unit of the objective
    worth: dict[str, Worth]  # on each surface


@dataclass(frozen=True, eq=False)
class Price:
    """The best that is left under some of the exclusions."""

    excluded: str  # which of them
    chosen: dict[str, Chosen]  # by surface


@dataclass(frozen=True, eq=False)
class Placed:
    """An answer."""

    question: SiteQuestion
    plan: Plan
    rules: Rules
    country: Country | None
    ground: Grid
    ground_told: str
    supported: float  # height above ground below which the cells are too coarse for one figure [m]
    demand: Demand
    candidates: tuple[Candidate, ...]
    listed: bool  # whether the candidates were given, and are no lattice
    covered: dict[str, Flags] = field(repr=False)  # by surface (candidates, layers, points)
    chosen: dict[str, Chosen]  # by surface, under all exclusions
    prices: tuple[Price, ...]  # nothing excluded, each exclusion alone, all together

    @property
    def agree(self) -> bool:
        """Whether the same sites are best on both surfaces."""
        return len({one.sites for one in self.chosen.values()}) == 1


def placed(
    plan: Plan, asked: SiteQuestion, rules: Rules, places: Sequence[tuple[str, Place]] | None = None,
    workers: int = 1,
) -> Placed:  # fmt: skip
    """The best sites for as many batteries of one kind as are asked for.

    places  where batteries may stand, by name [rad]; a lattice over the country, and where the scenario has
            them, if none are given
    """
    stand = places or [(battery.name, battery.site) for battery in plan.batteries]
    country = country_of([site for _, site in stand])
    if country is None and (places is None or rules.belts or asked.measure != "assets"):
        raise OutOfRange(
            "no country is known where these batteries stand, so there are neither people nor borders; "
            "Turkey is; give candidates, no belt, and the objective assets"
        )
    for line in asked.along:
        if country is None:
            raise OutOfRange("along: no country is known where these batteries stand; leave it out")
        require_line(country.name, line, "along")
    over = places or [*lattice_over(_known(country), asked.spacing), *own_places(plan, asked)]
    _require_few(len(over))
    ground = ground_of(plan.area.terrain, Question(), [(site, _reach(plan, asked)) for _, site in over])
    found = candidates(over, country, ground, rules)
    _require_enough(found, asked.count)
    demand = demand_of(country, plan.assets, asked.edge, along=asked.along)
    sites = [one.site for one in found]
    covered = {
        surface: covered_from(plan, asked, sites, ground, surface, demand, workers)
        for surface in _surfaces(ground)
    }
    about = _About(asked, found, demand, covered)
    prices = tuple(
        Price(name, {surface: about.best(surface, allowed) for surface in covered})
        for name, allowed in _cases(found, rules)
    )
    return Placed(
        asked, plan, rules, country, ground, ground_words(ground, tuple(covered)), lowest_supported(ground),
        demand, tuple(found), places is not None, covered, prices[-1].chosen, prices,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _About:
    """What every case of one question shares."""

    asked: SiteQuestion
    candidates: Sequence[Candidate]
    demand: Demand
    covered: dict[str, Flags]

    def best(self, surface: str, allowed: Flags) -> Chosen:
        """The best of the allowed candidates (N,) on one surface."""
        numbers = np.flatnonzero(allowed)
        worth = self.demand.worth(self.asked.measure)
        siting = solve(problem_of(self.asked, self.covered[surface][numbers], worth), gap=GAP)
        sites = tuple(int(numbers[site]) for site in siting.sites)
        covered = {
            each: worth_of(self.demand, self.covered[each][list(sites)], self.asked.fold)
            for each in self.covered
        }
        return Chosen(surface, sites, siting, covered)


def own_places(plan: Plan, asked: SiteQuestion) -> list[tuple[str, Place]]:
    """Where the scenario has batteries of the kind, by their names, the one that is asked about first."""
    kind = [one for one in plan.batteries if one.entry.slug == asked.battery.entry.slug]
    kind.sort(key=lambda one: one.name != asked.battery.name)
    return [(one.name, one.site) for one in kind]


def covered_from(
    plan: Plan, asked: SiteQuestion, sites: Sequence[Place], ground: Grid, surface: str, demand: Demand,
    workers: int = 1,
) -> Flags:  # fmt: skip
    """(sites, layers, points) that a battery covers from each site [rad]."""
    by_class = [
        covers(plan, asked.battery, sites, ground, surface, demand, target, workers)
        for target in asked.targets
    ]
    return np.concatenate(by_class, axis=1)


def problem_of(asked: SiteQuestion, covered: Flags, worth: Floats) -> CoverProblem:
    """Which sites cover most: their covers (sites, layers, points), and the worth of each point (D,)."""
    layers = covered.shape[1]
    weights = np.tile(worth / layers, layers)
    return cover_problem(covered.reshape(len(covered), -1), weights, asked.count, asked.fold)


def worth_of(demand: Demand, covered: Flags, fold: int) -> Worth:
    """What sites with covers (sites, layers, points) are worth together by every measure."""
    enough = covered.sum(axis=0) >= fold
    by_layer = {measure: enough @ demand.worth(measure) for measure in MEASURES}
    return Worth(by_layer, {measure: float(demand.worth(measure).sum()) for measure in MEASURES})


def _cases(found: Sequence[Candidate], rules: Rules) -> Iterator[tuple[str, Flags]]:
    """Which candidates (N,) are allowed: with nothing excluded, under each exclusion alone, under all."""
    names = rules.names
    always = np.array([set(one.excluded) <= set(names) for one in found])
    if names:
        yield NOTHING, always
    if len(names) > 1:
        for name in names:
            yield name, always & np.array([name not in one.excluded for one in found])
    yield EVERYTHING, np.array([one.allowed for one in found])


def _surfaces(ground: Grid) -> tuple[str, ...]:
    """Smooth earth has only one."""
    return SURFACES if ground.heights.any() else SURFACES[1:]


def _reach(plan: Plan, asked: SiteQuestion) -> float:
    return plan.radars[asked.battery.radar].entry.instrumented_range


def _known(country: Country | None) -> Country:
    assert country is not None
    return country


def _require_enough(found: Sequence[Candidate], count: int) -> None:
    left = sum(one.allowed for one in found)
    if left < count:
        raise OutOfRange(
            f"batteries: are {count}, and of {len(found)} candidates {left} {'is' if left == 1 else 'are'} "
            "left to stand at; ask for fewer, narrow a belt, or give more candidates"
        )


def _require_few(count: int) -> None:
    if count > MOST_CANDIDATES:
        raise OutOfRange(
            f"{count} candidates; at most {MOST_CANDIDATES} are allowed; make --spacing-km larger"
        )
