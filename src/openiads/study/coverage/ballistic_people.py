"""People under the ballistic footprint of a defence whose batteries come and go.

What each radar sees of the ground is swept once; at another setting of the figures only what flies and what
detects is computed anew.  Antennas stand as the first plan has them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from openiads.catalogue.load_catalogue import Catalogue
from openiads.scenario.plan import Plan
from openiads.study.coverage.answer import survey_of
from openiads.study.coverage.attack import attacks, origins
from openiads.study.coverage.country import Country, country_of
from openiads.study.coverage.defence import (
    ballistic_ring,
    looking_farthest,
    naive_ring,
    radar_discs,
    world_of,
)
from openiads.study.coverage.footprint import Known, Survey, footprint
from openiads.study.coverage.ground import ground_of, standing
from openiads.study.coverage.map_window import Flags, Window, window
from openiads.study.coverage.maps import Singles, lowest_of
from openiads.study.coverage.people import Census, census
from openiads.study.coverage.question import Question

SCANS = Question().scans
MET = 0
"""Salvos beyond which an attacker counts as met."""


@dataclass(frozen=True, eq=False)
class Sighted:
    """A defence with all batteries that ever stand in it, and what their radars see of the ground."""

    window: Window
    lowest: tuple[Singles, ...]  # of each radar (rows * columns,) [m]
    altitudes: tuple[float | None, ...]  # of the antennas [m]
    country: Country


def sighted(plan: Plan) -> Sighted:
    """Sweep the ground around every radar, as far as any figure of its box lets it look.

    Raises
    ------
    ValueError
        if most of its batteries stand where nobody is counted
    """
    wide = looking_farthest(plan)
    discs = [*naive_ring(plan), *radar_discs(wide)]
    here = window(ground_of(plan.area.terrain, Question(), discs), discs)
    stands = standing(wide, here.grid)
    world = world_of(stands, here.grid)
    lowest = tuple(
        lowest_of(stands, world, s, here.grid, plan.area.refraction, 1).ravel()
        for s in range(len(stands.radars))
    )
    country = country_of([battery.site for battery in plan.batteries])
    if country is None:
        raise ValueError("no people are counted where these batteries stand")
    return Sighted(here, lowest, tuple(site.altitude for site in stands.radars), country)


@dataclass(frozen=True, eq=False)
class Under:
    """Who lives where an attacker is met, by group of batteries."""

    crowd: Census
    met: dict[str, Flags]  # (origins, n) whether it is met over each ground point, by the group's name

    def people(self, groups: Collection[str], every: bool) -> tuple[float, float]:
        """People under the footprint of some groups together, from every origin or from at least one.

        All of a province are in its capital first, then spread evenly over it.
        """
        met = np.logical_or.reduce([self.met[name] for name in groups])
        covered = met.all(axis=0) if every else met.any(axis=0)
        return float(self.crowd.concentrated[covered].sum()), float(self.crowd.spread[covered].sum())

    @property
    def in_circles(self) -> tuple[float, float]:
        """People inside the circles of the published ballistic ranges of all batteries."""
        return float(self.crowd.concentrated.sum()), float(self.crowd.spread.sum())


def under(seen: Sighted, plan: Plan, catalogue: Catalogue, groups: Mapping[str, Collection[str]]) -> Under:
    """Where a short-range ballistic missile from where the raids begin is met before it comes down.

    A group of batteries hears its own radars and those that belong to none; that others may tell it something
    too is left out, so that groups can come and go.

    groups  names of batteries, by the name of the group
    """
    survey, crowd = _survey(seen, plan, catalogue)
    told = replace(
        plan, radars=[replace(r, altitude=a) for r, a in zip(plan.radars, seen.altitudes, strict=True)]
    )
    world, heights = world_of(told, seen.window.grid), seen.window.grid.heights.ravel()
    sights = {s: (low[survey.near.cells], low[survey.wide.cells]) for s, low in enumerate(seen.lowest)}
    begin = origins(plan.targets, survey.attack.threat.kind)
    met, known = {}, Known()
    for name, batteries in groups.items():
        heard = {s: sight for s, sight in sights.items() if _stands(plan, s, batteries)}
        found = footprint(survey, told, world, heights, heard, SCANS, known)
        met[name] = np.stack([found.from_origins([origin])[0] > MET for origin in begin])
    return Under(crowd, met)


def _survey(seen: Sighted, plan: Plan, catalogue: Catalogue) -> tuple[Survey, Census]:
    middle = np.mean([battery.site for battery in plan.batteries], axis=0)
    ceiling = max(entry.maximum_altitude for entry in plan.rounds)
    where = float(middle[0]), float(middle[1])
    attack = next(found for found in attacks(where, 1.0, 0.0, 1.0, ceiling, catalogue) if found.ballistic)
    survey = survey_of(attack, plan, seen.window, ballistic_ring(plan))
    return survey, census(seen.country, *survey.places, survey.areas)


def _stands(plan: Plan, radar: int, names: Collection[str]) -> bool:
    """Whether a radar is there: it belongs to no battery, or to one that stands."""
    battery = plan.radars[radar].battery
    return battery < 0 or plan.batteries[battery].name in names
