"""The matching that gains most, against all matchings there are and against one dense assignment."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from openiads.study.tracking.best_matching import best_matching, runs


def most(gains: dict[tuple[int, int], float]) -> float:
    """The greatest sum of gains, by all sets of pairs that share nobody."""
    pairs, best = list(gains), 0.0
    for count in range(len(pairs) + 1):
        for some in itertools.combinations(pairs, count):
            if all(len({pair[side] for pair in some}) == count for side in (0, 1)):
                best = max(best, sum(gains[pair] for pair in some))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_it_gains_as_much_as_the_best_of_all_matchings(seed):
    draws = np.random.default_rng(seed)
    possible = [pair for pair in itertools.product(range(4), range(3)) if draws.random() < 0.6]
    gain = draws.integers(1, 6, len(possible)).astype(float)
    first, second = np.array(possible, dtype=np.int64).reshape(-1, 2).T
    chosen = best_matching(first, second, gain)
    assert np.unique(first[chosen]).size == np.unique(second[chosen]).size == chosen.sum()
    assert gain[chosen].sum() == most(dict(zip(possible, gain.tolist(), strict=True)))


def test_many_groups_gain_as_much_as_one_dense_assignment():
    draws = np.random.default_rng(1)
    table = np.where(draws.random((300, 280)) < 0.006, draws.random((300, 280)), 0.0)
    first, second = np.nonzero(table)
    chosen = best_matching(first + 7, second + 1_000, table[first, second])
    rows, columns = linear_sum_assignment(table, maximize=True)
    assert table[first, second][chosen].sum() == pytest.approx(table[rows, columns].sum(), rel=1e-12)
    assert np.unique(first[chosen]).size == np.unique(second[chosen]).size == chosen.sum()


def test_without_pairs_nobody_is_matched():
    nobody = np.zeros(0, dtype=np.int64)
    assert best_matching(nobody, nobody, np.zeros(0)).tolist() == []


def test_runs_begin_where_a_value_changes():
    assert runs(np.array([3, 3, 1, 3])) == [(0, 2), (2, 3), (3, 4)]
    assert runs(np.zeros(0, dtype=np.int64)) == []
