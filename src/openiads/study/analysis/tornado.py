"""What each coordinate does alone, at its low and at its high, with all others at nominal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from openiads.study.analysis.indices import Influences, ends_of
from openiads.study.analysis.paired import difference
from openiads.study.analysis.polynomial_chaos import Chaos
from openiads.study.analysis.sample import Sample
from openiads.study.strata_weights import Ends, Numbers


class Swing(NamedTuple):
    """What one coordinate does."""

    coordinate: int
    at_low: Ends  # change of the mean from nominal, and its interval
    at_high: Ends

    @property
    def width(self) -> float:
        """From the least to the most, over low, nominal and high."""
        told = (0.0, self.at_low[0], self.at_high[0])
        return max(told) - min(told)


def swings(found: Influences, nominal: Numbers) -> list[Swing] | None:
    """Swings by the fitted function about a nominal point (K,) of the unit cube; None where none is told."""
    if not found.told:
        return None
    value = _changes(found.surrogate, nominal)
    again = np.stack([_changes(chaos, nominal) for chaos in found.refitted])
    told = np.stack(ends_of(value, again), axis=1).reshape(2, nominal.size, 3)
    return _sorted([Swing(k, _ends(told[0, k]), _ends(told[1, k])) for k in range(nominal.size)])


def played_swings(nominal: Sample, ends: Sequence[tuple[Sample, Sample]], step: float | None) -> list[Swing]:
    """Swings of coordinates that were played at their (low, high) on the draws of the nominal point.

    step  the least by which a value can change; None where that is not known
    """
    rows = [(difference(low, nominal, step), difference(high, nominal, step)) for low, high in ends]
    return _sorted([Swing(k, *row) for k, row in enumerate(rows)])


def _changes(chaos: Chaos, nominal: Numbers) -> Numbers:
    """Changes (2 K,): of all coordinates at low, then of all at high."""
    points = np.tile(nominal, (2 * nominal.size, 1))
    rows = np.arange(2 * nominal.size)
    points[rows, rows % nominal.size] = np.repeat([0.0, 1.0], nominal.size)
    changes: Numbers = chaos.at(points) - chaos.at(nominal[None, :])
    return changes


def _ends(told: Numbers) -> Ends:
    mean, low, high = told.tolist()
    return mean, low, high


def _sorted(rows: list[Swing]) -> list[Swing]:
    return sorted(rows, key=lambda row: (-row.width, row.coordinate))
