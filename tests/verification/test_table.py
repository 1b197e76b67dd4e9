"""The verdict of the table: what lines of the same replicates share must not count twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from openiads.study.strata_weights import Strata
from verification.cases import settings
from verification.figures import Case
from verification.table import Line, chi_square, covariance_of, measured, within_band

REPLICATES = 400
NOBODY = Strata(0.0, np.zeros(REPLICATES, dtype=bool))


def lines_of(values: np.ndarray, exact: np.ndarray, spread: np.ndarray) -> list[Line]:
    """Lines of figures (K, R) against exact values."""
    return [
        Line(Case("", "", e, lambda books: books.outcomes["leakers"]), values.shape[1], v.mean(), np.sqrt(s))
        for v, e, s in zip(values, exact, np.diag(spread), strict=True)
    ]


def squares(mixing: np.ndarray, tables: int = 400) -> tuple[list[float], int]:
    """Chi-squares of true tables whose lines are mixtures of independent normal figures."""
    rng = np.random.default_rng(1)
    found, freedom = [], 0
    for _ in range(tables):
        values = mixing @ rng.normal(size=(mixing.shape[1], REPLICATES))
        spread = covariance_of(values, NOBODY)
        square, freedom = chi_square(lines_of(values, np.zeros(len(mixing)), spread), spread)
        found.append(square)
    return found, freedom


def test_lines_that_go_together_still_follow_a_chi_square():
    found, freedom = squares(np.array([[1.0, 0.0, 0.0], [0.95, 0.3, 0.0], [0.5, 0.5, 0.7]]))
    assert freedom == 3
    assert stats.kstest(found, stats.chi2(3).cdf).pvalue > 1e-3


def test_a_line_that_is_the_sum_of_others_counts_once():
    found, freedom = squares(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    assert freedom == 2
    assert stats.kstest(found, stats.chi2(2).cdf).pvalue > 1e-3


def test_a_constant_has_no_part_in_it():
    values = np.stack([np.random.default_rng(2).normal(size=REPLICATES), np.full(REPLICATES, 24.0)])
    spread = covariance_of(values, NOBODY)
    square, freedom = chi_square(lines_of(values, np.array([0.0, 24.0]), spread), spread)
    assert freedom == 1
    assert square == pytest.approx(values[0].mean() ** 2 / (values[0].var(ddof=1) / REPLICATES))


def test_both_strata_are_weighed_by_their_probabilities():
    rng = np.random.default_rng(3)
    struck = np.arange(REPLICATES) % 4 == 0
    values = rng.normal(size=(1, REPLICATES)) * np.where(struck, 3.0, 1.0)
    usual, hit = values[0, ~struck], values[0, struck]
    expected = 0.81 * usual.var(ddof=1) / usual.size + 0.01 * hit.var(ddof=1) / hit.size
    assert covariance_of(values, Strata(0.1, struck))[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize(("square", "holds"), [(14.0, False), (16.0, True), (50.0, True), (51.5, False)])
def test_the_band_is_that_of_thirty_degrees(square, holds):
    # Of any table of the law: 1 % at 14.95 and 99 % at 50.89 with 30 degrees of freedom.
    found, told = within_band(square, 30)
    assert found is holds
    assert "band 15.0 to 50.9" in told


@pytest.mark.compiled("it plays five short runs")
def test_a_line_may_be_the_difference_of_two_scenarios_on_the_same_draws():
    setting = next(setting for setting in settings() if setting.other is not None)
    both, none = (measured(replace(setting, other=other), 40, 3) for other in (setting.other, setting.tables))
    beside = measured(replace(setting, tables=setting.other, other=None), 40, 3)
    shots, less = (next(i for i, case in enumerate(setting.cases) if case.key == key) for key in ("G1", "G3"))
    gap = both.lines[shots].mean - beside.lines[shots].mean
    assert both.lines[less].mean == pytest.approx(gap)
    # With itself the difference is nothing, and has no spread.
    assert (none.lines[less].mean, none.lines[less].error) == (0.0, 0.0)
