from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.ground.frames import ecef_of
from openiads.simulation.reference.identities import Ground
from openiads.terrain.maps import ground_table
from openiads.terrain.maps.grid import Grid, flat
from openiads.terrain.maps.ground_table import STEP
from tests.plain import open_up

CENTRE = (math.radians(37.0), math.radians(37.0), 50_000.0)


def slope() -> Grid:
    """Ground that rises by 1 m for each cell of a thousandth of a degree towards the south."""
    spacing = math.radians(0.001)
    heights = np.repeat(np.arange(2_000.0)[:, None], 2_000, axis=1)
    return Grid("slope", heights, math.radians(38.0), math.radians(36.0), spacing, spacing)


def test_the_table_covers_the_circle_and_holds_means_of_its_cells():
    table = ground_table.ground_table(slope(), [CENTRE])
    rows = table.south + STEP * np.arange(len(table.heights))
    assert rows[0] <= CENTRE[0] - CENTRE[2] / 6_371_008.8
    assert rows[-1] >= CENTRE[0] + CENTRE[2] / 6_371_008.8
    # The mean of an even slope is its height in the middle: one metre a thousandth of a degree.
    expected = (math.radians(38.0) - rows) / math.radians(0.001) - 0.5
    np.testing.assert_allclose(table.heights[:, table.heights.shape[1] // 2], expected, atol=0.01)


def test_off_the_map_the_ground_is_the_sea():
    table = ground_table.ground_table(slope(), [(math.radians(60.0), math.radians(37.0), 50_000.0)])
    assert not table.heights.any()


@pytest.mark.parametrize("latitude", [0.0, 0.65, -1.2])
def test_a_smooth_earth_is_flat(latitude):
    assert not ground_table.ground_table(flat(), [(latitude, 0.6, 400_000.0)]).heights.any()


def test_the_table_around_the_date_line_is_that_of_the_same_ground_elsewhere():
    turned = Grid("slope", slope().heights, slope().north, math.radians(179.0), *(slope().row_spacing,) * 2)
    here = ground_table.ground_table(slope(), [CENTRE, (CENTRE[0], CENTRE[1] + 0.004, 40_000.0)])
    there = ground_table.ground_table(
        turned, [(CENTRE[0], math.pi, 50_000.0), (CENTRE[0], 0.004 - math.pi, 40_000.0)]
    )
    assert there.heights.shape == here.heights.shape
    np.testing.assert_allclose(there.heights, here.heights, atol=0.01)


@pytest.mark.parametrize("west", [0.6, math.pi - 0.02, -math.pi - 0.02])
@pytest.mark.parametrize("along", [-0.01, 0.0, 0.013, 0.021, 0.0399, 0.06])
def test_the_ground_below_is_read_in_the_turn_of_the_table(west, along, monkeypatch):
    """Heights that rise with the column tell which one was read; beyond the table it is its edge."""
    open_up(monkeypatch, ground_table)
    heights = np.tile(np.arange(41, dtype=np.float32), (3, 1))
    tables = SimpleNamespace(ground_south=0.6, ground_west=west, ground_step=0.001)
    world = SimpleNamespace(tables=tables, ground=heights)
    place = ecef_of(0.601, west + along, 0.0)
    expected = pytest.approx(min(max(along / 0.001, 0.0), 40.0), abs=1e-6)
    assert ground_table.ground_below(world, *place) == expected
    assert Ground(SimpleNamespace(world=world, tables=tables)).below(place) == expected
