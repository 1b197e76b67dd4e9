"""Whole numbers from outside."""

from __future__ import annotations

import pytest

from openiads.ground.whole import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("+5", 5), ("1e9", 1_000_000_000), ("2.5e6", 2_500_000), ("1E+3", 1_000), ("2.50e1", 25)],
)
def test_a_power_of_ten_is_a_whole_number(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text", ["2.55e1", "1e-3", "1e", "e3", "1.e3", "1e999", "3.0", "1_0", "0x10", "1e5" * 40]
)
def test_what_is_none_stays_text(text: str) -> None:
    assert number_in(text) == text
