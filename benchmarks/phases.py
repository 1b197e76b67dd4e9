"""The fused driver with a stop-watch between phases: which room takes what share."""

from __future__ import annotations

import ctypes
import ctypes.util
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.lent import lend
from openiads.simulation.drivers import compiled, driver_of, phase_types
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN
from openiads.state.planes import Tally
from openiads.state.state import Capacity, State, row_of, select
from openiads.state.words import Phase
from openiads.state.world import World

MONOTONIC = 1
clock = ctypes.CDLL(None).clock_gettime
clock.argtypes = [ctypes.c_int, ctypes.c_void_p]
clock.restype = ctypes.c_int


def play_timed(
    phases: Any, tile: State, world: World, first: int, last: int,
    spent: npt.NDArray[np.int64], now: npt.NDArray[np.int64], address: int,
) -> None:  # fmt: skip
    """As `drivers.play_all`, adding up nanoseconds by phase in `spent`; `now` lies at `address`."""
    steps = int(world.clock.steps)
    lent = lend(world)
    for r in range(first, last):
        one = row_of(tile, r)
        row = lend(one)
        for step in range(steps):
            clock(MONOTONIC, address)
            before = now[0] * 1_000_000_000 + now[1]
            for i in range(len(phases)):
                phases[i](row, lent, step)
                clock(MONOTONIC, address)
                after = now[0] * 1_000_000_000 + now[1]
                spent[i] += after - before
                before = after
            if one.tally[Tally.OVERFLOW] != 0 or one.tally[Tally.DONE] != 0:
                break


def shares(world: World, replicates: int) -> dict[str, float]:
    """Share of the time of each phase, by name; they add up to 1."""
    tile = open_tile(world, 1, 0, replicates, Capacity.for_world(world))
    signature = phase_types(select(tile, 0), world)
    phases = tuple(compiled(phase, signature) for phase in CHAIN.values())
    spent, now = np.zeros(len(phases), dtype=np.int64), np.zeros(2, dtype=np.int64)
    arguments = (tile, world, 0, replicates, spent, now, now.ctypes.data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a clock's address cannot be cached on disk
        play = driver_of(play_timed, len(phases), signature, *arguments)
    play(phases, *arguments)
    return {Phase(phase).name.lower(): float(t) for phase, t in zip(CHAIN, spent / spent.sum(), strict=True)}
