"""GeoTIFF: what rasterio reads back is what was written, where it was."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import rasterio

from openiads.export.geotiff import Band, write_geotiff
from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.units import DEG
from openiads.terrain.files.globe import NORTH, SPACING, WEST
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import Projection

SHAPE = 700, 900
VALUES = np.add.outer(np.arange(700.0), np.arange(900.0)).astype(np.float32)
VALUES[0, 0], VALUES[5, 7] = np.nan, np.inf
LOWEST = Band(VALUES, "lowest visible height above ground", "m")
TAGS = {"scenario": "turkey-2017", "refraction": 4 / 3, "openiads": "9.8.7"}


def grid(**changes) -> Grid:
    """Cells of 30 arc-seconds, or of what the test asks."""
    parts = {"north": NORTH, "west": WEST, "row_spacing": SPACING, "column_spacing": SPACING}
    return Grid("made-up", np.zeros(SHAPE, np.float32), **(parts | changes))


def test_a_file_gives_back_values_place_and_provenance(tmp_path):
    path = write_geotiff(tmp_path / "map.tif", grid(), [LOWEST, LOWEST], TAGS)
    with rasterio.open(path) as dataset:
        assert dataset.read(2) == pytest.approx(VALUES, nan_ok=True)
        assert dataset.crs.to_epsg() == 4326
        assert dataset.bounds == pytest.approx((19.0, 48.0 - 700 / 120, 19.0 + 900 / 120, 48.0), abs=1e-12)
        assert math.isnan(dataset.nodata)
        assert dataset.descriptions == (LOWEST.description,) * 2
        assert dataset.units == ("m", "m")
        tags = dataset.tags()
        assert {name: tags[name] for name in TAGS} == {name: str(value) for name, value in TAGS.items()}
        assert dataset.transform[:6] == pytest.approx((1 / 120, 0.0, 19.0, 0.0, -1 / 120, 48.0), abs=1e-15)


def test_it_is_cloud_optimised(tmp_path):
    with rasterio.open(write_geotiff(tmp_path / "map.tiff", grid(), [LOWEST], TAGS)) as dataset:
        structure = dataset.tags(ns="IMAGE_STRUCTURE")
        assert structure["LAYOUT"] == "COG"
        assert structure["COMPRESSION"] == "DEFLATE"
        assert not dataset.overviews(1)
        assert dataset.block_shapes == [(512, 512)]


def test_overviews_of_a_large_map_hold_values_that_are_in_it(tmp_path):
    large = replace(grid(), heights=np.zeros((100, 3_000), np.float32))
    striped = np.full(large.heights.shape, 300.0, dtype=np.float32)
    striped[::2, :] = 100.0
    path = write_geotiff(tmp_path / "map.tif", large, [Band(striped, "")], {})
    with rasterio.open(path, overview_level=0) as dataset:
        assert set(np.unique(dataset.read(1))) <= {np.float32(100.0), np.float32(300.0)}


def test_projected_grids_keep_their_projection_and_metres(tmp_path):
    metres = {"north": 4_200e3, "west": 650e3, "row_spacing": 30.0, "column_spacing": 30.0}
    utm = grid(projection=Projection("EPSG:32636"), **metres)
    with rasterio.open(write_geotiff(tmp_path / "map.tif", utm, [LOWEST], {})) as dataset:
        assert dataset.crs.to_epsg() == 32636
        assert dataset.transform[:6] == pytest.approx((30.0, 0.0, 650e3, 0.0, -30.0, 4_200e3))


def test_degrees_keep_the_datum_of_their_map(tmp_path):
    """North American maps are in NAD83, metres from where WGS 84 puts the same degrees."""
    with rasterio.open(
        write_geotiff(tmp_path / "map.tif", grid(geographic="EPSG:4269"), [LOWEST], {})
    ) as dataset:
        assert dataset.crs.to_epsg() == 4269


def test_classes_are_bytes_with_255_for_no_data(tmp_path):
    classes = np.zeros(SHAPE, dtype=np.uint8)
    classes[3, 4] = 255
    with rasterio.open(write_geotiff(tmp_path / "map.tif", grid(), [Band(classes, "radars")], {})) as dataset:
        assert dataset.dtypes == ("uint8",)
        assert dataset.nodata == 255
        assert (dataset.read(1, masked=True).mask == (classes == 255)).all()


def test_small_grids_are_written_too(tmp_path):
    small = Grid("small", np.zeros((3, 4), np.float32), 0.7, 0.6, DEG, DEG)
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    with rasterio.open(write_geotiff(tmp_path / "map.tif", small, [Band(values, "")], {})) as dataset:
        assert (dataset.read(1) == values).all()


def test_the_same_input_gives_the_same_bytes(tmp_path):
    once, again = (write_geotiff(tmp_path / f"{n}.tif", grid(), [LOWEST], TAGS).read_bytes() for n in "ab")
    assert once == again


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    import rasterio.shutil

    def broken(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rasterio.shutil, "copy", broken)
    with pytest.raises(OutputError) as caught:
        write_geotiff(tmp_path / "map.tif", grid(), [LOWEST], {})
    assert str(caught.value) == (
        f"{tmp_path / 'map.tif'}: cannot be written: No space left on device; free some space"
    )
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "map.tif"
    path.write_bytes(b"precious")
    with pytest.raises(OutputError) as caught:
        write_geotiff(path, grid(), [LOWEST], {})
    assert str(caught.value) == f"{path}: exists already; remove it or name another file"
    assert path.read_bytes() == b"precious"


SMALL = Band(np.zeros((2, 2), np.float32), "odd")
WHOLE = Band(np.zeros(SHAPE, np.int64), "count")
REFUSED = {
    "a GeoTIFF was asked for without a band; give at least one": [],
    "band 'odd' has the shape (2, 2); the grid 'made-up' has (700, 900), give arrays on that grid": [SMALL],
    "bands of a GeoTIFF are of type float32, int64; allowed is one of float32, uint8, uint16, uint32, "
    "write others to a file of their own": [LOWEST, WHOLE],
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_cannot_be_written_is_refused_with_a_remedy(told, tmp_path):
    with pytest.raises(OutOfRange) as caught:
        write_geotiff(tmp_path / "map.tif", grid(), REFUSED[told], {})
    assert str(caught.value) == told


def test_the_name_says_what_the_file_is(tmp_path):
    path = tmp_path / "map.png"
    with pytest.raises(OutOfRange) as caught:
        write_geotiff(path, grid(), [LOWEST], {})
    assert str(caught.value) == f"{path}: a GeoTIFF is named .tif or .tiff, not '.png'; use that ending"
