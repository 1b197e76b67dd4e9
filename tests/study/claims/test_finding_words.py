"""Findings in words: no interval where nothing was played, and no `nan` for anybody to read."""

from __future__ import annotations

import math

import pytest

from openiads.study.claims.finding_words import ends_told, range_told
from openiads.study.compare.comparison import Range
from tests.report.studies.laid_answers import finding

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("nominal", "words"),
    [
        ((2.4132, 2.12, 2.77), "2.41 [2.12 to 2.77]"), ((2.08, 2.08, 2.08), "2.08"),
        ((NAN,) * 3, "\u2013"),
        ((2.2, 1.1, INF), "2.2 [1.1 to no upper end]"),
        ((14_352.0, 9_000.4, 2e4), "14,352 [9,000 to 20,000]"),
    ],
)  # fmt: skip
def test_a_number_and_its_interval(nominal, words):
    assert ends_told(finding("one", nominal)) == words


@pytest.mark.parametrize(
    ("range_", "words"), [(Range(1.0, 3.0), "1 to 3"), (Range(1.001, 1.002), "1"), (None, "")]
)
def test_a_range_of_one_number_is_told_once(range_, words):
    assert range_told(finding("one", (1.0, 1.0, 1.0), range=range_)) == words
