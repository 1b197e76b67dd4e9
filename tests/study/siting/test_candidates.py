"""Where a battery might stand, on ground made by hand and on the real one."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import great_circle
from openiads.study.coverage.country import country_of
from openiads.study.siting.candidates import SEA, SLOPE, WITHIN, Rules, candidates, lattice_over, named
from openiads.study.siting.exclusions import belts_of
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.grid import Grid

TURKEY = country_of([tuple(np.radians([39.0, 33.0]))])
CELL = np.radians(1.0 / 120.0)


def made(heights, sea=None):
    """A map of a few cells around 39 N, 33 E."""
    rows, columns = heights.shape
    north, west = np.radians(39.0) + 0.5 * rows * CELL, np.radians(33.0) - 0.5 * columns * CELL
    return Grid("made", heights.astype(np.float32), float(north), float(west), CELL, CELL, sea=sea)


MIDDLE = [("middle", tuple(np.radians([39.0, 33.0])))]


def test_a_lattice_is_as_far_apart_as_asked_and_inside():
    told = lattice_over(TURKEY, 60e3)
    sites = np.array([site for _, site in told])
    assert TURKEY.holds(TURKEY.inside, *sites.T).all()
    away = great_circle(*sites[0], *sites[1:].T)[0]
    assert away.min() == pytest.approx(60e3, rel=0.1)
    # As many as the country has squares of that edge.
    assert len(told) == pytest.approx(783_562 / 60**2, rel=0.05)


def test_a_crew_takes_the_highest_ground_near_by():
    heights = np.full((41, 41), 100.0)
    heights[18:23, 22:25] = 150.0  # 2 km to the east
    heights[5, 5] = 3000.0  # out of reach
    (found,) = candidates(MIDDLE, TURKEY, made(heights), Rules())
    assert found.allowed
    assert found.height == 150.0
    assert great_circle(*found.site, *MIDDLE[0][1])[0] < WITHIN


def test_what_is_too_steep_is_left_out_unless_it_is_allowed():
    heights = np.add.outer(np.arange(41) * 400.0, np.zeros(41))  # 400 m to a cell of 930 m: 23 degrees
    with pytest.raises(OutOfRange, match="no land is left: all 1 candidates are excluded by slope"):
        candidates(MIDDLE, TURKEY, made(heights), Rules())
    (found,) = candidates(MIDDLE, TURKEY, made(heights), Rules(steepest=np.radians(30.0)))
    assert found.allowed


def test_nobody_stands_in_the_sea():
    flat = np.zeros((41, 41))
    two = [*MIDDLE, ("east", tuple(np.radians([39.0, 33.1])))]
    sea = np.ones((41, 41), dtype=bool)
    sea[:, 30:] = False
    found = candidates(two, TURKEY, made(flat, sea), Rules())
    assert [one.excluded for one in found] == [(SEA,), ()]


def test_a_belt_leaves_places_out_and_moves_none():
    ground = open_terrain("globe-30s")
    places = lattice_over(TURKEY, 100e3)
    wide, wider, free = (
        candidates(places, TURKEY, ground, Rules(tuple(belts_of("Turkey", told))))
        for told in ({"aegean": 50e3, "armenia": 50e3}, {"aegean": 150e3, "armenia": 150e3}, {})
    )
    assert [one.site for one in wide] == [one.site for one in wider] == [one.site for one in free]
    assert {n for n, one in enumerate(wide) if not one.allowed} < {
        n for n, one in enumerate(wider) if not one.allowed
    }
    reasons = {reason for one in wider for reason in one.excluded}
    assert reasons - {SLOPE, SEA} == {"150 km along aegean", "150 km along armenia"}


def test_a_place_is_named_by_its_degrees():
    assert named(*np.radians([-12.34, -5.0])) == "12.3S 5.0W"
