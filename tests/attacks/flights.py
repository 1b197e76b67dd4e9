"""What flies in a drawn scenario: raids with their weapons, other traffic, and where all this takes place."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

from openiads.catalogue import load_catalogue as catalogue

Document = dict[str, Any]
RADIUS_KM = 6371.0
CROP = (30.02, 47.98, 19.02, 51.98)
"""Just inside the map that comes along: south, north, west, east."""
BALLISTIC = {"srbm": (60.0, 600.0), "mrbm": (300.0, 1500.0)}
"""Distances [km] from which they come."""
CARRIERS = ("bomber", "fighter", "fighter-low-observable", "male-drone")
RELEASED = ("cruise-subsonic", "cruise-supersonic", "one-way-drone", "male-drone")
SIDES = st.sampled_from(["hostile", "neutral", "friend"])
FASTEST = 8000.0
"""What a scenario allows [m/s]."""
NEAR_AERODROMES = (37.0, 37.4)
AERODROMES = ("LTAF", "LTAG", "LTAJ")


class Ground(NamedTuple):
    """Where a scenario takes place."""

    terrain: str
    lat: float
    lon: float


def spread(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with few digits: those that fail are easy to read."""
    return st.integers(0, 100).map(lambda percent: round(low + (high - low) * percent / 100.0, 6))


def away(ground: Ground, bearing: float, km: float) -> list[float]:
    """The point [lat, lon] in a direction [turns] and distance from the middle, along a great circle."""
    lat, lon, turn, angle = (
        math.radians(ground.lat),
        math.radians(ground.lon),
        math.tau * bearing,
        km / RADIUS_KM,
    )
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn)
    east = math.sin(turn) * math.sin(angle) * math.cos(lat)
    there = lon + math.atan2(east, math.cos(angle) - math.sin(lat) * sine)
    there = math.remainder(there, math.tau)
    return [round(math.degrees(math.asin(max(-1.0, min(sine, 1.0)))), 4), round(math.degrees(there), 4)]


def clipped(ground: Ground, point: list[float]) -> list[float]:
    """The nearest point that has ground under it."""
    south, north, west, east = CROP if ground.terrain != "flat" else (-90.0, 90.0, -180.0, 180.0)
    return [min(max(point[0], south), north), min(max(point[1], west), east)]


def around(ground: Ground, low: float, high: float) -> st.SearchStrategy[list[float]]:
    """Points with ground under them, so far [km] from the middle."""
    either = st.tuples(spread(0.0, 1.0), st.just(low) | spread(low, high))
    return either.map(lambda d: clipped(ground, away(ground, *d)))


def apart_km(one: list[float], other: list[float]) -> float:
    """Great-circle distance between two points."""
    a, b = ([math.radians(v) for v in point] for point in (one, other))
    half = (
        math.sin((a[0] - b[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((a[1] - b[1]) / 2) ** 2
    )
    return 2.0 * RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


def speeds(slug: str) -> st.SearchStrategy[float | None]:
    """Of a flight [m/s]: its type's, if nothing is said, or from a balloon to a satellite."""
    usual = float(catalogue.threat(slug).speed)
    return st.sampled_from([None, None, usual, 0.6 * usual, 5.0, 700.0, 3000.0] * 2 + [FASTEST])


def heights(most: float) -> st.SearchStrategy[float]:
    """Altitudes [m], the very ceilings of rounds among them."""
    return st.sampled_from([0.0, 10.0, 50.0, 300.0, 8000.0, 14000.0, 24000.0, 27000.0, most]).map(
        lambda height: min(height, most)
    )


SMALL = st.sampled_from([1e-4, 0.05, 2.0, 100.0, 10_000.0])
"""Radar cross sections [m2]."""
CLEARANCE = st.sampled_from([5.0, 60.0, 500.0, 5000.0])


@st.composite
def weapons(draw: st.DrawFn, path_km: float) -> Document:
    """What a carrier lets go on its way."""
    slug = draw(st.sampled_from(RELEASED))
    fields = {
        "count": st.sampled_from([1, 2, 4]),
        "altitude_m": heights(100_000.0),
        "rcs_m2": SMALL,
        "terrain_following": st.booleans(),
        "clearance_m": CLEARANCE,
    }
    speed = draw(speeds(slug))
    # At most three minutes on their way, and inside the path by a clear margin.
    most_km = min(0.9 * path_km, 0.18 * (speed or catalogue.threat(slug).speed))
    said: Document = {"threat": slug, "release_km": max(round(draw(spread(0.1, 1.0)) * most_km, 3), 0.001)}
    said |= {} if speed is None else {"speed_mps": speed}
    return said | draw(st.fixed_dictionaries({}, optional=fields))


def many() -> Document:
    """How many come, when, and how wide."""
    return {
        "start_s": st.sampled_from([0.0, 20.0, 60.5]),
        "spacing_s": st.sampled_from([0.0, 0.5, 20.0]),
        "jitter_s": st.sampled_from([0.0, 0.3, 30.0]),
        "lateral_km": st.sampled_from([0.0, 0.5, 3.0, 60.0]),
        "rcs_m2": SMALL,
        "weave": st.booleans(),
        "returns": st.booleans(),
        "side": SIDES,
        "remove": st.sampled_from([False, False, False, True]),
    }


@st.composite
def ways(draw: st.DrawFn, ground: Ground, km: float, straight: bool) -> Document:
    """A single entry, at times the very place of its target, or several points."""
    bearing = draw(spread(0.0, 1.0))
    entry = clipped(ground, away(ground, bearing, draw(st.sampled_from([km, km, km, 0.0]))))
    if straight or draw(st.booleans()):
        return {"entry": entry}
    turns = draw(st.lists(spread(-0.2, 0.2), max_size=3))
    return {
        "waypoints": [entry, *(clipped(ground, away(ground, bearing + turn, 0.6 * km)) for turn in turns)]
    }


@st.composite
def targets(draw: st.DrawFn, aims: list[Document], needed: bool) -> Document:
    """One asset, several in turn, or none."""
    if not aims:
        return {}
    one = st.sampled_from([aim["name"] for aim in aims])
    either = [
        one.map(lambda name: {"target": name}),
        st.lists(one, min_size=1, max_size=3).map(lambda n: {"targets": n}),
    ]
    return draw(st.one_of(*either, *([] if needed else [st.just({})])))


def path_km(way: Document, aims: list[Document], aimed: Document) -> float:
    """Length of the shortest path of a raid to one of its targets."""
    points = way.get("waypoints") or [way["entry"]]
    legs = sum(apart_km(*pair) for pair in pairwise(points))
    names = aimed.get("targets") or [aimed["target"]]
    ends = [[aim["lat"], aim["lon"]] for aim in aims if aim["name"] in names]
    return legs + min(apart_km(points[-1], end) for end in ends)


@st.composite
def falling(draw: st.DrawFn, ground: Ground, aims: list[Document], number: int, slug: str) -> Document:
    """A raid of ballistic missiles."""
    said: Document = {"name": f"raid {number}", "threat": slug, "count": draw(st.integers(1, 3))}
    said |= draw(targets(aims, needed=True))
    said["entry"] = away(ground, draw(spread(0.0, 1.0)), draw(spread(*BALLISTIC[slug])))
    fields = many() | {"apogee_km": st.sampled_from([25.0, 40.0, 150.0, 2000.0])}
    return said | draw(st.fixed_dictionaries({}, optional=fields))


@st.composite
def raids(draw: st.DrawFn, ground: Ground, aims: list[Document], number: int) -> Document:
    """A raid of any type, some minutes away."""
    slug = draw(
        st.sampled_from([slug for slug in catalogue.names("threat") if aims or slug not in BALLISTIC])
    )
    if slug in BALLISTIC:
        return draw(falling(ground, aims, number, slug))
    speed = draw(speeds(slug))
    km = draw(spread(20.0, 240.0)) * (speed or catalogue.threat(slug).speed) / 1000.0
    straight = speed == FASTEST  # its turns are wider than the Earth
    way = draw(ways(ground, km, straight))
    aimed = draw(targets(aims, needed="entry" in way))
    if not aimed and "entry" in way:
        way = {"waypoints": [way["entry"], clipped(ground, away(ground, 0.1, 1.0))]}
    said: Document = {"name": f"raid {number}", "threat": slug, "count": draw(st.sampled_from([1, 1, 2, 5]))}
    said |= way | aimed | ({} if speed is None else {"speed_mps": speed})
    fields = many() | {
        "altitude_m": heights(100_000.0),
        "terrain_following": st.booleans(),
        "clearance_m": CLEARANCE,
    }
    said |= draw(st.fixed_dictionaries({}, optional=fields))
    said = draw(paced(said))
    if not said.get("terrain_following", False):
        said |= draw(st.sampled_from([{}, {"climbs": True}, {"climbs": False}]))
    length = path_km(way, aims, aimed) if aimed else 0.0
    if slug in CARRIERS and length > 0.1 and draw(st.booleans()):
        said["weapon"] = draw(weapons(length))
    return said | ({"returns": False} if straight else {})


def ends(ground: Ground) -> st.SearchStrategy[Any]:
    """Where a flight begins or ends: a point, or where there are any an aerodrome by its code."""
    points = around(ground, 5.0, 120.0)
    return points | st.sampled_from(AERODROMES) if (ground.lat, ground.lon) == NEAR_AERODROMES else points


@st.composite
def paced(draw: st.DrawFn, said: Document) -> Document:
    """The same raid, perhaps by chance: then with a mean spacing, no jitter, and before the time is over."""
    pattern = draw(st.sampled_from([None, "regular", "poisson"]))
    if pattern is None:
        return said
    if pattern == "poisson":
        said = {name: value for name, value in said.items() if name != "jitter_s"}
        said |= {"spacing_s": draw(st.sampled_from([0.1, 20.0, 3600.0])), "start_s": draw(spread(0.0, 59.0))}
    return said | {"pattern": pattern}


@st.composite
def traffic(draw: st.DrawFn, ground: Ground, number: int) -> Document:
    """Friends, airliners, or what is said to be such."""
    slugs = [slug for slug in catalogue.names("threat") if slug not in BALLISTIC]
    usual = ["airliner", "friendly-fighter", "light-aircraft", "helicopter"]
    fields = {
        "count": st.integers(1, 3),
        "start_s": st.sampled_from([-7200.0, -300.0, -20.0, 0.0, 30.0]),
        "headway_s": st.sampled_from([0.0, 30.0]),
        "jitter_s": st.sampled_from([0.0, 60.0]),
        "altitude_m": heights(30_000.0),
        "speed_mps": st.sampled_from([20.0, 250.0, 1500.0]),
        "side": SIDES,
        "transponder": st.booleans(),
        "set_failure_probability": st.sampled_from([0.0, 0.3, 1.0]),
        "flight_plan": st.booleans(),
        "clearance_m": CLEARANCE,
        "remove": st.booleans(),
    }
    said: Document = {
        "name": f"flight {number}",
        "aircraft": draw(st.sampled_from(usual) | st.sampled_from(slugs)),
    }
    said |= draw(st.fixed_dictionaries({}, optional=fields))
    if "altitude_m" not in said:
        said |= draw(st.sampled_from([{}, {"terrain_following": True}, {"terrain_following": False}]))
    if draw(st.booleans()):
        said["patrol"] = draw(st.lists(around(ground, 5.0, 60.0), min_size=2, max_size=4))
        return said | draw(st.fixed_dictionaries({}, optional={"laps": st.sampled_from([1, 2, 20])}))
    way = draw(st.tuples(ends(ground), ends(ground)).filter(lambda both: both[0] != both[1]))
    elsewhere = {
        "via": st.lists(around(ground, 0.0, 60.0), max_size=2),
        "offset_km": st.sampled_from([0.0, 5.0, -30.0, 200.0]),
        "diverts_to": ends(ground).filter(lambda place: place != way[1]),
    }
    return (
        said | {"origin": way[0], "destination": way[1]} | draw(st.fixed_dictionaries({}, optional=elsewhere))
    )
