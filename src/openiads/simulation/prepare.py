"""From a checked scenario to the World: planes from the plan, tables from the rooms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.engagement import flyout
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation import prepare_defence as defence
from openiads.simulation import prepare_rounds as rounds
from openiads.simulation import prepare_targets as targets
from openiads.simulation.models import chain_of, tracking_of
from openiads.simulation.prepare_ground import MASK_STEP, Surroundings, surroundings
from openiads.simulation.step import Chain
from openiads.state.scalars import Clock, Lethality, Tables, named
from openiads.state.world import Floats, Integers, World, freeze
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.ground_table import STEP as GROUND_STEP
from openiads.terrain.maps.ground_table import GroundTable
from openiads.terrain.rays.masking import bounds_of

Singles = npt.NDArray[np.float32]
Sky = tuple[Floats, Integers, Floats]
"""Planes `target_f`, `target_i` and `route`."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario ready to run: its World, and the names behind the numbers."""

    scenario: Scenario
    plan: Plan
    world: World
    known_shares: tuple[float, ...]  # of each radar's disc that the terrain covers
    surroundings: Surroundings | None = None
    catalogue: Catalogue = PACKAGED  # as its files have it

    @property
    def chain(self) -> Chain:
        """The phases of the models that the scenario names."""
        return chain_of(self.scenario.models)

    @property
    def target_names(self) -> list[str]:
        """Names of the targets, by index."""
        return [target.name for target in self.plan.targets]


def prepare(
    scenario: Source, catalogue: Catalogue = PACKAGED, like: Prepared | Surroundings | None = None
) -> Prepared:
    """Build the World of a scenario, which is checked wherever it is from; what flies may be undefended.

    Parameters
    ----------
    catalogue : of which the scenario may replace figures
    like : another scenario, or its ground; what is the same of the ground - the map, skylines, routes - is
        taken over
    """
    scenario = load(scenario, catalogue=catalogue)
    chain_of(scenario.models)  # a name that nobody has is told before anything is built
    return _built(scenario, catalogue, like)


def varied(prepared: Prepared, catalogue: Catalogue) -> Prepared:
    """The same scenario with the figures of another catalogue; what they do not touch is taken over."""
    return _built(prepared.scenario, catalogue, prepared)


def _built(scenario: Scenario, catalogue: Catalogue, like: Prepared | Surroundings | None) -> Prepared:
    plan = plan_of(scenario, catalogue)
    around = surroundings(plan, like.surroundings if isinstance(like, Prepared) else like)
    world = world_of(
        plan, around.grid, around.altitudes,
        clock_of(plan, targets.last_moment(plan, around.sampled)),
        targets.target_planes(plan, around.sampled), around.skylines, around.below,
    )  # fmt: skip
    return Prepared(scenario, plan, world, around.known_shares, around, catalogue)


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
    reload = defence.reloads(plan)
    network_f, network_i, hears = defence.network_planes(plan)
    target_f, target_i, route = sky
    order, ordered = defence.order_planes(plan)
    cut, cuts_batteries, cuts_radars = defence.cut_planes(plan)
    world = World(
        clock=clock,
        doctrine=plan.doctrine,
        tables=_tables_of(plan, below),
        lethality=named(Lethality, plan.lethality),
        identifying=defence.identifying_of(plan),
        engaging=defence.engaging_of(plan),
        tracking=tracking_of(plan.models, plan.tracking, plan.initiation, plan.interacting),
        target_f=target_f,
        target_i=target_i,
        at_defence=targets.at_defence(target_i),
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
        reload=reload,
        launcher_i=defence.launchers(plan, reload),
        single_shot=single_shot,
        kind_shot=defence.shots_by_kind(plan),
        flyout=times,
        flyout_speed=speeds,
        air=rounds.air_column(speeds.shape[1]),
        network_f=network_f,
        network_i=network_i,
        hears=hears,
        cut=cut,
        cuts_batteries=cuts_batteries,
        cuts_radars=cuts_radars,
        asset=defence.asset_planes(plan, grid),
        corridor=defence.corridor_planes(plan),
        zone=defence.zone_planes(plan),
        order=order,
        ordered=ordered,
        protects=defence.protects(plan),
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
