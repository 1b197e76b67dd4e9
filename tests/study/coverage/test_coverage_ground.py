"""The ground of a coverage study: blocks of a finer map, antennas on the finer ground, vast maps."""

from __future__ import annotations

import math

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.scenario.plan import plan_of
from openiads.study.coverage import ground
from openiads.study.coverage import map_window as window
from openiads.study.coverage.answer import cover
from openiads.study.coverage.question import question
from openiads.terrain.files import sources
from openiads.terrain.files.sources import open_terrain
from tests.study.coverage_scenes import battery, radar, scene

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

# 446.6 km east, 4,095.2 km north in zone 36 is 37.0 north, 32.4 east.
EAST, NORTH, CELL = 400_000.0, 4_140_000.0, 100.0
SITE_ROW, SITE_COLUMN = 448, 466
SHAPE = (900, 1000)


def heights():
    """Waves of up to 240 m, and one needle of 3,000 m under the site."""
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] * CELL
    made = 120.0 + 120.0 * np.sin(x / 3_000.0) * np.cos(y / 4_000.0)
    made[SITE_ROW - 2 : SITE_ROW + 3, SITE_COLUMN - 2 : SITE_COLUMN + 3] = 3_000.0
    return made.astype(np.float32)


@pytest.fixture(scope="module")
def dem(tmp_path_factory):
    """A file of 90 by 100 km in cells of 100 m, in UTM."""
    path = tmp_path_factory.mktemp("dem") / "fine.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=SHAPE[0], width=SHAPE[1], count=1, dtype="float32",
        crs="EPSG:32636", transform=Affine(CELL, 0.0, EAST, 0.0, -CELL, NORTH),
    ) as file:  # fmt: skip
        file.write(heights(), 1)
    return str(path)


def watch(dem, antenna=30):
    return scene(radar(37.0, 32.4, antenna=antenna), terrain=dem)


def test_the_surfaces_are_mean_and_highest_of_blocks_and_it_is_said(dem):
    answer = cover(watch(dem), question([300.0], cell=420.0))
    grid = answer.window.grid
    assert answer.facts.ground == "mean and highest of blocks of 4 x 4 cells of 100 m"
    # The zone's scale is 0.9996 on its central meridian and grows by the square of the way from it.
    assert answer.facts.cell == pytest.approx(400.0 / 0.9996, rel=4e-4)
    assert grid.blocks.size == 4
    by_hand = heights().reshape(225, 4, 250, 4)
    np.testing.assert_allclose(grid.heights, by_hand.mean(axis=(1, 3), dtype=np.float64), rtol=1e-6)
    np.testing.assert_array_equal(grid.with_surface("max").heights, by_hand.max(axis=(1, 3)))
    assert answer.maps["max"].lowest.shape == (225, 250)


def test_where_nothing_is_coarsened_the_neighbourhood_is_said(dem):
    answer = cover(watch(dem), question([300.0], cell=100.0))
    assert answer.window.grid.blocks is None
    assert answer.facts.ground == (
        "mean height of each cell and highest of each cell and its eight neighbours, but around antennas"
    )
    assert cover(scene(radar()), question([300.0])).facts.ground == "smooth earth"


def test_an_antenna_stands_on_the_finer_ground_whatever_its_block(dem):
    # A block of 10 x 10 with a needle of 5 x 5 has a mean of at most 930 m.
    answer = cover(watch(dem), question([1000.0], cell=1000.0))
    row, column = SITE_ROW // 10, SITE_COLUMN // 10
    assert answer.window.grid.heights[row, column] < 1_000.0
    plan = plan_of(watch(dem))
    standing = ground.standing(plan, answer.window.grid).radars[0]
    assert standing.altitude == pytest.approx(3_030.0, abs=1.0)
    # From 3 km up all of the waves are in sight.
    maps = answer.maps["mean"]
    assert np.mean(maps.lowest[maps.lowest < np.inf] <= 1.0) > 0.9
    assert ground.standing(plan, open_terrain(dem)).radars[0].altitude == standing.altitude


def test_the_highest_ground_never_shows_more_than_the_mean(dem):
    """The antenna is the same over both, so that what is raised can only hide."""
    answer = cover(watch(dem), question([1000.0], cell=None))
    mean, highest = (answer.maps[surface].lowest for surface in ("mean", "max"))
    grid = answer.window.grid
    seen = ~np.isnan(mean) & np.isfinite(mean)
    over_sea = mean[seen] + grid.heights[seen]
    raised = highest[seen] + grid.with_surface("max").heights[seen]
    assert (raised >= over_sea - 0.01 * np.maximum(over_sea, 100.0)).all()
    assert np.mean(raised > over_sea) > 0.5


def test_surveyed_antennas_stay_where_they_are(dem):
    plan = plan_of(scene(radar(37.0, 32.4, 9000, kind="airborne-generic"), terrain=dem))
    grid = ground.ground_of(dem, question(cell=1000.0), [(plan.radars[0].site, 50e3)])
    assert ground.standing(plan, grid).radars[0].altitude == plan.radars[0].altitude


def test_the_best_site_is_looked_for_on_the_finer_ground(dem):
    plan = plan_of(scene(radar(37.01, 32.41), terrain=dem))
    grid = ground.ground_of(dem, question(cell=1000.0), [(plan.radars[0].site, 50e3)])
    best = ground.on_best_sites(plan, grid, 3_000.0)
    fine = open_terrain(dem)
    row, column = (float(x) for x in fine.locate(*best.radars[0].site))
    assert abs(row - SITE_ROW) <= 2.01
    assert abs(column - SITE_COLUMN) <= 2.01
    assert ground.standing(best, grid).radars[0].altitude == pytest.approx(3_025.0, abs=1.0)


def test_more_cells_than_are_allowed_are_taken_together(dem, monkeypatch):
    monkeypatch.setattr(window, "MOST_CELLS", 60_000)
    answer = cover(watch(dem), question([300.0]))
    # 900 x 1000 cells; blocks of 4 x 4 make 56,250 of them, of 3 x 3 100,000.
    assert answer.window.shape == (225, 250)
    assert answer.facts.ground.endswith("of blocks of 4 x 4 cells of 100 m")


@pytest.mark.parametrize(
    ("rows", "columns", "size"), [(4_000, 4_000, 1), (8_000, 8_000, 3), (36_000, 36_000, 10)]
)
def test_blocks_are_the_smallest_that_do(rows, columns, size):
    # A window may be widened by a block on each side.
    assert window.fewest_cells_to_a_block(rows, columns) == size


@pytest.mark.slow
def test_a_vast_map_is_read_around_the_discs_only(dem, monkeypatch):
    small = scene(battery(lat=37.0, lon=32.4), terrain=dem)
    asked = question([1000.0], surface="mean", one_figure=True)
    whole = cover(small, asked)
    monkeypatch.setattr(sources, "MOST_WHOLE", 1000)
    monkeypatch.setattr(ground, "MOST_WHOLE", 1000)
    part = cover(small, asked)
    assert part.figures == whole.figures
    np.testing.assert_array_equal(part.maps["mean"].lowest, whole.maps["mean"].lowest)


def test_the_built_in_map_can_be_taken_together_too():
    answer = cover(scene(battery(), terrain="globe-30s"), question([3000.0], cell=2780.0))
    assert answer.facts.ground == "mean and highest of blocks of 3 x 3 cells of 925 m"
    fine = cover(scene(battery(), terrain="globe-30s"), question([3000.0], surface="mean"))
    row, column = (round(float(x)) for x in fine.window.grid.locate(math.radians(37.0), math.radians(35.0)))
    assert fine.window.grid.heights[row, column] > 0.0
    assert answer.facts.supported > fine.facts.supported


@pytest.mark.parametrize(
    ("asked", "terrain", "said"),
    [
        (
            {"cell": 50.0},
            None,
            "cell_m: is 50; the cells of '{dem}' are 100 m, as wide or wider is allowed; "
            "no heights are interpolated; name a finer map",
        ),
        (
            {"cell": 500.0},
            "flat",
            "cell_m: is 500; 'flat' is a smooth earth without cells of its own; leave it out",
        ),
    ],
)
def test_cells_that_there_are_not_are_one_message(dem, asked, terrain, said):
    with pytest.raises(OutOfRange) as caught:
        cover(watch(terrain or dem), question([300.0], **asked))
    assert str(caught.value) == said.format(dem=dem)


def test_cells_that_are_asked_for_may_be_too_many(dem, monkeypatch):
    monkeypatch.setattr(window, "MOST_CELLS", 60_000)
    with pytest.raises(OutOfRange) as caught:
        cover(watch(dem), question([300.0], cell=300.0))
    assert str(caught.value) == (
        f"'{dem}': 300 x 333 cells lie within reach; at most 60000 are allowed; "
        "ask for larger cells with --cell-m, or for less"
    )


@pytest.mark.parametrize("cell", [0.0, -5.0, math.nan, 20_000.0])
def test_a_cell_is_more_than_nothing_and_no_more_than_was_measured(cell):
    with pytest.raises(OutOfRange) as caught:
        question(cell=cell)
    assert str(caught.value) == (
        f"cell_m: is {cell:g}; more than 0 and at most 10000 is allowed; "
        "leave it out for the cells of the map"
    )


def test_a_void_in_a_block_is_an_error(dem, tmp_path):
    bad = tmp_path / "void.tif"
    with rasterio.open(dem) as file:
        profile, made = file.profile, file.read(1)
    made[100, 100] = -9999.0
    with rasterio.open(bad, "w", **profile) as file:
        file.write(made, 1)
    with pytest.raises(TerrainError, match="cells read have no height; fill them"):
        ground.ground_of(str(bad), question(cell=1000.0), [((math.radians(37.0), math.radians(32.4)), 90e3)])
