import json
import math

import numpy as np
import pytest
from rasterio.transform import Affine

from openiads.ground.errors import TerrainError
from openiads.terrain import manifest
from openiads.terrain.files import from_file
from openiads.terrain.tiles import corner
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
    manifest.write(tmp_path / "tiles", told)
    grid = from_file(path)
    at = math.radians(36.5), math.radians(31.5)
    assert (float(grid.elevation(*at)), bool(grid.is_sea(*at))) == (0.0, True)
    assert not grid.is_sea(math.radians(36.5), math.radians(30.5))
    assert grid.source == f"user tiles {path}; theirs"


def test_one_fetched_tile_by_itself_says_whose_it_is(folder, tmp_path):
    folder((36, 30))
    name = COPERNICUS.format(ns="N", lat=36, ew="E", lon=30)
    manifest.write(tmp_path / "tiles", {"tiles": {name: {}}, "attribution": "theirs"})
    path = str(tmp_path / "tiles" / name)
    assert from_file(path).source == f"user file {path}; theirs"


@pytest.mark.parametrize("text", ["{", json.dumps({"tiles": []})])
def test_a_list_that_is_broken_is_told(folder, tmp_path, text):
    path = folder((36, 30))
    (tmp_path / "tiles" / manifest.NAME).write_text(text)
    assert message(path).startswith(f"{path}/openiads-tiles.json: is no list of fetched tiles (")
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
