"""By how much a claim holds at each point of a box, in standard errors of what chance does there.

A mean, a difference and a ratio that is claimed to lie above t are all one thing: that a weighed sum of means
lies above 0, of a, of a - b less t, of a - t b.  So the error of a ratio is never that of a quotient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from openiads.ground.statistics import half_width
from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.moderated import EXACT, moderated
from openiads.study.strata_weights import Ends, Numbers


class Margins(NamedTuple):
    """Distances of a measure from its threshold, above 0 on the claimed side."""

    distances: Numbers  # (J,) in standard errors; infinite where there is no chance
    freedom: float = EXACT  # degrees of freedom of these errors

    @classmethod
    def of(cls, layout: Layout, above: bool = True) -> Margins:
        """Of what is claimed to lie above 0, or below it, as it was played over a box."""
        found = moderated(layout.chance, layout.parts[0].shape[1] - 1)
        return cls(_over(layout.means if above else -layout.means, np.sqrt(found.variances)), found.freedom)

    @classmethod
    def of_intervals(cls, told: Sequence[Ends], threshold: float, above: bool = True) -> Margins:
        """Of a measure that has an interval at each point; the end that faces the threshold counts."""
        values, lows, highs = np.array(told, dtype=np.float64).reshape(-1, 3).T
        distances = values - threshold
        with np.errstate(invalid="ignore"):
            facing = np.where(distances > 0.0, values - lows, highs - values)
        # A ratio over nothing has no end: it is clear above if its interval is, and else nothing is known.
        endless = np.isinf(values)
        facing[endless] = np.where(lows[endless] > threshold, 0.0, np.nan)
        return cls(_over(distances if above else -distances, facing / half_width()))


def _over(distances: Numbers, errors: Numbers) -> Numbers:
    """Distances in errors; NaN where nothing is known, and where what is exact lies on the threshold."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = distances / errors
    return found
