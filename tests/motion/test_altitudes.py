"""Altitudes along a route against geometry: how steep, how hard it bends, and where it ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.motion import altitudes, routes
from openiads.state.planes import Route

STEEP = math.tan(math.radians(20.0))
FOUR_G = 39.2


def at(latitude: float, longitude: float) -> tuple[float, float]:
    """A place in radians, from degrees."""
    return math.radians(latitude), math.radians(longitude)


def room(speed: float, slope: float = STEEP) -> float:
    """Height that a bend at four g takes [m]."""
    return altitudes.room_to_bend(speed, slope, FOUR_G)


def northward(speed: float, degrees: float = 1.0) -> routes.Path:
    """A way along a meridian."""
    return routes.path_through([at(36, 36), at(36 + degrees, 36)], speed)


def pull(path: routes.Path, altitude: np.ndarray, speed: float) -> float:
    """Greatest acceleration across the path [m/s2].

    The second derivative of the altitude over the ground, times the square of the speed.
    """
    step = np.diff(path.along).mean()
    return float((speed**2 * np.abs(np.diff(altitude, 2)) / step**2).max())


def test_a_dive_ends_on_the_aim_point_and_is_no_steeper_than_it_may_be():
    path = northward(200.0, 0.5)
    altitude = altitudes.diving(path, altitudes.level(path, 4_000.0), 850.0, STEEP, room(200.0))
    assert altitude[0] == 4_000.0
    assert altitude[-1] == 850.0
    slope = -np.diff(altitude) / np.diff(path.along)
    assert slope.max() <= STEEP * (1.0 + 1e-9)


@pytest.mark.parametrize("speed", [600.0, 830.0, 1_200.0])
def test_nothing_bends_harder_than_at_four_g_into_a_dive_or_out_of_a_climb_or_a_descent(speed):
    path = northward(speed, 2.0)
    high, low = altitudes.level(path, 14_000.0), altitudes.level(path, 100.0)
    for altitude in (
        altitudes.diving(path, high, 0.0, STEEP, room(speed)),
        altitudes.climbing(path, high, 0.0, STEEP, room(speed)),
        altitudes.descending(path, low, 14_000.0, STEEP, room(speed)),
    ):
        assert 0.8 * FOUR_G < pull(path, altitude, speed) <= 39.3


@pytest.mark.parametrize("speed", [600.0, 1_000.0])
def test_what_is_flown_of_a_climb_bends_no_harder(speed):
    # From the samples, as they are played: the change of the velocity between two of them.
    path = northward(speed)
    altitude = altitudes.climbing(path, altitudes.level(path, 14_000.0), 0.0, STEEP, room(speed))
    samples, period = routes.sample(path, altitude, speed)
    jumps = np.diff(samples[Route.VX : Route.VZ + 1], axis=1) / period
    assert np.linalg.norm(jumps, axis=0)[5:-5].max() < 1.1 * FOUR_G


def test_what_flies_low_is_not_bent_into_the_ground_before_its_aim_point():
    path = northward(250.0, 0.5)
    altitude = altitudes.diving(path, altitudes.level(path, 60.0), 0.0, STEEP, room(250.0))
    assert altitude.min() == altitude[-1] == 0.0


def test_a_climb_begins_at_the_ground_and_ends_at_the_altitude():
    path = northward(200.0)
    altitude = altitudes.climbing(path, altitudes.level(path, 5_000.0), 400.0, 0.1, room(200.0, 0.1))
    assert altitude[0] == 400.0
    np.testing.assert_allclose(np.interp(20_000.0, path.along, altitude), 2_400.0)
    assert altitude[-1] == 5_000.0


def test_a_descent_begins_where_the_carrier_flew_and_never_undercuts_the_way_below():
    path = northward(240.0)
    altitude = altitudes.descending(path, altitudes.level(path, 60.0), 9_000.0, 0.2, room(240.0, 0.2))
    assert altitude[0] == 9_000.0
    np.testing.assert_allclose(np.interp(20_000.0, path.along, altitude), 5_000.0)
    assert altitude.min() == altitude[-1] == 60.0


def test_who_is_let_go_below_its_own_altitude_is_there_at_once():
    path = northward(240.0, 0.5)
    altitude = altitudes.descending(path, altitudes.level(path, 300.0), 200.0, 0.2, room(240.0, 0.2))
    np.testing.assert_array_equal(altitude, 300.0)


def test_terrain_following_clears_the_ground_everywhere():
    path = routes.path_through([at(36, 36), at(37, 36.5)], 200.0)

    def ridges(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        return 900.0 + 700.0 * np.sin(400.0 * latitude) + 300.0 * np.cos(900.0 * longitude)

    latitude = np.arcsin(path.normals[:, 2])
    longitude = np.arctan2(path.normals[:, 1], path.normals[:, 0])
    altitude = altitudes.following(path, ridges, 60.0)
    assert (altitude - ridges(latitude, longitude)).min() >= 60.0 - 1e-9


def test_civil_flights_climb_cruise_descend_and_keep_the_speed_limit_low_down():
    path = routes.path_through([at(36, 33), at(38, 40)], 230.0)
    altitude = altitudes.airway(path, 11_000.0, 20.0, 700.0, 0.06)
    assert altitude[0] == 20.0
    assert altitude[-1] == 700.0
    assert altitude.max() == 11_000.0
    speed = routes.civil_speed(altitude, 230.0)
    assert set(np.round(speed[altitude < 3_000.0])) == {125.0}
    assert set(speed[altitude >= 3_000.0]) == {230.0}
