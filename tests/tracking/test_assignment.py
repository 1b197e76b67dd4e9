"""Rows that may go without a column, against scipy's assignment of the whole matrix."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from openiads.tracking.association.assignment import Pairing, Solving, assign_pairs

NEVER = 1e6


def solved(cost: np.ndarray) -> np.ndarray:
    """Column of each row, -1 for none; pairs that cost nothing or more are left out."""
    rows, columns = cost.shape
    row, column = np.nonzero(cost < 0.0)
    first = np.searchsorted(row, np.arange(rows + 1))
    integers = [np.full(columns + rows + 1, 7) for _ in range(5)]
    floats = [np.full(columns + rows + 1, 7.0) for _ in range(3)]
    work = Solving(*floats, *integers)
    assign_pairs(Pairing(rows, first, row, column, cost[row, column]), columns, work)
    found = np.where(work.taken[:rows] > 0, np.append(column, 0)[work.taken[:rows] - 1], -1)
    for c in range(columns):
        assert work.owner[c] == 0 or found[work.owner[c] - 1] == c
    return found


def total(cost: np.ndarray, found: np.ndarray) -> float:
    return float(sum(cost[r, c] for r, c in enumerate(found) if c >= 0))


def best(cost: np.ndarray) -> float:
    """By scipy, with a column of its own at no cost for each row that goes without."""
    rows = cost.shape[0]
    whole = np.hstack([np.minimum(cost, 0.0), np.where(np.eye(rows) > 0, 0.0, NEVER)])
    return float(whole[linear_sum_assignment(whole)].sum())


@given(st.integers(1, 12), st.integers(1, 12), st.floats(0.05, 1.0), st.integers(0, 2**32 - 1))
def test_the_total_is_that_of_scipy(rows, columns, share, seed):
    rng = np.random.default_rng(seed)
    cost = np.where(rng.random((rows, columns)) < share, -rng.exponential(10.0, (rows, columns)), 1.0)
    found = solved(cost)
    given = found[found >= 0]
    assert len(set(given.tolist())) == len(given)
    np.testing.assert_allclose(total(cost, found), best(cost), rtol=1e-12, atol=1e-12)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_total_is_right_with_many_ties_too(rows, columns, seed):
    cost = -np.random.default_rng(seed).integers(0, 3, size=(rows, columns)).astype(float)
    assert total(cost, solved(cost)) == best(cost)


def test_ties_go_to_the_pair_that_comes_first():
    assert solved(np.full((1, 4), -1.0)).tolist() == [0]


def test_a_chain_of_rows_moves_by_one_to_let_another_in():
    # Each row would rather have column r; the last wants column 0 more than all lose by moving on.
    cost = np.array([[-5.0, -4.9, 1.0], [1.0, -5.0, -4.9], [-5.0, 1.0, 1.0]])
    assert solved(cost).tolist() == [1, 2, 0]
