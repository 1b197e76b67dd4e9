"""From a checked scenario to the World: planes from the plan, tables from the rooms."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.engagement import flyout
from openiads.ground.errors import OutOfRange
from openiads.ground.machine import too_much
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation import prepare_defence as defence
from openiads.simulation import prepare_rounds as rounds
from openiads.simulation import prepare_targets as targets
from openiads.simulation.models import chain_of
from openiads.simulation.step import Chain
from openiads.state.scalars import Clock, Engaging, Lethality, Tables, Tracking, named
from openiads.state.world import Floats, Integers, World, freeze
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.ground_table import STEP as GROUND_STEP
from openiads.terrain.maps.ground_table import GroundTable, ground_table
from openiads.terrain.rays.masking import N_AZIMUTHS, bounds_of, masking_angles, range_axis

Singles = npt.NDArray[np.float32]
Sky = tuple[Floats, Integers, Floats]
"""Planes `target_f`, `target_i` and `route`."""

MASK_STEP = 1_000.0
"""Spacing of the masking tables in range [m]."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What takes time to compute and few figures touch: ground, skylines, routes."""

    mean: Grid
    grid: Grid  # the same with the surface that the scenario asks for
    sampled: list[targets.Sampled]
    skylines: Singles  # masking angles of every radar (S, azimuths, ranges)
    known_shares: tuple[float, ...]  # of each radar's disc that the terrain covers
    below: GroundTable


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario ready to run: its World, and the names behind the numbers."""

    scenario: Scenario
    plan: Plan
    world: World
    known_shares: tuple[float, ...]  # of each radar's disc that the terrain covers
    surroundings: Surroundings | None = None

    @property
    def chain(self) -> Chain:
        """The phases of the models that the scenario names."""
        return chain_of(self.scenario.models)

    @property
    def target_names(self) -> list[str]:
        """Names of the targets, by index."""
        return [target.name for target in self.plan.targets]


def prepare(scenario: Source, catalogue: Catalogue = PACKAGED) -> Prepared:
    """Build the World of a scenario, which is checked wherever it is from; what flies may be undefended."""
    scenario = load(scenario)
    chain_of(scenario.models)  # a name that nobody has is told before anything is built
    return _built(scenario, plan_of(scenario, catalogue), None)


def varied(prepared: Prepared, catalogue: Catalogue) -> Prepared:
    """The same scenario with the figures of another catalogue; what they do not touch is taken over."""
    return _built(prepared.scenario, plan_of(prepared.scenario, catalogue), prepared)


def _built(scenario: Scenario, plan: Plan, like: Prepared | None) -> Prepared:
    around = _surroundings(plan, like)
    # Raised with its surroundings an antenna would look over them.
    altitudes = [defence.antenna_altitude(site, around.mean) for site in plan.radars]
    world = world_of(
        plan, around.grid, altitudes,
        clock_of(plan, targets.last_moment(plan, around.sampled)),
        targets.target_planes(plan, around.sampled), around.skylines, around.below,
    )  # fmt: skip
    return Prepared(scenario, plan, world, around.known_shares, around)


def _surroundings(plan: Plan, like: Prepared | None) -> Surroundings:
    """Those of a plan; of another plan over the same ground, all that holds for this one is kept."""
    known = like.surroundings if like is not None else None
    if like is None or known is None:
        mean = open_terrain(plan.area.terrain)
        grid = mean.with_surface(plan.area.surface, [site.site for site in plan.radars])
    else:
        mean, grid = known.mean, known.grid
        if _eyes(plan) == _eyes(like.plan):
            if plan.targets == like.plan.targets:
                return known
            return replace(known, sampled=targets.sample_all(plan, grid))
    altitudes = [defence.antenna_altitude(site, mean) for site in plan.radars]
    skylines, shares = masking_tables(plan, grid, altitudes)
    below = ground_table(grid, [(*site.site, site.entry.instrumented_range) for site in plan.radars])
    return Surroundings(mean, grid, targets.sample_all(plan, grid), skylines, shares, below)


def _eyes(plan: Plan) -> list[tuple[object, ...]]:
    """What skylines and the table of the ground are computed from, by radar."""
    return [
        (site.site, site.height, site.altitude, site.entry.instrumented_range, plan.area.refraction)
        for site in plan.radars
    ]


def world_of(
    plan: Plan, grid: Grid, altitudes: list[float], clock: Clock, sky: Sky, masks: Singles, below: GroundTable
) -> World:
    """A defence of a plan, with antennas at their altitudes [m] and all else on the ground of `grid`.

    sky    planes of what flies
    masks  masking angles of every radar (S, azimuths, ranges)
    below  the ground under tracks
    """
    radar_f, radar_i = defence.radar_planes(plan, altitudes)
    battery_f, battery_i = defence.battery_planes(plan, grid)
    round_f, times, speeds = rounds.round_planes(plan)
    choice, magazine, single_shot = defence.armament(plan)
    network_f, network_i, hears = defence.network_planes(plan)
    target_f, target_i, route = sky
    world = World(
        clock=clock,
        doctrine=plan.doctrine,
        tables=_tables_of(plan, below),
        lethality=named(Lethality, plan.lethality),
        identifying=defence.identifying_of(plan),
        engaging=named(Engaging, plan.engagement),
        tracking=named(Tracking, plan.tracking, plan.initiation),
        target_f=target_f,
        target_i=target_i,
        route=route,
        radar_f=radar_f,
        radar_i=radar_i,
        masks=masks,
        mask_bounds=bounds_of(masks),
        battery_f=battery_f,
        battery_i=battery_i,
        round_f=round_f,
        choice=choice,
        magazine=magazine,
        single_shot=single_shot,
        flyout=times,
        flyout_speed=speeds,
        air=rounds.air_column(speeds.shape[1]),
        network_f=network_f,
        network_i=network_i,
        hears=hears,
        asset=defence.asset_planes(plan, grid),
        corridor=defence.corridor_planes(plan),
        zone=defence.zone_planes(plan),
        evidence=defence.evidence_table(plan),
        ground=below.heights,
    )
    return freeze(world)


def clock_of(plan: Plan, last: float) -> Clock:
    """The clock of a run whose last moment is at `last` [s]."""
    return named(Clock, plan.area, steps=math.ceil(last / plan.area.step))


def _tables_of(plan: Plan, below: GroundTable) -> Tables:
    return Tables(
        mask_range_step=MASK_STEP,
        refraction=plan.area.refraction,
        flyout_range_step=flyout.RANGE_STEP,
        flyout_altitude_step=flyout.ALTITUDE_STEP,
        ground_south=below.south,
        ground_west=below.west,
        ground_step=GROUND_STEP,
    )


def _require_room(plan: Plan) -> None:
    """Refuse more radars than memory can hold the skylines of, which are copied twice while made."""
    ranges = max(
        (len(range_axis(site.entry.instrumented_range, MASK_STEP)) for site in plan.radars), default=0
    )
    short = too_much(3.0 * 4.0 * N_AZIMUTHS * ranges * len(plan.radars))
    if short:
        raise OutOfRange(
            f"battery, radar: have {len(plan.radars)} radars, whose skylines {short}; place fewer"
        )


def masking_tables(plan: Plan, grid: Grid, altitudes: list[float]) -> tuple[Singles, tuple[float, ...]]:
    """Masking angles of every radar (S, azimuths, ranges), and the share of each disc that is known."""
    _require_room(plan)
    found = [
        masking_angles(
            grid,
            *site.site,
            altitude,
            range_axis(site.entry.instrumented_range, MASK_STEP),
            plan.area.refraction,
        )
        for site, altitude in zip(plan.radars, altitudes, strict=True)
    ]
    if not found:
        return np.zeros((0, N_AZIMUTHS, 1), dtype=np.float32), ()
    longest = max(len(m.ranges) for m in found)
    tables = [np.pad(m.angles, ((0, 0), (0, longest - len(m.ranges))), mode="edge") for m in found]
    return np.stack(tables), tuple(m.known_share for m in found)
