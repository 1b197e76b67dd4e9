"""Tracks that are believed and dropped by counts, against a list of plots and misses read by eye."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state.planes import Life, TrackKey
from openiads.state.words import TrackStatus
from openiads.tracking.life import by_counts
from tests.plain import open_up

CONSTANTS = SimpleNamespace(confirm_plots=3, confirm_looks=5, drop_looks=5)
WORLD = SimpleNamespace(tracking=CONSTANTS)


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, by_counts)


def told(looks: str) -> str:
    """What becomes of a track that begins with a plot, by looks that brought a plot (x) or none (.)."""
    state = SimpleNamespace(
        lives=np.zeros((1, len(Life), 1)), tracks_i=np.zeros((1, len(TrackKey), 1), dtype=np.int64)
    )
    keys = state.tracks_i[0]
    keys[TrackKey.STATUS], keys[TrackKey.HITS] = TrackStatus.TENTATIVE, 1
    for look in looks:
        if look == "x":
            by_counts.credit(state, 0, 0, 4.0)
            keys[TrackKey.HITS] += 1
            if keys[TrackKey.STATUS, 0] == TrackStatus.TENTATIVE and by_counts.believed(state, WORLD, 0, 0):
                keys[TrackKey.STATUS] = TrackStatus.CONFIRMED
        else:
            by_counts.charge(state, WORLD, 0, 0, 1.0)
        if by_counts.hopeless(state, WORLD, 0, 0):
            return "dropped"
    return "believed" if keys[TrackKey.STATUS, 0] == TrackStatus.CONFIRMED else "tentative"


@pytest.mark.parametrize(
    ("looks", "end"),
    [
        ("x", "tentative"),  # two plots
        ("xx", "believed"),  # the first plot and two more
        ("..xx", "believed"),  # three plots in five looks
        (".x.x", "believed"),
        ("...x", "tentative"),  # two in five
        ("...xx", "dropped"),  # the third came with the sixth look
        ("....", "tentative"),
        (".....", "dropped"),
        ("xx....", "believed"),  # four looks in a row without a plot
        ("xx.....", "dropped"),  # five
        ("xx....x....", "believed"),  # a plot ends the row
        ("xx....x.....", "dropped"),
    ],
)
def test_a_track_is_believed_by_three_plots_in_five_looks_and_dropped_after_five_misses(looks, end):
    assert told(looks) == end
