"""Faults of meaning in what flies: raids and the weapons they carry, other traffic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from openiads.catalogue.entries import Threat
from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Faults, UnknownName
from openiads.ground.frames import great_circle
from openiads.ground.units import DEG, KM
from openiads.scenario.aims import Aim, aims_in
from openiads.scenario.builtin import airport
from openiads.scenario.known import Known, look_up
from openiads.scenario.scenario_schema import Raid, Scenario, Traffic, Weapon

FLYING_MOST = 20_000
"""Raiders, weapons and flights of one scenario."""


def check_raids(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note unknown types and targets, paths that lead nowhere, weapons that cannot be released."""
    places = aims_in(scenario, known.moved)
    left = aims_in(scenario.without_removed(), known.moved)
    _check_number(scenario, faults)
    for raid in scenario.raid:
        path = f"raid.{raid.name}"
        threat = look_up(known.moved.threat, raid.threat, f"{path}.threat", faults)
        for key, names in (("target", _one(raid.target)), ("targets", raid.targets or [])):
            for name in names:
                known.require_aim(name, f"{path}.{key}", faults)
                _check_aim(name, f"{path}.{key}", scenario, places, faults)
                if name in places and name not in left and not raid.remove:
                    _refuse_removed(places[name], f"{path}.{key}", faults)
        _check_shape(raid, faults)
        _check_pattern(raid, scenario.area.duration_s, faults)
        if threat is not None:
            _check_kind(raid, threat, faults)
        if raid.weapon is not None:
            _check_weapon(raid, raid.weapon, threat, places, known.moved, faults)


def _check_aim(name: str, path: str, scenario: Scenario, places: Mapping[str, Aim], faults: Faults) -> None:
    """Note what stands in the air, and a radar that its battery does not have."""
    if name in places:
        return
    if name in (radar.name for radar in scenario.radar):
        faults.add(path, f"{name!r} is an airborne radar; raids fly to what stands on the ground; name that")
    for battery in scenario.battery:
        own = [place.name for place in places.values() if place.name.startswith(f"{battery.name} ")]
        if own and name.startswith(f"{battery.name} "):
            faults.add(path, str(UnknownName(f"radar of {battery.name}", name, own)))


def _refuse_removed(aim: Aim, path: str, faults: Faults) -> None:
    """What is left out of a run is nowhere, and who flies to it has no way."""
    faults.add(
        path,
        f"{aim.name!r} is a {aim.table} that is removed; a place that stands is allowed; "
        "aim at another, or remove the raid as well",
    )


def _check_number(scenario: Scenario, faults: Faults) -> None:
    """Each count is bounded by itself; together they must fit into memory."""
    raids = [raid for raid in scenario.raid if not raid.remove]
    flying = sum(raid.count * (1 + (raid.weapon.count if raid.weapon else 0)) for raid in raids)
    flying += sum(traffic.count for traffic in scenario.traffic if not traffic.remove)
    if flying > FLYING_MOST:
        faults.add(
            "",
            f"{flying} raiders, weapons and flights in all; at most {FLYING_MOST} are allowed; count fewer",
        )


def _one(name: str | None) -> list[str]:
    return [] if name is None else [name]


def threat_of(slug: str, catalogue: Catalogue) -> Threat | None:
    """Of the catalogue; one that it does not have is told by `check_raids` and `check_traffic`."""
    return catalogue.threat(slug) if slug in catalogue.names("threat") else None


def aims_of(raid: Raid) -> list[str]:
    """Names of the assets, batteries and radars that the members of a raid aim at, in turn."""
    return raid.targets or _one(raid.target)


def way_of(raid: Raid) -> list[tuple[float, float]]:
    """Points of a raid's path before its target, [lat, lon] in degrees."""
    return raid.waypoints or ([] if raid.entry is None else [raid.entry])


def route_of(traffic: Traffic) -> list[tuple[float, float]]:
    """Points of a flight's route and of where it diverts to, [lat, lon] in degrees; those that are known."""
    named = (traffic.origin, *traffic.via, traffic.destination, traffic.diverts_to, *(traffic.patrol or ()))
    places = (place_of(where) for where in named)
    return [place for place in places if place is not None]


def place_of(where: str | tuple[float, float] | None) -> tuple[float, float] | None:
    """A place of the file, [lat, lon] in degrees; none of an aerodrome that nobody knows."""
    try:
        return airport(where) if isinstance(where, str) else where
    except UnknownName:  # told elsewhere
        return None


def _check_shape(raid: Raid, faults: Faults) -> None:
    path = f"raid.{raid.name}"
    if (raid.entry is None) == (raid.waypoints is None):
        given = "neither" if raid.entry is None else "both"
        faults.add(path, f"has {given} of entry and waypoints; one of them is needed; keep one")
    if raid.target is not None and raid.targets is not None:
        faults.add(path, "has both target and targets; at most one is allowed; keep one")
    if raid.entry is not None and not aims_of(raid):
        faults.add(path, "has an entry but no target to fly to; give a target, or waypoints to fly along")


def _check_pattern(raid: Raid, duration_s: float, faults: Faults) -> None:
    """Spacings that are drawn need a mean, are all chance in the times, and need time to come in."""
    if raid.pattern != "poisson":
        return
    path = f"raid.{raid.name}"
    if raid.spacing_s == 0.0:
        faults.add(f"{path}.spacing_s", "is 0, the mean of spacings that are drawn; give one above 0")
    if raid.jitter_s > 0.0:
        faults.add(f"{path}.jitter_s", "is given with pattern 'poisson', which draws all times; leave it out")
    if raid.start_s >= duration_s:
        faults.add(
            f"{path}.start_s",
            f"is {raid.start_s:g}, and nobody comes by chance from area.duration_s, {duration_s:g}, on; "
            "begin earlier or lengthen the run",
        )


def _check_kind(raid: Raid, threat: Threat, faults: Faults) -> None:
    path = f"raid.{raid.name}"
    low = "ballistic" if threat.kind == "ballistic" else "terrain following" if raid.terrain_following else ""
    if raid.climbs and low:
        faults.add(f"{path}.climbs", f"{threat.slug} is {low} here and begins low anyway; leave it out")
    if threat.kind != "ballistic":
        if raid.apogee_km is not None:
            faults.add(
                f"{path}.apogee_km",
                f"{threat.slug} is not ballistic and has no apogee; leave it out",
            )
        return
    if raid.waypoints is not None:
        faults.add(
            f"{path}.waypoints",
            f"{threat.slug} is ballistic; give its launch point as entry",
        )
    if raid.terrain_following:
        faults.add(f"{path}.terrain_following", f"{threat.slug} is ballistic; leave it out")


def _check_weapon(
    raid: Raid,
    weapon: Weapon,
    carrier: Threat | None,
    places: Mapping[str, Aim],
    catalogue: Catalogue,
    faults: Faults,
) -> None:
    path = f"raid.{raid.name}.weapon"
    threat = look_up(catalogue.threat, weapon.threat, f"{path}.threat", faults)
    if threat is not None and threat.kind not in ("cruise", "drone"):
        faults.add(
            f"{path}.threat", f"{threat.slug} is of kind '{threat.kind}'; allowed are cruise and drone"
        )
    if carrier is not None and not carrier.carries:
        carriers = [slug for slug in catalogue.names("threat") if catalogue.threat(slug).carries]
        faults.add(path, f"{carrier.slug} carries no weapons; those that do are {', '.join(carriers)}")
    if not aims_of(raid):
        faults.add(path, "has no target to fly to; give the raid a target")
    for name in aims_of(raid):
        aim = places.get(name)
        length = length_of([*way_of(raid), (aim.lat, aim.lon)]) if aim and way_of(raid) else np.inf
        if weapon.release_km * KM >= length:
            faults.add(
                f"{path}.release_km",
                f"is {weapon.release_km:g} km, but the path to {name!r} is only {length / KM:.0f} km long; "
                "release nearer or begin farther off",
            )


def length_of(points: Sequence[tuple[float, float]]) -> float:
    """Length of a path [m] through points [lat, lon] in degrees; none of less than two."""
    if len(points) < 2:
        return 0.0
    latitude, longitude = np.array(points).T * DEG
    distance, _ = great_circle(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
    return float(np.sum(distance))


def check_traffic(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note unknown aircraft and aerodromes, and flights without a route."""
    for traffic in scenario.traffic:
        path = f"traffic.{traffic.name}"
        aircraft = look_up(known.moved.threat, traffic.aircraft, f"{path}.aircraft", faults)
        if aircraft is not None and aircraft.kind == "ballistic":
            faults.add(f"{path}.aircraft", f"{aircraft.slug} is ballistic; make it a raid")
        for key, place in (
            ("origin", traffic.origin),
            ("destination", traffic.destination),
            ("diverts_to", traffic.diverts_to),
        ):
            if isinstance(place, str):
                look_up(airport, place, f"{path}.{key}", faults)
        _check_way(traffic, faults)
        if traffic.terrain_following and traffic.altitude_m is not None:
            faults.add(
                f"{path}.altitude_m",
                "is given with terrain_following, which keeps a height above the ground; say clearance_m",
            )


def _check_way(traffic: Traffic, faults: Faults) -> None:
    path = f"traffic.{traffic.name}"
    ends = [traffic.origin, traffic.destination]
    if traffic.patrol is not None:
        if any(end is not None for end in ends):
            faults.add(path, "has a patrol and an origin or destination; one of them is allowed; keep one")
        if traffic.via:
            faults.add(f"{path}.via", "is given with a patrol, which needs no via; leave it out")
        if traffic.offset_km != 0.0:
            faults.add(f"{path}.offset_km", "is given with a patrol, whose points say it all; move those")
        if traffic.diverts_to is not None:
            faults.add(f"{path}.diverts_to", "is given with a patrol, which lands nowhere; leave it out")
        return
    if any(end is None for end in ends):
        faults.add(path, "has no route; give origin and destination, or a patrol")
    elif ends[0] == ends[1]:
        faults.add(f"{path}.destination", f"is the origin itself, {ends[0]!r}; name another place")
    elif traffic.diverts_to == ends[1]:
        faults.add(f"{path}.diverts_to", f"is the destination itself, {ends[1]!r}; name another place")
