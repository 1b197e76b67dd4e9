"""The ground of a map: lit from the north-west, tinted by height, clear where there is sea."""

from __future__ import annotations

import numpy as np

from openiads.report.maps.relief import LEVEL, SHADES, TINTS_M, ground_of, lit, palette
from openiads.report.maps.section import section_around
from openiads.terrain.maps.grid import Grid


def test_every_index_has_a_colour() -> None:
    assert len(palette()) == 2 + len(TINTS_M) * SHADES <= 256


def test_slopes_to_the_north_west_are_lit_and_slopes_to_the_south_east_lie_in_shade() -> None:
    level, slope = np.zeros(1), np.full(1, 0.05)
    np.testing.assert_allclose(lit(level, level), LEVEL, rtol=1e-12)
    # Ground that rises eastwards faces west; ground that rises southwards faces north.
    assert lit(level, slope) > LEVEL
    assert lit(level, -slope) < LEVEL
    assert lit(-slope, level) > LEVEL
    assert lit(slope, level) < LEVEL


def test_level_ground_is_as_bright_beside_a_mountain() -> None:
    heights = np.zeros((40, 40), dtype=np.float32)
    heights[:, 30:] = 3_000.0
    edge = np.radians(0.025)
    grid = Grid("step", heights, np.radians(37.5), np.radians(36.0), edge, edge)
    section = section_around(np.radians([36.6, 37.4]), np.radians([36.1, 36.9]))
    shade = ground_of(grid, section, 60, 60).shade
    np.testing.assert_allclose(shade[20:40, 5:25], LEVEL, atol=1e-6)


def test_sea_is_clear_and_what_is_off_the_map_is_told() -> None:
    heights = np.full((40, 40), 300.0, dtype=np.float32)
    sea = np.zeros((40, 40), dtype=np.bool_)
    sea[:, :10] = True
    edge = np.radians(0.025)
    grid = Grid("small", heights, np.radians(37.5), np.radians(36.0), edge, edge, sea=sea)
    ground = ground_of(grid, section_around(np.radians([36.6, 37.4]), np.radians([36.05, 37.5])), 50, 100)
    index = ground.tinted()
    assert (index[25, [2, 30, 98]] == 0).tolist() == [True, False, False]
    assert (index[25, [2, 30, 98]] == 1).tolist() == [False, False, True]
    assert (index[25, 20:60] > 1).all()
    assert palette()[0, 3] == 0
