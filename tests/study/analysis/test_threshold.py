"""Crossings of curves that are known, with replicates that move them up and down."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.statistics import mean_interval
from openiads.study.analysis.threshold import crossing, frontier
from tests.study.analysis.repeats import held, repeated


def exact(curve):
    """A measure without chance."""
    return lambda value: (curve(value),) * 3


def wide(curve, half):
    """A measure of a known half-width."""
    return lambda value: (curve(value), curve(value) - half, curve(value) + half)


def test_a_crossing_is_found_with_the_values_that_chance_leaves_open():
    found = crossing(wide(lambda x: 3.0 * x, 0.3), 0.0, 2.0, 3.0)
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 0.9, 1.1), abs=2.0 / 256)
    assert found.low <= 0.9
    assert found.high >= 1.1
    assert found.rising
    assert found.trusted
    assert (found.open_low, found.open_high) == (False, False)


def test_so_is_one_of_a_curve_that_falls():
    found = crossing(wide(lambda x: 5.0 - 2.0 * x, 0.2), 1.0, 3.0, 2.0)
    assert (found.value, found.low, found.high) == pytest.approx((1.5, 1.4, 1.6), abs=2.0 / 256)
    assert not found.rising


def test_an_interval_that_the_coordinate_cuts_off_says_so():
    found = crossing(wide(lambda x: x, 0.5), 0.0, 1.0, 0.25)
    assert (found.low, found.open_low, found.open_high) == (0.0, True, False)
    assert found.high == pytest.approx(0.75, abs=1.0 / 256)


def test_a_curve_that_stays_on_one_side_has_no_crossing():
    found = crossing(exact(lambda x: x), 0.0, 1.0, 2.0)
    assert (found.value, found.rising, found.places, found.trusted) == (None, False, 0, False)
    assert math.isnan(found.low)


def test_a_curve_that_comes_back_is_told():
    found = crossing(exact(lambda x: math.sin(2.0 * math.pi * x)), 0.05, 0.95, 0.5)
    assert found.value == pytest.approx(1.0 / 12.0, abs=1.0 / 256)
    assert (found.places, found.monotone, found.trusted) == (2, False, False)
    unsure = crossing(wide(lambda x: math.sin(2.0 * math.pi * x), 5.0), 0.05, 0.95, 0.5)
    assert (unsure.places, unsure.monotone) == (2, False)


def test_a_curve_that_bends_without_crossing_again_is_told():
    found = crossing(exact(lambda x: x * (1.4 - x)), 0.0, 1.0, 0.3)
    assert (found.places, found.monotone, found.trusted) == (1, False, False)


def test_wiggles_within_chance_are_no_bend():
    assert crossing(wide(lambda x: x + 0.15 * math.sin(40.0 * x), 0.2), 0.0, 1.0, 0.5).trusted


def test_no_value_is_played_twice():
    played = []

    def measure(value):
        played.append(value)
        return value, value - 0.1, value + 0.1

    crossing(measure, 0.0, 1.0, 0.4)
    assert len(played) == len(set(played)) < 9 + 3 * 9


def test_the_interval_holds_the_crossing_in_95_of_100_studies():
    def study(rng):
        luck, slopes = rng.normal(0.0, 0.5, 40), rng.normal(2.0, 0.5, 40)
        found = crossing(lambda x: mean_interval(slopes * x + luck), 0.0, 1.0, 1.0)
        return found.value, found.low, found.high

    assert 0.93 <= held(repeated(study, 1), 0.5) <= 0.97


def test_a_frontier_of_two_coordinates_is_found_along_rays():
    # x / 4 + y = 1/2 in a box of 0 to 4 by 0 to 1: from the corner every ray crosses it once.
    turns = frontier(exact2(lambda x, y: x / 4.0 + y), ((0.0, 4.0), (0.0, 1.0)), (0.0, 0.0), 0.5, 5)
    assert len(turns) == 5
    for turn in turns:
        assert turn.at[0] / 4.0 + turn.at[1] == pytest.approx(0.5, abs=0.01)
    assert turns[0].at == pytest.approx((2.0, 0.0), abs=0.02)
    assert turns[-1].at == pytest.approx((0.0, 0.5), abs=0.02)


def test_rays_from_the_middle_go_all_round_and_those_that_do_not_cross_are_left_out():
    box = ((-1.0, 1.0), (-1.0, 1.0))
    ring = frontier(exact2(lambda x, y: math.hypot(x, y)), box, (0.0, 0.0), 0.5, 8)
    assert len(ring) == 8
    assert all(math.hypot(*turn.at) == pytest.approx(0.5, abs=0.01) for turn in ring)
    right = frontier(exact2(lambda x, y: x), box, (0.0, 0.0), 0.5, 8)
    assert len(right) == 3
    side = frontier(exact2(lambda x, y: math.hypot(x + 1.0, y)), box, (-1.0, 0.0), 0.5, 5)
    assert len(side) == 5


def exact2(curve):
    """A measure of two coordinates without chance."""
    return lambda x, y: (curve(x, y),) * 3


def test_the_ends_of_a_frontier_lie_along_its_ray():
    found = frontier(lambda x, y: (x, x - 0.1, x + 0.1), ((0.0, 1.0), (0.0, 1.0)), (0.0, 0.0), 0.5, 2)
    (turn,) = found
    assert (turn.low[0], turn.high[0]) == pytest.approx((0.4, 0.6), abs=0.01)
    assert np.allclose([turn.low[1], turn.at[1], turn.high[1]], 0.0)
