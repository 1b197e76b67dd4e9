from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.engagement import threat
from openiads.engagement.control.weapons_control import friendly
from openiads.engagement.threat import coming_down, passing, passing_over, time_to_fall
from openiads.ground.course import Course, place_after
from openiads.ground.frames import Place, ecef_of
from openiads.motion import ballistic
from openiads.state.planes import Asset, Route
from openiads.state.words import Identity
from tests.plain import open_up

components = st.floats(-5e5, 5e5)
vectors = st.tuples(components, components, components)


@given(vectors, vectors, vectors)
def test_a_course_passes_a_point_where_a_fine_search_finds_it(place, velocity, point):
    time, miss = passing(Course(*place, *velocity, False), Place(*point))
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
    time, miss = passing_over(Course(*place, *velocity, False), Place(6.4e6, 0.0, 0.0))
    assert time == pytest.approx(200.0)
    assert miss == pytest.approx(abs(1e3 * miss_km), abs=1e-6)


ARCS = [(50.0, 20e3), (100.0, 30e3), (300.0, 80e3), (450.0, 120e3), (900.0, 250e3)]


@pytest.mark.parametrize(("range_km", "apogee"), ARCS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_falls_comes_down_where_and_when_its_arc_ends(range_km, apogee, share):
    # To the north-east, so that the ground at both ends lies differently far from the centre.
    away = range_km * 1e3 / 6_371e3 * math.sqrt(0.5)
    start, end = (0.62, 0.65), (0.62 + away, 0.65 + away / math.cos(0.62))
    samples, period = ballistic.arc(start, end, 900.0, apogee)
    k = int(share * (samples.shape[1] - 1))
    course = Course(*samples[Route.X : Route.VZ + 1, k].tolist(), True)
    left = (samples.shape[1] - 1 - k) * period
    after, miss = coming_down(course, Place(*ecef_of(*end, 900.0)))
    assert after == pytest.approx(left, abs=0.01)
    assert miss < 20.0
    sink = np.linalg.norm(samples[Route.VX : Route.VZ + 1, -1])
    assert left <= time_to_fall(course) < left + 4.0 * 900.0 / sink  # from 900 m down to the sea


def test_what_is_down_already_is_so_at_once_and_what_leaves_the_earth_never_is():
    assert coming_down(Course(6.3e6, 0.0, 0.0, -100.0, 50.0, 0.0, True), Place(6.4e6, 0.0, 0.0))[0] == 0.0
    assert coming_down(Course(7e6, 0.0, 0.0, 12e3, 0.0, 0.0, True), Place(6.4e6, 0.0, 0.0))[0] == math.inf
    assert time_to_fall(Course(7e6, 0.0, 0.0, 12e3, 0.0, 0.0, True)) == math.inf


def test_only_friend_assumed_friend_and_neutral_are_shielded():
    shielded = {identity for identity in Identity if friendly(identity)}
    assert shielded == {Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL}


def test_a_climb_is_believed_for_ten_seconds():
    for lead, risen in ((5.0, 100.0), (10.0, 200.0), (60.0, 200.0)):
        place = place_after(Course(0.0, 0.0, 7e6, 200.0, 0.0, 20.0, False), lead, 10.0)
        assert math.hypot(*place) == pytest.approx(7e6 + risen)


def test_targets_go_level_or_fall():
    # Level is along the Earth: a kilometre on it lies 1000**2 / 2R lower than on the tangent.
    assert place_after(Course(0.0, 0.0, 7e6, 100.0, 0.0, 0.0, False), 10.0, 10.0) == pytest.approx(
        (1_000.0, 0.0, 7e6 - 1e6 / 14e6), rel=1e-7
    )
    x, y, z = place_after(Course(0.0, 0.0, 7e6, 100.0, 0.0, 0.0, True), 10.0, 10.0)
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
    assert threat.arrives(world, Course(0.0, 0.0, 7e6, 200.0, 0.0, 0.0, False)) == pytest.approx(ends_s)
    assert threat.arrives(world, Course(2e4, 0.0, 7e6, 200.0, 0.0, 0.0, False)) == math.inf
