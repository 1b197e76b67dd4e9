"""Windows and blocks of a map: hand-made numbers, voids, tiles, memory."""

from __future__ import annotations

import json
import math
import tracemalloc

import numpy as np
import pytest
from rasterio.transform import Affine

from openiads.ground.errors import TerrainError
from openiads.terrain.files import blocks
from openiads.terrain.files.blocks import Memory, read, source_of
from openiads.terrain.files.globe import builtin
from openiads.terrain.files.sources import ground_at
from openiads.terrain.maps.outline import Around
from tests.maps import tile_place, written

__all__ = ["written"]

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

UTM = {"crs": "EPSG:32636", "transform": Affine(100, 0, 500_000, 0, -100, 4_100_000)}
EVERYTHING = Around(math.radians(37.0), math.radians(33.0), 200e3)
"""500 km east and 4,095 km north in zone 36 is 37.0 north and 33 east, its middle meridian."""
# By hand: 2 x 2 blocks of these have means 3, 25 / 5, 100 and highest 4, 40 / 8, 400.
HAND = np.array([[1, 3, 10, 20], [4, 4, 30, 40], [8, 2, 0, 0], [6, 4, 0, 400]], dtype=np.float32)


def of(path, size, *discs):
    with source_of(path) as source:
        return read(source, discs or [EVERYTHING], size)


def test_a_block_has_its_mean_and_its_highest_height(written):
    grid = of(written(HAND, **UTM), 2)
    np.testing.assert_array_equal(grid.heights, [[3, 25], [5, 100]])
    np.testing.assert_array_equal(grid.with_surface("max").heights, [[4, 40], [8, 400]])
    assert (grid.north, grid.west) == (4_100_000, 500_000)
    assert (grid.row_spacing, grid.column_spacing) == (200, 200)
    # The zone's scale is 0.9996 on its central meridian, where this map lies.
    assert (grid.cell, grid.blocks.cell) == pytest.approx((200 / 0.9996, 100 / 0.9996), rel=1e-6)
    assert grid.blocks.size == 2
    assert grid.projection.crs == "EPSG:32636"


def test_a_crop_keeps_the_highest_heights_of_its_own_blocks(written):
    part = of(written(HAND, **UTM), 2).cut(slice(1, 2), slice(0, 2))
    np.testing.assert_array_equal(part.with_surface("max").heights, [[8, 400]])
    assert part.north == 4_099_800


def test_blocks_that_the_edge_cuts_are_left_out(written):
    ragged = np.pad(HAND, ((0, 1), (0, 1)), constant_values=9000)
    np.testing.assert_array_equal(of(written(ragged, **UTM), 2).heights, [[3, 25], [5, 100]])


def hills(rows, columns):
    rng = np.random.default_rng(7)
    return rng.uniform(0, 2000, (rows, columns)).astype(np.float32)


def test_pieces_and_windows_give_the_same_blocks(written, monkeypatch):
    heights = hills(60, 90)
    path = written(heights, **UTM)
    by_hand = heights.reshape(20, 3, 30, 3)
    whole = of(path, 3)
    np.testing.assert_allclose(whole.heights, by_hand.mean(axis=(1, 3), dtype=np.float64), rtol=1e-6)
    np.testing.assert_array_equal(whole.blocks.highest, by_hand.max(axis=(1, 3)))
    monkeypatch.setattr(blocks, "PATCH", 7)
    pieces = of(path, 3)
    np.testing.assert_array_equal(pieces.heights, whole.heights)
    # A disc of 1 km around the cell of row 30 and column 45, whose first cell is no first of a block.
    place = whole.projection.inverse(504_550.0, 4_096_950.0)
    part = of(path, 3, Around(float(place[0]), float(place[1]), 1_000.0))
    top, left = (round(x / 300) for x in (4_100_000 - part.north, part.west - 500_000))
    rows, columns = part.heights.shape
    assert 6 <= rows <= 12
    known = ~np.isnan(part.heights)
    same = whole.heights[top : top + rows, left : left + columns]
    np.testing.assert_array_equal(part.heights[known], same[known])
    assert known.sum() >= math.pi * (10 / 3) ** 2


def test_single_cells_of_a_window_are_those_of_the_map(written):
    heights = hills(60, 90)
    place = of(written(heights, **UTM), 1)
    np.testing.assert_array_equal(place.heights, heights)
    assert place.blocks is None


@pytest.mark.parametrize("size", [1, 2])
def test_a_void_in_reach_is_an_error_and_beyond_it_unknown_but_never_sea(written, monkeypatch, size):
    heights = hills(40, 40)
    heights[4, 5] = -9999.0
    path = written(heights, nodata=-9999.0, **UTM)
    with pytest.raises(TerrainError) as caught:
        of(path, size)
    assert str(caught.value) == (
        f"{path}: 1 of 1600 cells read have no height; fill them, for instance with `gdal_fillnodata.py`, "
        "or cut the file to where it is whole"
    )
    middle = of(path, 1, Around(*corner_of(path, 30.5, 30.5), 300.0)).projection.inverse(503_050, 4_096_950)
    grid = of(path, size, Around(float(middle[0]), float(middle[1]), 2_000.0))
    assert not (grid.heights == 0.0).any()
    top, left = (round(x / (100 * size)) for x in (4_100_000 - grid.north, grid.west - 500_000))
    if top <= 4 // size and left <= 5 // size:
        assert np.isnan(grid.heights[4 // size - top, 5 // size - left])
        if size > 1:
            assert np.isnan(grid.blocks.highest[4 // size - top, 5 // size - left])


def corner_of(path, row, column):
    with source_of(path) as source:
        latitude, longitude = source.outline.place(row, column)
    return float(latitude), float(longitude)


def test_a_folder_of_tiles_reads_as_one_map_and_a_missing_tile_is_told(written, tmp_path):
    heights = hills(48, 72).round()
    for row, south in enumerate((37, 36)):
        for column, west in enumerate((30, 31, 32)):
            part = heights[24 * row : 24 * row + 24, 24 * column : 24 * column + 24]
            written(part, f"tiles/N{south}E0{west}.tif", transform=tile_place(south, west, 24, shared=False))
    folder = str(tmp_path / "tiles")
    disc = Around(math.radians(37.0), math.radians(31.5), 300e3)
    grid = of(folder, 4, disc)
    np.testing.assert_allclose(
        grid.heights, heights.reshape(12, 4, 18, 4).mean(axis=(1, 3), dtype=np.float64), rtol=1e-6
    )
    assert math.degrees(grid.north) == pytest.approx(38.0 + 0.5 / 24)  # Copernicus counts from centres
    (tmp_path / "tiles" / "N36E031.tif").unlink()
    with pytest.raises(TerrainError) as caught:
        of(folder, 4, disc)
    assert str(caught.value) == (
        f"{folder}: N36E031.tif is missing; a missing tile is not taken for sea, fetch it with "
        "`openiads terrain fetch` or ask for a shorter range"
    )
    told = {"tiles": {}, "sea": ["N36E031"], "attribution": "of whom"}
    (tmp_path / "tiles" / "openiads-tiles.json").write_text(json.dumps(told))
    sea = of(folder, 4, disc)
    assert (sea.heights[6:, 6:12] == 0.0).all()
    assert sea.sea[6:, 6:12].all()
    assert sea.sea.sum() == 36


def test_the_built_in_map_is_taken_together_with_its_sea():
    whole = builtin()
    disc = Around(math.radians(40.0), math.radians(27.0), 60e3)
    grid = read(Memory(whole), [disc], 6)
    top, left = (round(float(x) - 2.5) for x in whole.locate(*grid.place(0, 0)))
    here = slice(top, top + 6), slice(left, left + 6)
    assert math.degrees(grid.north) * 20 == pytest.approx(round(math.degrees(grid.north) * 20))
    assert grid.heights[0, 0] == pytest.approx(whole.heights[here].mean())
    assert grid.sea is not None
    assert 0.1 < grid.sea.mean() < 0.9


def test_a_map_smaller_than_a_block_is_told(written):
    path = written(HAND, **UTM)
    with pytest.raises(TerrainError) as caught:
        of(path, 5)
    assert str(caught.value) == (
        f"{path}: has no whole block of 5 x 5 cells where it is asked for; "
        "name a map that covers it, or ask for smaller cells"
    )


def test_reading_blocks_takes_memory_for_pieces_only(written):
    path = written(np.full((5000, 6000), 700, np.int16), compress="deflate", **UTM)
    tracemalloc.start()
    try:
        grid = of(path, 10, Around(math.radians(37.0), math.radians(33.0), 900e3))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert grid.heights.shape == (500, 600)
    assert (grid.heights == 700).all()
    # 120 MB for all of the heights.
    assert most < 90e6


def test_sites_on_a_vast_map_are_looked_up_one_by_one(written, monkeypatch):
    path = written(HAND, **UTM)
    whole = ground_at(path)
    place = corner_of(path, 1.0, 2.0)
    assert whole(*place, "radar.one") == pytest.approx(30.0, abs=1e-3)
    monkeypatch.setattr("openiads.terrain.files.sources.MOST_WHOLE", 10)
    vast = ground_at(path)
    assert vast(*place, "radar.one") == pytest.approx(30.0, abs=1e-3)
    with pytest.raises(TerrainError) as caught:
        vast(math.radians(38.0), place[1], "radar.one")
    assert str(caught.value) == (
        f"radar.one: {path}: has no cell where it is asked for; name a map that covers it"
    )
