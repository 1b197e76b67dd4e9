from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from openiads.simulation.open_tile import open_tile
from openiads.state.channels import Designation, give_back, take
from openiads.state.planes import Fire, Pair, TrackKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import Happening, Sight, TrackStatus
from openiads.state.world import World
from tests.plain import in_kernel
from tests.simulation.tiny import rows
from verification.degenerate import DEGREE, SITE, Approach, document, world_of

PACE = 250.0


def two_batteries(**doctrine: Any) -> dict[str, Any]:
    """One raider from the south; the battery named first stands 60 km behind the second, in one network."""
    tables = document(1, {"salvo": 1}, doctrine, Approach(start_km=95.0, end_km=20.0, speed_mps=PACE))
    near = tables["battery"][0]
    tables["battery"] = [{**near, "name": "behind", "lat": SITE[0] + 60.0 / DEGREE}, near]
    tables["network"] = [{"name": "net", "form": "regiment", "batteries": ["behind", "battery"]}]
    return tables


@cache
def pair_world(coordinate: bool = True) -> World:
    return world_of(two_batteries(coordinate=coordinate))


@pytest.mark.compiled("it plays sixteen replicates of two batteries")
def test_a_track_goes_to_the_battery_that_meets_it_earliest_whatever_their_order():
    e = rows(pair_world(), 0, 16).events
    first = [
        e["battery"][(e["replicate"] == r) & (e["kind"] == Happening.ASSIGNED)][0]
        for r in np.unique(e["replicate"])
    ]
    assert set(first) == {1}


@pytest.mark.compiled("it plays a whole replicate")
def test_batteries_that_do_not_coordinate_both_take_it():
    e = rows(pair_world(coordinate=False), 0, 4).events
    assigned = e["kind"] == Happening.ASSIGNED
    assert set(e["battery"][assigned]) == {0, 1}


@pytest.mark.compiled("it plays ten minutes of approach, several times")
@pytest.mark.parametrize("rcs", [0.01, 0.1])
def test_a_small_target_is_designated_where_the_engagement_radar_should_find_it(rcs):
    start = 250.0
    tables = document(1, {}, {}, Approach(start_km=start, end_km=10.0, speed_mps=PACE, altitude_m=9000.0))
    tables["raid"][0]["rcs_m2"] = rcs
    # A huge early-warning radar has the track from the beginning.
    tables["radar"] = [{"name": "far", "type": "early-warning-generic", "lat": SITE[0], "lon": SITE[1]}]
    tables["network"] = [
        {"name": "net", "form": "national", "batteries": ["battery"], "radars": ["far"]},
    ]
    e = rows(world_of(tables), 0, 40).events
    assigned = e["kind"] == Happening.ASSIGNED
    # Half of its looks find one square metre at 200 km; the measured echo fluctuates.
    distances = start - PACE * e["time"][assigned] / 1e3
    assert np.median(distances) < 1.5 * 200.0 * rcs**0.25
    assert np.sum(e["kind"] == Happening.NOT_ACQUIRED) < 0.2 * np.sum(assigned)


CHANNEL = 100  # the first of battery 1


def take_one(state: State, world: World, step: int) -> None:
    take(state, world, CHANNEL, Designation(1, 0, Sight.OWN, 0, 1, 4.0, 5.0, 6.0))


def give_back_alone(state: State, world: World, step: int) -> None:
    give_back(state, world, CHANNEL, 90.0, 9.0, False)


def give_back_knowing(state: State, world: World, step: int) -> None:
    give_back(state, world, CHANNEL, 90.0, 9.0, True)


def held(shared: bool, coordinate: bool) -> State:
    """State after battery 1 gave back a channel that it had on track 0, with a hold until 99 s."""
    world = pair_world(coordinate)
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    state.tracks_i[0, [TrackKey.STATUS, TrackKey.SERIAL], 0] = TrackStatus.CONFIRMED, 7
    in_kernel(take_one, state, world)
    assert state.fire[Fire.BUSY, 1] == 1.0
    in_kernel(give_back_knowing if shared else give_back_alone, state, world)
    assert state.fire[Fire.BUSY, 1] == 0.0
    return state


def test_a_battery_that_did_not_find_a_track_holds_it_for_itself_alone():
    state = held(shared=False, coordinate=True)
    assert state.pairs[:, Pair.HOLD_UNTIL, 0].tolist() == [0.0, 99.0]
    assert not state.pairs[:, Pair.NEWS_FROM].any()


def test_what_is_known_of_the_target_holds_for_all_that_coordinate():
    assert held(shared=True, coordinate=True).pairs[:, Pair.NEWS_FROM, 0].tolist() == [99.0, 99.0]
    assert held(shared=True, coordinate=False).pairs[:, Pair.NEWS_FROM, 0].tolist() == [0.0, 99.0]


@pytest.mark.compiled("it plays four minutes of four raiders, four times")
def test_nothing_is_fired_at_a_track_believed_dead_without_a_plot_since():
    # Every shot kills and every look is right; tracks coast on for half a minute and more.
    tables = document(4, {"kill_probability": 1.0}, {"reengage_s": 5.0}, Approach(35.0, 15.0))
    tables["area"] |= {"stop_when_clear": False, "duration_s": 240}
    e = rows(world_of(tables), 0, 4).events
    assert np.sum(e["kind"] == Happening.KILL) == 16
    assert np.sum(e["kind"] == Happening.ASSIGNED) == 16


def shots_by_battery(reengage: float) -> tuple[np.ndarray, np.ndarray]:
    """Times and batteries of all launches at a slow raider that nothing kills, two salvos each."""
    tables = two_batteries(reengage_s=reengage)
    tables["doctrine"]["salvos_max"] = 2
    tables["raid"][0]["speed_mps"] = 60.0
    for battery in tables["battery"]:
        battery["kill_probability"] = 0.0
    e = rows(world_of(tables), 0, 1).events
    launched = e["kind"] == Happening.LAUNCH
    return e["time"][launched], e["battery"][launched]


@pytest.mark.compiled("it plays eight minutes of a slow approach")
def test_salvos_are_counted_by_battery():
    # Both have two: what one fired is not taken from the other.
    _, battery = shots_by_battery(3600.0)
    assert np.bincount(battery).tolist() == [2, 2]


@pytest.mark.compiled("it plays eight minutes of a slow approach")
def test_a_target_that_outlived_all_salvos_is_engaged_anew_after_the_time_to_re_engage():
    time, battery = shots_by_battery(120.0)
    for b in (0, 1):
        mine = time[battery == b]
        assert len(mine) >= 4
        # The time to re-engage lies between the last meeting of one engagement and the next launch.
        assert np.diff(mine)[1::2].min() >= 120.0
