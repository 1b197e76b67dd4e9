"""The knee of a raid, by hand, and raids that add up to their size."""

from __future__ import annotations

from collections import Counter

import pytest

from openiads.study.claims.stated import threats


def means(*slopes):
    """Leakers by size, from the share of those added that get through."""
    sizes, total, found = (0, *threats.SIZES), 0.0, []
    for before, size, slope in zip(sizes, threats.SIZES, slopes, strict=False):
        total += slope * (size - before)
        found.append(total)
    return found


def test_the_knee_lies_between_the_middles_of_two_sizes():
    # Slope 0.2 about 30 and 0.8 about 60: half way up lies 0.5, and half way between lies 45.
    assert threats.knee(means(0.1, 0.1, 0.2, 0.2, 0.8, 0.9, 1.0)) == pytest.approx(45.0)


def test_a_defence_that_is_broken_more_has_no_larger_knee():
    found = [threats.knee(means(first, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)) for first in (0.3, 0.48, 0.52, 1.0)]
    assert found == sorted(found, reverse=True)


def test_a_slope_that_falls_again_is_no_knee():
    assert threats.knee(means(0.6, 0.7, 0.2, 0.2, 0.8, 0.9, 1.0)) == pytest.approx(45.0)


def test_a_defence_broken_at_once_or_never_has_its_knee_at_an_end():
    assert threats.knee(means(0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6)) == threats.SIZES[0] / 2
    assert threats.size(threats.SIZES[0] / 2) == "under 5"
    assert threats.size_turkish(threats.SIZES[0] / 2) == "5'ten az"
    assert threats.size_turkish(33.4) == threats.size(33.4) == "33"
    assert threats.knee(means(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)) == threats.SIZES[-1]


@pytest.mark.parametrize("case", threats.cases())
def test_a_raid_has_its_size(case):
    rows = [row for row in threats.scenario(*case)["raid"] if "count" in row]
    assert sum(row["count"] for row in rows) == case[-1]


def test_what_is_shared_out_keeps_its_proportions():
    weights = {("Syria", "a"): 0.5, ("Syria", "b"): 0.3, ("Iraq", "a"): 0.2}
    assert threats.shared_out(10, weights) == {("Syria", "a"): 5, ("Syria", "b"): 3, ("Iraq", "a"): 2}
    assert sum(threats.shared_out(7, weights).values()) == 7


def test_every_reason_of_a_leaker_is_a_cause():
    from openiads.state.words import REASONS

    causes = Counter(reason for reasons in threats.CAUSES.values() for reason in reasons)
    assert causes == Counter(REASONS)
