"""Static weapon-target assignment [1]_: shots are given to targets once, before any outcome is known.

A target n has a value, a type t some shots, and one of them kills the target with a probability of its own,
whatever else is fired at it.  What is asked for are the counts that leave the least expected value,

    sum of values[n] x product of (1 - kill[t, n]) ** counts[n, t] over types.

References
----------
.. [1] A. S. Manne, A target-assignment problem, Operations Research 6 (1958), 346-351.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WeaponTargetProblem:
    """Values, chances and shots; whoever makes one has checked them."""

    values: Floats  # (N,) finite, 0 or more
    kill: Floats  # (T, N) 0 to 1
    shots: Integers  # (T,) 0 or more

    @property
    def total(self) -> float:
        """Value of all targets."""
        return math.fsum(self.values)

    def left(self, counts: npt.NDArray[np.integer]) -> Floats:
        """Expected surviving value (N,) of each target under counts (N, T).

        Products are taken anew, in the order of the chances, so that no order of types changes a bit.
        """
        found = self.values.copy()
        for n in np.flatnonzero(counts.any(axis=1)):
            types = np.flatnonzero(counts[n])
            survival = np.repeat(1.0 - self.kill[types, n], counts[n, types])
            found[n] *= np.prod(np.sort(survival))
        return found

    def value(self, counts: npt.NDArray[np.integer]) -> float:
        """Expected surviving value under counts (N, T), rounded once, so that no order changes it."""
        return math.fsum(self.left(counts))
