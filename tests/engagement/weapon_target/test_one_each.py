"""At most one shot at each target, against scipy's linear assignment."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.engagement.weapon_target.one_each import Columns, fire_one_each


def most_taken(values: np.ndarray, kill: np.ndarray, shots: np.ndarray) -> float:
    """By scipy, a column for each shot, and one for each target that does nothing."""
    gain = np.repeat(values[:, None] * kill, shots, axis=1)
    gain = np.hstack([gain, np.zeros((values.size, values.size))])
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return float(gain[rows, columns].sum())


def fired(values: np.ndarray, kill: np.ndarray, shots: np.ndarray) -> np.ndarray:
    """Counts (N, T) by the kernel."""
    targets, types = kill.shape
    count = int(shots.sum()) + targets
    columns = Columns(
        *(np.zeros(count, dtype=np.int64) for _ in range(4)),
        np.zeros(count), np.zeros(count), np.zeros(targets),
    )  # fmt: skip
    counts = np.full((targets, types), 7, dtype=np.int64)
    fire_one_each(Odds(values, 1.0 - kill, shots.astype(np.int64)), columns, counts)
    return counts


@pytest.mark.parametrize("seed", range(40))
def test_it_takes_as_much_as_scipy_finds_can_be_taken(seed):
    rng = np.random.default_rng(seed)
    targets, types = rng.integers(1, 13), rng.integers(1, 6)
    values, shots = rng.uniform(0.0, 5.0, targets), rng.integers(0, 5, types)
    kill = rng.uniform(0.0, 1.0, (targets, types)) * (rng.uniform(size=(targets, types)) < 0.7)
    counts = fired(values, kill, shots)
    assert (counts.sum(axis=1) <= 1).all()
    assert (counts.sum(axis=0) <= shots).all()
    taken = float((values[:, None] * kill * counts).sum())
    assert taken == pytest.approx(most_taken(values, kill, shots), rel=1e-12, abs=1e-12)


def test_nobody_shoots_without_effect_and_of_equal_batteries_the_first_does():
    counts = fired(np.ones(2), np.array([[0.5, 0.5], [0.0, 0.0]]), np.array([1, 1]))
    assert counts.tolist() == [[1, 0], [0, 0]]
