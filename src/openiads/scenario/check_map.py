"""Faults of place: what stands off the map that the scenario names."""

from __future__ import annotations

from collections.abc import Iterator

from openiads.ground.errors import Faults, TerrainError, UnknownName
from openiads.ground.units import DEG
from openiads.scenario.check_arcs import check_arcs
from openiads.scenario.check_flights import route_of, way_of
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Scenario
from openiads.terrain.files.sources import ground_at


def check_map(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note a map that cannot be read, and every site and terrain-following path that is off it."""
    try:
        height = ground_at(scenario.area.terrain)
    except (TerrainError, UnknownName) as error:
        faults.add("area.terrain", str(error))
        return
    for path, (lat, lon) in _places(scenario):
        try:
            height(lat * DEG, lon * DEG, path)
        except TerrainError as error:
            faults.add("", str(error))
    check_arcs(scenario, height, known, faults)


def _places(scenario: Scenario) -> Iterator[tuple[str, tuple[float, float]]]:
    """Everything that needs ground under it: path to the entry, [lat, lon] in degrees."""
    sites = (("battery", scenario.battery), ("radar", scenario.radar), ("asset", scenario.asset))
    for table, entries in sites:
        for entry in entries:
            yield f"{table}.{entry.name}", (entry.lat, entry.lon)
    for raid in scenario.raid:
        for point in way_of(raid) if raid.terrain_following else ():
            yield f"raid.{raid.name}", point
    for traffic in scenario.traffic:
        for point in route_of(traffic) if traffic.terrain_following else ():
            yield f"traffic.{traffic.name}", point
