"""The walk on a plane and the other programs, on one wall, by hand: all are asked the same question."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights
from verification.peers import GDAL, GRASS, gdal_heights, grass_seen, version
from verification.planes import CELL, Plane

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

BENT = 4 / 3 * 6_371_008.8
MAST = 50.0
ROW = 10
# Antenna 50 m up, the edge of the wall 250 m above it, 10 cells off; 40 cells off the ray is 1,000 m higher.
# A ray that is straight over a bulging Earth rises over it: (d^2 - 4 d_wall^2) / 2R with d = 4 d_wall.
LOWEST = 50.0 + 4 * 250.0 + ((40 * CELL) ** 2 - 4 * (10 * CELL) ** 2) / (2 * BENT)


@pytest.fixture(scope="module")
def wall():
    """Level ground of 101 x 101 cells, a wall of 300 m right across it, north of the middle."""
    heights = np.zeros((101, 101), np.float32)
    heights[40] = 300.0
    heights.flags.writeable = False
    return Plane(heights)


def test_the_walk_and_our_map_find_the_ray_over_the_wall(wall):
    walked = wall.walked(50, 50, MAST, np.array([[ROW, 50], [60, 50]]))
    assert walked == pytest.approx([LOWEST, 0.0], abs=0.5)
    assert lowest_heights(wall, Antenna(50, 50, MAST))[ROW, 50] == pytest.approx(LOWEST, abs=0.5)


def test_gdal_is_asked_the_same(wall):
    if version(GDAL) is None:
        pytest.skip("gdal_viewshed is not installed")
    found = gdal_heights(wall, 50, 50, MAST)
    assert found[ROW, 50] == pytest.approx(LOWEST, abs=1.0)
    assert found[60, 50] == 0.0


def test_grass_is_asked_the_same(wall):
    if version(GRASS) is None:
        pytest.skip("GRASS is not installed")
    below, _ = grass_seen(wall, 50, 50, MAST, LOWEST - 5.0)
    above, _ = grass_seen(wall, 50, 50, MAST, LOWEST + 5.0)
    assert not below[ROW, 50]
    assert above[ROW, 50]
    assert below[60, 50]


def test_a_mosaic_joins_without_a_step(wall):
    whole = wall.mosaic().heights
    assert whole.shape == (303, 303)
    np.testing.assert_array_equal(whole[101:202, 101:202], wall.heights)
    np.testing.assert_array_equal(whole[100], whole[101])
    np.testing.assert_array_equal(whole[:, 201], whole[:, 202])
