"""Ends of routes and releases of weapons, by the clock: the step from 10 s to 11 s, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.motion.arrive import arrive
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import Event, EventKey, ShotKey, Tally, Target, TargetKey, Truth, TruthKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import Fate, Happening, Side, Stage, Status
from openiads.state.world import World, freeze
from tests.plain import in_kernel
from tests.simulation.tiny import tiny_world

STEP = 10
AIRCRAFT, WEAPON = 0, 1
TOWN = 0
FLIGHT_OF_WEAPON = 30.0


def scene(side: Side = Side.HOSTILE, asset: int = TOWN, release_after: float = math.inf) -> World:
    """An aircraft that lets its one weapon go so long after its own start, in steps of 1 s."""
    world = tiny_world(2)
    assert world.clock.step == 1.0
    figures, keys = world.target_f.copy(), world.target_i.copy()
    figures[Target.RELEASE_AFTER] = release_after, math.inf
    figures[Target.DURATION] = 200.0, FLIGHT_OF_WEAPON
    keys[TargetKey.SIDE], keys[TargetKey.ASSET] = side, asset
    keys[TargetKey.CARRIER] = -1, AIRCRAFT
    return freeze(world._replace(target_f=figures, target_i=keys))


def flying(world: World, start: float = 3.0, end: float = 203.0) -> State:
    """The aircraft in the air between these times [s], its weapon waiting."""
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    state.truth_i[TruthKey.STATUS] = Status.FLYING, Status.WAITING
    state.truth_f[Truth.START] = start, math.inf
    state.truth_f[Truth.END] = end, math.inf
    state.truth_f[[Truth.ENDED, Truth.DOWN]] = math.nan
    return state


def shot_down(world: World, time: float, start: float = 3.0) -> State:
    """The same, but killed at `time` [s] in the step that ends."""
    state = flying(world, start)
    state.truth_i[TruthKey.STATUS, AIRCRAFT], state.truth_i[TruthKey.FATE, AIRCRAFT] = (
        Status.GONE,
        Fate.KILLED,
    )
    state.truth_i[TruthKey.STAGE, AIRCRAFT], state.truth_f[Truth.ENDED, AIRCRAFT] = Stage.KILLED, time
    return state


def events(state: State) -> list[tuple[int, int, int, float]]:
    """Kind, object, other and time [s] of every event."""
    n = state.tally[Tally.EVENTS]
    keys = state.events_i[[EventKey.KIND, EventKey.OBJECT, EventKey.OTHER], :n].T.tolist()
    return [(*key, time) for key, time in zip(keys, state.events_f[Event.TIME, :n].tolist(), strict=True)]


@pytest.mark.parametrize(
    ("side", "asset", "kind", "fate", "hits"),
    [
        (Side.HOSTILE, TOWN, Happening.LEAK, Fate.LEAKED, 1),
        (Side.HOSTILE, -1, Happening.WITHDRAWN, Fate.WITHDRAWN, 0),
        (Side.NEUTRAL, TOWN, Happening.LANDED, Fate.NONE, 0),
        (Side.FRIEND, -1, Happening.LANDED, Fate.NONE, 0),
    ],
)
def test_what_ends_its_route_in_the_step_is_told_with_the_time_of_its_route(side, asset, kind, fate, hits):
    world = scene(side, asset)
    state = flying(world, end=10.4)
    in_kernel(arrive, state, world, STEP)
    assert events(state) == [(kind, AIRCRAFT, asset, 10.4)]
    assert state.truth_i[TruthKey.STATUS, AIRCRAFT] == Status.GONE
    assert state.truth_i[TruthKey.FATE, AIRCRAFT] == fate
    assert state.hits.sum() == hits
    ended = state.truth_f[Truth.ENDED, AIRCRAFT]
    assert ended == 10.4 if fate != Fate.NONE else math.isnan(ended)


def test_a_route_that_ends_with_the_step_ends_in_the_next():
    world = scene()
    state = flying(world, end=11.0)
    in_kernel(arrive, state, world, STEP)
    assert events(state) == []
    in_kernel(arrive, state, world, STEP + 1)
    assert events(state) == [(Happening.LEAK, AIRCRAFT, TOWN, 11.0)]


def test_nothing_that_waits_or_is_gone_arrives():
    world = scene()
    for status in (Status.WAITING, Status.GONE, Status.NEVER):
        state = flying(world, end=10.4)
        state.truth_i[TruthKey.STATUS, AIRCRAFT] = status
        in_kernel(arrive, state, world, STEP)
        assert events(state) == []
        assert state.hits.sum() == 0


@pytest.mark.parametrize(("after", "due"), [(7.0, 10.0), (7.25, 10.25), (7.9375, 10.9375)])
def test_a_release_is_due_so_long_after_the_start_and_begins_the_weapons_own_route(after, due):
    world = scene(release_after=after)
    state = flying(world, start=3.0)
    in_kernel(arrive, state, world, STEP)
    assert events(state) == [(Happening.RELEASE, WEAPON, AIRCRAFT, due)]
    assert state.truth_f[[Truth.START, Truth.END], WEAPON].tolist() == [due, due + FLIGHT_OF_WEAPON]
    assert state.truth_i[TruthKey.FATE, AIRCRAFT] == Fate.RELEASED
    assert state.truth_f[Truth.ENDED, AIRCRAFT] == due
    assert state.truth_i[TruthKey.STATUS].tolist() == [Status.FLYING, Status.WAITING]


@pytest.mark.parametrize("after", [6.75, 8.0])
def test_a_release_of_another_step_is_none_of_this_one(after):
    world = scene(release_after=after)
    state = flying(world, start=3.0)
    in_kernel(arrive, state, world, STEP)
    assert events(state) == []
    assert state.truth_f[Truth.START, WEAPON] == math.inf


def test_a_carrier_that_has_released_lands_and_hits_nothing():
    world = scene(release_after=1.0)
    state = flying(world, end=10.4)
    state.truth_i[TruthKey.FATE, AIRCRAFT], state.truth_f[Truth.ENDED, AIRCRAFT] = Fate.RELEASED, 4.0
    in_kernel(arrive, state, world, STEP)
    assert events(state) == [(Happening.LANDED, AIRCRAFT, TOWN, 10.4)]
    assert state.truth_i[TruthKey.FATE, AIRCRAFT] == Fate.RELEASED
    assert state.truth_f[Truth.ENDED, AIRCRAFT] == 4.0
    assert state.hits.sum() == 0


@pytest.mark.parametrize(("fell", "freed"), [(10.125, False), (10.25, True), (10.5, True)])
def test_what_falls_within_the_step_has_released_before_or_never_does(fell, freed):
    world = scene(release_after=7.25)
    state = shot_down(world, fell, start=3.0)
    in_kernel(arrive, state, world, STEP)
    if freed:
        assert events(state) == [(Happening.RELEASE, WEAPON, AIRCRAFT, 10.25)]
        assert state.truth_i[TruthKey.STATUS, WEAPON] == Status.WAITING
        assert state.truth_f[Truth.START, WEAPON] == 10.25
        # The kill came too late to stop it: the raid went on in its weapons.
        assert state.truth_i[TruthKey.FATE, AIRCRAFT] == Fate.RELEASED
        assert state.truth_i[TruthKey.STAGE, AIRCRAFT] == Stage.GUIDED
    else:
        assert events(state) == []
        assert state.truth_i[TruthKey.STATUS, WEAPON] == Status.NEVER
        assert state.truth_i[TruthKey.FATE, AIRCRAFT] == Fate.KILLED
        assert state.truth_i[TruthKey.STAGE, AIRCRAFT] == Stage.KILLED


def test_weapons_of_whom_was_no_raider_fall_with_him_as_well():
    world = scene(side=Side.FRIEND, release_after=7.25)
    state = shot_down(world, 10.125, start=3.0)
    in_kernel(arrive, state, world, STEP)
    assert state.truth_i[TruthKey.STATUS, WEAPON] == Status.NEVER


def over(stop: bool, fates: tuple[int, int], rounds: int = 0, side: Side = Side.HOSTILE) -> int:
    """Whether the run is called over after the step."""
    world = scene(side)
    world = world._replace(clock=world.clock._replace(stop_when_clear=stop))
    state = flying(world)
    state.truth_i[TruthKey.FATE] = fates
    state.rounds_i[ShotKey.FLYING, :rounds] = 1
    in_kernel(arrive, state, world, STEP)
    return int(state.tally[Tally.DONE])


def test_a_run_is_over_once_every_raider_has_its_fate_and_no_round_flies():
    done = (Fate.KILLED, Fate.LEAKED)
    assert over(True, done) == 1
    assert over(True, done, rounds=1) == 0
    assert over(False, done) == 0
    assert over(True, (Fate.KILLED, Fate.NONE)) == 0
    assert over(True, (Fate.NONE, Fate.NONE), side=Side.NEUTRAL) == 1


def test_all_that_arrive_in_one_step_are_told_by_their_numbers():
    world = scene(asset=TOWN)
    state = flying(world, end=10.75)
    state.truth_i[TruthKey.STATUS] = Status.FLYING
    state.truth_f[Truth.START, WEAPON], state.truth_f[Truth.END, WEAPON] = 5.0, 10.25
    in_kernel(arrive, state, world, STEP)
    assert [(n, time) for _, n, _, time in events(state)] == [(AIRCRAFT, 10.75), (WEAPON, 10.25)]
    assert state.hits[TOWN] == 2
    np.testing.assert_array_equal(state.truth_i[TruthKey.FATE], Fate.LEAKED)
