"""The slow twin as a third driver of a campaign."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from openiads.ground.errors import OpeniadsError
from openiads.simulation.books import Books
from openiads.state.world import World


def play_reference(world: World, seed: int, first: int, last: int) -> Iterator[Books]:
    """Rows of replicates [first, last), played by the readable twin."""
    if importlib.util.find_spec("openiads.simulation.reference") is None:
        raise OpeniadsError(
            "engine 'reference' is not in this version; 'fused' and 'stepped' are; leave out --engine"
        )
    raise NotImplementedError
