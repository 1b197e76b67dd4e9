"""Noise, clutter and false plots, asked of the compiled rooms with formulas of their own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import Enu
from openiads.ground.units import DEG
from openiads.sensing import observe
from openiads.sensing.look import NOTHING_THERE, Look
from openiads.sensing.power import noise_rise
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN
from openiads.state.planes import PlotKey, Radar, RadarKey, Tally, Target, Truth
from openiads.state.state import Capacity, select
from openiads.state.words import Phase
from openiads.state.world import freeze
from openiads.terrain.rays import sight
from tests.plain import in_kernel, open_up
from tests.simulation.tiny import tiny_world

RISE, REFERENCE = 1_000.0, 100_000.0
LOBE = 1e-3


def rise_towards(state, world, step):
    there = Enu(state.work_f[0, 0], state.work_f[0, 1], state.work_f[0, 2])
    state.work_f[0, 3] = noise_rise(state, world, Look(0, NOTHING_THERE, 0.0, there))


def rise(distance: float, off: float, jamming: bool = True) -> float:
    """Noise rise of radar 0, looking `off` [rad] beside a jammer `distance` [m] to its south, up high."""
    world = tiny_world()
    figures, radar = world.target_f.copy(), world.radar_f.copy()
    figures[Target.NOISE_RISE, 0], figures[Target.NOISE_DISTANCE, 0] = RISE if jamming else 0.0, REFERENCE
    radar[Radar.SIDE_LOBE], radar[Radar.BEAM_WIDTH] = LOBE, 2.0 * DEG
    world = freeze(world._replace(target_f=figures, radar_f=radar))
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    axes = radar[Radar.EAST_X : Radar.UP_Z + 1, 0].reshape(3, 3)
    jammer = np.array([0.0, -distance * math.cos(0.2), distance * math.sin(0.2)])
    state.truth_f[Truth.X : Truth.Z + 1, 0] = radar[Radar.X : Radar.Z + 1, 0] + axes.T @ jammer
    state.truth_f[[Truth.END, Truth.DOWN], 0] = math.inf
    turned = math.cos(off) * jammer + math.sin(off) * distance * np.array([1.0, 0.0, 0.0])
    state.work_f[0, :3] = turned
    in_kernel(rise_towards, state, world)
    return float(state.work_f[0, 3])


@pytest.mark.parametrize("distance", [50_000.0, 100_000.0, 200_000.0])
def test_a_jammer_in_the_beam_raises_the_noise_by_its_ratio_over_distance_squared(distance):
    assert rise(distance, 0.9 * DEG) == pytest.approx(1.0 + RISE * (REFERENCE / distance) ** 2, rel=1e-9)


@pytest.mark.parametrize("distance", [50_000.0, 100_000.0, 200_000.0])
def test_beside_the_beam_it_comes_in_by_the_side_lobes(distance):
    expected = 1.0 + LOBE * RISE * (REFERENCE / distance) ** 2
    assert rise(distance, 1.1 * DEG) == pytest.approx(expected, rel=1e-9)
    assert rise(distance, 90.0 * DEG) == pytest.approx(expected, rel=1e-9)


def test_without_a_jammer_the_noise_is_as_it_was():
    assert rise(100_000.0, 0.0, jamming=False) == 1.0


@pytest.mark.parametrize(
    ("rate", "elevation", "hidden"),
    [(9.9, 0.9, True), (-9.9, 0.9, True), (10.1, 0.9, False), (-10.1, 0.9, False), (0.0, 1.1, False)],
)
def test_what_is_slow_along_the_line_of_sight_and_low_drowns_in_clutter(monkeypatch, rate, elevation, hidden):
    open_up(monkeypatch, observe, sight)
    world = tiny_world()
    radar = world.radar_f.copy()
    radar[Radar.DOPPLER_NOTCH], radar[Radar.BEAM_WIDTH] = 10.0, 1.0
    seen = math.cos(elevation), math.sin(elevation)
    assert observe.drowned(freeze(world._replace(radar_f=radar)), 0, rate, *seen) is hidden


STEPS = 600


def searching() -> int:
    """The first radar that searches."""
    return int(np.flatnonzero(tiny_world().radar_i[RadarKey.SEARCHES])[0])


def plots_of(mean: float, origin_known: bool) -> float:
    """Plots per scan of the one searching radar of a quiet sky."""
    world, s = tiny_world(), searching()
    radar, keys = world.radar_f.copy(), world.radar_i.copy()
    radar[Radar.FALSE_PLOTS_PER_SCAN, s] = mean
    keys[RadarKey.EMITTING] = 0
    keys[RadarKey.EMITTING, s] = 1
    clock = world.clock._replace(steps=STEPS, stop_when_clear=False)
    starts = world.target_f.copy()
    starts[Target.START] = 1e9
    world = freeze(world._replace(radar_f=radar, radar_i=keys, clock=clock, target_f=starts))
    found = []

    def probe(state, world, step):
        n = state.tally[Tally.PLOTS]
        found.append(int(((state.plots_i[PlotKey.ORIGIN, :n] >= 0) == origin_known).sum()))

    capacity = Capacity(plots=200, tracks=2_000, events=10_000, candidates=20_000)
    stepped(open_tile(world, 1, 0, 1, capacity), world, {**CHAIN, Phase.TRACK: probe})
    return sum(found) / (STEPS / radar[Radar.SCAN_PERIOD, s])


@pytest.mark.parametrize("mean", [0.5, 4.0])
def test_false_plots_come_as_often_as_the_catalogue_says(mean):
    # Some hundred scans of a Poisson law: four standard errors.
    rate = plots_of(mean, origin_known=False)
    scans = STEPS / tiny_world().radar_f[Radar.SCAN_PERIOD, searching()]
    assert rate == pytest.approx(mean, abs=4.0 * math.sqrt(mean / scans))
    assert plots_of(mean, origin_known=True) == 0.0
