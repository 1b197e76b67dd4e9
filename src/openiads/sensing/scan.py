"""Which radar looks at which azimuth, and when: an even turn or swing of the beam.

The bookkeeping by which no pass is missed or counted twice, whatever the step, is our own.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import Enu
from openiads.ground.scalar import atan2, turn, wrap
from openiads.state.constants import SEAM
from openiads.state.planes import Radar, RadarKey
from openiads.state.state import State
from openiads.state.words import Pattern
from openiads.state.world import World

PER_TURN = 0.5 / math.pi
AT_ONCE = 0.5
"""A beam that turns comes by again no sooner than this [turns]; nearer looks are of one pass."""
LITTLE = 0.03
"""Tangent of an angle up to which three terms of its series are exact for all purposes."""


@part
def share_of_scan(world: World, s: int, centre: float, azimuth: float) -> float:
    """At which share of its scan, 0 to 1, radar `s` looks at `azimuth` [rad]; -1 outside its sector.

    `centre` is the azimuth that the middle of its sector faces now [rad].

    Our own: an even turn.
    """
    if world.radar_i[RadarKey.PATTERN, s] == Pattern.ROTATING:
        turned = turn(azimuth) * PER_TURN
        return turned if turned < SEAM else 0.0
    half = world.radar_f[Radar.SECTOR_HALF, s]
    off = wrap(azimuth - centre)
    if abs(off) > half:
        return -1.0
    return float(min((off + half) / (2.0 * half), 1.0 - 1e-12))


@part
def last_scan_before(state: State, world: World, s: int, share: float, until: float) -> int:
    """Number of the last scan whose look at `share` comes before `until` [s]."""
    period = world.radar_f[Radar.SCAN_PERIOD, s]
    return int(math.ceil((until - state.turning[s]) / period - share) - 1)


@part
def mark_of(world: World, s: int, share: float, scan: int) -> float:
    """What is kept of a look at `share` of `scan`: turns of the beam, or the scan of one that swings."""
    rotating = world.radar_i[RadarKey.PATTERN, s] == Pattern.ROTATING
    return scan + share if rotating else float(scan)


@part
def newest_mark(state: State, world: World, s: int, until: float) -> float:
    """What was looked at later than this is not looked at again before `until` [s]."""
    if world.radar_i[RadarKey.PATTERN, s] == Pattern.ROTATING:
        return float((until - state.turning[s]) / world.radar_f[Radar.SCAN_PERIOD, s] - AT_ONCE)
    return float(last_scan_before(state, world, s, 0.0, until) - 1)


@part
def comes_again(world: World, s: int, mark: float, last: float) -> bool:
    """Whether a look is of another pass of the beam than the last one, by what `mark_of` keeps of both.

    Scans of a beam that turns are counted from north, and what is there is passed twice in one scan or once
    in two, as it crosses the line against or with the beam.  So turns are compared, not numbers of scans.
    """
    if world.radar_i[RadarKey.PATTERN, s] == Pattern.ROTATING:
        return mark - last >= AT_ONCE
    return mark > last


@part
def time_of_look(state: State, world: World, s: int, share: float, scan: int) -> float:
    """When radar `s` looks at `share` of `scan` [s]."""
    return float(state.turning[s] + (scan + share) * world.radar_f[Radar.SCAN_PERIOD, s])


@part
def angle_between(here: Enu, there: Enu) -> float:
    """By what angle [rad] something turned clockwise, from one place to another, about up.

    Between two looks that is little, and three terms of the arc tangent suffice: what they leave out, a
    seventh of the seventh power, is below 4e-12 rad here.  A radar that turns in half a minute is off by no
    more than 2e-11 s then, which is nothing beside what the twin allows.

    Our own: Taylor's series of the arc tangent.
    """
    aside = there.east * here.north - there.north * here.east
    along = there.east * here.east + there.north * here.north
    if abs(aside) > LITTLE * along:
        return atan2(aside, along)
    ratio = aside / along if along > 0.0 else 0.0
    square = ratio * ratio
    return float(ratio * (1.0 - square * (1.0 / 3.0 - 0.2 * square)))
