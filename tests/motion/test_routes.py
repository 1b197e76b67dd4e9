from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.motion import routes
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


def test_a_corner_is_cut_and_never_sharper_than_the_speed_allows():
    corner = [at(36, 35), at(37, 35), at(37, 37)]
    path = routes.path_through(corner, 600.0)
    straight = sum(haversine(a, b) for a, b in itertools.pairwise(corner)) * RADIUS
    assert path.length < straight
    steps = np.diff(path.normals, axis=0) * RADIUS
    lengths = np.linalg.norm(steps, axis=1)
    turned = np.arccos(np.clip(np.sum(steps[1:] * steps[:-1], axis=1) / lengths[1:] / lengths[:-1], -1, 1))
    tightest = np.min(0.5 * (lengths[1:] + lengths[:-1])[turned > 0.01] / turned[turned > 0.01])
    # A parabola is sharpest in its middle: there half as wide as the circle that touches the same ends.
    assert tightest > 0.45 * 600.0**2 / GRAVITY


def test_speed_along_a_route_is_the_speed_asked_for():
    path = routes.path_through([at(35, 36), at(37, 38)], 240.0)
    samples, period = routes.sample(path, routes.level(path, 0.0), 240.0)
    speed = np.linalg.norm(samples[Route.VX : Route.VZ + 1], axis=0)
    # Lengths are taken on the mean sphere, within 0.6 % of the ellipsoid.
    np.testing.assert_allclose(speed[1:-1], 240.0, rtol=0.006)
    assert period * (samples.shape[1] - 1) == pytest.approx(path.length / 240.0)


def test_the_route_runs_from_the_first_place_to_the_last():
    path = routes.path_through([at(35, 36), at(36, 38), at(37, 37)], 240.0)
    samples, _ = routes.sample(path, routes.level(path, 500.0), 240.0)
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


def test_a_dive_ends_on_the_aim_point_and_is_no_steeper_than_it_may_be():
    path = routes.path_through([at(36, 36), at(36.5, 36)], 200.0)
    altitude = routes.diving(path, routes.level(path, 4_000.0), 850.0)
    assert altitude[0] == 4_000.0
    assert altitude[-1] == 850.0
    slope = -np.diff(altitude) / np.diff(path.along)
    assert slope.max() <= math.tan(math.radians(20.0)) * (1.0 + 1e-9)


def test_a_climb_begins_at_the_ground_and_ends_at_the_altitude():
    path = routes.path_through([at(36, 36), at(37, 36)], 200.0)
    altitude = routes.climbing(path, routes.level(path, 5_000.0), 400.0, 0.1)
    assert altitude[0] == 400.0
    np.testing.assert_allclose(np.interp(20_000.0, path.along, altitude), 2_400.0)
    assert altitude[-1] == 5_000.0


def test_terrain_following_clears_the_ground_everywhere():
    path = routes.path_through([at(36, 36), at(37, 36.5)], 200.0)

    def ridges(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        return 900.0 + 700.0 * np.sin(400.0 * latitude) + 300.0 * np.cos(900.0 * longitude)

    latitude = np.arcsin(path.normals[:, 2])
    longitude = np.arctan2(path.normals[:, 1], path.normals[:, 0])
    altitude = routes.following(path, ridges, 60.0)
    assert (altitude - ridges(latitude, longitude)).min() >= 60.0 - 1e-9


def test_civil_flights_climb_cruise_descend_and_keep_the_speed_limit_low_down():
    path = routes.path_through([at(36, 33), at(38, 40)], 230.0)
    altitude = routes.airway(path, 11_000.0, 20.0, 700.0)
    assert altitude[0] == 20.0
    assert altitude[-1] == 700.0
    assert altitude.max() == 11_000.0
    speed = routes.civil_speed(altitude, 230.0)
    assert set(np.round(speed[altitude < 3_000.0])) == {125.0}
    assert set(speed[altitude >= 3_000.0]) == {230.0}


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_cutting_a_path_keeps_its_places(a, b):
    path = routes.path_through([at(35, 36), at(36, 38), at(37, 37)], 240.0)
    low, high = sorted((a * path.length, b * path.length + 1.0))
    piece = path.cut(low, high)
    assert piece.length == pytest.approx(high - low)
    np.testing.assert_allclose(piece.normals[0], path.normal_at(low), atol=1e-12)
    np.testing.assert_allclose(piece.normals[-1], path.normal_at(high), atol=1e-12)
