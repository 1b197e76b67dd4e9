"""Ground that is kept for the next arm: never more than allowed, and never other ground."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.study.experiment.held_ground import HeldGround

FLAT = ("area.terrain=flat", "area.duration_s=120")
MOVED = (*FLAT, "catalogue.radars.92n6e.antenna_m=20", "catalogue.threats.fighter.speed_mps=300")


@pytest.fixture(scope="module")
def prepared():
    return prepare(load("one-battery", FLAT))


def test_what_was_put_is_found_and_nothing_else(prepared):
    held = HeldGround()
    held.put(("a study", 1), prepared.surroundings)
    assert held.get(("a study", 2)) is None
    assert held.get(("a study", 1)).routes == prepared.surroundings.routes


def test_the_oldest_goes_where_there_is_no_room(prepared):
    held = HeldGround()
    held.put("first", prepared.surroundings)
    small = HeldGround(most=2.5 * held._size)
    for name in ("first", "second", "third"):
        small.put(name, prepared.surroundings)
    assert small.get("first") is None
    assert small.get("second") is not None is not small.get("third")
    small.put("third", prepared.surroundings)  # in its own place
    assert small.get("second") is not None


@pytest.mark.parametrize(
    "changes",
    [FLAT, MOVED, (*FLAT, "battery.system=patriot-mse", "catalogue.radars.patriot-radar.antenna_m=8")],
)
def test_a_world_on_held_ground_is_that_of_its_own(prepared, changes):
    held = HeldGround()
    held.put("point", prepared.surroundings)
    scenario = load("one-battery", changes)
    own, other = prepare(scenario).world, prepare(scenario, like=held.get("point")).world
    for name, value in own._asdict().items():
        found = getattr(other, name)
        same = np.array_equal(found, value) if isinstance(value, np.ndarray) else repr(found) == repr(value)
        assert same, name


def test_where_nobody_looks_there_is_no_skyline(prepared):
    held = HeldGround()
    held.put("point", prepared.surroundings)
    light = held.get("point")
    assert (light.looks, light.skylines.shape[0], light.known_shares) == ([], 0, ())
