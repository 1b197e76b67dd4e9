"""What a run is told to take, against what it does: counts exactly, seconds within a factor."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.drivers import player
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import prepare
from openiads.state.planes import Radar, RadarKey, Tally
from openiads.state.state import Capacity
from openiads.state.world import World
from openiads.study.campaign.effort import Effort, effort
from openiads.study.campaign.estimate import Work, estimate
from scripts.fit_estimate import seconds_of_row

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""Some batteries keep back all that they have."""
CITY = {"name": "city", "lat": 37.0, "lon": 37.0}
DRY = {"control": "free", "reserve_rounds": 1000}
"""Fire control asks of every track, and nothing is ever fired."""


def batteries(count: int, system: str = "s-400") -> list[dict[str, Any]]:
    """Some batteries, 33 km from one another."""
    return [
        {"name": f"b{n}", "system": system, "lat": 37.05 + 0.3 * n, "lon": 37.0, "control": "free"}
        for n in range(count)
    ]


def raid(count: int = 1, **more: Any) -> dict[str, Any]:
    """A raid from the east, seen all the way."""
    said = {"name": "raid", "threat": "bomber", "count": count, "entry": [37.0, 40.5], "target": "city"}
    return said | {"altitude_m": 10_000.0, "speed_mps": 40.0} | more


def document(guards: list[dict[str, Any]], raids: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A scenario on a flat Earth."""
    area = {"terrain": "flat", "duration_s": 36_000}
    return {
        "version": 1, "name": "x", "area": area, "asset": [CITY], "battery": guards, "raid": raids,
    } | more  # fmt: skip


def joined(guards: list[dict[str, Any]]) -> dict[str, Any]:
    """One network of them all."""
    return {
        "network": [{"name": "net", "form": "regiment", "batteries": [guard["name"] for guard in guards]}]
    }


EIGHT = batteries(8)
CASES: dict[str, Any] = {
    "one-battery": "one-battery",
    "patriot-2013": "patriot-2013",
    "saturation": "saturation",
    "turkey-2017": "turkey-2017",
    "turkey-four-batteries": "turkey-four-batteries",
    "one slow raider, asked of each second": document(batteries(1), [raid()], doctrine=DRY),
    "the same by eight batteries": document(EIGHT, [raid()], doctrine=DRY),
    "the same in one network": document(EIGHT, [raid()], doctrine=DRY, **joined(EIGHT)),
    "a day of it": document(batteries(1), [raid(entry=[37.0, 39.0], speed_mps=5.0)], doctrine=DRY),
    "by a radar of one sector": document(batteries(1, "patriot-pac3"), [raid()], doctrine=DRY),
    "never seen": document(
        batteries(1), [raid(altitude_m=10.0, rcs_m2=1e-4, speed_mps=100.0)], doctrine={"control": "hold"}
    ),
    "fifty bombers": document(batteries(1), [raid(50, lateral_km=20.0)], doctrine=DRY),
    "nobody defends": document([], [raid(200, lateral_km=20.0)]),
}


def world_of(case: Any) -> World:
    """The world of a scenario, or of a built-in one."""
    return prepare(case if isinstance(case, str) else load_document(copy.deepcopy(case), "x")).world


def test_counts_are_those_of_what_is_played() -> None:
    """The engine's own counts: steps flown and plots."""
    world = world_of(document(batteries(2), [raid(speed_mps=250.0)], doctrine=DRY))
    told = effort(world)
    tile = open_tile(world, 1, 0, 1, Capacity(200, 400, 4_000, 4_000))
    step = player(tile, world)
    for number in range(int(world.clock.steps)):
        step(number, number + 1)
        if tile.tally[0, Tally.DONE]:
            break
    assert told.steps == pytest.approx(number + 1, abs=2)
    assert told.flown == pytest.approx(tile.tally[0, Tally.OBJECT_STEPS], abs=2)
    searches = world.radar_i[RadarKey.SEARCHES] == 1
    strays = world.radar_f[Radar.FALSE_PLOTS_PER_SCAN] / world.radar_f[Radar.SCAN_PERIOD]
    false = told.steps * float(strays[searches].sum())
    assert told.plots - false == pytest.approx(tile.tally[0, Tally.PLOTS_MADE], rel=0.1)


def test_what_never_stops_and_what_has_no_raiders_is_counted_to_its_end() -> None:
    case = document(batteries(1), [])
    assert effort(world_of(case)).steps == 1.0  # clear from the begin
    case["area"] = case["area"] | {"stop_when_clear": False}
    assert effort(world_of(case)).steps == 36_000.0


def test_work_adds_up() -> None:
    """Twice the batteries, each alone and far from the other, ask twice as often."""
    one, two = (effort(world_of(document(batteries(n), [raid()], doctrine=DRY))) for n in (1, 2))
    for field in ("marks", "plots", "asked"):
        assert getattr(two, field) == pytest.approx(2.0 * getattr(one, field), rel=0.05), field
    assert (one.steps, one.flown) == (two.steps, two.flown)
    assert isinstance(one, Effort)


def told_over_taken(case: Any) -> float:
    """What is told over what was measured [1]."""
    world = world_of(case)
    work = Work(world, 1)
    return estimate(work).seconds / work.rows / seconds_of_row(world)


@pytest.mark.slow
def test_seconds_are_told_alike_for_whatever_is_played() -> None:
    """Machines differ, so what is held is that no scenario is told worse than the others."""
    ratios = {name: told_over_taken(case) for name, case in CASES.items()}
    middle = float(np.exp(np.mean(np.log(list(ratios.values())))))
    off = {name: round(ratio / middle, 2) for name, ratio in ratios.items()}
    assert {name: ratio for name, ratio in off.items() if not 1 / 3 < ratio < 3} == {}, off
