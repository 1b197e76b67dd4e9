from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground.matrices import invert
from openiads.state.planes import Filter, Plot
from openiads.tracking.estimates import Dynamics, estimate_of, measured_of, store
from openiads.tracking.measure.place_and_rate import learn_place
from openiads.tracking.motion.constant_velocity import predict

MU = 3.986004418e14
NOISE = 250.0
"""Power density of the acceleration noise [m2/s3]."""
UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
SCALE = np.array([100.0, 300.0, 200.0, 10.0, 30.0, 20.0])


def some_track(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Track planes (planes, 1), and the same state (6,) and covariance (6, 6)."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(6, 6))
    covariance = (root @ root.T + np.eye(6)) * np.outer(SCALE, SCALE)
    state = np.concatenate([rng.normal(size=3) * 4e6 + 1e6, rng.normal(size=3) * 300.0])
    f = np.zeros((len(Filter), 1))
    f[Filter.TIME] = 100.0
    f[Filter.X : Filter.VZ + 1, 0] = state
    f[Filter.PXX : Filter.PZZ + 1, 0] = [covariance[i, j] for i, j in UPPER]
    f[Filter.CXX : Filter.CZZ + 1, 0] = covariance[:3, 3:].ravel()
    f[Filter.VXX : Filter.VZZ + 1, 0] = [covariance[3 + i, 3 + j] for i, j in UPPER]
    return f, state, covariance


def read(f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """State and covariance of a track."""
    covariance = np.zeros((6, 6))
    for entry, (i, j) in enumerate(UPPER):
        covariance[i, j] = covariance[j, i] = f[Filter.PXX + entry, 0]
        covariance[3 + i, 3 + j] = covariance[3 + j, 3 + i] = f[Filter.VXX + entry, 0]
    covariance[:3, 3:] = f[Filter.CXX : Filter.CZZ + 1, 0].reshape(3, 3)
    covariance[3:, :3] = covariance[:3, 3:].T
    return f[Filter.X : Filter.VZ + 1, 0].copy(), covariance


def some_plot(seed: int, near: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plot planes (planes, 1), and the same place (3,) and covariance (3, 3)."""
    rng = np.random.default_rng(seed + 1)
    root = rng.normal(size=(3, 3))
    covariance = (root @ root.T + np.eye(3)) * 2500.0
    place = near + rng.normal(size=3) * 100.0
    plots = np.zeros((len(Plot), 1))
    plots[Plot.TIME] = 100.0
    plots[Plot.X : Plot.Z + 1, 0] = place
    plots[Plot.CXX : Plot.CZZ + 1, 0] = [covariance[i, j] for i, j in UPPER]
    return plots, place, covariance


def near_to(actual: np.ndarray, expected: np.ndarray) -> None:
    """Equal to rounding, each entry against the size of the whole."""
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@given(st.integers(0, 10_000), st.floats(0.0, 30.0))
def test_prediction_is_the_linear_model_of_the_textbook(seed, lag):
    f, state, covariance = some_track(seed)
    store(f, 0, predict(estimate_of(f, 0), Dynamics(False, NOISE), 100.0 + lag))
    motion = np.block([[np.eye(3), lag * np.eye(3)], [np.zeros((3, 3)), np.eye(3)]])
    # Bar-Shalom, Li, Kirubarajan 2001, eq. (6.2.2), white acceleration noise in continuous time.
    noise = NOISE * np.kron([[lag**3 / 3, lag**2 / 2], [lag**2 / 2, lag]], np.eye(3))
    found, spread = read(f)
    near_to(found, motion @ state)
    near_to(spread, motion @ covariance @ motion.T + noise)
    assert f[Filter.TIME, 0] == 100.0 + lag


@given(st.integers(0, 10_000))
def test_an_update_is_the_textbook_s_in_matrices(seed):
    f, state, covariance = some_track(seed)
    plots, place, error = some_plot(seed, state[:3])
    store(f, 0, learn_place(estimate_of(f, 0), measured_of(plots, 0)))
    h = np.hstack([np.eye(3), np.zeros((3, 3))])
    gain = covariance @ h.T @ np.linalg.inv(h @ covariance @ h.T + error)
    found, spread = read(f)
    near_to(found, state + gain @ (place - h @ state))
    near_to(spread, (np.eye(6) - gain @ h) @ covariance)


@given(st.integers(0, 10_000))
def test_the_inverse_is_numpy_s(seed):
    root = np.random.default_rng(seed).normal(size=(3, 3))
    matrix = root @ root.T + np.eye(3)
    entries, determinant = invert(tuple(float(matrix[i, j]) for i, j in UPPER))
    inverse = np.linalg.inv(matrix)
    np.testing.assert_allclose(entries, [inverse[i, j] for i, j in UPPER], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(determinant, np.linalg.det(matrix), rtol=1e-9)


def test_a_ballistic_track_falls_towards_the_centre_of_the_earth():
    f, _state, _ = some_track(1)
    f[Filter.X : Filter.Z + 1, 0] = [6_471_000.0, 0.0, 0.0]
    f[Filter.VX : Filter.VZ + 1, 0] = 0.0
    store(f, 0, predict(estimate_of(f, 0), Dynamics(True, NOISE), 110.0))
    pull = MU / 6_471_000.0**2
    assert f[Filter.X, 0] == pytest.approx(6_471_000.0 - 0.5 * pull * 100.0, rel=1e-12)
    assert f[Filter.VX, 0] == pytest.approx(-10.0 * pull, rel=1e-9)


def test_spread_is_the_root_of_the_trace():
    f, _, covariance = some_track(2)
    store(f, 0, estimate_of(f, 0))
    assert f[Filter.SPREAD, 0] == pytest.approx(np.sqrt(np.trace(covariance[:3, :3])))
    assert f[Filter.SPREAD_RATE, 0] == pytest.approx(np.sqrt(np.trace(covariance[3:, 3:])))
