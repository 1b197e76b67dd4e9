"""Which target a track is of: by hand, and against the rule read row by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.study.tracking.at_scans import Scanned
from openiads.study.tracking.near_pairs import NearPairs
from openiads.study.tracking.track_to_truth import associated_targets, nearest_targets


def rows_of(lengths: list[int]) -> Scanned:
    """Tracks with so many rows each, from the first scan on."""
    rows = sorted((scan, who) for who, length in enumerate(lengths) for scan in range(length))
    scan, who = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    places = np.zeros((scan.size, 3))
    return Scanned(np.arange(len(lengths)), scan, who, places, places, None)


def associated(nearest: str, confirm: int = 3, misses: int = 2) -> str:
    """Targets of one track, a letter a row, a dot for none."""
    told = np.array([" ABC".index(letter) - 1 if letter != "." else -1 for letter in nearest], dtype=np.int64)
    found = associated_targets(rows_of([len(nearest)]), told, confirm, misses)
    return "".join(".ABC"[target + 1] for target in found.tolist())


def row_by_row(nearest: list[int], confirm: int, misses: int) -> list[int]:
    """The rule as it is said, for one track."""
    found, kept, last, streak = [-1] * len(nearest), -1, -1, 0
    for row, target in enumerate(nearest):
        streak = streak + 1 if row and target == nearest[row - 1] else 1
        if kept >= 0 and target != kept and row - last >= misses:
            kept = -1
        if kept < 0 <= target and streak >= confirm:
            kept, last = target, row - streak
        if kept >= 0 and target == kept:
            found[last + 1 : row + 1] = [kept] * (row - last)
            last = row
    return found


@pytest.mark.parametrize(
    ("nearest", "expected"),
    {
        "": "",
        "AA": "..",
        "AAA": "AAA",
        ".AAAA": ".AAAA",
        "AAA.AA": "AAAAAA",  # one row that failed is bridged
        "AAA..AA": "AAA....",  # two end it, and two rows begin nothing
        "AAA..AAA": "AAA..AAA",
        "AAAB.AAA": "AAA..AAA",
        "AAAABBBB": "AAAABBBB",  # rows that failed may be the first of the next
        "AAABBAAA": "AAA..AAA",
        "AABABAB": ".......",
        "AAABABB": "AAAAA..",  # those of B are not in a row
        "AAA..AAA.AAA": "AAA..AAAAAAA",  # those that failed before count no more
        "AAA.": "AAA.",
    }.items(),
)
def test_it_begins_with_three_in_a_row_and_ends_with_two_that_fail(nearest, expected):
    assert associated(nearest) == expected


@given(st.lists(st.integers(-1, 2), max_size=30), st.integers(1, 3), st.integers(1, 3))
def test_it_is_the_rule_read_row_by_row(nearest, confirm, misses):
    told = np.array(nearest, dtype=np.int64)
    found = associated_targets(rows_of([len(nearest)]), told, confirm, misses)
    assert found.tolist() == row_by_row(nearest, confirm, misses)


@given(st.lists(st.lists(st.integers(-1, 2), max_size=12), min_size=1, max_size=4))
def test_tracks_do_not_see_one_another(nearest):
    tracks = rows_of([len(each) for each in nearest])
    told = np.array([nearest[who][scan] for scan, who in zip(tracks.scan, tracks.who, strict=True)], np.int64)
    found = associated_targets(tracks, told)
    for who, each in enumerate(nearest):
        assert found[tracks.who == who].tolist() == row_by_row(each, 3, 2)


def test_the_nearest_is_taken_of_equals_the_first():
    targets, tracks = rows_of([1, 1, 1]), rows_of([1, 1])
    pairs = NearPairs(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]), np.array([5.0, 4.0, 7.0, 7.0]))
    nearest = np.full(tracks.who.size, -1)
    nearest_targets(targets, pairs, nearest)
    assert nearest.tolist() == [1, 1]
