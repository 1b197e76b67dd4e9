"""Rooms watched while the engine runs: a probe takes the place of a phase that the rest can do without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN
from openiads.state.planes import (
    Evidence,
    Plot,
    PlotKey,
    Radar,
    RadarKey,
    Report,
    Route,
    Tally,
    TargetKey,
    TrackKey,
    Truth,
    TruthKey,
)
from openiads.state.state import Capacity
from openiads.state.words import Pattern, Phase, Status, TrackStatus
from tests.simulation.tiny import tiny_world
from verification.degenerate import Approach, document, world_of
from verification.steps import at_step


def watch(world, probe: Callable, phase: Phase = Phase.SCORE, replicates: int = 1) -> None:
    """Play with `probe(state, world, step)` in place of `phase`."""
    tile = open_tile(world, 1, 0, replicates, Capacity.for_world(world))
    stepped(tile, world, {**CHAIN, phase: probe})


def delayed_world(delay: float, loss: float):
    """Two fire units that share one picture over a link."""
    tables = document(2, {"kill_probability": 0.0}, {"control": "hold"}, Approach(32.0, 25.0))
    tables["battery"].append({**tables["battery"][0], "name": "second", "lon": 37.5})
    tables["network"] = [
        {
            "name": "both", "form": "regiment", "batteries": ["battery", "second"],
            "delay_s": delay, "loss_probability": loss,
        }
    ]  # fmt: skip
    return world_of(tables)


def ages(delay: float, loss: float) -> np.ndarray:
    """Ages of all reports in the picture, at the end of each step."""
    found = []

    def probe(state, world, step):
        k, f = state.tracks_i[0], state.reports[0]
        there = (k[TrackKey.STATUS] == TrackStatus.CONFIRMED) & (f[Report.TIME] >= 0.0)
        found.extend((step + 1) * world.clock.step - f[Report.TIME, there])

    watch(delayed_world(delay, loss), probe)
    return np.array(found)


def test_a_direct_picture_is_as_old_as_the_last_look():
    assert ages(0.0, 0.0).max() < 13.0


@pytest.mark.parametrize("delay", [2.0, 5.0])
def test_no_report_is_younger_than_the_delay_of_its_link(delay):
    found = ages(delay, 0.0)
    # A watched run ends where its books are full, which the probe does not empty: the more looks, the sooner.
    assert len(found) > 10
    assert found.min() >= delay


def test_a_link_that_loses_every_report_leaves_the_picture_empty():
    assert len(ages(1.0, 1.0)) == 0


def test_plots_lie_about_the_truth_as_their_covariances_say():
    squares = []

    def probe(state, world, step):
        for i in range(state.tally[Tally.PLOTS]):
            n = state.plots_i[PlotKey.ORIGIN, i]
            if n < 0:
                continue
            f, plot = state.truth_f, state.plots_f
            lag = plot[Plot.TIME, i] - step * world.clock.step
            there = f[Truth.X : Truth.Z + 1, n] + lag * f[Truth.VX : Truth.VZ + 1, n]
            xx, xy, xz, yy, yz, zz = plot[Plot.CXX : Plot.CZZ + 1, i]
            covariance = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
            gap = plot[Plot.X : Plot.Z + 1, i] - there
            squares.append(gap @ np.linalg.solve(covariance, gap))

    watch(tiny_world(), probe, Phase.TRACK, replicates=40)
    # Chi-square with three degrees of freedom: mean 3, variance 6.
    z = (np.mean(squares) - 3.0) / np.sqrt(6.0 / len(squares))
    assert len(squares) > 1_000
    assert abs(z) < 4.0


@pytest.mark.parametrize("step", [0.25, 1.0])
def test_a_turning_radar_plots_a_target_when_its_beam_is_at_it(step):
    world = at_step(prepare("one-battery").world, step)
    f, gaps, rates, bounds = world.radar_f, [], [], []

    def probe(state, world, step):
        begin = step * world.clock.step
        truth = state.truth_f
        for i in range(state.tally[Tally.PLOTS]):
            n, s, time = (
                state.plots_i[PlotKey.ORIGIN, i],
                state.plots_i[PlotKey.RADAR, i],
                state.plots_f[0, i],
            )
            if n < 0 or world.radar_i[RadarKey.PATTERN, s] != Pattern.ROTATING or time <= begin:
                continue
            lag = time - begin
            x, v, a = (truth[plane : plane + 3, n] for plane in (Truth.X, Truth.VX, Truth.AX))
            axes = f[Radar.EAST_X : Radar.UP_Z + 1, s].reshape(3, 3)
            east, north, _ = axes @ (x + lag * v + 0.5 * lag**2 * a - f[Radar.X : Radar.Z + 1, s])
            to_east, to_north, _ = axes @ v
            rates.append(abs(to_east * north - to_north * east) / (east**2 + north**2))
            beam = 2.0 * np.pi / f[Radar.SCAN_PERIOD, s]
            bounds.append(1e-5 + 2.0 * rates[-1] ** 2 * lag / beam)
            turned = beam * (time - state.turning[s])
            gaps.append(abs((turned - np.arctan2(east, north) + np.pi) % (2.0 * np.pi) - np.pi))

    watch(world, probe, Phase.TRACK, replicates=4)
    # What the step's begin held would be off by what it turns about the radar since, this much more.
    assert len(gaps) > 200
    assert max(rates) > 2e-3
    assert (np.array(gaps) <= bounds).all()


@pytest.mark.parametrize("step", [0.25, 1.0])
def test_who_starts_within_a_step_flies_from_the_first_sample_of_his_route(step):
    world = at_step(prepare("one-battery").world, step)
    started = []

    def probe(state, world, step):
        begin, length = step * world.clock.step, world.clock.step
        truth = state.truth_f
        for n in range(truth.shape[1]):
            lag = truth[Truth.START, n] - begin
            if not 0.0 < lag < length:
                continue
            assert state.truth_i[TruthKey.STATUS, n] == Status.FLYING
            x, v, a = (truth[plane : plane + 3, n] for plane in (Truth.X, Truth.VX, Truth.AX))
            first = world.route[world.target_i[TargetKey.ROUTE, n], Route.X : Route.Z + 1]
            np.testing.assert_allclose(x + lag * v + 0.5 * lag**2 * a, first, atol=1e-6)
            started.append(n)

    watch(world, probe, Phase.SENSE, replicates=2)
    assert len(started) > 4


def test_truth_flies_where_its_route_leads():
    def probe(state, world, step):
        flying = state.truth_i[TruthKey.STATUS] == Status.FLYING
        speed = np.linalg.norm(state.truth_f[Truth.VX : Truth.VZ + 1, flying], axis=0)
        np.testing.assert_allclose(speed, 150.0, rtol=0.08)  # level, then a dive of at most 20 degrees

    watch(tiny_world(), probe)


def test_weaving_moves_a_raider_aside_by_no_more_than_its_acceleration_allows():
    world = prepare(load("one-battery", ["area.duration_s=60"])).world
    straight = prepare(load("one-battery", ["area.duration_s=60", "raid.weave=false"])).world
    places = []
    for one in (world, straight):
        seen = []

        def probe(state, world, step, seen=seen):
            if step < 60:
                seen.append(state.truth_f[Truth.X : Truth.Z + 1, 0].copy())

        watch(one, probe, Phase.SENSE)
        places.append(np.array(seen))
    aside = np.linalg.norm(places[0] - places[1], axis=1)
    # The catalogue's fighter: 30 m/s2 with a period of 10 s, so an amplitude of a (T / 2 pi)^2.
    amplitude = 30.0 * (10.0 / (2.0 * np.pi)) ** 2
    assert 0.5 * amplitude < aside.max() <= amplitude * (1.0 + 1e-6)


@pytest.mark.slow
def test_no_airliner_is_ever_held_low_and_fast_or_supersonic():
    prepared = prepare("turkey-2017")
    liners = {n for n, target in enumerate(prepared.plan.targets) if target.threat.slug == "airliner"}
    seen, mistaken = set(), set()

    def probe(state, world, step):
        for m in range(state.tops[0]):
            key = (int(state.tally[Tally.REPLICATE]), int(state.tracks_i[0, TrackKey.ORIGIN, m]))
            if key[1] in liners and state.tracks_i[0, TrackKey.STATUS, m] == TrackStatus.CONFIRMED:
                seen.add(key)
                bits = state.tracks_i[0, TrackKey.EVIDENCE, m]
                if bits & (1 << Evidence.LOW_AND_FAST | 1 << Evidence.SUPERSONIC):
                    mistaken.add(key)

    watch(prepared.world, probe, replicates=4)
    assert len(seen) > 150
    # The table of evidence grants a neutral flight either profile once in a thousand: 0.2 expected here.
    assert len(mistaken) <= 1
