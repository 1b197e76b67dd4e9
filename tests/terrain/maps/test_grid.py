import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.terrain.maps.grid import Grid, flat


def small(heights, **more):
    """A map of one-degree cells whose north-west corner is 40 N 30 E."""
    return Grid(
        "small", np.array(heights), math.radians(40), math.radians(30), *2 * [math.radians(1)], **more
    )


SLOPE = small([[0, 10, 20], [100, 110, 120]])


def test_a_cell_centre_has_the_height_of_its_cell():
    assert SLOPE.elevation(math.radians(39.5), math.radians(31.5)) == pytest.approx(10)


def test_between_four_centres_the_height_is_their_mean():
    assert SLOPE.elevation(math.radians(39), math.radians(31)) == pytest.approx((0 + 10 + 100 + 110) / 4)


def test_the_outer_half_cell_continues_the_nearest_centre():
    assert SLOPE.elevation(math.radians(39.99), math.radians(30.01)) == pytest.approx(0)


@pytest.mark.parametrize(("lat", "lon"), [(40.01, 31), (37.99, 31), (39, 29.99), (39, 33.01)])
def test_off_the_map_the_height_is_not_a_number(lat, lon):
    assert math.isnan(SLOPE.elevation(math.radians(lat), math.radians(lon)))


def test_a_longitude_may_be_given_a_turn_too_many():
    assert SLOPE.elevation(math.radians(39.5), math.radians(31.5 - 360)) == pytest.approx(10)


def test_a_map_across_the_date_line_is_read_on_both_sides():
    grid = Grid("strait", np.array([[5, 7]]), 0.01, math.pi - 0.02, 0.02, 0.02)
    np.testing.assert_allclose(grid.elevation(0.0, [math.pi - 0.01, -math.pi + 0.01]), [5, 7], atol=1e-9)


@given(st.floats(0.5, 1.5), st.floats(0.5, 2.5))
def test_heights_agree_with_scipys_linear_interpolation(down, right):
    expected = map_coordinates(SLOPE.heights, [[down - 0.5], [right - 0.5]], order=1)
    assert SLOPE.elevation(math.radians(40 - down), math.radians(30 + right)) == pytest.approx(
        expected[0], abs=1e-4
    )


def test_elevations_keep_the_shape_of_the_points():
    assert SLOPE.elevation(np.full((2, 1), 0.69), np.full(3, 0.53)).shape == (2, 3)


def test_heights_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        SLOPE.heights[0, 0] = 1


def test_an_unknown_cell_leaves_its_surroundings_unknown():
    grid = small([[0, math.nan], [0, 0]])
    assert math.isnan(grid.elevation(math.radians(39.4), math.radians(30.6)))


def test_sea_is_told_by_the_nearest_cell():
    grid = small([[0, 0, 0]], sea=np.array([[True, False, True]]))
    at = np.radians([30.9, 31.1, 33.5])
    assert grid.is_sea(math.radians(39.5), at).tolist() == [True, False, False]


def test_without_a_mask_nothing_is_sea():
    assert not SLOPE.is_sea(math.radians(39.5), math.radians(30.5))


def test_a_site_on_the_map_gets_its_height():
    assert SLOPE.require(math.radians(39.5), math.radians(31.5), "battery.a") == pytest.approx(10)


def test_a_site_off_the_map_is_told_where_the_map_ends():
    with pytest.raises(TerrainError) as caught:
        SLOPE.require(math.radians(50), math.radians(20.25), "battery.a")
    assert str(caught.value) == (
        "battery.a: 50.0000 deg north, 20.2500 deg east is off the map 'small', which covers "
        "38 to 40 deg north and 30 to 33 deg east; move it there or name a terrain file that covers it"
    )


def test_the_max_surface_is_the_highest_of_nine_cells():
    heights = np.zeros((4, 5))
    heights[1, 1] = 9
    expected = np.zeros((4, 5))
    expected[:3, :3] = 9
    grid = small(heights).with_surface("max")
    np.testing.assert_array_equal(grid.heights, expected)
    assert grid.surface == "max"


def test_the_mean_surface_is_the_map_itself():
    assert SLOPE.with_surface("mean") is SLOPE


def test_another_surface_is_refused():
    with pytest.raises(OutOfRange) as caught:
        SLOPE.with_surface("median")
    assert str(caught.value) == "surface of 'small' is 'median'; allowed are 'mean' and 'max'"


def test_a_smooth_earth_is_at_sea_level_everywhere():
    latitudes, longitudes = np.meshgrid(np.radians([-90, 0, 45, 90]), np.radians([-180, -30, 0, 179, 180]))
    assert (flat().elevation(latitudes, longitudes) == 0).all()


def test_a_cell_of_half_a_minute_of_arc_is_half_a_nautical_mile_long():
    spacing = math.radians(1 / 120)
    assert Grid("x", np.zeros((1, 1)), 0.7, 0.5, spacing, spacing).cell == pytest.approx(926, rel=1e-3)
