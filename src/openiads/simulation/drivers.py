"""Two drivers over the same phases: fused for campaigns, stepped for plug-ins and debugging.

Both leave the same bytes in the tile.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from openiads.ground.compiled import compile_for, signature_of, tuple_of_functions, type_of, void
from openiads.simulation.step import CHAIN, PhaseFunction
from openiads.state.planes import Area, Tally
from openiads.state.state import State, row_of, select
from openiads.state.words import Phase
from openiads.state.world import World


def play_all(phases: Any, tile: State, world: World, first: int, last: int) -> None:
    """Play rows [first, last) of a tile to their end; an overflow ends a row at once."""
    steps = int(world.area[Area.STEPS])
    for r in range(first, last):
        one = row_of(tile, r)
        for step in range(steps):
            for phase in phases:
                phase(one, world, step)
            if one.tally[Tally.OVERFLOW] != 0 or one.tally[Tally.DONE] != 0:
                break


@lru_cache(maxsize=64)
def compiled(function: PhaseFunction, signature: Any) -> Any:
    """A phase in machine code; the same function and signature are compiled once."""
    return compile_for(function, signature)


def fused(tile: State, world: World, chain: Mapping[Phase, PhaseFunction] = CHAIN) -> None:
    """Play a whole tile in one compiled call, without the interpreter lock."""
    signature = signature_of(select(tile, 0), world, 0)
    phases = tuple(compiled(phase, signature) for phase in chain.values())
    driver = compiled(play_all, _driver_signature(signature, len(phases), tile, world))
    driver(phases, tile, world, 0, tile.tally.shape[0])


def _driver_signature(signature: Any, count: int, tile: State, world: World) -> Any:
    functions = tuple_of_functions(signature, count)
    return void(functions, type_of(tile), type_of(world), type_of(0), type_of(0))


def stepped(tile: State, world: World, chain: Mapping[Phase, PhaseFunction] = CHAIN) -> None:
    """Play a tile step by step, phase by phase; a phase may be any Python function of the same form."""
    signature = signature_of(select(tile, 0), world, 0)
    phases = [compiled(f, signature) if f in CHAIN.values() else f for f in chain.values()]
    rows = [select(tile, r) for r in range(tile.tally.shape[0])]
    for step in range(int(world.area[Area.STEPS])):
        live = [row for row in rows if row.tally[Tally.OVERFLOW] == 0 and row.tally[Tally.DONE] == 0]
        if not live:
            return
        for phase in phases:
            for row in live:
                phase(row, world, step)
