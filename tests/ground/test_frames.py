"""Earth and frames against published conversions, closed forms and an independent geodesic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import frames

LATITUDES = st.floats(-math.pi / 2, math.pi / 2)
LONGITUDES = st.floats(-math.pi, math.pi)
AXIS, FLAT = 6_378_137.0, 1 / 298.257223563


def sexagesimal(degrees: int, minutes: int, seconds: float) -> float:
    return math.radians(degrees + minutes / 60 + seconds / 3600)


# IOGP Guidance Note 7-2, section 4.1.1, geographic/geocentric (EPSG method 9602), the worked example.
NORTH_SEA = (sexagesimal(53, 48, 33.820), sexagesimal(2, 7, 46.380), 73.0)
NORTH_SEA_ECEF = (3_771_793.968, 140_253.342, 5_124_304.349)


def test_the_published_point_goes_to_ecef():
    assert frames.ecef_of(*NORTH_SEA) == pytest.approx(NORTH_SEA_ECEF, abs=1e-3)


def test_a_kernel_sets_the_published_point_above_its_normal_too():
    normal = (float(x) for x in frames.normal_of(*NORTH_SEA[:2]))
    assert frames.above_normal(*normal, NORTH_SEA[2]) == pytest.approx(NORTH_SEA_ECEF, abs=1e-3)


def test_the_published_point_comes_back():
    latitude, longitude, altitude = frames.geodetic_of(np.array(NORTH_SEA_ECEF))
    assert (latitude, longitude) == pytest.approx(NORTH_SEA[:2], abs=2e-10)
    assert altitude == pytest.approx(73.0, abs=1e-3)


def test_the_published_point_lies_where_its_topocentre_says():
    # Same note, section 4.1.2, geocentric/topocentric (EPSG method 9836), the worked example.
    axes = frames.enu_axes(math.radians(55.0), math.radians(5.0))
    gap = np.array(NORTH_SEA_ECEF) - (3_652_755.3058, 319_574.6799, 5_201_547.3536)
    assert frames.to_enu(axes, *gap) == pytest.approx((-189_013.869, -128_642.040, -4_220.171), abs=2e-3)


def test_the_derived_constants_are_the_standard_s():
    # NGA.STND.0036, table 3.5; the mean radius is a third of the sum of the three axes.
    assert pytest.approx(6_356_752.3142, abs=1e-4) == frames.SEMI_MINOR
    assert pytest.approx(6.694379990141e-3, rel=1e-12) == frames.ECCENTRICITY_SQUARED
    assert pytest.approx(6.739496742276e-3, rel=1e-12) == frames.SECOND_ECCENTRICITY_SQUARED
    assert pytest.approx((2 * AXIS + frames.SEMI_MINOR) / 3, abs=0.05) == frames.MEAN_RADIUS


@given(LATITUDES, LONGITUDES, st.floats(-10_000.0, 1e7))
def test_geodetic_coordinates_come_back(latitude, longitude, altitude):
    position = frames.ecef_of(latitude, longitude, altitude)
    got_latitude, got_longitude, got_altitude = frames.geodetic_of(position)
    assert got_latitude == pytest.approx(latitude, abs=1e-11)
    assert got_altitude == pytest.approx(altitude, abs=1e-6)
    if abs(latitude) < 1.57:
        assert math.remainder(float(got_longitude) - longitude, 2 * math.pi) == pytest.approx(0.0, abs=1e-11)


def test_the_round_trip_keeps_any_shape():
    latitude = np.linspace(-1.5, 1.5, 6).reshape(2, 3, 1)
    position = frames.ecef_of(latitude, np.array([0.1, 0.2]), 100.0)
    assert position.shape == (2, 3, 2, 3)
    got_latitude, got_longitude, got_altitude = frames.geodetic_of(position)
    assert got_latitude == pytest.approx(np.broadcast_to(latitude, (2, 3, 2)), abs=1e-12)
    assert got_longitude == pytest.approx(np.broadcast_to([0.1, 0.2], (2, 3, 2)), abs=1e-12)
    assert got_altitude == pytest.approx(np.full((2, 3, 2), 100.0), abs=1e-8)


def test_no_points_are_no_points():
    assert frames.ecef_of(np.empty(0), np.empty(0), 0.0).shape == (0, 3)
    assert frames.geodetic_of(np.empty((0, 3)))[0].shape == (0,)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_pole_is_a_point_like_another(sign):
    latitude, longitude, altitude = frames.geodetic_of(np.array([0.0, 0.0, sign * 6_357_752.314245]))
    assert (float(latitude), float(longitude)) == (sign * math.pi / 2, 0.0)
    assert altitude == pytest.approx(1_000.0, abs=1e-5)


@given(LATITUDES, LONGITUDES, st.floats(-500.0, 1e6))
def test_the_quick_altitude_is_within_a_millimetre(latitude, longitude, altitude):
    place = frames.Place(*frames.ecef_of(latitude, longitude, altitude).tolist())
    assert frames.altitude_of(place) == pytest.approx(altitude, abs=1e-3)


@given(LATITUDES, LONGITUDES)
def test_axes_are_a_right_handed_frame_and_the_normal_is_up(latitude, longitude):
    axes = frames.enu_axes(latitude, longitude)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-15)
    assert np.cross(axes[0], axes[1]) == pytest.approx(axes[2], abs=1e-15)
    assert frames.normal_of(latitude, longitude) == pytest.approx(axes[2], abs=1e-15)


@given(LATITUDES, LONGITUDES, st.floats(0.0, 6.28), st.floats(-1.5, 1.5), st.floats(1.0, 1e6))
def test_azimuth_and_elevation_point_back_at_the_target(latitude, longitude, azimuth, elevation, distance):
    axes = frames.enu_axes(latitude, longitude)
    east = distance * math.cos(elevation) * math.sin(azimuth)
    north = distance * math.cos(elevation) * math.cos(azimuth)
    gap = axes.T @ np.array([east, north, distance * math.sin(elevation)])
    got_azimuth, got_elevation, got_range = frames.azimuth_elevation(axes, *gap)
    assert math.remainder(got_azimuth - azimuth, 2 * math.pi) == pytest.approx(0.0, abs=1e-13)
    assert got_elevation == pytest.approx(elevation, abs=1e-13)
    assert got_range == pytest.approx(distance, rel=1e-14)


# Charles Karney's GeographicLib documentation, Geod: JFK to LHR.
JFK_LHR = tuple(map(math.radians, (40.6, -73.8, 51.6, -0.5)))


def geodesic(start: float, end: float, gap: float) -> tuple[float, float]:
    """Distance [m] and azimuth [rad] on the ellipsoid, by Vincenty, Survey Review 23 (1975), eqs. 3-15."""
    u1, u2 = math.atan((1 - FLAT) * math.tan(start)), math.atan((1 - FLAT) * math.tan(end))
    minor, lam = AXIS * (1 - FLAT), gap
    for _ in range(50):
        east = math.cos(u2) * math.sin(lam)
        north = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sine = math.hypot(east, north)
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma, alpha = math.atan2(sine, cosine), math.cos(u1) * east / sine
        square = max(1 - alpha * alpha, 1e-30)
        middle = cosine - 2 * math.sin(u1) * math.sin(u2) / square
        c = FLAT / 16 * square * (4 + FLAT * (4 - 3 * square))
        lam = gap + (1 - c) * FLAT * alpha * (sigma + c * sine * (middle + c * cosine * (2 * middle**2 - 1)))
    u = square * (AXIS**2 - minor**2) / minor**2
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cosine * (2 * middle**2 - 1) - b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    return minor * a * (sigma - b * sine * (middle + b / 4 * inner)), math.atan2(east, north)


def test_the_yardstick_itself_gives_the_published_geodesic():
    distance, azimuth = geodesic(JFK_LHR[0], JFK_LHR[2], JFK_LHR[3] - JFK_LHR[1])
    assert distance == pytest.approx(5_551_759.400, abs=1e-3)
    assert math.degrees(azimuth) == pytest.approx(51.198883, abs=1e-6)


@given(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), st.floats(0.01, 1.5))
def test_the_great_circle_is_as_near_the_geodesic_as_stated(start, end, gap):
    distance, azimuth = frames.great_circle(start, 0.3, end, 0.3 + gap)
    want_distance, want_azimuth = geodesic(start, end, gap)
    assert distance == pytest.approx(want_distance, rel=0.00565)
    assert azimuth == pytest.approx(want_azimuth, abs=math.radians(0.2))


@pytest.mark.parametrize(
    ("end", "azimuth"), [((0.1, 0.0), 0.0), ((0.0, 0.1), 90.0), ((-0.1, 0.0), 180.0), ((0.0, -0.1), 270.0)]
)
def test_azimuth_turns_clockwise_from_north(end, azimuth):
    distance, got = frames.great_circle(0.0, 0.0, *end)
    assert math.degrees(got) == pytest.approx(azimuth, abs=1e-12)
    assert distance == pytest.approx(637_100.88, abs=1e-6)


def test_a_point_is_no_distance_from_itself():
    assert tuple(map(float, frames.great_circle(0.7, 0.5, 0.7, 0.5))) == (0.0, 0.0)


@given(st.floats(-1.5, 1.5), LONGITUDES, st.floats(0.0, 6.28), st.floats(1_000.0, 1.5e7))
def test_a_destination_lies_where_it_was_sent(latitude, longitude, azimuth, distance):
    end = frames.destination(latitude, longitude, azimuth, distance)
    got_distance, got_azimuth = frames.great_circle(latitude, longitude, *end)
    assert got_distance == pytest.approx(distance, rel=1e-9)
    assert math.remainder(float(got_azimuth) - azimuth, 2 * math.pi) == pytest.approx(0.0, abs=1e-8)
    assert -math.pi < end[1] <= math.pi
