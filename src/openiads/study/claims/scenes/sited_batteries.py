"""Where batteries might stand in the country, what they would see from there, and the best choice of some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from openiads.scenario.load_scenario import load
from openiads.scenario.plan import Plan, plan_of
from openiads.study.claims.computed import Setting
from openiads.study.claims.scenes.cover_box import SPREAD, SURFACE, SURFACES, THREAT
from openiads.study.coverage.country import Country, country_of
from openiads.study.coverage.defence import looking_farthest
from openiads.study.coverage.demand import Demand, demand_of
from openiads.study.coverage.ground import ground_of
from openiads.study.coverage.question import Question
from openiads.study.coverage.site_cover import Sight, SiteCover, Target
from openiads.study.siting.candidates import Candidate, Rules, candidates, lattice_over
from openiads.study.siting.cover_problem import cover_problem
from openiads.study.siting.solve_cover import Siting, solve
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.named_lines import distance_to

SCENARIO = "turkey-2017"
HEIGHTS = (300.0, 3_000.0, 10_000.0)
SPACING, EDGE = 80_000.0, 20_000.0
"""Between candidates, and of the blocks of ground that want cover [m]."""
LINES = ("armenia", "aegean", "greece")
GAP = 0.002
"""To which a choice is proven: what a belt costs is told in hundredths."""
DIGITS = 3
"""Of a share that is lost: no more is proven."""

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sited:
    """The country with candidates for batteries of one kind."""

    plan: Plan
    country: Country
    ground: Grid
    demand: Demand
    candidates: tuple[Candidate, ...]
    away: Mapping[str, Floats]  # of each candidate from each line [m]

    @property
    def sites(self) -> list[tuple[float, float]]:
        """Where batteries would stand [rad]."""
        return [one.site for one in self.candidates]


@cache
def sited() -> Sited:
    """Candidates over all of the country that are neither sea nor too steep."""
    plan = plan_of(load(SCENARIO))
    country = country_of([battery.site for battery in plan.batteries])
    if country is None:
        raise ValueError("no people are counted where these batteries stand")
    places = lattice_over(country, SPACING)
    far = farthest(plan).radars[plan.batteries[0].radar].entry.instrumented_range
    ground = ground_of(plan.area.terrain, Question(), [(site, far) for _, site in places])
    found = [one for one in candidates(places, country, ground, Rules()) if one.allowed]
    latitude, longitude = np.array([one.site for one in found]).T
    away = {line: distance_to(country.name, line, latitude, longitude) for line in LINES}
    return Sited(plan, country, ground, demand_of(country, (), EDGE, LINES), tuple(found), away)


@lru_cache(maxsize=2)
def sights(surface: str) -> tuple[Sight, ...]:
    """What each candidate's engagement radar sees, as far as any figure of its box lets it look."""
    scene = sited()
    plan = farthest(scene.plan)
    swept = SiteCover.of(
        plan, plan.batteries[0], scene.sites, scene.ground, surface, scene.demand, Target(HEIGHTS, 1.0)
    )
    return tuple(swept.sight(b) for b in range(len(scene.sites)))


def covered_at(setting: Setting) -> Flags:
    """(sites, heights, points) that a battery covers from each candidate, with the figures of a setting."""
    scene, catalogue = sited(), setting.catalogue
    surface = SURFACES[round(setting.beside[SURFACE])]
    plan = plan_of(load(SCENARIO), catalogue)
    target = Target(HEIGHTS, catalogue.threat(THREAT).rcs)
    cover = SiteCover.of(plan, plan.batteries[0], scene.sites, scene.ground, surface, scene.demand, target)
    return cover.covered_from(sights(surface))


def weights(purpose: str, setting: Setting) -> Floats:
    """What each point is worth for a purpose (D,): people [1] by how they are spread, else border [m]."""
    demand = sited().demand
    if purpose == "people":
        fewer, more = demand.weights["people"]
        share = setting.beside[SPREAD]
        return (1.0 - share) * fewer + share * more
    if purpose == "strips":
        strips: Floats = np.sum([demand.worth(line) for line in LINES], axis=0)
        return strips
    return demand.worth(purpose)


def best(covered: Flags, worth: Floats, count: int, widths: Mapping[str, float]) -> Siting:
    """The best choice of so many sites no nearer to lines than their belts are wide [m]."""
    scene = sited()
    free = np.all([scene.away[line] >= width for line, width in widths.items()], axis=0) if widths else None
    flags = covered if free is None else covered[free]
    tiled = np.tile(worth / len(HEIGHTS), len(HEIGHTS))
    return solve(cover_problem(flags.reshape(len(flags), -1), tiled, count), gap=GAP)


def loss(free: Siting, held: Siting) -> tuple[float, float, float]:
    """Share of what could be covered that belts cost, with the ends that the bounds leave."""
    if free.value <= 0.0:
        return 0.0, 0.0, 0.0
    value = 1.0 - held.value / free.value
    low, high = 1.0 - held.bound / free.value, 1.0 - held.value / free.bound
    value, low, high = (max(round(end, DIGITS), 0.0) for end in (value, min(low, value), max(high, value)))
    return value, low, high


def farthest(plan: Plan) -> Plan:
    """The plan with radars and rounds that look and reach as far as the high ends of their figures."""
    rounds = [replace(one, maximum_range=one.figures["maximum_range"].high) for one in plan.rounds]
    return replace(looking_farthest(plan), rounds=rounds)
