"""Phases that only watch: what single replicates do, event by event, while the engine plays them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN, Chain
from openiads.state.planes import EventKey, Tally
from openiads.state.state import Capacity, State
from openiads.state.words import Phase
from openiads.state.world import World

Shot = tuple[int, int, int]
"""Replicate, stratum and serial of a round."""


def play_watched(
    world: World,
    watch: Callable[[State, World, int], None],
    replicates: int,
    seed: int = 1,
    tile: int = 8,
    chain: Chain = CHAIN,
) -> None:
    """Play replicates with `watch` in the place of the phase that keeps the books."""
    for first in range(0, replicates, tile):
        capacity = Capacity.for_world(world).doubled(15).doubled(15)
        rows = open_tile(world, seed, first, min(first + tile, replicates), capacity)
        stepped(rows, world, {**chain, Phase.SCORE: watch})


def events_of_step(state: State, step: int) -> Iterator[int]:
    """Rows of the events of the step, in their order."""
    k = state.events_i
    first = last = int(state.tally[Tally.EVENTS])
    while first > 0 and k[EventKey.STEP, first - 1] == step:
        first -= 1
    yield from range(first, last)


def shot_of(state: State, e: int) -> Shot:
    """What tells the round of event `e` from all others; both strata may play one replicate."""
    tally = state.tally
    return (
        int(tally[Tally.REPLICATE]), int(tally[Tally.COMMON_FAILURE]), int(state.events_i[EventKey.OTHER, e]),
    )  # fmt: skip
