"""A defence as it stands: the World of the simulation without anything that flies, on one surface."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from openiads.ground.errors import ScenarioError
from openiads.ground.frames import MEAN_RADIUS, great_circle
from openiads.scenario.aims import AIRBORNE
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite, RadarSite
from openiads.simulation import prepare
from openiads.simulation.prepare import clock_of
from openiads.simulation.prepare_defence import antenna_altitude
from openiads.state.planes import Route, Target, TargetKey
from openiads.state.world import World
from openiads.study.coverage.map_window import Disc
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.ground_table import GroundTable

NOTHING_BELOW = GroundTable(np.zeros((2, 2), dtype=np.float32), 0.0, 0.0)
"""Only identification reads the ground under tracks; here nothing is tracked."""


def require_something(plan: Plan, name: str) -> None:
    """Refuse a scenario that nobody defends."""
    if not plan.radars and not plan.batteries:
        raise ScenarioError(f"{name}: has neither [[battery]] nor [[radar]]; coverage is theirs; add one")
    if not plan.batteries and not any(radar.emitting for radar in plan.radars):
        raise ScenarioError(f"{name}: has no [[battery]], and no [[radar]] of it emits; let one emit")


def world_of(plan: Plan, grid: Grid) -> World:
    """The World of a defence that nothing flies against, on the ground of `grid`."""
    nobody = np.zeros((len(Target), 0)), np.zeros((len(TargetKey), 0), np.int64), np.zeros((len(Route), 2))
    # Terrain comes from maps of the lowest visible height, not from tables.
    masks = np.zeros((max(len(plan.radars), 1), 1, 1), dtype=np.float32)
    # What is asked about is ground; assets may stand off the cut map, and nobody is bound to them.
    free = [replace(battery, protects=()) for battery in plan.batteries]
    return prepare.world_of(
        replace(plan, assets=[], orders=[], batteries=free),
        grid, [antenna_altitude(site, grid) for site in plan.radars],
        clock_of(plan, plan.area.duration), nobody, masks, NOTHING_BELOW,
    )  # fmt: skip


def radar_discs(plan: Plan) -> list[Disc]:
    """Instrumented ranges of the radars that emit."""
    return [(site.site, site.entry.instrumented_range) for site in plan.radars if site.emitting]


def looking_farthest(plan: Plan) -> Plan:
    """The same defence with radars that look as far as the high ends of their figures."""
    radars = [
        replace(
            site,
            entry=replace(site.entry, instrumented_range=site.entry.figures["instrumented_range"].high),
        )
        for site in plan.radars
    ]
    return replace(plan, radars=radars)


def naive_ring(plan: Plan) -> list[Disc]:
    """The circles that a press map draws.

    Around each battery the longest published range of the rounds that it holds; where there is no battery,
    around each radar its instrumented range.
    """
    ranges = {entry.slug: entry.maximum_range for entry in plan.rounds}
    rings = [
        (battery.site, max(ranges[slug] for slug, count in battery.loadout.items() if count))
        for battery in plan.batteries
        if any(battery.loadout.values())
    ]
    return rings or radar_discs(plan)


def ballistic_ring(plan: Plan) -> list[Disc]:
    """Around each battery the longest published range of its rounds against ballistic missiles."""
    ranges = {entry.slug: entry.ballistic_range for entry in plan.rounds}
    return [
        (battery.site, max(ranges[slug] for slug, count in battery.loadout.items() if count))
        for battery in plan.batteries
        if any(battery.loadout.values())
    ]


def on_high_ground(plan: Plan, near: Callable[[Place], Grid], within: float) -> Plan:
    """The same defence with every ground site on the highest ground within a distance [m].

    near  gives a map of what lies around a site [rad]

    Highest cell of the mean surface; of several, the nearest.  What flies or was surveyed stays.
    """

    def moved(site: Place, what: str) -> Place:
        grid = near(site)
        grid.require(*site, what)
        return _highest(grid, site, within)

    def of_radar(radar: RadarSite) -> RadarSite:
        if radar.altitude is not None or radar.entry.role == AIRBORNE:
            return radar
        return replace(radar, site=moved(radar.site, f"radar {radar.name}"))

    def of_battery(battery: BatterySite) -> BatterySite:
        if plan.radars[battery.radar].altitude is not None:
            return battery
        return replace(battery, site=moved(battery.site, f"battery {battery.name}"))

    return replace(
        plan,
        radars=[of_radar(radar) for radar in plan.radars],
        batteries=[of_battery(battery) for battery in plan.batteries],
    )


def _highest(grid: Grid, site: Place, within: float) -> Place:
    if grid.heights.size == 1:
        return site
    row, column = (float(x) for x in grid.locate(*site))
    # Cells are narrowest towards the pole; what is too far is left out below.
    poleward = math.copysign(min(abs(site[0]) + within / MEAN_RADIUS, 1.5), site[0])
    around = within / grid.smallest_edge(poleward, site[1])
    rows, columns = (
        np.arange(max(math.floor(middle - around), 0), min(math.ceil(middle + around) + 1, count))
        for middle, count in zip((row, column), grid.shape, strict=True)
    )
    latitude, longitude = np.broadcast_arrays(*grid.place(rows[:, None], columns[None, :]))
    away, _ = great_circle(*site, latitude, longitude)
    heights = np.where(away <= within, grid.heights[np.ix_(rows, columns)], -np.inf)
    heights = np.where(np.isnan(heights), -np.inf, heights)
    if not heights.max() > float(grid.elevation(*site)):
        return site
    tied = np.where(heights == heights.max(), away, np.inf)
    best = np.unravel_index(int(np.argmin(tied)), tied.shape)
    return float(latitude[best]), float(longitude[best])
