"""The engine against its twin: the same things happen, in the same order, at the same times."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings

from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.drivers import fused
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import prepare
from openiads.simulation.reference import Event, Played, play
from openiads.simulation.reference.targets import Target
from openiads.state import planes
from openiads.state.planes import EventKey, Tally, Truth, TruthKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import Happening, Phase, Stage
from openiads.state.world import World
from tests.simulation.drawn import scenarios

TOLERANCE = 1e-9


def engine(world: World, seed: int, replicate: int, common_failure: bool) -> State:
    """One replicate by the compiled driver, with buffers that suffice."""
    capacity = Capacity.for_world(world)
    while True:
        tile = open_replicate(world, seed, replicate, capacity, common_failure)
        fused(tile, world)
        overflow = int(tile.tally[0, Tally.OVERFLOW])
        if overflow == 0:
            return select(tile, 0)
        capacity = capacity.doubled(overflow)


def events_of(state: State) -> list[Event]:
    """The engine's event log, as the twin writes it."""
    rows = range(state.tally[Tally.EVENTS])
    return [
        Event(
            step=int(k[EventKey.STEP]),
            phase=Phase(k[EventKey.PHASE]),
            kind=Happening(k[EventKey.KIND]),
            object=int(k[EventKey.OBJECT]),
            other=int(k[EventKey.OTHER]),
            time=float(f[planes.Event.TIME]),
            battery=int(k[EventKey.BATTERY]),
            value=float(f[planes.Event.VALUE]),
        )
        for k, f in ((state.events_i[:, e], state.events_f[:, e]) for e in rows)
    ]


def same_event(twin: Event, other: Event) -> bool:
    """Whether two events agree, times and values within the tolerance."""
    exact = twin._replace(time=0.0, value=0.0) == other._replace(time=0.0, value=0.0)
    return exact and bool(
        np.allclose((twin.time, twin.value), (other.time, other.value), rtol=TOLERANCE, atol=0.0)
    )


def assert_same_fates(twin: Played, state: State) -> None:
    """Every object ends alike."""
    for n, target in enumerate(twin.targets):
        keys = (target.status, target.fate, target.stage, target.shots, target.engaged)
        assert keys == tuple(state.truth_i[: TruthKey.IN_REACH, n])
        assert target.shot_down == state.truth_i[TruthKey.SHOT_DOWN, n]
        times = (target.first_detection, target.first_detection_range, target.first_track, target.ended)
        found = state.truth_f[Truth.FIRST_DETECTION : Truth.ENDED + 1, n]
        np.testing.assert_allclose(times, found, rtol=TOLERANCE)
        assert_same_story(target, state, n)
    assert twin.hits == list(state.hits)


def assert_same_story(target: Target, state: State, n: int) -> None:
    """The chain came as far with it at the same times, by the same battery, for the same reasons."""
    climbed = [target.reached.get(rung, np.nan) for rung in Stage]
    np.testing.assert_allclose(climbed[1 : Stage.KILLED], state.reached[1 : Stage.KILLED, n], rtol=TOLERANCE)
    times = (
        target.taken.hostile_since,
        target.hidden,
        target.relief,
        target.meeting,
        target.tracked,
        target.untracked,
        *astuple(target.decisions),
        target.masked_since,
        target.masked,
        target.masked_to_track,
        target.masked_untracked,
        target.sighted,
        target.first_put,
        target.first_lock,
    )
    found = state.truth_f[Truth.HOSTILE : Truth.FIRST_LOCK + 1, n]
    np.testing.assert_allclose(times, found, rtol=TOLERANCE)
    identity = target.taken.identity
    keys = (target.battery, identity, target.track_began)
    assert keys == tuple(state.truth_i[TruthKey.BATTERY : TruthKey.FAINT, n])
    in_vain = target.in_vain.counts(target.first_detection, target.first_track)
    assert in_vain == tuple(state.truth_i[TruthKey.FAINT : TruthKey.HELD_BY, n])
    by, under = (-1, 0) if target.held is None else target.held
    awaited = -1 if target.awaited is None else target.awaited
    later = (by, under, awaited, *target.faced)
    assert later == tuple(state.truth_i[TruthKey.HELD_BY : TruthKey.IN_USE + 1, n])
    assert_taken_alike(target, state, n)


def assert_taken_alike(target: Target, state: State, n: int) -> None:
    """It was first taken for what it is, and for what it is not, at the same times and for the same cause."""
    taken = target.taken
    told = (taken.identified, taken.identified_by[1], taken.mistaken, taken.mistaken_by[1])
    found = state.truth_f[Truth.IDENTIFIED : Truth.MISTAKEN_MARGIN + 1, n]
    np.testing.assert_allclose(told, found, rtol=TOLERANCE, atol=1e-6)
    decided = (taken.identified_by[0], taken.mistaken_for, taken.mistaken_by[0])
    assert decided == tuple(state.truth_i[TruthKey.IDENTIFIED_BY : TruthKey.MISTAKEN_BY + 1, n])


def assert_twins(world: World, seed: int, replicate: int, common_failure: bool = False) -> None:
    """Engine and twin agree on a replicate; the first difference is shown."""
    state = engine(world, seed, replicate, common_failure)
    twin = play(world, seed, replicate, common_failure)
    pairs = zip(twin.events, events_of(state), strict=False)
    differing = [(mine, theirs) for mine, theirs in pairs if not same_event(mine, theirs)]
    assert differing[:1] == []
    assert len(twin.events) == state.tally[Tally.EVENTS]
    assert_same_fates(twin, state)


def test_one_replicate_of_one_battery_is_its_twin() -> None:
    assert_twins(prepare("one-battery").world, seed=1, replicate=0)


@pytest.mark.slow
@pytest.mark.parametrize("replicate", [1, 2, 3, 4294967295])
def test_further_replicates_of_one_battery_are_their_twins(replicate: int) -> None:
    assert_twins(prepare("one-battery").world, seed=7, replicate=replicate)


@pytest.mark.slow(seconds=80)
@settings(max_examples=30)
@given(scenario=scenarios())
def test_drawn_scenarios_are_their_twins(scenario: Scenario) -> None:
    struck = scenario.doctrine.common_failure_probability > 0.0
    assert_twins(prepare(scenario).world, seed=3, replicate=5, common_failure=struck)


def first_minute(world: World) -> World:
    """The same world, cut short."""
    return world._replace(clock=world.clock._replace(steps=round(60 / world.clock.step)))


def test_the_twin_plays_the_same_again() -> None:
    world = first_minute(prepare("one-battery").world)
    assert play(world, 2, 1).events == play(world, 2, 1).events


def test_the_twin_draws_by_replicate() -> None:
    world = first_minute(prepare("one-battery").world)
    assert play(world, 2, 1).events != play(world, 2, 2).events
