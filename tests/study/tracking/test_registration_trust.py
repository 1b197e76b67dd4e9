"""Biases that are not to be trusted are told, with the radar and the figure; honest ones are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.units import DEG
from openiads.study.tracking.bias_fit import Fit, prior_of
from openiads.study.tracking.registration import biases_of
from openiads.study.tracking.registration_trust import Apart, odds_of_errors, odds_of_prior, widened
from tests.study.tracking.biased_radars import Bias, scene

KNOWN = PACKAGED.registration
NONE = Bias()


@pytest.mark.parametrize(
    ("count", "seed"), [(15, 103), (15, 108), (40, 100), (40, 101), (40, 104)], ids=lambda each: f"{each}"
)
def test_a_bias_far_beyond_its_prior_is_found_within_its_error_and_told(count, seed):
    """1,500 m where 200 m are usual: 7.5 standard deviations, chi-square 56 with 6."""
    biased = scene(seed, (NONE, Bias(1_500.0)), count=count)
    found = biases_of(biased.plots, biased.sensors)
    assert (np.abs(found.slant_range - [0.0, 1_500.0]) < 4.0 * found.range_error).all()
    assert (found.range_error < 60.0).all()
    (line,) = found.doubts
    assert line.startswith("sensors: 'b' has a bias in range of 1,")
    assert " times what is held usual (200 m, openiads catalogue show registration); " in line


def test_five_degrees_are_told_too():
    biased = scene(102, (NONE, Bias(azimuth=5.0 * DEG)))
    found = biases_of(biased.plots, biased.sensors)
    assert found.azimuth[1] == pytest.approx(5.0 * DEG, abs=0.05 * DEG)
    (line,) = found.doubts
    assert line.startswith("sensors: 'b' has a bias in azimuth of ")
    assert ", 5.0 times what is held usual (1 °, " in line
    assert "check its north, " in line


@pytest.mark.parametrize("seed", range(200, 212))
def test_biases_as_the_prior_has_them_are_not_doubted(seed):
    draws = np.random.default_rng(seed)
    biases = tuple(Bias(*draws.normal(0.0, [200.0, DEG, DEG])) for _ in range(2 + seed % 2))
    biased = scene(seed, biases, count=20 + 20 * (seed % 3))
    assert biases_of(biased.plots, biased.sensors).doubts == ()


def test_a_clock_that_is_off_is_no_bias_and_told():
    """Two seconds at 225 m/s are 450 m, each target's another way."""
    plain = scene(100)
    late = replace(plain.plots, time=plain.plots.time + 2.0 * (plain.plots.sensor == 1))
    found, honest = biases_of(late, plain.sensors), biases_of(plain.plots, plain.sensors)
    (line,) = found.doubts
    assert "targets that sensors share are, with biases taken off, farther apart" in line
    assert "most of them of 'a' and 'b'" in line
    assert (found.range_error > 2.0 * honest.range_error).all()


def test_odds_are_those_of_chi_square_and_of_the_binomial():
    # By tables: chi-square 22.458 with 6 has 0.001.
    prior = prior_of(np.array([True, True]), KNOWN)
    known = np.diag(prior) * 1e-6
    bias = np.sqrt(prior * 22.458 / 6.0)
    assert odds_of_prior(Fit(bias, known, 1.0), prior) == pytest.approx(1e-3, rel=1e-3)
    known[0, 0], bias[0] = prior[0], 0.0
    # Five of them, 5/6 of 22.458: chi-square 18.715 with 5 has 0.00217.
    assert odds_of_prior(Fit(bias, known, 1.0), prior) == pytest.approx(2.17e-3, rel=0.01)
    # Of 10 targets 2 of 1 in 20: 1 - 0.95^10 - 10 0.05 0.95^9 = 0.0861.
    two = Apart(np.array([8.0] * 2 + [2.0] * 8), np.zeros((10, 2), dtype=np.int64))
    assert odds_of_errors(two) == pytest.approx(1.0 - 0.95**10 - 0.5 * 0.95**9, rel=1e-9)


def test_errors_are_wider_by_what_the_median_target_is():
    far = Apart(np.full(20, 4.0 * 2.366), np.zeros((20, 2), dtype=np.int64))
    found = Fit(np.zeros(6), np.eye(6), 1.0)
    np.testing.assert_allclose(widened(found, far).covariance, 4.0 * np.eye(6))
    assert widened(found, Apart(np.full(20, 7.0), far.sensors)) is found
