"""What each post of a timeline covers on real ground: people, border and assets.

A post is a battery at a place.  It covers what its own engagement radar holds and its rounds get to; on the
higher of two grounds, which hides more, so that it covers at least so much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openiads.ground.errors import TerrainError
from openiads.ground.units import DEG, KM
from openiads.scenario.plan import Plan
from openiads.scenario.timeline_plan import TimelinePlan
from openiads.study.coverage.country import country_of
from openiads.study.coverage.demand import MEASURES, Demand, demand_of
from openiads.study.coverage.ground import ground_of
from openiads.study.coverage.question import Question
from openiads.study.coverage.site_cover import Target
from openiads.study.coverage.stored_cover import covers
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_answer import Protection
from openiads.terrain.maps.grid import Grid

HEIGHTS = (300.0, 3_000.0, 10_000.0)
"""Above the ground [m]."""
MIDDLE = 1
"""The height at which border and assets are told."""
RCS = 1.0
"""Of what is to be met [m2]."""
EDGE = 10.0 * KM
"""Of the blocks of ground that people live in [m]."""
HIDES_MORE = "max"
MILLION = 1e6


def protection(plan: Plan, timeline: TimelinePlan, stays: Stays, workers: int = 1) -> Protection:
    """What the posts of a timeline cover: by no measure where there is none, nor worth, nor a map."""
    nothing = Protection((), np.zeros((len(stays.posts), 0), dtype=np.bool_), np.zeros((0, 0)))
    if not stays.posts:
        return nothing
    sites = [(lat * DEG, lon * DEG) for lat, lon in timeline.sites]
    demand = demand_of(country_of(sites), plan.assets, EDGE)
    ground = _ground(plan, sites)
    worth_it = any(demand.worth(measure).any() for measure in MEASURES)
    if not worth_it or ground is None:
        return nothing
    names, weights = _measures(demand)
    surface = HIDES_MORE if ground.heights.any() else "mean"
    target = Target(HEIGHTS, RCS)
    rows = [
        covers(plan, plan.batteries[battery], [sites[place]], ground, surface, demand, target, workers)[0]
        for battery, place in stays.posts
    ]
    return Protection(names, np.stack(rows).reshape(len(rows), -1), weights)


def _ground(plan: Plan, sites: Sequence[tuple[float, float]]) -> Grid | None:
    """The map around all places; None where one of them lies off it."""
    far = max((radar.entry.instrumented_range for radar in plan.radars), default=0.0)
    try:
        ground = ground_of(plan.area.terrain, Question(), [(site, far) for site in sites])
    except TerrainError:
        return None
    known = ground.heights.size == 1 or not np.isnan(ground.elevation(*np.array(sites).T)).any()
    return ground if known else None


def _measures(demand: Demand) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of the measures, and the weights of all heights after one another (M, heights * points)."""
    told: list[tuple[str, int, np.ndarray]] = []
    people = demand.worth("people") / MILLION
    told += [(f"million people at {height:,.0f} m", h, people) for h, height in enumerate(HEIGHTS)]
    told += [
        (f"{what} at {HEIGHTS[MIDDLE]:,.0f} m", MIDDLE, demand.worth(measure) / unit)
        for what, measure, unit in (("km of border", "border", KM), ("value of assets", "assets", 1.0))
    ]
    there = [one for one in told if one[2].any()]
    weights = np.zeros((len(there), len(HEIGHTS), demand.size))
    for row, (_, height, worth) in zip(weights, there, strict=True):
        row[height] = worth
    return tuple(name for name, _, _ in there), weights.reshape(len(there), len(HEIGHTS) * demand.size)


def told_of(names: Sequence[str]) -> str:
    """What the measures mean, in a sentence."""
    if not names:
        return "What is covered is not told: nobody stands, a place lies off the map, or nothing is worth it."
    return (
        "Covered is what a ready battery's own radar sees over real ground, on the higher of two surfaces, "
        f"and its rounds reach, against a target of {RCS:g} m2: at least so much, and no promise that it is "
        "met. A radar that does not turn counts only what lies in front of it: a town beside or behind the "
        "battery is not covered, however near, and one radar that turns may cover more than several that do "
        "not."
    )
