"""Shares as they are printed: parts add up to the whole, and what is said to lie within does."""

from __future__ import annotations

import pytest

from openiads.report.ink.number_words import in_percent, rounded_up, share


def test_parts_add_up_to_a_hundred():
    # 62.5 and 12.5 would both be rounded to the even number below: 98 in all.
    mix = {
        "seen": 0.11,
        "quoted": 0.06,
        "derived": 0.03,
        "assumption": 0.625,
        "memory": 0.125,
        "lowrel": 0.05,
    }
    told = in_percent(mix)
    assert sum(int(word.removesuffix(" %")) for word in told.values()) == 100
    assert told["seen"] == "11 %"
    assert {told["assumption"], told["memory"]} in ({"62 %", "13 %"}, {"63 %", "12 %"})


def test_a_part_of_less_than_one_in_a_hundred_is_not_called_none():
    assert in_percent({"seen": 0.997, "memory": 0.003}) == {"seen": "100 %", "memory": "below 1 %"}


@pytest.mark.parametrize(
    ("half", "told"), [(0.0131, "2 %"), (0.01, "1 %"), (0.02, "2 %"), (0.0041, "0.5 %"), (0.004, "0.4 %")]
)
def test_what_is_within_a_share_is_within_the_one_that_is_printed(half, told):
    assert share(rounded_up(half)) == told
