from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.terrain.grid import Grid, flat
from openiads.terrain.ground_table import STEP, ground_table

CENTRE = (math.radians(37.0), math.radians(37.0), 50_000.0)


def slope() -> Grid:
    """Ground that rises by 1 m for each cell of a thousandth of a degree towards the south."""
    spacing = math.radians(0.001)
    heights = np.repeat(np.arange(2_000.0)[:, None], 2_000, axis=1)
    return Grid("slope", heights, math.radians(38.0), math.radians(36.0), spacing, spacing)


def test_the_table_covers_the_circle_and_holds_means_of_its_cells():
    table = ground_table(slope(), [CENTRE])
    rows = table.south + STEP * np.arange(len(table.heights))
    assert rows[0] <= CENTRE[0] - CENTRE[2] / 6_371_008.8
    assert rows[-1] >= CENTRE[0] + CENTRE[2] / 6_371_008.8
    # The mean of an even slope is its height in the middle: one metre a thousandth of a degree.
    expected = (math.radians(38.0) - rows) / math.radians(0.001) - 0.5
    np.testing.assert_allclose(table.heights[:, table.heights.shape[1] // 2], expected, atol=0.01)


def test_off_the_map_the_ground_is_the_sea():
    table = ground_table(slope(), [(math.radians(60.0), math.radians(37.0), 50_000.0)])
    assert not table.heights.any()


@pytest.mark.parametrize("latitude", [0.0, 0.65, -1.2])
def test_a_smooth_earth_is_flat(latitude):
    assert not ground_table(flat(), [(latitude, 0.6, 400_000.0)]).heights.any()
