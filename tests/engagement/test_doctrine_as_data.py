"""Doctrine is data: each line of a scenario does what it says, on raiders that come from the south."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load_document
from openiads.scenario.plan import plan_of
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening
from tests.simulation.test_twin import assert_twins
from tests.simulation.tiny import some
from verification.degenerate import ROUND, Approach, document

pytestmark = [
    pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice"),
    pytest.mark.compiled("it plays some forty short runs"),
]
"""Orders begin when the time of these short runs is over, and raiders are still under way."""
REPLICATES = some(3)
LONG = Approach(35.0, 8.0, speed_mps=150.0)
NEVER_KILLS: dict[str, Any] = {"kill_probability": 0.0, "salvo": 1}


def played(tables: dict[str, Any]) -> list[dict[str, np.ndarray]]:
    """Events of some replicates, each apart."""
    prepared = prepare(load_document(tables, "here"))
    told = []
    for books in play(prepared.world, 1, 0, REPLICATES, chain=prepared.chain):
        e = books.events
        told += [
            {k: column[e["replicate"] == r] for k, column in e.items()} for r in np.unique(e["replicate"])
        ]
    return told


def launches(tables: dict[str, Any], kind: Happening = Happening.LAUNCH) -> list[np.ndarray]:
    """Times [s] of all launches of each replicate, or of what else happened."""
    return [e["time"][e["kind"] == kind] for e in played(tables)]


def raid(
    raiders: int = 1, way: Approach = LONG, battery: dict[str, Any] | None = None, **doctrine: Any
) -> Any:
    """Tables of a scenario in which nothing that is fired kills."""
    return document(raiders, {**NEVER_KILLS, **(battery or {})}, doctrine, way)


def ordered(tables: dict[str, Any], **order: Any) -> dict[str, Any]:
    """The same on hold, with one order."""
    tables["doctrine"]["control"] = "hold"
    tables["control_order"] = [{"name": "order", "control": "free", **order}]
    return tables


def test_on_hold_nothing_leaves_before_the_order_that_frees_it():
    # Raiders pass the battery 8 km off after 180 s; 60 s before that would be self-defence.
    for times in launches(ordered(raid(self_defence="none"), from_s=60)):
        assert times.size > 0
        assert 60.0 <= times.min() < 75.0


def test_an_order_ends_when_it_ends():
    for times in launches(ordered(raid(self_defence="none"), until_s=45)):
        assert times.size > 0
        assert times.max() <= 45.0 + 1e-9


@pytest.mark.parametrize(("azimuth", "fires"), [(180, True), (90, False), (200, True), (225, False)])
def test_an_order_holds_in_its_sector_alone(azimuth, fires):
    # The raider comes from due south; the sector is 60 degrees wide.
    tables = ordered(raid(self_defence="none"), azimuth_deg=azimuth, width_deg=60)
    assert [times.size > 0 for times in launches(tables)] == [fires] * REPLICATES


def test_an_order_binds_those_it_names():
    tables = raid(self_defence="none")
    other = {**tables["battery"][0], "name": "second", "lon": tables["battery"][0]["lon"] + 0.02}
    tables["battery"].append(other)
    for e in played(ordered(tables, batteries=["second"])):
        assert set(e["battery"][e["kind"] == Happening.LAUNCH]) == {1}


def test_of_orders_that_hold_at_once_the_first_counts():
    tables = ordered(raid(self_defence="none"))
    tables["control_order"].insert(0, {"name": "before", "control": "hold", "until_s": 50})
    for times in launches(tables):
        assert times.min() >= 50.0


@pytest.mark.parametrize(("covered", "fires"), [("hostile", True), ("unknown", True), ("none", False)])
def test_on_hold_a_battery_that_is_about_to_be_reached_defends_itself_if_it_may(covered, fires):
    tables = raid(way=Approach(35.0, 0.5, speed_mps=300.0), control="hold", self_defence=covered)
    for times in launches(tables):
        assert (times.size > 0) == fires
        # 35 km at 300 m/s: 60 s before the end of the way is 55 s after its begin.
        assert (times >= 50.0).all()


def test_self_defence_begins_when_doctrine_says():
    way = Approach(35.0, 0.5, speed_mps=300.0)
    first = [
        min(times.min() for times in launches(raid(way=way, control="hold", self_defence_time_s=time)))
        for time in (30, 50)
    ]
    assert first[0] - first[1] == pytest.approx(20.0, abs=3.0)  # looks and decisions come once a second


def test_a_point_defence_leaves_to_others_what_threatens_none_of_its_assets():
    way = Approach(35.0, 8.0, spacing_km=10.0)
    tables = raid(3, way, {"protects": ["aim 2"]}, threat_radius_km=3, self_defence_radius_km=2)
    for e in played(tables):
        assert set(e["object"][e["kind"] == Happening.LAUNCH]) == {2}


@pytest.mark.parametrize(("reserve", "left"), [({"ballistic": 5}, 5), ({"slow": 4}, 4), ({"fast": 5}, 0)])
def test_what_is_kept_for_one_class_others_do_not_get(reserve, left):
    # Eight raiders at 300 m/s, which are fast, and nine rounds that do not kill.
    way = Approach(35.0, 12.0, speed_mps=300.0)
    tables = raid(8, way, {"loadout": {ROUND: 9}}, salvos_max=3, reserve_by_class=reserve)
    assert [times.size for times in launches(tables)] == [9 - left] * REPLICATES


def test_a_reserve_of_a_battery_stands_for_that_of_doctrine():
    tables = raid(8, LONG, {"loadout": {ROUND: 9}, "reserve_rounds": 2}, reserve_rounds=7)
    assert [times.size for times in launches(tables)] == [7] * REPLICATES


@pytest.mark.parametrize(
    ("speed", "by_class", "shots"),
    [(300.0, {"fast": 3, "slow": 1}, 3), (80.0, {"fast": 1, "slow": 4}, 4), (300.0, {"ballistic": 4}, 2)],
)
def test_a_salvo_goes_by_the_class_of_the_track(speed, by_class, shots):
    tables = document(
        1, {"kill_probability": 0.0}, {"salvo": 2, "salvos_max": 1, "salvo_by_class": by_class},
        Approach(35.0, 15.0, speed_mps=speed),
    )  # fmt: skip
    assert [times.size for times in launches(tables)] == [shots] * REPLICATES


@pytest.mark.compiled("it plays a chain of its own")
def broken_salvo() -> dict[str, Any]:
    """Two rounds a minute apart, of which the first has missed when the second may leave no more.

    The raider is some 27 km off when the first leaves, which flies less than half a minute; control is tight
    again at 60 s and free once more from 115 s on, with one salvo allowed.
    """
    battery = {"salvo": 2, "salvos_max": 1, "launch_interval_s": 60}
    tables = ordered(raid(battery=battery, self_defence="none"), from_s=45, until_s=60)
    tables["control_order"].append({"name": "again", "control": "free", "from_s": 115})
    return tables


def test_a_salvo_that_is_broken_off_after_its_first_round_was_fired_and_is_assessed():
    for told in played(broken_salvo()):
        kinds = told["kind"]
        assert (kinds == Happening.LAUNCH).sum() == 1
        assert (kinds == Happening.ASSESSED_ALIVE).sum() == 1
        assert not (kinds == Happening.BROKEN_OFF).any()
        missed, assessed = (
            told["time"][kinds == kind][0] for kind in (Happening.MISS, Happening.ASSESSED_ALIVE)
        )
        assert missed < 90.0 < 100.0 < assessed < 112.0


def test_the_twin_closes_a_broken_salvo_at_the_same_time():
    assert_twins(prepare(load_document(broken_salvo(), "here")).world, 1, 0)


@pytest.mark.parametrize(
    ("own", "shots"),
    [({}, 3), ({"salvo": 2}, 2), ({"salvo": 2, "salvo_by_class": {"fast": 4}}, 4),
     ({"salvo_by_class": {"slow": 4}}, 3)],
)  # fmt: skip
def test_a_battery_has_salvos_of_its_own_by_class(own, shots):
    tables = document(1, {**NEVER_KILLS, **own}, {"salvo_by_class": {"fast": 3}, "salvo": 1}, LONG)
    if "salvo" not in own:
        del tables["battery"][0]["salvo"]
    assert plan_of(load_document(tables, "here")).batteries[0].salvo_fast == shots


def test_a_battery_has_reserves_of_its_own_by_class():
    # 6 rounds, of which doctrine keeps 4 for ballistic targets, and this battery 1.
    for own, fired in (({}, 2), ({"reserve_by_class": {"ballistic": 1}}, 5)):
        battery = {"loadout": {ROUND: 6}, "salvos_max": 10, **own}
        told = launches(raid(battery=battery, reserve_by_class={"ballistic": 4}))
        assert [len(times) for times in told] == [fired] * REPLICATES


def test_shoot_shoot_look_fires_two_and_then_one_after_each_look():
    tables = document(1, {"kill_probability": 0.0}, {"salvo": 1, "salvos_max": 3}, Approach(35.0, 5.0))
    tables["models"] = {"doctrine": "shoot-shoot-look"}
    for e in played(tables):
        happened = e["kind"][np.isin(e["kind"], [Happening.LAUNCH, Happening.ASSESSED_ALIVE])]
        shot, looked = Happening.LAUNCH, Happening.ASSESSED_ALIVE
        assert happened.tolist() == [shot, shot, looked, shot, looked, shot, looked]


def test_fire_is_held_to_the_share_of_the_range_that_doctrine_gives():
    # 48N6E3: 250 km published, so the first rounds meet their raider 100 and 50 km away.
    way = Approach(150.0, 20.0, speed_mps=400.0, altitude_m=10_000.0)
    first = []
    for share in (0.2, 0.4):
        tables = raid(way=way, envelope_margin=share)
        tables["raid"][0]["rcs_m2"] = 10_000
        first.append(float(np.mean([times.min() for times in launches(tables, Happening.MISS)])))
    assert first[0] - first[1] == pytest.approx(50_000.0 / 400.0, rel=0.05)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"battery": {"protects": ["nowhere"]}}, "battery.battery.protects: no asset named 'nowhere'"),
        ({"order": {"batteries": ["nobody"]}}, "control_order.order.batteries: no battery named 'nobody'"),
        (
            {"order": {"from_s": 60, "until_s": 60}},
            "control_order.order.until_s: is 60 s, not after from_s 60 s; swap them or leave one out",
        ),
        ({"doctrine": {"salvo": 5}}, "doctrine.salvo: is 5; allowed is 1 to 4"),
        ({"doctrine": {"reserve_by_class": {"big": 1}}}, "no key named 'big'"),
    ],
)
def test_what_cannot_be_is_one_message(changes, told):
    tables = raid(**changes.get("doctrine", {}), battery=changes.get("battery"))
    if "order" in changes:
        ordered(tables, **changes["order"])
    with pytest.raises(ScenarioError, match="here") as fault:
        load_document(tables, "here")
    assert told in str(fault.value)
