import math
import tracemalloc

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rasterio.warp import transform

from openiads.ground.errors import TerrainError
from openiads.terrain.files import canvas
from openiads.terrain.files.from_file import from_file
from tests.maps import HEIGHTS, tile_place

# Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

UTM = {"crs": "EPSG:32636", "transform": Affine(1000, 0, 400_000, 0, -1000, 4_400_000)}


def message(path, around=None):
    with pytest.raises(TerrainError) as caught:
        from_file(path, around)
    return str(caught.value)


def edges(grid):
    return [math.degrees(edge) for edge in (grid.south, grid.north, grid.west, grid.east)]


def test_a_geotiff_is_read_as_it_lies(written):
    path = written()
    grid = from_file(path)
    np.testing.assert_array_equal(grid.heights, HEIGHTS)
    assert edges(grid) == pytest.approx([39.5, 40, 30, 31.5])
    assert (grid.name, grid.source, grid.sea) == (path, f"user file {path}", None)
    assert (grid.projection, grid.geographic) == (None, "EPSG:4326")


@pytest.mark.parametrize(("north", "west"), [(-10, -70), (-33, 151), (10, -100)])
def test_every_quarter_of_the_globe_is_read(written, north, west):
    grid = from_file(written(transform=Affine(0.5, 0, west, 0, -0.25, north)))
    at = math.radians(north - 0.375), math.radians(west + 1.25)
    assert grid.elevation(*at) == pytest.approx(60)


def test_a_cloud_optimised_geotiff_is_read(written):
    heights = np.arange(600 * 700, dtype=np.int16).reshape(600, 700) % 3000
    path = written(heights, driver="COG", transform=Affine(0.001, 0, 30, 0, -0.001, 40))
    np.testing.assert_array_equal(from_file(path).heights, heights)


def test_an_hgt_tile_has_its_posts_on_the_whole_degrees(written):
    posts = np.zeros((1201, 1201), dtype=np.int16)
    posts[0, 0] = 700
    path = written(posts, "N40E030.hgt", driver="SRTMHGT", transform=tile_place(40, 30, 1201, True))
    grid = from_file(path)
    assert grid.elevation(math.radians(41), math.radians(30)) == pytest.approx(700, abs=0.01)


def test_scale_and_offset_of_the_band_count(written):
    assert from_file(written(scale=(0.5, 100.0))).heights[0].tolist() == [105, 110, 115]


def test_a_file_written_from_the_south_is_turned(written):
    grid = from_file(written(transform=Affine(0.5, 0, 30, 0, 0.25, 39.5)))
    np.testing.assert_array_equal(grid.heights, HEIGHTS[::-1])
    assert edges(grid) == pytest.approx([39.5, 40, 30, 31.5])


def test_a_window_of_a_file_from_the_south_is_the_right_one(written):
    heights = np.arange(80 * 100, dtype=np.int16).reshape(80, 100)
    path = written(heights, transform=Affine(0.01, 0, 30, 0, 0.01, 39))
    whole = from_file(path)
    part = from_file(path, (math.radians(39.4), math.radians(30.3), 10e3))
    at = math.radians(39.42), math.radians(30.33)
    assert part.heights.size < 1000
    assert part.elevation(*at) == pytest.approx(whole.elevation(*at))


@pytest.mark.parametrize("strip", [canvas.STRIP, 200])
def test_a_projected_file_stays_in_its_projection(written, monkeypatch, strip):
    monkeypatch.setattr(canvas, "STRIP", strip)
    rows, columns = np.mgrid[:60, :80]
    plane = (1000 + 10 * columns + 5 * rows).astype(np.float32)
    grid = from_file(written(plane, **UTM))
    np.testing.assert_array_equal(grid.heights, plane)
    assert (grid.row_spacing, grid.column_spacing, grid.north, grid.west) == (1000, 1000, 4_400_000, 400_000)
    assert grid.projection.crs == "EPSG:32636"
    for row, column in [(10, 10), (30, 60), (50, 40)]:
        lon, lat = transform("EPSG:32636", "EPSG:4326", [400_000 + 1000 * column], [4_400_000 - 1000 * row])
        # Half a cell from corner to centre in both directions.
        expected = 1000 + 10 * (column - 0.5) + 5 * (row - 0.5)
        assert grid.elevation(math.radians(lat[0]), math.radians(lon[0])) == pytest.approx(expected, abs=1e-3)


def test_a_projected_file_may_have_empty_corners_beyond_the_reach(written):
    plane = np.full((101, 101), 500, dtype=np.float32)
    plane[:20, :20] = -9999
    path = written(plane, nodata=-9999, **UTM)
    lon, lat = transform("EPSG:32636", "EPSG:4326", [450_500], [4_349_500])
    site = math.radians(lat[0]), math.radians(lon[0])
    grid = from_file(path, (*site, 30e3))
    assert 60 <= grid.heights.shape[0] <= 66
    assert grid.elevation(*site) == 500
    # 31 and 32 cells north and west of the site, up to sqrt(31**2 + 32**2) = 44.6 of them away.
    assert message(path, (*site, 45e3)) == (
        f"{path}: 3 of 9025 cells read have no height; "
        "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"
    )


def test_only_the_window_is_read_of_a_large_file(tmp_path):
    path = _sparse(tmp_path)
    lon, lat = transform("EPSG:32636", "EPSG:4326", [600_000], [4_300_000])
    tracemalloc.start()
    grid = from_file(path, (math.radians(lat[0]), math.radians(lon[0]), 20e3))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grid.heights.shape == pytest.approx((1338, 1338), abs=4)
    assert peak < 60e6


def _sparse(folder):
    """A file of 20,000 x 20,000 cells of which nothing is written, so all is 0."""
    path = str(folder / "large.tif")
    options = {"height": 20_000, "width": 20_000, "count": 1, "dtype": "int16", "crs": "EPSG:32636"}
    place = Affine(30, 0, 300_000, 0, -30, 4_600_000)
    with rasterio.open(path, "w", driver="GTiff", transform=place, tiled=True, sparse_ok=True, **options):
        pass
    return path


def test_a_map_of_the_whole_earth_has_no_edge_at_the_date_line(written):
    heights = np.tile(np.arange(360, dtype=np.int16), (180, 1))
    path = written(heights, transform=Affine(1, 0, -180, 0, -1, 90))
    grid = from_file(path, (0.0, math.radians(179.0), 500e3))
    seen = [float(grid.elevation(0.0, math.radians(lon))) for lon in (175.5, 179.5, -179.5, -177.5)]
    assert seen == pytest.approx([355, 359, 0, 2], abs=1e-9)


def test_a_datum_as_good_as_wgs_84_is_kept(written):
    assert from_file(written(crs="EPSG:4269")).geographic == "EPSG:4269"
    assert from_file(written(crs="EPSG:4258")).source.endswith("ground.tif")


def test_heights_above_the_ellipsoid_are_told(written):
    grid = from_file(written(crs="EPSG:4979"))
    assert grid.source.endswith(
        "ground.tif; heights above the ellipsoid, tens of metres from those above mean sea level"
    )
    assert grid.geographic == "EPSG:4326"


def test_a_projection_on_an_old_datum_is_carried_over_and_told(written):
    grid = from_file(written(crs="EPSG:23036", transform=UTM["transform"]))
    assert grid.source.endswith("ground.tif; datum 'European Datum 1950' carried over to WGS 84 by PROJ")


def test_the_vertical_system_of_a_compound_one_is_left_off(written):
    assert from_file(written(crs="EPSG:4326+5773")).geographic == "EPSG:4326"
    grid = from_file(written(crs="EPSG:32636+5773", transform=UTM["transform"]))
    assert grid.projection.crs == "EPSG:32636"


def test_a_void_is_an_error_and_never_sea(written):
    path = written(np.array([[1, -32768], [-32768, 4]], dtype=np.int16), nodata=-32768)
    assert message(path) == (
        f"{path}: 2 of 4 cells read have no height; "
        "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"
    )


@pytest.mark.parametrize("void", [-32768, -32767, -9999, 9999, 32767, math.nan, math.inf, -3.4e38, 1e20])
def test_a_void_that_is_not_declared_is_found(written, void):
    path = written(np.array([[1, void, 3, 4]], dtype=np.float32))
    assert message(path).startswith(f"{path}: 1 of 4 cells read have no height")


def test_feet_are_suspected_where_no_ground_is_so_high(written):
    path = written(np.array([[1, 14_505, 3, 9_100]], dtype=np.int16))
    assert message(path) == (
        f"{path}: 2 of 4 cells read are above 9000 m, the highest 14505, and no ground is; "
        f"if the heights are feet, convert them with "
        f"`gdal_calc.py -A {path} --calc='A*0.3048' --type=Float32 --outfile=metres.tif`"
    )


def test_a_sea_floor_is_not_the_ground(written):
    path = written(np.array([[1, -2000, 3, -4000]], dtype=np.int16))
    assert message(path) == (
        f"{path}: 2 of 4 cells read are below -500 m, as the sea floor is; the surface of land and sea is "
        f"read, set the sea to 0 m, for instance with "
        f"`gdal_calc.py -A {path} --calc='maximum(A,0)' --outfile=surface.tif`"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"crs": None},
            "has no coordinate reference system; write one into the file, for latitude and longitude "
            "with `gdal_edit.py -a_srs EPSG:4326`",
        ),
        (
            {"transform": Affine.identity()},
            "does not say where its cells lie; "
            "write it into the file with `gdal_edit.py -a_ullr WEST NORTH EAST SOUTH`",
        ),
        (
            {"transform": Affine(0.5, 0.1, 30, 0.1, -0.25, 40)},
            "its rows do not run from west to east, so it cannot be read without resampling; "
            "turn it with `gdalwarp {path} turned.tif`",
        ),
        (
            {"crs": "EPSG:2263", "transform": UTM["transform"]},
            "its map projection counts in 'US survey foot'; metres are read, "
            "carry it over with `gdalwarp -t_srs` into a projection in metres",
        ),
        (
            {"crs": "EPSG:4230"},
            "its latitudes and longitudes are of 'ED50', which can lie hundreds of metres from WGS 84; "
            "carry it over with `gdalwarp -t_srs EPSG:4326`",
        ),
        (
            {"crs": 'LOCAL_CS["a site plan",UNIT["metre",1]]', "transform": UTM["transform"]},
            "its reference system is neither latitude and longitude nor a map projection; "
            "carry it over with `gdalwarp -t_srs EPSG:4326`",
        ),
        (
            {"units": "ft"},
            "heights are in 'ft'; metres are read, convert them with "
            "`gdal_calc.py -A {path} --calc='A*0.3048' --type=Float32 --outfile=metres.tif`",
        ),
        (
            {"description": "Elevation, feet"},
            "heights are in 'feet'; metres are read, convert them with "
            "`gdal_calc.py -A {path} --calc='A*0.3048' --type=Float32 --outfile=metres.tif`",
        ),
        (
            {"crs": "EPSG:4269+6360"},
            "heights are in 'US survey foot'; metres are read, convert them with "
            "`gdal_calc.py -A {path} --calc='A*0.3048006096' --type=Float32 --outfile=metres.tif`",
        ),
        (
            {"units": "cm"},
            "heights are in 'cm'; metres are read, convert them with "
            "`gdal_calc.py -A {path} --calc='A*0.01' --type=Float32 --outfile=metres.tif`",
        ),
        ({"units": "chains"}, "heights are in 'chains'; metres are read, convert the file"),
        (
            {"scale": (0.0, 12.0)},
            "its heights are to be multiplied by a scale of 0 and raised by an offset of 12, which leaves "
            "nothing of them; write what they are stored with, for plain metres with "
            "`gdal_edit.py -scale 1 -offset 0 {path}`",
        ),
        (
            {"scale": (math.nan, 0.0)},
            "its heights are to be multiplied by a scale of nan and raised by an offset of 0, which leaves "
            "nothing of them; write what they are stored with, for plain metres with "
            "`gdal_edit.py -scale 1 -offset 0 {path}`",
        ),
        (
            {"crs": "EPSG:4326+5715"},
            "its reference system counts depths, downwards; heights above mean sea level are read, "
            "turn their sign and write another system into the file",
        ),
        (
            {"heights": np.zeros((3, 2, 2), dtype=np.uint8)},
            "has 3 bands of bytes, as a picture has; give a file whose first band is elevations in metres",
        ),
        (
            {"heights": np.zeros((2, 2), dtype=np.complex64)},
            "its first band is complex64; give a file whose first band is elevations in metres",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_what_cannot_be_read_as_it_lies_is_one_message(written, options, said):
    path = written(**options)
    assert message(path) == f"{path}: {said.format(path=path)}"


def test_a_file_too_large_to_hold_is_refused(written, monkeypatch):
    monkeypatch.setattr(canvas, "MOST_CELLS", 5)
    path = written()
    assert message(path) == (
        f"{path}: 2 x 3 cells are asked for, 6 in all; at most 5 are read; ask for a shorter range, "
        "cut it to the area with `gdalwarp -te`, or coarsen it with `-tr`"
    )


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path):
    path = str(tmp_path / "none.tif")
    assert message(path) == (
        f"{path}: cannot be read: No such file or directory; name an elevation file or a folder of tiles"
    )


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "none.tif").touch()
    path = str(tmp_path / "none.tif")
    assert message(path) == f"{path}: is empty, 0 bytes; write or fetch it again"


def test_a_site_far_from_the_map_is_told(written):
    path = written()
    assert message(path, (math.radians(50), math.radians(30), 100e3)) == (
        f"{path}: nothing of it lies within 100 km of 50.0000 deg north, 30.0000 deg east; "
        "move the site there or name a terrain file that covers it"
    )


VRT = """<VRTDataset rasterXSize="{width}" rasterYSize="2"><SRS>EPSG:4326</SRS>
<GeoTransform>30, 0.5, 0, 40, 0, -0.25</GeoTransform><VRTRasterBand dataType="Int16" band="1">{sources}
</VRTRasterBand></VRTDataset>"""
SOURCE = """<SimpleSource><SourceFilename relativeToVRT="1">{name}</SourceFilename><SourceBand>1</SourceBand>
<SrcRect xOff="0" yOff="0" xSize="3" ySize="2"/><DstRect xOff="{at}" yOff="0" xSize="3" ySize="2"/>
</SimpleSource>"""


@pytest.fixture
def mosaic(written, tmp_path):
    """Writes a VRT of tiles side by side; gives its path."""

    def write(width, **tiles):
        sources = "".join(SOURCE.format(name=f"{name}.tif", at=at) for name, at in tiles.items())
        (tmp_path / "both.vrt").write_text(VRT.format(width=width, sources=sources))
        return str(tmp_path / "both.vrt")

    written(name="a.tif")
    written(HEIGHTS + 100, name="b.tif")
    return write


def test_a_vrt_over_two_tiles_is_one_map(mosaic):
    grid = from_file(mosaic(6, a=0, b=3))
    np.testing.assert_array_equal(grid.heights, np.hstack([HEIGHTS, HEIGHTS + 100]))


def test_what_no_tile_of_a_vrt_covers_is_not_sea(mosaic):
    path = mosaic(8, a=0, b=5)
    assert message(path) == (
        f"{path}: 4 of 16 cells read are covered by none of its sources; "
        "add what is missing with `gdalbuildvrt`, or ask for a shorter range"
    )


def test_a_vrt_whose_tile_is_gone_is_not_sea(mosaic, tmp_path):
    path = mosaic(6, a=0, b=3)
    (tmp_path / "b.tif").unlink()
    assert message(path) == (
        f"{path}: {tmp_path / 'b.tif'}: cannot be read: No such file or directory; "
        "name an elevation file or a folder of tiles"
    )


def test_a_map_is_read_from_a_server_piece_by_piece(written, server):
    heights = (np.random.default_rng(1).random((2048, 2048)) * 3000).astype(np.float32)
    place = Affine(0.001, 0, 30, 0, -0.001, 40)
    written(heights, "served/big.tif", transform=place, tiled=True, blockxsize=256, blockysize=256)
    size = (server.folder / "big.tif").stat().st_size
    grid = from_file(f"{server.url}/big.tif", (math.radians(39), math.radians(31), 10e3))
    seen = grid.elevation(math.radians(39.0005), math.radians(31.0005))
    assert seen == pytest.approx(heights[999, 1000], abs=1e-6)
    assert sum(last - first + 1 for _, first, last in server.ranges) < size / 4


def test_a_map_that_a_server_does_not_have_is_told(server):
    url = f"{server.url}/none.tif"
    assert message(url) == (
        f"{url}: cannot be read as a raster (HTTP response code: 404); "
        "give a GeoTIFF, hgt or VRT of elevations in metres, or a folder of such tiles"
    )


def undeclared(value, count=16):
    heights = np.arange(100, 300, dtype=np.int16).reshape(10, 20)
    heights.flat[: 2 * count : 2] = value
    return heights


def test_one_impossible_height_repeated_is_told_as_a_mark_and_not_as_the_sea_floor(written):
    path = written(undeclared(-999))
    assert message(path) == (
        f"{path}: 16 of 200 cells read have impossible heights, 16 of them at -999 m; such a value may "
        "mark missing heights without the file saying so: if so, declare it with "
        f"`gdal_edit.py -a_nodata -999 {path}` and fill them, for instance with `gdal_fillnodata.py`, or cut "
        "the file to where it is whole; if not, set the sea to 0 m, for instance with "
        f"`gdal_calc.py -A {path} --calc='maximum(A,0)' --outfile=surface.tif`"
    )


def test_a_mark_is_named_as_it_stands_in_the_file(written):
    path = written(undeclared(-9999), scale=(0.1, 0.0))
    assert "16 of them at -999.9 m" in message(path)
    assert f"`gdal_edit.py -a_nodata -9999 {path}`" in message(path)


def test_several_marks_are_named_although_none_is_most_of_what_is_impossible(written):
    heights = np.arange(100, 500, dtype=np.int16).reshape(20, 20)
    heights[0], heights[1], heights[2, :4], heights[3] = -999, -1000, -600, -np.arange(1100, 1120)
    path = written(heights)
    assert message(path) == (
        f"{path}: 64 of 400 cells read have impossible heights, 20 of them at -1000 m, 20 of them at -999 m, "
        "4 of them at -600 m; such values may mark missing heights without the file saying so: if so, "
        f"declare one after the other, -1000, -999, -600, with `gdal_edit.py -a_nodata -1000 {path}` and "
        "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole; if not, or "
        f"for the others, set the sea to 0 m, for instance with "
        f"`gdal_calc.py -A {path} --calc='maximum(A,0)' "
        "--outfile=surface.tif`"
    )


def test_marks_are_counted_over_all_strips(written, monkeypatch):
    monkeypatch.setattr(canvas, "STRIP", 20)
    heights = np.arange(100, 500, dtype=np.int16).reshape(20, 20)
    heights[:, 0], heights[:, 1:3] = -600, -999
    assert "60 of 400 cells read have impossible heights, 40 of them at -999 m, 20 of them at -600 m" in (
        message(written(heights))
    )


def test_one_cell_with_a_usual_mark_is_named_as_it_stands_in_the_file(written):
    path = written(undeclared(-9999, 1), scale=(0.1, 0.0))
    assert "1 of 200 cells read have impossible heights, 1 of them at -999.9 m; such a value" in message(path)
    assert f"`gdal_edit.py -a_nodata -9999 {path}`" in message(path)


def test_a_usual_mark_among_many_depths_is_named_if_it_is_met_more_often_than_they_are(written):
    heights = -np.arange(1000, 5000, dtype=np.int16).reshape(50, 80)
    assert "as the sea floor is" in message(written(heights))
    heights[0, 0] = -999  # as often as every other depth
    assert "as the sea floor is" in message(written(heights))
    heights[0, :9] = -999
    assert "4000 of 4000 cells read have impossible heights, 9 of them at -999 m" in message(written(heights))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("void", [-1.79e308, 1.79e308, -math.inf])
def test_a_void_too_large_for_single_precision_is_found_without_a_warning(written, void):
    path = written(np.array([[1, void, 3, 4]], dtype=np.float64))
    assert message(path).startswith(f"{path}: 1 of 4 cells read have no height")


def test_a_mark_above_all_ground_is_no_height_in_feet(written):
    assert "3 of them at 20000 m" in message(written(undeclared(20_000, 3)))
    assert "; if not, and the heights are feet, convert them" in message(written(undeclared(20_000, 3)))


def test_a_sea_floor_of_many_depths_is_told_as_one(written):
    heights = np.arange(-3000, -2800, dtype=np.int16).reshape(10, 20)
    heights[0, :2] = -4000
    assert "as the sea floor is" in message(written(heights))


@pytest.mark.parametrize(
    ("raw", "scale", "height"),
    [(9999, (0.1, 0.0), 999.9), (-9999, (0.1, 2_000.0), 1_000.1), (-32767, (0.01, 400.0), 72.33)],
)
def test_what_is_a_height_once_scaled_is_no_mark(written, raw, scale, height):
    grid = from_file(written(np.full((2, 3), raw, np.int32), scale=scale))
    np.testing.assert_allclose(grid.heights, height, rtol=1e-5)


@pytest.mark.parametrize(("kind", "raw"), [("int16", 32767), ("int16", -32768), ("uint16", 65535)])
def test_the_ends_of_a_type_are_marks_whatever_the_scale(written, kind, raw):
    heights = np.full((2, 2), 100, kind)
    heights[0, 0] = raw
    assert "1 of 4 cells read have no height" in message(written(heights, scale=(0.1, 0.0)))


@pytest.mark.parametrize("said", ["elevation_ft", "ELEV_FEET", "height (ft)", "elevation, feet", "dem-ft"])
def test_feet_are_read_off_a_description(written, said):
    assert "; metres are read, convert them with `gdal_calc.py" in message(written(description=said))


# International yard and pound agreement of 1959; the foot of the US survey is 1200 / 3937 m; SI prefixes.
@pytest.mark.parametrize(
    ("said", "unit", "factor"),
    [
        ("elevation_cm", "cm", "0.01"),
        ("ELEV_CM_NAVD88", "CM", "0.01"),
        ("height (dm)", "dm", "0.1"),
        ("elevation [km]", "km", "1000"),
        ("height, millimetres", "millimetres", "0.001"),
        ("EGM96 height cm", "cm", "0.01"),
        ("elevation_usft", "usft", "0.3048006096"),
        ("elevation, US survey feet", "US survey feet", "0.3048006096"),
        ("NAVD88 ftUS", "ftUS", "0.3048006096"),
        ("NAVD88 feet used here", "feet", "0.3048"),
        ("depth in fathoms", "fathoms", "1.8288"),
    ],
)
def test_other_units_than_metres_are_read_off_a_description(written, said, unit, factor):
    path = written(description=said)
    assert message(path) == (
        f"{path}: heights are in {unit!r}; metres are read, convert them with "
        f"`gdal_calc.py -A {path} --calc='A*{factor}' --type=Float32 --outfile=metres.tif`"
    )


@pytest.mark.parametrize(
    "said",
    [
        "elevation", "left", "software", "shift_m", "draft", "dem", "cmap", "kml", "soft", "cmyk", "admin",
        "SRTM 1 km", "GMTED2010_1km_mean", "0.5 km DEM", "30 metre heights", "height in metres", "Band 1",
        "users per km2", "1 kilometre grid",
    ],
)  # fmt: skip
def test_words_that_hold_the_letters_and_sizes_of_cells_are_no_unit(written, said):
    assert from_file(written(description=said)).shape == (2, 3)


@pytest.mark.parametrize(
    ("band", "name", "unit"),
    [
        (True, "units", "feet"),
        (True, "units", "cm"),
        (True, "units", "decimetre"),
        (True, "vertical_units", "feet"),
        (True, "UnitType", "us-ft"),
        (True, "Z_UNIT_NAME", "centimeters"),
        (False, "units", "feet"),
        (False, "VERTICAL_UNITS", "US survey foot"),
        (False, "elevation unit", "km"),
    ],
)
def test_other_units_than_metres_are_read_off_a_tag_of_the_band_or_the_file(written, band, name, unit):
    path = written()
    with rasterio.open(path, "r+") as file:
        file.update_tags(*([1] if band else []), **{name: unit})
    assert f"heights are in {unit!r}; metres are read, convert them with `gdal_calc.py" in message(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("units", "metre"),
        ("units", "m"),
        ("horizontal_units", "km"),
        ("x#units", "km"),
        ("LinearUnits", "feet"),
        ("STATISTICS_MEAN", "1 ft"),
        ("product", "soft cm km ft"),
        ("community", "feet"),
        ("TIFFTAG_SOFTWARE", "dem_km 3"),
    ],
)
def test_tags_of_other_things_are_no_unit_of_heights(written, name, said):
    path = written()
    with rasterio.open(path, "r+") as file:
        file.update_tags(**{name: said})
        file.update_tags(1, **{name: said})
    assert from_file(path).shape == (2, 3)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ASTGTMV003_N37E035_num.tif", "by its name is not heights but the _num of ASTER GDEM"),
        ("TDM1_DEM__30_N37E035_HEM.tif", "by its name is not heights but the _HEM of TanDEM-X"),
    ],
)
def test_a_mask_named_instead_of_its_heights_is_told(written, name, said):
    ending = "_dem" if "AST" in name else "_DEM"
    path = written(name=name)
    assert message(path) == (
        f"{path}: {said}; name the file that ends in {ending}, or give it another name if it is heights"
    )
