"""Where cells lie and how large they are, judged by equal-area projections and by Vincenty's geodesic."""

import math

import numpy as np
import pytest
from pymap3d.vincenty import vdist
from rasterio.warp import transform

from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import outline_of
from openiads.terrain.maps.projection import Projection

EARTH = 6_378_137.0
EQUAL_AREA = "EPSG:6933"  # a cylinder on WGS 84 that keeps areas

MAPS = {
    "degrees": ("EPSG:4326", 36.0, 38.0, 0.05, 0.05),
    "web mercator at 37 N": ("EPSG:3857", 4.0e6, 4.5e6, 5_000.0, 5_000.0),
    "web mercator at 60 N": ("EPSG:3857", 4.0e6, 8.5e6, 5_000.0, 5_000.0),
    "utm": ("EPSG:32637", 300_000.0, 4_200_000.0, 5_000.0, 5_000.0),
    "utm, far off its meridian": ("EPSG:32637", 1_100_000.0, 4_200_000.0, 5_000.0, 5_000.0),
    "even degrees in metres": ("EPSG:4087", 4.0e6, 6.0e6, 5_000.0, 2_500.0),
    "from the north pole": ("EPSG:3413", -200_000.0, 200_000.0, 5_000.0, 5_000.0),
}


def grid_of(crs, west, north, row_spacing, column_spacing, shape=(60, 80)):
    heights = np.zeros(shape, np.float32)
    edges = north, west, row_spacing, column_spacing
    if crs == "EPSG:4326":
        return Grid("map", heights, *map(math.radians, edges))
    return Grid("map", heights, *edges, projection=Projection(crs))


@pytest.fixture(params=MAPS)
def named(request):
    return request.param, grid_of(*MAPS[request.param])


def outline_in_equal_area(crs, west, north, row_spacing, column_spacing, shape):
    """Area [m2] inside of the rim of a map, from its points in the equal-area projection."""
    rows, columns = shape
    share = np.linspace(0, 1, 4001)
    x = np.concatenate([share, np.ones(4001), share[::-1], np.zeros(4001)]) * columns * column_spacing + west
    y = north - np.concatenate([np.zeros(4001), share, np.ones(4001), share[::-1]]) * rows * row_spacing
    east, up = (np.array(v) for v in transform(crs, EQUAL_AREA, x, y))
    return 0.5 * abs(np.sum(east * np.roll(up, -1) - np.roll(east, -1) * up))


@pytest.mark.parametrize("name", [name for name in MAPS if "pole" not in name])
def test_areas_add_up_to_that_of_the_map_in_a_projection_that_keeps_areas(name):
    grid = grid_of(*MAPS[name])
    found = cells.areas_of(grid)
    assert found.shape == grid.shape
    assert found.sum() == pytest.approx(outline_in_equal_area(*MAPS[name], grid.shape), rel=1e-5)


def test_in_a_projection_that_keeps_areas_every_cell_has_that_of_the_plane():
    grid = grid_of("EPSG:3035", 4_000_000.0, 3_000_000.0, 5_000.0, 2_000.0)
    np.testing.assert_allclose(cells.areas_of(grid), 1e7, rtol=1e-5)


def test_areas_around_a_pole_are_those_of_the_stereographic_scale():
    # Snyder 21-32: on the sphere the scale of EPSG:3413 goes as (1 + sin 70) / (1 + sin latitude).
    found = cells.areas_of(grid_of(*MAPS["from the north pole"]))
    pole = (1 + math.sin(math.radians(70))) / 2
    assert found[40, 40] == pytest.approx(2.5e7 / pole**2, rel=3e-3)


def test_edges_are_those_of_the_geodesic(named):
    _, grid = named
    for row, column in ((0.0, 0.0), (30.0, 40.0), (59.0, 79.0)):
        latitude, longitude = np.degrees(
            grid.place([row - 0.5, row + 0.5, row, row], [column, column, column - 0.5, column + 0.5])
        )
        down, across = (
            float(vdist(latitude[i], longitude[i], latitude[i + 1], longitude[i + 1])[0]) for i in (0, 2)
        )
        assert cells.edges_of(grid, row, column) == pytest.approx((down, across), rel=1e-6)


def test_the_cell_of_a_map_is_told_at_its_middle_in_metres_of_the_ground():
    grid = grid_of(*MAPS["web mercator at 60 N"])
    middle = float(grid.place(29.5, 0.0)[0])
    assert grid.cell == pytest.approx(5_000.0 * math.cos(middle), rel=2e-3)
    assert outline_of(grid).cell == grid.cell


def test_a_disc_is_as_large_as_the_cells_whose_middles_lie_in_it():
    grid = grid_of("EPSG:4326", 30.0, 64.0, 0.02, 0.02, (400, 700))
    site = math.radians(60.0), math.radians(37.0)
    _, away = grid.polar(*site, np.arange(400.0)[:, None], np.arange(700.0)[None, :])
    by_cells = cells.area_within(cells.areas_of(grid), away <= 150e3)
    assert cells.disc_area(site[0], 150e3) == pytest.approx(by_cells, rel=1e-3)
    # On the mean sphere it is 0.56 % less than the ellipsoid has there.
    assert cells.disc_area(site[0], 150e3) == pytest.approx(1.0056 * math.pi * 150e3**2, rel=3e-4)


@pytest.mark.parametrize("latitude", [90.0, 89.5, -89.8])
def test_a_disc_around_a_pole_is_a_cap(latitude):
    area = cells.disc_area(math.radians(latitude), 200e3)
    # The radius of curvature at the pole is a**2 / b.
    assert area == pytest.approx(math.pi * 200e3**2 * (EARTH * 1.003364 / 6_371_008.8) ** 2, rel=2e-3)


@pytest.mark.parametrize(
    ("crs", "turn"),
    [
        ("EPSG:3857", 2 * math.pi * EARTH),
        ("EPSG:3832", 2 * math.pi * EARTH),  # Mercator around 150 E
        ("EPSG:4087", 2 * math.pi * EARTH),
        ("EPSG:32637", 0.0),
        ("EPSG:3035", 0.0),
        ("EPSG:3413", 0.0),
        ("EPSG:8857", 0.0),  # Equal Earth: parallels are shorter towards the pole
    ],
)
def test_a_projection_knows_where_the_earth_begins_again(crs, turn):
    assert Projection(crs).turn == pytest.approx(turn)


@pytest.mark.parametrize("west", [4.0e6, 2 * math.pi * EARTH + 4.0e6, 1.99e7, -2.01e7])
def test_a_mercator_map_may_go_on_beyond_the_date_line(west):
    grid = grid_of("EPSG:3857", west, 4.5e6, 5_000.0, 5_000.0)
    row, column = np.mgrid[:60:7, :80:7].astype(float)
    latitude, longitude = grid.place(row, column)
    assert np.ptp(longitude) < math.radians(5)
    back = grid.locate(latitude, np.remainder(longitude, 2 * math.pi) - math.pi - math.pi)
    np.testing.assert_allclose(back, (row, column), atol=1e-5)
    np.testing.assert_allclose(cells.areas_of(grid), cells.areas_of(grid_of(*MAPS["web mercator at 37 N"])))


@pytest.mark.parametrize("west", [-181.5, 178.5, 538.5])
def test_a_map_across_the_date_line_covers_no_more_than_it_does(west):
    grid = grid_of("EPSG:4326", west, 38.0, 0.05, 0.05)
    assert f"{west:g} to {west + 4:g} deg east" in outline_of(grid).covers()
    projected = grid_of("EPSG:3857", 2.0e7, 4.5e6, 5_000.0, 5_000.0)
    assert outline_of(projected).covers().endswith("-180.337 to -176.744 deg east")
