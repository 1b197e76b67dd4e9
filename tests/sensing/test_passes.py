"""How often a turning beam passes a target: closed forms, at the north line above all, where scans begin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.state.planes import Radar, RadarKey, Target
from openiads.state.words import Pattern
from openiads.state.world import World, freeze
from tests.attacks.flights import Ground, away
from tests.simulation.tiny import rows

LAPS = 10
HERE = (37.0, 37.0)
PLACES = [HERE, (89.95, 10.0), (-33.0, -179.95)]
"""Of the radar: somewhere, 6 km from the pole, and where the date line crosses the round."""


def ring(place: tuple[float, float]) -> list[list[float]]:
    """Corners of a round about a place, clockwise, 13 km away."""
    return [away(Ground("flat", *place), bearing, 13.0) for bearing in (0.0, 0.25, 0.5, 0.75)]


def world_of(patrol: list[list[float]], step: float, place: tuple[float, float] = HERE, **more: Any) -> World:
    """One rotating radar that misses nothing of what flies high and about it."""
    area = {"terrain": "flat", "duration_s": 3_600, "step_s": step, "cycle_s": 1.0, "stop_when_clear": False}
    flight = {
        "name": "flight", "aircraft": "airliner", "side": "hostile", "patrol": patrol, "altitude_m": 6_000.0,
        "speed_mps": 250.0, "start_s": 0.0, "jitter_s": 0.0, "laps": LAPS,
    } | more  # fmt: skip
    radar = {"name": "radar", "type": "96l6e", "lat": place[0], "lon": place[1]}
    battery = {"name": "b", "system": "patriot-pac3", "lat": 30.0, "lon": 37.0}
    net = {"name": "net", "form": "regiment", "batteries": ["b"], "radars": ["radar"]}
    tables = {
        "version": 1, "name": "x", "area": area, "radar": [radar], "battery": [battery], "network": [net],
        "traffic": [flight],
    }  # fmt: skip
    return prepare(load_document(tables, "x")).world


def passes(world: World) -> int:
    """Plots of the one target: nothing that is looked at is missed, for it is as large as a house."""
    large = world.target_f.copy()
    large[Target.RCS] = 1e6
    return int(rows(freeze(world._replace(target_f=large)), 0, 1).outcomes["plots"][0])


def turns(world: World) -> float:
    """Turns of the radar while the target flies."""
    (s,) = np.flatnonzero(world.radar_i[RadarKey.PATTERN] == Pattern.ROTATING)
    flown = min(float(world.target_f[Target.DURATION, 0]), 3_600.0)
    return flown / float(world.radar_f[Radar.SCAN_PERIOD, s])


@pytest.mark.compiled("it plays an hour of looks")
@pytest.mark.parametrize("step", [0.25, 1.0])
@pytest.mark.parametrize("place", PLACES)
def test_the_beam_passes_what_flies_against_it_once_more_in_each_round(place, step):
    """In n turns it meets what runs round with it one time less for each round, and against it one more."""
    against = world_of(ring(place)[::-1], step, place)
    along = world_of(ring(place), step, place)
    assert passes(against) == pytest.approx(turns(against) + LAPS, abs=1.5)
    assert passes(along) == pytest.approx(turns(along) - LAPS, abs=1.5)


@pytest.mark.compiled("it plays an hour of looks")
@pytest.mark.parametrize("step", [0.25, 1.0])
def test_what_flies_along_the_north_line_is_met_in_each_turn(step):
    """Rounding has it now a hair east, now a hair west of the line: no look is lost, none made twice."""
    world = world_of([[37.5, 37.0], [37.1, 37.0]], step, laps=6)
    assert passes(world) == pytest.approx(turns(world), abs=1.5)


def first_seen(names: list[str]) -> list[float]:
    """When each of a flock is first detected by radars that stand at one place, in the order of the file."""
    radars = [{"name": name, "type": "96l6e", "lat": 37.0, "lon": 37.0} for name in names]
    flights = [
        {
            "name": f"flight {n}", "aircraft": "airliner", "origin": [37.0, 40.0 - 0.01 * n],
            "destination": [37.0, 36.0], "start_s": 0.0, "altitude_m": 9_000.0, "flight_plan": False,
        }
        for n in range(30)
    ]  # fmt: skip
    tables = {
        "version": 1, "name": "x", "radar": radars, "traffic": flights,
        "battery": [{"name": "b", "system": "patriot-pac3", "lat": 30.0, "lon": 37.0}],
        "network": [{"name": "net", "form": "regiment", "batteries": ["b"], "radars": names}],
        "area": {"terrain": "flat", "duration_s": 400, "step_s": 1.0, "stop_when_clear": False},
    }  # fmt: skip
    seen = rows(prepare(load_document(tables, "x")).world, 0, 4).targets["first_detection_time"]
    return [float(time) for time in seen]


@pytest.mark.compiled("it plays an hour of looks")
def test_the_first_detection_is_the_earliest_whichever_radar_the_file_names_first():
    names = ["one", "two", "three", "four", "five", "six"]
    one, other = first_seen(names), first_seen(names[::-1])
    assert np.isfinite(one).all()
    assert one == other
