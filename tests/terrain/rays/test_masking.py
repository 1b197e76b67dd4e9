import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates
from scipy.optimize import brentq

from openiads.terrain.files import globe
from openiads.terrain.maps.grid import Grid, flat
from openiads.terrain.rays.masking import (
    STRETCH,
    altitude_at,
    apparent_elevation,
    apparent_elevations,
    bounds_of,
    masking_angle,
    masking_angles,
    masking_bounds,
    range_axis,
)
from openiads.terrain.rays.ray import STRAIGHT_DOWN, Viewpoint, Waypoint, steepest_crossing

REFRACTION = 4 / 3
RADIUS = 6_371_008.8
BENT = REFRACTION * RADIUS
STEP = 1000.0
MAP = globe.builtin()
# On the plain of Ankara and on a shoulder of Erciyes.
SITES = {
    "plain": (math.radians(39.9), math.radians(32.8)),
    "slope": (math.radians(38.60), math.radians(35.5)),
}

# Radar horizon over a smooth earth [km], effective radius 4/3 of 6371 km: mast [m] down, target [m] across.
TARGETS = (5, 15, 30, 50, 100, 300, 1000, 3000, 10_000)
HORIZONS = {
    2: ("15.0", "21.8", "28.4", "35.0", "47.0", "77.2", "136", "232", "418"),
    10: ("22.3", "29.0", "35.6", "42.2", "54.3", "84.4", "143", "239", "425"),
    25: ("29.8", "36.6", "43.2", "49.8", "61.8", "92.0", "151", "246", "433"),
    40: ("35.3", "42.0", "48.6", "55.2", "67.3", "97.5", "156", "252", "438"),
    100: ("50.4", "57.2", "63.8", "70.4", "82.4", "113", "172", "267", "453"),
    1000: ("140", "146", "153", "160", "172", "202", "261", "356", "543"),
}


def around(name, mast=25.0, limit=400e3, n_azimuths=36, grid=MAP):
    """Antenna altitude and skyline of a site on the default map."""
    altitude = grid.require(*SITES[name], name) + mast
    return altitude, masking_angles(grid, *SITES[name], altitude, range_axis(limit), n_azimuths=n_azimuths)


def horizon(mast, target):
    """Ground distance at which a mast loses a target over a smooth earth, by the table [m]."""
    table = masking_angles(flat(), 0.7, 0.6, mast, range_axis(600e3), n_azimuths=1).angles

    def margin(distance):
        seen = apparent_elevation(mast, target, distance, REFRACTION)
        return seen - masking_angle(table, STEP, 0.0, distance)

    return brentq(margin, 5e3, 590e3)


@pytest.mark.parametrize("mast", HORIZONS)
def test_the_horizon_of_a_smooth_earth_agrees_with_the_printed_table(mast):
    for target, printed in zip(TARGETS, HORIZONS[mast], strict=True):
        half_digit = 0.06 if "." in printed else 0.6
        # The table takes the earth for a parabola: 0.2 km more than the circle for a target at 10 km.
        assert horizon(mast, target) / 1e3 == pytest.approx(float(printed), abs=half_digit + 2e-5 * target)


@pytest.mark.parametrize("mast", HORIZONS)
def test_the_horizon_of_a_smooth_earth_has_a_closed_form(mast):
    for target in TARGETS[2:]:
        arc = math.acos(BENT / (BENT + mast)) + math.acos(BENT / (BENT + target))
        assert horizon(mast, target) == pytest.approx(BENT * arc, abs=30)


@pytest.mark.parametrize("distance", [40e3, 120e3, 150e3, 250e3, 400e3])
def test_the_lowest_visible_altitude_over_a_smooth_earth_has_a_closed_form(distance):
    table = masking_angles(flat(), 0.7, 0.6, 25.0, range_axis(400e3), n_azimuths=1).angles
    lowest = altitude_at(25.0, masking_angle(table, STEP, 0.0, distance), distance, REFRACTION)
    beyond = distance / BENT - math.acos(BENT / (BENT + 25.0))
    # Single precision of an angle is 0.05 m at 400 km.
    assert lowest == pytest.approx(BENT / math.cos(beyond) - BENT, abs=0.1)


def test_the_smooth_horizon_dips_by_the_mast():
    table = masking_angles(flat(), 0.7, 0.6, 25.0, range_axis(100e3), n_azimuths=4).angles
    np.testing.assert_allclose(table[:, -1], -math.acos(BENT / (BENT + 25.0)), atol=1e-7)


@given(st.floats(0, 5000), st.floats(0, 30_000), st.floats(100, 600e3), st.floats(1.0, 2.0))
def test_the_apparent_elevation_is_that_of_the_drawn_triangle(antenna, target, distance, refraction):
    radius = refraction * RADIUS
    at = np.array([0, radius + antenna])
    seen = (radius + target) * np.array([math.sin(distance / radius), math.cos(distance / radius)]) - at
    above_horizontal = math.pi / 2 - math.acos(np.clip(seen[1] / np.hypot(*seen), -1, 1))
    assert apparent_elevation(antenna, target, distance, refraction) == pytest.approx(
        above_horizontal, abs=1e-7
    )


@given(st.floats(0, 5000), st.floats(0, 30_000), st.floats(100, 600e3), st.floats(1.0, 2.0))
def test_the_ray_towards_a_target_passes_at_its_altitude(antenna, target, distance, refraction):
    elevation = apparent_elevation(antenna, target, distance, refraction)
    assert altitude_at(antenna, elevation, distance, refraction) == pytest.approx(target, abs=1e-4)


def test_a_ray_straight_up_never_comes_down_range():
    assert altitude_at(0.0, math.pi / 2, 1000.0, REFRACTION) == math.inf


def test_elevations_of_arrays_are_those_of_their_elements():
    targets, distances = np.array([[100.0], [9000.0]]), np.array([5e3, 50e3, 300e3])
    each = [[apparent_elevation(25.0, t, d, REFRACTION) for d in distances] for t in targets[:, 0]]
    np.testing.assert_array_equal(apparent_elevations(25.0, targets, distances), each)


def walled():
    """Sea, and from 50 km to the east of the equator's zero a wall of five cells, 1000 m high."""
    spacing = math.radians(0.01)
    heights = np.zeros((100, 200), dtype=np.float32)
    heights[:, 150:155] = 1000
    west = 50e3 / RADIUS - 150.5 * spacing
    return masking_angles(
        Grid("wall", heights, 50 * spacing, west, spacing, spacing),
        0.0,
        0.0,
        25.0,
        range_axis(100e3),
        n_azimuths=4,
    )


# By hand: up to the wall's top and down by the bulge, 975 / 50 000 - 50 000 / (2 x 8 494 678).
WALL = 0.0195 - 0.002943


def test_behind_a_wall_the_skyline_is_its_top():
    assert walled().angles[1, 99] == pytest.approx(WALL, abs=4e-5)


def test_before_a_wall_the_skyline_is_the_sea():
    assert walled().angles[1, 47] == pytest.approx(-0.002426, abs=2e-6)


def test_a_wall_to_the_east_does_not_stand_in_the_north():
    assert walled().angles[0, 99] == pytest.approx(-0.002426, abs=2e-6)


def test_behind_a_wall_the_lowest_visible_altitude_rises_along_its_shadow():
    lowest = altitude_at(25.0, masking_angle(walled().angles, STEP, math.pi / 2, 100e3), 100e3, REFRACTION)
    # By hand: antenna, slope over 100 km, bulge over 100 km.
    assert lowest == pytest.approx(25 + WALL * 100e3 + 100e3**2 / (2 * BENT), abs=5)


def marched(altitude, site, azimuth, limit):
    """The same angle by a walk in steps of 1 m, beyond 20 km of 5 m, read by SciPy's interpolation.

    Only places next to a line of the grid count, because between lines the ground is not told.
    """
    latitude, longitude = site
    cell = MAP.column_spacing * math.cos(latitude) * RADIUS
    distance = np.concatenate([np.arange(0.5 * cell, min(limit, 20e3)), np.arange(20e3, limit, 5.0)])
    arc = distance / RADIUS
    north = np.arcsin(math.sin(latitude) * np.cos(arc) + math.cos(latitude) * np.sin(arc) * math.cos(azimuth))
    east = longitude + np.arctan2(
        math.sin(azimuth) * np.sin(arc) * math.cos(latitude),
        np.cos(arc) - math.sin(latitude) * np.sin(north),
    )
    places = (MAP.north - north) / MAP.row_spacing - 0.5, (east - MAP.west) / MAP.column_spacing - 0.5
    height = map_coordinates(MAP.heights, places, order=1, cval=0.0)
    x, y = (BENT + height) * np.sin(distance / BENT), (BENT + height) * np.cos(distance / BENT)
    crossed = np.any(np.diff(np.floor(places), axis=1) != 0, axis=0)
    shown = np.arctan2(y - BENT - altitude, x)
    return (0.5 * (shown[1:] + shown[:-1]))[crossed].max(initial=-math.pi / 2)


@pytest.mark.parametrize("name", SITES)
def test_the_skyline_agrees_with_a_fine_walk_along_the_ray(name):
    altitude, masking = around(name)
    draw = np.random.default_rng(7)
    azimuths, ranges = draw.integers(0, 36, 100), draw.integers(1, 400, 100)
    walked = [
        marched(altitude, SITES[name], math.tau * a / 36, masking.ranges[d])
        for a, d in zip(azimuths, ranges, strict=True)
    ]
    off = np.abs(masking.angles[azimuths, ranges] - walked)
    assert np.quantile(off, 0.99) < 0.3e-3
    assert off.max() < 0.5e-3


@pytest.mark.parametrize("name", SITES)
def test_the_skyline_never_falls_with_range(name):
    assert (np.diff(around(name, n_azimuths=12)[1].angles, axis=1) >= 0).all()


@pytest.mark.parametrize("name", SITES)
def test_a_higher_antenna_never_sees_less(name):
    lowest = []
    for mast in (10.0, 40.0, 200.0):
        altitude, masking = around(name, mast, n_azimuths=12)
        seen = [
            [altitude_at(altitude, float(e), d, REFRACTION) for e, d in zip(row, masking.ranges, strict=True)]
            for row in masking.angles
        ]
        lowest.append(np.array(seen)[:, 1:])
    # Single precision of an angle is 0.05 m at 400 km.
    assert (np.diff(lowest, axis=0) <= 0.1).all()


def test_more_refraction_never_hides_more():
    altitude = MAP.require(*SITES["plain"], "plain") + 25.0
    ranges = range_axis(200e3)
    straight, bent = (
        masking_angles(MAP, *SITES["plain"], altitude, ranges, k, 12).angles for k in (1.0, 4 / 3)
    )
    for d, distance in enumerate(ranges):
        for a in range(12):
            assert altitude_at(altitude, float(bent[a, d]), distance, 4 / 3) <= (
                altitude_at(altitude, float(straight[a, d]), distance, 1.0) + 0.1
            )


def test_the_max_surface_hides_more_from_the_same_antenna():
    altitude = MAP.with_surface("max").require(*SITES["plain"], "plain") + 25.0
    mean, highest = (
        masking_angles(MAP.with_surface(surface), *SITES["plain"], altitude, range_axis(100e3), n_azimuths=12)
        for surface in ("mean", "max")
    )
    assert (highest.angles >= mean.angles).all()


def test_the_share_of_the_disc_that_the_map_covers_is_told():
    # From a site in the middle of the northern edge, half of the disc is off the map.
    site = MAP.north - 1e-6, math.radians(35)
    masking = masking_angles(MAP, *site, 500.0, range_axis(50e3), n_azimuths=120)
    assert masking.known_share == pytest.approx(0.5, abs=0.02)
    assert masking.known_range[0] < 1000.0
    assert masking.known_range[60] == 50e3


def test_a_smooth_earth_is_known_everywhere():
    assert masking_angles(flat(), 0.7, 0.6, 25.0, range_axis(50e3), n_azimuths=4).known_share == 1.0


def test_off_the_map_the_ground_is_taken_as_sea_level():
    off = masking_angles(MAP, 0.0, 0.0, 25.0, range_axis(50e3), n_azimuths=4)
    smooth = masking_angles(flat(), 0.0, 0.0, 25.0, range_axis(50e3), n_azimuths=4)
    # A target over the sea stands above the sea under it, whatever the skyline before.
    under = apparent_elevations(25.0, 0.0, off.ranges)
    seen = np.maximum(off.angles, under)[:, 1:], np.maximum(smooth.angles, under)[:, 1:]
    np.testing.assert_allclose(*seen, atol=3e-5)


def test_nothing_stands_before_the_first_range_inside_half_a_cell():
    assert masking_angles(MAP, *SITES["plain"], 2000.0, np.array([100.0, 9e3]), n_azimuths=4).angles[
        :, 0
    ] == pytest.approx(-math.pi / 2)


TABLE = np.array([[0.0, 1.0], [2.0, 5.0]], dtype=np.float32)


@pytest.mark.parametrize(
    ("azimuth", "distance", "angle"),
    [
        (0.0, 1000.0, 0.0),
        (0.0, 1500.0, 0.5),
        (math.pi, 2000.0, 5.0),
        (math.pi / 2, 1000.0, 1.0),
        (1.5 * math.pi, 2000.0, 3.0),
        (2 * math.pi, 1000.0, 0.0),
        (0.0, 10.0, 0.0),
        (0.0, 1e6, 1.0),
    ],
)
def test_the_table_is_read_linearly_and_round_the_circle(azimuth, distance, angle):
    assert masking_angle(TABLE, STEP, azimuth, distance) == pytest.approx(angle)


@pytest.mark.parametrize("n_ranges", [1, STRETCH, STRETCH + 1, 300])
def test_bounds_hold_whatever_is_read_of_the_table(n_ranges):
    rng = np.random.default_rng(n_ranges)
    table = rng.uniform(-0.2, 0.3, (2, 24, n_ranges)).astype(np.float32)
    bounds = bounds_of(table)
    for _ in range(2_000):
        azimuth = rng.choice([rng.uniform(0.0, 2.0 * math.pi), math.nextafter(2.0 * math.pi, 0.0)])
        distance = rng.uniform(0.0, 1.1 * n_ranges * STEP)
        least, greatest = masking_bounds(bounds[1], n_ranges, STEP, azimuth, distance)
        assert least - 1e-15 <= masking_angle(table[1], STEP, azimuth, distance) <= greatest + 1e-15


def test_bounds_are_the_least_and_greatest_of_their_entries():
    np.testing.assert_array_equal(bounds_of(TABLE), [[0.0, 5.0], [0.0, 5.0]])


def test_ranges_reach_the_limit():
    np.testing.assert_array_equal(range_axis(2500.0), [1000.0, 2000.0, 3000.0])


@pytest.mark.parametrize("antenna", [0.0, 30.0, 900.0])
def test_a_site_has_the_same_skyline_whatever_was_asked_of_it_before(antenna):
    site = SITES["slope"]
    far = masking_angles(MAP, *site, antenna, range_axis(160e3), n_azimuths=24)
    masking_angles(MAP, *site, antenna + 50.0, range_axis(160e3), n_azimuths=24)
    near = masking_angles(MAP, *site, antenna, range_axis(130e3), n_azimuths=24)
    uneven = np.concatenate([range_axis(130e3), [130.5e3]])  # of which no rays are kept
    alone = masking_angles(MAP, *site, antenna, uneven, n_azimuths=24)
    np.testing.assert_array_equal(near.angles, far.angles[:, :130])
    np.testing.assert_array_equal(near.angles, alone.angles[:, :130])
    np.testing.assert_array_equal(near.known_range, np.minimum(far.known_range, 130e3))


@given(
    st.floats(-400, 9000), st.floats(0.0, 30_000), st.floats(100, 3e6), st.sampled_from([1.0, 4 / 3, 2.0]),
    st.sampled_from([0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e18]), st.sampled_from([-1.0, 1.0]),
)  # fmt: skip
def test_ground_that_is_not_measured_would_not_have_shown(height, antenna, away, refraction, aside, sign):
    # One post crossed half-way, once with nothing before it and once with a skyline close to its own.
    heights = np.full((2, 3), height, dtype=np.float32)
    view = Viewpoint(antenna, refraction * RADIUS, 0.0)
    ends = Waypoint(0.0, 0.5, 0.5 * away), Waypoint(0.0, 1.5, 1.5 * away)
    measured, _ = steepest_crossing(heights, *ends, view, STRAIGHT_DOWN)
    before = measured + sign * aside
    assert steepest_crossing(heights, *ends, view, before)[0] == max(before, measured)
