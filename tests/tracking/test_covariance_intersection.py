"""Covariance intersection against matrices of six, and against what its theorem promises."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import minimize_scalar

from openiads.ground import matrices
from openiads.tracking.estimates import Estimate
from openiads.tracking.fusion import covariance_intersection as room
from tests.plain import open_up

Floats = npt.NDArray[np.float64]


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch) -> None:
    open_up(monkeypatch, room, matrices)


def covariance(draws: np.random.Generator) -> Floats:
    """Of a place with errors of 10 m to 3 km and a velocity with errors of 1 to 100 m/s, in any direction."""
    spreads = np.concatenate([10.0 ** draws.uniform(1.0, 3.5, 3), 10.0 ** draws.uniform(0.0, 2.0, 3)])
    turned, _ = np.linalg.qr(draws.normal(size=(6, 6)))
    scale = np.array([1e3] * 3 + [30.0] * 3)
    mixed = scale[:, None] * turned
    return mixed @ np.diag((spreads / np.sort(spreads)[::-1]) ** 0.5) @ mixed.T


def estimate(state: Floats, matrix: Floats) -> Estimate:
    """As kernels have it."""
    upper = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    return Estimate(
        12.0,
        tuple(state[:3]),
        tuple(state[3:]),
        tuple(matrix[i, j] for i, j in upper),
        tuple(matrix[:3, 3:].ravel()),
        tuple(matrix[3 + i, 3 + j] for i, j in upper),
    )


def as_matrices(found: Estimate) -> tuple[Floats, Floats]:
    """State (6,) and covariance (6, 6)."""
    matrix = np.zeros((6, 6))
    for block, first in ((found.place_block, 0), (found.velocity_block, 3)):
        matrix[first + np.triu_indices(3)[0], first + np.triu_indices(3)[1]] = block
    matrix[:3, 3:] = np.reshape(found.cross_block, (3, 3))
    return np.concatenate([found.place, found.velocity]), np.triu(matrix) + np.triu(matrix, 1).T


def by_book(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[float, Floats, Floats]:
    """Julier and Uhlmann's formulas with the weight that a library's search finds."""
    first, second = (np.linalg.inv(matrix) for _, matrix in (one, other))

    def size(weight: float) -> float:
        return -float(np.linalg.slogdet(weight * first + (1.0 - weight) * second)[1])

    weight = float(minimize_scalar(size, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10}).x)
    fused = np.linalg.inv(weight * first + (1.0 - weight) * second)
    return weight, fused @ (weight * first @ one[0] + (1.0 - weight) * second @ other[0]), fused


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_intersection_of_the_book(seed: int) -> None:
    draws = np.random.default_rng(seed)
    place = np.array([4.1e6, 2.4e6, 4.2e6, 200.0, -90.0, 30.0])
    pair = [
        (place + np.linalg.cholesky(matrix) @ draws.normal(size=6), matrix)
        for matrix in (covariance(draws), covariance(draws))
    ]
    weight, state, fused = by_book(*pair)
    assert 0.001 < weight < 0.999
    found, matrix = as_matrices(room.intersection(*(estimate(*one) for one in pair)))
    # Near its top the determinant is flat: a weight that is known to a millionth moves little.
    np.testing.assert_allclose(matrix, fused, rtol=1e-4, atol=1e-4 * np.abs(np.diag(fused)).min())
    error = np.linalg.solve(np.linalg.cholesky(fused), found - state)
    assert np.linalg.norm(error) < 1e-3


def test_one_that_knows_less_in_every_direction_is_left_out() -> None:
    matrix = covariance(np.random.default_rng(5))
    good = estimate(np.arange(6.0), matrix)
    bad = estimate(np.arange(6.0) + 9.0, 4.0 * matrix)
    assert room.intersection(good, bad) == good
    assert room.intersection(bad, good) == good


@pytest.mark.parametrize("common", [-0.9, -0.5, 0.0, 0.5, 0.99])
def test_it_never_claims_more_than_it_knows_whatever_both_have_in_common(common: float) -> None:
    draws = np.random.default_rng(11)
    for _ in range(20):
        one, other = covariance(draws), covariance(draws)
        roots = np.linalg.cholesky(one), np.linalg.cholesky(other)
        turned, _ = np.linalg.qr(draws.normal(size=(6, 6)))
        shared = common * roots[0] @ turned @ roots[1].T  # any contraction between the roots is possible
        weight, _, fused = by_book((np.zeros(6), one), (np.zeros(6), other))
        gains = fused @ np.linalg.inv(one) * weight, fused @ np.linalg.inv(other) * (1.0 - weight)
        joint = np.block([[one, shared], [shared.T, other]])
        truly = np.hstack(gains) @ joint @ np.hstack(gains).T
        _, claimed = as_matrices(room.intersection(estimate(np.zeros(6), one), estimate(np.zeros(6), other)))
        scale = np.sqrt(np.diag(claimed))
        left = (claimed - truly) / np.outer(scale, scale)
        assert np.linalg.eigvalsh(left).min() > -1e-4
