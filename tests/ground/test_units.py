"""Factors against their definitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import units


@pytest.mark.parametrize(
    ("people", "si"),
    [
        (250 * units.MILE, 402_336.0),
        (60_000 * units.FT, 18_288.0),
        (100 * units.NMI, 185_200.0),
        (3_600 * units.KN, 1_852.0),
        (36 * units.KMH, 10.0),
        (180 * units.DEG, math.pi),
        (2 * units.HOUR, 7_200.0),
        (2 * units.DAY, 172_800.0),
        (1.5 * units.MINUTE, 90.0),
        (2_500 * units.MUSD, 2.5e9),
        (4 * units.KM2, 4e6),
        (3 * units.GHZ, 3e9),
        (15 * units.PERCENT, 0.15),
    ],
)
def test_factors_lead_to_si(people, si):
    assert people == pytest.approx(si, rel=1e-15)


@pytest.mark.parametrize(
    ("decibels", "ratio"), [(0.0, 1.0), (10.0, 10.0), (-20.0, 0.01), (3.0, 1.99526231497)]
)
def test_decibels_are_tenths_of_a_power_of_ten(decibels, ratio):
    assert units.from_db(decibels) == ratio
    assert units.to_db(ratio) == pytest.approx(decibels, abs=1e-11)


@given(st.floats(-200.0, 200.0))
def test_decibels_come_back(decibels):
    assert units.to_db(units.from_db(decibels)) == pytest.approx(decibels, abs=1e-9)


@pytest.mark.parametrize("ratio", [0.0, -1.0])
def test_no_power_is_minus_infinity(ratio):
    assert units.to_db(ratio) == -math.inf
