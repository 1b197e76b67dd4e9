"""Where every target was, watched from behind the last phase; the tables of a run hold no positions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import altitude_of
from openiads.simulation.drivers import stepped
from openiads.simulation.step import CHAIN
from openiads.simulation.tile import open_replicate
from openiads.state.planes import Area, Fire, Tally, Truth, TruthKey
from openiads.state.state import Capacity, State
from openiads.state.words import Phase, Status
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Key = tuple[int, int]
"""Replicate, and 1 if it was played with the common failure."""


@dataclass(slots=True)
class Truths:
    """One replicate, step by step: the planes of what flies as they stood when each step began."""

    step: float  # [s]
    rows: list[Floats] = field(default_factory=list)
    flying: list[npt.NDArray[np.intp]] = field(default_factory=list)  # what still does at the end of the step
    facing: list[Floats] = field(default_factory=list)  # where engagement radars look from then on [rad]

    def __call__(self, state: State, world: World, step: int) -> None:
        """Keep what a phase after the last finds: targets are moved at the begin of a step only."""
        self.rows.append(state.truth_f.copy())
        self.flying.append(np.flatnonzero(state.truth_i[TruthKey.STATUS] == Status.FLYING))
        self.facing.append(state.fire[Fire.SECTOR_CENTRE].copy())

    def place(self, target: int, step: int, time: float) -> Floats:
        """Place (3,) of a target, ECEF [m]: in a step it flies on a parabola, give or take a swing."""
        plane = self.rows[step][:, target]
        lag = time - step * self.step
        at, rate, gain = (plane[i : i + 3] for i in (Truth.X, Truth.VX, Truth.AX))
        return np.asarray(at + lag * (rate + 0.5 * lag * gain))

    def altitude(self, target: int, step: int, time: float) -> float:
        """Altitude of a target [m]."""
        return float(altitude_of(*self.place(target, step, time)))


def watched(world: World, seed: int, key: Key) -> Truths:
    """Play one row of a run again and watch it."""
    capacity = Capacity.for_world(world)
    while True:
        found = Truths(float(world.area[Area.STEP]))
        tile = open_replicate(world, seed, key[0], capacity, bool(key[1]))
        stepped(tile, world, {**CHAIN, Phase.GUIDE: found})
        overflow = int(tile.tally[0, Tally.OVERFLOW])
        if overflow == 0:
            return found
        capacity = capacity.doubled(overflow)
