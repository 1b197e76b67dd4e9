"""Findings about numbers that are computed and not played: the box of the figures that a number rests on.

Such a number has no chance, so its chance interval has no width; the rule of verdicts is the same.  Figures
of several entries that are one statement move together, as they do where a raid is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from openiads.catalogue.border import outside, suffixes
from openiads.catalogue.entries import Figure
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue, Place
from openiads.catalogue.overrides import path_to, with_overrides
from openiads.ground.errors import Faults, ScenarioError
from openiads.study.analysis.box_range import Range
from openiads.study.analysis.by_status import status_shares
from openiads.study.analysis.ignorance import RANGE
from openiads.study.analysis.indices import LEAST_POINTS, Influences, influences
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.threshold import Crossing, crossing
from openiads.study.analysis.verdict import Claimed, Kind, verdict
from openiads.study.analysis.verdict import Figure as Decisive
from openiads.study.claims.asking import SEED
from openiads.study.claims.claim import Finding
from openiads.study.design.coordinates import Coordinate, Part, Paths, alone
from openiads.study.design.sampling import points_of
from openiads.study.strata_weights import Ends, Numbers
from openiads.study.threshold.moving import in_values

EXACT = 12
"""Digits to which a figure of the catalogue is known; the others come of its conversion from SI."""
ARM = ""
"""Arms that a computed number has: it is one."""
RANKED = 4_000
"""Points times coordinates from which figures are ranked; the time it takes grows faster than they do."""


class Setting(NamedTuple):
    """One point of a box: the catalogue there, and what is unknown beside it."""

    catalogue: Catalogue
    beside: Mapping[str, float]


@dataclass(frozen=True)
class ComputedBox:
    """Unknowns of a number, and the points at which it is computed; point 0 is the nominal."""

    coordinates: tuple[Coordinate, ...]
    points: Numbers  # (1 + P, K), in the units of files

    def setting(self, values: Sequence[float]) -> Setting:
        """What any setting (K,) of the coordinates, in the units of files, says."""
        told: dict[str, Any] = {}
        beside = {}
        for one, value in zip(self.coordinates, values, strict=True):
            paths = one.paths
            if not paths:
                beside[one.name] = float(value)
                continue
            for path in paths if value != one.value else ():
                *tables, field = path.split(".")[1:]
                inner = told
                for table in tables:
                    inner = inner.setdefault(table, {})
                inner[field] = round(value) if one.whole else float(value)
        return Setting(with_overrides(PACKAGED, told), beside)

    def value(self, name: str, point: int) -> float:
        """Of one coordinate at a point, in the unit of the files."""
        number = next(k for k, one in enumerate(self.coordinates) if one.name == name)
        return float(self.points[point, number])

    @cached_property
    def settings(self) -> list[Setting]:
        """Of every point."""
        return [self.setting(row) for row in self.points.tolist()]

    @cached_property
    def unit(self) -> Numbers:
        """Points of the box (P, K) as shares of each coordinate's box below them [1]."""
        return np.array(
            [
                [one.share_of(value) for one, value in zip(self.coordinates, row, strict=True)]
                for row in self.points[1:].tolist()
            ]
        )


def box_of(parts: Sequence[Part], count: int) -> ComputedBox:
    """A Latin hypercube of so many points over parts that are unknown."""
    coordinates = tuple(map(alone, parts))
    faults = Faults("box", ScenarioError)
    points = points_of(coordinates, count, "lhs", SEED, faults)
    faults.raise_any()
    return ComputedBox(coordinates, points)


def figures_with_boxes(wanted: Mapping[Place, Sequence[str]], catalogue: Catalogue = PACKAGED) -> list[Part]:
    """Figures of entries, by kind and slug, that have a low below their high; what is one statement is one.

    A name that an entry does not have is left out, so that rounds may be asked alike.
    """
    groups: dict[tuple[str, str, Figure], list[str]] = {}
    for (kind, slug), names in wanted.items():
        known = catalogue.entry(kind, slug).figures
        for name in names:
            if name in known and known[name].low < known[name].high:
                groups.setdefault((kind, name, known[name]), []).append(slug)
    return [_part(kind, name, figure, slugs) for (kind, name, figure), slugs in groups.items()]


def _part(kind: str, name: str, figure: Figure, slugs: Sequence[str]) -> Part:
    suffix = suffixes(kind).get(name, "")
    low, value, high = (
        float(f"{outside(suffix)(end):.{EXACT}g}") for end in (figure.low, figure.value, figure.high)
    )
    paths = tuple(path_to(kind, slug, name + suffix) for slug in slugs)
    whole = isinstance(figure.value, int)
    told = path_to(kind, "+".join(slugs), name + suffix)
    return Part(told, paths, low, value, high, whole, figure.status, (ARM,), Paths({ARM: paths}, whole))


def unknown(name: str, low: float, value: float, high: float, whole: bool = False) -> Part:
    """What is unknown and no figure of the catalogue: an assumption of the study, which says why."""
    return Part(name, (), low, value, high, whole, "assumption", (ARM,), Paths({}, whole))


class About(NamedTuple):
    """What a finding is about."""

    measure: str  # in words
    subject: str
    unit: str = ""
    note: str = ""
    ranked: bool = (
        True  # whether figures are ranked even where no verdict depends on one, which takes a second
    )


def judged_points(
    box: ComputedBox,
    told: Sequence[Ends],
    claimed: Claimed | None,
    about: About,
    at: Callable[[Sequence[float]], Ends] | None = None,
) -> Finding:
    """A finding about a number that is told at each point, the nominal first, with its verdict by the rule.

    Parameters
    ----------
    at : the number at any setting of the coordinates, for the value at which a verdict flips; None where it
        cannot be told anywhere else
    """
    nominal, *rest = told
    values = np.array([ends[0] for ends in rest])
    margins = None if claimed is None else Margins.of_intervals(rest, claimed.threshold, claimed.above)
    said = None if claimed is None or margins is None else verdict(claimed, nominal, margins)
    depends = said is not None and said.kind is Kind.DEPENDS
    fitted = _fitted(box, values) if about.ranked or depends else None
    shares = None if fitted is None else status_shares(fitted, [one.status for one in box.coordinates])
    foremost = None if fitted is None else fitted.foremost
    if claimed is not None and margins is not None and depends and foremost is not None:
        one = box.coordinates[foremost]
        flip = None if at is None else _flip(box, foremost, at, claimed.threshold)
        among = fitted is not None and not fitted.told
        said = verdict(claimed, nominal, margins, Decisive(one.name, one.name, "", flip, among))
    return Finding(
        measure=about.measure,
        subject=about.subject,
        unit=about.unit,
        nominal=nominal,
        range=range_of(values),
        claimed=claimed,
        verdict=said,
        r2=None if fitted is None else fitted.r2,
        by_status=None if shares is None else tuple(shares),
        note=about.note,
    )


def judged_number(
    box: ComputedBox,
    values: Sequence[float],
    claimed: Claimed | None,
    about: About,
    at: Callable[[Setting], float] | None = None,
) -> Finding:
    """The same of a number without chance (1 + P,), the nominal first."""
    look = None if at is None else lambda row: _certain(at(box.setting(row)))
    return judged_points(box, [_certain(value) for value in values], claimed, about, look)


def range_of(values: Numbers) -> Range | None:
    """5 to 95 % of the points of a box (P,); None where one of them is no number."""
    if np.isnan(values).any():
        return None
    low, high = (float(end) for end in np.quantile(values, RANGE, method="linear"))
    return Range(low, high)


def _certain(value: float) -> Ends:
    return float(value), float(value), float(value)


def _fitted(box: ComputedBox, values: Numbers) -> Influences | None:
    """What figures do to values (P,); of so many points that it does not take long."""
    count = min(values.size, max(RANKED // max(len(box.coordinates), 1), 4 * LEAST_POINTS))
    if count < LEAST_POINTS or not np.isfinite(values).all() or np.ptp(values[:count]) == 0.0:
        return None
    return influences(box.unit[:count], values[:count], SEED)


def _flip(box: ComputedBox, number: int, at: Callable[[Sequence[float]], Ends], threshold: float) -> Crossing:
    """Where the number crosses its threshold if one coordinate moves and all others stay as catalogued."""
    one = box.coordinates[number]

    def look(share: float) -> Ends:
        row = box.points[0].tolist()
        row[number] = one.at(share)
        return at(row)

    return in_values(crossing(look, 0.0, 1.0, threshold), one)
