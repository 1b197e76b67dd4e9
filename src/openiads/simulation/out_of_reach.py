"""What kept raiders out of reach of all batteries once they might be fired at, by where they truly flew.

The best that any battery could do: each fires as soon as it can and knows the way ahead, its magazine is
full, its radar has turned.  So what is said to be lacking was lacking; where nothing is, the cause lies
elsewhere, in what tracks showed or in what batteries were at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.reach.fly_out_tables import Envelope, flight_time, in_envelope
from openiads.ground.compiled import kernel, part
from openiads.ground.frames import Place, altitude_of, between, length_of
from openiads.ground.scalar import PI
from openiads.simulation.flown_places import Flown, Rows, places_at
from openiads.state.constants import WHOLE_CELL
from openiads.state.facing import Sector
from openiads.state.planes import Battery, BatteryKey, Radar, Round, TargetKey
from openiads.state.positions import place_of_battery
from openiads.state.words import Kind, Lacking
from openiads.state.world import Floats, World
from openiads.terrain.rays.sight import covers

MOMENT = 1.0
"""Ways are looked at this often [s], as batteries decide."""


class Passage(NamedTuple):
    """Where a raider is some time after it might be fired at first."""

    place: Place
    time: float
    """Since then [s]."""
    slowest: float
    """Least speed from then until now [m/s]."""
    ballistic: bool


def lacking(world: World, flown: Flown, since: Floats, end: Floats) -> npt.NDArray[np.int64]:
    """What was lacking for all batteries (K,), as Lacking; -1 where it was nothing of that.

    since  when each might be fired at first (K,) [s]
    end    when its fate fell (K,) [s]
    """
    found = np.full(len(since), -1)
    counts = np.maximum(np.ceil((end - since) / MOMENT), 0.0).astype(np.int64) + 1
    first = np.concatenate([[0], np.cumsum(counts)])
    whose = np.repeat(np.arange(len(since)), counts)
    time = np.minimum((np.arange(first[-1]) - first[whose]) * MOMENT, (end - since)[whose])
    way = Flown(flown.truth, flown.r[whose], flown.n[whose])
    places = places_at(world, way, since[whose] + time)
    falls = world.target_i[TargetKey.KIND, flown.n] == Kind.BALLISTIC
    look_along(world, falls, first, time, places, found)
    return found


@kernel
def look_along(
    world: World,
    falls: npt.NDArray[np.bool_],
    first: Rows,
    time: Floats,
    places: Floats,
    found: npt.NDArray[np.int64],
) -> None:
    """Write what was lacking last, of all batteries and types at all moments.

    falls   (K,) whether each is a ballistic missile
    first   (K + 1,) its first moment among all
    time    (M,) since it might be fired at [s]
    places  (M, 3) ECEF [m]
    found   (K,) as Lacking, -1 where nothing was
    """
    for k in range(len(falls)):
        best, slowest = Lacking.TIME.value, np.inf
        for m in range(first[k], first[k + 1]):
            here = Place(places[m, 0], places[m, 1], places[m, 2])
            if m > first[k] and time[m] > time[m - 1]:
                before = Place(places[m - 1, 0], places[m - 1, 1], places[m - 1, 2])
                slowest = min(slowest, length_of(between(before, here)) / (time[m] - time[m - 1]))
            passage = Passage(here, time[m], slowest, falls[k])
            for b in range(world.battery_f.shape[1]):
                best = max(best, lacks(world, b, passage))
            if best > Lacking.VIEW:
                break
        found[k] = best if best <= Lacking.VIEW else -1


@part
def lacks(world: World, b: int, passage: Passage) -> int:
    """What battery `b` lacks last to meet a raider there with any of its rounds; beyond VIEW if nothing."""
    f = world.battery_f
    wait = f[Battery.REACTION, b]
    if world.battery_i[BatteryKey.REMOTE, b] == 0:
        wait = max(wait, f[Battery.ACQUISITION, b])
    if passage.time < wait:
        return Lacking.TIME.value
    best = Lacking.RANGE.value
    for i in range(world.choice.shape[1]):
        t = world.choice[b, i]
        if t < 0:
            break
        best = max(best, round_lacks(world, b, t, wait, passage))
    return best


@part
def round_lacks(world: World, b: int, t: int, wait: float, passage: Passage) -> int:
    """The same with round type `t`, which leaves after `wait` [s]."""
    published = Envelope(b, t, world.battery_f[Battery.ENVELOPE_MARGIN, b], 0.0, passage.ballistic)
    if not in_envelope(world, published, passage.place):
        return Lacking.RANGE.value
    if passage.slowest > world.round_f[Round.MAXIMUM_TARGET_SPEED, t]:
        return Lacking.SPEED.value
    slant = length_of(between(place_of_battery(world, b), passage.place))
    needed, reachable = flight_time(world, t, slant, altitude_of(passage.place), WHOLE_CELL)
    if not reachable or wait + needed > passage.time:
        return Lacking.FLIGHT.value
    remote = world.battery_i[BatteryKey.REMOTE, b] == 1 and world.round_f[Round.HOMING, t] > 0.0
    if not remote and not could_see(world, b, passage.place):
        return Lacking.VIEW.value
    return Lacking.VIEW.value + 1


@part
def could_see(world: World, b: int, place: Place) -> bool:
    """Whether the engagement radar of battery `b` covers a place, turned to it if it turns at all."""
    s = world.battery_i[BatteryKey.RADAR, b]
    half = PI if world.battery_f[Battery.SLEW_RATE, b] > 0.0 else world.radar_f[Radar.TRACK_HALF, s]
    return bool(covers(world, s, Sector(world.radar_f[Radar.SECTOR_CENTRE, s], half), place))
