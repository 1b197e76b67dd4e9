"""Best one-to-one assignment of a sparse problem in which a row may also go without a column.

References
----------
.. [1] R. Jonker, A. Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
   problems, Computing 38 (1987) 325-340: shortest augmenting paths with row and column prices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import kernel
from openiads.state.world import Floats, Integers

NOBODY = 0
"""Of an owner, and of a pair that a row has taken; both count from 1."""


class Pairing(NamedTuple):
    """Rows and their pairs with columns: those of row `r` are `first[r]` up to before `first[r + 1]`."""

    rows: int
    first: Integers
    row: Integers  # by pair
    column: Integers  # by pair
    cost: Floats  # by pair; a row without a column costs 0


class Solving(NamedTuple):
    """What is kept while a problem is solved."""

    row_price: Floats  # by row
    column_price: Floats  # by column
    slack: Floats  # by column: least cost of a path to it, over the prices
    owner: Integers  # by column: 1 + the row that has it, or 0
    taken: Integers  # by row: 1 + the pair that it has, or 0
    parent: Integers  # by column: the pair before it on that path
    state: Integers  # by column: `UNSEEN`, `SEEN` or `SETTLED`
    seen: Integers  # columns that a search has come to, settled ones first


UNSEEN, SEEN, SETTLED = 0, 1, 2


class End(NamedTuple):
    """Where a search ends."""

    column: int  # that nobody has, or -1
    row: int  # else the row that goes without
    length: float
    seen: int  # columns that it has come to
    settled: int  # of these, the first ones, that are on its paths and have owners


@kernel
def assign_pairs(pairing: Pairing, columns: int, work: Solving) -> None:
    """Give rows columns at the least total cost [1]_; `work.taken` and `work.owner` are the answer.

    columns  number of columns, of which only those of the pairs are ever asked

    A search goes no farther than rows compete, so what is far apart costs nothing.  Ties go to the pair that
    comes first, so the answer does not depend on anything but the costs.
    """
    work.column_price[:columns] = 0.0
    work.owner[:columns] = NOBODY
    work.state[:columns] = UNSEEN
    for row in range(pairing.rows):
        work.taken[row] = NOBODY
    for row in range(pairing.rows):
        price, best = 0.0, -1
        for q in range(pairing.first[row], pairing.first[row + 1]):
            reduced = pairing.cost[q] - work.column_price[pairing.column[q]]
            if reduced < price:
                price, best = reduced, q
        work.row_price[row] = price
        if best < 0:
            continue
        if work.owner[pairing.column[best]] == NOBODY:
            work.owner[pairing.column[best]], work.taken[row] = row + 1, best + 1
            continue
        end = search(pairing, row, work)
        raise_prices(row, end, work)
        change_hands(pairing, row, end, work)
        for k in range(end.seen):
            work.state[work.seen[k]] = UNSEEN


@kernel
def search(pairing: Pairing, start: int, work: Solving) -> End:
    """The shortest path from row `start` to a column that nobody has, or to a row that goes without.

    Source: [1]_; that the row's own miss is a column of which no list is kept is our own.
    """
    row, length, seen, settled = start, 0.0, 0, 0
    least, without = np.inf, start
    while True:
        if length - work.row_price[row] < least:
            least, without = length - work.row_price[row], row
        for q in range(pairing.first[row], pairing.first[row + 1]):
            column = pairing.column[q]
            if work.state[column] == SETTLED:
                continue
            path = length + (pairing.cost[q] - work.row_price[row] - work.column_price[column])
            if work.state[column] == UNSEEN:
                work.state[column] = SEEN
                work.seen[seen] = column
                seen += 1
            elif path >= work.slack[column]:
                continue
            work.slack[column], work.parent[column] = path, q
        place, length = -1, least
        for k in range(settled, seen):
            slack = work.slack[work.seen[k]]
            if slack < length:
                place, length = k, slack
        if place < 0:
            return End(-1, without, least, seen, settled)
        best = work.seen[place]
        work.seen[place], work.seen[settled] = work.seen[settled], best
        work.state[best] = SETTLED
        if work.owner[best] == NOBODY:
            return End(best, -1, length, seen, settled)
        settled += 1
        row = work.owner[best] - 1


@kernel
def raise_prices(start: int, end: End, work: Solving) -> None:
    """Move the prices along the paths of a search that began with row `start` [1]_."""
    work.row_price[start] += end.length
    for k in range(end.settled):
        column = work.seen[k]
        shift = end.length - work.slack[column]
        work.row_price[work.owner[column] - 1] += shift
        work.column_price[column] -= shift


@kernel
def change_hands(pairing: Pairing, start: int, end: End, work: Solving) -> None:
    """Give the columns on the path to `end` to the rows before them, back to row `start` [1]_."""
    column = end.column
    if column < 0:
        if end.row == start:
            return
        column = pairing.column[work.taken[end.row] - 1]
        work.taken[end.row] = NOBODY
    while True:
        q = work.parent[column]
        row = pairing.row[q]
        left = work.taken[row]
        work.owner[column], work.taken[row] = row + 1, q + 1
        if row == start:
            return
        column = pairing.column[left - 1]
