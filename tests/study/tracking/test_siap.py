"""Attributes of the picture, by hand; Stone Soup's own are in `test_stone_soup.py`."""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.track_metrics import MetricRules, track_metrics
from tests.study.tracking.tracked_scenes import kinematics

SLOW, FAST = [0.0, 0.0, 0.0], [30.0, 40.0, 0.0]
RULES = MetricRules(confirm=1, misses=1)
TRUTH = kinematics([(t, n, [20_000.0 * n, 0.0, 0.0], SLOW) for t in (0.0, 5.0) for n in (0, 1)])
# At first target 0 has two tracks, 1 none, and one is false; then each has one.
TRACKS = kinematics(
    [
        (0.0, 10, [100.0, 0.0, 0.0], FAST),
        (0.0, 11, [0.0, 300.0, 0.0], SLOW),
        (0.0, 12, [90_000.0, 0.0, 0.0], SLOW),
        (5.0, 10, [0.0, 0.0, 600.0], SLOW),
        (5.0, 12, [20_000.0, 1_000.0, 0.0], FAST),
    ]
)


def test_attributes_of_each_scan_are_those_counted_by_hand():
    found = track_metrics(TRUTH, TRACKS, rules=RULES).siap
    assert found.completeness.tolist() == [0.5, 1.0]
    assert found.ambiguity.tolist() == [2.0, 1.0]
    assert found.spuriousness.tolist() == [1 / 3, 0.0]
    assert found.place_accuracy.tolist() == [200.0, 800.0]
    assert found.velocity_accuracy.tolist() == [25.0, 25.0]


def test_over_all_scans_sums_are_divided():
    found = track_metrics(TRUTH, TRACKS, rules=RULES).siap.over_all()
    assert found.completeness.tolist() == [3 / 4]
    assert found.ambiguity.tolist() == [4 / 3]
    assert found.spuriousness.tolist() == [1 / 5]
    assert found.place_accuracy.tolist() == [500.0]
    assert found.velocity_accuracy.tolist() == [25.0]


def test_where_there_is_nothing_to_divide_by_nothing_is_said():
    found = track_metrics(TRUTH, kinematics([]), np.array([0.0, 9.0]), RULES).siap
    assert found.completeness[0] == 0.0
    assert np.isnan(found.completeness[1])
    assert np.isnan([found.ambiguity, found.spuriousness, found.place_accuracy]).all()


def test_velocities_that_are_not_known_do_not_count():
    rows = [
        (5.0 * s, n, [9_000.0 * n, 0.0, 0.0], FAST if n else [np.nan] * 3) for s in (0, 1) for n in (0, 1)
    ]
    still = kinematics([(5.0 * s, n, [9_000.0 * n, 0.0, 0.0], SLOW) for s in (0, 1) for n in (0, 1)])
    found = track_metrics(still, kinematics(rows), rules=RULES).siap
    assert found.with_velocity.tolist() == [1, 1]
    assert found.velocity_accuracy.tolist() == [50.0, 50.0]
    assert found.place_accuracy.tolist() == [0.0, 0.0]
