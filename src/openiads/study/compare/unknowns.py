"""Which unknown matters most: what the box does to a mean, a difference or a ratio, unknown by unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from openiads.study.analysis.box_range import Range, mean_range
from openiads.study.analysis.by_status import StatusShare, status_shares
from openiads.study.analysis.ignorance import Layout, Split, split
from openiads.study.analysis.indices import LEAST_POINTS, Influences, influences
from openiads.study.analysis.screening import Strongest
from openiads.study.analysis.tornado import Swing, swings
from openiads.study.compare.layouts import has_box, layouts, over
from openiads.study.compare.measures import Measure
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.points import Design
from openiads.study.strata_weights import Ends, Numbers

Of = Literal["mean", "difference", "ratio"]
"""What of an arm is looked at: its mean, or how it stands to the base."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """One coordinate of the box."""

    name: str
    status: str
    low: float
    value: float  # nominal
    high: float
    total: Ends  # total-order index, with its interval
    swing: Swing


@dataclass(frozen=True, slots=True)
class Foremost:
    """The one coordinate that a number moves with beyond chance, where no index is told."""

    name: str
    status: str
    correlation: float  # of ranks
    by_chance: float  # which the largest of `among` stays below 99 times in a hundred, were there none
    among: int


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What is known of the ignorance of one number."""

    arm: str
    measure: str
    of: Of
    split: Split
    range: Range
    r2: float | None  # of the fitted function at points that it has not seen; None where none was fitted
    ranked: tuple[Unknown, ...] | None  # the largest index first; None where no index is told
    by_status: tuple[StatusShare, ...] | None
    foremost: Foremost | None  # where no index is told, what stands out all the same

    @property
    def largest(self) -> Unknown | None:
        """The unknown that matters most, if that is known and any does."""
        return self.ranked[0] if self.ranked and self.ranked[0].total[0] > 0.0 else None


def unknowns(
    design: Design,
    arm: PlayedArm,
    base: PlayedArm | None,
    measure: Measure,
    of: Of = "mean",
    ranks: bool = True,
    threshold: float | None = None,
) -> Unknowns | None:
    """What the box of a design does to a number; None where the number has no spread that could be told.

    ranks      whether its figures are ranked, which takes seconds where there are hundreds
    threshold  of a ratio: figures are ranked by what moves it past this, the one mean less so many times the
               other, which has far less noise than the quotient of few counts

    Raises
    ------
    ValueError
        if a difference or a ratio is asked of an arm without a base
    """
    layout = _layout(arm, base, measure, of)
    if layout is None:
        return None
    found, moved = split(layout), mean_range(layout)
    if layout.means.size < LEAST_POINTS or not ranks:
        return Unknowns(arm.name, measure.key, of, found, moved, None, None, None, None)
    touching = _touching(design, arm, base)
    coordinates = [design.coordinates[k] for k in touching]
    decided = layout if threshold is None else _past(arm, base, measure, threshold)
    fitted = influences(unit_cube(design)[:, touching], decided.means, design.seed, decided.apart)
    shares = status_shares(fitted, [coordinate.status for coordinate in coordinates])
    return Unknowns(
        arm.name,
        measure.key,
        of,
        found,
        moved,
        fitted.r2,
        _ranked(coordinates, design.points[0, touching].tolist(), fitted),
        None if shares is None else tuple(shares),
        _foremost(coordinates, fitted.strongest),
    )


def _foremost(coordinates: Sequence[Coordinate], found: Strongest | None) -> Foremost | None:
    if found is None:
        return None
    one = coordinates[found.coordinate]
    return Foremost(one.name, one.status, found.correlation, found.by_chance, len(coordinates))


def unit_cube(design: Design) -> Numbers:
    """Points of the box (P, K), the nominal not among them, as shares of each coordinate's box below them."""
    return np.array([_shares(design.coordinates, row) for row in design.points[1:].tolist()])


def _touching(design: Design, arm: PlayedArm, base: PlayedArm | None) -> list[int]:
    """Numbers of the coordinates that touch an arm or its base: no other can move the number."""
    names = {arm.name, base.name} if base is not None else {arm.name}
    return [k for k, one in enumerate(design.coordinates) if not names.isdisjoint(one.arms)]


def _shares(coordinates: Sequence[Coordinate], row: Sequence[float]) -> list[float]:
    return [one.share_of(value) for one, value in zip(coordinates, row, strict=True)]


def _layout(arm: PlayedArm, base: PlayedArm | None, measure: Measure, of: Of) -> Layout | None:
    if not has_box(arm):
        return None
    if of == "mean":
        return Layout.of(arm.box(measure))
    if base is None:
        raise ValueError(f"a {of} needs a base to which {arm.name} stands")
    above, below = layouts(arm, base, measure)
    return above.less(below) if of == "difference" else over(above, below)


def _past(arm: PlayedArm, base: PlayedArm | None, measure: Measure, threshold: float) -> Layout:
    """An arm less so many times its base."""
    if base is None:
        raise ValueError(f"a ratio needs a base to which {arm.name} stands")
    above, below = layouts(arm, base, measure)
    return above.less(below.scaled(threshold))


def _ranked(
    coordinates: Sequence[Coordinate], nominal: Sequence[float], fitted: Influences
) -> tuple[Unknown, ...] | None:
    totals = fitted.totals
    moved = swings(fitted, np.array(_shares(coordinates, nominal)))
    if totals is None or moved is None:
        return None
    swing_of = {swing.coordinate: swing for swing in moved}
    rows = [
        Unknown(one.name, one.status, one.low, one.value, one.high, (value, low, high), swing_of[k])
        for k, (one, value, low, high) in enumerate(
            zip(coordinates, *(end.tolist() for end in totals), strict=True)
        )
    ]
    return tuple(sorted(rows, key=lambda row: (-row.total[0], row.name)))
