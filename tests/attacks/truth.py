"""Where every target was when a round met it; the tables of a run hold no positions.

From the samples of its route and the moment at which it began, by SciPy's cubics.  A swing is left out: it is
sideways, and no wider than its amplitude.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicHermiteSpline

from openiads.ground.frames import geodetic_of
from openiads.simulation.drivers import fused
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import Route, Tally, Target, TargetKey, Truth
from openiads.state.state import Capacity, State
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Key = tuple[int, int]
"""Replicate, and 1 if it was played with the common failure."""


@dataclass(frozen=True)
class Truths:
    """What flew in some replicates."""

    world: World
    starts: dict[Key, Floats]  # when each target began [s]

    def place(self, key: Key, target: int, time: float) -> Floats:
        """Place (3,) of a target, ECEF [m]."""
        world = self.world
        first, samples = (world.target_i[which, target] for which in (TargetKey.ROUTE, TargetKey.SAMPLES))
        clock = world.target_f[Target.ROUTE_STEP, target] * np.arange(samples)
        rows = world.route[first : first + samples]
        path = CubicHermiteSpline(clock, rows[:, : Route.VX], rows[:, Route.VX : Route.ALTITUDE])
        return np.asarray(path(min(max(time - self.starts[key][target], 0.0), clock[-1])))

    def swing(self, target: int) -> float:
        """How far it may be off that place, sideways [m]."""
        return float(self.world.target_f[Target.WEAVE_AMPLITUDE, target])


def altitude_at(place: Floats) -> float:
    """Altitude of a place [m]."""
    return float(geodetic_of(place)[2])


def truths_of(world: World, seed: int, last: int) -> Truths:
    """Play replicates [0, last) again and keep when everything began."""
    tile = played(world, seed, last)
    numbers = zip(tile.tally[:, Tally.REPLICATE], tile.tally[:, Tally.COMMON_FAILURE], strict=True)
    return Truths(world, {(int(r), int(c)): tile.truth_f[i, Truth.START] for i, (r, c) in enumerate(numbers)})


def played(world: World, seed: int, last: int) -> State:
    """A tile with buffers that suffice, played to its end."""
    capacity = Capacity.for_world(world)
    while True:
        tile = open_tile(world, seed, 0, last, capacity)
        fused(tile, world)
        overflow = int(np.bitwise_or.reduce(tile.tally[:, Tally.OVERFLOW]))
        if overflow == 0:
            return tile
        capacity = capacity.doubled(overflow)
