"""Intervals in words: nothing that has no width is told as if it had one."""

from __future__ import annotations

import math

import pytest

from openiads.ground.interval_words import between, endless, with_interval

NAN = math.nan


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ((2.0, 1.0, 3.0), "2.0 [1.0 to 3.0]"), ((2.0, 2.0, 2.0), "2.0"), ((2.0, 1.99, 2.01), "2.0"),
        ((2.0, 1.99, 2.1), "2.0 [2.0 to 2.1]"),
        ((NAN, NAN, NAN), "\u2013"), ((2.0, NAN, 3.0), "2.0"), ((0.0, 0.0, 0.0), "0.0"),
    ],
)  # fmt: skip
def test_a_number_has_an_interval_only_where_there_is_one(told, words):
    assert with_interval(told, "{:.1f}".format) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(1.0, 2.0, "1 to 2"), (1.9, 2.1, "2"), (NAN, NAN, "\u2013"), (NAN, 2.0, "\u2013 to 2")],
)  # fmt: skip
def test_ends_that_read_alike_are_told_once(low, high, words):
    assert between(low, high, "{:.0f}".format) == words


def test_what_goes_on_for_ever_has_no_end():
    assert [endless(end, str) for end in (math.inf, -math.inf, NAN, 1.0)] == [
        "no upper end", "no lower end", "\u2013", "1.0",
    ]  # fmt: skip
