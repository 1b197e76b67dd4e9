"""Shares of a box that are known: how often their intervals hold them, and how often a verdict errs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.study.analysis.box_share import share_of_box
from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.sample import Sample

REPEATS, POINTS = 300, 48
WIDE = 200_000  # points by which the true share is known


def clear(held: int, denied: int) -> np.ndarray:
    return np.r_[np.full(held, math.inf), np.full(denied, -math.inf)]


@pytest.mark.parametrize(("held", "denied"), [(56, 0), (40, 16), (3, 53), (0, 32)])
def test_without_chance_it_is_the_share_of_the_points_with_jeffreys_interval(held, denied):
    from scipy.stats import beta

    value, low, high = share_of_box(clear(held, denied))
    wanted = beta(held + 0.5, denied + 0.5)
    assert value == pytest.approx(held / (held + denied), abs=1e-6)
    assert low == pytest.approx(wanted.ppf(0.025), abs=1e-4)
    assert high == pytest.approx(max(wanted.ppf(0.975), value), abs=1e-4)


def test_both_sides_of_a_threshold_are_one_another_mirrored():
    distances = np.random.default_rng(1).normal(0.5, 2.0, 48)
    value, low, high = share_of_box(distances)
    other = share_of_box(-distances)
    assert other[0] == pytest.approx(1.0 - value, abs=1e-9)
    assert (1.0 - other[2], 1.0 - other[1]) == pytest.approx((low, high), abs=0.02)


def test_points_of_which_nothing_is_known_tell_nothing():
    assert share_of_box(np.full(48, math.nan))[1:] == (0.0, 1.0)
    assert share_of_box(np.zeros(0))[1:] == (0.0, 1.0)
    # Those beside them count as the others make likely.
    value, low, _ = share_of_box(np.r_[clear(40, 0), np.full(8, math.nan)])
    assert value == pytest.approx(1.0)
    assert low > 0.9


def test_points_that_lie_on_the_threshold_all_of_them_are_left_open():
    draws = np.random.default_rng(6)
    ends = np.array([share_of_box(draws.normal(size=48))[1:] for _ in range(100)])
    assert np.mean((ends[:, 0] > 0.1) & (ends[:, 1] < 0.9)) < 0.25


def test_what_all_points_together_make_sure_needs_no_single_one_that_is():
    # Each lies two standard errors above, which leaves a third of them open; together they leave nothing so.
    distances = 2.0 + np.random.default_rng(2).normal(size=48)
    assert np.mean(distances < 1.96) > 0.3
    assert share_of_box(distances)[1] > 0.85


def bell(draws, size):
    return 0.5 + 0.2 * draws.normal(size=size)


def skewed(draws, size):
    return draws.beta(4.0, 1.5, size=size)


def two_heaps(draws, size):
    return np.where(draws.random(size) < 0.8, 0.9, 0.2)


def both_ends(draws, size):
    return draws.beta(0.5, 0.5, size=size)


@pytest.mark.slow(seconds=8)
@pytest.mark.parametrize("shape", [bell, skewed, two_heaps, both_ends])
def test_intervals_hold_the_share_that_a_box_has_and_verdicts_hardly_ever_err(shape):
    # Shares of raiders killed, 20 of them in each of 3 replicates at each of 48 points.
    draws = np.random.default_rng(3)
    everywhere = np.clip(shape(draws, WIDE), 0.0, 1.0)
    inside, wrong = [], []
    for wanted in (0.5, 0.75, 0.9, 0.97):
        threshold = 0.55 if shape is two_heaps else float(np.quantile(everywhere, 1.0 - wanted))
        true = float(np.mean(everywhere > threshold))
        for _ in range(REPEATS):
            shares = np.clip(shape(draws, POINTS), 0.0, 1.0)
            killed = draws.binomial(20, shares[:, None], (POINTS, 3)) / 20.0
            margins = Margins.of(Layout.of(map(Sample.of, killed)).past(threshold))
            _, low, high = share_of_box(margins.distances, margins.freedom)
            inside.append(low <= true <= high)
            wrong.append(low >= 0.9 > true or high <= 0.1 < true or (0.1 < low <= high < 0.9 <= true))
    assert np.mean(inside) > 0.92
    assert np.mean(wrong) < 0.025
