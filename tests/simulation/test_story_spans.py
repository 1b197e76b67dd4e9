"""Why a raider was not seen: told beside the span in which it was so, known before it is played."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import prepare
from openiads.simulation.reference import play
from openiads.simulation.target_story import ends_of_rounds
from openiads.state.planes import Event, EventKey, Radar, Tally, Truth
from openiads.state.state import Capacity
from openiads.state.words import Broken, Fate, Happening
from openiads.state.world import World
from openiads.study.campaign.story_facts import duration
from tests.simulation.test_target_story import SURE, of, played
from tests.simulation.test_twin import assert_twins
from verification.degenerate import DEGREE, SITE, Approach, document
from verification.drawn_map import write_map

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""Some batteries lead a load beyond what is published."""
HOLD = {"control": "hold", "self_defence": "none"}

WALL_SOUTH_KM, WALL_HALF_KM, WALL_M, WAY_SOUTH_KM = 10.0, 3.0, 2_000.0, 20.0
"""A wall south of the battery, and the way of a raider behind it, from west to east."""
PACE = 200.0


def draw_wall(path: Path) -> str:
    """Write a map of a plain with the wall; returns its path."""
    cell = 1.0 / 1200.0
    south, north, west, east = 36.7, 37.1, 37.1, 37.7
    y = (north - (np.arange(round((north - south) / cell)) + 0.5) * cell - SITE[0]) * DEGREE
    x = (west + (np.arange(round((east - west) / cell)) + 0.5) * cell - SITE[1]) * parallel_km()
    wall = (np.abs(y + WALL_SOUTH_KM) < 0.2)[:, None] & (np.abs(x) < WALL_HALF_KM)[None, :]
    ground = np.where(wall, WALL_M, 0.0)
    return write_map(path, ground, west, north, cell)


def parallel_km() -> float:
    """Length of a degree of the battery's parallel."""
    return 111.32 * math.cos(math.radians(SITE[0]))


def behind_the_wall(tmp_path: Path, begin_km: float) -> tuple[World, Books, str]:
    """A raider that flies eastwards behind the wall, from `begin_km` east of the battery on."""
    tables = document(1, SURE, HOLD, Approach(speed_mps=PACE, altitude_m=300.0))
    latitude = SITE[0] - WAY_SOUTH_KM / DEGREE
    west, east = (SITE[1] + x / parallel_km() for x in (begin_km, 15.0))
    tables["area"] |= {"terrain": draw_wall(tmp_path / "wall.tif"), "airspace": "normal", "duration_s": 200}
    tables |= {"zone": [], "asset": [{"name": "aim 0", "lat": latitude, "lon": east}]}
    tables["raid"][0]["entry"] = [latitude, west]
    prepared, books, (why,) = played(tables)
    assert books.targets["fate"].tolist() == [Fate.LEAKED]
    assert of(books, "masked") == [0.0]
    return prepared.world, books, why


SHADOW = 2.0 * WALL_HALF_KM * WAY_SOUTH_KM / WALL_SOUTH_KM * 1e3 / PACE
"""Twice as far away as the wall, its shadow is twice as wide [s]."""


def test_who_is_tracked_before_it_flies_behind_a_wall_is_hidden_while_its_track_is_lost(tmp_path):
    world, books, why = behind_the_wall(tmp_path, begin_km=-15.0)
    (hidden,), (lost,) = of(books, "masked_untracked"), of(books, "untracked")
    assert of(books, "masked_to_track") == [0.0]
    # Its track outlives the last plot for a while; nobody looks before a scan after the shadow, and one more
    # plot has to confirm the track that then begins.
    scan = world.radar_f[Radar.SCAN_PERIOD].max()
    assert 0.0 < lost - hidden <= 2.0 * scan + 1.0
    assert hidden < SHADOW
    assert f"tracked 6 s later, then lost for {duration(lost)} in all (the ground hid it again for " in why
    assert f"again for {duration(hidden)})" in why


def test_who_flies_behind_a_wall_before_it_is_tracked_is_hidden_until_then(tmp_path):
    begin = -7.0
    world, books, why = behind_the_wall(tmp_path, begin)
    (hidden,) = of(books, "masked_to_track")
    scan = world.radar_f[Radar.SCAN_PERIOD].max()
    assert abs(hidden - SHADOW) <= scan + 2.0
    assert of(books, "masked_untracked") == [0.0]
    wait = of(books, "first_track_time")[0] - of(books, "first_detection_time")[0]
    assert f"tracked {duration(wait)} later (the ground hid it again for {duration(hidden)}), " in why


def faint_raiders(cycle: float) -> World:
    """Raiders at the limit of what radars see, with pictures made once a `cycle` [s]."""
    way = Approach(start_km=200.0, end_km=20.0, speed_mps=300.0, altitude_m=8_000.0)
    tables = document(6, {}, HOLD, way)
    tables["area"] |= {"cycle_s": cycle, "duration_s": 400}
    for raid in tables["raid"]:
        raid["rcs_m2"] = 0.3
    return prepare(load_document(tables, "faint")).world


def test_looks_count_by_when_they_were_not_by_when_pictures_are_made():
    cycle = 10.0
    world = faint_raiders(cycle)
    late = 0
    for target in play(world, 1, 0).targets:
        tracked = target.first_track
        made = cycle * math.ceil(tracked / cycle)  # its first track
        late += sum(tracked <= time < made for time, _ in target.in_vain.looks)
        early, _, to_track, *_ = target.in_vain.counts(target.first_detection, tracked)
        times = [time for time, _ in target.in_vain.looks]
        assert early == np.searchsorted(sorted(times), target.first_detection)
        assert early + to_track == np.searchsorted(sorted(times), tracked)
    assert late > 0
    assert_twins(world, seed=1, replicate=0)


def test_an_engagement_that_ended_when_the_raider_had_arrived_explains_nothing():
    battery = SURE | {"launch_interval_s": 600, "targets_max": 2}
    tables = document(3, battery, {"control": "free"}, Approach(start_km=60.0, end_km=28.0))
    tables["area"]["duration_s"] = 400
    tables["raid"][2]["start_s"] = 100.0  # the run goes on for it
    _, books, whys = played(tables)
    events, n = books.events, int(books.targets["fate"].tolist().index(Fate.LEAKED))  # one of two is fired at
    (ended,) = events["time"][(events["kind"] == Happening.BROKEN_OFF) & (events["object"] == n)]
    assert ended > of(books, "end_time")[n]
    assert of(books, "engagements_broken_off")[n] == 1
    assert of(books, "broken_off_lost_sight")[n] == 0
    assert "but no round was launched: it arrived" in whys[n]


def test_engagements_in_vain_are_those_that_ended_before_the_one_that_launched_began():
    world = prepare(load_document(document(1, SURE, {}, Approach()), "vain")).world
    tile = open_replicate(world, 1, 0, Capacity.for_world(world))
    tile.truth_f[0, [Truth.FIRST_PUT, Truth.ENDED], 0] = 100.0, 200.0
    rows: list[tuple[Any, float, int]] = [
        (Happening.BROKEN_OFF, 90.0, Broken.NO_SOLUTION),
        (Happening.BROKEN_OFF, 110.0, Broken.NO_SOLUTION),  # of another battery
        (Happening.LAUNCH, 120.0, 0),
        (Happening.BROKEN_OFF, 210.0, Broken.NO_SOLUTION),
    ]
    for e, (kind, time, value) in enumerate(rows):
        tile.events_i[0, [EventKey.KIND, EventKey.OBJECT], e] = kind, 0
        tile.events_f[0, [Event.TIME, Event.VALUE], e] = time, value
    tile.tally[0, Tally.EVENTS] = len(rows)
    found = ends_of_rounds(tile)
    assert found["engagements_in_vain"].tolist() == [[1]]
    assert found["broken_off_no_solution"].tolist() == [[2]]
    assert found["engagements_broken_off"].tolist() == [[3]]
