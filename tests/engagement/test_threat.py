from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.engagement import threat
from openiads.engagement.control import friendly
from openiads.engagement.threat import passing, passing_over, time_to_impact
from openiads.ground.course import ahead
from openiads.state.planes import Asset
from openiads.state.words import Identity
from tests.plain import open_up

components = st.floats(-5e5, 5e5)
vectors = st.tuples(components, components, components)


@given(vectors, vectors, vectors)
def test_a_course_passes_a_point_where_a_fine_search_finds_it(place, velocity, point):
    time, miss = passing(*place, *velocity, *point)
    gap, speed = np.subtract(point, place), np.array(velocity)
    if not np.isfinite(time):
        assert np.linalg.norm(speed) == 0.0 or gap @ speed <= 0.0
        return
    nearest = np.linalg.norm(np.cross(gap, speed)) / np.linalg.norm(speed)
    assert miss == pytest.approx(nearest, rel=1e-6, abs=1e-3)
    assert math.hypot(miss, time * np.linalg.norm(speed)) == pytest.approx(
        np.linalg.norm(gap), rel=1e-6, abs=1e-3
    )


@given(st.floats(-3.0, 3.0), st.floats(0.0, 20e3), st.floats(-200.0, 200.0))
def test_what_comes_over_an_asset_passes_it_as_it_does_on_a_flat_map(miss_km, altitude, climb):
    # On the tangent plane of a point on the x axis, y east and z north: 60 km east, westward at 300 m/s.
    place, velocity = (6.4e6 + altitude, 60e3, 1e3 * miss_km), (climb, -300.0, 0.0)
    time, miss = passing_over(*place, *velocity, 6.4e6, 0.0, 0.0)
    assert time == pytest.approx(200.0)
    assert miss == pytest.approx(abs(1e3 * miss_km), abs=1e-6)


@given(st.floats(1.0, 2e5), st.floats(-2_000.0, 2_000.0))
def test_a_falling_target_is_down_at_the_time_to_impact(altitude, climb):
    time = time_to_impact(altitude, climb)
    assert time >= 0.0
    assert altitude + climb * time - 0.5 * 9.80665 * time**2 == pytest.approx(
        0.0, abs=1e-6 * (1.0 + altitude)
    )


def test_only_friend_assumed_friend_and_neutral_are_shielded():
    shielded = {identity for identity in Identity if friendly(identity)}
    assert shielded == {Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL}


def test_a_climb_is_believed_for_ten_seconds():
    for lead, risen in ((5.0, 100.0), (10.0, 200.0), (60.0, 200.0)):
        place = ahead(0.0, 0.0, 7e6, 200.0, 0.0, 20.0, False, lead, 10.0)
        assert math.hypot(*place) == pytest.approx(7e6 + risen)


def test_targets_go_level_or_fall():
    # Level is along the Earth: a kilometre on it lies 1000**2 / 2R lower than on the tangent.
    assert ahead(0.0, 0.0, 7e6, 100.0, 0.0, 0.0, False, 10.0, 10.0) == pytest.approx(
        (1_000.0, 0.0, 7e6 - 1e6 / 14e6), rel=1e-7
    )
    x, y, z = ahead(0.0, 0.0, 7e6, 100.0, 0.0, 0.0, True, 10.0, 10.0)
    assert (x, y) == (1_000.0, 0.0)
    assert z == pytest.approx(7e6 - 50.0 * 3.986004418e14 / 49e12, rel=1e-12)


@pytest.mark.parametrize(
    ("beside_m", "ends_s"), [(0.0, 50.0), (2_900.0, 50.0), (3_100.0, math.inf), (30_000.0, math.inf)]
)
def test_a_course_ends_where_it_leads_to_an_asset_not_where_it_passes_one(monkeypatch, beside_m, ends_s):
    open_up(monkeypatch, threat)
    asset = np.zeros((len(Asset), 1))
    asset[[Asset.X, Asset.Y, Asset.Z], 0] = 10_000.0, beside_m, 7e6
    world = SimpleNamespace(asset=asset, engaging=SimpleNamespace(ends_at=3_000.0))
    assert threat.arrives(world, 0.0, 0.0, 7e6, 200.0, 0.0, 0.0, False) == pytest.approx(ends_s)
    assert threat.arrives(world, 2e4, 0.0, 7e6, 200.0, 0.0, 0.0, False) == math.inf
