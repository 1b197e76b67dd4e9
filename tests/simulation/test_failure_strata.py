"""Raids as they are, and the same raids with every shot defeated."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from openiads.simulation.failure_strata import keys, spacing
from openiads.state.words import Happening
from openiads.state.world import World
from tests.simulation.tiny import contents, rows, tiny_world


@cache
def may_fail(probability: float = 0.5) -> World:
    """The tiny world, in which a common failure may strike."""
    world = tiny_world()
    return world._replace(doctrine=world.doctrine._replace(common_failure_probability=probability))


@pytest.mark.parametrize(
    ("probability", "every"), [(0.0, 0), (0.001, 20), (0.02, 20), (0.05, 20), (0.1, 10), (0.5, 2), (1.0, 1)]
)
def test_at_least_a_twentieth_is_played_twice_and_more_where_it_weighs_more(probability, every):
    assert spacing(probability) == every


def test_a_replicate_played_twice_stands_beside_itself():
    numbers, stricken = keys(may_fail(), 1, 6)
    assert numbers.tolist() == [1, 2, 2, 3, 4, 4, 5]
    assert stricken.tolist() == [0, 0, 1, 0, 0, 1, 0]


def test_the_failure_changes_no_row_of_the_raids_as_they_are():
    with_it, without = rows(may_fail(), 0, 12), rows(tiny_world(), 0, 12)
    assert contents(with_it.typical()) == contents(without)


def test_nothing_is_shot_down_where_it_strikes():
    books = rows(may_fail(), 0, 12)
    struck = books.outcomes["common_failure"] == 1
    assert struck.sum() == 6
    assert books.outcomes["leakers"][struck].tolist() == [3] * 6
    kills = books.events["kind"] == Happening.KILL
    assert not np.any(books.events["common_failure"][kills])
    assert np.any(kills)


def test_both_are_the_same_up_to_the_first_intercept_that_would_have_killed():
    books = rows(may_fail(), 0, 12)
    e = books.events
    for replicate in range(0, 12, 2):
        mine = [(e["replicate"] == replicate) & (e["common_failure"] == s) for s in (0, 1)]
        kill = e["time"][mine[0] & (e["kind"] == Happening.KILL)].min()
        step = int(kill)
        before = [
            [
                tuple(e[name][i] for name in ("step", "kind", "object", "other", "time"))
                for i in np.flatnonzero(m)
            ]
            for m in (m & (e["step"] < step) for m in mine)
        ]
        assert before[0] == before[1]
        assert before[0]


@pytest.mark.parametrize(
    "how", [{"tile": 1}, {"tile": 5}, {"workers": 2, "tile": 3}, {"engine": "stepped"}], ids=str
)
def test_tiles_threads_and_drivers_write_the_same_rows(how):
    assert contents(rows(may_fail(), 0, 9, **how)) == contents(rows(may_fail(), 0, 9))


def test_ranges_played_apart_are_the_rows_of_the_whole():
    whole = rows(may_fail(), 0, 9)
    parts = type(whole).joined([rows(may_fail(), 0, 4), rows(may_fail(), 4, 9)])
    assert contents(parts) == contents(whole)
