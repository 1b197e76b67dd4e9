"""The picture of a comparison: a row for each arm, chance a dark line, ignorance a pale band behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from openiads.report.ink.svg import bar, figure, hint, line, tag, words
from openiads.report.studies import comparison_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    WIDE,
    Axis,
    axis,
    long,
    paragraph,
    told,
    wrapped,
)
from openiads.study.analysis.box_range import Range
from openiads.study.compare.comparison import Cell, Comparison
from openiads.study.compare.measures import MEASURES

TOP, STRIP, PAD, FOOT = 18.0, 24.0, 14.0, 46.0
LABEL, GAP = 300.0, 16.0
"""Most that names of arms may take of a wide drawing, and what is free beside them."""
CUT = "the axis does not begin at 0"
"""Stands under an axis that shows differences of what is all far from 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """An arm, and where it is drawn."""

    cell: Cell
    name: list[str]
    top: float
    middle: float  # of what is drawn
    height: float


def dots(found: Comparison, measure: str = "leakers", width: float = WIDE) -> str:
    """Means of one measure by arm; where it is narrow, names and numbers stand above what is drawn."""
    cells = [found.cell(arm.arm, measure) for arm in found.arms]
    rows, left, right = _rows(cells, width)
    reach = [end for cell in cells for end in _reach(cell)]
    x = axis(reach if any(reach) else (0.0, 1.0), (), left, right)
    foot = rows[-1].top + rows[-1].height
    parts = [_grid(x, rows, foot, width)]
    parts += [part for row in rows for part in (_words(row, x, width), *_row(x, row))]
    title = MEASURES[measure].title
    under = wrapped(title if x.low <= 0.0 else f"{title}; {CUT}", right - left)
    parts.append(paragraph(0.5 * (left + right), foot + 38.0, under, "muted", anchor="middle"))
    said = f"{title} by arm: " + ", ".join(f"{c.arm} {comparison_words.mean(c)}" for c in cells)
    return figure(width, foot + FOOT + LINE * (len(under) - 1), said, *parts, class_="chart claim")


def _rows(cells: list[Cell], width: float) -> tuple[list[Row], float, float]:
    rows, y = [], TOP
    if width <= NARROW:
        for cell in cells:
            name = wrapped(cell.arm, NARROW)
            above = LINE * (len(name) + 1) + 2.0
            rows.append(Row(cell, name, y, y + above + 0.5 * STRIP, above + STRIP + PAD))
            y += above + STRIP + PAD
        return rows, 10.0, NARROW - 10.0
    left = min(max(long(cell.arm) for cell in cells) + 2.0, LABEL)
    for cell in cells:
        name = wrapped(cell.arm, left)
        height = max(STRIP, LINE * len(name)) + PAD
        rows.append(Row(cell, name, y, y + 0.5 * height, height))
        y += height
    right = max(long(comparison_words.mean(cell), SMALL) for cell in cells)
    return rows, left + GAP, width - right - GAP


def seen(cell: Cell) -> Range | None:
    """How far what is not known is seen to move it."""
    return None if cell.mean_range is None or cell.mean_range.hidden else cell.mean_range


def _reach(cell: Cell) -> list[float]:
    """All numbers that a row shows."""
    moved = seen(cell)
    told = cell.mean if moved is None else (*cell.mean, moved.low, moved.high)
    return [end for end in told if math.isfinite(end)]


def _grid(x: Axis, rows: list[Row], foot: float, width: float) -> str:
    spans = [(TOP, foot)]
    if width <= NARROW:
        spans = [(row.middle - 0.5 * STRIP, row.middle + 0.5 * STRIP) for row in rows]
    parts = []
    ticks = x.ticks()
    for tick, label in zip(ticks, _labels(ticks), strict=True):
        parts += [line(x.at(tick), start, x.at(tick), end, "grid") for start, end in spans]
        parts.append(words(x.at(tick), foot + 17.0, label, "tick", text_anchor="middle"))
    return "".join(parts)


def _labels(ticks: Sequence[float]) -> list[str]:
    """Words of ticks; far from 0 all have the digits that tell them apart."""
    step = min((b - a for a, b in pairwise(ticks)), default=0.0)
    if step == 0.0 or ticks[0] <= 0.0:
        return [told(tick) for tick in ticks]
    decimals = max(-math.floor(math.log10(step) + 1e-9), 0)
    return [f"{tick:,.{decimals}f}" for tick in ticks]


def _words(row: Row, x: Axis, width: float) -> str:
    value = comparison_words.mean(row.cell)
    if width <= NARROW:
        after = row.top + LINE * (len(row.name) + 1) - 2.0
        return paragraph(0.0, row.top + LINE - 2.0, row.name) + words(0.0, after, value, "muted")
    first = row.middle + 4.5 - 0.5 * LINE * (len(row.name) - 1)
    name = paragraph(x.start - GAP, first, row.name, anchor="end")
    return name + words(x.end + GAP, row.middle + 4.5, value, "muted")


def _row(x: Axis, row: Row) -> Iterator[str]:
    cell, y = row.cell, row.middle
    value, low, high = cell.mean
    moved = seen(cell)
    if moved is not None:
        start, end = x.at(moved.low), x.at(moved.high)
        said = hint(f"{cell.arm}: {comparison_words.ranged(moved)} by what is not known")
        yield bar(start, y - 9.0, max(end - start, 2.0), 18.0, "unknown", said)
    said = hint(f"{cell.arm}: {comparison_words.mean(cell)} by chance")
    if math.isfinite(high - low):
        yield bar(x.at(low), y - 2.5, max(x.at(high) - x.at(low), 2.0), 5.0, "by-chance", said)
    yield tag("circle", said, cx=x.at(value), cy=y, r=5.5, class_="dot")
