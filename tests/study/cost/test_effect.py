"""Prices over effects, by hand."""

from __future__ import annotations

import math

import numpy as np

from openiads.study.analysis.ratio import Ratio
from openiads.study.cost.effect import on_frontier, per_effect


def ratio(value, low=None, high=None):
    return Ratio(value, value if low is None else low, value if high is None else high)


def test_half_the_price_and_twice_the_effect_make_a_quarter_of_the_cost():
    told = per_effect(500.0, 1_000.0, ratio(0.5, 0.4, 0.6))  # the other has half the effect
    np.testing.assert_allclose(told.ends, (0.25, 0.2, 0.3))


def test_who_is_dearer_and_does_less_is_beaten():
    prices = [3_440.0, 4_000.0, 4_400.0]
    assert on_frontier(prices, 0, {1: ratio(9.0), 2: ratio(9.0)}) == (1.0, 1.0, 1.0)  # nobody is cheaper
    assert on_frontier(prices, 1, {0: ratio(1.1), 2: ratio(0.5)}) == (0.0, 0.0, 0.0)
    assert on_frontier(prices, 1, {0: ratio(0.9), 2: ratio(5.0)}) == (1.0, 1.0, 1.0)


def test_chance_leaves_it_open_where_the_interval_holds_one():
    assert on_frontier([1.0, 2.0], 1, {0: ratio(1.1, 0.9, 1.3)}) == (0.0, 0.0, 1.0)
    assert on_frontier([1.0, 2.0], 1, {0: ratio(0.9, 0.8, 1.2)}) == (1.0, 0.0, 1.0)


def test_bids_that_are_alike_in_both_are_both_on_it():
    assert on_frontier([1.0, 1.0], 0, {1: ratio(1.0)}) == (1.0, 1.0, 1.0)


def test_what_stops_nothing_beats_nobody():
    assert on_frontier([1.0, 2.0], 1, {0: Ratio(math.nan, math.nan, math.nan)})[0] == 1.0
