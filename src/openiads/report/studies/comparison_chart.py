"""The picture of a comparison: a row for each arm, chance a dark line, ignorance a pale band behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from openiads.report.ink.svg import bar, figure, hint, line, tag, words
from openiads.report.studies import comparison_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    WIDE,
    Axis,
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
ROOM = 0.08
"""Part of the axis that stays free beyond the largest number."""


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
    most = max(_reach(cell) for cell in cells) * (1.0 + ROOM) or 1.0
    x, foot = Axis(0.0, most, left, right), rows[-1].top + rows[-1].height
    parts = [_grid(x, rows, foot, width)]
    parts += [part for row in rows for part in (_words(row, x, width), *_row(x, row))]
    title = MEASURES[measure].title
    parts.append(words(0.5 * (left + right), foot + 38.0, title, "muted", text_anchor="middle"))
    said = f"{title} by arm: " + ", ".join(f"{c.arm} {comparison_words.mean(c)}" for c in cells)
    return figure(width, foot + FOOT, said, *parts, class_="chart claim")


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


def _reach(cell: Cell) -> float:
    """The largest number of a row."""
    beyond = moved.high if (moved := seen(cell)) is not None else 0.0
    return max(beyond, *(end for end in cell.mean if math.isfinite(end)))


def _grid(x: Axis, rows: list[Row], foot: float, width: float) -> str:
    spans = [(TOP, foot)]
    if width <= NARROW:
        spans = [(row.middle - 0.5 * STRIP, row.middle + 0.5 * STRIP) for row in rows]
    parts = []
    for tick in x.ticks():
        parts += [line(x.at(tick), start, x.at(tick), end, "grid") for start, end in spans]
        parts.append(words(x.at(tick), foot + 17.0, told(tick), "tick", text_anchor="middle"))
    return "".join(parts)


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
    yield bar(x.at(low), y - 2.5, max(x.at(high) - x.at(low), 2.0), 5.0, "by-chance", said)
    yield tag("circle", said, cx=x.at(value), cy=y, r=5.5, class_="dot")
