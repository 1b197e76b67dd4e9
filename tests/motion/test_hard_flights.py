"""Flights beside their routes, diverted and low: where they are, on a flat Earth whose lengths are known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from openiads.ground.frames import geodetic_of, great_circle
from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import Corridor, TargetKey
from openiads.state.words import Side, ZoneKind
from tests.simulation.test_identity import document

KM = 1000.0
RADIUS = 6_371_008.8
WEST, EAST = [37.0, 35.0], [37.0, 39.0]
LENGTH = 355.2 * KM
"""Of the great circle between both: 4 degrees along the parallel of 37 degrees."""


def flight(**said: Any) -> Prepared:
    """A World in which one airliner flies from west to east."""
    way = {"name": "one", "aircraft": "airliner", "origin": WEST, "destination": EAST}
    return prepare(load_document(document(traffic=[way | said]), "hard.toml"))


def way_of(prepared: Prepared) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latitude, longitude [rad] and height [m] of its samples (n,)."""
    first, n_samples = (int(prepared.world.target_i[key, 0]) for key in (TargetKey.ROUTE, TargetKey.SAMPLES))
    return geodetic_of(prepared.world.route[first : first + n_samples, :3])


def off_route(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """How far to the right of the great circle between both ends, and along it, its samples lie [m]."""
    latitude, longitude, _ = way_of(prepared)
    start, end = np.radians(WEST), np.radians(EAST)
    distance, bearing = great_circle(*start, latitude, longitude)
    _, course = great_circle(*start, *end)
    angle = distance / RADIUS
    aside = np.arcsin(np.sin(angle) * np.sin(bearing - course))
    return aside * 6_371_008.8, np.arctan2(
        np.sin(angle) * np.cos(bearing - course), np.cos(angle)
    ) * 6_371_008.8


@pytest.mark.parametrize("offset_km", [30.0, -30.0])
def test_a_flight_beside_its_route_leaves_it_and_joins_it_again(offset_km):
    aside, along = off_route(flight(offset_km=offset_km))
    middle = (along > 0.3 * LENGTH) & (along < 0.75 * LENGTH)
    # Between two points that are as far aside the great circle bulges by L**2 / 8 R * tan(off / R): metres.
    assert np.all(np.abs(aside[middle] - offset_km * KM) < 150.0)
    assert abs(aside[0]) < 1.0
    assert abs(aside[-1]) < 1.0
    assert np.all(np.abs(aside) < abs(offset_km) * KM + 150.0)


def test_no_offset_is_the_route_itself():
    plain, said = flight(), flight(offset_km=0.0)
    np.testing.assert_array_equal(plain.world.route, said.world.route)


def test_who_diverts_turns_half_way_and_lands_there():
    elsewhere = [38.0, 36.0]
    prepared = flight(diverts_to=elsewhere)
    latitude, longitude, height = (np.asarray(values) for values in way_of(prepared))
    aside, along = off_route(prepared)
    on_route = along < 0.5 * LENGTH - 100.0
    before = np.arange(len(along)) < int(np.argmax(along))
    assert np.all(np.abs(aside[before & on_route]) < 50.0)
    # A turn at 1 g at 230 m/s has a radius of 5.4 km: so far beyond the middle it gets, and no farther.
    assert 0.5 * LENGTH < along.max() < 0.5 * LENGTH + 5.5 * KM
    assert math.degrees(latitude[-1]) == pytest.approx(elsewhere[0], abs=1e-4)
    assert math.degrees(longitude[-1]) == pytest.approx(elsewhere[1], abs=1e-4)
    assert height[-1] == pytest.approx(0.0, abs=1.0)
    assert height.max() > 5 * KM


def test_a_plan_is_that_of_the_route_whatever_becomes_of_the_flight():
    plain, hard = flight(), flight(offset_km=30.0, diverts_to=[38.0, 36.0])
    np.testing.assert_array_equal(plain.world.corridor, hard.world.corridor)
    np.testing.assert_array_equal(plain.world.zone, hard.world.zone)


def test_a_helicopter_takes_off_keeps_its_height_and_lands():
    prepared = flight(aircraft="helicopter", terrain_following=True, clearance_m=200.0)
    _, _, height = way_of(prepared)
    assert height[0] == pytest.approx(0.0, abs=1.0)
    assert height[-1] == pytest.approx(0.0, abs=1.0)
    # It climbs at 6 %: 200 m take 3.3 km of 355.
    assert np.mean(np.abs(height - 200.0) < 1.0) > 0.97


def test_a_low_flight_has_a_plan_at_all_heights_of_the_ground():
    corridor = flight(aircraft="helicopter", terrain_following=True).world.corridor
    assert (corridor[Corridor.ALTITUDE_MIN] < 0.0).all()
    assert (corridor[Corridor.ALTITUDE_MAX] > 5_137.0).all()  # Mount Ararat


def test_aerodromes_are_those_of_the_plan():
    zones = flight(diverts_to=[38.0, 36.0]).plan.zones
    ends = [zone.site for zone in zones if zone.kind == ZoneKind.AERODROME]
    np.testing.assert_allclose(np.degrees(ends), [WEST, EAST])


@pytest.mark.parametrize("carried", [True, False])
@pytest.mark.parametrize(
    ("aircraft", "side"), [("airliner", Side.NEUTRAL), ("friendly-fighter", Side.FRIEND)]
)
def test_who_carries_no_set_answers_in_no_mode(aircraft, side, carried):
    keys = flight(aircraft=aircraft, transponder=carried).world.target_i[:, 0]
    assert keys[TargetKey.REPLIES_FRIEND] == (carried and side == Side.FRIEND)
    assert keys[TargetKey.REPLIES_CIVIL] == (carried and side == Side.NEUTRAL)


def test_own_forces_that_are_written_as_a_raid_answer_as_ever():
    raid = {"name": "own", "threat": "fighter", "side": "friend", "count": 1, "waypoints": [WEST, EAST]}
    keys = prepare(load_document(document(raid=[raid]), "own.toml")).world.target_i[:, 0]
    assert keys[TargetKey.REPLIES_FRIEND] == 1
