"""The identity confusion matrix."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openiads.state.words import Identity, Side
from openiads.study.tracking.confusion import confusion
from openiads.study.tracking.track_metrics import track_metrics
from tests.study.tracking.tracked_scenes import kinematics

STILL = [0.0, 0.0, 0.0]


def test_pairs_are_counted_by_what_is_and_what_is_declared():
    found = confusion(np.array(["hostile", "friend", "hostile"]), np.array([6, 3, 3]))
    assert (found.sides.tolist(), found.identities.tolist()) == (["friend", "hostile"], [3, 6])
    assert found.counts.tolist() == [[1, 0], [1, 1]]


def test_nothing_matched_is_nothing_confused():
    assert confusion(np.zeros(0), np.zeros(0)).counts.shape == (0, 0)


def test_each_scan_of_a_matched_pair_counts_once():
    truth = kinematics([(5.0 * s, n, [9_000.0 * n, 0.0, 0.0], STILL) for s in range(3) for n in range(3)])
    tracks = kinematics(
        [(5.0 * s, 10 + n, [9_000.0 * n, 50.0, 0.0], STILL) for s in range(3) for n in range(2)]
    )
    sides = np.array([Side.HOSTILE, Side.FRIEND, Side.NEUTRAL] * 3)
    # Track 10 is unknown at first and hostile then; track 11 is a friend throughout.
    declared = [Identity.UNKNOWN, Identity.FRIEND, *[Identity.HOSTILE, Identity.FRIEND] * 2]
    assert track_metrics(truth, tracks).confusion is None
    found = track_metrics(
        replace(truth, identity=sides), replace(tracks, identity=np.array(declared))
    ).confusion
    assert found.sides.tolist() == sorted([Side.HOSTILE, Side.FRIEND])
    assert found.identities.tolist() == [Identity.UNKNOWN, Identity.FRIEND, Identity.HOSTILE]
    rows = dict(zip(found.sides.tolist(), found.counts.tolist(), strict=True))
    assert rows == {Side.HOSTILE: [1, 0, 2], Side.FRIEND: [0, 3, 0]}
