"""Columns of the World by the names of their planes, and what all things of one replicate share."""

from __future__ import annotations

import math
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from openiads.ground import frames
from openiads.ground.draws import Stream, draw, uniform
from openiads.simulation.reference.events import Log
from openiads.state.world import World

Vector = npt.NDArray[np.float64]
"""Three components, ECEF unless said otherwise."""
Matrix = npt.NDArray[np.float64]


class Figures:
    """One column of a packed array; `Figures(planes.Radar, world.radar_f[:, s]).period` is plane PERIOD."""

    def __init__(self, names: type[IntEnum], column: npt.NDArray[np.float64]) -> None:
        self.__dict__.update({name.name.lower(): float(column[name]) for name in names})

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> float: ...

    @property
    def place(self) -> Vector:
        """The planes X, Y, Z together."""
        return np.array([self.x, self.y, self.z])


class Keys:
    """The same for a column of whole numbers."""

    def __init__(self, names: type[IntEnum], column: npt.NDArray[np.int64]) -> None:
        self.__dict__.update({name.name.lower(): int(column[name]) for name in names})

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> int: ...


class Luck:
    """The draws of one replicate: numbers between 0 and 1 that depend on nothing but what they are for."""

    def __init__(self, seed: int, replicate: int) -> None:
        self.seed = seed
        self.replicate = replicate

    def words(self, stream: Stream, occasion: int, subject: int, other: int = 0) -> tuple[int, int, int, int]:
        """Four random words."""
        return draw(self.seed, self.replicate, occasion, int(stream), subject, other)

    def numbers(self, stream: Stream, occasion: int, subject: int, other: int = 0) -> list[float]:
        """Four numbers between 0 and 1."""
        return [uniform(word) for word in self.words(stream, occasion, subject, other)]

    def number(self, stream: Stream, occasion: int, subject: int, other: int = 0) -> float:
        """The first of them."""
        return self.numbers(stream, occasion, subject, other)[0]


class Run:
    """One replicate: its World, rules, draws, clock and log."""

    def __init__(self, world: World, seed: int, replicate: int, common_failure: bool) -> None:
        self.world = world
        self.common_failure = common_failure  # one cause defeats every shot of this replicate
        self.clock, self.doctrine, self.tables = world.clock, world.doctrine, world.tables
        self.engaging, self.tracking = world.engaging, world.tracking
        self.luck = Luck(seed, replicate)
        self.log = Log()
        self.track_serials = count(1)
        self.round_serials = count(1)
        self.gone: set[tuple[str, int]] = set()  # batteries and radars that were destroyed

    @property
    def since(self) -> float:
        """Begin of the present step [s]."""
        return self.log.step * self.clock.step

    @property
    def until(self) -> float:
        """End of the present step [s]."""
        return (self.log.step + 1) * self.clock.step

    @property
    def cycle_begin(self) -> float:
        """Begin of the cycle that ends with this step [s]."""
        share = self.clock.step / self.clock.cycle
        cycles = math.floor((self.log.step + 1) * share + 1e-9) - 1
        return math.ceil(cycles / share - 1e-9) * self.clock.step

    @property
    def cycle_ends(self) -> bool:
        """Whether a cycle of pictures and assignments ends with this step."""
        share = self.clock.step / self.clock.cycle
        return math.floor((self.log.step + 1) * share + 1e-9) > math.floor(self.log.step * share + 1e-9)


def length(vector: Vector) -> float:
    """Length of a vector."""
    return float(np.sqrt(vector @ vector))


def altitude_of(place: Vector) -> float:
    """Altitude [m] of a place."""
    return frames.altitude_of(frames.Place(*place))
