"""Chance and ignorance over a box, held to layouts whose variances are known."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.analysis.ignorance import Layout, split
from openiads.study.analysis.sample import Sample
from tests.study.analysis.repeats import two_strata


def layout(values: np.ndarray) -> Layout:
    """Points (J, R) without a common failure."""
    return Layout.of(map(Sample.of, values))


def drawn(rng, ignorance: float, luck: float, noise: float, points: int = 32, replicates: int = 12):
    """Points whose replicates share their luck."""
    of_point = np.sqrt(ignorance) * rng.normal(size=(points, 1))
    of_draws = luck * rng.normal(size=replicates)
    return 10.0 + of_point + of_draws + noise * rng.normal(size=(points, replicates))


def test_luck_that_all_points_share_is_no_ignorance_and_takes_none_off():
    # A one-way analysis would take (25 + 1) / 12 off the spread and be left with nothing.
    rng = np.random.default_rng(1)
    found = [split(layout(drawn(rng, 0.5, 5.0, 1.0))) for _ in range(400)]
    assert np.mean([of.ignorance for of in found]) == pytest.approx(0.5, abs=0.02)
    assert np.mean([of.apart for of in found]) == pytest.approx(1.0 / 12, rel=0.02)
    assert np.mean([of.chance for of in found]) == pytest.approx(26.0 / 12, rel=0.05)


def test_points_that_are_not_equally_noisy_and_draws_that_act_unlike_leave_no_bias():
    # What the draws do grows with the point; true means 0, 1, ... 7 and their variance 6.
    rng = np.random.default_rng(2)
    place = np.arange(8.0)[:, None]
    found = []
    for _ in range(400):
        draws, noise = rng.normal(size=10), rng.normal(size=(8, 10))
        found.append(split(layout(place + place * draws + (1.0 + place) * noise)).ignorance)
    assert np.mean(found) == pytest.approx(6.0, abs=3.0 * np.std(found) / 400**0.5)


def test_a_box_of_no_width_has_no_ignorance_within_its_error():
    rng = np.random.default_rng(3)
    found = [split(layout(drawn(rng, 0.0, 3.0, 1.0))) for _ in range(400)]
    inside = [of.ignorance <= 1.96 * of.error for of in found]
    assert np.mean(inside) >= 0.95
    assert 0.4 < np.mean([of.negative for of in found]) < 0.7
    assert all(of.ignorance == 0.0 for of in found if of.negative)


def test_the_same_replicates_at_every_point_have_none_at_all():
    rng = np.random.default_rng(4)
    row = rng.poisson(8.0, 20).astype(float)
    found = split(layout(np.tile(row, (16, 1))))
    assert found.ignorance == pytest.approx(0.0, abs=1e-25)
    assert found.chance == pytest.approx(row.var(ddof=1) / 20)


def test_the_error_is_that_of_leaving_each_replicate_out():
    rng = np.random.default_rng(5)
    values = drawn(rng, 0.5, 1.0, 2.0, points=6, replicates=7)
    left = [split(layout(np.delete(values, r, axis=1))) for r in range(7)]
    means = [np.delete(values, r, axis=1).mean(axis=1) for r in range(7)]
    spread = [np.var(mean, ddof=1) - of.apart for mean, of in zip(means, left, strict=True)]
    jackknife = np.sqrt(6 / 7 * np.sum((spread - np.mean(spread)) ** 2))
    assert split(layout(values)).error == pytest.approx(jackknife)


def test_strata_are_weighed_and_what_they_take_off_adds_up():
    rng = np.random.default_rng(7)
    typical, struck = rng.normal(size=(5, 8)), rng.normal(size=(5, 3))
    whole = Layout.of(two_strata(a, b, 0.2) for a, b in zip(typical, struck, strict=True))
    assert whole.means == pytest.approx(0.8 * typical.mean(axis=1) + 0.2 * struck.mean(axis=1))
    assert whole.apart == pytest.approx(0.64 * layout(typical).apart + 0.04 * layout(struck).apart)


def test_a_probability_that_is_a_figure_of_the_box_weighs_point_by_point():
    points = [two_strata([2.0, 2.0], [10.0, 10.0], p) for p in (0.1, 0.3)]
    assert Layout.of(points).means == pytest.approx([2.8, 4.4])
    assert split(Layout.of(points)).ignorance == pytest.approx(2 * 0.8**2)


def test_of_a_difference_only_what_the_arms_do_not_share_is_left():
    rng = np.random.default_rng(8)
    base = drawn(rng, 4.0, 3.0, 2.0)
    found = split(layout(base + 1.5).less(layout(base)))
    assert (found.mean, found.apart, found.ignorance) == pytest.approx((1.5, 0.0, 0.0))


def test_of_a_ratio_chance_is_that_of_its_linear_part():
    # var(a / b) = (var a + r^2 var b) / b^2 for independent arms.
    rng = np.random.default_rng(9)
    arm, base = (rng.normal(mean, 1.0, (400, 50)) for mean in (20.0, 10.0))
    found = split(layout(arm).over(layout(base)))
    assert found.mean == pytest.approx(2.0, abs=0.01)
    assert found.apart == pytest.approx((1.0 + 4.0) / 100.0 / 50, rel=0.05)
    assert found.ignorance < 2.0 * found.error + 1e-4


def test_a_ratio_over_nothing_says_at_which_points():
    with pytest.raises(ValueError) as problem:
        layout(np.ones((3, 2))).over(layout(np.array([[1.0, 1.0], [0.0, 0.0], [2.0, 0.0]])))
    assert str(problem.value) == "a ratio over 0 at points [1]"
