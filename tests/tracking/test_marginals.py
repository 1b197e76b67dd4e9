"""Probabilities of pairs, against the sum over every way in which plots and tracks may belong together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from openiads.tracking.association.marginals import find_marginals
from openiads.tracking.association.pair_lists import Candidates, Marginals


def exact(odds: np.ndarray) -> np.ndarray:
    """Marginals (plots, tracks) of odds over a miss: each track has one plot or none, each plot one track."""
    plots, tracks = odds.shape
    found, total = np.zeros_like(odds), 0.0
    for choice in itertools.product(range(-1, plots), repeat=tracks):
        taken = [i for i in choice if i >= 0]
        if len(set(taken)) < len(taken):
            continue
        weight = np.prod([odds[i, m] if i >= 0 else 1.0 for m, i in enumerate(choice)])
        total += weight
        for m, i in enumerate(choice):
            if i >= 0:
                found[i, m] += weight
    return found / total


def by_messages(odds: np.ndarray, believed: np.ndarray | None = None) -> np.ndarray:
    """The same by ours."""
    plots, tracks = odds.shape
    floor = -2.3
    plot, track = np.nonzero(odds)
    first = np.searchsorted(plot, np.arange(plots + 1))
    gain = floor + np.log(odds[plot, track])
    pairs = Candidates(plot.size, gain, plot, track, first)
    floats = [np.full(plot.size, 7.0) for _ in range(5)]
    sure = np.ones(plot.size, dtype=np.int64) if believed is None else believed[track]
    found = Marginals(*floats, np.full(tracks, 7.0), sure, np.full(tracks, 7), np.full(plot.size, 7))
    find_marginals(pairs, plots, tracks, floor, found)
    table = np.zeros_like(odds)
    table[plot, track] = found.probability
    return table


@pytest.mark.parametrize(
    "odds",
    [
        [[3.0]],
        [[3.0, 8.0]],  # one plot, two tracks
        [[3.0], [8.0], [0.4]],  # three plots, one track
        [[5.0, 0.0], [2.0, 7.0]],  # a chain: no loop, so messages are exact
        [[1e9, 0.0], [1e3, 1e12]],
    ],
)
def test_without_loops_the_messages_are_exact(odds):
    np.testing.assert_allclose(by_messages(np.array(odds)), exact(np.array(odds)), rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_with_loops_they_are_near(seed):
    # Williams and Lau, 2014, find errors of a few hundredths where plots are seldom missed.
    odds = np.random.default_rng(seed).exponential(5.0, (3, 3))
    assert np.abs(by_messages(odds) - exact(odds)).max() < 0.06


def test_a_plot_is_shared_in_halves_by_two_tracks_that_want_it_alike():
    table = by_messages(np.array([[1e6, 1e6]]))
    np.testing.assert_allclose(table, [[0.5, 0.5]], rtol=1e-3)


def test_tracks_that_are_not_believed_have_what_the_believed_leave():
    odds = np.array([[9.0, 1e6]])
    table = by_messages(odds, believed=np.array([1, 0]))
    assert table[0, 0] == pytest.approx(9.0 / 10.0)  # as if it were alone
    # Of the other the believed one's message is 9: 1e6 / (1 + 9) against a miss.
    assert table[0, 1] == pytest.approx(1e5 / (1.0 + 1e5))
