"""What lies on a scenario's map, in SI: zones, aerodromes, corridors and flight plans."""

from __future__ import annotations

from openiads.catalogue.entries import Identification
from openiads.ground.units import KM
from openiads.scenario.cast import ScenarioTarget, place
from openiads.scenario.plan_rows import AirCorridor, GroundZone
from openiads.scenario.scenario_schema import Scenario, Zone
from openiads.state.words import ZoneKind

ZONES = {
    "hostile-origin": int(ZoneKind.HOSTILE_ORIGIN),
    "restricted": int(ZoneKind.RESTRICTED),
    "weapons-free": int(ZoneKind.WEAPONS_FREE),
}


def zone_of(zone: Zone, identification: Identification) -> GroundZone:
    """A zone; where raiders come from is a belief, and its circle has an error."""
    site, radius, kind = place((zone.lat, zone.lon)), zone.radius_km * KM, ZONES[zone.kind]
    if kind != ZoneKind.HOSTILE_ORIGIN:
        return GroundZone(zone.name, site, radius, kind=kind)
    edge = identification.zone_edge if zone.edge_km is None else zone.edge_km * KM
    return GroundZone(
        zone.name, site, radius * identification.zone_scale, kind=kind, edge=edge, odds=zone.odds
    )


FLIGHT_PLAN_HALF_WIDTH = 15.0 * KM
FLIGHT_PLAN_MARGIN = 600.0
"""A flight plan is kept within these, sideways and in altitude [m], assumption."""
LOW_PLAN = (-500.0, 6_000.0)
"""A plan of one that follows the ground names no altitude: it holds over all ground and mountains [m]."""
FLIGHT_PLAN_CLIMB = 0.05
"""Its least slope up from one aerodrome and down to the other, assumption."""


AERODROME_RADIUS = 10.0 * KM
"""Within this a civil flight comes down the last 600 m, at a slope of 6 %."""


def aerodromes_of(targets: list[ScenarioTarget]) -> list[GroundZone]:
    """Both ends of every flight plan: what flies low there may be landing."""
    planned = (target for target in targets if target.flight_plan and target.civil)
    ends = {point: None for target in planned for point in target.points}
    return [
        GroundZone(f"aerodrome {i + 1}", point, AERODROME_RADIUS, kind=int(ZoneKind.AERODROME))
        for i, point in enumerate(ends)
    ]


def corridors_of(scenario: Scenario, targets: list[ScenarioTarget]) -> list[AirCorridor]:
    """Corridors of the file, and the flight plan of everybody who has one."""
    corridors = [
        AirCorridor(
            tuple(place(p) for p in c.points), c.half_width_km * KM, c.altitude_low_m, c.altitude_high_m
        )
        for c in scenario.corridor
    ]
    planned = (target for target in targets if target.flight_plan)
    plans = {
        (target.points, target.altitude, target.civil, target.clearance is not None): None
        for target in planned
    }
    for points, altitude, civil, low in plans:
        limits = altitude - FLIGHT_PLAN_MARGIN, altitude + FLIGHT_PLAN_MARGIN
        if low:
            limits = LOW_PLAN
        corridors.append(
            AirCorridor(points, FLIGHT_PLAN_HALF_WIDTH, *limits, FLIGHT_PLAN_CLIMB if civil else 0.0)
        )
    return corridors
