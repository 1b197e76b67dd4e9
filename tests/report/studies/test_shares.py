"""Shares as they are printed: parts add up to the whole, and what is said to lie within does."""

from __future__ import annotations

import pytest

from openiads.report.ink.number_words import NO_BREAK, in_percent, kept_together, rounded_up, share


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5 to 95 % of 3 km", "5 to 95_% of 3_km"), ("0.6 dB/km, 12 m/s, 4 M$", "0.6_dB/km, 12_m/s, 4_M$"),
        ("2 minutes, 3 systems", "2 minutes, 3 systems"), ("--seed 7 --range 0:3", "--seed 7 --range 0:3"),
        ("3.44 million", "3.44_million"), ("20.1 (\u22129.8 ± 0.3) of 80", "20.1 (\u22129.8_±_0.3) of 80"),
    ],
)  # fmt: skip
def test_a_number_and_its_unit_stay_on_one_line(text, kept):
    assert kept_together(text).replace(NO_BREAK, "_") == kept
