"""Best one-to-one assignment of a small dense problem.

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


class Solving(NamedTuple):
    """What is kept while a problem is solved; each is longer than both its rows and its columns."""

    row_price: Floats
    column_price: Floats
    slack: Floats  # by column: least cost of a path to it, over the prices
    owner: Integers  # 1 + column: 1 + the row that has it, or 0
    parent: Integers  # by column: the one before it on that path
    done: Integers  # by column: 1 once it is on a path


@kernel
def assign_rows(cost: Floats, rows: int, columns: int, work: Solving) -> None:
    """Give every row a column of its own at the least total cost; needs rows <= columns [1]_.

    cost  (rows * columns,) row by row, finite
    work  its `owner` is the answer

    Ties go to the lowest column, so the answer does not depend on anything but the costs.
    """
    row_price, column_price, slack, owner, parent, done = work
    row_price[: rows + 1] = 0.0
    column_price[: columns + 1] = 0.0
    owner[: columns + 1] = 0
    for row in range(1, rows + 1):
        owner[0] = row
        slack[: columns + 1] = np.inf
        done[: columns + 1] = 0
        here = 0
        while True:
            done[here] = 1
            busy = owner[here]
            least = np.inf
            best = 0
            for column in range(1, columns + 1):
                if done[column]:
                    continue
                gap = cost[(busy - 1) * columns + column - 1] - row_price[busy] - column_price[column]
                if gap < slack[column]:
                    slack[column] = gap
                    parent[column] = here
                if slack[column] < least:
                    least = slack[column]
                    best = column
            for column in range(columns + 1):
                if done[column]:
                    row_price[owner[column]] += least
                    column_price[column] -= least
                else:
                    slack[column] -= least
            here = best
            if owner[here] == 0:
                break
        while here:
            owner[here] = owner[parent[here]]
            here = parent[here]
