"""Faults of size: what would make a run endless, or its routes larger than any memory.

How long a run lasts follows from how far the slowest raider has to fly, and how much its routes hold from how
many fly how far: no field is wrong by itself.  So it is worked out here, before anything is made, and what is
told is the field that makes it large.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openiads.catalogue.entries import Threat
from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Faults
from openiads.ground.frames import GRAVITY
from openiads.ground.machine import counted, seconds_told
from openiads.ground.units import KM
from openiads.scenario.aims import Aim, aims_in
from openiads.scenario.check_flights import aims_of, length_of, place_of, threat_of, way_of
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Raid, Scenario, Traffic

STEPS_MOST = 1_000_000
"""Steps of a replicate: more than the longest `duration_s`, a day, has at the shortest `step_s`."""
POINTS_MOST = 50_000_000
"""Points on all routes together, 2.8 GB: 20,000 flights of 2,500 points each."""
FEW = 100_000
"""A route of no more points is not long; where it is too much, too many fly it."""
SPACING, BENT, SHORTEST = 1_000.0, 0.2, 1.0
"""A point of a route each 1,000 m or 1 s, and in turns at 1 g each 0.2 rad: `motion.routes` samples so."""

Degrees = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Way:
    """What some alike fly."""

    path: str  # to the table
    field: str  # of the way in it
    count: int
    length: float  # [m]
    corners: int  # and ends
    speed: float  # [m/s]
    usual: float  # of the type [m/s]
    wait: float  # until the last of them begins [s]
    waits_by: str  # the field that makes it begin late
    timed: bool = True  # the run goes on until it has arrived

    @property
    def takes(self) -> float:
        """Time on the way [s]."""
        return self.length / self.speed

    @property
    def points(self) -> float:
        """Points of all their routes, at most."""
        period = max(SPACING / self.speed, SHORTEST)
        if self.corners > 2:
            period = min(period, BENT * self.speed / GRAVITY)
        return self.count * (self.takes / period + self.corners if period else math.inf)

    @property
    def is_slow(self) -> bool:
        """Whether the table says a speed that is a tenth of the type's or less."""
        return self.speed <= 0.1 * self.usual


def check_size(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note what makes a run of more steps, or routes of more points, than are allowed."""
    ways = list(_ways(scenario, known.moved))
    late: set[str] = set()
    for way in ways:
        steps = (way.wait + way.takes) / scenario.area.step_s
        # What a carrier that comes too late lets go comes too late as well.
        if way.timed and steps > STEPS_MOST and way.path.removesuffix(".weapon") not in late:
            late.add(way.path)
            faults.add(*_endless(way, steps, scenario.area.step_s))
    points = sum(way.points for way in ways)
    if points > POINTS_MOST:
        faults.add(*_vast(max(ways, key=lambda way: way.points), points))


def _endless(way: Way, steps: float, step: float) -> tuple[str, str]:
    """The field that makes a run long, and what to do."""
    flown = f"{counted(way.length / KM)} km at {way.speed:g} m/s take {seconds_told(way.takes)}"
    if way.wait > way.takes:
        field, why = way.waits_by, f"lets the last of {way.count} begin after {seconds_told(way.wait)}"
        remedy = "let them begin earlier, or fewer of them"
    elif way.is_slow:
        field, why, remedy = "speed_mps", f"is {way.speed:g}, and {flown}", "let them fly faster"
    else:
        field, why, remedy = way.field, f"is a route on which {flown}", "let them begin nearer or fly faster"
    longer = " or lengthen area.step_s" if step < 1.0 else ""
    return f"{way.path}.{field}", (
        f"{why}: {counted(steps)} steps of {step:g} s; at most {STEPS_MOST:,} are allowed; {remedy}{longer}"
    )


def _vast(way: Way, points: float) -> tuple[str, str]:
    """The field that makes routes large, and what to do."""
    each = way.points / way.count
    if each <= FEW:
        field, why, remedy = (
            "count",
            f"is {way.count}, with {counted(each)} points on each route",
            "count fewer",
        )
    elif way.is_slow:
        field, why = "speed_mps", f"is {way.speed:g}, so slow that a route has {counted(each)} points"
        remedy = "let them fly faster, or straight"
    else:
        field, why = way.field, f"is a route of {counted(way.length / KM)} km and {counted(each)} points"
        remedy = "shorten it"
    return f"{way.path}.{field}", (
        f"{why}: {counted(points)} on all routes together; at most {POINTS_MOST:,} are allowed; {remedy}"
    )


def _ways(scenario: Scenario, catalogue: Catalogue) -> Iterator[Way]:
    for raid in scenario.raid:
        threat = threat_of(raid.threat, catalogue)
        if not raid.remove and threat is not None and threat.kind != "ballistic":
            yield from _of_raid(raid, threat, scenario, catalogue)
    for traffic in scenario.traffic:
        threat = threat_of(traffic.aircraft, catalogue)
        if not traffic.remove and threat is not None:
            yield from _of_traffic(traffic, threat)


def _longest(raid: Raid, places: Mapping[str, Aim]) -> Degrees:
    """The longest way of a raid's members, [lat, lon] in degrees."""
    ends = [[(places[name].lat, places[name].lon)] for name in dict.fromkeys(aims_of(raid)) if name in places]
    return max(([*way_of(raid), *end] for end in ends or [[]]), key=length_of)


def _of_raid(raid: Raid, threat: Threat, scenario: Scenario, catalogue: Catalogue) -> Iterator[Way]:
    points = _longest(raid, aims_in(scenario, catalogue))
    length, path, speed = length_of(points), f"raid.{raid.name}", raid.speed_mps or threat.speed
    field = "entry" if raid.waypoints is None else "waypoints"
    queue = raid.spacing_s * (raid.count - 1)
    wait = raid.start_s + queue + raid.jitter_s
    waits_by = "spacing_s" if queue > raid.start_s else "start_s"
    if raid.pattern == "poisson":
        wait, waits_by = scenario.area.duration_s, "pattern"
    hostile = (raid.side or threat.side) == "hostile"
    weapon = raid.weapon
    home = weapon is not None and raid.returns
    yield Way(
        path, field, raid.count, length * (2.0 if home else 1.0), len(points) + home, speed, threat.speed,
        wait, waits_by, hostile,
    )  # fmt: skip
    carried = threat_of(weapon.threat, catalogue) if weapon is not None else None
    if weapon is None or carried is None:
        return
    leaves = wait + max(length - weapon.release_km * KM, 0.0) / speed
    yield Way(
        f"{path}.weapon", "release_km", raid.count * weapon.count, min(weapon.release_km * KM, length),
        3, weapon.speed_mps or carried.speed, carried.speed, leaves, "release_km", hostile,
    )  # fmt: skip


def _of_traffic(traffic: Traffic, aircraft: Threat) -> Iterator[Way]:
    if traffic.patrol is not None:
        round_trip = [*traffic.patrol, traffic.patrol[0]]
        length, corners = length_of(round_trip) * traffic.laps, len(traffic.patrol) * traffic.laps + 1
        field = "laps" if traffic.laps > len(traffic.patrol) else "patrol"
    else:
        ends = [place_of(end) for end in (traffic.origin, traffic.destination)]
        points = [*ends[:1], *traffic.via, *ends[1:]]
        if None in ends:
            return
        # On to where it diverts is no shorter than turning there half-way.
        beyond = [] if traffic.diverts_to is None else [place_of(traffic.diverts_to)]
        length, corners, field = length_of([p for p in [*points, *beyond] if p]), len(points), "destination"
        if traffic.offset_km != 0.0:
            length, corners = length + 2.0 * len(points) * abs(traffic.offset_km) * KM, corners + 2
        corners += len(beyond)
    queue = traffic.headway_s * (traffic.count - 1)
    yield Way(
        f"traffic.{traffic.name}", field, traffic.count, length, corners,
        traffic.speed_mps or aircraft.speed, aircraft.speed, traffic.start_s + queue + traffic.jitter_s,
        "headway_s" if queue > traffic.start_s else "start_s", (traffic.side or aircraft.side) == "hostile",
    )  # fmt: skip
