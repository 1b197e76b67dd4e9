"""The identity that a track bears for good, by hand."""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.carried_identity import carried
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.track_metrics import track_metrics


def rows(places: list[tuple[float, int, float]], identity: list[str] | None = None) -> Kinematics:
    """Rows of time [s], number and place along one axis [m]."""
    time, number, along = (np.array(column) for column in zip(*places, strict=True))
    place = np.stack([along, np.zeros(time.size), np.zeros(time.size)], axis=1)
    return Kinematics(time, number, place, np.full_like(place, np.nan), identity and np.array(identity))


TRUTH = [(0.0, 1, 0.0), (0.0, 2, 10e3), (5.0, 1, 0.0), (5.0, 2, 10e3), (10.0, 1, 0.0), (10.0, 2, 10e3)]


def test_a_track_that_goes_over_to_another_target_takes_its_identity_along():
    truth = rows(TRUTH, ["friend", "hostile"] * 3)
    tracks = rows([(0.0, 7, 100.0), (5.0, 7, 100.0), (10.0, 7, 9_900.0)])
    found = carried(track_metrics(truth, tracks, np.array([0.0, 5.0, 10.0])))
    assert found is not None
    assert (found.sides.tolist(), found.identities.tolist()) == (["friend", "hostile"], ["friend"])
    assert found.counts.tolist() == [[2], [1]]


def test_without_identities_there_is_nothing_to_carry():
    assert carried(track_metrics(rows(TRUTH), rows([(0.0, 7, 100.0)]), np.array([0.0]))) is None
