"""The tracker within the engine and alone, on the same plots: how many of them each takes in a CPU second.

A replicate is played step by step; what the tracking phase is given is kept, picture by picture, and the
phase is timed.  Then the tracker alone is fed each picture's plots, cycle by cycle as in the engine, in a
world of the radars that the picture hears.  Both by turns, in one process, with the same compiled parts; a
plot counts once for each picture that hears it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from openiads.ground.frames import geodetic_of
from openiads.scenario.load_scenario import load
from openiads.simulation.drivers import phase_of
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import prepare
from openiads.state.planes import Network, PlotKey, Radar, Tally
from openiads.state.state import Capacity, State, select
from openiads.state.words import Phase
from openiads.state.world import Floats, Integers, World
from openiads.study.tracking.lone_world import lone_world
from openiads.study.tracking.plots import Sensors
from openiads.study.tracking.track_plots import empty_row, play_cycle

ROUNDS = 3


class Cycle(NamedTuple):
    """The plots of one cycle, as the tracker of the engine found them."""

    step: int
    plots_f: Floats  # (planes, I) [Plot]
    plots_i: Integers  # (planes, I) [PlotKey]


class Engine(NamedTuple):
    """A replicate of the engine."""

    cycles: list[Cycle]
    cpu: float  # of its tracking phase [s]
    most: Capacity


def engine(world: World, chain: dict[Phase, Any], replicate: int) -> Engine:
    """Play a replicate, and keep what its tracker gets."""
    capacity = Capacity.for_world(world)
    while True:
        row = select(open_tile(world, 1, replicate, replicate + 1, capacity), 0)
        cycles, spent = _played(row, world, {p: phase_of(f, row, world) for p, f in chain.items()})
        if not row.tally[Tally.OVERFLOW]:
            return Engine(cycles, spent, capacity)
        capacity = capacity.doubled(int(row.tally[Tally.OVERFLOW]))


def _played(row: State, world: World, phases: dict[Phase, Any]) -> tuple[list[Cycle], float]:
    cycles, spent = [], 0.0
    for step in range(int(world.clock.steps)):
        for name, phase in phases.items():
            if name == Phase.TRACK:
                count = int(row.tally[Tally.PLOTS])
                cycles.append(Cycle(step, row.plots_f[:, :count].copy(), row.plots_i[:, :count].copy()))
                begin = time.thread_time()
                phase(row, world, step)
                spent += time.thread_time() - begin
            else:
                phase(row, world, step)
        if row.tally[Tally.OVERFLOW] or row.tally[Tally.DONE]:
            break
    return cycles, spent


def alone(world: World, p: int, cycles: list[Cycle], tracker: Any, capacity: Capacity) -> tuple[int, float]:
    """Plots that picture `p` hears, and CPU seconds [s] of the tracker alone for them."""
    heard = np.flatnonzero(world.hears[p] == 1)
    number = np.full(world.radar_f.shape[1], -1)
    number[heard] = np.arange(heard.size)
    lone = lone_world(
        _sensors(world, heard), world.tracking, float(np.exp(world.network_f[Network.LOG_DETECTION, p]))
    )
    row = empty_row(lone, capacity)
    phase = phase_of(tracker, row, lone)
    spent, plots = 0.0, 0

    def timed(state: State, world: World, step: int) -> None:
        nonlocal spent
        begin = time.thread_time()
        phase(state, world, step)
        spent += time.thread_time() - begin

    for step, f, k in cycles:
        mine = number[k[PlotKey.RADAR]] >= 0
        own = k[:, mine].copy()
        own[PlotKey.RADAR] = number[own[PlotKey.RADAR]]
        plots += int(mine.sum())
        play_cycle(timed, row, lone, step, f[:, mine], own)
    return plots, spent


def _sensors(world: World, heard: Integers) -> Sensors:
    """Radars as the tracker alone is told of them."""
    f = world.radar_f[:, heard]
    latitude, longitude, altitude = geodetic_of(f[Radar.X : Radar.Z + 1].T)
    scans = f[Radar.SCAN_PERIOD], np.ones(heard.size), f[Radar.FALSE_PLOTS_PER_SCAN]
    names = tuple(map(str, heard))
    return Sensors(names, latitude, longitude, altitude, *scans, f[Radar.RANGE_RATE_SD])


def shares(name: str, tracker: str = "score", replicates: int = 2) -> dict[str, float]:
    """Plots a CPU second within the engine and alone, and their ratio, on a built-in scenario."""
    scenario = load(name)
    models = scenario.models.model_copy(update={"tracker": tracker})
    prepared = prepare(scenario.model_copy(update={"models": models}))
    world, chain = prepared.world, prepared.chain
    plots, within, by_itself = 0, 0.0, 0.0
    for replicate in range(replicates):
        best_within, best_alone = np.inf, np.inf
        for _ in range(ROUNDS):
            played = engine(world, chain, replicate)
            best_within = min(best_within, played.cpu)
            each = [
                alone(world, p, played.cycles, chain[Phase.TRACK], played.most)
                for p in range(world.hears.shape[0])
            ]
            best_alone = min(best_alone, sum(spent for _, spent in each))
        plots += sum(count for count, _ in each)
        within, by_itself = within + best_within, by_itself + best_alone
    return {
        "plots": float(plots),
        "plots_per_s_in_engine": plots / within,
        "plots_per_s_alone": plots / by_itself,
        "share": by_itself / within,
    }


def lines(names: list[str], trackers: list[str]) -> Iterator[str]:
    """A line for each scenario and tracker."""
    for name in names:
        for tracker in trackers:
            found = shares(name, tracker)
            yield (
                f"{name:<22}{tracker:<12}{found['plots']:>8,.0f} plots; a CPU second takes "
                f"{found['plots_per_s_in_engine']:,.0f} in the engine, "
                f"{found['plots_per_s_alone']:,.0f} alone: {found['share']:.0%}"
            )
