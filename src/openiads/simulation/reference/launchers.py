"""Launchers of a fire unit that come back full after they were emptied, as long as its reload lasts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openiads.simulation.reference.rounds import RoundType
from openiads.state.planes import LauncherKey
from openiads.state.words import Happening, Phase

if TYPE_CHECKING:
    from openiads.simulation.reference.fire_units import FireUnit


@dataclass(eq=False)
class Launcher:
    """One launcher and what stands on it."""

    number: int  # among those of all units
    rounds: RoundType
    holds: int
    left: int
    loaded: float = 0.0  # since when [s]
    full_again: float = math.inf  # [s]


class Launchers:
    """All of one unit whose type of round it has more of than stands on them."""

    def __init__(self, unit: FireUnit, types: list[RoundType]) -> None:
        world = unit.run.world
        self.unit = unit
        self.behind = {rounds: int(world.reload[unit.number, rounds.number]) for rounds in types}
        rows = enumerate(world.launcher_i.T.tolist())
        self.all = [
            Launcher(number, types[key[LauncherKey.TYPE]], holds, left=holds)
            for number, key in rows
            if key[LauncherKey.BATTERY] == unit.number and (holds := key[LauncherKey.HOLDS])
        ]

    def take(self, rounds: RoundType, time: float) -> None:
        """A round leaves the launcher that was loaded first; an empty one is given to be reloaded."""
        loaded = [launcher for launcher in self.all if launcher.rounds is rounds and launcher.left]
        if not loaded:
            return
        first = min(loaded, key=lambda launcher: launcher.loaded)
        first.left -= 1
        if first.left == 0 and self.behind[rounds]:
            first.full_again = time + self.unit.figures.reload

    def due(self) -> Iterator[tuple[float, int]]:
        """When [s] each launcher that is being reloaded will be full, and its number; none if all is lost."""
        if self.unit.lost == math.inf:
            yield from ((launcher.full_again, launcher.number) for launcher in self.all)

    def load(self, number: int, time: float) -> None:
        """A launcher gets what it held at first, or what is left."""
        launcher = next(one for one in self.all if one.number == number)
        came = min(launcher.holds, self.behind[launcher.rounds])
        launcher.left, launcher.loaded, launcher.full_again = came, time, math.inf
        self.behind[launcher.rounds] -= came
        self.unit.magazine[launcher.rounds] += came
        if came:
            value = float(launcher.rounds.number)
            self.unit.note(Phase.LAUNCH, Happening.RELOADED, time, other=came, value=value)
