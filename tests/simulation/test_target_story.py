"""Stories that are known before they are played: by the geometry, by the clock, by what a magazine holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from openiads.ground.units import KM
from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import Radar
from openiads.state.words import Fate, Happening, Identity
from openiads.study.campaign.tables import tables_of
from verification.degenerate import Approach, document

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""Some batteries keep back all that they have."""
SURE = {"kill_probability": 1.0, "salvo": 1, "salvos_max": 1}


def played(tables: dict[str, Any]) -> tuple[Prepared, Books, list[str]]:
    """A scenario, one replicate of it, and the sentences of its targets."""
    prepared = prepare(load_document(tables, "story"))
    books = Books.joined(list(play(prepared.world, 1, 0, 1)))
    return prepared, books, tables_of(books, prepared.plan)["targets"]["why"].to_pylist()


def of(books: Books, name: str) -> list[float]:
    """One column of the targets."""
    return [float(value) for value in books.targets[name]]


def test_rounds_that_are_kept_back_are_not_left():
    kept_back = {"reserve_rounds": 1}
    tables = document(1, SURE | {"loadout": {"48n6e3": 1}}, kept_back, Approach(start_km=35.0, end_km=28.0))
    _, books, (why,) = played(tables)
    assert books.targets["fate"].tolist() == [Fate.LEAKED]
    assert "but no battery with a free channel had a round left that reaches it" in why
    assert math.isnan(of(books, "round_left_time")[0])
    assert of(books, "channel_free_time") == of(books, "in_reach_time")
    assert of(books, "channel_wait") == [0.0]


def test_one_channel_serves_the_second_raider_when_the_first_is_dealt_with():
    tables = document(2, SURE | {"targets_max": 1}, {}, Approach(start_km=35.0, end_km=20.0))
    tables["raid"][1]["start_s"] = 8.0
    _, books, _ = played(tables)
    waits = sorted(of(books, "channel_wait"))
    first = int(np.nanargmin(of(books, "assigned_time")))
    # From its designation to the assessment, a second after the meeting, the only channel is busy; decisions
    # are made once a second.
    events = books.events
    meets = events["time"][(events["kind"] == Happening.KILL) & (events["object"] == first)][0]
    freed = math.ceil(meets + 1.0)
    assert waits[0] == 0.0
    second = 1 - first
    assert of(books, "channel_free_time")[second] == pytest.approx(freed, abs=1.0)
    assert waits[1] == of(books, "channel_free_time")[second] - of(books, "in_reach_time")[second]


def test_a_channel_that_is_never_free_is_named_with_the_battery_and_the_soonest_intercept():
    busy = SURE | {"targets_max": 1, "assessment_s": 600}
    tables = document(2, busy, {}, Approach(start_km=35.0, end_km=28.0))
    tables["raid"][1]["start_s"] = 8.0
    _, books, whys = played(tables)
    leaker = books.targets["fate"].tolist().index(Fate.LEAKED)
    assert "in reach of battery battery at" in whys[leaker]
    assert "but no channel that faces it was free while it was in reach" in whys[leaker]
    wait = of(books, "end_time")[leaker] - of(books, "in_reach_time")[leaker]
    assert of(books, "channel_wait")[leaker] == wait
    # It flies at 150 m/s over the ground, and from 3000 m down to its aim.
    left = 150.0 * (of(books, "end_time")[leaker] - of(books, "earliest_intercept_time")[leaker])
    found = of(books, "earliest_intercept_to_asset")[leaker]
    assert 0.99 * left <= found <= 1.01 * math.hypot(left, 3_000.0)


def test_who_may_not_be_fired_at_without_evidence_stays_what_it_was_taken_for():
    tables = document(1, SURE, {"control": "tight"}, Approach()) | {"zone": []}
    tables["area"]["airspace"] = "normal"
    _, books, (why,) = played(tables)
    assert books.targets["fate"].tolist() == [Fate.UNRESOLVED] or "arrived" in why
    identity = Identity(int(books.targets["identity"][0]))
    assert identity != Identity.HOSTILE
    assert math.isnan(of(books, "hostile_time")[0])
    assert math.isnan(of(books, "engageable_time")[0])


def low_flyer(altitude: float) -> dict[str, Any]:
    """One raider that comes in at an altitude [m] from 60 km away, over flat ground."""
    tables = document(1, SURE, {}, Approach(start_km=60.0, end_km=5.0, speed_mps=250.0, altitude_m=altitude))
    tables["area"]["duration_s"] = 400
    return tables


def test_a_low_flyer_comes_into_sight_at_the_horizon():
    prepared, books, (why,) = played(low_flyer(30.0))
    world = prepared.world
    radius = world.tables.refraction * 6_371_000.0
    antenna = world.radar_f[Radar.ALTITUDE].max()
    # Horizons of antenna and raider, end to end, over a smooth Earth of 4/3 radius.
    horizon = math.sqrt(2.0 * radius * antenna) + math.sqrt(2.0 * radius * 30.0)
    assert horizon < 58.0 * KM
    found = of(books, "first_sight_to_battery")[0]
    scan = world.radar_f[Radar.SCAN_PERIOD].max()
    assert horizon - 250.0 * scan - 0.02 * horizon < found < 1.02 * horizon
    assert math.isnan(of(books, "behind_terrain_time")[0])
    assert of(books, "first_hidden_time")[0] <= scan + 1.0
    assert of(books, "first_sight_time")[0] - of(books, "first_hidden_time")[0] >= scan
    assert "(until then below the horizon)" in why or "Killed" in why


def test_stories_say_what_the_events_say():
    tables = document(6, {"kill_probability": 0.3, "salvo": 2, "targets_max": 3}, {}, Approach())
    _, books, _ = played(tables)
    events, targets = books.events, books.targets
    for kind, column in ((Happening.LAUNCH, "first_launch_time"), (Happening.ACQUIRED, "acquired_time")):
        for n in range(6):
            times = events["time"][(events["kind"] == kind) & (events["object"] == n)]
            assert np.array_equal(of(books, column)[n], min(times, default=math.nan), equal_nan=True)
    for n in range(6):
        ended = sum(int(targets[name][n]) for name in targets if name.startswith("rounds_"))
        killed = int(targets["fate"][n] == Fate.KILLED)
        flying = int(targets["fate"][n] == Fate.UNRESOLVED)
        assert ended + killed == targets["shots"][n] or flying


def test_distances_are_those_of_a_raider_that_flies_straight_at_its_speed():
    _, books, _ = played(low_flyer(3_000.0))
    start, end = of(books, "start_time")[0], of(books, "end_time")[0]
    if math.isnan(end):
        end = start + 55.0 * KM / 250.0
    for moment in ("first_detection", "first_track", "engageable", "first_launch"):
        left = 250.0 * (start + 55.0 * KM / 250.0 - of(books, f"{moment}_time")[0])
        assert of(books, f"{moment}_to_asset")[0] == pytest.approx(math.hypot(left, 3_000.0), rel=0.01)
        assert of(books, f"{moment}_to_battery")[0] == pytest.approx(
            math.hypot(left + 5.0 * KM, 3_000.0), rel=0.01
        )
