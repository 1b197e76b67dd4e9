"""A coverage study from question to answer."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import numpy as np

from openiads.catalogue import sources, status_mix
from openiads.catalogue.entries import Source
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.state.world import World
from openiads.study.coverage.attack import Attack, attacks, lead_of, origins
from openiads.study.coverage.coarse_lattice import lattice, samples
from openiads.study.coverage.country import Country, country_of
from openiads.study.coverage.coverage_numbers import (
    Band,
    Figures,
    Frame,
    Key,
    banded,
    circle_figures,
    figures_of,
    footprint_figures,
)
from openiads.study.coverage.defence import (
    ballistic_ring,
    naive_ring,
    radar_discs,
    require_something,
    world_of,
)
from openiads.study.coverage.footprint import Footprint, Survey, footprint, ground_points
from openiads.study.coverage.ground import ground_of, ground_words, on_best_sites, standing
from openiads.study.coverage.map_window import Disc, Flags, Window, excluded, window
from openiads.study.coverage.maps import Maps, Singles, maps_of
from openiads.study.coverage.memory_needed import weigh
from openiads.study.coverage.people import Census, census
from openiads.study.coverage.question import Question, lowest_supported, surfaces_needed
from openiads.study.coverage.refraction import Refraction, effective_earth
from openiads.terrain.maps.grid import Grid

LEVEL_SPACING = 5_000.0
"""Spacing of the ground points of level attacks [m]."""
ARC_SPACING = 10_000.0
"""Spacing of the points at which ballistic missiles are looked for [m]; the ground points are closer."""
POINTS_TO_REACH = 12.0
"""Ground points of a ballistic footprint from its middle to its edge."""
POINT, BEST = "point", "best"


@dataclass(frozen=True)
class Facts:
    """What an answer rests on."""

    scenario: str
    title: str
    scenario_sha256: str
    version: str
    terrain: str
    source: str
    cell: float  # [m]
    ground: str  # what the cells stand for, in words
    supported: float  # height above ground below which one figure is not told [m]
    refraction: Refraction
    surfaces: tuple[str, ...]  # that were computed
    excluded_ring: float  # share of the naive ring that is off the map
    excluded_view: float  # share of the radars' discs that is off the map
    status_mix: Mapping[str, float]
    sources: tuple[Source, ...]


@dataclass(frozen=True, eq=False)
class Answer:
    """Maps, footprints and numbers of one defence."""

    question: Question
    facts: Facts
    plan: Plan
    window: Window
    ring: Flags  # (rows, columns)
    country: Country | None
    grounds: dict[str, Grid]  # by surface, the window with its heights
    maps: dict[str, Maps]  # by surface, sites on their points
    footprints: dict[str, list[Footprint]]  # the same
    figures: dict[tuple[str, str], Figures] = field(repr=False)  # by surface and siting

    def is_coarse(self, altitude: float | None) -> bool:
        """Whether the cells are too coarse for a single figure at an altitude."""
        return altitude is not None and altitude < self.facts.supported

    def band(self, key: Key) -> Band:
        """Low and high of a number over the surfaces that may stand for it and over the sites."""
        asked = self.question.surface
        if self.is_coarse(key.altitude) and not self.question.one_figure:
            chosen: tuple[str, ...] = self.facts.surfaces
        elif self.is_coarse(key.altitude):
            chosen = ("mean" if asked == "both" else asked,)
        else:
            chosen = self.facts.surfaces if asked == "both" else (asked,)
        wanted = [each for each in self.figures if each[0] in chosen] or list(self.figures)
        return banded(self.figures, wanted, key)

    def keys(self, what: str) -> list[Key]:
        """Keys of a kind, in the order in which they were made."""
        return list(
            dict.fromkeys(key for found in self.figures.values() for key in found if key.what == what)
        )


def cover(scenario: Scenario, asked: Question, workers: int = 2, catalogue: Catalogue = PACKAGED) -> Answer:
    """Answer a question about a scenario's defence."""
    plan = _over_the_earth_asked(plan_of(scenario, catalogue), asked)
    require_something(plan, scenario.name)
    rings, views = naive_ring(plan), radar_discs(plan)
    wide = [(place, radius + asked.siting) for place, radius in (*rings, *views)]
    grid = ground_of(plan.area.terrain, asked, wide)
    _require_sites(plan, grid)
    here = window(grid, wide)
    frame = _frame(scenario, plan, here, rings)
    supported = lowest_supported(here.grid)
    level = supported == 0.0
    surfaces = ("mean",) if level else surfaces_needed(asked, supported)
    weigh(*here.shape, len(asked.altitudes), len(surfaces) * (2 if asked.siting else 1))
    sitings = {POINT: plan} | ({BEST: on_best_sites(plan, grid, asked.siting)} if asked.siting else {})
    plans = {siting: standing(each, grid) for siting, each in sitings.items()}
    surveys = _surveys(plan, here, rings, asked.scans, catalogue)
    crowds = [_census(frame.country, survey) for survey in surveys]
    variants = [(surface, siting) for siting in plans for surface in surfaces]
    grounds = {
        (surface, siting): here.grid.with_surface(surface, [radar.site for radar in plans[siting].radars])
        for surface, siting in variants
    }
    # Made before the threads, which would else each fly out the same rounds.
    worlds = {variant: world_of(plans[variant[1]], ground) for variant, ground in grounds.items()}

    def run(variant: tuple[str, str]) -> tuple[Maps, list[Footprint], Figures]:
        inner = max(workers // len(variants), 1)
        standing_there = plans[variant[1]], worlds[variant], grounds[variant]
        return _one(frame, asked, *standing_there, surveys, crowds, inner)

    with ThreadPoolExecutor(min(workers, len(variants))) as pool:
        found = dict(zip(variants, pool.map(run, variants), strict=True))
    return Answer(
        question=asked,
        facts=_facts(scenario, catalogue, asked, plan, grid, here, supported, surfaces, (rings, views)),
        plan=plan,
        window=here,
        ring=frame.ring,
        country=frame.country,
        grounds={surface: grounds[surface, POINT] for surface in surfaces},
        maps={surface: found[surface, POINT][0] for surface in surfaces},
        footprints={surface: found[surface, POINT][1] for surface in surfaces},
        figures={variant: each[2] for variant, each in found.items()},
    )


def _over_the_earth_asked(plan: Plan, asked: Question) -> Plan:
    """The plan over the effective earth of the question, over which an exponential atmosphere hides too."""
    if asked.refraction is None:
        return plan
    return replace(plan, area=replace(plan.area, refraction=effective_earth(asked.refraction)))


def _require_sites(plan: Plan, grid: Grid) -> None:
    for radar in plan.radars:
        grid.require(*radar.site, f"radar {radar.name}")
    for battery in plan.batteries:
        grid.require(*battery.site, f"battery {battery.name}")


def _frame(scenario: Scenario, plan: Plan, here: Window, rings: list[Disc]) -> Frame:
    country = country_of([b.site for b in plan.batteries] or [r.site for r in plan.radars])
    in_country = in_strip = None
    if country is not None:
        rows, columns = here.shape
        places = here.grid.place(np.arange(rows)[:, None], np.arange(columns)[None, :])
        in_country = country.holds(country.inside, *places)
        in_strip = country.holds(country.strip, *places)
    return Frame(scenario, plan, here, here.inside(rings), country, in_country, in_strip)


def _surveys(plan: Plan, here: Window, rings: list[Disc], scans: int, catalogue: Catalogue) -> list[Survey]:
    """Where each class of attack is followed; nowhere without batteries."""
    if not plan.batteries or not plan.rounds:
        return []
    middle = np.mean([b.site for b in plan.batteries], axis=0)
    ceiling = max(entry.maximum_altitude for entry in plan.rounds)
    across, lead = 2.0 * max(radius for _, radius in rings), lead_of(plan, scans)
    where = float(middle[0]), float(middle[1])
    return [
        survey_of(attack, plan, here, rings)
        for attack in attacks(where, across, lead, 0.5 * LEVEL_SPACING, ceiling, catalogue)
    ]


def survey_of(attack: Attack, plan: Plan, here: Window, rings: list[Disc]) -> Survey:
    """Where one class of attack is followed: level ones all over the window, falling ones near batteries."""
    discs, spacing, coarser = rings, LEVEL_SPACING, 1
    if attack.ballistic:
        discs = ballistic_ring(plan)
        smallest = min(radius for _, radius in discs)
        spacing = min(max(smallest / POINTS_TO_REACH, here.grid.cell), LEVEL_SPACING)
        coarser = max(round(ARC_SPACING / spacing), 1)
    over = lattice(here, spacing)
    box = over.box(discs) if attack.ballistic else over.whole()
    points, areas = ground_points(over, discs)
    return Survey(
        attack, over, samples(here, over, box), samples(here, over, over.whole(), coarser),
        np.array([box[0], box[2]], dtype=np.int64), coarser, points, areas,
    )  # fmt: skip


def _census(country: Country | None, survey: Survey) -> Census | None:
    return None if country is None else census(country, *survey.places, survey.areas)


def _one(
    frame: Frame, asked: Question, plan: Plan, world: World, ground: Grid, surveys: list[Survey],
    crowds: list[Census | None], workers: int,
) -> tuple[Maps, list[Footprint], Figures]:  # fmt: skip
    """Maps, footprints and numbers of one surface and one way of siting."""

    def keep(lowest: Singles) -> list[tuple[Singles, Singles]]:
        flat = lowest.ravel()
        return [(flat[survey.near.cells], flat[survey.wide.cells]) for survey in surveys]

    maps = maps_of(plan, world, frame.window, ground, asked, keep, workers)
    figures = figures_of(frame, asked, plan, ground.heights, maps)
    heights = ground.heights.ravel()
    prints = []
    for i, (survey, crowd) in enumerate(zip(surveys, crowds, strict=True)):
        sights = {s: kept[i] for s, kept in maps.sights.items()}
        prints.append(footprint(survey, plan, world, heights, sights, asked.scans))
        from_where: list[Place] = origins(frame.plan.targets, survey.attack.threat.kind)
        figures |= footprint_figures(prints[-1], crowd, from_where)
    figures |= circle_figures(surveys, crowds)
    maps.sights.clear()
    return maps, prints, figures


def _facts(
    scenario: Scenario, catalogue: Catalogue, asked: Question, plan: Plan, grid: Grid, here: Window,
    supported: float, surfaces: tuple[str, ...], discs: tuple[list[Disc], list[Disc]],
) -> Facts:  # fmt: skip
    return Facts(
        scenario=scenario.name,
        title=scenario.title,
        scenario_sha256=sha256_of(scenario),
        version=version("openiads"),
        terrain=here.grid.name,
        source=here.grid.source,
        cell=here.grid.cell,
        ground=ground_words(here.grid, surfaces),
        supported=supported,
        refraction=asked.refraction or plan.area.refraction,
        surfaces=surfaces,
        excluded_ring=excluded(grid, discs[0]),
        excluded_view=excluded(grid, discs[1]),
        status_mix={str(name): share for name, share in status_mix(plan.entries).items()},
        sources=tuple(sources(plan.entries, catalogue)),
    )
