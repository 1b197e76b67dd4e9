from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.catalogue import names, system
from openiads.engagement.assess import conclude
from openiads.ground.frames import ecef_of
from openiads.ground.units import DEG
from openiads.scenario.load_scenario import load_document
from openiads.scenario.plan import plan_of
from openiads.sensing.acquire import echo, seek
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN
from openiads.state.planes import (
    Battery,
    Belief,
    ChannelKey,
    Event,
    EventKey,
    Fire,
    Report,
    Tally,
    Target,
    TrackKey,
    Truth,
    TruthKey,
)
from openiads.state.state import Capacity, State, select
from openiads.state.words import ChannelStage, Happening, Identity, Phase, Status, TrackStatus
from openiads.state.world import World, freeze
from tests.plain import in_kernel
from tests.simulation.tiny import tiny_world
from verification.degenerate import SITE, Approach, document, world_of


def empty(world: World) -> State:
    """One replicate before its first step."""
    return select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)


def kinds(state: State) -> list[int]:
    """Kinds of all events."""
    return state.events_i[EventKey.KIND, : state.tally[Tally.EVENTS]].tolist()


@pytest.mark.parametrize("identity", [Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL])
def test_a_reply_between_designation_and_launch_stops_the_shot(identity):
    world = world_of(document(2, {"reaction_s": 12.0}, {}, Approach(35.0, 15.0)))
    tile = open_tile(world, 1, 0, 1, Capacity.for_world(world))

    def probe(state, world, step):
        # As soon as a channel waits for its launch, everybody turns out to be no enemy, for good.
        if (state.channels_i[ChannelKey.STAGE] == ChannelStage.LAUNCHING).any():
            state.tracks_i[:, TrackKey.IDENTITY] = identity
            state.tracks_i[:, TrackKey.READ_AS] = identity
            state.beliefs[:, Belief.NEXT_EVIDENCE] = math.inf

    stepped(tile, world, {**CHAIN, Phase.SCORE: probe})
    happened = kinds(select(tile, 0))
    assert happened.count(Happening.ACQUIRED) >= 1
    assert Happening.BROKEN_OFF in happened
    assert Happening.LAUNCH not in happened


PLACE = ecef_of(SITE[0] * DEG - 200.0 / 6371.0, SITE[1] * DEG, 9_000.0)
"""Where the radar of the S-400 finds one square metre in every second look."""


def two_hundred_looks(state: State, world: World, step: int) -> None:
    for i in range(200):
        found = echo(state, world, 0, 0, 0.0)
        state.work_f[0, i] = 1.0 if found else 0.0


def test_no_look_repeats_the_luck_of_another():
    world = straight_on(tiny_world())
    sizes = world.target_f.copy()
    sizes[Target.RCS], sizes[Target.RCS_SIDE_RATIO] = 1.0, 1.0
    world = freeze(world._replace(target_f=sizes))
    capacity = Capacity(plots=300, tracks=300, events=100, candidates=300)
    state = select(open_tile(world, 1, 0, 1, capacity), 0)
    state.truth_f[Truth.X : Truth.Z + 1, 0] = PLACE
    state.truth_f[Truth.ALTITUDE, 0] = 9_000.0
    state.truth_i[TruthKey.STATUS, 0] = Status.FLYING
    state.truth_f[[Truth.END, Truth.DOWN], 0] = np.inf
    # Nothing is fired and no track is reborn between the looks.
    in_kernel(two_hundred_looks, state, world)
    assert 0.35 < state.work_f[0, :200].mean() < 0.65
    assert state.tries[0, 0] == 200


def straight_on(world: World) -> World:
    """The same without swings, so that a target is where its planes say."""
    figures = world.target_f.copy()
    figures[Target.WEAVE_AMPLITUDE] = 0.0
    return freeze(world._replace(target_f=figures))


def look_once(state: State, world: World, step: int) -> None:
    seek(state, world, 0, 35.0)


@pytest.mark.parametrize("ballistic", [True, False])
def test_an_old_report_of_a_ballistic_track_is_carried_on_as_it_falls(ballistic):
    # In 35 s what falls freely is 6 km below its straight course; the radar searches 3 km around.
    world = straight_on(tiny_world())
    state = empty(world)
    start = np.array(ecef_of(SITE[0] * DEG - 60.0 / 6371.0, SITE[1] * DEG, 40_000.0))
    pull = -3.986004418e14 * start / (start @ start) ** 1.5
    state.tally[Tally.STEP] = 35
    state.reports[0, Report.X : Report.Z + 1, 0] = start
    state.tracks_i[0, [TrackKey.STATUS, TrackKey.SERIAL], 0] = TrackStatus.CONFIRMED, 7
    state.reports[0, Report.BALLISTIC, 0] = ballistic
    state.truth_i[TruthKey.STATUS, 0] = Status.FLYING
    state.truth_f[[Truth.END, Truth.DOWN], 0] = np.inf
    state.truth_f[Truth.X : Truth.Z + 1, 0] = start + 0.5 * 35.0**2 * pull
    state.channels_i[ChannelKey.STAGE, 0] = ChannelStage.ACQUIRING
    state.channels_i[ChannelKey.SERIAL, 0] = 7
    state.channels_i[ChannelKey.FOUND, 0] = -1
    in_kernel(look_once, state, world)
    assert state.channels_i[ChannelKey.ECHOES, 0] == ballistic


def assess_once(state: State, world: World, step: int) -> None:
    conclude(state, world, 0, 50.0)


@pytest.mark.parametrize("shot_down", [True, False])
def test_a_kill_that_was_none_is_not_right_because_the_target_is_gone(shot_down):
    # It vanished from the radar: destroyed, or arrived where it wanted to go.
    world = tiny_world()
    errors = world.battery_f.copy()
    errors[Battery.FALSE_MISS_PROBABILITY] = 0.0
    world = freeze(world._replace(battery_f=errors))
    state = empty(world)
    state.truth_i[TruthKey.STATUS, 0] = Status.GONE
    state.truth_i[TruthKey.SHOT_DOWN, 0] = shot_down
    state.channels_i[ChannelKey.OBJECT, 0] = 0
    state.fire[Fire.BUSY, 0] = 1.0
    in_kernel(assess_once, state, world)
    assert kinds(state) == [Happening.ASSESSED_KILLED]
    assert state.events_f[Event.VALUE, 0] == float(shot_down)


def salvos(battery: dict[str, int], doctrine: dict[str, int], slug: str) -> int:
    """Salvo of the one battery of a scenario."""
    tables = document(1, {"system": slug, **battery}, doctrine, Approach())
    for field in ("loadout", "launchers", "targets_max", "guided_max"):
        del tables["battery"][0][field]
    return plan_of(load_document(tables, "here")).batteries[0].salvo_fast


@pytest.mark.parametrize("slug", names("system"))
def test_a_salvo_is_what_the_catalogue_says_unless_doctrine_or_the_battery_says_otherwise(slug):
    assert salvos({}, {}, slug) == system(slug).salvo
    assert salvos({}, {"salvo": 1}, slug) == 1
    assert salvos({"salvo": 2}, {"salvo": 1}, slug) == 2
