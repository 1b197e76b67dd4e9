"""Raiders that aim at batteries and radars: what is lost, when, and what goes on without it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import system
from openiads.scenario.load_scenario import load, load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.simulation.reference.rules_of_fire import RulesOfFire
from openiads.state.planes import Fire, RadarKey, Target
from openiads.state.words import Happening, Lost
from openiads.state.world import World, freeze
from tests.simulation.test_twin import assert_twins, engine
from tests.simulation.tiny import contents, rows
from verification.degenerate import DEGREE, Approach, document

HERE, THERE = "battery", "second"
EXAMPLE = Path(__file__).parents[2] / "examples" / "attack_on_the_defence" / "two-batteries.toml"
SPEED = 150.0
ALWAYS, NEVER = 1.0, 0.0


def raid(name: str, target: str, start_km: float, **said: Any) -> dict[str, Any]:
    """One raider that comes from the south."""
    return {
        "name": name,
        "threat": "fighter",
        "count": 1,
        "entry": [37.0 - start_km / DEGREE, 37.4],
        "target": target,
        "rcs_m2": 10_000,
        "weave": False,
        "speed_mps": SPEED,
        "altitude_m": 3000,
        **said,
    }


def world(
    raids: list[dict[str, Any]], destruction: float = ALWAYS, kills: float = NEVER, **changes: Any
) -> World:
    """Two batteries of one network 20 km apart; the raids of a test are all that comes."""
    battery = {"kill_probability": kills, "targets_max": 4, "guided_max": 8, "salvo": 1, "salvos_max": 10}
    tables = document(3, battery, {}, Approach(start_km=60.0))
    second = tables["battery"][0] | {"name": THERE, "lon": 37.4 + 20.0 / (DEGREE * 0.8)}
    tables["battery"].append(second)
    tables["network"] = [{"name": "both", "form": "regiment", "batteries": [HERE, THERE]}]
    tables["raid"] = raids
    tables["area"]["duration_s"] = 600
    tables["area"]["stop_when_clear"] = False
    made = prepare(load_document({**tables, **changes}, "test")).world
    targets = np.array(made.target_f)
    targets[Target.DESTRUCTION_PROBABILITY, made.at_defence] = destruction
    return freeze(made._replace(target_f=targets))


def events(books: Books, kind: Happening) -> dict[str, np.ndarray]:
    """Events of one kind."""
    chosen = books.events["kind"] == kind
    return {name: column[chosen] for name, column in books.events.items()}


ATTACKED = world([raid("at it", HERE, 40.0), raid("late", "aim 1", 60.0, start_s=60)])
ARRIVES = 40_000.0 / SPEED
"""Of the first raid, but for its dive at the end [s]."""


def test_a_raider_that_arrives_destroys_its_battery_at_that_time_and_leaks():
    books = rows(ATTACKED, 0, 4)
    leaks, lost = events(books, Happening.LEAK), events(books, Happening.BATTERY_LOST)
    first = leaks["object"] == 0
    assert lost["battery"].tolist() == [0] * 4
    np.testing.assert_array_equal(lost["time"], leaks["time"][first])
    np.testing.assert_allclose(lost["time"], ARRIVES, rtol=0.03)
    assert books.outcomes["batteries_lost"].tolist() == [1] * 4
    assert books.outcomes["leakers"].tolist() == [2] * 4


def test_a_lost_battery_launches_no_more_while_the_other_fights_on():
    books = rows(ATTACKED, 0, 4)
    shots, lost = events(books, Happening.LAUNCH), events(books, Happening.BATTERY_LOST)
    gone = lost["time"][shots["replicate"]]
    assert (shots["time"] < gone)[shots["battery"] == 0].all()
    after = shots["time"] > gone
    assert set(shots["battery"][after]) == {1}
    assert (shots["object"][after] == 1).any()


def test_its_channels_are_free_and_its_radars_silent_from_then_on():
    state = engine(ATTACKED, 1, 0, False)
    lost = state.fire[Fire.LOST, 0]
    assert state.fire[Fire.BUSY, 0] == 0
    assert state.fire[Fire.LOST, 1] == math.inf
    mine = ATTACKED.radar_i[RadarKey.OWNER] == 0
    np.testing.assert_array_equal(state.lost[mine], lost)
    assert (state.lost[~mine] == math.inf).all()
    fed = state.fed[0]
    assert fed[mine].max() <= lost
    assert fed[~mine].max() > lost


def test_with_a_chance_of_0_nothing_is_lost_and_the_raider_leaks_all_the_same():
    books = rows(world([raid("at it", HERE, 40.0)], NEVER), 0, 4)
    assert books.outcomes["leakers"].tolist() == [1] * 4
    assert not books.outcomes["batteries_lost"].any()


def test_who_is_shot_down_destroys_nothing():
    books = rows(world([raid("at it", HERE, 40.0)], kills=1.0), 0, 4)
    assert books.outcomes["killed"].tolist() == [1] * 4
    assert not books.outcomes["batteries_lost"].any()


def test_losses_come_at_the_rate_that_the_catalogue_says():
    """Binomial: 400 arrivals at 0.5 give 200, within four standard deviations of 10 each."""
    books = rows(world([raid("at it", HERE, 4.0)], 0.5), 0, 400)
    assert books.outcomes["leakers"].sum() == 400
    assert abs(int(books.outcomes["batteries_lost"].sum()) - 200) < 40


def test_one_of_two_batteries_destroyed_at_once_defends_like_the_other_alone():
    """Whoever comes after the loss meets what a scenario has with the second battery only."""
    late = [raid(f"late {i}", f"aim {i}", 60.0, start_s=60, entry=[36.46, 37.3 + 0.1 * i]) for i in range(3)]
    lost = rows(world([raid("at it", HERE, 3.0), *late], kills=0.4), 0, 40)
    alone = world(
        late,
        kills=0.4,
        battery=[row for row in _tables_of_two() if row["name"] == THERE],
        network=[{"name": "both", "form": "regiment", "batteries": [THERE]}],
    )
    without = rows(alone, 0, 40)
    assert lost.outcomes["batteries_lost"].tolist() == [1] * 40
    np.testing.assert_array_equal(lost.outcomes["leakers"] - 1, without.outcomes["leakers"])
    assert 0 < without.outcomes["leakers"].sum() < 120


def _tables_of_two() -> list[dict[str, Any]]:
    battery = {"kill_probability": 0.4, "targets_max": 4, "guided_max": 8, "salvo": 1, "salvos_max": 10}
    first = document(3, battery, {}, Approach())["battery"][0]
    return [first, first | {"name": THERE, "lon": 37.4 + 20.0 / (DEGREE * 0.8)}]


@pytest.mark.parametrize(("type_of_round", "own_way"), [("48n6e3", False), ("9m96e2", True)])
def test_rounds_whose_own_seeker_has_taken_over_go_on_and_others_are_lost(type_of_round: str, own_way: bool):
    """When the battery is lost rounds are on their way to raiders some 20 km away."""
    row = _tables_of_two()[0] | {"loadout": {type_of_round: 60}, "kill_probability": 0}
    near = world(
        [raid("at it", HERE, 12.0), *(raid(f"far {i}", "aim 1", 34.0, start_s=2 * i) for i in range(3))],
        battery=[row],
        network=[{"name": "one", "form": "alone", "batteries": [HERE]}],
    )
    books = rows(near, 0, 12)
    gone, missed = events(books, Happening.BATTERY_LOST), events(books, Happening.MISS)
    assert len(gone["time"]) == 12
    ended = events(books, Happening.LOST)
    unguided = ended["time"][ended["value"] == Lost.UNGUIDED]
    flew_on = missed["time"] > gone["time"][missed["replicate"]]
    assert flew_on.any() == own_way
    assert np.isin(unguided, gone["time"]).all()
    assert own_way or unguided.size > 0


def test_a_radar_can_be_aimed_at_by_its_name_and_its_battery_is_blind_then():
    blind = world([raid("at it", f"{HERE} {_engagement_radar()}", 6.0), raid("late", "aim 1", 60.0)])
    books = rows(blind, 0, 3)
    lost = events(books, Happening.RADAR_LOST)
    assert len(lost["time"]) == 3
    assert not books.outcomes["batteries_lost"].any()
    assert books.outcomes["radars_lost"].tolist() == [1] * 3
    shots = events(books, Happening.LAUNCH)
    assert (shots["time"] < lost["time"][shots["replicate"]])[shots["battery"] == 0].all()
    assert (shots["battery"] == 1).any()


def _engagement_radar() -> str:
    return system("s-400").engagement_radar


@pytest.mark.parametrize("replicate", [0, 1])
@pytest.mark.parametrize("target", [HERE, f"{HERE} {_engagement_radar()}"])
def test_engine_and_twin_lose_the_same(target: str, replicate: int):
    attacked = world(
        [
            raid("at it", target, 30.0),
            raid("again", target, 34.0),
            raid("late", "aim 1", 60.0, count=3, lateral_km=8, spacing_s=4),
        ],
        destruction=0.6,
        kills=0.3,
    )
    assert_twins(attacked, seed=2, replicate=replicate)


@pytest.mark.compiled("it plays twenty replicates, twice")
def test_what_is_given_up_before_a_lock_counts_for_no_target_however_the_run_is_cut():
    # In replicate 60, the first of its kind from 0 on, a battery falls while a channel still seeks its
    # target: that event has no target.
    world = prepare(load(EXAMPLE)).world
    whole, cut = (Books.joined(list(play(world, 1, 56, 66, tile=tile))) for tile in (16, 1))
    assert contents(whole) == contents(cut)
    e = whole.events
    given_up = e["kind"] == Happening.BROKEN_OFF
    assert (e["object"][given_up] < 0).any()
    assert whole.targets["engagements_broken_off"].sum() == (e["object"][given_up] >= 0).sum()


def test_what_is_lost_comes_last_in_the_order_of_threats(monkeypatch):
    """Raiders go on to the first battery when it is gone; the one channel that is left serves the town's."""
    changes = [
        "battery.targets_max=1",
        "battery.value=50",
        "doctrine.threat_radius_km=3",
        "raid.at the battery.count=36",
        "raid.at the battery.spacing_s=6",
        "raid.at the town.start_s=30",
        "raid.at the town.spacing_s=8",
        "area.duration_s=900",
    ]
    attacked = prepare(load(EXAMPLE, changes)).world
    assert_twins(attacked, seed=2, replicate=0)
    # With what is lost still in it the order is another.
    monkeypatch.setattr(RulesOfFire, "standing", property(lambda self: self.assets))
    with pytest.raises(AssertionError):
        assert_twins(attacked, seed=2, replicate=0)
