import math

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rasterio.warp import transform

from openiads.ground.errors import TerrainError
from openiads.terrain import files
from openiads.terrain.files import from_file

# Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

HEIGHTS = np.array([[10, 20, 30], [40, 50, 60]], dtype=np.int16)
PLACE = Affine(0.5, 0, 30, 0, -0.25, 40)


@pytest.fixture
def written(tmp_path):
    """Writes a raster and gives its path; whatever is said overrides a good file."""

    def write(heights=HEIGHTS, name="ground.tif", units=None, scale=None, **more):
        path = str(tmp_path / name)
        rows, columns = heights.shape
        options = {"crs": "EPSG:4326", "transform": PLACE, "dtype": heights.dtype, "driver": "GTiff", **more}
        with rasterio.open(path, "w", height=rows, width=columns, count=1, **options) as out:
            out.write(heights, 1)
            if units:
                out.units = [units]
            if scale:
                out.scales, out.offsets = [scale[0]], [scale[1]]
        return path

    return write


def message(path):
    with pytest.raises(TerrainError) as caught:
        from_file(path)
    return str(caught.value)


def test_a_geotiff_is_read_as_it_lies(written):
    path = written()
    grid = from_file(path)
    edges = [math.degrees(edge) for edge in (grid.south, grid.north, grid.west, grid.east)]
    np.testing.assert_array_equal(grid.heights, HEIGHTS)
    assert edges == pytest.approx([39.5, 40, 30, 31.5])
    assert (grid.name, grid.source, grid.sea) == (path, f"user file {path}", None)


def test_an_hgt_tile_has_its_posts_on_the_whole_degrees(written):
    posts = np.zeros((1201, 1201), dtype=np.int16)
    posts[0, 0] = 700
    place = Affine(1 / 1200, 0, 30 - 1 / 2400, 0, -1 / 1200, 41 + 1 / 2400)
    grid = from_file(written(posts, "N40E030.hgt", driver="SRTMHGT", transform=place))
    assert grid.elevation(math.radians(41), math.radians(30)) == pytest.approx(700, abs=0.01)


def test_scale_and_offset_of_the_band_count(written):
    assert from_file(written(scale=(0.5, 100.0))).heights[0].tolist() == [105, 110, 115]


def test_a_file_written_from_the_south_is_turned(written):
    grid = from_file(written(transform=Affine(0.5, 0, 30, 0, 0.25, 39.5)))
    assert grid.elevation(math.radians(39.55), math.radians(30.1)) == pytest.approx(10, abs=0.5)


def test_a_projected_file_keeps_heights_where_they_are(written):
    rows, columns = np.mgrid[:60, :80]
    plane = (1000 + 10 * columns + 5 * rows).astype(np.float32)
    east, north, size = 400_000, 4_400_000, 1000
    grid = from_file(written(plane, crs="EPSG:32636", transform=Affine(size, 0, east, 0, -size, north)))
    for row, column in [(10, 10), (30, 60), (50, 40)]:
        lon, lat = transform("EPSG:32636", "EPSG:4326", [east + size * column], [north - size * row])
        # Half a cell from corner to centre in both directions.
        expected = 1000 + 10 * (column - 0.5) + 5 * (row - 0.5)
        assert grid.elevation(math.radians(lat[0]), math.radians(lon[0])) == pytest.approx(expected, abs=3)


def test_what_the_turning_of_a_projected_file_leaves_empty_is_off_the_map(written):
    plane = np.full((300, 300), 500, dtype=np.float32)
    grid = from_file(
        written(plane, crs="EPSG:32636", transform=Affine(1000, 0, 700_000, 0, -1000, 4_400_000))
    )
    assert np.isnan(grid.heights[0, -1])
    assert np.nanmax(np.abs(grid.heights - 500)) < 1e-3


def test_a_void_is_an_error_and_never_sea(written):
    path = written(np.array([[1, -32768], [-32768, 4]], dtype=np.int16), nodata=-32768)
    assert message(path) == (
        f"{path}: 2 of 4 cells have no height (marked as void, or outside -500 to 9000 m); "
        "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"
    )


@pytest.mark.parametrize("void", [-32767, 9001, math.nan])
def test_a_void_that_is_not_declared_is_found(written, void):
    path = written(np.array([[1, void, 3, 4]], dtype=np.float32))
    assert message(path).startswith(f"{path}: 1 of 4 cells have no height")


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_file_without_a_reference_system_is_refused(written):
    path = written(crs=None)
    assert message(path) == (
        f"{path}: has no coordinate reference system; write one into the file, for latitude and longitude "
        "with `gdal_edit.py -a_srs EPSG:4326`"
    )


def test_heights_in_feet_are_refused(written):
    path = written(units="ft")
    assert message(path) == f"{path}: heights are in 'ft'; metres are read, convert the file"


def test_a_file_too_large_to_hold_is_refused(written, monkeypatch):
    monkeypatch.setattr(files, "MOST_CELLS", 5)
    path = written()
    assert message(path) == (
        f"{path}: has 6 cells; at most 5 are read, "
        "cut it to the area with `gdalwarp -te` or coarsen it with `-tr`"
    )


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path):
    path = str(tmp_path / "none.tif")
    assert message(path) == (
        f"{path}: cannot be read as a raster ({path}: No such file or directory); "
        "give a GeoTIFF, hgt or VRT of elevations in metres"
    )
