from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.state.planes import BatteryKey, Round
from openiads.state.words import Happening
from openiads.state.world import World
from tests.simulation.tiny import rows
from verification.degenerate import ROUND, Approach, document, world_of

START, END, PACE = 60.0, 20.0, 150.0


def behind_a_wall(homing: float, nearest: float, farthest: float) -> World:
    """One raider whose way from `farthest` to `nearest` [m] is hidden from the engagement radar alone.

    Launch and predicted intercept are in sight; only between them the radar loses it.
    """
    tables = document(
        1, {"kill_probability": 1.0, "salvos_max": 1, "loadout": {ROUND: 1}}, {},
        Approach(start_km=START, end_km=END, speed_mps=PACE, altitude_m=3000.0),
    )  # fmt: skip
    world = world_of(tables)
    rounds = world.round_f.copy()
    rounds[Round.HOMING] = homing
    masks = world.masks.copy()
    s = world.battery_i[BatteryKey.RADAR, 0]
    ranges = 1_000.0 * (1 + np.arange(masks.shape[2]))
    masks[s][:, (ranges > nearest) & (ranges < farthest)] = math.pi / 2
    return world._replace(round_f=rounds, masks=masks)


def endings(world: World) -> list[tuple[int, float]]:
    """How each round ended, and after how long [s]."""
    e = rows(world, 0, 4).events
    launched = e["time"][e["kind"] == Happening.LAUNCH]
    ended = np.isin(e["kind"], [Happening.KILL, Happening.MISS, Happening.LOST])
    assert len(launched) == 4
    return list(zip(e["kind"][ended].tolist(), (e["time"][ended] - launched).tolist(), strict=True))


def intercept() -> tuple[float, float]:
    """Where the raider is at the launch and at the intercept where nothing hides it [m]."""
    e = rows(behind_a_wall(0.0, 1e9, 1e9), 0, 1).events
    (launch,), (kill,) = (e["time"][e["kind"] == kind] for kind in (Happening.LAUNCH, Happening.KILL))
    return 1e3 * START - PACE * launch, 1e3 * START - PACE * kill


@pytest.fixture(scope="module")
def wall() -> tuple[float, float]:
    """A wall between the launch and the intercept: twelve seconds of the raider's way in the middle."""
    launched_at, met_at = intercept()
    middle = 0.5 * (launched_at + met_at)
    assert launched_at - met_at > 30.0 * PACE
    return middle - 6.0 * PACE, middle + 6.0 * PACE


SEMI_ACTIVE, SHORT, LONG = 0.0, 1_000.0, 1e6
"""Homing stretches [m]: none, shorter than what is left after the wall, longer than the whole way."""


@pytest.mark.parametrize("homing", [SEMI_ACTIVE, SHORT])
def test_a_round_is_lost_when_the_radar_loses_the_target_before_the_seeker_takes_over(wall, homing):
    launched_at, _ = intercept()
    hidden = (launched_at - wall[1]) / PACE
    for kind, after in endings(behind_a_wall(homing, *wall)):
        assert kind == Happening.LOST
        # The mask falls off over a cell of 1 km each way, and the round flies on for 3 s.
        assert hidden - 1_000.0 / PACE <= after <= hidden + 3.0 + 1_000.0 / PACE + 2.0


def test_a_round_that_homes_by_itself_does_not_mind(wall):
    assert {kind for kind, _ in endings(behind_a_wall(LONG, *wall))} == {Happening.KILL}


@pytest.mark.parametrize("homing", [SEMI_ACTIVE, SHORT, LONG])
def test_without_a_wall_every_round_arrives(homing):
    assert {kind for kind, _ in endings(behind_a_wall(homing, 1e9, 1e9))} == {Happening.KILL}
