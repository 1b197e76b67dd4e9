"""What is said of tracks and of how they were found."""

from __future__ import annotations

import pytest

from openiads.report.studies import track_words
from openiads.study.tracking.tracked import track_told
from tests.study.tracking.plotted_scenes import SENSOR, plotted

AT = {"target": "0", "x_m": 1e3, "y_m": 2e4, "z_m": 3e3}
FLIES = {"vx_mps": 100.0, "vy_mps": 0.0, "vz_mps": 0.0}


@pytest.mark.parametrize(
    ("velocity", "words"),
    [({}, "not measured: the truth has no velocities"), (FLIES, "the same of velocity")],
)
def test_why_no_velocity_is_measured_is_said(velocity, words):
    truth = [AT | velocity | {"time_s": time} for time in (0.0, 50.0)]
    found = track_told(plotted(targets=2, scans=10, false=0.0), [SENSOR], truth, tracker="score")
    (row,) = (row for row in track_words.measure_rows(found) if row[0] == "accuracy of velocity")
    assert row[2] == words


def test_changed_constants_are_named_with_the_tracker():
    change = "catalogue.tracking.confirm_score=7"
    plots = plotted(targets=2, scans=10, false=0.0)
    usual, changed = (
        track_told(plots, [SENSOR], tracker="score", changes=changes) for changes in ((), (change,))
    )
    start = "Tracker score with the constants of the catalogue"
    assert track_words.method(usual).startswith(f"{start}; it assumes a detection probability of ")
    assert track_words.method(changed).startswith(f"{start}, but {change}; it assumes ")
