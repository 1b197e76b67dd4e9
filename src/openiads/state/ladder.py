"""Climbing the ladder of the chain: only ever upwards."""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.state.planes import TruthKey
from openiads.state.words import Fate
from openiads.state.world import Integers


@kernel
def climb(rungs: Integers, i: int, rung: int) -> None:
    """Keep the furthest `Stage` reached in entry `i` of `rungs`."""
    if rungs[i] < rung:
        rungs[i] = rung


@kernel
def credit_target(truth: Integers, n: int, rung: int) -> None:
    """Keep the furthest `Stage` that was reached with target `n` while its fate was open.

    What a battery does with a carrier on its way home says nothing about why it could release.
    """
    if truth[TruthKey.FATE, n] == Fate.NONE:
        climb(truth[TruthKey.STAGE], n, rung)
