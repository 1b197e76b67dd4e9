"""Airspace normal, warned and closed: who flies, and what is thought of who does."""

from __future__ import annotations

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.scenario.load_scenario import load_document
from openiads.scenario.plan import plan_of
from tests.simulation.test_identity import document

LINER = {"aircraft": "airliner", "origin": [36.5, 36.0], "destination": [37.5, 38.0]}


def flying(airspace: str) -> list[str]:
    """Names of the targets of a scenario with flights that depart before the run and in it."""
    tables = document(
        traffic=[
            {"name": "hourly", "count": 4, "start_s": -600, "headway_s": 300, **LINER},
            {"name": "late", "start_s": 60, **LINER},
            {"name": "raider", "start_s": 60, "side": "hostile", **LINER},
            {"name": "patrol", "start_s": 60, "aircraft": "friendly-fighter", "patrol": [[37, 36], [37, 37]]},
        ]
    )
    tables["area"]["airspace"] = airspace
    return [target.name for target in plan_of(load_document(tables, "airspace.toml")).targets]


@pytest.mark.parametrize("airspace", ["normal", "warned"])
def test_flights_go_on_in_normal_airspace_and_after_a_warning(airspace):
    assert flying(airspace) == ["hourly 1", "hourly 2", "hourly 3", "hourly 4", "late", "raider", "patrol"]


def test_in_closed_airspace_no_civil_flight_departs_and_those_under_way_fly_on():
    # Departures at -600, -300, 0 and 300 s: those of the run itself are the last two.
    assert flying("closed") == ["hourly 1", "hourly 2", "raider", "patrol"]


def test_the_more_is_said_to_civil_flights_the_fewer_are_expected_among_who_flies():
    shares = [PACKAGED.evidence(f"prior-{airspace}") for airspace in ("normal", "warned", "closed")]
    neutral, hostile = [one.neutral for one in shares], [one.hostile for one in shares]
    assert neutral == sorted(neutral, reverse=True)
    assert hostile == sorted(hostile)
