"""The same hills and the same defence elsewhere on the same parallels: every number must be the same.

And the same hills in another projection: areas are those of the ground, not of the paper.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rasterio.warp import Resampling, reproject

from openiads.study.coverage.answer import cover
from openiads.study.coverage.coverage_numbers import Key
from openiads.study.coverage.question import question
from tests.study.coverage_scenes import battery, radar, scene

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

WEST, NORTH, STEP, SHAPE = 35.5, 38.5, 0.025, (140, 140)
SHIFT = 142.6
"""Brings 37.4 degrees east to the date line."""
HERE = 37.4


def hills(rows, columns):
    y, x = np.mgrid[:rows, :columns]
    return (400 + 350 * np.sin(x / 5.0) * np.cos(y / 4.0) + 3 * x).astype(np.int16)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Writes the hills with their western edge somewhere [deg]; gives the path."""
    folder = tmp_path_factory.mktemp("hills")

    def write(west, name, columns=slice(None)):
        heights = hills(*SHAPE)[:, columns]
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        place = Affine(STEP, 0, west, 0, -STEP, NORTH)
        with rasterio.open(
            path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1,
            dtype="int16", crs="EPSG:4326", transform=place,
        ) as out:  # fmt: skip
            out.write(heights, 1)
        return str(path)

    return write


def turned(longitude):
    return (longitude + 180.0) % 360.0 - 180.0


def asked(terrain, shift=0.0, siting=0.0):
    """Two batteries, one to either side of the line, and a radar, all moved to the east."""
    parts = (
        battery("samp-t", 37.0, turned(HERE - 0.093 + shift), "aster-30 = 8", "east", 200),
        battery("samp-t", 36.9, turned(HERE + 0.107 + shift), "aster-30 = 8", "west", 140),
        radar(36.8, turned(HERE + 0.004 + shift), 25, "watch", "patriot-radar"),
    )
    return cover(
        scene(*parts, terrain=terrain), question([300.0, 3_000.0], one_figure=True, siting=siting), workers=1
    )


@pytest.fixture(scope="module")
def reference(written):
    return asked(written(WEST, "reference.tif"), siting=5_000.0)


def assert_same(answer, reference):
    assert answer.window.shape == reference.window.shape
    assert answer.facts.excluded_ring == pytest.approx(reference.facts.excluded_ring, abs=1e-6)
    assert answer.facts.excluded_view == pytest.approx(reference.facts.excluded_view, abs=1e-6)
    assert answer.facts.cell == pytest.approx(reference.facts.cell)
    assert answer.figures.keys() == reference.figures.keys()
    for variant, expected in reference.figures.items():
        # The country of the table is here and not there.
        expected = {key: value for key, value in expected.items() if "people" not in key.what}
        expected = {key: value for key, value in expected.items() if key.detail != "country"}
        expected = {key: value for key, value in expected.items() if key.detail != "border strip"}
        found = {key: answer.figures[variant][key] for key in expected}
        # Rounding may put a cell or a point on the other side of an edge.
        assert found == pytest.approx(expected, rel=2e-3, abs=1.0)


def test_the_reference_is_worth_comparing_with(reference):
    figures = reference.figures["mean", "point"]
    assert figures[Key("circle area", "low cruise missile")] > 1e9
    assert figures[Key("footprint area", "low cruise missile", "met from every direction", 50.0)] > 1e8
    assert 0.0 < reference.facts.excluded_view < 0.9


@pytest.mark.parametrize("west", [WEST + SHIFT, WEST + SHIFT - 360.0])
def test_a_map_across_the_date_line_gives_what_it_gives_elsewhere(written, reference, west):
    assert_same(asked(written(west, f"at{west:.1f}.tif"), SHIFT, 5_000.0), reference)


def test_tiles_on_both_sides_of_the_date_line_are_one_map(written, reference, tmp_path_factory):
    cut = 76  # columns to the date line
    written(WEST + SHIFT, "tiles/E178.tif", slice(0, cut))
    path = written(-180.0, "tiles/W180.tif", slice(cut, None))
    assert_same(asked(path.rpartition("/")[0], SHIFT, 5_000.0), reference)


def test_a_smooth_earth_has_no_date_line():
    assert_same(asked("flat", SHIFT), asked("flat"))


def test_a_map_of_the_whole_earth_has_no_seam(tmp_path):
    """Of the same hills all around, a defence at its seam and one in its middle see the same."""
    heights = np.tile(hills(70, 80), (1, 90))  # 90 times the same 4 degrees, 0.05 degrees each
    path = str(tmp_path / "whole.tif")
    place = Affine(0.05, 0, -180.0, 0, -0.05, 38.5)
    with rasterio.open(
        path, "w", driver="GTiff", height=70, width=7200, count=1, dtype="int16", crs="EPSG:4326",
        transform=place,
    ) as out:  # fmt: skip
        out.write(heights, 1)
    assert_same(asked(path, 180.0 - HERE), asked(path, 4.0 * 9.0 - HERE))


@pytest.mark.parametrize(("crs", "spacing"), [("EPSG:3857", 2_500.0), ("EPSG:32637", 2_000.0)])
def test_areas_and_cells_are_those_of_the_ground_in_any_projection(written, tmp_path, crs, spacing):
    defence = battery("patriot-pac3", 37.0, HERE, "pac-3 = 8", "one", 180) + radar(
        37.0, HERE, 30, "watch", "early-warning-generic"
    )
    source = written(WEST, "geographic.tif")
    path = str(tmp_path / "projected.tif")
    with rasterio.open(source) as file:
        east, south, right, top = rasterio.warp.transform_bounds(file.crs, crs, *file.bounds)
        rows, columns = math.ceil((top - south) / spacing), math.ceil((right - east) / spacing)
        heights = np.zeros((rows, columns), np.int16)
        place = Affine(spacing, 0, east, 0, -spacing, top)
        reproject(
            file.read(1), heights, src_transform=file.transform, src_crs=file.crs,
            dst_transform=place, dst_crs=crs, resampling=Resampling.bilinear,
        )  # fmt: skip
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="int16", crs=crs,
        transform=place,
    ) as out:  # fmt: skip
        out.write(heights, 1)
    asked_of = question([3_000.0], surface="mean", one_figure=True)
    expected, found = (cover(scene(defence, terrain=t), asked_of, workers=1) for t in (source, path))
    for what in ("visible", "detectable"):
        there, here = (a.band(Key("area", what, "", 3_000.0)).low for a in (expected, found))
        assert here == pytest.approx(there, rel=0.02)
    # The nominal cell is 2,500 m on paper at 37 N, where Mercator's scale is 1.25.
    true = spacing * math.cos(math.radians(37.0)) if crs == "EPSG:3857" else spacing
    assert found.facts.cell == pytest.approx(true, rel=0.01)
    # 300 m for 30 arc-seconds, with the 0.6th power of the cell.
    assert found.facts.supported == pytest.approx(300.0 * (true / 926.6) ** 0.6, rel=0.01)
