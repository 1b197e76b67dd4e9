"""Climbing the ladder of the chain: only ever upwards."""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.state.world import Integers


@kernel
def climb(rungs: Integers, i: int, rung: int) -> None:
    """Keep the furthest `Stage` reached in entry `i` of `rungs`."""
    if rungs[i] < rung:
        rungs[i] = rung
