"""Where rounds met their targets, against what is published of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from openiads.catalogue import load as catalogue
from openiads.ground.units import DEG
from openiads.state.planes import Battery, BatteryKey, Radar, TargetKey, Truth
from openiads.state.words import Kind
from openiads.state.world import World
from tests.attacks.invariants import Files, Played
from tests.attacks.truth import Floats, Truths, watched

SLACK = 20.0
"""Of a place [m]: a swing leaves its parabola by six metres in a step, and the engine allows one."""
EDGE = 1e-3
"""Of a direction [rad]."""


def outside(files: Files, world: World, seed: int) -> list[str]:
    """Every meeting, kill or miss, that a round cannot have had; and places where nothing can be."""
    found: list[str] = []
    for key in files.outcomes:
        one = Played(files, key)
        truths = watched(world, seed, key)
        found += [
            f"{key}: {words}" for words in (*envelopes(one, truths, world), *astray(one, truths, world))
        ]
    return found


def envelopes(one: Played, truths: Truths, world: World) -> Iterator[str]:
    """Range, altitude and sector of every meeting."""
    kinds: dict[int, str] = {}
    for event in one.of("launch", "kill", "miss"):
        if event["kind"] == "launch":
            kinds[event["other"]] = one.types[int(event["value"])]
            continue
        slug, n, b = kinds[event["other"]], event["object"], event["battery"]
        place = truths.place(n, event["step"], event["time_s"])
        told = f"{event['kind']} of {n} by a {slug} of battery {b} at {event['time_s']}"
        ballistic = world.target_i[TargetKey.KIND, n] == Kind.BALLISTIC
        altitude = truths.altitude(n, event["step"], event["time_s"])
        yield from limits(told, slug, float(np.linalg.norm(place - launcher(world, b))), altitude, ballistic)
        if catalogue.round_of(slug).guidance != "active":
            yield from sector(told, place, truths, world, b, event["step"])


def limits(told: str, slug: str, away: float, altitude: float, ballistic: bool) -> Iterator[str]:
    """What is published of a round."""
    entry = catalogue.round_of(slug)
    farthest = entry.ballistic_range if ballistic else entry.maximum_range
    if not entry.minimum_range - SLACK <= away <= farthest + SLACK:
        yield f"{told}: {away:.0f} m away, {entry.minimum_range:.0f} to {farthest:.0f} are published"
    if not entry.minimum_altitude - SLACK <= altitude <= entry.maximum_altitude + SLACK:
        yield (
            f"{told}: {altitude:.0f} m high, {entry.minimum_altitude:.0f} to {entry.maximum_altitude:.0f} "
            "are published"
        )


def launcher(world: World, b: int) -> Floats:
    """Where a battery stands, ECEF [m]."""
    return np.asarray(world.battery_f[Battery.X : Battery.Z + 1, b])


def sector(told: str, place: Floats, truths: Truths, world: World, b: int, step: int) -> Iterator[str]:
    """Whether the engagement radar could see there: a round without a seeker needs it to the last."""
    s = world.battery_i[BatteryKey.RADAR, b]
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, s]
    east, north = (float(gap @ world.radar_f[axis : axis + 3, s]) for axis in (Radar.EAST_X, Radar.NORTH_X))
    off = math.remainder(math.atan2(east, north) - truths.facing[step - 1][b], math.tau)
    half = world.radar_f[Radar.TRACK_HALF, s]
    if abs(off) > half + EDGE:
        yield f"{told}: {off / DEG:.1f} degrees off, {half / DEG:.0f} are followed"


def astray(one: Played, truths: Truths, world: World) -> Iterator[str]:
    """Targets are on the Earth, nowhere lower than 500 m below the sea, or above it as high as is told."""
    for step, plane in enumerate(truths.rows):
        flying = truths.flying[step]
        places, altitude = plane[:3, flying], plane[Truth.ALTITUDE, flying]
        if not np.isfinite(plane[: Truth.ALTITUDE + 1, flying]).all():
            yield f"step {step}: a place or speed is not finite"
            return
        if (altitude < -500.0).any() or (altitude > 2.1e6).any():
            yield f"step {step}: altitudes {altitude.min():.0f} to {altitude.max():.0f} m"
            return
        radius = np.linalg.norm(places, axis=0)
        if (np.abs(radius - altitude - 6.3675e6) > 15e3).any():
            yield f"step {step}: places are not at their altitudes"
            return
