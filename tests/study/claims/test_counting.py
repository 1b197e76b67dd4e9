"""Counts of targets, held against counts by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from openiads.study.claims.counting import Count, Counted, counts_in
from openiads.study.experiment.in_memory import InMemory

LEAKED = Count("leaked", "leaked", "fate = 'leaked'", 2)
SEEN = Count("seen", "seen", "first_detection_time_s IS NOT NULL", 2)
TARGETS = pa.table(
    {
        "replicate": [1, 1, 0, 0, 0, 0],
        "common_failure": [0, 0, 1, 0, 1, 0],
        "fate": ["leaked", "killed", "leaked", "killed", "leaked", "killed"],
        "first_detection_time_s": [5.0, None, None, None, None, 3.0],
    }
)


def test_counts_stand_by_replicate_and_then_by_common_failure():
    found = counts_in(TARGETS, [LEAKED, SEEN])
    assert found["leaked"].tolist() == [0.0, 2.0, 1.0]
    assert found["seen"].tolist() == [1.0, 0.0, 1.0]


def test_nothing_counted_is_nothing():
    assert counts_in(TARGETS, []) == {}


def test_a_measure_reads_its_count_beside_the_outcomes():
    rows = Counted(InMemory({"leakers": [7.0]}, 0.02), {"leaked": [2.0]})
    assert LEAKED.measure.values(rows, 9) == [2.0]
    assert rows.column("leakers") == [7.0]
    assert rows.probability == 0.02


def test_a_share_is_of_all_that_there_are_and_needs_to_know_them():
    assert LEAKED.share.trials == 2
    with pytest.raises(ValueError, match="no number that it is a share of"):
        Count("x", "x", "TRUE").share  # noqa: B018
