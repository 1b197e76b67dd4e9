"""Identity in whole runs: whom a defence fires at by mistake, which no drawn circle decides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.catalogue import interrogator
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening, Identity

FRIENDS = 12
REPLICATES = 300


def document(**changes: Any) -> dict[str, Any]:
    """One battery on flat ground, on its own, and somewhere a raider that is never near."""
    return {
        "name": "identity",
        "area": {"terrain": "flat", "duration_s": 900, "airspace": "warned", "stop_when_clear": False},
        "doctrine": {"control": "free"},
        "battery": [{"name": "guard", "system": "s-400", "lat": 37.0, "lon": 37.4, "azimuth_deg": 180}],
        "asset": [{"name": "town", "lat": 37.0, "lon": 37.4}],
        **changes,
    }


def played(doc: dict[str, Any], replicates: int = REPLICATES) -> Books:
    """Books of a scenario."""
    world = prepare(load_document(doc, "identity.toml")).world
    return Books.joined(list(play(world, 1, 0, replicates))).typical()


def among_friends(asks: str) -> Books:
    """Own fighters alone, far apart, at the battery whose status is free."""
    patrols = [
        {
            "name": f"patrol {i}",
            "aircraft": "friendly-fighter",
            "patrol": [[36.2 + 0.1 * i, 36.0], [36.2 + 0.1 * i, 36.6]],
            "laps": 20,
            "flight_plan": False,
        }
        for i in range(FRIENDS)
    ]
    network = [{"name": "net", "form": "alone", "batteries": ["guard"], "interrogator": asks}]
    return played(document(network=network, traffic=patrols))


def test_own_forces_are_endangered_by_broken_sets_alone_and_never_more_by_asking_civil_flights_too() -> None:
    national, full = (among_friends(asks).outcomes["friends_engaged"] for asks in ("national", "full"))
    flights = FRIENDS * REPLICATES
    broken = interrogator("national").friend_equipment_failure_probability
    # A working set is silent four times running with a chance of 0.05**4, six in a million.
    spread = np.sqrt(flights * broken * (1.0 - broken))
    assert abs(national.sum() - flights * broken) < 4.0 * spread
    # Pair by pair all but a few agree, and those by chance: who is asked first moves by moments.
    gap = (full - national).astype(float)
    assert (gap != 0.0).mean() < 0.02
    assert gap.sum() <= 1.96 * np.sqrt((gap**2).sum())


def coming_back(asks: str, transponder: bool, **catalogue: Any) -> Books:
    """Own fighters that come home from where raiders come from, past a battery whose status is free."""
    homeward = [
        {
            "name": f"homeward {i}",
            "aircraft": "friendly-fighter",
            "start_s": -300.0,
            "origin": [35.4 + 0.1 * i, 36.4],
            "destination": [37.4, 36.9 + 0.1 * i],
            "transponder": transponder,
            "flight_plan": False,
        }
        for i in range(FRIENDS)
    ]
    south = {"name": "south", "kind": "hostile-origin", "lat": 34.9, "lon": 37.0, "radius_km": 200}
    network = [{"name": "net", "form": "alone", "batteries": ["guard"], "interrogator": asks}]
    return played(
        document(network=network, traffic=homeward, zone=[south], catalogue=catalogue), REPLICATES // 3
    )


@pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
def test_own_fighters_that_come_back_with_working_sets_are_safe_and_those_without_are_not() -> None:
    working = {"interrogators": {"full": {"friend_equipment_failure_probability": 0.0}}}
    engaged = coming_back("full", True, **working).outcomes["friends_engaged"]
    # A working set is silent four times running with a chance of 0.05**4: of 1,200 flights in 0.008.
    assert engaged.sum() <= 1
    assert coming_back("full", False).outcomes["friends_engaged"].mean() > 0.5 * FRIENDS


def test_who_asks_nobody_fires_at_everybody() -> None:
    engaged = among_friends("none").outcomes["friends_engaged"]
    assert engaged.mean() > 0.9 * FRIENDS


def from_the_south(odds: float | None = None, edge: float | None = None) -> dict[str, Any]:
    """Airliners on course for the town, first seen on both sides of the edge of a zone of hostile origin."""
    zone = {"name": "south", "kind": "hostile-origin", "lat": 34.4, "lon": 37.4, "radius_km": 150}
    zone |= {} if odds is None else {"odds": odds}
    zone |= {} if edge is None else {"edge_km": edge}
    flights = [
        {
            "name": f"airliner {i}",
            "aircraft": "airliner",
            "start_s": -300.0,
            "jitter_s": 300.0,
            "origin": [34.6 + 0.15 * i, 36.4 + 0.25 * i],
            "destination": [38.6, 38.4 - 0.25 * i],
        }
        for i in range(8)
    ]
    return document(doctrine={"control": "tight"}, zone=[zone], traffic=flights)


def engaged(odds: float | None) -> np.ndarray:
    """Airliners fired at, by replicate."""
    return played(from_the_south(odds), 60).outcomes["neutrals_engaged"]


def test_airliners_from_where_raiders_come_from_are_not_fired_at_for_that() -> None:
    # One in a hundred may be taken for a raider for other reasons; all were when the zone decided.
    count = engaged(None)
    assert count.sum() <= 0.01 * 8 * len(count)


def test_how_many_airliners_are_fired_at_depends_on_odds_by_degrees_and_on_chance() -> None:
    means = []
    for odds in (30.0, 150.0, 1_000.0, 100_000.0):
        count = engaged(odds)
        means.append(count.mean())
    assert means == sorted(means)
    assert means[0] <= 0.01 * 8
    assert means[0] < means[1] < means[-1] < 8.0
    assert any(0.0 < mean % 1.0 < 1.0 for mean in means[1:])


def test_a_raider_from_there_is_hostile_once_somebody_has_looked_and_not_within_seconds() -> None:
    raid = {
        "name": "drones", "threat": "one-way-drone", "count": 4, "spacing_s": 20, "entry": [36.6, 37.4],
        "target": "town", "altitude_m": 1_500,
    }  # fmt: skip
    zone = {"name": "south", "kind": "hostile-origin", "lat": 36.4, "lon": 37.4, "radius_km": 40}
    events = played(document(doctrine={"control": "hold"}, raid=[raid], zone=[zone], traffic=[]), 40).events
    known = events["kind"] == Happening.IDENTIFIED
    assert known.any()
    waits = []
    for track in {*zip(events["replicate"][known], events["other"][known], strict=True)}:
        mine = known & (events["replicate"] == track[0]) & (events["other"] == track[1])
        hostile = mine & (events["value"] == Identity.HOSTILE)
        if hostile.any():
            waits.append(events["time"][hostile].min() - events["time"][mine].min())
    assert len(waits) >= 100
    assert min(waits) >= PACKAGED.identification.confirmation - 1e-9
