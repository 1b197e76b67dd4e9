"""A table of shares, each cell as dark as its share is large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openiads.report.ink.svg import figure, hint, tag, words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    long,
    paragraph,
    wrapped,
)
from openiads.study.claims.claim import Cells

NAME = 260.0
"""Most that names of rows may take of a wide drawing."""
TALL, LOW, GAP = 38.0, 32.0, 2.0
WIDEST = 150.0
"""A cell is no wider, however few there are."""
HALF, DEEP = 0.525, 0.775
"""Shares from which words on a cell are black by night, and white by day; their contrast is 4.5 or more."""
SHORT = 7
"""Letters of the longest word of a heading that still stands upright over a narrow cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the cells are."""

    left: float
    top: float
    wide: float
    tall: float
    turned: bool  # whether headings are


def draw(picture: Cells, width: float) -> str:
    """The picture in a width; where it is narrow, names stand above their rows."""
    narrow = width <= NARROW
    left = 0.0 if narrow else min(max((long(name) for name, _ in picture.rows), default=0.0), NAME) + 14.0
    count = max(len(picture.columns), 1)
    wide = min((width - left) / count, WIDEST)
    turned = any(long(word, SMALL) > wide - 4.0 for name in picture.columns for word in name.split())
    heads = [[name] if turned else wrapped(name, wide - 4.0, SMALL) for name in picture.columns]
    above = 2.0 * LINE if picture.column_axis else LINE
    deep = (
        max((long(name, SMALL) for name in picture.columns), default=0.0)
        if turned
        else (LINE * max(map(len, heads), default=1))
    )
    sheet = Sheet(left, above + deep + 4.0, wide, LOW if narrow else TALL, turned)
    parts = [_titles(picture, sheet, narrow), _heads(heads, sheet)]
    y = sheet.top
    for name, shares in picture.rows:
        lines = wrapped(name, NARROW if narrow else left - 14.0)
        if narrow:
            y += LINE * len(lines) + 6.0
            parts.append(paragraph(0.0, y - 5.0 - LINE * (len(lines) - 1), lines))
        height = sheet.tall if narrow else max(sheet.tall, LINE * len(lines) + 8.0)
        if not narrow:
            first = y + 0.5 * height + 4.5 - 0.5 * LINE * (len(lines) - 1)
            parts.append(paragraph(left - 14.0, first, lines, anchor="end"))
        parts.append(_row(picture, sheet, name, shares, y, height))
        y += height
    return figure(width, y + 4.0, _said(picture), *parts, class_="chart claim")


def _titles(picture: Cells, sheet: Sheet, narrow: bool) -> str:
    across = f"{picture.column_axis} \u2192" if picture.column_axis else ""
    down = f"{picture.row_axis} \u2193" if picture.row_axis else ""
    if narrow:
        return words(0.0, 13.0, "   ".join(filter(None, (down, across))), "muted")
    beside = words(sheet.left - 14.0, sheet.top - 8.0, down, "muted", text_anchor="end")
    return words(sheet.left, 13.0, across, "muted") + beside


def _heads(heads: Sequence[Sequence[str]], sheet: Sheet) -> str:
    parts = []
    for n, lines in enumerate(heads):
        x = sheet.left + sheet.wide * (n + 0.5)
        if sheet.turned:
            foot = sheet.top - 6.0
            turn = f"rotate(-90 {x + 4.0:.1f} {foot:.1f})"
            parts.append(words(x + 4.0, foot, lines[0], "tick", transform=turn))
        else:
            first = sheet.top - 7.0 - LINE * (len(lines) - 1)
            parts.append(paragraph(x, first, lines, "tick", "middle"))
    return "".join(parts)


def _row(picture: Cells, sheet: Sheet, name: str, shares: Sequence[float], y: float, height: float) -> str:
    return "".join(
        _cell(picture, sheet, f"{name}, {column}", value, sheet.left + sheet.wide * n, y, height)
        for n, (column, value) in enumerate(zip(picture.columns, shares, strict=True))
    )


def _cell(picture: Cells, sheet: Sheet, name: str, value: float, x: float, y: float, height: float) -> str:
    box = {"x": x + GAP / 2.0, "y": y + GAP / 2.0, "width": sheet.wide - GAP, "height": height - GAP, "rx": 3}
    middle = {"x": x + 0.5 * sheet.wide, "y": y + 0.5 * height + 4.5}
    if math.isnan(value):
        asked = tag("rect", hint(f"{name}: not asked"), **box, class_="cell empty")
        return asked + words(**middle, text="\u2013", class_="muted", text_anchor="middle")
    shade = min(max(value, 0.0), 1.0)
    reached = picture.threshold is not None and value >= picture.threshold
    parts = [
        tag("rect", **box, class_="cell ground"),
        tag("rect", hint(f"{name}: {percent(value)} %"), **box, class_="cell", fill_opacity=max(shade, 0.03)),
    ]
    if reached:
        inner = box | {"x": box["x"] + 1.5, "y": box["y"] + 1.5, "width": box["width"] - 3.0,
                       "height": box["height"] - 3.0}  # fmt: skip
        parts.append(tag("rect", **inner, class_="reached"))
    class_ = " ".join(
        ["cell-value", *(["half"] if shade >= HALF else []), *(["deep"] if shade >= DEEP else [])]
    )
    return "".join(parts) + words(**middle, text=percent(value), class_=class_, text_anchor="middle")


def percent(value: float) -> str:
    """A share in percent; what is neither none nor all does not look like it."""
    if 0.0 < value < 0.005:
        return "<1"
    if 0.995 <= value < 1.0:
        return ">99"
    return f"{100.0 * value:.0f}"


def _said(picture: Cells) -> str:
    rows = "; ".join(
        f"{name}: " + ", ".join(
            f"{column} {'not asked' if math.isnan(value) else percent(value) + ' %'}"
            for column, value in zip(picture.columns, shares, strict=True)
        )
        for name, shares in picture.rows
    )  # fmt: skip
    return f"{picture.title}: {rows}"
