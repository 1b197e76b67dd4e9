"""A tiny world and what two plays of it have in common."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from openiads.scenario.load_scenario import load
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.world import World
from verification.degenerate import Approach, document, world_of


@cache
def tiny_world(raiders: int = 3) -> World:
    """A few raiders that one battery sees, shoots at, looks at and shoots at again, on flat ground."""
    battery = {"kill_probability": 0.6, "salvo": 2, "salvos_max": 2, "false_kill_probability": 0.1}
    return world_of(document(raiders, battery, {}, Approach(start_km=32.0, end_km=25.0)))


@cache
def teaching_world() -> World:
    """The built-in `one-battery`: terrain, carriers, ballistic targets, civil flights; no common failure."""
    return prepare(load("one-battery", ["doctrine.common_failure_probability=0"])).world


def rows(world: World, first: int, last: int, seed: int = 1, **how: object) -> Books:
    """Books of a range of replicates, joined."""
    return Books.joined(list(play(world, seed, first, last, **how)))


def contents(books: Books) -> dict[str, bytes]:
    """Every column of every table as bytes, so that NaN equals NaN and -0.0 is not 0.0."""
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for table in ("outcomes", "targets", "events"):
        columns |= {f"{table}.{name}": column for name, column in getattr(books, table).items()}
    return {name: column.tobytes() for name, column in columns.items()}
