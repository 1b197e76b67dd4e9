"""Scenario tables of everything that flies: raids, the weapons they carry, other traffic."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openiads.scenario.fields import Name, Place, Point, Record

Side = Literal["hostile", "neutral", "friend"]


class Weapon(Record):
    """A weapon that each member of a raid carries and releases on its way to the target."""

    threat: str
    """Catalogue slug of the weapon."""
    count: int = Field(default=1, ge=1, le=100)
    """Weapons per carrier."""
    release_km: float = Field(gt=0, le=3000)
    """Distance before the target, along the carrier's path, at which the weapons leave it."""
    speed_mps: float | None = Field(default=None, gt=0, le=8000)
    altitude_m: float | None = Field(default=None, ge=0, le=100_000)
    rcs_m2: float | None = Field(default=None, gt=0, le=10_000)
    terrain_following: bool = False
    clearance_m: float = Field(default=60, gt=0, le=5000)
    """Height above the ground in terrain-following flight."""


class Raid(Record):
    """A group of like threats that comes one way."""

    LATER = frozenset({"pattern"})

    name: Name
    threat: str
    """Catalogue slug of the threat."""
    count: int = Field(ge=1, le=10_000)
    start_s: float = Field(default=0, ge=0, le=86_400)
    """When the first member enters."""
    spacing_s: float = Field(default=0, ge=0, le=86_400)
    """Time between one member and the next."""
    pattern: Literal["regular", "poisson"] = "regular"
    """`poisson`: times between members, and from `start_s` to the first, are drawn, exponential with the mean
    `spacing_s`.  Who would enter at `area.duration_s` or later does not come."""
    jitter_s: float = Field(default=0, ge=0, le=3600)
    """Each member enters at its time plus or minus up to this, drawn evenly from what of it is in the run."""
    entry: Point | None = None
    """Where the members enter, or for a ballistic threat its launch point, which may lie off the map."""
    waypoints: list[Point] | None = Field(default=None, min_length=1)
    """The path, instead of a single entry point."""
    lateral_km: float = Field(default=0, ge=0, le=500)
    """Width over which the members fly side by side."""
    altitude_m: float | None = Field(default=None, ge=0, le=100_000)
    speed_mps: float | None = Field(default=None, gt=0, le=8000)
    rcs_m2: float | None = Field(default=None, gt=0, le=10_000)
    terrain_following: bool = False
    clearance_m: float = Field(default=60, gt=0, le=5000)
    """Height above the ground in terrain-following flight."""
    climbs: bool = False
    """Members begin at the ground or sea of their entry - on a runway, on a rail, or low and out of sight -
    and climb to their altitude, instead of being there at once."""
    apogee_km: float | None = Field(default=None, gt=0, le=2000)
    """Highest point of a ballistic arc."""
    target: str | None = None
    """Asset, battery or radar that all members aim at; without one they fly their waypoints and withdraw.  A
    battery's own radar has the name of the battery and its catalogue slug, as in "Ankara 92n6e"."""
    targets: list[str] | None = Field(default=None, min_length=1)
    """Assets, batteries and radars that the members take in turn."""
    weapon: Weapon | None = None
    returns: bool = True
    """A carrier flies home after release."""
    weave: bool = True
    """Members weave if their type can."""
    side: Side | None = None
    """Instead of the side that the catalogue gives to the type."""
    remove: bool = False
    """Left out of this run."""


class Traffic(Record):
    """Flights that are no threat: airliners on their routes, friendly fighters on patrol."""

    LATER = frozenset({"offset_km", "diverts_to", "terrain_following", "clearance_m"})

    name: Name
    aircraft: str
    """Catalogue slug of the aircraft."""
    count: int = Field(default=1, ge=1, le=10_000)
    start_s: float = Field(default=0, ge=-7200, le=86_400)
    """Departure of the first flight; before zero for flights already under way.  What is over before the run
    begins is left out."""
    headway_s: float = Field(default=0, ge=0, le=86_400)
    """Time between one flight and the next."""
    jitter_s: float = Field(default=0, ge=0, le=3600)
    """Each flight departs at its time plus or minus up to this, drawn evenly: nobody keeps a timetable.  Who
    departs before the run begins is under way then."""
    origin: Place | None = None
    destination: Place | None = None
    via: list[Point] = Field(default_factory=list, max_length=20)
    """Points between origin and destination, where the route is not a great circle."""
    offset_km: float = Field(default=0, ge=-200, le=200)
    """How far to the right of its route it is flown, to the left if negative, as around a storm: from a fifth
    of the first leg to four fifths of the last.  A flight plan stays that of the route."""
    diverts_to: Place | None = None
    """Where it lands instead of its destination, for which it turns half-way, as with somebody ill on board.
    Its flight plan stays that to the destination."""
    patrol: list[Point] | None = Field(default=None, min_length=2)
    """A closed loop of points, instead of origin and destination."""
    laps: int = Field(default=1, ge=1, le=1000)
    """How many times the patrol is flown."""
    altitude_m: float | None = Field(default=None, ge=0, le=30_000)
    speed_mps: float | None = Field(default=None, gt=0, le=1500)
    terrain_following: bool = False
    """Flown low over the ground, as by helicopters, instead of at an altitude."""
    clearance_m: float = Field(default=150, gt=0, le=5000)
    """Height above the ground in terrain-following flight."""
    side: Side | None = None
    """Instead of the side that the catalogue gives to the type."""
    transponder: bool = True
    """It carries a set that answers, if it works, in the mode of its side: neutral flights in the civil one,
    friends in that of own forces."""
    set_failure_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance, for each flight and replicate, that the set with which it answers does not work, instead of the
    catalogue's; the interrogators go on to believe the catalogue's."""
    flight_plan: bool = True
    remove: bool = False
    """Left out of this run."""
