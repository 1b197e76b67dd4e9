"""Where rounds met their targets, against what is published of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from openiads.catalogue import load_catalogue as catalogue
from openiads.ground.units import DEG
from openiads.state.planes import Battery, BatteryKey, Radar, Route, Target, TargetKey
from openiads.state.words import Kind
from openiads.state.world import World
from tests.attacks.invariants import Files, Played
from tests.attacks.truth import Floats, Truths, altitude_at, truths_of

SLACK = 2.0
"""Of a place [m]: the engine allows one, for rounding."""
G = 9.80665
EDGE = 1e-3
"""Of a direction [rad]."""
SHARPEST = 1.1
"""Of 1 g, at which everything that flies turns: a tenth for chords, and for arcs laid in a plane."""
WIDEST = 5e5
"""Radius of a turn [m] that is asked, of 2,200 m/s.  Arcs are laid in a plane, distances from a corner kept:
four radii away that stretches them by 2 % here; at 3,200 m/s turns of 1.15 g were seen.
"""
LOWEST, HIGHEST = -500.0, 2.1e6
"""The ground is nowhere lower, and no field lets anything rise higher [m]."""


def outside(files: Files, world: World, seed: int) -> list[str]:
    """Every meeting, kill or miss, that a round cannot have had; and places where nothing can be."""
    found = list(astray(world))
    truths = truths_of(world, seed, 1 + max(replicate for replicate, _ in files.outcomes))
    for key in files.outcomes:
        found += [f"{key}: {words}" for words in envelopes(Played(files, key), truths)]
    return found


def astray(world: World) -> Iterator[str]:
    """Routes are finite, on or above the ground, and where their altitudes say."""
    if not np.isfinite(world.route).all():
        yield "a route is not finite"
        return
    altitude = world.route[:, Route.ALTITUDE]
    if (altitude < LOWEST).any() or (altitude > HIGHEST).any():
        yield f"routes lie {altitude.min():.0f} to {altitude.max():.0f} m high"
    # The Earth's radius is 6,357 to 6,378 km.
    radius = np.linalg.norm(world.route[:, : Route.VX], axis=1)
    if len(world.target_f[0]) and (np.abs(radius - altitude - 6.3675e6) > 11e3).any():
        yield "routes are not at their altitudes"
    for n in range(len(world.target_f[0])):
        if world.target_i[TargetKey.KIND, n] != Kind.BALLISTIC and (pull := sideways(world, n)) > SHARPEST:
            yield f"target {n} turns at {pull:.2f} g"


def sideways(world: World, n: int) -> float:
    """Greatest acceleration across the course over the ground [g] of what flies on wings, swings left out."""
    first, samples = (world.target_i[which, n] for which in (TargetKey.ROUTE, TargetKey.SAMPLES))
    rows = world.route[first : first + samples]
    place, velocity = rows[:, : Route.VX], rows[:, Route.VX : Route.ALTITUDE]
    if np.max(np.sum(velocity**2, axis=1)) / G > WIDEST:
        return 0.0
    side = np.cross(place[1:] + place[:-1], velocity[1:] + velocity[:-1])
    side /= np.maximum(np.linalg.norm(side, axis=1), 1e-9)[:, None]
    gain = np.diff(velocity, axis=0) / world.target_f[Target.ROUTE_STEP, n]
    return float(np.abs(np.sum(gain * side, axis=1)).max(initial=0.0)) / G


def envelopes(one: Played, truths: Truths) -> Iterator[str]:
    """Range, altitude and sector of every meeting."""
    kinds: dict[int, str] = {}
    launched: dict[int, float] = {}
    guided: dict[int, list[Guided]] = defaultdict(list)
    strays = {event["other"] for event in one.of("flew_on")}
    for event in one.of("launch", "kill", "miss"):
        if event["kind"] == "launch":
            kinds[event["other"]] = one.types[int(event["value"])]
            launched[event["other"]] = event["time_s"]
            continue
        slug, n, b = kinds[event["other"]], event["object"], event["battery"]
        place, swing = truths.place(one.key, n, event["time_s"]), truths.swing(n)
        told = f"{event['kind']} of {n} by a {slug} of battery {b} at {event['time_s']}"
        ballistic = truths.world.target_i[TargetKey.KIND, n] == Kind.BALLISTIC
        away = float(np.linalg.norm(place - truths.world.battery_f[Battery.X : Battery.Z + 1, b]))
        yield from limits(told, slug, away, swing, altitude_at(place), ballistic)
        if catalogue.round_of(slug).guidance != "active" and event["other"] not in strays:
            off, doubt = bearing(place, swing, truths.world, b)
            yield from sector(told, off, doubt, truths.world, b)
            guided[b].append(Guided(told, launched[event["other"]], event["time_s"], off, doubt))
    for b, rounds in guided.items():
        yield from turned(rounds, truths.world, b)


def limits(
    told: str, slug: str, away: float, swing: float, altitude: float, ballistic: bool
) -> Iterator[str]:
    """What is published of a round."""
    entry = catalogue.round_of(slug)
    slack = SLACK + swing
    farthest = entry.ballistic_range if ballistic else entry.maximum_range
    if not entry.minimum_range - slack <= away <= farthest + slack:
        yield f"{told}: {away:.0f} m away, {entry.minimum_range:.0f} to {farthest:.0f} are published"
    if not entry.minimum_altitude - SLACK <= altitude <= entry.maximum_altitude + SLACK:
        yield (
            f"{told}: {altitude:.0f} m high, {entry.minimum_altitude:.0f} to {entry.maximum_altitude:.0f} "
            "are published"
        )


def bearing(place: Floats, swing: float, world: World, b: int) -> tuple[float, float]:
    """Azimuth at which a battery's radar sees a place, off where it first faces, and its doubt [rad]."""
    s = world.battery_i[BatteryKey.RADAR, b]
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, s]
    east, north = (float(gap @ world.radar_f[axis : axis + 3, s]) for axis in (Radar.EAST_X, Radar.NORTH_X))
    off = math.remainder(math.atan2(east, north) - world.radar_f[Radar.SECTOR_CENTRE, s], math.tau)
    return off, EDGE + (swing + SLACK) / max(math.hypot(east, north), 1.0)


def sector(told: str, off: float, doubt: float, world: World, b: int) -> Iterator[str]:
    """Whether a fixed engagement radar looks there: a round without a seeker needs it to the last."""
    if world.battery_f[Battery.SLEW_RATE, b] > 0.0:
        return  # it may have turned to anywhere
    half = world.radar_f[Radar.TRACK_HALF, world.battery_i[BatteryKey.RADAR, b]]
    if abs(off) > half + doubt:
        yield f"{told}: {off / DEG:.1f} degrees off, {half / DEG:.0f} are followed"


class Guided(NamedTuple):
    """A round that its battery's radar guided to the last."""

    told: str
    launched: float
    met: float
    off: float
    doubt: float


def turned(rounds: list[Guided], world: World, b: int) -> Iterator[str]:
    """Whether a radar that turns can have faced all that it guided rounds to: two at once are in one sector.

    Between two engagements it turns no faster than it can; while a round is on its way it does not turn.
    """
    half = world.radar_f[Radar.TRACK_HALF, world.battery_i[BatteryKey.RADAR, b]]
    rate = world.battery_f[Battery.SLEW_RATE, b]
    for first, second in combinations(sorted(rounds, key=lambda r: r.met), 2):
        apart = abs(math.remainder(first.off - second.off, math.tau)) - first.doubt - second.doubt
        together = second.launched <= first.met
        if apart > 2.0 * half + (0.0 if together else rate * (second.met - first.met)):
            both = f"{first.told} and {second.told}"
            yield f"{both}: {apart / DEG:.0f} degrees apart, {half / DEG:.0f} either way are followed"
