"""The normal quantile against the algorithm's own test values and an independent inverse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from openiads.ground.quantile import inverse_normal, normal_chance


@pytest.mark.parametrize(
    ("p", "z"),
    [
        (0.25, -0.6744897501960817),
        (0.001, -3.090232306167814),
        (1e-20, -9.262340089798408),
    ],
)
def test_wichura_s_own_check_values_come_out(p, z):
    # Applied Statistics 37 (1988), p. 481: the three regions of PPND16.
    assert inverse_normal(p) == pytest.approx(z, rel=1e-15)


@given(st.floats(1e-300, 1.0, exclude_max=True))
def test_it_agrees_with_another_quantile(p):
    assert inverse_normal(p) == pytest.approx(ndtri(p), rel=2e-15, abs=1e-16)


@given(st.floats(-37.0, 5.0))
def test_it_undoes_the_distribution_function(z):
    # Above, one step of the probability itself is worth eps / density of quantile.
    step = 2.3e-16 * math.sqrt(2 * math.pi) * math.exp(0.5 * max(z, 0.0) ** 2)
    assert inverse_normal(ndtr(z)) == pytest.approx(z, rel=1e-13, abs=step + 1e-14)


@given(st.integers(1, 2**31))
def test_it_is_odd_about_the_median(numerator):
    p = numerator / 2**32
    assert inverse_normal(1.0 - p) == -inverse_normal(p)


@pytest.mark.parametrize(
    ("p", "z"), [(0.0, -math.inf), (0.5, 0.0), (1.0, math.inf), (-0.1, math.nan), (1.1, math.nan)]
)
def test_the_ends_are_as_stated(p, z):
    got = inverse_normal(p)
    assert math.isnan(got) if math.isnan(z) else got == z


@given(st.floats(-7.07, 40.0))
def test_the_distribution_function_agrees_with_another_one(z):
    assert normal_chance(z) == pytest.approx(ndtr(z), rel=2e-14)


@given(st.floats(-37.0, -7.07))
def test_it_does_so_far_out_but_for_the_last_digits(z):
    assert normal_chance(z) == pytest.approx(ndtr(z), rel=2e-8)


def test_beyond_all_doubt_it_is_nothing_or_certain():
    assert (normal_chance(-40.0), normal_chance(40.0), normal_chance(0.0)) == (0.0, 1.0, pytest.approx(0.5))
