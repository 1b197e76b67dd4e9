"""Which radar looks at which azimuth, and when."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.scalar import atan2, turn, wrap
from openiads.state.planes import Radar, RadarKey
from openiads.state.words import Pattern
from openiads.state.world import World

PER_TURN = 0.5 / math.pi
LITTLE = 0.03
"""Tangent of an angle up to which three terms of its series are exact for all purposes."""


@part
def share_of_scan(world: World, s: int, centre: float, azimuth: float) -> float:
    """At which share of its scan, 0 to 1, radar `s` looks at `azimuth` [rad]; -1 outside its sector.

    `centre` is the azimuth that the middle of its sector faces now [rad].
    """
    if world.radar_i[RadarKey.PATTERN, s] == Pattern.ROTATING:
        return turn(azimuth) * PER_TURN
    half = world.radar_f[Radar.SECTOR_HALF, s]
    off = wrap(azimuth - centre)
    if abs(off) > half:
        return -1.0
    return float(min((off + half) / (2.0 * half), 1.0 - 1e-12))


@part
def last_scan_before(world: World, s: int, share: float, until: float) -> int:
    """Number of the last scan whose look at `share` comes before `until` [s]."""
    period = world.radar_f[Radar.PERIOD, s]
    return int(math.ceil((until - world.radar_f[Radar.OFFSET, s]) / period - share) - 1)


@part
def time_of_look(world: World, s: int, share: float, scan: int) -> float:
    """When radar `s` looks at `share` of `scan` [s]."""
    return float(world.radar_f[Radar.OFFSET, s] + (scan + share) * world.radar_f[Radar.PERIOD, s])


@part
def angle_between(east: float, north: float, then_east: float, then_north: float) -> float:
    """By what angle [rad] something turned clockwise, from (east, north) to (then_east, then_north).

    Between two looks that is little, and three terms of the arc tangent suffice: what they leave out, a
    seventh of the seventh power, is below 4e-12 rad here.  A radar that turns in half a minute is off by no
    more than 2e-11 s then, which is nothing beside what the twin allows.
    """
    aside = then_east * north - then_north * east
    along = then_east * east + then_north * north
    if abs(aside) > LITTLE * along:
        return atan2(aside, along)
    ratio = aside / along if along > 0.0 else 0.0
    square = ratio * ratio
    return float(ratio * (1.0 - square * (1.0 / 3.0 - 0.2 * square)))
