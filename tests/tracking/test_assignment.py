from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from openiads.tracking.association.assignment import Solving, assign_rows


def solved(cost: np.ndarray) -> np.ndarray:
    """Column of each row."""
    rows, columns = cost.shape
    width = columns + 1
    owner = np.zeros(width, dtype=np.int64)
    scratch = [np.zeros(width) for _ in range(3)], [np.zeros(width, dtype=np.int64) for _ in range(2)]
    assign_rows(cost.ravel().copy(), rows, columns, Solving(*scratch[0], owner, *scratch[1]))
    found = np.full(rows, -1)
    for column in range(columns):
        if owner[1 + column] > 0:
            found[owner[1 + column] - 1] = column
    return found


@given(st.integers(1, 7), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_the_total_is_that_of_scipy(rows, more, seed):
    cost = np.random.default_rng(seed).normal(size=(rows, rows + more)) * 10.0
    columns = solved(cost)
    assert len(set(columns.tolist())) == rows
    best = cost[linear_sum_assignment(cost)].sum()
    np.testing.assert_allclose(cost[np.arange(rows), columns].sum(), best, rtol=1e-12, atol=1e-12)


@given(st.integers(1, 5), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_the_total_is_right_with_many_ties_too(rows, more, seed):
    cost = np.random.default_rng(seed).integers(0, 3, size=(rows, rows + more)).astype(float)
    assert cost[np.arange(rows), solved(cost)].sum() == cost[linear_sum_assignment(cost)].sum()


def test_ties_go_to_the_lowest_column():
    assert solved(np.zeros((1, 4))).tolist() == [0]
    assert solved(np.zeros((3, 3))).tolist() == sorted(solved(np.zeros((3, 3))).tolist())
