"""What a candidate is worth to a solver, in plain Python."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.engagement.solvers import weighing
from openiads.state.planes import Belief, TrackKey
from openiads.state.words import Identity
from tests.plain import open_up


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, weighing)


def certain(identity: Identity, hostile: float, neutral: float, friend: float) -> float:
    """How sure it is that a track is hostile whose hypotheses have these weights."""
    beliefs, keys = np.zeros((1, len(Belief), 1)), np.zeros((1, len(TrackKey), 1), dtype=np.int64)
    with np.errstate(divide="ignore"):
        beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0] = np.log([hostile, neutral, friend])
    keys[0, TrackKey.IDENTITY, 0] = identity
    return weighing.certainty(SimpleNamespace(beliefs=beliefs, tracks_i=keys), 0, 0)


@pytest.mark.parametrize(("weights", "share"), [((1, 3, 0), 0.25), ((6, 1, 1), 0.75), ((1, 0, 0), 1.0)])
def test_a_track_counts_by_the_share_of_the_weights_that_is_hostile(weights, share):
    assert certain(Identity.UNKNOWN, *weights) == pytest.approx(share)


def test_what_was_declared_hostile_counts_whole():
    assert certain(Identity.HOSTILE, 1, 3, 0) == 1.0


def test_what_is_hardly_hostile_counts_for_next_to_nothing_and_nothing_overflows():
    assert 0.0 < certain(Identity.SUSPECT, math.exp(-300.0), 1.0, 1.0) < 1e-20
