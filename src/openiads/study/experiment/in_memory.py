"""A scenario that is played in this process and kept nowhere: for searches that ask for many, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.scenario.plan import Plan
from openiads.simulation.books import Books
from openiads.simulation.engine import default_workers, play
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.tables import tables_of
from openiads.study.strata_weights import Numbers, Rows

TILE = 4
"""Replicates that one thread plays at a time."""
Count = Callable[[Any], Mapping[str, Numbers]]
"""From the table of targets to further columns of the outcomes, a value a row (R,)."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Outcomes that were played here and are kept nowhere."""

    columns: Mapping[str, Numbers]
    probability: float

    @property
    def common_failure(self) -> Rows:
        """Whether each row was played with the common failure (R,)."""
        return np.equal(self.columns["common_failure"], 1.0)

    def column(self, name: str) -> Numbers:
        """One column of numbers (R,)."""
        return self.columns[name]

    def of(self, replicates: npt.ArrayLike) -> InMemory:
        """The rows of some replicates."""
        kept = np.isin(self.columns["replicate"], replicates)
        return InMemory({name: values[kept] for name, values in self.columns.items()}, self.probability)


def joined(parts: Sequence[InMemory]) -> InMemory:
    """Rows of several, in their order as if played at once; no two have a replicate in common.

    Rounds of a type that one of them does not have it did not fire.
    """
    names = dict.fromkeys(name for part in parts for name in part.columns)
    sizes = [part.columns["replicate"].size for part in parts]
    columns = {
        name: np.concatenate(
            [part.columns.get(name, np.zeros(size)) for part, size in zip(parts, sizes, strict=True)]
        )
        for name in names
    }
    order = np.lexsort((columns["common_failure"], columns["replicate"]))
    return InMemory({name: values[order] for name, values in columns.items()}, parts[0].probability)


class Setting(NamedTuple):
    """What was played, and what came of it."""

    plan: Plan
    outcomes: InMemory


def played(
    prepared: Prepared, seed: int, replicates: Iterable[int], workers: int | None = None,
    count: Count | None = None,
) -> Setting:  # fmt: skip
    """Play replicates of a scenario, and keep its outcomes as numbers.

    replicates  their numbers, ascending
    workers     threads; all processors if not said; results do not depend on them
    """
    most = default_workers() if workers is None else workers
    books = [
        book
        for first, last in spans_of(replicates)
        for book in play(
            prepared.world, seed, first, last,
            tile=TILE, workers=min(most, -(-(last - first) // TILE)), chain=prepared.chain,
        )
    ]  # fmt: skip
    tables = tables_of(Books.joined(books), prepared.plan)
    table = tables["outcomes"]
    columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
    if count is not None:
        columns |= count(tables["targets"])
    probability = float(prepared.world.doctrine.common_failure_probability)
    return Setting(prepared.plan, InMemory(columns, probability))


def spans_of(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending whole numbers as half-open spans without gaps.

    >>> list(spans_of([0, 1, 2, 5, 7, 8]))
    [(0, 3), (5, 6), (7, 9)]
    """
    first = last = -1
    for number in numbers:
        if number != last and last >= 0:
            yield first, last
        first = first if number == last else number
        last = number + 1
    if last >= 0:
        yield first, last
