"""The normal quantile against the algorithm's own test values and an independent inverse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from openiads.ground.quantile import inverse_normal


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
