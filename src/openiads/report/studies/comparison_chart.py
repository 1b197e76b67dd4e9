"""The picture of a comparison: a row for each arm, chance a dark line, ignorance a pale band behind it."""

from __future__ import annotations

import math

from openiads.report.ink.number_words import number
from openiads.report.ink.svg import Scale, bar, figure, hint, line, linear, tag, ticks, width_of, words
from openiads.report.studies import comparison_words
from openiads.study.compare.comparison import Cell, Comparison
from openiads.study.compare.measures import MEASURES

WIDTH, TOP, PITCH, FOOT = 1080.0, 18.0, 40.0, 46.0
TYPE = 13.0
ROOM = 0.08
"""Part of the axis that stays free beyond the largest number."""


def dots(found: Comparison, measure: str = "leakers") -> str:
    """Means of one measure by arm."""
    cells = [found.cell(arm.arm, measure) for arm in found.arms]
    left = max(width_of(cell.arm, TYPE) for cell in cells) + 24.0
    right = WIDTH - max(width_of(comparison_words.mean(cell), TYPE) for cell in cells) - 24.0
    most = max(_reach(cell) for cell in cells) * (1.0 + ROOM) or 1.0
    x, foot = linear(0.0, most, left, right), TOP + PITCH * len(cells)
    parts = [_axis(x, most, foot)]
    for row, cell in enumerate(cells):
        y = TOP + PITCH * (row + 0.5)
        parts.append(words(left - 14.0, y + 4.5, cell.arm, text_anchor="end"))
        parts.append(_row(x, y, cell))
        parts.append(words(right + 14.0, y + 4.5, comparison_words.mean(cell), "muted"))
    title = MEASURES[measure].title
    parts.append(words(0.5 * (left + right), foot + 38.0, title, "muted", text_anchor="middle"))
    told = f"{title} by arm: " + ", ".join(f"{c.arm} {comparison_words.mean(c)}" for c in cells)
    return figure(WIDTH, foot + FOOT, told, *parts, class_="chart wide")


def _reach(cell: Cell) -> float:
    """The largest number of a row."""
    beyond = cell.mean_range.high if cell.mean_range is not None else 0.0
    return max(beyond, *(end for end in cell.mean if math.isfinite(end)))


def _axis(x: Scale, most: float, foot: float) -> str:
    parts = []
    for tick in ticks(0.0, most, 8):
        parts.append(line(x(tick), TOP, x(tick), foot, "grid"))
        parts.append(words(x(tick), foot + 17.0, f"{tick:g}", "tick", text_anchor="middle"))
    return "".join(parts)


def _row(x: Scale, y: float, cell: Cell) -> str:
    value, low, high = cell.mean
    parts = []
    if cell.mean_range is not None:
        start, end = x(cell.mean_range.low), x(cell.mean_range.high)
        told = hint(f"{cell.arm}: {comparison_words.ranged(cell.mean_range)} by what is not known")
        parts.append(bar(start, y - 9.0, max(end - start, 2.0), 18.0, "unknown", told))
    told = hint(f"{cell.arm}: {number(value)}, by chance {comparison_words.ends(cell.mean)}")
    parts.append(bar(x(low), y - 2.5, max(x(high) - x(low), 2.0), 5.0, "by-chance", told))
    parts.append(tag("circle", told, cx=x(value), cy=y, r=5.5, class_="dot"))
    return "".join(parts)
