"""Two drivers over the same phases: fused for campaigns, stepped for plug-ins and debugging.

Both leave the same bytes in the tile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from openiads.ground.compiled import (
    COMPILED,
    calls_parts,
    compile_for,
    entrance,
    straight,
    tuple_of_functions,
    type_of,
    void,
)
from openiads.ground.lent import lay_out, lend, lent_type, room_for
from openiads.simulation.step import CHAIN, Chain, PhaseFunction
from openiads.state.planes import Tally
from openiads.state.state import State, row_of, select
from openiads.state.world import World


def play_all(phases: Any, tile: State, world: World, first: int, last: int, begin: int, end: int) -> None:
    """Play steps [begin, end) of rows [first, last) of a tile.

    A buffer that overflows ends it all: the whole tile runs again.
    """
    lent = lend(world)
    for r in range(first, last):
        one = row_of(tile, r)
        row = lend(one)
        for step in range(begin, end):
            for phase in phases:
                phase(row, lent, step)
            if one.tally[Tally.OVERFLOW] != 0:
                return
            if one.tally[Tally.DONE] != 0:
                break


def lay_one(held: Any, room: Any) -> None:
    """Put a row or a world where a phase finds it by its address, for callers in Python."""
    lay_out(held, room)


@lru_cache(maxsize=64)
def compiled(function: PhaseFunction, signature: Any) -> Any:
    """A phase in machine code; the same function and signature are compiled once."""
    return compile_for(function, signature)


def phase_types(row: State, world: World) -> Any:
    """Signature of a phase in machine code: row and world come by their addresses."""
    return void(lent_type(row), lent_type(world), type_of(0))


def driver_of(function: Any, phases: int, signature: Any, *examples: Any) -> Any:
    """A driver of a number of phases in machine code, for arguments like the examples."""
    functions = tuple_of_functions(signature, phases)
    whole = void(functions, *(type_of(example) for example in examples))
    return straight(compiled(function, whole), whole)


class Loans:
    """Where rows like an example lie, or worlds: each is laid out once, and stays as long as this does."""

    def __init__(self, example: State | World) -> None:
        self.room = room_for(example)
        self.lay = compiled(lay_one, void(type_of(example), type_of(self.room)))
        self.laid: dict[int, tuple[State | World, Any, int]] = {}

    def address(self, held: State | World) -> int:
        """Where one lies; it is held, so that no other gets its number."""
        if id(held) not in self.laid:
            room = np.zeros_like(self.room)
            self.lay(held, room)
            self.laid[id(held)] = held, room, int(room.ctypes.data)
        return self.laid[id(held)][2]


def phase_of(function: PhaseFunction, row: State, world: World) -> PhaseFunction:
    """A phase in machine code as Python may call it, for rows and worlds like these."""
    if not COMPILED:
        return function
    signature = phase_types(row, world)
    enter, rows, worlds = entrance(compiled(function, signature), signature), Loans(row), Loans(world)

    def phase(state: State, world: World, step: int) -> None:
        enter(rows.address(state), worlds.address(world), step)

    return phase


def fused(tile: State, world: World, chain: Chain = CHAIN) -> None:
    """Play a whole tile in one compiled call, without the interpreter lock."""
    player(tile, world, chain)(0, int(world.clock.steps))


def form_of(held: Any) -> Any:
    """All of a tile or a world that decides its types in machine code: what has one form has one type.

    Numba takes as long to find that type as an engine needs for a replicate of a small scenario.
    """
    if isinstance(held, np.ndarray):
        return held.dtype, held.ndim, held.flags.c_contiguous, held.flags.writeable, held.flags.aligned
    return (type(held), *map(form_of, held)) if isinstance(held, tuple) else type(held)


READY: dict[Any, tuple[Any, tuple[Any, ...]]] = {}
"""Drivers with their phases, by the form of tile and world and by chain."""


def ready_driver(tile: State, world: World, chain: Chain) -> tuple[Any, tuple[Any, ...]]:
    """A driver of whole tiles with its phases, both in machine code."""
    phases = tuple(chain.values())
    form = form_of(tile), form_of(world), phases
    if form not in READY:
        signature = phase_types(select(tile, 0), world)
        made = tuple(compiled(phase, signature) for phase in phases)
        READY[form] = driver_of(play_all, len(made), signature, tile, world, 0, 0, 0, 0), made
    return READY[form]


def player(tile: State, world: World, chain: Chain = CHAIN) -> Callable[[int, int], None]:
    """What plays steps [begin, end) of a whole tile in one compiled call.

    Whoever calls it again looks first whether a row is done or has overflowed.
    """
    driver, phases = ready_driver(tile, world, chain)

    def play(begin: int, end: int) -> None:
        driver(phases, tile, world, 0, tile.tally.shape[0], begin, end)

    return play


def stepped(tile: State, world: World, chain: Chain = CHAIN) -> None:
    """Play a tile step by step, phase by phase; a phase may be any Python function of the same form.

    Ours are compiled, and what calls parts as they do; anything else runs as it is.
    """
    rows = [select(tile, r) for r in range(tile.tally.shape[0])]
    ours = [f in CHAIN.values() or calls_parts(f) for f in chain.values()]
    phases = [
        phase_of(f, rows[0], world) if mine else f for f, mine in zip(chain.values(), ours, strict=True)
    ]
    for step in range(int(world.clock.steps)):
        live = [row for row in rows if row.tally[Tally.DONE] == 0]
        if not live or any(row.tally[Tally.OVERFLOW] for row in rows):
            return
        for phase in phases:
            for row in live:
                phase(row, world, step)
