"""The quick test before the gate: it may let pairs pass in vain, never rule out what belongs together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.state.constants import GATE
from openiads.state.planes import Filter, Plot, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.association.nearest_neighbour import Tracks, measure_gates
from openiads.tracking.estimates import estimate_of, store

UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
TRACKS, NOISE = 40, 300.0


def covariance(rng: np.random.Generator, size: int, scale: float) -> np.ndarray:
    """Some covariance (size, size), in every direction of another length."""
    root = rng.normal(size=(size, size)) * scale * 10.0 ** rng.uniform(-1.0, 1.0, size)
    return root @ root.T + np.eye(size)


@pytest.mark.parametrize("seed", range(10))
def test_what_lies_within_the_gate_of_a_track_is_never_ruled_out(seed):
    rng = np.random.default_rng(seed)
    plots, beyond = np.zeros((len(Plot), 1)), np.zeros(TRACKS)
    f, k = np.zeros((len(Filter), TRACKS)), np.zeros((len(TrackKey), TRACKS), dtype=np.int64)
    k[TrackKey.STATUS] = TrackStatus.CONFIRMED
    error = covariance(rng, 3, 50.0)
    plots[Plot.TIME], plots[Plot.X : Plot.Z + 1, 0] = 10.0, [4e6, 3e6, 4e6]
    plots[Plot.SPREAD] = math.sqrt(np.trace(error))
    squares = np.empty(TRACKS)
    for m in range(TRACKS):
        lag = rng.uniform(-1.0, 12.0)
        whole = np.zeros((6, 6))
        whole[:3, :3], whole[3:, 3:] = covariance(rng, 3, 100.0), covariance(rng, 3, 10.0)
        carried = np.hstack([np.eye(3), lag * np.eye(3)])
        expected = carried @ whole @ carried.T + np.eye(3) * NOISE * abs(lag) ** 3 / 3.0 + error
        # Somewhere along the longest axis, from well within the gate to well outside.
        lengths, axes = np.linalg.eigh(expected)
        miss = axes[:, -1] * math.sqrt(lengths[-1] * GATE) * rng.uniform(0.0, 1.5)
        speed = rng.normal(size=3) * 300.0
        f[Filter.TIME, m], f[Filter.VX : Filter.VZ + 1, m] = 10.0 - lag, speed
        f[Filter.X : Filter.Z + 1, m] = plots[Plot.X : Plot.Z + 1, 0] - lag * speed - miss
        f[Filter.PXX : Filter.PZZ + 1, m] = [whole[i, j] for i, j in UPPER]
        f[Filter.VXX : Filter.VZZ + 1, m] = [whole[3 + i, 3 + j] for i, j in UPPER]
        store(f, m, estimate_of(f, m))
        squares[m] = miss @ np.linalg.solve(expected, miss)
    within = measure_gates(Tracks(f, k, TRACKS), plots, 0, NOISE, beyond)
    assert within == (beyond <= 0.0).sum()
    assert np.all(beyond[squares < GATE] <= 0.0)
    assert 0 < (squares < GATE).sum() < TRACKS


def test_a_free_slot_and_what_is_far_away_are_ruled_out():
    plots, beyond = np.zeros((len(Plot), 1)), np.zeros(2)
    f, k = np.zeros((len(Filter), 2)), np.zeros((len(TrackKey), 2), dtype=np.int64)
    k[TrackKey.STATUS, 1] = TrackStatus.CONFIRMED
    f[Filter.X, 1] = 1.0 + 4.0335  # one metre more than the root of the gate, at a spread of one metre
    plots[Plot.SPREAD] = 1.0
    measure_gates(Tracks(f, k, 2), plots, 0, NOISE, beyond)
    assert beyond[0] == math.inf
    assert beyond[1] > 0.0
    f[Filter.X, 1] = 4.0335 - 0.01
    measure_gates(Tracks(f, k, 2), plots, 0, NOISE, beyond)
    assert beyond[1] < 0.0
