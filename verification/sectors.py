"""Where rounds meet their targets, seen from the engagement radar that guides them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.simulation.prepare import prepare
from openiads.state.planes import BatteryKey, Event, EventKey, Fire, Radar, Round, Tally, Truth
from openiads.state.state import State
from openiads.state.words import Happening
from openiads.state.world import World
from verification import watch

SLACK = 1e-6
"""Rounding, in radians and metres."""
Floats = npt.NDArray[np.float64]


class Meetings:
    """A phase that only watches: how far beyond the radar's limits each meeting of a guided round lies."""

    def __init__(self) -> None:
        self.types: dict[watch.Shot, int] = {}
        self.beyond: list[tuple[float, float, float]] = []  # sector and elevation [rad], range [m]

    def __call__(self, state: State, world: World, step: int) -> None:
        """Look through the events of the step."""
        for e in watch.events_of_step(state, step):
            shot, kind = watch.shot_of(state, e), state.events_i[EventKey.KIND, e]
            if kind == Happening.LAUNCH:
                self.types[shot] = int(state.events_f[Event.VALUE, e])
            met = kind in (Happening.KILL, Happening.MISSION_KILL, Happening.MISS)
            if met and world.round_f[Round.HOMING, self.types[shot]] == 0.0:
                self.beyond.append(beyond(state, world, e))


def beyond(state: State, world: World, e: int) -> tuple[float, float, float]:
    """How far beyond sector, elevation [rad] and range [m] of the radar the object of event `e` is."""
    n, b = state.events_i[EventKey.OBJECT, e], state.events_i[EventKey.BATTERY, e]
    s = world.battery_i[BatteryKey.RADAR, b]
    lag = state.events_f[Event.TIME, e] - state.tally[Tally.STEP] * world.clock.step
    place = state.truth_f[Truth.X : Truth.Z + 1, n] + lag * state.truth_f[Truth.VX : Truth.VZ + 1, n]
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, s]
    east, north, up = world.radar_f[Radar.EAST_X : Radar.UP_Z + 1, s].reshape(3, 3) @ gap
    off = math.atan2(east, north) - state.fire[Fire.SECTOR_CENTRE, b]
    off = abs((off + math.pi) % (2.0 * math.pi) - math.pi)
    ground = math.hypot(east, north)
    bend = ground * (1.0 - 1.0 / world.tables.refraction) / (2.0 * 6_371_008.8)
    elevation = math.atan2(up, ground) + bend
    f = world.radar_f[:, s]
    above = max(elevation - f[Radar.MAXIMUM_ELEVATION], f[Radar.MINIMUM_ELEVATION] - elevation)
    far = math.hypot(ground, up) - world.radar_f[Radar.INSTRUMENTED_RANGE, s]
    return off - world.radar_f[Radar.TRACK_HALF, s], above, far


def print_table(*, quick: bool) -> bool:
    """How many meetings of guided rounds lie beyond a limit of their radar; whether none does."""
    world = prepare("patriot-2013").world
    found = meetings(world, 10 if quick else 320)
    worst = found.max(axis=0)
    outside = np.count_nonzero(found.max(axis=1) > SLACK)
    print(f"\n{'meetings of guided rounds':34} {'n':>6} {'outside':>8}  nearest to a limit in patriot-2013")
    print(
        f"{'sector, elevation, range':34} {len(found):6} {outside:8}"
        f"  {-math.degrees(worst[0]):.2f} deg, {-math.degrees(worst[1]):.2f} deg, {-worst[2] / 1e3:.1f} km"
    )
    return bool(outside == 0)


def meetings(world: World, replicates: int) -> Floats:
    """How far beyond the limits every meeting of a round that needs the radar lies, shape (n, 3)."""
    found = Meetings()
    watch.play_watched(world, found, replicates)
    return np.array(found.beyond).reshape(-1, 3)
