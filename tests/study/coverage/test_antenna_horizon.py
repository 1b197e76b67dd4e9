"""One antenna on any map: against the ray that is walked by itself, in files, and in words."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
import rasterio
import xarray
from rasterio.transform import Affine
from rasterio.warp import transform

import openiads as oi
from openiads.ground.errors import OpeniadsError, OutOfRange, OutputError, TerrainError
from openiads.terrain.maps.grid import Grid, flat
from openiads.terrain.rays.bending import bending, effective_elevation
from openiads.terrain.rays.exact import exact_heights
from tests.maps import written

__all__ = ["written"]

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

UTM = {"crs": "EPSG:32636", "transform": Affine(500, 0, 400_000, 0, -500, 4_400_000)}


def hills(rows, columns):
    """Smooth ground of up to 2,000 m."""
    y, x = np.mgrid[:rows, :columns]
    return (1000 + 600 * np.sin(x / 9.0) * np.cos(y / 7.0) + 400 * np.sin((x + y) / 23.0)).astype(np.float32)


def degrees(east, north):
    lon, lat = transform("EPSG:32636", "EPSG:4326", [east], [north])
    return lat[0], lon[0]


@pytest.fixture
def projected(written):
    """A file in UTM, and a site on it."""
    return written(hills(160, 200), **UTM), degrees(450_250, 4_360_250)


def test_a_projected_file_is_answered_on_its_own_cells(projected):
    path, site = projected
    seen = oi.horizon(path, site, antenna_m=20)
    rows, columns = np.array([5, 40, 79, 150, 100]), np.array([10, 190, 120, 60, 100])
    exact = exact_heights(
        seen.grid, math.radians(site[0]), math.radians(site[1]), seen.antenna, rows, columns
    )
    assert seen.lowest.shape == (160, 200)
    assert seen.lowest[rows, columns] == pytest.approx(exact, abs=25)
    np.testing.assert_array_equal(seen.altitudes, seen.lowest + seen.grid.heights)


def test_a_window_answers_as_the_whole_does(projected):
    path, site = projected
    whole, part = oi.horizon(path, site, 20), oi.horizon(path, site, 20, range_km=15)
    assert part.lowest.shape == pytest.approx((64, 64), abs=3)
    top = round((whole.grid.north - part.grid.north) / 500)
    left = round((part.grid.west - whole.grid.west) / 500)
    same = whole.lowest[top : top + part.lowest.shape[0], left : left + part.lowest.shape[1]]
    inside = ~np.isnan(part.lowest)
    # Rays come out at each cell of the last line, and that is another one in a window.
    assert np.quantile(np.abs(part.lowest - same)[inside], 0.9) < 2.0
    assert inside.mean() == pytest.approx(math.pi / 4 * (60 / 64) ** 2, abs=0.05)
    assert part.known_share == pytest.approx(1.0, abs=0.02)


def test_the_antenna_stands_on_the_map_or_where_it_was_surveyed(projected):
    path, site = projected
    mast = oi.horizon(path, site, antenna_m=30, range_km=10)
    surveyed = oi.horizon(path, site, antenna_altitude_m=mast.ground + 30, range_km=10)
    assert mast.antenna == mast.ground + 30
    np.testing.assert_array_equal(mast.lowest, surveyed.lowest)


def test_threads_change_nothing(projected):
    path, site = projected
    one, two = (oi.horizon(path, site, 20, workers=n).lowest for n in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_the_file_lies_on_the_cells_of_the_map(projected, tmp_path):
    path, site = projected
    seen = oi.horizon(path, site, antenna_m=20)
    out = seen.to_geotiff(tmp_path / "seen.tif")
    with rasterio.open(out) as written, rasterio.open(path) as dem:
        assert (written.crs, written.transform, written.shape) == (dem.crs, dem.transform, dem.shape)
        np.testing.assert_array_equal(written.read(1), seen.lowest)
        np.testing.assert_array_equal(written.read(2), seen.altitudes)
        told = written.tags()
        assert written.units == ("m", "m")
        assert math.isnan(written.nodata)
        assert written.descriptions[0].startswith(
            "minimum visible altitude above ground [m], from 39.390307 "
        )
        assert written.descriptions[1].startswith("minimum visible altitude above mean sea level [m], from ")
        assert written.compression.name == "deflate"
        assert written.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert told["REFRACTION"] == "effective earth radius 1.33333"
    assert told["SOURCE"] == f"user file {path}"
    assert told["SURFACE"] == "mean"
    assert told["RANGE"] == "all of the map"
    assert told["CELL"].startswith("50")
    assert told["SOFTWARE"].startswith("openiads ")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ground.tif", "seen.tif"]


def test_a_window_is_written_where_it_lies(written, tmp_path):
    place = Affine(0.01, 0, 30, 0, -0.01, 40)
    path = written(hills(120, 150), crs="EPSG:4269", transform=place)
    seen = oi.horizon(path, (39.4, 30.7), 20, range_km=20)
    with rasterio.open(seen.to_geotiff(tmp_path / "seen.tif")) as out:
        corner = ~place * (out.transform.c, out.transform.f)
        assert corner == pytest.approx([round(x) for x in corner], abs=1e-6)
        assert out.crs.to_epsg() == 4269
        assert np.isnan(out.read(1)[0, 0])


def test_no_file_is_overwritten_and_none_is_left_half_written(projected, tmp_path, monkeypatch):
    seen = oi.horizon(*projected, 20, range_km=10)
    taken = tmp_path / "seen.tif"
    taken.write_text("mine")
    with pytest.raises(OutputError) as caught:
        seen.to_geotiff(taken)
    assert str(caught.value) == (
        f"{taken}: exists already; a map is written to a new file, name another with --out, or delete it"
    )
    with pytest.raises(OutputError) as caught:
        seen.to_geotiff(tmp_path / "none" / "seen.tif")
    assert str(caught.value) == (
        f"{tmp_path}/none/seen.tif: there is no folder {tmp_path}/none; "
        "make it or name another file with --out"
    )
    monkeypatch.setattr("openiads.terrain.files.optimised.write", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        seen.to_geotiff(tmp_path / "fresh.tif")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ground.tif", "seen.tif"]


def smooth(rows=80, columns=900):
    """A smooth earth at sea level, 0.6 by 9 degrees at the equator."""
    step = math.radians(0.01)
    heights = np.zeros((rows, columns), dtype=np.float32)
    return Grid("smooth", heights, 0.5 * rows * step, 0.0, step, step)


def test_over_a_smooth_earth_the_published_horizon_comes_out():
    # From a mast of 20 m targets at 50, 100, 1000 and 10000 m rise at 47.6, 59.7, 148.8 and 430.4 km.
    seen = oi.horizon(smooth(), (0.005, 0.005), antenna_m=20)
    row = seen.lowest[39].astype(float)
    distance = 6371.0088 * np.radians(0.01) * np.arange(900)
    rises = [float(np.interp(height, row[30:], distance[30:])) for height in (50, 100, 1000, 10_000)]
    assert rises == pytest.approx([47.6, 59.7, 148.8, 430.4], abs=0.35)


def test_the_exponential_atmosphere_shows_less_far_away_and_the_same_near_by():
    earth, bent = (
        oi.horizon(smooth(), (0.005, 0.005), 20, refraction=rule).lowest[39]
        for rule in (4 / 3, "exponential")
    )
    column = 700
    distance = 6371008.8 * math.radians(0.01) * column
    theta = effective_elevation(20.0, np.array(float(earth[column])), np.array(distance))
    assert float(bent[column]) == pytest.approx(float(bending(20.0, 1e6).altitude(theta, distance)), abs=0.5)
    assert bent[column] > earth[column] + 500
    assert np.abs(bent[:100] - earth[:100]).max() < 35


def test_shares_count_ground_and_not_cells():
    step = math.radians(1.0)
    grid = Grid("north", np.zeros((2, 1), np.float32), math.radians(61.0), 0.0, step, step)
    seen = oi.Horizon(
        grid, math.radians(60), 0.0, 10.0, 0.0, 4 / 3, math.inf, np.array([[5.0], [500.0]], np.float32), 0.0
    )
    # Snyder's equation 3-12, of WGS 84, from the equator to a parallel.
    e = 0.0818191908426215

    def below(degrees):
        sine = math.sin(math.radians(degrees))
        return sine / (1 - (e * sine) ** 2) + math.atanh(e * sine) / e

    upper, lower = below(61) - below(60), below(60) - below(59)
    assert seen.shares_seen([50, 1000]) == pytest.approx([upper / (upper + lower), 1.0])


def test_the_share_of_the_range_that_the_map_covers_is_told():
    seen = oi.horizon(smooth(), (0.005, 0.005), 20, range_km=30)
    assert seen.known_share == pytest.approx(0.5, abs=0.03)


def test_coordinates_are_cell_centres(projected):
    path, site = projected
    where = oi.horizon(path, site, 20, range_km=10).coordinates()
    assert list(where) == ["y", "x"]
    assert np.diff(where["x"]) == pytest.approx(500)
    assert list(oi.horizon(smooth(), (0.005, 0.005), 20).coordinates()) == ["latitude", "longitude"]


def test_xarray_gets_both_altitudes_with_their_coordinates(projected):
    seen = oi.horizon(*projected, 20, range_km=10)
    data = seen.to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert data.lowest_height.dims == data.lowest_altitude.dims == ("y", "x")
    assert data.lowest_height.attrs["units"] == data.lowest_altitude.attrs["units"] == "m"
    assert data.attrs["crs"] == "EPSG:32636"
    here = data.sel(x=450_250.0, y=4_360_250.0)
    assert (float(here.latitude), float(here.longitude)) == pytest.approx(projected[1], abs=1e-9)
    assert float(here.lowest_height) == 0.0
    assert float(here.lowest_altitude) == pytest.approx(seen.ground, abs=0.01)


def test_xarray_is_asked_by_latitude_and_longitude_where_the_map_is():
    data = oi.horizon(smooth(), (0.005, 0.005), 20).to_xarray()
    assert data.lowest_height.dims == ("latitude", "longitude")
    assert data.latitude.attrs["units"] == "degrees_north"
    # 50 m rise at 47.6 km, published for a mast of 20 m.
    along = data.lowest_height.sel(latitude=0.005, method="nearest")
    there = along.interp(longitude=0.005 + math.degrees(47.6 / 6371.0))
    assert float(there) == pytest.approx(50.0, abs=0.5)


def test_without_xarray_the_way_to_it_is_told(projected, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ImportError) as caught:
        oi.horizon(*projected, 20, range_km=10).to_xarray()
    assert str(caught.value) == (
        "to_xarray needs xarray, which openiads does not install; "
        "install it with `python3 -m pip install xarray`"
    )


def test_it_is_drawn_as_a_sheet_that_says_what_it_rests_on(projected):
    figure = oi.horizon(*projected, 20, range_km=10, refraction="exponential").plot([300, 1000])
    told = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert "300 to 1" in told
    assert "exponential atmosphere of the CRPL" in told
    assert "Antenna at 39.390307 deg north" in told
    assert "Scenario" not in told


def test_it_tells_what_it_is(projected):
    shown = repr(oi.horizon(*projected, 20, range_km=10))
    assert shown.startswith("<Horizon 45 x 45 from 39.390307 deg north, 32.422279 deg east; antenna ")


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        (
            {"site": (95, 30)},
            OutOfRange,
            "site 95 deg north, 30 deg east is nowhere; latitudes from -90 to 90 and longitudes from -180 to "
            "180 are allowed; is their order right?",
        ),
        (
            {"antenna_m": None},
            OutOfRange,
            "antenna: neither its height above the ground and its altitude above mean sea level; "
            "one of them is allowed; give --antenna-m or --antenna-altitude-m",
        ),
        (
            {"antenna_altitude_m": 900},
            OutOfRange,
            "antenna: both its height above the ground and its altitude above mean sea level; "
            "one of them is allowed; give --antenna-m or --antenna-altitude-m",
        ),
        (
            {"antenna_m": -3},
            OutOfRange,
            "antenna -3 m above the ground; 0 or more is allowed; --antenna-m 25 is a mast",
        ),
        (
            {"antenna_m": None, "antenna_altitude_m": math.nan},
            OutOfRange,
            "antenna at an altitude of nan m; a number is allowed; give what was surveyed",
        ),
        (
            {"refraction": 0.0},
            OutOfRange,
            "refraction 0; an effective earth radius of 0.5 to 100 is allowed, or exponential; "
            "1.333 is the standard for radar",
        ),
        (
            {"refraction": "bent"},
            OutOfRange,
            "refraction bent; an effective earth radius of 0.5 to 100 is allowed, or exponential; "
            "1.333 is the standard for radar",
        ),
        (
            {"range_km": 0},
            OutOfRange,
            "range 0 km; more than 0 and at most 1000 is allowed; leave it out for all of the map",
        ),
        (
            {"site": (50, 30)},
            TerrainError,
            "site: 50.0000 deg north, 30.0000 deg east is off the map 'globe-30s', which covers "
            "30 to 48 deg north and 19 to 52 deg east; move it there or name a terrain file that covers it",
        ),
        (
            {"dem": "flat"},
            TerrainError,
            "flat: is a single cell; name an elevation file or the built-in map globe-30s",
        ),
        ({"dem": flat()}, TerrainError, None),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_asked_is_one_message(asked, kind, said):
    question = {"dem": "globe-30s", "site": (39.9, 32.8), "antenna_m": 25, **asked}
    with pytest.raises(OpeniadsError) as caught:
        oi.horizon(**question)
    assert type(caught.value) is kind
    assert said is None or str(caught.value) == said
