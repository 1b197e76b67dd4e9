"""Where rounds met their targets, against what is published of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from openiads.catalogue import load as catalogue
from openiads.ground.units import DEG
from openiads.state.planes import Battery, BatteryKey, Radar, Route, TargetKey
from openiads.state.words import Kind
from openiads.state.world import World
from tests.attacks.invariants import Files, Played
from tests.attacks.truth import Floats, Truths, altitude_at, truths_of

SLACK = 2.0
"""Of a place [m]: the engine allows one, for rounding."""
EDGE = 1e-3
"""Of a direction [rad]."""
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


def envelopes(one: Played, truths: Truths) -> Iterator[str]:
    """Range, altitude and sector of every meeting."""
    kinds: dict[int, str] = {}
    for event in one.of("launch", "kill", "miss"):
        if event["kind"] == "launch":
            kinds[event["other"]] = one.types[int(event["value"])]
            continue
        slug, n, b = kinds[event["other"]], event["object"], event["battery"]
        place, swing = truths.place(one.key, n, event["time_s"]), truths.swing(n)
        told = f"{event['kind']} of {n} by a {slug} of battery {b} at {event['time_s']}"
        ballistic = truths.world.target_i[TargetKey.KIND, n] == Kind.BALLISTIC
        away = float(np.linalg.norm(place - truths.world.battery_f[Battery.X : Battery.Z + 1, b]))
        yield from limits(told, slug, away, swing, altitude_at(place), ballistic)
        if catalogue.round_of(slug).guidance != "active":
            yield from sector(told, place, swing, truths.world, b)


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


def sector(told: str, place: Floats, swing: float, world: World, b: int) -> Iterator[str]:
    """Whether a fixed engagement radar looks there: a round without a seeker needs it to the last."""
    if world.battery_f[Battery.SLEW_RATE, b] > 0.0:
        return  # it may have turned to anywhere
    s = world.battery_i[BatteryKey.RADAR, b]
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, s]
    east, north = (float(gap @ world.radar_f[axis : axis + 3, s]) for axis in (Radar.EAST_X, Radar.NORTH_X))
    off = math.remainder(math.atan2(east, north) - world.radar_f[Radar.SECTOR_CENTRE, s], math.tau)
    half = world.radar_f[Radar.TRACK_HALF, s]
    if abs(off) > half + EDGE + swing / max(math.hypot(east, north), 1.0):
        yield f"{told}: {off / DEG:.1f} degrees off, {half / DEG:.0f} are followed"
