"""Searches over curves that are known: where they cross, how sure that is, what is told if they do not."""

from __future__ import annotations

import math

import pytest

from openiads.study.threshold.searching import required, values_of
from openiads.study.threshold.what_is_asked import Asked, wish_of
from tests.study.threshold.laid_measures import ARM, ROWS, Laid, coordinate, found

HALF = 1.96 * 0.5 / math.sqrt(ROWS)  # half width of the interval of a mean of values half a leaker either way


def test_a_crossing_has_the_interval_at_which_the_measure_holds_its_threshold():
    told = found(lambda p: 6.0 - 4.0 * p, threshold=4.0)
    (row,) = told.rows
    assert row.crossing.value == pytest.approx(0.5, abs=1 / 128)
    assert row.crossing.low == pytest.approx(0.5 - HALF / 4.0, abs=1.5 / 128)
    assert row.crossing.high == pytest.approx(0.5 + HALF / 4.0, abs=1.5 / 128)
    assert row.at_least
    assert told.more_helps
    assert (row.always, row.never, row.open_to_chance) == (False, False, False)
    assert told.settings == len(row.looks) + 1


def test_what_is_to_be_above_holds_on_the_other_side():
    assert not found(lambda p: 6.0 - 4.0 * p, threshold=4.0, above=True).rows[0].at_least
    assert found(lambda p: 4.0 * p, threshold=1.0, above=True).rows[0].at_least


@pytest.mark.parametrize(("above", "always"), [(False, True), (True, False)])
def test_without_a_crossing_it_is_told_on_which_side_it_stays(above, always):
    (row,) = found(lambda p: 3.0 - p, threshold=4.0, above=above).rows
    assert row.crossing.value is None
    assert (row.always, row.never, row.open_to_chance) == (always, not always, False)


def test_chance_may_hide_a_crossing():
    (row,) = found(lambda p: 4.2 - 0.19 * p, threshold=4.0).rows
    assert row.crossing.value is None
    assert row.open_to_chance
    assert row.never


def test_several_crossings_are_counted_and_the_first_is_told():
    (row,) = found(lambda p: 4.0 + math.sin(3.0 * math.pi * p + 0.3), threshold=4.0).rows
    assert len(row.places) == 3
    assert row.crossing.value == pytest.approx((math.pi - 0.3) / (3.0 * math.pi), abs=1 / 128)
    assert not row.crossing.monotone


def test_of_whole_numbers_the_first_that_is_enough_is_told_whichever_way():
    whole = coordinate("battery.targets_max", 1.0, 20.0, 10.0, whole=True)
    less = found(lambda n: 5.0 - 0.2 * n, whole, threshold=3.7)
    assert less.rows[0].crossing.value == 7.0  # 5 - 7/5 is below 3.7, 5 - 6/5 is not
    more = found(lambda n: 0.25 * n, whole, threshold=0.8)
    assert more.rows[0].crossing.value == 3.0
    assert {look.value % 1.0 for look in less.rows[0].looks} == {0.0}


def test_a_box_of_factors_is_halved_by_factors():
    told = found(lambda x: math.log10(x) + 3.0, coordinate(low=0.01, high=100.0, value=1.0), threshold=3.5)
    assert told.rows[0].crossing.value == pytest.approx(math.sqrt(10.0), rel=0.04)


def test_a_frontier_is_the_curve_that_two_figures_make():
    # 5 (1 - p) (1 - q) = 5/4 where p = 1 - 1 / (4 (1 - q)): at q = 0 three quarters, and none beyond q = 3/4.
    q = coordinate("network.loss_probability", 0.0, 1.0, 0.0)
    told = found(lambda p, q: 5.0 * (1.0 - p) * (1.0 - q), coordinate(), q, threshold=1.25)
    assert [row.second for row in told.rows] == [0.0, 0.25, 0.5, 0.75, 1.0]
    for row in told.rows[:3]:
        expected = 1.0 - 0.25 / (1.0 - row.second)
        assert row.crossing.value == pytest.approx(expected, abs=1 / 32)
        assert row.crossing.low <= expected <= row.crossing.high
    assert told.rows[4].always
    assert told.more_helps


def test_a_frontier_without_a_crossing_still_says_which_way_helps():
    q = coordinate("network.loss_probability", 0.0, 1.0, 0.0)
    told = found(lambda p, q: 6.0 - p, coordinate(), q, threshold=2.0)
    assert all(row.never for row in told.rows)
    assert told.more_helps
    assert not found(lambda p, q: 5.0 + p, coordinate(), q, threshold=2.0).more_helps


def test_values_of_the_second_figure_go_evenly_from_end_to_end():
    assert values_of(coordinate(low=1.0, high=3.0), 3) == [1.0, 2.0, 3.0]
    assert values_of(coordinate(low=1.0, high=2.0, whole=True), 7) == [1.0, 2.0]


def test_how_many_settings_were_played_is_told_on_the_way():
    seen: list[int] = []
    asked = Asked(ARM, (coordinate(),), wish_of("leakers=4", above=False, where="below"))
    told = required(asked, Laid(lambda p: 6.0 - 4.0 * p), 5, seen.append)  # type: ignore[arg-type]
    assert seen == sorted(seen)
    assert seen[-1] == told.settings
