"""Indices of functions whose indices are known in closed form, with and without chance."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.polynomial.legendre import Legendre
from scipy.stats import qmc

from openiads.study.analysis.by_status import status_shares
from openiads.study.analysis.indices import Influences, group_total, influences, shares
from openiads.study.analysis.polynomial_chaos import Chaos, columns, legendre
from openiads.study.analysis.sample import Sample
from openiads.study.analysis.sparse_fit import path
from openiads.study.analysis.tornado import played_swings, swings

RESAMPLES = 40


def filling(points: int, coordinates: int, seed: int = 1) -> np.ndarray:
    """A Latin hypercube."""
    return qmc.LatinHypercube(coordinates, rng=seed).random(points)


def ishigami(unit: np.ndarray) -> np.ndarray:
    """T. Ishigami and T. Homma (1990), with a = 7 and b = 0.1."""
    x, y, z = (np.pi * (2.0 * unit[:, :3] - 1.0)).T
    return np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def ishigami_totals() -> np.ndarray:
    """In closed form: A. Saltelli et al., Global Sensitivity Analysis: The Primer (2008), section 4.5."""
    x = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2
    y, xz = 49.0 / 8.0, 0.01 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    return np.array([x + xz, y, xz]) / (x + y + xz)


WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(unit: np.ndarray) -> np.ndarray:
    """I. M. Sobol' (1993): a product of |4 x - 2| that has corners everywhere in the middle."""
    return np.prod((np.abs(4.0 * unit[:, :4] - 2.0) + WEIGHTS) / (1.0 + WEIGHTS), axis=1)


def g_totals() -> np.ndarray:
    """Partial variances 1 / (3 (1 + a)^2), and products of them."""
    part = 1.0 / 3.0 / (1.0 + WEIGHTS) ** 2
    return part / (1.0 + part) * np.prod(1.0 + part) / (np.prod(1.0 + part) - 1.0)


def linear(unit: np.ndarray) -> np.ndarray:
    return 3.0 * unit[:, 0] + 2.0 * unit[:, 1] + unit[:, 2]


LINEAR = np.array([9.0, 4.0, 1.0]) / 14.0


@pytest.fixture(scope="module")
def noisy() -> Influences:
    """Three figures that count among sixty, at 64 points, with a tenth of the variance by chance."""
    rng = np.random.default_rng(2)
    unit = filling(64, 60)
    noise = np.sqrt(14.0 / 12.0 / 9.0)
    return influences(unit, linear(unit) + noise * rng.normal(size=64), 3, noise**2, RESAMPLES)


def test_polynomials_are_legendre_s():
    unit = np.linspace(0.0, 1.0, 11)
    for n, told in enumerate(legendre(unit, 6)):
        assert told == pytest.approx(np.sqrt(2 * n + 1) * Legendre.basis(n)(2 * unit - 1))


def test_terms_are_products():
    points = np.array([[0.1, 0.5, 0.9], [0.3, 0.2, 0.7]])
    (found,) = columns(points, np.array([[2, 0, 1]])).T
    assert found == pytest.approx(legendre(points[:, 0], 2)[2] * legendre(points[:, 2], 1)[1])


def test_a_path_foretells_as_least_squares_does():
    rng = np.random.default_rng(4)
    matrix, values = rng.normal(size=(30, 12)), rng.normal(size=30)
    kept = np.arange(30) < 24
    order, errors = path(matrix, values, kept, 6)
    for terms in range(7):
        design = np.column_stack([np.ones(30), matrix[:, order[:terms]]])
        solved = np.linalg.lstsq(design[kept], values[kept], rcond=None)[0]
        assert errors[terms] == pytest.approx(np.sum((values - design @ solved)[~kept] ** 2))


def test_the_indices_of_ishigami_s_function_are_those_in_closed_form():
    unit = filling(128, 3)
    found = influences(unit, ishigami(unit), 1, resamples=RESAMPLES)
    assert found.r2 > 0.95
    assert found.surrogate.totals == pytest.approx(ishigami_totals(), abs=0.03)
    _, low, high = found.totals
    assert np.all(low - 0.03 <= ishigami_totals())
    assert np.all(ishigami_totals() <= high + 0.03)


def test_the_indices_of_sobol_s_function_are_those_in_closed_form():
    unit = filling(256, 4)
    found = influences(unit, g_function(unit), 1, resamples=RESAMPLES)
    assert found.r2 > 0.95
    assert found.surrogate.totals == pytest.approx(g_totals(), abs=0.03)


def test_twenty_figures_without_influence_have_none():
    unit = filling(64, 23)
    found = influences(unit, linear(unit), 1, resamples=RESAMPLES)
    assert found.r2 > 0.999
    assert found.surrogate.totals[:3] == pytest.approx(LINEAR, abs=0.005)
    assert np.all(found.surrogate.totals[3:] < 1e-4)


def test_neither_have_57_among_60_at_64_noisy_points(noisy):
    value, low, high = noisy.totals
    assert np.all(low[:3] <= LINEAR)
    assert np.all(high[:3] >= LINEAR)
    assert np.all(low[3:] == 0.0)
    assert np.all(value[3:] < 0.03)
    assert noisy.largest == 0


def test_r2_is_below_what_chance_leaves_to_find(noisy):
    assert noisy.ceiling == pytest.approx(0.9, abs=0.04)
    assert 0.75 < noisy.r2 < noisy.ceiling + 0.02


def test_r2_is_of_points_that_the_fit_has_not_seen():
    unit = filling(64, 60)
    values = linear(unit) + np.random.default_rng(2).normal(size=64)
    found = influences(unit, values, 3)
    left = values - found.surrogate.at(unit)
    assert found.surrogate.variance > 0.0
    assert found.r2 < 1.0 - left.var() / values.var() - 0.05


def test_chance_alone_is_foretold_by_nothing_and_no_index_is_told():
    found = influences(filling(64, 60), np.random.default_rng(6).normal(size=64), 1)
    assert found.r2 < 0.2
    assert (found.told, found.totals, found.largest) == (False, None, None)
    assert status_shares(found, ["assumption"] * 60) is None
    assert swings(found, np.full(60, 0.5)) is None


def test_a_measure_that_does_not_move_has_no_index():
    found = influences(filling(32, 4), np.full(32, 7.0), 1)
    assert (found.r2, found.told, found.largest) == (0.0, False, None)


def test_the_same_seed_gives_the_same_indices():
    unit = filling(32, 3)
    first, second = (influences(unit, linear(unit), 9, resamples=5) for _ in range(2))
    assert first.r2 == second.r2
    assert first.surrogate.coefficients.tolist() == second.surrogate.coefficients.tolist()


def test_few_points_are_refused():
    with pytest.raises(ValueError) as problem:
        influences(filling(15, 2), np.zeros(15), 1)
    assert str(problem.value) == "indices need at least 16 points, got 15"


# Variances 4 alone, 2 and 3 together, 1 of all three.
MADE = Chaos(0.0, np.array([[1, 0, 0], [0, 1, 2], [1, 1, 1]]), np.array([2.0, 2.0**0.5, 1.0]))


def test_a_group_has_what_would_go_with_it_once():
    assert MADE.totals == pytest.approx([5 / 7, 3 / 7, 3 / 7])
    assert group_total(MADE, np.array([False, True, True])) == pytest.approx(3 / 7)
    assert group_total(MADE, np.array([True, True, True])) == pytest.approx(1.0)


def test_what_groups_do_together_is_split_evenly():
    assert shares(MADE, np.array([0, 1, 2]), 3) == pytest.approx([(4 + 1 / 3) / 7, (4 / 3) / 7, (4 / 3) / 7])
    assert shares(MADE, np.array([0, 1, 1]), 2) == pytest.approx([4.5 / 7, 2.5 / 7])


def test_statuses_carry_what_their_figures_do(noisy):
    statuses = ["assumption", "seen", "assumption"] + ["derived"] * 57
    rows = status_shares(noisy, statuses)
    assert [row.status for row in rows] == ["assumption", "seen", "derived"]
    assert sum(row.share[0] for row in rows) == pytest.approx(1.0)
    for row, truth in zip(rows, (10 / 14, 4 / 14, 0.0), strict=True):
        assert row.share[1] <= truth <= row.share[2]
        assert row.total == pytest.approx(row.share[0], abs=0.02)


def test_swings_of_the_function_are_its_slopes(noisy):
    rows = swings(noisy, np.full(60, 0.25))
    assert [row.coordinate for row in rows[:3]] == [0, 1, 2]
    for row, slope in zip(rows, (3.0, 2.0, 1.0), strict=False):
        assert row.at_low[1] <= -0.25 * slope <= row.at_low[2]
        assert row.at_high[1] <= 0.75 * slope <= row.at_high[2]
    assert all(row.width < 0.5 for row in rows[3:])


def test_swings_that_were_played_are_differences_on_the_same_draws():
    luck = np.random.default_rng(8).poisson(9.0, 50).astype(float)
    nominal = Sample.of(luck)
    rows = played_swings(
        nominal, [(nominal, Sample.of(luck + 1.0)), (Sample.of(luck + 2.0), Sample.of(luck - 2.0))], 1.0
    )
    assert [(row.coordinate, row.at_low[0], row.at_high[0]) for row in rows] == [(1, 2, -2), (0, 0, 1)]
    assert [row.width for row in rows] == [4.0, 1.0]
