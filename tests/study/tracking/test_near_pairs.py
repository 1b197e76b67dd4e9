"""Pairs that are near, against all pairs there are."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.tracking import near_pairs as module
from openiads.study.tracking.at_scans import tracks_at, truth_at
from openiads.study.tracking.near_pairs import near_pairs
from tests.study.tracking.tracked_scenes import kinematics, scene

REACH = 3_000.0


def all_near(truth, tracks):
    """Rows of all pairs of one scan that are near."""
    away = np.sqrt(((truth.place[:, None] - tracks.place[None]) ** 2).sum(axis=2))
    near = (away < REACH) & (truth.scan[:, None] == tracks.scan[None])
    return [(int(i), int(j), float(away[i, j])) for i, j in np.argwhere(near)]


@pytest.mark.parametrize(("most", "count"), [(1, 12), (500, 7), (2_000_000, 1)])
def test_they_are_all_that_are_near_in_pieces_of_any_length(most, count, monkeypatch):
    monkeypatch.setattr(module, "MOST", most)
    told, made = scene(20, 12, 3, side=15_000.0)
    scans = np.unique(made.time)
    truth, tracks = truth_at(told, scans), tracks_at(made, scans)
    pieces = list(near_pairs(truth, tracks, scans.size, REACH))
    found = [pair for each in pieces for pair in zip(*(part.tolist() for part in each), strict=True)]
    assert found == all_near(truth, tracks)
    assert len(pieces) == count


def test_scans_without_targets_or_tracks_have_none():
    truth = truth_at(kinematics([(0.0, 1, [0.0, 0.0, 0.0], [0.0, 0.0, 0.0])]), np.array([0.0, 5.0]))
    tracks = tracks_at(kinematics([(5.0, 1, [0.0, 0.0, 0.0], [0.0, 0.0, 0.0])]), np.array([0.0, 5.0]))
    assert [each.target.tolist() for each in near_pairs(truth, tracks, 2, REACH)] in ([], [[]])
    assert list(near_pairs(truth, tracks, 0, REACH)) == []
