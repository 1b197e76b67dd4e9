from __future__ import annotations

import cmath
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.motion import turns

turnings = st.sampled_from([0.0, math.pi, -math.pi]) | st.floats(-math.pi, math.pi)


def driven(moves: list[tuple[int, float]], radius: float) -> tuple[complex, float]:
    """Place [m] and course [rad] after moves, each arc by its chord: 2 r sin(a / 2) at half the turn."""
    place, course = 0j, 0.0
    for side, length in moves:
        angle = length / radius
        chord = 2.0 * radius * math.sin(angle / 2.0) if side else length
        place += cmath.rect(chord, course + side * angle / 2.0)
        course += side * angle
    return place, course


@given(turnings, st.floats(10.0, 1e5), st.floats(0.0, 20.0))
def test_the_next_leg_is_met_where_it_is_asked_for_and_on_its_course(turn, radius, share):
    distance = share * radius
    place, course = driven(turns.rejoining(turn, radius, distance), radius)
    assert abs(place - cmath.rect(distance, turn)) < 1e-6 * radius
    assert math.cos(course - turn) == pytest.approx(1.0)


def test_straight_on_is_straight_on():
    assert turns.rejoining(0.0, 1_000.0, 3_000.0) == [(-1, 0.0), (0, 3_000.0), (-1, 0.0)]


def test_of_two_ways_that_are_as_long_the_one_to_the_right_is_flown():
    for turn in (math.pi, -math.pi, math.nextafter(math.pi, 0.0)):
        (first, _), _, (last, _) = turns.rejoining(turn, 1_000.0, 4_000.0)
        assert (first, last) == (-1, 1)


@given(turnings)
def test_with_room_a_corner_flown_over_takes_no_more_than_a_reversal_does(turn):
    # 210 deg out, 30 deg back, and sqrt(12) between: the way back along the leg itself.
    length = sum(length for _, length in turns.rejoining(turn, 1.0, turns.REJOIN))
    assert length <= math.radians(240.0) + math.sqrt(12.0) + 1e-6
