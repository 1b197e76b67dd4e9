from __future__ import annotations

import numpy as np
import pytest

from openiads.state.ladder import climb, credit_target, stand_for
from openiads.state.planes import TrackKey, TruthKey
from openiads.state.words import Fate, Stage


@pytest.mark.parametrize("fate", list(Fate))
def test_only_what_was_reached_before_the_fate_counts(fate):
    truth = np.zeros((len(TruthKey), 2), dtype=np.int64)
    truth[TruthKey.STAGE, 1] = Stage.DETECTED
    truth[TruthKey.FATE, 1] = fate
    reached = np.full((len(Stage), 2), np.nan)
    credit_target(truth, reached, 1, Stage.GUIDED, 7.0, 3)
    assert np.isnan(reached[:, 0]).all()
    assert np.isnan(reached[:, 1]).all() == (fate is not Fate.NONE)
    assert truth[TruthKey.STAGE].tolist() == [0, Stage.GUIDED if fate is Fate.NONE else Stage.DETECTED]


def test_nobody_climbs_down():
    truth = np.zeros((len(TruthKey), 1), dtype=np.int64)
    truth[TruthKey.STAGE] = Stage.GUIDED
    credit_target(truth, np.full((len(Stage), 1), np.nan), 0, Stage.TRACKED, 7.0, 3)
    assert truth[TruthKey.STAGE, 0] == Stage.GUIDED


def ladder_after(*steps):
    """Since when each rung was stood on, and the battery that came furthest, after credits in their order."""
    truth = np.zeros((len(TruthKey), 1), dtype=np.int64)
    reached = np.full((len(Stage), 1), np.nan)
    for rung, time, battery in steps:
        credit_target(truth, reached, 0, rung, time, battery)
    return reached[:, 0], int(truth[TruthKey.BATTERY, 0])


def test_who_is_on_a_rung_stands_on_all_below_from_then_on():
    reached, battery = ladder_after((Stage.DETECTED, 10.0, -1), (Stage.ENGAGEABLE, 25.0, 2))
    found = [reached[rung] for rung in (Stage.UNMASKED, Stage.DETECTED, Stage.TRACKED, Stage.ENGAGEABLE)]
    assert found == [10.0, 10.0, 25.0, 25.0]
    assert np.isnan(reached[[Stage.NONE, Stage.IN_REACH]]).all()
    assert battery == 2


def test_a_radar_that_looked_earlier_in_the_step_makes_it_earlier():
    reached, _ = ladder_after(
        (Stage.DETECTED, 10.8, -1), (Stage.DETECTED, 10.2, -1), (Stage.DETECTED, 99.0, -1)
    )
    assert reached[[Stage.UNMASKED, Stage.DETECTED]].tolist() == [10.2, 10.2]


def test_the_battery_that_came_furthest_first_is_told():
    _, battery = ladder_after((Stage.IN_REACH, 5.0, 1), (Stage.IN_REACH, 6.0, 0), (Stage.TRACKED, 7.0, -1))
    assert battery == 1


def test_what_was_reached_with_a_track_says_nothing_about_whom_it_stands_for_next():
    tracks = np.zeros((len(TrackKey), 1), dtype=np.int64)
    stand_for(tracks, 0, 4)
    climb(tracks, 0, Stage.ASSIGNED, 1)
    stand_for(tracks, 0, 4)
    assert (tracks[TrackKey.STAGE, 0], tracks[TrackKey.BATTERY, 0]) == (Stage.ASSIGNED, 1)
    tracks[TrackKey.CHANNELS, 0] = 1  # a channel is on it, but it was given to the one before
    stand_for(tracks, 0, 6)
    assert (tracks[TrackKey.ORIGIN, 0], tracks[TrackKey.STAGE, 0]) == (6, Stage.ROUND_LEFT)
    tracks[TrackKey.CHANNELS, 0] = 0
    stand_for(tracks, 0, 5)
    assert (tracks[TrackKey.ORIGIN, 0], tracks[TrackKey.STAGE, 0]) == (5, Stage.NONE)
