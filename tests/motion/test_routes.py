from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openiads.motion import altitudes, routes
from openiads.state.planes import Route

RADIUS = 6_371_008.8
GRAVITY = 9.80665


def at(latitude: float, longitude: float) -> tuple[float, float]:
    """A place in radians, from degrees."""
    return math.radians(latitude), math.radians(longitude)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Angle between two normals."""
    h = math.sin((b[0] - a[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
    return 2.0 * math.asin(math.sqrt(h))


places = st.tuples(st.floats(31.0, 47.0), st.floats(20.0, 51.0)).map(lambda p: at(*p))


@given(places, places)
def test_a_leg_is_as_long_as_its_great_circle(start, end):
    length = haversine(start, end) * RADIUS
    if length > 5_000.0:
        assert routes.path_through([start, end], 250.0).length == pytest.approx(length, rel=1e-6)


def moved(place: tuple[float, float], course: float, distance: float) -> tuple[tuple[float, float], float]:
    """Place and course [rad] after a great circle of `distance` [m] on the sphere."""
    latitude, longitude = place
    d = distance / RADIUS
    sine = math.sin(latitude) * math.cos(d) + math.cos(latitude) * math.sin(d) * math.cos(course)
    east = math.sin(course) * math.sin(d) * math.cos(latitude)
    onward = math.atan2(
        math.sin(course) * math.cos(latitude),
        math.cos(d) * math.cos(latitude) * math.cos(course) - math.sin(d) * math.sin(latitude),
    )
    return (math.asin(sine), longitude + math.atan2(east, math.cos(d) - math.sin(latitude) * sine)), onward


def zigzag(course: float, legs: list[float], turnings: list[float]) -> list[tuple[float, float]]:
    """Points [rad] with legs of these lengths [m] and turns between them [rad, to the right]."""
    points = [at(39, 35)]
    for leg, turning in zip(legs, [0.0, *turnings], strict=True):
        place, course = moved(points[-1], course + turning, leg)
        points.append(place)
    return points


def normals_of(points: list[tuple[float, float]]) -> np.ndarray:
    """Unit vectors (points, 3)."""
    latitude, longitude = np.array(points).T
    across = np.cos(latitude)
    return np.stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)], axis=1)


def flown(path: routes.Path, speed: float) -> tuple[np.ndarray, np.ndarray]:
    """Speeds [m/s] between samples, and turn rates [rad/s] over the ground at them."""
    samples, period = routes.sample(path, altitudes.level(path, 0.0), speed)
    positions = samples[Route.X : Route.Z + 1].T
    steps = np.diff(positions, axis=0)
    up = positions[1:-1] / np.linalg.norm(positions[1:-1], axis=1, keepdims=True)
    before, after = (s - np.sum(s * up, axis=1)[:, None] * up for s in (steps[:-1], steps[1:]))
    crossed = np.sum(np.cross(before, after) * up, axis=1)
    turned = np.arctan2(crossed, np.sum(before * after, axis=1))
    return np.linalg.norm(steps, axis=1) / period, np.abs(turned) / period


def assert_flyable(path: routes.Path, speed: float) -> None:
    """Constant speed, and on a circle of 1 g at the tightest: rate = g / speed."""
    speeds, rates = flown(path, speed)
    # Lengths on the mean sphere are within 0.6 % of the ellipsoid, chords of 0.2 rad within 0.2 %.
    np.testing.assert_allclose(speeds, speed, rtol=0.01)
    assert rates.max(initial=0.0) <= 1.02 * GRAVITY / speed


@st.composite
def crooked(draw):
    """A speed [m/s] and a way of two to five legs, from far too short for a turn to far longer."""
    speed = draw(
        st.sampled_from([37.0, 50.0, 134.0, 250.0, 600.0, 830.0, 1_100.0]) | st.floats(30.0, 1_100.0)
    )
    radius = speed**2 / GRAVITY
    n_legs = draw(st.integers(2, 5))
    legs = st.floats(math.log(0.02), math.log(15.0)).map(lambda x: min(radius * math.exp(x), 400_000.0))
    turnings = st.sampled_from([0.0, 90.0, 120.0, 135.0, 179.9, 180.0]) | st.floats(0.0, 180.0)
    turnings = st.tuples(turnings, st.sampled_from([-1, 1])).map(lambda t: math.radians(t[0]) * t[1])
    return speed, zigzag(
        draw(st.floats(0.0, 2.0 * math.pi)),
        draw(st.lists(legs, min_size=n_legs, max_size=n_legs)),
        draw(st.lists(turnings, min_size=n_legs - 1, max_size=n_legs - 1)),
    )


@given(crooked())
def test_whatever_the_corners_speed_is_constant_and_no_turn_is_over_one_g(way):
    speed, points = way
    path = routes.path_through(points, speed)
    assert_flyable(path, speed)
    places = normals_of(points)
    np.testing.assert_allclose(path.normals[[0, -1]], places[[0, -1]], atol=1.1 / RADIUS)
    for place in places:
        # Points of an arc are 10 m apart at most.
        nearest = np.linalg.norm(path.normals - place, axis=1).min() * RADIUS
        assert nearest <= 1.001 * speed**2 / GRAVITY + 5.0


@pytest.mark.parametrize("speed", [50.0, 250.0, 600.0])
@pytest.mark.parametrize("turning", [10.0, 45.0, 90.0, 119.0])
def test_a_corner_with_room_is_an_arc_that_touches_both_legs(speed, turning):
    radius, angle = speed**2 / GRAVITY, math.radians(turning)
    points = zigzag(0.3, [5 * radius, 4 * radius], [angle])
    path = routes.path_through(points, speed)
    # An arc of radius r through angle a replaces r tan(a / 2) of either leg.
    expected = 9 * radius + radius * (angle - 2.0 * math.tan(angle / 2.0))
    assert path.length == pytest.approx(expected, rel=1e-4)
    dense = path.normal_at(np.linspace(0.0, path.length, 100_001))
    missed = np.linalg.norm(dense - normals_of(points)[1], axis=1).min() * RADIUS
    assert missed == pytest.approx(radius * (1.0 / math.cos(angle / 2.0) - 1.0), rel=0.01, abs=0.1)
    _, rates = flown(path, speed)
    if turning >= 45.0:
        assert rates.max() == pytest.approx(GRAVITY / speed, rel=0.01)


@pytest.mark.parametrize("speed", [37.0, 250.0, 600.0])
def test_a_reversal_flies_over_its_point_and_comes_back_on_the_leg(speed):
    radius = speed**2 / GRAVITY
    points = zigzag(1.2, [10 * radius, 10 * radius], [math.pi])
    path = routes.path_through(points, speed)
    assert_flyable(path, speed)
    # Centres 4 r apart, tangent between them at asin(2 r / 4 r) = 30 deg: 210 deg one way, 30 deg the other,
    # and sqrt(4^2 - 2^2) r between, instead of 4 r of leg.
    extra = radius * (math.radians(240.0) + math.sqrt(12.0) - 4.0)
    assert path.length == pytest.approx(20 * radius + extra, rel=1e-4)
    place = normals_of(points)[1]
    assert np.linalg.norm(path.normals - place, axis=1).min() * RADIUS < 0.01


@pytest.mark.parametrize("speed", [37.0, 130.0, 250.0])
@pytest.mark.parametrize("length", [3_000.0, 20_000.0, 100_000.0])
def test_a_patrol_to_and_fro_holds_one_g_at_constant_speed(speed, length):
    a = at(39, 35)
    b, _ = moved(a, 0.7, length)
    path = routes.path_through([a, b, a, b, a], speed)
    assert_flyable(path, speed)
    assert np.linalg.norm(path.normals - normals_of([b]), axis=1).min() * RADIUS < 0.01


def test_points_that_are_twice_there_count_once():
    a, b = at(39, 35), at(39.5, 35.5)
    twice = routes.path_through([a, b, b, a, a], 250.0)
    once = routes.path_through([a, b, a], 250.0)
    np.testing.assert_array_equal(twice.normals, once.normals)
    assert routes.path_through([a, a], 250.0).length < 1.0


@given(st.floats(0.05, 0.95), st.floats(30.0, 1_100.0))
@example(0.34453747163941223, 997.0)  # in the middle of a bend
def test_a_carrier_flies_over_its_release_point_before_it_turns_for_home(share, speed):
    there = routes.path_through([at(35, 36), at(35.5, 38), at(38, 38)], speed)
    way = there.cut(0.0, share * there.length)
    path = routes.onward(way, at(35, 36), speed)
    np.testing.assert_allclose(path.normal_at(way.length), way.normals[-1], atol=1e-9)
    np.testing.assert_allclose(path.normals[-1], way.normals[0], atol=1e-12)
    assert_flyable(path, speed)


def test_speed_along_a_route_is_the_speed_asked_for():
    path = routes.path_through([at(35, 36), at(37, 38)], 240.0)
    samples, period = routes.sample(path, altitudes.level(path, 0.0), 240.0)
    speed = np.linalg.norm(samples[Route.VX : Route.VZ + 1], axis=0)
    # Lengths are taken on the mean sphere, within 0.6 % of the ellipsoid.
    np.testing.assert_allclose(speed[1:-1], 240.0, rtol=0.006)
    assert period * (samples.shape[1] - 1) == pytest.approx(path.length / 240.0)


def test_the_route_runs_from_the_first_place_to_the_last():
    path = routes.path_through([at(35, 36), at(36, 38), at(37, 37)], 240.0)
    samples, _ = routes.sample(path, altitudes.level(path, 500.0), 240.0)
    ends = samples[Route.X : Route.Z + 1, [0, -1]].T
    for position, place in zip(ends, (at(35, 36), at(37, 37)), strict=True):
        normal = np.array(
            [
                math.cos(place[0]) * math.cos(place[1]),
                math.cos(place[0]) * math.sin(place[1]),
                math.sin(place[0]),
            ]
        )
        # WGS-84 normal to position, from the definition of the ellipsoid.
        stretch = 6_378_137.0 / math.sqrt(1.0 - 6.69437999014e-3 * normal[2] ** 2)
        expected = normal * [stretch + 500.0, stretch + 500.0, stretch * (1.0 - 6.69437999014e-3) + 500.0]
        np.testing.assert_allclose(position, expected, atol=0.05)


@pytest.mark.parametrize("sideways", [-3_000.0, 5_000.0])
def test_neighbours_fly_beside_each_other_and_meet_at_the_last_point(sideways):
    points = [at(35, 36), at(37, 36)]
    first, last = routes.shifted(points, sideways)
    assert last == points[-1]
    assert haversine(first, points[0]) * RADIUS == pytest.approx(abs(sideways), rel=1e-3)
    assert (first[1] > points[0][1]) == (sideways > 0.0)  # northbound: the right is east


def test_neighbours_across_the_date_line_are_those_of_the_same_route_elsewhere():
    latitude, longitude = routes.shifted([at(35, 36), at(36, 38)], 5_000.0)[0]
    there = routes.shifted([at(35, 179), at(36, -179)], 5_000.0)[0]
    assert there == pytest.approx((latitude, longitude + math.radians(143.0)))


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_cutting_a_path_keeps_its_places(a, b):
    path = routes.path_through([at(35, 36), at(36, 38), at(37, 37)], 240.0)
    low, high = sorted((a * path.length, b * path.length + 1.0))
    piece = path.cut(low, high)
    assert piece.length == pytest.approx(high - low)
    np.testing.assert_allclose(piece.normals[0], path.normal_at(low), atol=1e-12)
    np.testing.assert_allclose(piece.normals[-1], path.normal_at(high), atol=1e-12)


@pytest.mark.parametrize("here", [(0, 0), (0, 180), (0, 90), (90, 0), (36, 37)])
def test_a_path_that_ends_where_it_begins_has_a_place_and_no_pace(here):
    path = routes.path_through([at(*here), at(*here)], 200.0)
    samples, period = routes.sample(path, altitudes.level(path, 1_000.0), 200.0)
    assert period > 0.0
    assert np.isfinite(samples).all()
    assert 0.0 < path.length < 1.0


@pytest.mark.parametrize("latitude", [-89.95, 89.5, 90.0])
def test_neighbours_near_a_pole_fly_beside_each_other_too(latitude):
    points = [at(latitude, 20), at(0.99 * latitude, 75)]
    first, _ = routes.shifted(points, 30_000.0)
    assert haversine(first, points[0]) * RADIUS == pytest.approx(30_000.0, rel=1e-3)


def test_where_two_points_are_one_there_is_no_right_of_the_course():
    points = [at(36, 37), at(36, 37)]
    assert routes.shifted(points, 5_000.0) == points
