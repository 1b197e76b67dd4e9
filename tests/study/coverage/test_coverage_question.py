"""What may be asked of a coverage study, and what coarse cells can answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.study.coverage.question import lowest_supported, question, surfaces_needed
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.grid import Grid


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"altitudes": []},
            "altitudes_m: is empty; one height above the ground is needed; give 50,300,1000",
        ),
        (
            {"altitudes": [300, -5]},
            "altitudes_m: -5 is not allowed as a height above the ground; "
            "more than 0 and at most 50000 is; leave it out",
        ),
        (
            {"altitudes": [math.nan]},
            "altitudes_m: nan is not allowed as a height above the ground; "
            "more than 0 and at most 50000 is; leave it out",
        ),
        ({"rcs": 0.0}, "rcs_m2: is 0; more than 0 is allowed; 1 is what ranges are quoted for"),
        (
            {"surface": "median"},
            "surface: is 'median'; allowed are mean, max, both; both gives the band",
        ),
        ({"scans": 0}, "scans is 0; a whole number from 1 to 100 is allowed; write it like scans=3"),
        ({"scans": 2.5}, "scans is 2.5; a whole number from 1 to 100 is allowed; write it like scans=3"),
        (
            {"siting": 60_000.0},
            "siting: best within 60 km; 0 to 50 km are allowed; "
            "a site farther away is another site, move it in the scenario",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_message(asked, message):
    with pytest.raises(OutOfRange) as caught:
        question(**asked)
    assert str(caught.value) == message


def test_heights_are_asked_once_each_from_the_lowest_up():
    assert question(altitudes=[1000, 50, 50]).altitudes == (50.0, 1000.0)


def test_the_built_in_map_carries_single_figures_from_300_m_up():
    assert lowest_supported(open_terrain("globe-30s")) == 300.0


def grid_of(cell, height):
    spacing = cell / 6_371_008.8
    return Grid("made", np.full((4, 4), height, np.float32), 0.5, 0.5, spacing, spacing)


def test_finer_cells_carry_single_figures_lower_down_and_level_ground_everywhere():
    # Median errors measured at 900 m and 9 km are 66 m and 259 m: a factor of 3.9 for ten times the cell.
    ratio = lowest_supported(grid_of(9_000.0, 100.0)) / lowest_supported(grid_of(900.0, 100.0))
    assert ratio == pytest.approx(259 / 66, rel=0.03)
    assert lowest_supported(grid_of(90.0, 100.0)) < 100.0
    assert lowest_supported(grid_of(900.0, 0.0)) == 0.0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ("mean", "max")),
        ({"surface": "max"}, ("mean", "max")),  # low flyers are always told, and they are coarse
        ({"surface": "max", "one_figure": True}, ("max",)),
        ({"one_figure": True}, ("mean", "max")),
    ],
)
def test_both_surfaces_are_computed_where_one_figure_would_not_be_honest(asked, expected):
    assert surfaces_needed(question(**asked), 300.0) == expected
