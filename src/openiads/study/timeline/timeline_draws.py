"""What is open about a timeline, drawn for each history: always the same for the same seed and history.

References
----------
.. [1] L. Devroye, Non-Uniform Random Variate Generation, 1986: inversion, chapter II; the triangular density
   there in section II.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.draws import Stream, identity_of
from openiads.ground.draws_abreast import uniforms
from openiads.ground.units import DAY
from openiads.scenario.timeline_plan import Range, Row

Floats = npt.NDArray[np.float64]
OCCASIONS = 32
"""Draws that a row may need for one battery; those of the next of its name begin after them."""
OUTCOME, DATE, DELAYS = 0, 1, 2
"""Occasions of a row."""


@dataclass(frozen=True)
class Draws:
    """The numbers of histories `first` to `first + count`."""

    seed: int
    first: int
    count: int

    def uniform(self, subject: str, occasions: npt.ArrayLike, other: str = "") -> Floats:
        """Numbers between 0 and 1, one to a history (H,), or (H, K) for several occasions (K,).

        Source: inversion [1]_ starts from them.
        """
        histories = np.arange(self.first, self.first + self.count, dtype=np.uint64)
        many = np.asarray(occasions, dtype=np.uint64)
        who = identity_of(other) if other else 0
        rows = histories[:, None] if many.ndim else histories
        return uniforms(self.seed, rows, many, Stream.TIMELINE, identity_of(subject), who)

    def within(self, told: Range, subject: str, occasions: npt.ArrayLike, other: str = "") -> Floats:
        """Values of a range (H,) or (H, K), in its unit; what is not open is not drawn."""
        if told[0] == told[-1]:
            shape = (self.count, *np.shape(occasions))
            return np.full(shape, told[1], dtype=np.float64)
        return triangular(told, self.uniform(subject, occasions, other))


def triangular(told: Range, chance: Floats) -> Floats:
    """Values of a triangle, in their unit, of which a share `chance` (...) of it lies below.

    Source: inversion [1]_.
    """
    low, mode, high = told
    span = high - low
    rising = (mode - low) / span
    below = low + np.sqrt(chance * span * (mode - low))
    above = high - np.sqrt((1.0 - chance) * span * (high - mode))
    return np.where(chance < rising, below, above)


def triangular_below(told: Range, value: npt.ArrayLike) -> Floats:
    """Share [1] of a triangle (...) that lies below values, of the same unit.

    Source: the distribution function of the triangular density [1]_.
    """
    low, mode, high = told
    x = np.clip(np.asarray(value, dtype=np.float64), low, high)
    if low == high:
        return (np.asarray(value, dtype=np.float64) >= low).astype(np.float64)
    span = high - low
    left = (x - low) ** 2 / (span * (mode - low)) if mode > low else np.zeros_like(x)
    right = 1.0 - (high - x) ** 2 / (span * (high - mode)) if high > mode else np.ones_like(x)
    return np.where(x < mode, left, right)


def time_of(row: Row, draws: Draws) -> Floats:
    """When a row comes true (H,), at the beginning of a day [s]; infinite where it never does."""
    occasion = row.ordinal * OCCASIONS
    found = np.full(draws.count, math.inf)
    if len(row.when) == 1:
        chosen = np.zeros(draws.count, dtype=np.int64)
    else:
        shares = np.cumsum([share for share, _ in row.when])
        chance = draws.uniform(row.subject, occasion + OUTCOME) * shares[-1]
        chosen = np.minimum(np.searchsorted(shares, chance, side="right"), len(row.when) - 1)
    for index, (_, told) in enumerate(row.when):
        here = chosen == index
        if math.isfinite(told[1]) and here.any():
            days = draws.within(told, row.subject, occasion + DATE) / DAY
            found[here] = (np.rint(days) * DAY)[here]
    return found


def delay_of(row: Row, index: int, name: str, draws: Draws) -> Floats:
    """What passes (H,) [s] until the battery of that index in a row, called `name`, is ready."""
    total = np.zeros(draws.count)
    for part, told in enumerate(row.delays[index]):
        total += draws.within(told, row.subject, row.ordinal * OCCASIONS + DELAYS + part, name)
    return total


def is_open(row: Row) -> bool:
    """Whether anything about a row is drawn."""
    ranges = [told for _, told in row.when] + [told for delay in row.delays for told in delay]
    return sum(share > 0.0 for share, _ in row.when) > 1 or any(told[0] != told[-1] for told in ranges)
