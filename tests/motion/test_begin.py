"""When flights begin, and what becomes of those that are over before the run does."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.state.planes import TargetKey, Truth
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
    # Of a time drawn evenly from -60 to 60 s half come at once.
    assert starts.min() == 0.0
    assert abs(np.mean(starts == 0.0) - 0.5) < 5.0 * 0.5 / np.sqrt(starts.size)
    assert rows(world, 0, 10).events["time"].min() >= 0.0


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
