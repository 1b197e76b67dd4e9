"""When flights begin, and what becomes of those that are over before the run does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from openiads.simulation.prepare import prepare
from openiads.state.planes import Radar, TargetKey, Truth
from openiads.state.words import Side
from tests.attacks.truth import played
from tests.simulation.tiny import rows
from verification.degenerate import Approach, document, world_of

ROUND_TRIP = [[37.5, 38.0], [37.6, 38.0]]


@pytest.mark.compiled("it plays ten replicates of twenty raiders")
def test_no_raider_begins_before_the_run_however_its_time_is_drawn():
    tables = document(20, {}, {}, Approach())
    for raid in tables["raid"]:
        raid["jitter_s"] = 60
    world = world_of(tables)
    starts = played(world, 1, 10).truth_f[:, Truth.START]
    # Of -60 to 60 s those from 0 on are left, each as likely: a mean of 30 s, and nobody comes at once.
    assert 0.0 < starts.min() <= starts.max() < 60.0
    assert abs(starts.mean() - 30.0) < 5.0 * 60.0 / np.sqrt(12.0 * starts.size)
    assert rows(world, 0, 10).events["time"].min() >= 0.0


@pytest.mark.compiled("it plays ten replicates of twenty flights")
def test_a_flight_that_departs_early_is_under_way_when_the_run_begins():
    tables = document(1, {}, {}, Approach())
    flight = {"aircraft": "friendly-fighter", "patrol": ROUND_TRIP, "speed_mps": 250, "laps": 5}
    tables["traffic"] = [{"name": "flights", "count": 20, "start_s": 0, "jitter_s": 60, **flight}]
    state = played(world_of(tables), 1, 10)
    starts = state.truth_f[:, Truth.START, 1:]
    # Evenly from -60 to 60 s: half have departed, and none waits for the run to begin.
    assert abs(np.mean(starts < 0.0) - 0.5) < 5.0 * 0.5 / np.sqrt(starts.size)
    assert abs(starts.mean()) < 5.0 * 120.0 / np.sqrt(12.0 * starts.size)
    assert not (starts == 0.0).any()


@pytest.mark.compiled("it plays two hundred replicates")
def test_antennas_stand_anywhere_in_their_scans_and_know_nothing_of_one_another():
    world = prepare("turkey-2017").world
    turning = played(world._replace(clock=world.clock._replace(steps=1)), 1, 200).turning
    shares = -turning / world.radar_f[Radar.SCAN_PERIOD]
    for s in range(shares.shape[1]):
        assert kstest(shares[:, s], "uniform").pvalue > 1e-4
    apart = np.corrcoef(shares.T)[np.triu_indices(shares.shape[1], 1)]
    assert np.abs(apart).max() < 4.0 / np.sqrt(200.0)


def test_a_flight_that_is_over_before_the_run_is_left_out_and_one_under_way_is_not():
    tables = document(1, {}, {}, Approach())
    flight = {"aircraft": "friendly-fighter", "patrol": ROUND_TRIP, "speed_mps": 250}
    # There and back is 22 km: it takes 90 s and some for the turn.
    tables["traffic"] = [
        {"name": "over", "start_s": -600, **flight},
        {"name": "raider over", "start_s": -600, "side": "hostile", **flight},
        {"name": "under way", "start_s": -60, **flight},
    ]
    books = rows(world_of(tables), 0, 2)
    assert books.targets["target"].tolist() == [0, 3] * 2
    assert books.outcomes["raiders"].tolist() == [1, 1]
    assert books.outcomes["not_released"].tolist() == [0, 0]
    assert books.events["time"].min() >= 0.0


def test_carriers_that_are_no_raiders_have_the_fate_of_a_flight():
    tables = document(2, {"control": "hold"}, {}, Approach(start_km=60.0, end_km=30.0))
    for raid in tables["raid"]:
        raid["weapon"] = {"threat": "cruise-subsonic", "release_km": 10}
        raid["side"] = "friend"
    world = world_of(tables)
    assert (world.target_i[TargetKey.SIDE] == Side.FRIEND).all()
    books = rows(world, 0, 3)
    for column in ("raiders", "released", "carriers_killed_before"):
        assert books.outcomes[column].tolist() == [0, 0, 0]
    assert np.isnan(books.targets["end_time"]).all()
