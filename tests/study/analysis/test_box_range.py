"""5 to 95 % of a box, held against boxes whose true values are known."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.analysis.box_range import HIDDEN, mean_range, ratio_range, share_of
from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.sample import Sample

NORMAL_END = 1.6449  # of a standard normal, below which 95 % lie


def layout(values: np.ndarray) -> Layout:
    """Points (J, R) without a common failure, each with draws of its own."""
    return Layout.of(map(Sample.of, values))


def counts(rng: np.random.Generator, means: np.ndarray, replicates: int = 2) -> Layout:
    return layout(rng.poisson(means[:, None], (means.size, replicates)).astype(float))


def test_the_range_is_that_of_the_true_means_and_not_of_noisy_ones() -> None:
    rng = np.random.default_rng(6)
    true = 10.0 + 2.0 * rng.normal(size=(1000, 1))
    low, high = mean_range(layout(true + 4.0 * rng.normal(size=(1000, 4))))
    # Chance at a point has the same spread, 4 / sqrt(4): noisy means would reach 1.41 times as far.
    assert (low, high) == pytest.approx((10.0 - 2.0 * NORMAL_END, 10.0 + 2.0 * NORMAL_END), abs=0.4)


def test_what_chance_explains_is_no_range_of_no_width() -> None:
    rng = np.random.default_rng(7)
    found = [mean_range(layout(rng.normal(size=(48, 2)))) for _ in range(300)]
    hidden = np.mean([one.hidden for one in found])
    assert 0.92 < hidden < 0.98  # by the F-test 0.95, give or take 0.013


def test_what_has_no_chance_is_counted() -> None:
    rows = np.repeat(np.linspace(1.0, 3.0, 41)[:, None], 2, axis=1)
    assert mean_range(layout(rows)) == pytest.approx((1.1, 2.9))
    assert ratio_range(layout(2.0 * rows), layout(np.full((41, 2), 2.0))) == pytest.approx((1.1, 2.9))


@pytest.mark.parametrize("base", [3.0, 12.0])
def test_a_range_of_ratios_of_few_counts_is_that_of_the_true_ones(base: float) -> None:
    # A quotient of two small counts is skewed: its own quantiles would lie far off.
    rng = np.random.default_rng(8)
    ratios = rng.uniform(1.0, 3.0, 800)
    low, high = ratio_range(counts(rng, base * ratios), counts(rng, np.full(800, base)))
    assert (low, high) == pytest.approx((1.1, 2.9), abs=0.35)


def test_a_range_and_the_share_on_which_a_verdict_rests_agree() -> None:
    rng = np.random.default_rng(9)
    for _ in range(20):
        above, below = counts(rng, rng.uniform(2.0, 16.0, 48)), counts(rng, rng.uniform(2.0, 8.0, 48))
        found = ratio_range(above, below)
        if found.hidden:
            continue
        for end, level in zip(found, (0.95, 0.05), strict=True):
            assert share_of(Margins.of(above.less(below.scaled(end)))) == pytest.approx(level, abs=0.01)


def test_a_range_has_no_upper_end_where_many_ratios_are_over_nothing() -> None:
    # Of 20 points 2 are over 0 and 1 is 0 over 0; a tenth has no end, so 95 % of them have none.
    arm, base = np.full((21, 2), 4.0), np.full((21, 2), 2.0)
    base[:3], arm[2] = 0.0, 0.0
    assert ratio_range(layout(arm), layout(base)) == (2.0, np.inf)
    base[1] = 2.0  # one of 20 is no more than the twentieth that is left out
    assert ratio_range(layout(arm), layout(base)) == (2.0, 2.0)


def test_hardly_any_ratio_has_no_range() -> None:
    assert ratio_range(layout(np.ones((4, 2))), layout(np.zeros((4, 2)))) is None


def test_what_is_hidden_says_so() -> None:
    assert HIDDEN.hidden
