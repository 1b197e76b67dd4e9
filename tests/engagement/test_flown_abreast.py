"""Paths flown abreast against the same paths as NumPy flies them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.catalogue import names, round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flown_abreast, flyout, trajectory
from openiads.engagement.trajectory import Body, Paths
from openiads.simulation.prepare_rounds import flyout_figures


def body(**values):
    figures = {
        "mass": 300.0, "boosted": 0.5, "dropped": 0.0, "kept": 0.0, "boost": 4.0, "exhaust": 2_500.0,
        "diameter": 0.25, "length": 5.0, "nose_fineness": 3.0, "drag": 1.0, "normal_slope": 10.0,
        "normal_most": 6.0,
    }  # fmt: skip
    return Body(**{**figures, **values})


def drawn(count, seed=1):
    """Paths of all kinds: level, steep, under the ground, too high for the air, of no length."""
    draws = np.random.default_rng(seed)
    across = draws.uniform(0.0, 200e3, count) * (draws.random(count) > 0.05)
    return Paths(across, draws.uniform(0.0, 40e3, count), 0.4 * draws.random(count) * across)


def both(round_, paths, flat_air=None):
    return flown_abreast.fly(round_, paths, flat_air), trajectory.fly(round_, paths, flat_air)


@pytest.mark.parametrize("count", [1, 7, 8, flown_abreast.BLOCK, 3 * flown_abreast.BLOCK + 5])
def test_however_many_paths_fly_abreast_each_is_flown_to_the_same_bits(count):
    for abreast, alone in zip(*both(body(kept=0.1), drawn(count)), strict=True):
        np.testing.assert_array_equal(abreast, alone)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kept": 0.2, "boosted": 0.3},
        {"dropped": 0.2},
        {"drag": 0.0},
        {"boost": 60.0},
        {"normal_most": 0.1},
    ],
)
def test_whatever_a_round_is_like_it_is_flown_to_the_same_bits(values):
    for abreast, alone in zip(*both(body(**values), drawn(300)), strict=True):
        np.testing.assert_array_equal(abreast, alone)


def test_rounds_that_differ_from_path_to_path_and_closed_forms_are_flown_to_the_same_bits():
    shares = np.linspace(0.1, 0.6, 300)
    round_ = body(boosted=shares, dropped=np.maximum(0.4 - shares, 0.0))
    for flat_air in (None, 0.0, 1.0):
        for abreast, alone in zip(*both(round_, drawn(300), flat_air), strict=True):
            np.testing.assert_array_equal(abreast, alone)


@pytest.mark.parametrize("slug", names("round"))
def test_fly_out_tables_are_those_of_paths_flown_by_numpy(slug, monkeypatch):
    figures = flyout_figures(round_of(slug), PACKAGED.flight)
    abreast = flyout.tables.__wrapped__(figures, 8, 30)
    monkeypatch.setattr(flyout, "fly", trajectory.fly)
    monkeypatch.setattr(flyout, "fitted", flyout.fitted.__wrapped__)
    np.testing.assert_array_equal(abreast, flyout.tables.__wrapped__(figures, 8, 30))


def test_the_series_of_an_exponential_is_the_exponential():
    values = np.linspace(-0.35, 0.35, 1_001)
    expected = np.array([math.exp(value) for value in values])
    np.testing.assert_allclose(trajectory.exponential(values, 0.0), expected, rtol=2.3e-16, atol=0.0)
