"""Hits that end a mission only: such a raider flies on, is seen and fired at, and harms nobody."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.scenario.load_scenario import load
from openiads.simulation.books import Books
from openiads.simulation.prepare import prepare
from openiads.state.planes import Target, TargetKey
from openiads.state.words import Fate, Happening, Side
from openiads.state.world import World, freeze
from tests.simulation.test_twin import assert_twins
from tests.simulation.tiny import rows
from verification.degenerate import Approach, document, world_of

RAIDERS = 10


def world(share: float, kills: float = 1.0, salvos: int = 1) -> World:
    """Raiders side by side against one battery that looks before it shoots again."""
    battery = {"kill_probability": kills, "salvo": 1, "salvos_max": salvos}
    made = world_of(document(RAIDERS, battery, {}, Approach(start_km=32.0, end_km=12.0)))
    return sharing(made, share)


def sharing(made: World, share: float) -> World:
    """The same with a share of hits on raiders that end their mission only."""
    targets = np.array(made.target_f)
    targets[Target.MISSION_KILL_SHARE, made.target_i[TargetKey.SIDE] == Side.HOSTILE] = share
    return freeze(made._replace(target_f=targets))


def count(books: Books, kind: Happening) -> int:
    return int(np.count_nonzero(books.events["kind"] == kind))


def test_where_every_hit_is_one_nobody_is_killed_and_nobody_leaks():
    books = rows(world(1.0), 0, 4)
    assert books.outcomes["mission_killed"].tolist() == [RAIDERS] * 4
    assert not books.outcomes["killed"].any()
    assert not books.outcomes["leakers"].any()
    assert not books.outcomes["assets_hit"].any()
    assert (books.targets["fate"] == Fate.MISSION_KILLED).all()


def test_it_looks_alive_and_is_fired_at_until_the_salvos_are_spent():
    """Assessment makes no mistake here, and sees it fly: so every salvo that may leave does."""
    books = rows(world(1.0, salvos=3), 0, 4)
    assert count(books, Happening.ASSESSED_KILLED) == 0
    assert books.outcomes["rounds"].tolist() == [3 * RAIDERS] * 4
    killed = rows(world(0.0, salvos=3), 0, 4)
    assert killed.outcomes["rounds"].tolist() == [RAIDERS] * 4


def test_the_share_is_of_the_hits_and_as_many_are_stopped_as_before():
    """Binomial: of about 0.6 x 4000 first hits half end a mission only, within four standard deviations."""
    without, half = (rows(world(share, kills=0.6), 0, 400) for share in (0.0, 0.5))
    stopped = without.outcomes["killed"]
    np.testing.assert_array_equal(half.outcomes["killed"] + half.outcomes["mission_killed"], stopped)
    np.testing.assert_array_equal(half.outcomes["leakers"], without.outcomes["leakers"])
    hits = int(stopped.sum())
    assert abs(hits - 2400) < 4.0 * (4000 * 0.24) ** 0.5
    assert abs(int(half.outcomes["mission_killed"].sum()) - 0.5 * hits) < 4.0 * (0.25 * hits) ** 0.5


def test_rounds_that_met_their_target_are_kills_mission_kills_and_misses():
    books = rows(world(0.5, kills=0.6, salvos=2), 0, 20)
    outcomes = books.outcomes
    assert outcomes["intercepts"].sum() == sum(
        count(books, kind) for kind in (Happening.KILL, Happening.MISSION_KILL, Happening.MISS)
    )
    assert outcomes["kills"].sum() == count(books, Happening.KILL)
    fates = outcomes["killed"] + outcomes["mission_killed"] + outcomes["leakers"]
    assert fates.tolist() == [RAIDERS] * 20


def carriers(share: float) -> World:
    """The raiders carry a weapon each, which they let go 3 km before their aims."""
    battery = {"kill_probability": 0.6, "salvo": 1, "salvos_max": 1}
    tables = document(RAIDERS, battery, {}, Approach(start_km=32.0, end_km=12.0))
    for raid in tables["raid"]:
        raid["weapon"] = {"threat": "cruise-subsonic", "release_km": 3}
    return sharing(world_of(tables), share)


def test_a_carrier_whose_mission_is_killed_releases_nothing():
    outcomes = rows(carriers(1.0), 0, 20).outcomes
    stopped = outcomes["mission_killed"]
    assert 0 < stopped.sum() < 20 * RAIDERS
    np.testing.assert_array_equal(outcomes["carriers_killed_before"], outcomes["not_released"])
    np.testing.assert_array_equal(outcomes["released"] + outcomes["not_released"], [RAIDERS] * 20)
    assert not outcomes["killed"].any()


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_engine_and_twin_tell_the_same(share: float):
    assert_twins(world(share, kills=0.6, salvos=2), seed=4, replicate=1)


def test_a_carrier_of_engine_and_twin_is_stopped_alike():
    assert_twins(carriers(0.7), seed=4, replicate=0)


def test_the_catalogue_says_none_until_a_figure_speaks_and_a_scenario_may():
    assert all(
        PACKAGED.mission_kill(kind).figures["mission_kill_share"].value == 0.0
        for kind in PACKAGED.names("mission_kill")
    )
    prepared = prepare(load("one-battery", ["catalogue.mission_kill.drone.mission_kill_share=0.1"]))
    shares = {
        target.threat.kind: prepared.world.target_f[Target.MISSION_KILL_SHARE, n]
        for n, target in enumerate(prepared.plan.targets)
        if target.side == "hostile"
    }
    assert shares == {"aircraft": 0.0, "cruise": 0.0, "drone": 0.1, "ballistic": 0.0}
