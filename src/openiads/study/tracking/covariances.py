"""Covariances of many tracks, as the filter stores them and as matrices, and carried on for a while.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 6.2.2: the transition matrix of place and velocity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.state.planes import Filter

Floats = npt.NDArray[np.float64]

STORED = Filter.VZZ - Filter.PXX + 1
"""Entries of a covariance, in the order of `Filter`: 6 of place, 9 of place with velocity, 6 of velocity."""
UPPER = (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)
FULL = (0, 1, 2, 1, 3, 4, 2, 4, 5)
"""Where each entry of a symmetric matrix is among the upper ones."""
ROWS, COLUMNS = (0, 1, 2, 4, 5, 8), (0, 3, 6, 4, 7, 8)
"""The upper entries of a square matrix, row by row, and of its transpose."""


def matrices_of(stored: Floats) -> Floats:
    """Covariances (K, 6, 6) [m, m/s] of place and velocity, of those (K, 21) that a filter stores."""
    found = np.empty((len(stored), 6, 6))
    cross = stored[:, 6:15].reshape(-1, 3, 3)
    found[:, :3, :3] = stored[:, :6][:, FULL].reshape(-1, 3, 3)
    found[:, 3:, 3:] = stored[:, 15:][:, FULL].reshape(-1, 3, 3)
    found[:, :3, 3:], found[:, 3:, :3] = cross, cross.swapaxes(1, 2)
    return found


def carried_on(stored: Floats, lag: Floats) -> Floats:
    """Covariances (K, 21) [m, m/s] some time (K,) [s] on, of targets that did nothing unforeseen [1]_."""
    after = lag[:, None]
    place, cross, pace = stored[:, :6], stored[:, 6:15], stored[:, 15:]
    both = cross[:, ROWS] + cross[:, COLUMNS]
    place = place + after * both + after * after * pace
    return np.concatenate([place, cross + after * pace[:, FULL], pace], axis=1)
