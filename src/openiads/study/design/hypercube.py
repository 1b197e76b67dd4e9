"""Latin hypercubes [1]_ that grow: twice as many points begin with the same ones, as nested designs do [2]_.

So more effort adds to what less effort played, and does not throw it away for another draw of points.

References
----------
.. [1] M. D. McKay, R. J. Beckman, W. J. Conover, A comparison of three methods for selecting values of input
   variables in the analysis of output from a computer code, Technometrics 21 (1979), 239-245.
.. [2] P. Z. G. Qian, Nested Latin hypercube designs, Biometrika 96 (2009), 957-970.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc


def hypercube(n_coordinates: int, count: int, seed: int) -> npt.NDArray[np.float64]:
    """Shares of each box below each point (count, K) [1]: one point in each of `count` slices of each box."""
    draws = np.random.default_rng([seed, count])
    if count % 2:
        return np.asarray(qmc.LatinHypercube(n_coordinates, seed=draws).random(count))
    half = hypercube(n_coordinates, count // 2, seed)
    # Each slice of the half is two now: its point stands in one, and the other wants a point.
    free = np.floor(half * count).astype(np.int64) ^ 1
    placed = (draws.permuted(free, axis=0) + draws.random(free.shape)) / count
    return np.concatenate([half, placed])
