"""The cast: every target that will fly, one by one, in SI, from the scenario's raids and traffic."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from openiads.catalogue.entries import Threat
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.units import DEG, KM
from openiads.scenario.aims import Aim, aims_in
from openiads.scenario.builtin import airport
from openiads.scenario.scenario_schema import Raid, Scenario, Traffic

SIDES = ("hostile", "neutral", "friend")
WEAPON_FAN = 1_500.0
"""Weapons of one carrier fly this far apart [m], so that a radar can tell them apart."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ScenarioTarget:
    """One target and what it means to do."""

    name: str
    threat: Threat
    side: str
    points: tuple[Place, ...]  # (latitude, longitude) of its route [rad]
    altitude: float  # [m]
    speed: float  # [m/s]
    rcs: float  # [m2]
    start: float = 0.0  # [s]
    jitter: float = 0.0  # [s]
    mean_spacing: float = 0.0  # of the one before it, if that time is drawn [s]
    before: int = -1  # index of the one before it then, -1 of the first
    sideways: float = 0.0  # to the right of its points [m]
    clearance: float | None = None  # terrain following [m]
    climbs: bool = False  # begins at the ground
    apogee: float | None = None  # ballistic [m]
    weaves: bool = False
    aim: Aim | None = None  # where it is to arrive
    carrier: int = -1  # index of the target that releases it
    release: float = math.inf  # distance before its last point at which it releases [m]
    returns: bool = False
    civil: bool = False  # climbs from and descends to aerodromes
    offset: float = 0.0  # to the right of its route, on which it begins and ends [m]
    diversion: Place | None = None  # to which it turns half-way
    transponder: bool = True  # in the mode of its side
    set_failure: float | None = None  # chance that its set does not work, instead of the catalogue's [1]
    flight_plan: bool = False


def place(point: tuple[float, float]) -> Place:
    """A point of the file, degrees, in radians."""
    return point[0] * DEG, point[1] * DEG


def cast_of(scenario: Scenario, catalogue: Catalogue = PACKAGED) -> list[ScenarioTarget]:
    """Every target of the scenario: raiders with their weapons behind them, then the flights."""
    targets: list[ScenarioTarget] = []
    places = aims_in(scenario, catalogue)
    for raid in scenario.raid:
        _add_raid(targets, raid, places, catalogue)
    grounded = scenario.area.airspace == "closed"
    for traffic in scenario.traffic:
        _add_traffic(targets, traffic, catalogue, grounded)
    return targets


def _add_raid(
    targets: list[ScenarioTarget], raid: Raid, places: dict[str, Aim], catalogue: Catalogue
) -> None:
    threat = catalogue.threat(raid.threat)
    aims = raid.targets or ([raid.target] if raid.target else [])
    way = [place(p) for p in (raid.waypoints or ([raid.entry] if raid.entry else []))]
    side = raid.side or threat.side
    by_chance, before = raid.pattern == "poisson", -1
    for i in range(raid.count):
        start, jitter = _within_the_run(raid.start_s + (i + by_chance) * raid.spacing_s, raid.jitter_s)
        aim = places[aims[i % len(aims)]] if aims else None
        middle = i - (raid.count - 1) / 2
        leader = ScenarioTarget(
            name=f"{raid.name} {i + 1}",
            threat=threat,
            side=side,
            points=(*way, place((aim.lat, aim.lon))) if aim else tuple(way),
            altitude=raid.altitude_m if raid.altitude_m is not None else threat.altitude,
            speed=raid.speed_mps or threat.speed,
            rcs=raid.rcs_m2 or threat.rcs,
            start=start,
            jitter=jitter,
            mean_spacing=raid.spacing_s if by_chance else 0.0,
            before=before,
            sideways=middle * raid.lateral_km * KM / max(raid.count - 1, 1),
            clearance=raid.clearance_m if raid.terrain_following else None,
            climbs=raid.climbs,
            apogee=raid.apogee_km * KM if raid.apogee_km else threat.apogee,
            weaves=raid.weave,
            aim=aim,
            transponder=side == "friend",  # whose sets are those of own forces, wherever they are written
        )
        before = len(targets) if by_chance else -1
        if raid.weapon is None or aim is None:
            targets.append(leader)
            continue
        release = raid.weapon.release_km * KM
        targets.append(replace(leader, aim=None, release=release, returns=raid.returns))
        _add_weapons(targets, raid, leader, catalogue)


def _within_the_run(told: float, jitter: float) -> tuple[float, float]:
    """Middle and half width [s] of when a raider may enter: `told` give or take `jitter`, from 0 on.

    Cut off rather than moved to 0, so that the times left are as likely as each other.
    """
    if told >= jitter:
        return told, jitter
    return (told + jitter) / 2.0, (told + jitter) / 2.0


def _add_weapons(
    targets: list[ScenarioTarget], raid: Raid, leader: ScenarioTarget, catalogue: Catalogue
) -> None:
    """Weapons of the carrier that was added last."""
    weapon, carrier = raid.weapon, len(targets) - 1
    assert weapon is not None
    threat = catalogue.threat(weapon.threat)
    for j in range(weapon.count):
        targets.append(
            ScenarioTarget(
                name=f"{leader.name} weapon {j + 1}",
                threat=threat,
                side=leader.side,
                points=leader.points,
                altitude=weapon.altitude_m if weapon.altitude_m is not None else threat.altitude,
                speed=weapon.speed_mps or threat.speed,
                rcs=weapon.rcs_m2 or threat.rcs,
                sideways=(j - (weapon.count - 1) / 2) * WEAPON_FAN,
                clearance=weapon.clearance_m if weapon.terrain_following else None,
                weaves=raid.weave,
                aim=leader.aim,
                carrier=carrier,
                release=weapon.release_km * KM,
                transponder=leader.transponder,
            )
        )


def _add_traffic(
    targets: list[ScenarioTarget], traffic: Traffic, catalogue: Catalogue, grounded: bool
) -> None:
    """Flights of one row, but for those that may not depart."""
    threat = catalogue.threat(traffic.aircraft)
    side = traffic.side or threat.side
    if traffic.patrol:
        points = tuple(place(p) for p in traffic.patrol) * traffic.laps
        points = (*points, points[0])
    else:
        between = (place(p) for p in traffic.via)
        points = (_aerodrome(traffic.origin), *between, _aerodrome(traffic.destination))
    for i in range(traffic.count):
        start = traffic.start_s + i * traffic.headway_s
        if grounded and side == "neutral" and start >= 0.0:
            continue
        targets.append(
            ScenarioTarget(
                name=traffic.name if traffic.count == 1 else f"{traffic.name} {i + 1}",
                threat=threat,
                side=side,
                points=points,
                altitude=traffic.altitude_m if traffic.altitude_m is not None else threat.altitude,
                speed=traffic.speed_mps or threat.speed,
                rcs=threat.rcs,
                start=start,
                jitter=traffic.jitter_s,
                clearance=traffic.clearance_m if traffic.terrain_following else None,
                civil=not traffic.patrol,
                offset=traffic.offset_km * KM,
                diversion=None if traffic.diverts_to is None else _aerodrome(traffic.diverts_to),
                transponder=traffic.transponder,
                set_failure=traffic.set_failure_probability,
                flight_plan=traffic.flight_plan,
            )
        )


def _aerodrome(where: str | tuple[float, float] | None) -> Place:
    assert where is not None
    return place(airport(where)) if isinstance(where, str) else place(where)
