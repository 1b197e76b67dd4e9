"""How far what is not known moves a number: 5 to 95 % of a box, chance taken off.

The end of a range is the value above which 95 % of the box lies, or 5 %, by the very shares that verdicts
rest on (`box_share`); so a range and a verdict on the same number cannot gainsay one another.  A ratio lies
above t where the one mean lies above t times the other, which knows no quotient of noisy means.

Where the points differ no more than chance makes equal ones differ in nineteen boxes of twenty [1]_, what the
box does cannot be seen at this effort, and no range is told: one without width would look like knowledge.

References
----------
.. [1] H. Scheffe, The Analysis of Variance, 1959, section 4.1: the F-test of equal rows of a two-way layout.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from openiads.ground.statistics import LEVEL
from openiads.study.analysis.box_share import share_above
from openiads.study.analysis.ignorance import RANGE, Layout
from openiads.study.analysis.margins import Margins
from openiads.study.strata_weights import Numbers

HALVINGS = 20
"""Of the span of the points, in which an end is sought."""
ENDLESS = 1e9
"""A ratio beyond this has no end."""


class Range(NamedTuple):
    """What is not known moves a number so far: 5 to 95 % of the box, no confidence interval."""

    low: float
    high: float

    @property
    def hidden(self) -> bool:
        """Whether chance hides it at this effort: something may move the number, and how far is not seen."""
        return math.isnan(self.low)


HIDDEN = Range(math.nan, math.nan)
HIDDEN_TOLD = "hidden by chance"
"""What stands in place of its ends."""


def mean_range(layout: Layout) -> Range:
    """Of a mean or a difference over two or more points."""
    if not layout.chance.any():
        return _counted(layout.means)
    if _hidden(layout):
        return HIDDEN
    start, end = float(layout.means.min()), float(layout.means.max())
    low, high = (_end(lambda t: Margins.of(layout.past(t)), start, end, level) for level in RANGE[::-1])
    return Range(low, high)


def ratio_range(above: Layout, below: Layout) -> Range | None:
    """Of the ratio of two arms over a box, which may have no upper end; None where hardly a point has one."""
    defined = (above.means != 0.0) | (below.means != 0.0)
    if np.count_nonzero(defined & (below.means != 0.0)) < 2:
        return None
    above, below = above.at(defined), below.at(defined)
    with np.errstate(divide="ignore"):
        ratios = above.means / below.means
    if not above.chance.any() and not below.chance.any():
        return _counted(ratios)
    middle = float(above.means.sum() / below.means.sum())
    beside = above.less(below.scaled(middle))
    if beside.chance.any() and _hidden(beside):
        return HIDDEN

    def margins_at(t: float) -> Margins:
        return Margins.of(above.less(below.scaled(t)))

    end = float(ratios[np.isfinite(ratios)].max())
    low = _end(margins_at, 0.0, end, RANGE[1])
    if share_of(margins_at(ENDLESS)) > RANGE[0]:
        return Range(low, math.inf)
    while share_of(margins_at(end)) > RANGE[0]:
        end *= 2.0
    return Range(low, _end(margins_at, low, end, RANGE[0]))


def share_of(margins: Margins) -> float:
    """Share of the box at which a number lies above what its margins are from."""
    return share_above(margins.distances, margins.freedom)


def _end(margins_at: Callable[[float], Margins], start: float, end: float, level: float) -> float:
    """The value above which a share of the box lies; an end of the span where that lies at none inside."""
    low, high = start, end
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if share_of(margins_at(middle)) > level:
            low = middle
        else:
            high = middle
    if low == start or high == end:
        return start if low == start else end
    return 0.5 * (low + high)


def _counted(values: Numbers) -> Range:
    """Of numbers without chance; where some have no end a point is told, for nothing lies between."""
    if np.isfinite(values).all():
        ends = np.quantile(values, RANGE, method="linear")
    else:
        ends = np.quantile(values, RANGE, method="closest_observation")
    return Range(float(ends[0]), float(ends[1]))


def _hidden(layout: Layout) -> bool:
    """Whether chance alone may be what moves the points apart."""
    from scipy.special import fdtrc

    points, replicates = layout.parts[0].shape
    if points < 2 or replicates < 2 or layout.apart == 0.0:
        return False
    spread = float(np.var(layout.means, ddof=1)) / layout.apart
    freedom = points - 1, (points - 1) * (replicates - 1)
    return bool(fdtrc(*freedom, spread) > 1.0 - LEVEL)
