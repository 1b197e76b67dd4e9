"""Launchers that are emptied come back: when, with how many, and what that changes and does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.catalogue import names, round_of, system
from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import BrokenInvariant, check
from openiads.simulation.drivers import fused
from openiads.simulation.open_tile import open_tile
from openiads.simulation.perfect_stages import perfected
from openiads.simulation.prepare import prepare
from openiads.state.planes import Battery, Launcher, LauncherKey, Target
from openiads.state.state import Capacity
from openiads.state.words import Happening
from openiads.state.world import World, freeze
from tests.simulation.test_twin import assert_twins, engine
from tests.simulation.tiny import contents, rows
from verification.degenerate import DEGREE, ROUND, SITE, Approach, document, world_of

RELOAD = 30.0
"""Of one launcher [s]."""
APART = 3.0
"""Between two launches [s]."""
FAR = Approach(start_km=60.0, end_km=10.0)
"""Time enough for two launchers to come back."""


def tables(behind: dict[str, int] | None, raiders: int = 12, **changes: Any) -> dict[str, Any]:
    """One battery with two launchers of four; every round kills, so that each raider asks for one."""
    battery = {
        "kill_probability": 1.0,
        "launchers": 2,
        "loadout": {ROUND: 8},
        "launch_interval_s": APART,
        "salvo": 1,
        **({} if behind is None else {"reload": behind}),
        **changes,
    }
    told = document(raiders, battery, {}, FAR)
    told["catalogue"] = {"systems": {"s-400": {"reload_min": RELOAD / 60.0}}}
    return told


def world(behind: dict[str, int] | None, raiders: int = 12, **changes: Any) -> World:
    """The World of them."""
    return world_of(tables(behind, raiders, **changes))


def times(events: dict[str, np.ndarray], kind: Happening) -> list[float]:
    """When something happened [s]."""
    return events["time"][events["kind"] == kind].tolist()


@pytest.mark.compiled("it plays whole replicates")
def test_an_empty_launcher_is_full_again_a_reload_after_its_last_round():
    # Rounds leave 3 s apart, four to a launcher: the fourth and the eighth empty one.  Twelve raiders ask for
    # twelve rounds, of which the last four have to wait for the first launcher.
    books = rows(world({ROUND: 6}), 0, 1)
    launches = times(books.events, Happening.LAUNCH)
    assert np.diff(launches[:8]).tolist() == pytest.approx([APART] * 7)
    back = times(books.events, Happening.RELOADED)
    assert back == pytest.approx([launches[3] + RELOAD, launches[7] + RELOAD])
    came = books.events["other"][books.events["kind"] == Happening.RELOADED]
    assert came.tolist() == [4, 2]  # six are behind: one launcher is full again, the other holds what is left
    assert launches[8] >= back[0]
    assert (len(launches), books.outcomes["killed"].tolist()) == (12, [12])


@pytest.mark.compiled("it plays whole replicates")
@pytest.mark.parametrize(("behind", "fired"), [(None, 8), ({ROUND: 0}, 8), ({ROUND: 1}, 9), ({ROUND: 4}, 12)])
def test_no_more_rounds_are_fired_than_there_are_on_launchers_and_behind(behind, fired):
    books = rows(world(behind, raiders=14), 0, 1)
    assert books.outcomes["rounds"].tolist() == [fired]
    assert books.outcomes["rounds 0"].tolist() == [fired]


@pytest.mark.compiled("it plays whole replicates")
def test_a_reload_of_nothing_changes_no_bit():
    assert contents(rows(world({ROUND: 0}), 0, 2)) == contents(rows(world(None), 0, 2))


@pytest.mark.compiled("it plays whole replicates")
def test_a_launcher_that_still_holds_a_round_is_not_reloaded():
    # Seven raiders, seven rounds: only the first launcher is empty, and comes back.
    told = tables({ROUND: 6}, raiders=7)
    told["area"] |= {"stop_when_clear": False, "duration_s": 300}
    state = engine(world_of(told), 1, 0, False)
    assert state.launchers[Launcher.LEFT].tolist() == [4.0, 1.0]
    assert (state.magazine.sum(), state.reload.sum()) == (5, 2)


def never_killing(**changes: Any) -> World:
    """The same with rounds that kill nobody, so that all are fired."""
    return world({ROUND: 9}, raiders=3, kill_probability=0.0, salvos_max=10, **changes)


@pytest.mark.compiled("it plays whole replicates")
def test_a_load_that_is_not_whole_launchers_has_its_rest_on_the_last():
    # Ten rounds stand as 4, 4 and 2: the fourth, the eighth and the tenth round empty one.
    books = rows(never_killing(launchers=3, loadout={ROUND: 10}), 0, 1)
    launches = times(books.events, Happening.LAUNCH)
    emptied = [launches[3], launches[7], launches[9]]
    assert times(books.events, Happening.RELOADED) == pytest.approx([time + RELOAD for time in emptied])
    came = books.events["other"][books.events["kind"] == Happening.RELOADED]
    assert came.tolist() == [4, 4, 1]


@pytest.mark.compiled("it plays whole replicates")
def test_a_launcher_that_came_back_waits_until_the_others_are_empty():
    # At one round in 12 s the first is back when the second still holds two: these leave before its own.
    books = rows(never_killing(launch_interval_s=12.0), 0, 1)
    launches = times(books.events, Happening.LAUNCH)
    first, second, *_ = times(books.events, Happening.RELOADED)
    assert launches[5] < first < launches[6]
    assert second == pytest.approx(launches[7] + RELOAD)


@pytest.mark.compiled("it plays whole replicates")
def test_engine_and_twin_reload_alike():
    assert_twins(world({ROUND: 6}), 1, 0)


@pytest.mark.compiled("it plays whole replicates")
@pytest.mark.parametrize(("chance", "reloads"), [(0.0, 2), (1.0, 0)])
def test_a_battery_that_is_destroyed_is_not_reloaded(chance, reloads):
    # A raider arrives at it some 135 s on, and its first launcher would be back 200 s after its fourth round.
    told = tables({ROUND: 8}, raiders=3, kill_probability=0.0, salvos_max=10)
    told["catalogue"]["systems"]["s-400"]["reload_min"] = 200.0 / 60.0
    first = told["raid"][0]
    entry = [SITE[0] - 20.0 / DEGREE, SITE[1]]
    told["raid"].append({**first, "name": "at it", "target": "battery", "entry": entry})
    told["area"] |= {"stop_when_clear": False, "duration_s": 400}
    here = world_of(told)
    targets = np.array(here.target_f)
    targets[Target.DESTRUCTION_PROBABILITY, here.at_defence] = chance
    here = freeze(here._replace(target_f=targets))
    books = rows(here, 0, 1)
    assert books.outcomes["batteries_lost"].tolist() == [int(chance)]
    assert len(times(books.events, Happening.LAUNCH)) >= 8
    assert len(times(books.events, Happening.RELOADED)) == reloads
    assert_twins(here, 1, 0)


def test_launchers_agree_with_the_magazine_at_the_end():
    here = world({ROUND: 6})
    state = engine(here, 1, 0, False)
    assert state.launchers[Launcher.LEFT].sum() == state.magazine.sum() == 2
    assert here.launcher_i[LauncherKey.HOLDS].tolist() == [4, 4]
    assert here.battery_f[Battery.RELOAD].tolist() == [RELOAD]


def test_where_no_magazine_empties_nothing_is_reloaded():
    told = tables({ROUND: 6})
    told["area"]["duration_s"] = 7200
    prepared = prepare(load_document({**told, "catalogue": {}}, "test"))
    endless = perfected(prepared, "rounds")
    assert endless.launcher_i.shape[1] == 0
    books = rows(endless, 0, 1)
    assert books.outcomes["rounds"].tolist() == [12]
    assert times(books.events, Happening.RELOADED) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda tile: tile.reload.__isub__(3), "a battery loaded more rounds than its reload held"),
        (lambda tile: tile.magazine.__iadd__(9), "launchers hold more rounds than they were built for"),
    ],
)
def test_a_reload_out_of_nothing_is_found(spoil, told):
    here = world({ROUND: 6})
    tile = open_tile(here, 1, 0, 1, Capacity.for_world(here))
    fused(tile, here)
    check(tile, here)
    spoil(tile)
    with pytest.raises(BrokenInvariant, match=told):
        check(tile, here)


def test_a_reload_that_cannot_come_in_time_is_told():
    told = document(1, {"reload": {ROUND: 4}}, {}, FAR)
    with pytest.warns(Notice) as told_of:
        load_document(told, "test")
    assert [str(one.message) for one in told_of] == [
        "battery.battery.reload comes 60 min after a launcher is empty, when area.duration_s 60 s is over"
    ]


def test_a_load_of_part_of_a_launcher_is_told_where_it_is_reloaded():
    told = document(1, {"loadout": {ROUND: 10}, "reload": {ROUND: 4}}, {}, FAR)
    told["area"]["duration_s"] = 7200
    with pytest.warns(Notice) as told_of:
        load_document(told, "test")
    assert [str(one.message) for one in told_of] == [
        "battery.battery has 10 rounds of 48n6e3 at 4 a launcher: the last of 3 holds 2, and gets as many "
        "again"
    ]


@pytest.mark.parametrize("slug", names("system"))
def test_loads_of_the_catalogue_are_made_of_whole_launchers(slug):
    of = system(slug)
    full = {r: of.positions_per_launcher * round_of(r).rounds_per_position for r in of.loadout}
    assert {r: count % full[r] for r, count in of.loadout.items()} == dict.fromkeys(full, 0)
    assert sum(count // full[r] for r, count in of.loadout.items()) <= of.launchers
