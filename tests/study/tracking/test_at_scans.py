"""Targets and tracks at times of scans."""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.at_scans import tracks_at, truth_at
from openiads.study.tracking.kinematics import Kinematics
from tests.study.tracking.tracked_scenes import kinematics

FAST = [100.0, 0.0, 0.0]


def test_truth_is_interpolated_between_its_samples():
    truth = kinematics(
        [(0.0, 7, [0.0, 0.0, 100.0], FAST), (10.0, 7, [1_000.0, 0.0, 300.0], [100.0, 0.0, 40.0])]
    )
    found = truth_at(truth, np.array([0.0, 2.5, 10.0]))
    assert found.place.tolist() == [[0.0, 0.0, 100.0], [250.0, 0.0, 150.0], [1_000.0, 0.0, 300.0]]
    assert found.velocity[:, 2].tolist() == [0.0, 10.0, 40.0]
    assert (found.numbers.tolist(), found.scan.tolist(), found.who.tolist()) == ([7], [0, 1, 2], [0, 0, 0])


def test_no_target_is_there_before_its_first_sample_or_after_its_last():
    truth = kinematics([(4.0, 7, [0.0, 0.0, 0.0], FAST), (9.0, 7, [500.0, 0.0, 0.0], FAST)])
    found = truth_at(truth, np.array([0.0, 3.9, 4.0, 8.0, 9.0, 9.1, 20.0]))
    assert found.scan.tolist() == [2, 3, 4]
    assert found.place[:, 0].tolist() == [0.0, 400.0, 500.0]


def test_a_target_of_one_sample_is_there_at_that_time_alone():
    truth = kinematics([(5.0, 1, [9.0, 0.0, 0.0], FAST)])
    assert truth_at(truth, np.array([0.0, 5.0, 10.0])).scan.tolist() == [1]
    assert truth_at(truth, np.array([4.0, 6.0])).scan.tolist() == []


def test_each_target_has_samples_of_its_own_times():
    rows = [(0.0, 2, [0.0, 0.0, 0.0], FAST), (1.0, 1, [10.0, 0.0, 0.0], FAST)]
    rows += [
        (6.0, 2, [600.0, 0.0, 0.0], FAST),
        (3.0, 1, [30.0, 0.0, 0.0], FAST),
        (9.0, 1, [90.0, 0.0, 0.0], FAST),
    ]
    found = truth_at(kinematics(rows), np.array([2.0, 4.0, 8.0]))
    assert found.numbers.tolist() == [1, 2]
    assert list(zip(found.scan.tolist(), found.who.tolist(), found.place[:, 0].tolist(), strict=True)) == [
        (0, 0, 20.0), (0, 1, 200.0), (1, 0, 40.0), (1, 1, 400.0), (2, 0, 80.0)
    ]  # fmt: skip


def test_a_velocity_that_is_not_known_spoils_no_sample_but_its_own():
    unknown = [np.nan, 0.0, 0.0]
    truth = kinematics([(0.0, 1, [0.0, 0.0, 0.0], FAST), (5.0, 1, [5.0, 0.0, 0.0], unknown)])
    found = truth_at(truth, np.array([0.0, 2.0, 5.0]))
    assert np.isnan(found.velocity[:, 0]).tolist() == [False, True, True]


def test_tracks_count_at_the_very_times_of_scans():
    tracks = kinematics([(0.0, 5, [1.0, 0.0, 0.0], FAST), (5.0, 5, [2.0, 0.0, 0.0], FAST)])
    found = tracks_at(tracks, np.array([4.0, 5.0]))
    assert (found.scan.tolist(), found.place[:, 0].tolist()) == ([1], [2.0])
    assert tracks_at(tracks, np.array([7.0])).scan.tolist() == []
    assert tracks_at(tracks, np.zeros(0)).scan.tolist() == []


def test_numbers_may_be_names_and_identities_go_with_their_rows():
    tracks = Kinematics(
        np.array([0.0, 0.0]), np.array(["b", "a"]), np.eye(2, 3), np.zeros((2, 3)), np.array([3, 4])
    )
    for found in (tracks_at(tracks, np.array([0.0])), truth_at(tracks, np.array([0.0]))):
        assert found.numbers.tolist() == ["a", "b"]
        assert found.identity.tolist() == [4, 3]
        assert found.place.tolist() == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]


def test_nobody_is_nowhere():
    nobody = kinematics([])
    assert truth_at(nobody, np.array([0.0])).counts(1).tolist() == [0]
    assert tracks_at(nobody, np.array([0.0])).counts(1).tolist() == [0]
