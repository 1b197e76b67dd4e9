"""What each figure does alone: the swing of a number between its low and its high, the widest on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openiads.ground.interval_words import with_interval
from openiads.report.ink.assumptions import STATUS_WORDS
from openiads.report.ink.number_words import signed
from openiads.report.ink.svg import bar, figure, hint, line, words
from openiads.report.studies import figure_names, unknown_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    Axis,
    axis,
    long,
    paragraph,
    told,
    wrapped,
)
from openiads.study.compare.unknowns import Unknown, Unknowns
from openiads.study.strata_weights import Ends

TOP, TALL, HALF, PAD, LABEL = 26.0, 20.0, 15.0, 12.0, 250.0
"""Where rows begin, height of a bar and of one that shares its row, what is free, most that names take."""
GAP = 6.0
"""Between the end of a bar and the value of the figure there."""
SEVERAL = "several"
"""The status of figures that move together and are not worth the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, and where it is drawn."""

    one: Unknown
    name: list[str]
    top: float
    middle: float  # of its bar
    tall: float  # that is
    height: float  # of all


def drawn(found: Unknowns) -> list[Unknown]:
    """Figures of the picture, the widest swing first; none where no index is told, or nothing moves it."""
    ranked = [one for one in found.ranked or () if one.total[0] > 0.0][: unknown_words.SHOWN]
    return sorted(ranked, key=lambda one: -one.swing.width)


def statuses(found: Unknowns) -> list[tuple[str, str]]:
    """Statuses of them with what they mean, for the key."""
    there = {status_of(one) for one in drawn(found)}
    known = [(status, f"{status}: {meaning}") for status, meaning in STATUS_WORDS.items() if status in there]
    return known + ([(SEVERAL, "figures of several statuses that move together")] if SEVERAL in there else [])


def status_of(one: Unknown) -> str:
    """What colours a figure."""
    return one.status if "+" not in one.status else SEVERAL


def instead(found: Unknowns) -> str:
    """What stands in the place of a picture that is not drawn."""
    return "" if drawn(found) else f"Nothing is drawn here. {unknown_words.most(found)}"


def draw(found: Unknowns, width: float) -> str:
    """The picture in a width; where it is narrow, names stand above their bars."""
    rows, left, right = _rows(drawn(found), width)
    x = _axis([row.one for row in rows], left, right)
    foot = rows[-1].top + rows[-1].height
    title = wrapped(f"change of {unknown_words.title(found)}, from the nominal", width - 16.0, SMALL)
    parts = [_grid(x, rows, foot, width)]
    parts += [_row(x, row, width) for row in rows]
    spans = _spans(rows, foot, width)
    parts += [line(x.at(0.0), start, x.at(0.0), end, "mean") for start, end in spans]
    parts.append(words(x.at(0.0), TOP - 10.0, "nominal", "muted", text_anchor="middle"))
    parts.append(paragraph(0.5 * (left + right), foot + 40.0, title, "muted", "middle"))
    return figure(width, foot + 34.0 + LINE * len(title), _said(found, rows), *parts, class_="chart claim")


def _rows(of: Sequence[Unknown], width: float) -> tuple[list[Row], float, float]:
    rows, y = [], TOP
    if width <= NARROW:
        room = max(long(_value(one, end), SMALL) for one in of for end in (one.low, one.high)) + GAP
        for one in of:
            name = wrapped(figure_names.named(one.name), NARROW)
            above = LINE * len(name) + 6.0
            tall = _tall(one)
            rows.append(Row(one, name, y, y + above + 0.5 * tall, tall, above + tall + PAD))
            y += above + tall + PAD
        return rows, room, width - room
    names = [wrapped(figure_names.named(one.name), LABEL) for one in of]
    left = max(long(text) for name in names for text in name) + 20.0
    room = max(long(_value(one, end), SMALL) for one in of for end in (one.low, one.high)) + GAP
    for one, name in zip(of, names, strict=True):
        height = max(LINE * len(name), _tall(one)) + PAD
        rows.append(Row(one, name, y, y + 0.5 * height, _tall(one), height))
        y += height
    return rows, left + room, width - room


def _shares(one: Unknown) -> bool:
    """Whether both ends go the same way, so that one bar would hide the other: each then has its half."""
    return one.swing.at_low[0] * one.swing.at_high[0] > 0.0 and one.low < one.value < one.high


def _tall(one: Unknown) -> float:
    return 2.0 * HALF if _shares(one) else TALL


def _value(one: Unknown, end: float) -> str:
    return figure_names.amount(one.name, end)


def _axis(of: Sequence[Unknown], left: float, right: float) -> Axis:
    means = [value for one in of for value in (0.0, one.swing.at_low[0], one.swing.at_high[0])]
    ends = [end for one in of for told_ in (one.swing.at_low, one.swing.at_high) for end in told_[1:]]
    return axis(means, ends, left, right)


def _spans(rows: Sequence[Row], foot: float, width: float) -> list[tuple[float, float]]:
    """From where to where lines go down: all through, or past the words of a narrow drawing."""
    if width > NARROW:
        return [(TOP - 4.0, foot)]
    return [(row.middle - 0.5 * row.tall - 3.0, row.middle + 0.5 * row.tall + 3.0) for row in rows]


def _grid(x: Axis, rows: Sequence[Row], foot: float, width: float) -> str:
    parts = []
    for tick in x.ticks():
        at = x.at(tick)
        parts += [line(at, start, at, end, "grid") for start, end in _spans(rows, foot, width)]
        text = told(tick) if tick <= 0.0 else f"+{told(tick)}"
        parts.append(words(at, foot + 17.0, text, "tick", text_anchor="middle"))
    return "".join(parts)


def _row(x: Axis, row: Row, width: float) -> str:
    low, high = row.one.swing.at_low, row.one.swing.at_high
    up, tall = row.middle - 0.5 * row.tall, HALF if _shares(row.one) else row.tall
    parts = [
        _bar(x, row.one, low, row.one.low, "at low", up, tall),
        _bar(x, row.one, high, row.one.high, "at high", up + row.tall - tall, tall),
    ]
    if width <= NARROW:
        return paragraph(0.0, row.top + LINE - 3.0, row.name) + "".join(parts)
    first = row.middle + 4.5 - 0.5 * LINE * (len(row.name) - 1)
    return paragraph(0.0, first, row.name) + "".join(parts)


def _bar(x: Axis, one: Unknown, change: Ends, value: float, where: str, top: float, tall: float) -> str:
    """One end of a figure: a bar from the nominal, its interval, and the figure's value there."""
    if value == one.value:
        return ""
    start, end = sorted((x.at(0.0), x.at(change[0])))
    said = hint(f"{where}, {_value(one, value)}: {with_interval(change, signed)}")
    pale = " pale" if where == "at low" else ""
    middle = top + 0.5 * tall
    drawing = bar(start, top, max(end - start, 1.0), tall, f"status {status_of(one)}{pale}", said)
    drawing += line(x.at(change[1]), middle, x.at(change[2]), middle, "thin")
    right = change[0] > 0.0 or (change[0] == 0.0 and where == "at high")
    at = max(end, x.at(change[2])) + GAP if right else min(start, x.at(change[1])) - GAP
    anchor = "start" if right else "end"
    return drawing + words(at, middle + 4.0, _value(one, value), "tick halo", text_anchor=anchor)


def _said(found: Unknowns, rows: Sequence[Row]) -> str:
    parts = [
        f"{figure_names.named(row.one.name)} {signed(row.one.swing.at_low[0])} at its low, "
        f"{signed(row.one.swing.at_high[0])} at its high"
        for row in rows
    ]
    return f"Swings of {unknown_words.title(found)}: {'; '.join(parts)}"
