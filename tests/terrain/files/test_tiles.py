import json
import math

import numpy as np
import pytest
from rasterio.transform import Affine

from openiads.ground.errors import TerrainError
from openiads.terrain.fetching import tiles_manifest
from openiads.terrain.files.from_file import from_file
from openiads.terrain.maps.tile_names import corner
from tests.maps import tile_place

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

COPERNICUS = "Copernicus_DSM_COG_30_{ns}{lat:02d}_00_{ew}{lon:03d}_00_DEM.tif"
SRTM = "{ns}{lat:02d}{ew}{lon:03d}.hgt"


def ground(south, west, posts, shared):
    """A plane that any tile continues: latitude and longitude give the height [m]."""
    place = tile_place(south, west, posts, shared)
    rows, columns = np.mgrid[:posts, :posts]
    return 4500 + 50 * (place.f + (rows + 0.5) * place.e) + 10 * (place.c + (columns + 0.5) * place.a)


@pytest.fixture
def folder(written, tmp_path):
    """Writes one-degree tiles by their corners; gives the folder's path."""

    def write(*corners, pattern=COPERNICUS):
        srtm = pattern == SRTM
        posts = 1201 if srtm else 60
        for south, west in corners:
            name = pattern.format(
                ns="S" if south < 0 else "N", lat=abs(south), ew="W" if west < 0 else "E", lon=abs(west)
            )
            heights = np.round(ground(south, west, posts, srtm)).astype(np.int16)
            more = {"driver": "SRTMHGT"} if srtm else {}
            written(heights, f"tiles/{name}", transform=tile_place(south, west, posts, srtm), **more)
        return str(tmp_path / "tiles")

    return write


def around(latitude, longitude, reach):
    return math.radians(latitude), math.radians(longitude), reach


def message(path, asked=None):
    with pytest.raises(TerrainError) as caught:
        from_file(path, asked)
    return str(caught.value)


@pytest.mark.parametrize("pattern", [COPERNICUS, SRTM])
@pytest.mark.parametrize(("south", "west"), [(36, 30), (-35, -71)])
def test_tiles_side_by_side_are_one_map(folder, pattern, south, west):
    path = folder((south, west), (south, west + 1), (south + 1, west), (south + 1, west + 1), pattern=pattern)
    grid = from_file(path)
    assert grid.heights.shape == ((2401, 2401) if pattern == SRTM else (120, 120))
    assert not np.isnan(grid.heights).any()
    for lat, lon in [(south + 0.5, west + 0.5), (south + 1.0, west + 1.0), (south + 1.6, west + 0.9)]:
        expected = 4500 + 50 * lat + 10 * lon
        assert grid.elevation(math.radians(lat), math.radians(lon)) == pytest.approx(expected, abs=1)
    assert (grid.name, grid.source) == (path, f"user tiles {path}")


def test_only_tiles_within_reach_are_opened(folder, tmp_path):
    path = folder((36, 30), (36, 31), (36, 32))
    (tmp_path / "tiles" / COPERNICUS.format(ns="N", lat=36, ew="E", lon=33)).write_bytes(b"broken")
    grid = from_file(path, around(36.5, 31.0, 40e3))
    assert grid.elevation(math.radians(36.5), math.radians(31.0)) == pytest.approx(6635, abs=1)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [(COPERNICUS, "Copernicus_DSM_COG_30_N37_00_E031_00_DEM.tif"), (SRTM, "N37E031.hgt")],
)
def test_a_missing_tile_is_named_and_never_sea(folder, pattern, name):
    path = folder((36, 30), (36, 31), (37, 30), (38, 31), pattern=pattern)
    assert message(path, around(36.9, 31.1, 30e3)) == (
        f"{path}: {name} is missing within 30 km of the site; a missing tile is not taken for sea, "
        "fetch it with `openiads terrain fetch` or ask for a shorter range"
    )


def test_several_missing_tiles_are_named_together(folder):
    path = folder((36, 30), (37, 31))
    assert message(path) == (
        f"{path}: Copernicus_DSM_COG_30_N36_00_E031_00_DEM.tif, Copernicus_DSM_COG_30_N37_00_E030_00_DEM.tif "
        "are missing; a missing tile is not taken for sea, "
        "fetch them with `openiads terrain fetch` or ask for a shorter range"
    )


def test_a_reach_beyond_the_folder_names_what_is_missing_there(folder):
    path = folder((36, 30), (36, 31))
    assert "N37_00_E030" in message(path, around(36.5, 31.0, 80e3))


def test_the_void_of_a_tile_is_told_by_its_name(folder, written, tmp_path):
    path = folder((36, 30), (36, 31))
    heights = np.full((60, 60), 5, dtype=np.int16)
    heights[3, 4] = -32768
    broken = COPERNICUS.format(ns="N", lat=36, ew="E", lon=31)
    written(heights, f"tiles/{broken}", transform=tile_place(36, 31, 60, False))
    assert message(path) == (
        f"{tmp_path}/tiles/{broken}: 1 of 3600 cells read have no height; "
        "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"
    )


def test_tiles_of_any_name_are_joined_by_where_they_lie(written, tmp_path):
    place = Affine(1000, 0, 400_000, 0, -1000, 4_400_000)
    utm = {"crs": "EPSG:32636"}
    written(np.full((10, 10), 7, np.int16), "tiles/one.tif", transform=place, **utm)
    written(
        np.full((10, 10), 8, np.int16), "tiles/two.tif", transform=place * Affine.translation(10, 0), **utm
    )
    grid = from_file(str(tmp_path / "tiles"))
    assert grid.heights[0].tolist() == [7] * 10 + [8] * 10


def test_a_hole_between_tiles_of_any_name_is_told_by_its_place(written, tmp_path):
    place = Affine(0.1, 0, 30, 0, -0.1, 40)
    heights = np.full((10, 10), 7, np.int16)
    written(heights, "tiles/one.tif", transform=place)
    written(heights, "tiles/two.tif", transform=place * Affine.translation(20, 0))
    path = str(tmp_path / "tiles")
    assert message(path) == (
        f"{path}: no tile covers 100 cells, between 39 to 40 deg north and 31 to 32 deg east; "
        "a missing tile is not taken for sea, add it or ask for a shorter range"
    )


def test_tiles_of_another_spacing_are_not_joined(written, tmp_path):
    written(name="tiles/a.tif")
    written(name="tiles/b.tif", transform=Affine(0.25, 0, 31.5, 0, -0.25, 40))
    assert message(str(tmp_path / "tiles")) == (
        f"{tmp_path}/tiles/b.tif: its cells are of another size, system or position than those of "
        f"{tmp_path}/tiles/a.tif, so the two cannot be joined without resampling; "
        "make one file of them with `gdalwarp`"
    )


def test_tiles_meet_across_the_date_line(folder):
    path = folder((10, 179), (10, -180))
    grid = from_file(path, around(10.5, 180.0, 40e3))
    assert grid.elevation(math.radians(10.5), math.radians(179.9)) == pytest.approx(6824, abs=1)
    assert grid.elevation(math.radians(10.5), math.radians(-179.9)) == pytest.approx(3226, abs=1)


def test_squares_that_the_list_of_the_source_calls_sea_are_sea(folder, tmp_path):
    path = folder((36, 30), (37, 30), (37, 31))
    told = {"tiles": {}, "sea": [COPERNICUS.format(ns="N", lat=36, ew="E", lon=31)], "attribution": "theirs"}
    tiles_manifest.write(tmp_path / "tiles", told)
    grid = from_file(path)
    at = math.radians(36.5), math.radians(31.5)
    assert (float(grid.elevation(*at)), bool(grid.is_sea(*at))) == (0.0, True)
    assert not grid.is_sea(math.radians(36.5), math.radians(30.5))
    assert grid.source == f"user tiles {path}; theirs"


def test_one_fetched_tile_by_itself_says_whose_it_is(folder, tmp_path):
    folder((36, 30))
    name = COPERNICUS.format(ns="N", lat=36, ew="E", lon=30)
    tiles_manifest.write(tmp_path / "tiles", {"tiles": {name: {}}, "attribution": "theirs"})
    path = str(tmp_path / "tiles" / name)
    assert from_file(path).source == f"user file {path}; theirs"


@pytest.mark.parametrize("text", ["{", json.dumps({"tiles": []})])
def test_a_list_that_is_broken_is_told(folder, tmp_path, text):
    path = folder((36, 30))
    (tmp_path / "tiles" / tiles_manifest.NAME).write_text(text)
    assert message(path).startswith(f"{path}/openiads-tiles.json: is not a list of fetched tiles (")
    assert message(path).endswith("); delete it and fetch the tiles again")


def test_a_folder_without_tiles_is_told(tmp_path):
    assert message(str(tmp_path)) == (
        f"{tmp_path}: has no tiles; put files ending in "
        ".tif, .tiff, .hgt, .hgt.gz, .hgt.zip, .dt0, .dt1, .dt2, .img, .asc there, "
        "or fetch some with `openiads terrain fetch`"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("N36E036.hgt", (36, 36)),
        ("n37_w123_1arc_v3.tif", (37, -123)),
        ("Copernicus_DSM_COG_10_S02_00_E006_00_DEM.tif", (-2, 6)),
        ("ASTGTMV003_N36E036_dem.tif", (36, 36)),
        ("ALPSMLC30_N036E036_DSM.tif", (36, 36)),
        ("ankara.tif", None),
    ],
)
def test_a_tile_is_known_by_the_corner_in_its_name(name, expected):
    assert corner(name) == expected


@pytest.mark.parametrize("corners", [(178, 179, -180, -179), (-179, 178, -180, 179)])
def test_a_folder_across_the_date_line_is_complete_and_runs_on(folder, corners):
    grid = from_file(folder(*((10, west) for west in corners)))
    assert grid.shape == (60, 240)
    elsewhere = np.concatenate([ground(10, west, 60, False) for west in (178, 179, -180, -179)], axis=1)
    np.testing.assert_allclose(grid.heights, np.round(elsewhere), atol=0.5)
    assert grid.elevation(math.radians(10.5), math.radians(-178.5)) == pytest.approx(3240, abs=1)


def test_sea_and_gaps_beyond_the_date_line_are_known_by_their_names(folder, tmp_path):
    path = folder((10, 178), (10, -180))
    named = [COPERNICUS.format(ns="N", lat=10, ew=ew, lon=lon) for ew, lon in (("E", 179), ("W", 179))]
    assert named[0] in message(path)
    # The list names a square to either side; counted from the first tile, one lies a turn away.
    tiles_manifest.write(tmp_path / "tiles", {"tiles": {}, "sea": named})
    for line in (180.0, -180.0, -179.0):
        grid = from_file(path, around(10.5, line, 45e3))
        west, east = (bool(grid.is_sea(math.radians(10.5), math.radians(line + d))) for d in (-0.3, 0.3))
        assert (west, east) == ((False, True) if line == -179.0 else (True, False))


PRODUCTS = {
    "ASTER": ("ASTGTMV003_N37E035_dem.tif", ["ASTGTMV003_N37E035_num.tif"]),
    "ALOS": ("ALPSMLC30_N037E035_DSM.tif", ["ALPSMLC30_N037E035_MSK.tif", "ALPSMLC30_N037E035_STK.tif"]),
    "ALOS, early": ("N037E035_AVE_DSM.tif", ["N037E035_AVE_MSK.tif", "N037E035_AVE_STK.tif"]),
    "TanDEM-X": (
        "TDM1_DEM__30_N37E035_DEM.tif",
        ["TDM1_DEM__30_N37E035_HEM.tif", "TDM1_DEM__30_N37E035_WAM.tif", "TDM1_DEM__30_N37E035_COV.tif"],
    ),
    "Copernicus": (
        "Copernicus_DSM_COG_10_N37_00_E035_00_DEM.tif",
        [
            f"AUXFILES/Copernicus_DSM_COG_10_N37_00_E035_00_{kind}.tif"
            for kind in ("EDM", "FLM", "HEM", "WBM")
        ],
    ),
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_folder_as_unzipped_is_read_by_its_heights_alone(written, tmp_path, product):
    """Masks and counts of the same cells, last by name, painted over the heights."""
    heights, others = PRODUCTS[product]
    place = tile_place(37, 35, 60, False)
    expected = np.round(ground(37, 35, 60, False)).astype(np.int16)
    written(expected, f"tiles/{heights}", transform=place)
    for name in others:
        written(np.full((60, 60), 30, np.uint8), f"tiles/{name}", transform=place)
    grid = from_file(str(tmp_path / "tiles"))
    np.testing.assert_array_equal(grid.heights, expected)
    assert grid.source.endswith(f"tiles; left out, by their names not heights: {len(others)}")


def test_a_folder_of_nothing_but_masks_has_no_tiles(written, tmp_path):
    written(name="tiles/ASTGTMV003_N37E035_num.tif")
    assert message(str(tmp_path / "tiles")).startswith(
        f"{tmp_path}/tiles: has no tiles, but 1 that by their names hold none; put files ending in .tif"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("N37E035.tif", "N37E035_hillshade.tif"),
        ("N37E035_v2.tif", "N37E035_v3.tif"),
        ("a/N37E035.tif", "b/N37E035.tif"),
        ("N37E035.tif", "slope/N37E035.tif"),
    ],
)
def test_two_files_of_the_same_ground_are_told_by_both_names(written, tmp_path, first, second):
    place = tile_place(37, 35, 60, False)
    for name, height in ((first, 400), (second, 200)):
        written(np.full((60, 60), height, np.int16), f"tiles/{name}", transform=place)
    folder = f"{tmp_path}/tiles"
    assert message(folder) == (
        f"{folder}: {first} and {second} cover the same ground, 60 x 60 cells of it; which of them "
        "to read is not guessed; move the other out of the folder or name one file"
    )


@pytest.mark.parametrize(("shared", "refused"), [(0, False), (1, False), (2, False), (3, True), (30, True)])
def test_tiles_may_share_an_edge_and_no_more(written, tmp_path, shared, refused):
    step = 1.0 / 60
    for name, west in (("a", 35.0), ("b", 36.0 - shared * step)):
        heights = np.full((60, 60), 100, np.int16)
        written(heights, f"tiles/{name}.tif", transform=Affine(step, 0, west, 0, -step, 38))
    if refused:
        assert "cover the same ground" in message(str(tmp_path / "tiles"))
    else:
        assert from_file(str(tmp_path / "tiles")).shape == (60, 120 - shared)


@pytest.mark.parametrize(
    ("top", "left", "rows", "columns"),
    [(0, 30, 60, 2), (20, 0, 1, 60), (20, 30, 2, 2), (0, 0, 60, 2), (58, 0, 2, 60), (0, 59, 60, 1)],
)
def test_a_strip_within_another_tile_is_no_neighbour_of_it(written, tmp_path, top, left, rows, columns):
    step = 1.0 / 60
    place = Affine(step, 0, 35, 0, -step, 38)
    written(np.full((60, 60), 100, np.int16), "tiles/a.tif", transform=place)
    strip = place * Affine.translation(left, top)
    written(np.full((rows, columns), 5, np.int16), "tiles/b.tif", transform=strip)
    assert message(str(tmp_path / "tiles")) == (
        f"{tmp_path}/tiles: a.tif and b.tif cover the same ground, {rows} x {columns} cells of it; "
        "which of them to read is not guessed; move the other out of the folder or name one file"
    )


def test_narrow_tiles_that_share_an_edge_and_a_corner_are_neighbours(written, tmp_path):
    step = 1.0 / 60
    place = Affine(step, 0, 35, 0, -step, 38)
    for top in (0, 59):
        for left, columns in ((0, 60), (59, 2), (60, 2)):
            at = place * Affine.translation(left, top)
            written(np.full((60, columns), 7, np.int16), f"tiles/{top}-{left}.tif", transform=at)
    assert from_file(str(tmp_path / "tiles")).shape == (119, 62)


def test_what_an_archive_of_macos_leaves_beside_tiles_is_no_tile(folder, tmp_path):
    path = folder((36, 30))
    (tmp_path / "tiles" / "._N36E030.tif").write_bytes(bytes.fromhex("00051607000200004d6163204f532058"))
    (tmp_path / "tiles" / "__MACOSX").mkdir()
    (tmp_path / "tiles" / "__MACOSX" / "N36E031.tif").write_bytes(b"no raster")
    assert from_file(path).shape == (60, 60)
