"""Lines with no more points than an eye can see."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def simplified(places: Floats, tolerance: float) -> Floats:
    """(fewer, 2) points of a line (points, 2) from which it strays nowhere further than the tolerance.

    References
    ----------
    .. [1] D. H. Douglas and T. K. Peucker, Algorithms for the reduction of the number of points required to
       represent a digitized line or its caricature, Cartographica 10 (1973), 112-122.
    """
    keep = np.zeros(len(places), dtype=np.bool_)
    keep[[0, -1]] = True
    open_spans = [(0, len(places) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        along = places[last] - places[first]
        length = math.hypot(*along.tolist())
        gap = places[first + 1 : last] - places[first]
        # Where a line returns to its start there is no chord to measure from.
        strays = (
            np.abs(gap[:, 0] * along[1] - gap[:, 1] * along[0]) / length if length > 0.0 else np.hypot(*gap.T)
        )
        furthest = int(np.argmax(strays))
        if strays[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            open_spans += [(first, middle), (middle, last)]
    return places[keep]
