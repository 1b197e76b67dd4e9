"""Shortcuts in the search for an intercept, against what they spare."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.engagement import reach
from openiads.engagement.reach import HALF, Intent, flight_time, shortfall, too_far
from openiads.simulation.prepare import prepare
from openiads.state.planes import Battery, Round
from openiads.state.world import World
from tests.plain import open_up, plain


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Four types of rounds, from point defence to long range."""
    open_up(monkeypatch, reach)
    return prepare("turkey-2017").world


def test_no_round_flies_faster_than_its_best_pace(world):
    rng = np.random.default_rng(1)
    longest = world.tables.flyout_range_step * world.flyout.shape[2]
    for t in range(world.flyout.shape[0]):
        pace, paces = world.round_f[Round.BEST_PACE, t], []
        for _ in range(4_000):
            away, altitude = rng.uniform(1.0, 1.5 * longest), rng.uniform(-500.0, 60e3)
            paces.append(away / abs(plain(flight_time)(world, t, away, altitude, HALF)))
        assert 0.8 * pace < max(paces) <= pace * (1.0 + 1e-12)


def test_where_a_round_is_too_far_away_it_is_late(world):
    rng = np.random.default_rng(2)
    place = world.battery_f[Battery.X : Battery.Z + 1, 0]
    up = place / np.linalg.norm(place)
    skipped, late = 0, 0
    for _ in range(3_000):
        t, ballistic = int(rng.integers(world.flyout.shape[0])), bool(rng.integers(2))
        x, y, z = place + rng.normal(size=3) * 10.0 ** rng.uniform(3.0, 5.3) + rng.uniform(0.0, 60e3) * up
        vx, vy, vz = rng.normal(size=3) * 10.0 ** rng.uniform(1.5, 3.2)
        plan = Intent(0.0, 1.0, rng.uniform(0.0, 30.0), 0.0, math.inf, bool(rng.integers(2)), False)
        lead = rng.uniform(0.0, world.round_f[Round.LONGEST_FLIGHT, t])
        asked = (world, 0, t, plan, lead, x, y, z, vx, vy, vz, ballistic)
        short, _ = plain(shortfall)(*asked)
        late += short > 0.0
        if plain(too_far)(*asked):
            skipped += 1
            assert short > 0.0
    assert skipped > 0.5 * late
