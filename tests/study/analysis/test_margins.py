"""Distances from a threshold, held to arithmetic by hand, and variances to those that were drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.moderated import moderated
from openiads.study.analysis.sample import Sample


def layout(*points) -> Layout:
    return Layout.of(map(Sample.of, points))


def test_points_that_are_equally_noisy_share_one_variance():
    # Variances of the means are 1 and 3, as one degree of freedom makes of 2.
    found = Margins.of(layout([1.0, 3.0], [4.0, 4.0 + 12.0**0.5]).past(1.0))
    means = np.array([2.0, 4.0 + 3.0**0.5])
    assert found.distances == pytest.approx((means - 1.0) / 2.0**0.5)
    assert math.isinf(found.freedom)


def test_a_claim_of_less_has_the_sign_turned():
    above, below = (Margins.of(layout([1.0, 3.0], [4.0, 6.0]).past(2.5), side) for side in (True, False))
    assert above.distances == pytest.approx(-below.distances)


def test_a_ratio_is_judged_as_what_is_left_of_the_arm():
    # a over b above 2 is a - 2 b above 0, replicate by replicate: here 1 and 3, whose mean has variance 1.
    arm, base = layout([5.0, 9.0], [5.0, 9.0]), layout([2.0, 3.0], [2.0, 3.0])
    assert Margins.of(arm.less(base.scaled(2.0))).distances == pytest.approx([2.0, 2.0])


def test_what_has_no_chance_is_clear_or_on_the_threshold():
    found = Margins.of(layout([3.0, 3.0], [1.0, 1.0], [2.0, 2.0]).past(2.0))
    assert found.distances.tolist() == pytest.approx([math.inf, -math.inf, math.nan], nan_ok=True)


def test_of_an_interval_the_end_that_faces_the_threshold_counts():
    told = [(3.0, 2.0, 9.0), (1.0, 0.0, 1.5), (2.5, 2.5, 2.5), (5.0, 3.0, math.inf), (math.nan,) * 3]
    told += [(math.inf, 2.5, math.inf), (math.inf, 1.5, math.inf)]
    found = Margins.of_intervals(told, 2.0)
    assert found.distances == pytest.approx(
        [1.96, -1.96 / 0.5, math.inf, 3.0 * 1.96 / 2.0, math.nan, math.inf, math.nan], rel=1e-4, nan_ok=True
    )
    less = Margins.of_intervals(told, 2.0, above=False)
    assert less.distances == pytest.approx(-found.distances, nan_ok=True)


def test_the_typical_variance_and_how_unlike_they_are_come_back():
    # Scaled inverse chi-squared with 10 degrees of freedom about 3; each is seen with 4.
    draws = np.random.default_rng(4)
    true = 3.0 * 10.0 / draws.chisquare(10.0, 200_000)
    own = true * draws.chisquare(4.0, true.size) / 4.0
    found = moderated(own, 4)
    assert found.freedom == pytest.approx(14.0, rel=0.1)
    # The least error that any weighing of both can leave: the mean of the variance given what was seen.
    best = np.mean((12.0 / 14.0 * (10.0 * 3.0 + 4.0 * own) / 12.0 - true) ** 2)
    scaled = found.variances * 14.0 / 12.0  # from what Student's wants to the mean
    assert np.mean((scaled - true) ** 2) < 1.05 * max(best, np.mean(((30.0 + 4.0 * own) / 12.0 - true) ** 2))


def test_students_distribution_fits_what_moderated_errors_make():
    # 5 % of the errors lie outside of its 95 %, where three of four degrees of freedom are borrowed.
    from scipy.stats import t

    draws = np.random.default_rng(5)
    variances = 2.0 * 12.0 / draws.chisquare(12.0, 4000)
    values = np.sqrt(variances)[:, None] * draws.normal(size=(4000, 2))
    found = Margins.of(layout(*values))
    assert np.mean(np.abs(found.distances) > t.ppf(0.975, found.freedom)) == pytest.approx(0.05, abs=0.01)


def test_what_shows_no_variance_at_all_has_none():
    found = moderated(np.zeros(3), 1)
    assert found.variances.tolist() == [0.0] * 3
    assert math.isinf(found.freedom)
