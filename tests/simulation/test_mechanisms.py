"""What may fail, in whole runs: each off is as if it were not there, each sure is what it says."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest

from openiads.ground.frames import ecef_of, enu_axes
from openiads.ground.units import DEG
from openiads.scenario.load_scenario import load_document
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import Filter, Life, Tally, TrackKey
from openiads.state.state import Capacity, select
from openiads.state.words import Control, Happening, Identity, Mechanism, TrackStatus
from tests.simulation.test_twin import assert_twins
from tests.simulation.tiny import contents, rows, some

SITE = 30.0, 47.0
REPLICATES = some(6)
Document = dict[str, Any]


def document() -> Document:
    """A battery alone on flat ground, raiders out of the north, own fighters and airliners past it."""
    north = {"threat": "fighter", "count": 2, "spacing_s": 40, "altitude_m": 6000, "target": "town"}
    past = {"origin": [31.2, 46.6], "destination": [29.0, 46.8], "count": 3, "headway_s": 60}
    return {
        "name": "mechanisms",
        "area": {"terrain": "flat", "duration_s": 600, "airspace": "warned"},
        "network": [
            {
                "name": "alone", "form": "alone", "batteries": ["guard"], "interrogator": "full",
                "flight_plans": True, "confirmation_s": 5,
            }
        ],
        "battery": [
            {"name": "guard", "system": "patriot-pac3", "lat": SITE[0], "lon": SITE[1], "azimuth_deg": 0}
        ],
        "asset": [{"name": "town", "lat": 29.9, "lon": 47.0}],
        "raid": [{"name": "north", "entry": [31.3, 47.2], **north}],
        "traffic": [
            {"name": "home", "aircraft": "friendly-fighter", "flight_plan": False, "start_s": -200, **past},
            {"name": "liner", "aircraft": "airliner", "start_s": -300, **past},
        ],
        "zone": [
            {"name": "there", "kind": "hostile-origin", "lat": 31.3, "lon": 47.2, "radius_km": 40}
        ],
    }  # fmt: skip


def played(**tables: Document) -> dict[str, bytes]:
    return contents(rows(ready(**tables).world, 0, REPLICATES))


def ready(**tables: Document) -> Prepared:
    """The scenario with fields of all rows of some tables set."""
    told = copy.deepcopy(document())
    for table, fields in tables.items():
        for row in told[table] if isinstance(told.get(table), list) else [told.setdefault(table, {})]:
            row.update(fields)
    return prepare(load_document(told, "mechanisms"))


@pytest.mark.parametrize(
    "tables",
    [
        {"battery": {"authority_loss_probability": 0, "control_without_authority": "free"}},
        {"battery": {"misalignment_deg": 0, "misalignment_sd_deg": 0}},
        {"network": {"interrogator_failure_probability": 0}},
        {"battery": {"interrogator_failure_probability": 0}},
        {"doctrine": {"rounds_fly_on": False}},
    ],
)
def test_a_chance_of_nothing_is_as_if_nothing_were_said(tables):
    assert played(**tables) == played()


@pytest.mark.parametrize("control", ["free", "tight", "hold"])
def test_without_authority_for_sure_is_the_status_that_holds_then(control):
    orders = {"control_order": [{"name": "hush", "control": "hold", "from_s": 100}]}
    told = copy.deepcopy(document()) | orders
    told["battery"][0] |= {"authority_loss_probability": 1, "control_without_authority": control}
    lost = rows(prepare(load_document(told, "lost")).world, 0, REPLICATES)
    plain = rows(ready(battery={"control": control}).world, 0, REPLICATES)
    assert contents_of_events(lost) == contents_of_events(plain)


def contents_of_events(books: Any) -> dict[str, bytes]:
    return {name: column.tobytes() for name, column in books.events.items()}


def test_each_replicate_is_the_one_with_authority_or_the_one_without():
    how = {"control_without_authority": "free"}
    kept, lost, either = (
        rows(ready(battery={"authority_loss_probability": p, **how}).world, 0, 12) for p in (0, 1, 0.5)
    )
    cut = 0
    for r in range(12):
        mine = [
            books.events["time"][books.events["replicate"] == r].tobytes() for books in (kept, lost, either)
        ]
        assert mine[2] in mine[:2]
        cut += mine[0] != mine[1] and mine[2] == mine[1]
    assert 0 < cut < 12


def test_hold_without_authority_is_told_of_what_it_held():
    books = rows(
        ready(battery={"authority_loss_probability": 1, "control_without_authority": "hold"}).world, 0, 1
    )
    assert -3 in books.targets["held_under"][books.targets["held_by"] >= 0]


def test_a_deaf_interrogator_makes_nobody_a_friend_and_no_flight_neutral_by_answer():
    def friends(chance: float) -> int:
        events = rows(ready(network={"interrogator_failure_probability": chance}).world, 0, REPLICATES).events
        return int((events["value"][events["kind"] == Happening.IDENTIFIED] == Identity.FRIEND).sum())

    assert friends(0.0) > 0
    assert friends(1.0) == 0


def test_the_own_chance_of_a_battery_comes_before_that_of_its_network():
    network = {"network": {"interrogator_failure_probability": 1}}
    assert played(battery={"interrogator_failure_probability": 0}, **network) == played()


def test_sets_that_all_fail_make_no_friend_either():
    events = rows(ready(traffic={"set_failure_probability": 1}).world, 0, REPLICATES).events
    assert not (events["value"][events["kind"] == Happening.IDENTIFIED] == Identity.FRIEND).any()


def test_what_had_failed_is_told_of_flights_that_were_fired_at():
    world = ready(
        traffic={"set_failure_probability": 1, "flight_plan": False},
        battery={"authority_loss_probability": 1, "control_without_authority": "free"},
    ).world
    targets = rows(world, 0, REPLICATES).targets
    told = targets["mechanisms"][targets["mechanisms"] >= 0]
    assert len(told)
    assert set(told) == {Mechanism.NO_REPLY | Mechanism.NO_AUTHORITY}


# Where north is wrong


def tracks_after(prepared: Prepared, steps: int) -> tuple[np.ndarray, np.ndarray, Any]:
    """Places (K, 3) of what the picture believes after so many steps, where each was born, and the truth."""
    world = prepared.world
    world = world._replace(clock=world.clock._replace(steps=steps))
    tile = open_tile(world, 1, 0, 1, Capacity.for_world(world))
    stepped(tile, world, prepared.chain)
    state = select(tile, 0)
    live = np.flatnonzero(state.tracks_i[0, TrackKey.STATUS] == TrackStatus.CONFIRMED)
    places = state.filters[0, Filter.X : Filter.Z + 1, live]
    return places, state.lives[0, Life.BORN_X : Life.BORN_Z + 1, live], state


def seen_from(place: np.ndarray) -> tuple[float, float, float]:
    """Azimuth [deg], ground range [m] and height [m] of a place at the battery, by matrices."""
    site = np.array(ecef_of(SITE[0] * DEG, SITE[1] * DEG, 0.0))
    east, north, up = enu_axes(SITE[0] * DEG, SITE[1] * DEG) @ (place - site)
    return math.degrees(math.atan2(east, north)), math.hypot(east, north), up


@pytest.mark.parametrize("wrong", [20.0, -107.0])
def test_what_a_battery_believes_lies_turned_about_it_by_hand(wrong):
    true, _, one = tracks_after(ready(), 60)
    turned, _, other = tracks_after(ready(battery={"misalignment_deg": wrong}), 60)
    assert len(true) == len(turned) > 0
    # It has made the same looks, plots and tracks; whom it asks may be hidden where it believes him to be.
    same = [Tally.OBJECT_STEPS, Tally.PLOTS_MADE, Tally.TRACK_SERIAL]
    assert one.tally[same].tolist() == other.tally[same].tolist()
    for here, there in zip(true, turned, strict=True):
        azimuth, away, up = seen_from(here)
        found, far, high = seen_from(there)
        assert math.remainder(found - azimuth - wrong, 360.0) == pytest.approx(0.0, abs=1e-3)
        # A vertical is none elsewhere: 100 km away the height in the tangent plane is what is kept.
        assert (far, high) == pytest.approx((away, up), abs=1.0)


def test_rounds_meet_their_targets_all_the_same():
    def kills(wrong: float) -> int:
        world = ready(battery={"misalignment_deg": wrong, "control": "free", "kill_probability": 1}).world
        return int(rows(world, 0, REPLICATES).outcomes["killed"].sum())

    assert kills(0.0) > 0
    assert kills(20.0) == kills(0.0)


def test_who_is_turned_out_of_the_zone_of_hostile_origin_was_not_born_there():
    def hostile(wrong: float) -> int:
        events = rows(ready(battery={"misalignment_deg": wrong}).world, 0, REPLICATES).events
        return int((events["value"][events["kind"] == Happening.IDENTIFIED] == Identity.HOSTILE).sum())

    assert hostile(0.0) > 0
    assert hostile(30.0) < hostile(0.0)


def test_a_misaligned_radar_shows_a_network_what_is_nowhere_else():
    """Two radars of one network, one of them turned: each raider stands twice in its picture."""
    told = document()
    told["network"] = [
        {"name": "net", "form": "regiment", "batteries": ["guard", "other"], "flight_plans": True}
    ]
    told["battery"].append({**told["battery"][0], "name": "other", "lon": 47.05})
    straight = tracks_after(prepare(load_document(told, "net")), 60)[0]
    told["battery"][1]["misalignment_deg"] = 20
    double = tracks_after(prepare(load_document(told, "net")), 60)[0]
    assert len(double) > len(straight)


# The twin


@pytest.mark.parametrize(
    "battery",
    [
        {"misalignment_deg": 20, "misalignment_sd_deg": 1},
        {"authority_loss_probability": 0.5, "control_without_authority": "free"},
        {"interrogator_failure_probability": 0.5},
    ],
)
def test_the_twin_plays_what_fails(battery):
    world = ready(battery=battery, traffic={"set_failure_probability": 0.5}, area={"duration_s": 120}).world
    world = world._replace(clock=world.clock._replace(steps=240))
    for replicate in (0, 1):
        assert_twins(world, seed=2, replicate=replicate)


def test_controls_of_the_field_are_those_of_the_planes():
    assert [control.name.lower() for control in Control] == ["free", "tight", "hold"]
