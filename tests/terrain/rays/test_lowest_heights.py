"""Maps of the lowest visible height: closed forms by hand, publications, and the walk along single rays."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.terrain.files import globe
from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import Projection
from openiads.terrain.rays.exact import exact_heights
from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights, union

RADIUS = 6_371_008.8
BENT = 4 / 3 * RADIUS
MAP = globe.builtin()
CELL = math.radians(1 / 120)
UTM = Projection("EPSG:32636")


def level(rows, columns, spacing=CELL, height=0.0):
    """Level ground around 38 N, 35 E."""
    heights = np.full((rows, columns), height, np.float32)
    north, west = math.radians(38) + 0.5 * rows * spacing, math.radians(35) - 0.5 * columns * spacing
    return Grid("level", heights, north, west, spacing, spacing)


def middle(grid):
    """Site on the post in the middle [rad]."""
    rows, columns = grid.heights.shape
    latitude, longitude = grid.place(rows // 2, columns // 2)
    return float(latitude), float(longitude)


def plane(heights, cell=100.0):
    """A projected grid on the central meridian of UTM zone 36."""
    return Grid("plane", heights, 4.2e6, 5e5, cell, cell, projection=UTM)


# Radar horizon over a smooth earth [km], effective radius 4/3 of 6371 km: mast [m] down, target [m] across.
TARGETS = (50, 100, 300, 1000, 3000)
HORIZONS = {
    2: ("35.0", "47.0", "77.2", "136", "232"),
    10: ("42.2", "54.3", "84.4", "143", "239"),
    25: ("49.8", "61.8", "92.0", "151", "246"),
    40: ("55.2", "67.3", "97.5", "156", "252"),
    100: ("70.4", "82.4", "113", "172", "267"),
}


@pytest.mark.parametrize("mast", HORIZONS)
def test_a_smooth_earth_has_the_horizons_of_the_table(mast):
    # Posts 300 m apart: on those of 900 m the horizon of a mast of 2 m, at 5.8 km, is met 6 m too far.
    grid = level(1801, 31, CELL / 3)
    seen = lowest_heights(grid, Antenna(*middle(grid), mast))
    north = seen[900::-1, 15].astype(float)
    distances = np.arange(901) * CELL / 3 * RADIUS / 1e3
    far = north > 1.0
    for target, printed in zip(TARGETS, HORIZONS[mast], strict=True):
        digits = len(printed.partition(".")[2])
        assert np.interp(target, north[far], distances[far]) == pytest.approx(
            float(printed), abs=0.51 * 10**-digits
        ), (mast, target)


def test_the_lowest_altitude_at_400_km_is_that_of_the_closed_form():
    grid = level(rows=1001, columns=11)
    seen = lowest_heights(grid, Antenna(*middle(grid), 25.0))
    horizon = math.acos(BENT / (BENT + 25.0))
    for row in (0, 100, 300, 480):
        theta = abs(500 - row) * CELL * RADIUS / BENT
        exact = BENT / math.cos(max(theta - horizon, 0.0)) - BENT
        assert seen[row, 5] == pytest.approx(exact, abs=0.5)


def test_a_wall_hides_what_lies_below_the_ray_over_its_edge():
    heights = np.zeros((101, 101), np.float32)
    heights[40, :] = 300.0
    grid = plane(heights)
    seen = lowest_heights(grid, Antenna(*middle(grid), 50.0))
    # Antenna at 50 m, the edge 250 m above it 1 km away; 4 km away the ray is 1 000 m higher.
    bulge = (4000.0**2 - 4.0 * 1000.0**2) / (2 * BENT)
    assert seen[10, 50] == pytest.approx(50 + 4 * 250 + bulge, abs=1.0)
    assert seen[60, 50] == 0.0


def test_a_ridge_between_two_posts_is_seen_where_a_column_is_crossed():
    # One post stands, and rays beside it meet the slopes to its neighbours, some on a row, some on a column.
    # Its top is cut by as much as it falls within half the distance of two rays, here by a twentieth.
    heights = np.zeros((101, 101), np.float32)
    heights[40, 51] = 500.0
    grid = plane(heights)
    site = middle(grid)
    seen = lowest_heights(grid, Antenna(*site, 10.0))
    walked = exact_heights(grid, *site, 10.0, np.array([20, 25, 30]), np.array([53, 53, 52]))
    np.testing.assert_allclose(seen[[20, 25, 30], [53, 53, 52]], walked, rtol=0.06)
    assert walked.min() > 900.0


def test_from_the_top_of_a_cone_all_of_it_is_seen():
    rows, columns = np.mgrid[-60:61, -60:61]
    heights = (2000.0 - 20.0 * np.hypot(rows, columns)).astype(np.float32)
    grid = plane(heights)
    assert lowest_heights(grid, Antenna(*middle(grid), 2010.0)).max() < 0.5


SITES = {
    "plain": (39.9, 32.8),
    "mountain": (38.60, 35.5),
    "coast": (36.8, 34.7),
    "valley": (40.98, 40.6),
    "gulf": (36.6, 36.17),
}


@pytest.mark.parametrize("name", SITES)
def test_the_map_agrees_with_a_walk_to_single_cells(name):
    latitude, longitude = (math.radians(x) for x in SITES[name])
    altitude = MAP.require(latitude, longitude, name) + 25.0
    seen = lowest_heights(MAP, Antenna(latitude, longitude, altitude, 300e3))
    cells = np.argwhere(~np.isnan(seen))
    cells = cells[np.random.default_rng(5).integers(0, len(cells), 400)]
    walked = exact_heights(MAP, latitude, longitude, altitude, cells[:, 0], cells[:, 1])
    off = np.abs(seen[cells[:, 0], cells[:, 1]] - walked)
    assert np.quantile(off, 0.99) < 6.0
    assert (off <= np.maximum(10.0, 0.05 * walked)).all()


def test_a_projected_map_agrees_with_a_walk_to_single_cells():
    noise = np.random.default_rng(2).normal(size=(24, 24))
    heights = np.kron(noise, np.ones((10, 10))).astype(np.float32)
    for _ in range(12):
        heights = 0.25 * sum(np.roll(heights, s, a) for s in (-1, 1) for a in (0, 1))
    grid = plane(400.0 * heights + 800.0, 250.0)
    latitude, longitude = (float(x) for x in grid.place(113.3, 121.8))
    altitude = float(grid.elevation(latitude, longitude)) + 20.0
    seen = lowest_heights(grid, Antenna(latitude, longitude, altitude))
    cells = np.random.default_rng(3).integers(0, 240, (300, 2))
    walked = exact_heights(grid, latitude, longitude, altitude, cells[:, 0], cells[:, 1])
    np.testing.assert_allclose(seen[cells[:, 0], cells[:, 1]], walked, atol=2.0, rtol=0.02)


def shaft(wall, rows, columns):
    """A site at sea level, with a wall of `wall` metres on the eight posts around it; level beyond."""
    grid = level(rows, columns)
    heights = np.zeros((rows, columns), np.float32)
    r, c = rows // 2, columns // 2
    heights[r - 1 : r + 2, c - 1 : c + 2] = wall
    heights[r, c] = 0.0
    return Grid("shaft", heights, grid.north, grid.west, CELL, CELL)


@pytest.mark.parametrize("cell", [CELL, CELL / 10])
def test_a_ridge_beside_the_site_throws_its_height_on_the_far_field_to_two_parts_in_100_000(cell):
    # Meridians draw closer to the pole.  A map with distances between two lines taken from the farther one
    # alone was off by a part in 10,000; a walk in pieces of 500 m from the site on, by more on small cells.
    grid = level(401, 401, cell)
    heights = np.zeros((401, 401), np.float32)
    heights[199] = 3000.0
    ridge = Grid("ridge", heights, grid.north, grid.west, cell, cell)
    site = middle(ridge)
    seen = lowest_heights(ridge, Antenna(*site, 10.0))
    cells = np.random.default_rng(4).integers((0, 0), (190, 401), (400, 2))
    walked = exact_heights(ridge, *site, 10.0, cells[:, 0], cells[:, 1])
    np.testing.assert_allclose(seen[cells[:, 0], cells[:, 1]], walked, rtol=2e-5, atol=0.2)


def test_the_cell_below_the_antenna_is_seen_from_its_ground_up():
    grid = level(21, 21)
    site = middle(grid)
    assert lowest_heights(grid, Antenna(*site, 20.0))[10, 10] == 0.0
    assert exact_heights(grid, *site, 20.0, np.array([10]), np.array([10]))[0] == 0.0


def test_what_a_ray_is_too_steep_ever_to_be_over_is_never_seen():
    # Two sides and the angle theta between them: a ray of tangent m stands R / (cos theta - m sin theta)
    # from the Earth's centre, until m tan(theta) = 1, where it runs along the radius.
    wall = 30_000.0
    grid = shaft(wall, rows=721, columns=11)
    site = middle(grid)
    step = CELL * RADIUS / BENT
    m = ((BENT + wall) * math.cos(step) - BENT) / ((BENT + wall) * math.sin(step))
    limit = math.atan(1.0 / m) / step
    assert 230 < limit < 330
    rows = np.array([20, 100, 200, math.floor(limit) - 3, math.ceil(limit) + 3, 350])
    thetas = step * rows
    fall = np.cos(thetas) - m * np.sin(thetas)
    expected = np.where(fall > 0.0, BENT / np.where(fall > 0.0, fall, 1.0) - BENT, math.inf)
    walked = exact_heights(grid, *site, 0.0, 360 - rows, np.full(len(rows), 5))
    seen = lowest_heights(grid, Antenna(*site, 0.0))[360 - rows, 5]
    np.testing.assert_allclose(walked, expected, rtol=1e-6)
    np.testing.assert_allclose(seen, expected, rtol=0.01)
    assert np.isinf(seen).tolist() == [False] * 4 + [True] * 2


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.2, 118.9), (119.0, 60.5), (59.5, 0.4), (60.0, 60.0)])
def test_every_cell_is_answered_wherever_the_site_stands(place):
    grid = level(120, 120)
    latitude, longitude = (float(x) for x in grid.place(*place))
    assert np.isfinite(lowest_heights(grid, Antenna(latitude, longitude, 30.0))).all()


def test_beyond_the_reach_there_is_no_answer_and_within_it_the_same():
    grid = level(201, 201)
    site = middle(grid)
    whole, cut = (lowest_heights(grid, Antenna(*site, 20.0, reach)) for reach in (math.inf, 50e3))
    rows, columns = np.mgrid[0:201, 0:201]
    _, distance = grid.polar(*site, rows.ravel(), columns.ravel())
    asked = distance.reshape(201, 201)
    assert np.isnan(cut[asked > 50.2e3]).all()
    inside = asked < 49.8e3
    np.testing.assert_allclose(cut[inside], whole[inside], atol=0.05)


def test_threads_leave_the_same_bytes():
    antenna = Antenna(math.radians(38.60), math.radians(35.5), 2500.0, 150e3)
    one, two = (lowest_heights(MAP, antenna, workers=n) for n in (1, 2))
    assert one.tobytes() == two.tobytes()


def test_a_union_is_the_minimum_of_single_maps_and_names_whose_it_is():
    antennas = [
        Antenna(math.radians(lat), math.radians(lon), 1800.0, 120e3)
        for lat, lon in ((38.6, 35.5), (38.2, 36.0), (38.9, 36.1))
    ]
    singles = np.stack([lowest_heights(MAP, antenna) for antenna in antennas])
    singles = np.where(np.isnan(singles), np.inf, singles)
    together = union(MAP, antennas)
    ordered = np.sort(singles, axis=0)
    np.testing.assert_array_equal(together.lowest, ordered[0])
    np.testing.assert_array_equal(together.second, ordered[1])
    seen = np.isfinite(together.lowest)
    np.testing.assert_array_equal(together.which[seen], np.argmin(singles, axis=0)[seen])
    assert (together.which[~seen] == -1).all()


def test_unknown_ground_is_not_answered_and_hides_nothing():
    grid = level(101, 101)
    heights = np.array(grid.heights)
    heights[:30] = np.nan
    holed = Grid("holed", heights, grid.north, grid.west, CELL, CELL)
    seen = lowest_heights(holed, Antenna(*middle(grid), 20.0))
    assert np.isnan(seen[:30]).all()
    np.testing.assert_array_equal(seen[40:], lowest_heights(grid, Antenna(*middle(grid), 20.0))[40:])


def around_60_north(crs, half, height=0.0):
    """Cells of 900 m of a projection, `half` of them on all sides of 60 N, 37.4 E."""
    projection = Projection(crs)
    x, y = (float(at) for at in projection.forward(*SITE_60))
    heights = np.full((2 * half + 1, 2 * half + 1), height, np.float32)
    edge = 900.0 * (half + 0.5)
    return Grid("map.tif", heights, y + edge, x - edge, 900.0, 900.0, projection=projection)


SITE_60 = math.radians(60.0), math.radians(37.4)


@pytest.mark.parametrize("crs", ["ESRI:54008", "ESRI:54009", "EPSG:3035"])
def test_on_sheared_cells_rays_run_as_a_walk_does_and_end_at_the_reach(crs):
    # Sinusoidal cells are sheared by half a cell a row here, Mollweide's less, the equal-area ones of Europe
    # are square.  On the first, the nearest point of a line lies far aside of the site's own column.
    flat = around_60_north(crs, 120)
    rows, columns = np.mgrid[0:241, 0:241]
    latitude, longitude = flat.place(rows.ravel(), columns.ravel())
    hills = 300.0 + 200.0 * np.sin(1500.0 * latitude) * np.cos(900.0 * longitude)
    grid = replace(flat, heights=hills.reshape(241, 241).astype(np.float32))
    seen = lowest_heights(grid, Antenna(*SITE_60, 620.0, 60e3))
    known = ~np.isnan(seen)
    assert cells.area_within(cells.areas_of(grid), known) == pytest.approx(
        cells.disc_area(SITE_60[0], 60e3), rel=2e-3
    )
    some = np.argwhere(known)[np.random.default_rng(6).integers(0, np.count_nonzero(known), 300)].T
    walked = exact_heights(grid, *SITE_60, 620.0, *some)
    np.testing.assert_allclose(seen[tuple(some)], walked, atol=3.0, rtol=0.03)


def test_where_rays_bend_too_much_a_shorter_range_and_a_projection_are_named_that_serve():
    grid = around_60_north("EPSG:6933", 300)
    with pytest.raises(OutOfRange) as caught:
        lowest_heights(grid, Antenna(*SITE_60, 20.0, 200e3))
    around = "+proj=aeqd +lat_0=60.00 +lon_0=37.40 +datum=WGS84"
    assert str(caught.value) == (
        "map.tif: on its cells, of 'WGS 84 / NSIDC EASE-Grid 2.0 Global', rays bend too much to be followed "
        "for 200 km from 60.0000 deg north, 37.4000 deg east; set a shorter range where there is one to set, "
        "for instance 120 km, or carry the map over into a projection around the site, on which they are "
        f"straight, with `gdalwarp -t_srs '{around}'`"
    )
    assert np.isfinite(lowest_heights(grid, Antenna(*SITE_60, 20.0, 120e3))).any()
    assert np.isfinite(lowest_heights(around_60_north(around, 300), Antenna(*SITE_60, 20.0, 200e3))).any()


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(
    ("crs", "lat", "lon", "half"), [("ESRI:54008", 60, 130, 200), ("ESRI:54008", 75, 150, 200)]
)
def test_rays_that_leave_what_a_projection_shows_are_the_same_message(crs, lat, lon, half):
    # A square of 900 km to all sides reaches beyond 180 deg of longitude, or the pole, where the map ends.
    projection = Projection(crs)
    x, y = (float(at) for at in projection.forward(math.radians(lat), math.radians(lon)))
    heights = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    edge = 900.0 * (half + 0.5)
    grid = Grid("map.tif", heights, y + edge, x - edge, 900.0, 900.0, projection=projection)
    with pytest.raises(OutOfRange, match="rays bend too much to be followed for 900 km"):
        lowest_heights(grid, Antenna(math.radians(lat), math.radians(lon), 20.0, 900e3))


def test_a_place_that_a_projection_does_not_show_is_told():
    # Mollweide's ellipse has half-axes of sqrt(8) R and sqrt(2) R, 18,040 and 9,020 km.
    with pytest.raises(TerrainError) as caught:
        Projection("ESRI:54009").inverse(15e6, 8e6)
    assert str(caught.value) == (
        "a place on the map or within range lies where the projection 'World_Mollweide' shows no ground; "
        "ask for a shorter range, or carry the map over with `gdalwarp -t_srs EPSG:4326`"
    )


@pytest.mark.parametrize("reach", [200e3, 300e3, 900e3])
def test_the_range_that_is_named_is_shorter_than_the_one_that_was_asked(reach):
    grid = around_60_north("EPSG:6933", 600)
    with pytest.raises(OutOfRange) as caught:
        lowest_heights(grid, Antenna(*SITE_60, 20.0, reach))
    named = re.search(r"for instance (\d+) km", str(caught.value))
    assert named is None or float(named[1]) * 1e3 < reach
