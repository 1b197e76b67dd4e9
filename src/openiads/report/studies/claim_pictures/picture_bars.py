"""Rows with a dot, its interval by chance and its range by ignorance, beside a threshold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from openiads.report.ink.svg import bar, figure, hint, line, tag, words
from openiads.report.studies import claim_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    Axis,
    arrow,
    axis,
    is_there,
    long,
    paragraph,
    told,
    wrapped,
)
from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.claim import Bars, Finding

TOP, FOOT, PAD, STRIP, GAP = 30.0, 26.0, 12.0, 22.0, 18.0
LABEL = 330.0
"""Most that names may take of a wide drawing."""


Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A finding, and where it is drawn."""

    finding: Finding
    name: list[str]
    value: list[str]
    top: float
    middle: float  # of what is drawn
    height: float


def draw(picture: Bars, width: float) -> str:
    """The picture in a width; where it is narrow, names stand above what they name."""
    rows, left, right = _narrow(picture) if width <= NARROW else _wide(picture, width)
    x = _axis(picture, left, right)
    foot = rows[-1].top + rows[-1].height if rows else TOP
    title = wrapped(picture.axis, right - left, SMALL)
    spans = _spans(rows, foot, width)
    parts = [_grid(x, spans, foot), _thresholds(picture, rows, x, spans)]
    for row in rows:
        parts += _words(row, x, width), _row(x, row)
    parts.append(paragraph(0.5 * (left + right), foot + 40.0, title, "muted", "middle"))
    return figure(width, foot + FOOT + 8.0 + LINE * len(title), _said(picture), *parts, class_="chart claim")


def names(picture: Bars) -> list[str]:
    """What each row is called: by what differs between them."""
    of = picture.findings
    if len({one.measure for one in of}) == 1:
        return [one.subject for one in of]
    if len({one.subject for one in of}) == 1:
        return [one.measure for one in of]
    return [f"{one.measure}: {one.subject}" for one in of]


def _value(one: Finding) -> list[str]:
    ranged = claim_words.ranged(one)
    if not is_there(one.nominal):
        return []
    return [claim_words.ends(one.nominal), *([f"range {ranged}"] if ranged else [])]


def _wide(picture: Bars, width: float) -> tuple[list[Row], float, float]:
    told_as = names(picture)
    left = min(max((long(name) for name in told_as), default=0.0), LABEL)
    values = [_value(one) for one in picture.findings]
    right = max((long(text, SMALL) for lines in values for text in lines), default=0.0)
    rows, y = [], TOP
    for one, name, value in zip(picture.findings, told_as, values, strict=True):
        lines = wrapped(name, left)
        height = LINE * max(len(lines), len(value), 1) + 2.0 * PAD
        rows.append(Row(one, lines, value, y, y + 0.5 * height, height))
        y += height
    return rows, left + GAP, width - right - GAP


def _narrow(picture: Bars) -> tuple[list[Row], float, float]:
    rows, y = [], TOP
    for one, name in zip(picture.findings, names(picture), strict=True):
        lines = wrapped(name, NARROW)
        value = wrapped(", ".join(_value(one)), NARROW, SMALL) if _value(one) else []
        above = LINE * (len(lines) + len(value)) + 4.0
        rows.append(Row(one, lines, value, y, y + above + 0.5 * STRIP + 4.0, above + STRIP + PAD))
        y += above + STRIP + PAD
    return rows, 10.0, NARROW - 10.0


def _axis(picture: Bars, left: float, right: float) -> Axis:
    of = picture.findings
    core = [value for one in of for value in (one.nominal[0], *(one.range or ()))]
    core += [one.claimed.threshold for one in of if one.claimed is not None]
    return axis(core, [end for one in of for end in one.nominal[1:]], left, right, picture.logarithmic)


def _spans(rows: list[Row], foot: float, width: float) -> list[Span]:
    """From where to where lines go down: all through, or past the words of a narrow drawing."""
    if width > NARROW:
        return [(TOP, foot)]
    return [(row.middle - 0.5 * STRIP - 2.0, row.middle + 0.5 * STRIP + 2.0) for row in rows]


def _grid(x: Axis, spans: list[Span], foot: float) -> str:
    parts = []
    for tick in x.ticks():
        at = x.at(tick)
        parts += [line(at, start, at, end, "grid") for start, end in spans]
        parts.append(words(at, foot + 17.0, told(tick), "tick", text_anchor="middle"))
    return "".join(parts)


def _thresholds(picture: Bars, rows: list[Row], x: Axis, spans: list[Span]) -> str:
    """One line through all rows where they share a threshold, else one through each."""
    shared = {one.claimed for one in picture.findings if one.claimed is not None}
    if len(shared) > 1:
        return "".join(_own(row, x) for row in rows if row.finding.claimed is not None)
    return "".join(_common(claimed, x, spans) for claimed in shared)


def _common(claimed: Claimed, x: Axis, spans: list[Span]) -> str:
    at = x.at(claimed.threshold)
    text = f"claimed: {claim_words.claimed(claimed)}"
    side = 1.0 if claimed.above else -1.0
    if not x.start - GAP <= at + side * (long(text, SMALL) + 24.0) <= x.end + GAP:
        side = -side
    said = words(at + 22.0 * side, TOP - 10.0, text, "muted", text_anchor="start" if side > 0.0 else "end")
    pointer = arrow(at + 10.0 * side, TOP - 14.0, (1 if claimed.above else -1, 0), "threshold-head", 4.0)
    down = [(TOP - 22.0, TOP - 6.0), *spans]
    return "".join(line(at, start, at, end, "threshold") for start, end in down) + pointer + said


def _own(row: Row, x: Axis) -> str:
    claimed = row.finding.claimed
    assert claimed is not None
    at, reach = x.at(claimed.threshold), 0.5 * STRIP
    hinted = tag(
        "line", hint(f"claimed: {claim_words.claimed(claimed)}"),
        x1=at, y1=row.middle - reach, x2=at, y2=row.middle + reach, class_="threshold",
    )  # fmt: skip
    turn = 1 if claimed.above else -1
    return hinted + arrow(at + 6.0 * turn, row.middle - reach, (turn, 0), "threshold-head", 3.5)


def _words(row: Row, x: Axis, width: float) -> str:
    if width <= NARROW:
        after = row.top + LINE * (len(row.name) + 1)
        return paragraph(0.0, row.top + LINE, row.name) + paragraph(0.0, after, row.value, "muted")
    first = row.middle + 4.5 - 0.5 * LINE * (len(row.name) - 1)
    value = row.middle + 4.5 - 0.5 * LINE * (len(row.value) - 1)
    name = paragraph(x.start - GAP, first, row.name, anchor="end")
    return name + paragraph(x.end + GAP, value, row.value, "muted")


def _row(x: Axis, row: Row) -> str:
    one, y = row.finding, row.middle
    return "".join([*_range(x, one, y), *_chance(x, one, y), *_dot(x, one, y)])


def _range(x: Axis, one: Finding, y: float) -> Iterator[str]:
    if one.range is None or math.isnan(one.range.low) or math.isnan(one.range.high):
        return
    start, end = x.at(one.range.low), x.at(one.range.high)
    said = hint(f"{one.subject}: {claim_words.ranged(one)} by what is not known")
    yield bar(start, y - 9.0, max(end - start, 2.0), 18.0, "unknown", said)
    yield from _heads(x, one.range, y, "unknown-head")


def _chance(x: Axis, one: Finding, y: float) -> Iterator[str]:
    _, low, high = one.nominal
    if math.isnan(low) or math.isnan(high):
        return
    said = hint(f"{one.subject}: {claim_words.ends(one.nominal)} by chance")
    yield bar(x.at(low), y - 2.5, max(x.at(high) - x.at(low), 2.0), 5.0, "by-chance", said)
    yield from _heads(x, (low, high), y, "by-chance")


def _heads(x: Axis, ends: tuple[float, ...], y: float, class_: str) -> Iterator[str]:
    """Arrows where it goes on beyond the axis."""
    for end in ends:
        side = x.beyond(end)
        if side:
            yield arrow(x.at(end), y, (side, 0), class_)


def _dot(x: Axis, one: Finding, y: float) -> Iterator[str]:
    if not is_there(one.nominal):
        yield words(0.5 * (x.start + x.end), y + 4.5, "no number", "muted halo", text_anchor="middle")
        return
    said = hint(f"{one.subject}: {claim_words.ends(one.nominal)}")
    value = one.nominal[0]
    if x.beyond(value):
        yield arrow(x.at(value), y, (x.beyond(value), 0), "dot", 7.0)
    else:
        yield tag("circle", said, cx=x.at(value), cy=y, r=5.5, class_="dot")


def _said(picture: Bars) -> str:
    rows = zip(names(picture), picture.findings, strict=True)
    return f"{picture.title}: " + "; ".join(f"{name} {claim_words.ends(one.nominal)}" for name, one in rows)
