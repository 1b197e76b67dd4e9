"""Play a range of replicates, on any number of threads, in tiles of any size: the same rows come out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np

from openiads.ground.errors import OutOfRange
from openiads.simulation.books import Books, keep_books
from openiads.simulation.drivers import fused, stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN, Chain
from openiads.state.planes import Tally
from openiads.state.state import Capacity, State
from openiads.state.world import World

Engine = Literal["fused", "stepped"]
DRIVERS: dict[str, Callable[[State, World, Chain], None]] = {"fused": fused, "stepped": stepped}

DEFAULT_TILE = 16
"""Replicates of a tile: small enough for the caches, large enough for threads to run undisturbed."""


class Needs:
    """What the tiles of one run have needed so far, so that the next does not find it out by overflowing."""

    def __init__(self, world: World) -> None:
        self.capacity = Capacity.for_world(world)


def play_tile(
    needs: Needs,
    world: World,
    seed: int,
    first: int,
    last: int,
    engine: Engine = "fused",
    chain: Chain = CHAIN,
) -> Books:
    """Replicates [first, last) as one tile; a buffer that overflows is doubled and the tile runs again.

    Threads may share `needs`: results do not depend on it, and what one forgets another only finds out again.
    """
    capacity = needs.capacity
    while True:
        tile = open_tile(world, seed, first, last, capacity)
        DRIVERS[engine](tile, world, chain)
        overflow = int(np.bitwise_or.reduce(tile.tally[:, Tally.OVERFLOW]))
        if overflow == 0:
            needs.capacity = needs.capacity.joined(capacity)
            return keep_books(tile, world)
        capacity = capacity.doubled(overflow)
        if not capacity.bounded:
            raise OutOfRange(
                f"simulation: a buffer of this scenario would exceed {Capacity.BOUND} entries; "
                "fewer raiders or false plots are allowed; split the raid"
            )


def play(
    world: World,
    seed: int,
    first: int,
    last: int,
    *,
    engine: Engine = "fused",
    tile: int = DEFAULT_TILE,
    workers: int = 1,
    chain: Chain = CHAIN,
) -> Iterator[Books]:
    """Rows of replicates [first, last), tile by tile, in order, by the phases of a chain.

    `workers` threads play tiles side by side; the compiled driver holds no interpreter lock.
    """
    needs = Needs(world)
    how = engine, chain
    spans = [(low, min(low + tile, last)) for low in range(first, last, tile)]
    if workers == 1 or len(spans) == 1:
        for low, high in spans:
            yield play_tile(needs, world, seed, low, high, *how)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead = [pool.submit(play_tile, needs, world, seed, *span, *how) for span in spans[: 2 * workers]]
        following = iter(spans[2 * workers :])
        try:
            while ahead:
                books = ahead.pop(0).result()
                span = next(following, None)
                if span is not None:
                    ahead.append(pool.submit(play_tile, needs, world, seed, *span, *how))
                yield books
        finally:
            # Whoever stops here waits for what is being played, not for what is queued.
            for future in ahead:
                future.cancel()


def default_workers() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
