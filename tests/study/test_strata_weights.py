"""Weighing two strata, held to the closed form of a mixture of two parts."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.statistics import mean_interval
from openiads.study.strata_weights import Strata, mixed

P = 0.02


def strata(typical: int, stricken: int, p: float = P) -> Strata:
    """So many rows of each stratum."""
    return Strata(p, np.repeat([False, True], [typical, stricken]))


def test_rows_weigh_what_their_stratum_does():
    of = strata(200, 10)
    assert of.weights == pytest.approx((0.98 / 200, 0.02 / 10))
    assert of.mean(np.ones(210)) == pytest.approx(1.0)


def test_the_mean_of_a_mixture_is_the_weighed_mean_of_its_parts():
    # 26 leakers of 80 as a rule and all 80 in one raid of fifty: 0.98 * 26 + 0.02 * 80.
    values = np.repeat([26.0, 80.0], [200, 10])
    assert strata(200, 10).mean(values) == pytest.approx(27.08)


def test_without_a_row_of_the_failure_it_is_not_weighed_in():
    of = strata(7, 0)
    assert of.share == 0.0
    assert of.weights == pytest.approx((1 / 7, 0.0))
    assert of.interval(lambda rows: (3.0, 2.0, 4.0)) == (3.0, 2.0, 4.0)


def test_variances_are_weighed_by_the_squares_of_the_weights():
    mean, low, high = mixed(0.25, (10.0, 8.0, 12.0), (20.0, 14.0, 26.0))
    half = ((0.75 * 2.0) ** 2 + (0.25 * 6.0) ** 2) ** 0.5
    assert (mean, low, high) == pytest.approx((12.5, 12.5 - half, 12.5 + half))


def test_ends_that_are_not_symmetric_are_added_each_on_its_side():
    mean, low, high = mixed(0.5, (10.0, 9.0, 13.0), (20.0, 16.0, 20.0))
    assert (mean, low, high) == pytest.approx((15.0, 15.0 - 0.5 * 17**0.5, 16.5))


def test_a_failure_that_always_strikes_is_all_there_is():
    assert mixed(1.0, (10.0, 9.0, 13.0), (20.0, 16.0, 21.0)) == (20.0, 16.0, 21.0)


def test_the_interval_holds_the_mean_of_the_mixture_in_95_of_100_runs():
    # Leakers are binomial, and all of them where the failure strikes: the mixture's mean is known exactly.
    rng = np.random.default_rng(20_170_912)
    n, kill, repeats = 60, 0.6, 2_000
    exact = (1 - P) * n * (1 - kill) + P * n
    of = strata(100, 5)
    held, widths = 0, []
    for _ in range(repeats):
        values = np.concatenate([rng.binomial(n, 1 - kill, 100), np.full(5, n)]).astype(float)
        _, low, high = of.interval(lambda rows, values=values: mean_interval(values[rows]))
        held += low <= exact <= high
        widths.append(high - low)
    assert held / repeats == pytest.approx(0.95, abs=0.015)
    # A lottery over 105 replicates has the mixture's variance: some 1.7 times as wide.
    variance = (1 - P) * n * kill * (1 - kill) + P * (1 - P) * (n * kill) ** 2
    assert np.mean(widths) < 0.65 * 2 * 1.98 * (variance / 105) ** 0.5
