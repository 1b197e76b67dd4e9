"""Things by two numbers of theirs; those that no other beats in both are joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from openiads.report.ink.svg import figure, hint, line, path, tag, words
from openiads.report.maps.labels import Box, Places
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
from openiads.study.claims.claim import Dot, Plane
from openiads.study.strata_weights import Ends

TOP, TALL, LOW, FOOT = 34.0, 440.0, 300.0, 30.0
NAME = 190.0
"""Widest line of a name on the plane."""
DOT, CLEAR = 6.0, 9.0
AWAY = (10.0, 20.0, 34.0, 52.0, 76.0)
"""How far from its dot a name may stand, the nearest first."""
LINKED = 24.0
"""A name further from its dot than this is joined to it."""
STRANGE = 150.0
"""What it costs a name to stand as near to another dot as to its own."""
Point = tuple[float, float]
LIGHT = 0.3
"""What an interval weighs where names look for room: less than a name or a dot."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things are drawn."""

    x: Axis
    y: Axis

    def at(self, dot: Dot) -> tuple[float, float]:
        """Where a dot stands."""
        return self.x.at(dot.x[0]), self.y.at(dot.y[0])


def draw(picture: Plane, width: float) -> str:
    """The picture in a width; where it is narrow, dots have numbers, and names stand below."""
    narrow = width <= NARROW
    there = _there(picture)
    title_y, title_x = (wrapped(text, width - 8.0, SMALL) for text in (picture.y_axis, picture.x_axis))
    top = TOP + LINE * (len(title_y) - 1)
    sheet = _sheet(there, width, top, top + (LOW if narrow else TALL))
    names = [[str(n + 1)] if narrow else wrapped(dot.name, NAME) for n, dot in enumerate(there)]
    parts = [_frame(sheet), paragraph(0.0, 13.0, title_y, "muted")]
    parts += [_joined(picture, sheet), *(_spread(dot, sheet) for dot in there)]
    parts += [_dot(dot, sheet, picture) for dot in there]
    parts.append(_named(there, names, sheet, picture))
    foot = sheet.y.start + FOOT + 12.0
    parts.append(paragraph(0.5 * (sheet.x.start + sheet.x.end), foot, title_x, "muted", "middle"))
    foot += LINE * len(title_x) + 4.0
    below = [f"{n + 1}  {dot.name}" for n, dot in enumerate(there)] if narrow else []
    missing = [dot.name for dot in picture.dots if dot not in there]
    below += [f"without a number: {', '.join(missing)}"] if missing else []
    for text in below:
        lines = wrapped(text, width)
        foot += LINE
        parts.append(paragraph(0.0, foot, lines, "" if text[0].isdigit() else "muted"))
        foot += LINE * (len(lines) - 1)
    return figure(width, foot + 8.0, _said(picture, there), *parts, class_="chart claim")


def _sheet(there: Sequence[Dot], width: float, top: float, foot: float) -> Sheet:
    y = _over([dot.y for dot in there], foot, top)
    left = max(long(told(tick), SMALL) for tick in y.ticks(44.0)) + 14.0
    return Sheet(_over([dot.x for dot in there], left, width - 16.0), y)


def _over(ends: Sequence[Ends], start: float, end: float) -> Axis:
    return axis([e[0] for e in ends], [value for e in ends for value in e[1:]], start, end)


def _frame(sheet: Sheet) -> str:
    x, y = sheet.x, sheet.y
    parts = []
    for tick in y.ticks(44.0):
        parts.append(line(x.start, y.at(tick), x.end, y.at(tick), "grid"))
        parts.append(words(x.start - 8.0, y.at(tick) + 4.0, told(tick), "tick", text_anchor="end"))
    for tick in x.ticks(80.0):
        parts.append(line(x.at(tick), y.start, x.at(tick), y.end, "grid"))
        parts.append(words(x.at(tick), y.start + 19.0, told(tick), "tick", text_anchor="middle"))
    return "".join(parts)


def frontier(picture: Plane) -> list[Dot]:
    """What no other beats in both and can be drawn, in the order in which it is joined."""
    by_name = {dot.name: dot for dot in _there(picture)}
    return [by_name[name] for name in picture.frontier if name in by_name]


def _there(picture: Plane) -> list[Dot]:
    return [dot for dot in picture.dots if is_there(dot.x) and is_there(dot.y)]


def _joined(picture: Plane, sheet: Sheet) -> str:
    points = [sheet.at(dot) for dot in frontier(picture)]
    return tag("path", d=path(points), class_="frontier") if len(points) > 1 else ""


def _spread(dot: Dot, sheet: Sheet) -> str:
    """The two intervals of a dot as a cross."""
    x, y = sheet.at(dot)
    parts = []
    _, low, high = dot.x
    if not (math.isnan(low) or math.isnan(high)):
        parts.append(line(sheet.x.at(low), y, sheet.x.at(high), y, "reach"))
        parts += [
            arrow(sheet.x.at(e), y, (side, 0), "reach-head")
            for e in (low, high)
            if (side := sheet.x.beyond(e))
        ]
    _, low, high = dot.y
    if not (math.isnan(low) or math.isnan(high)):
        parts.append(line(x, sheet.y.at(low), x, sheet.y.at(high), "reach"))
        parts += [
            arrow(x, sheet.y.at(e), (0, -side), "reach-head")
            for e in (low, high)
            if (side := sheet.y.beyond(e))
        ]
    return "".join(parts)


def _dot(dot: Dot, sheet: Sheet, picture: Plane) -> str:
    x, y = sheet.at(dot)
    said = hint(f"{dot.name}: {claim_words.ends(dot.x)}; {claim_words.ends(dot.y)}")
    side, above = sheet.x.beyond(dot.x[0]), sheet.y.beyond(dot.y[0])
    if side or above:
        return arrow(x, y, (side, 0) if side else (0, -above), "dot", 7.0)
    class_ = "dot" if dot.name in picture.frontier or not picture.frontier else "dot beaten"
    return tag("circle", said, cx=x, cy=y, r=DOT, class_=class_)


def _named(there: Sequence[Dot], names: Sequence[Sequence[str]], sheet: Sheet, picture: Plane) -> str:
    """Names beside their dots, where they cover neither another nor a dot."""
    places = Places(sheet.x.end + 14.0, sheet.y.start)
    for dot in there:
        x, y = sheet.at(dot)
        places.take(Box(x - CLEAR, y - CLEAR, 2.0 * CLEAR, 2.0 * CLEAR))
        for box in _crosses(dot, sheet):
            places.take(box, LIGHT)
    for box in _along([sheet.at(dot) for dot in frontier(picture)]):
        places.take(box, LIGHT)
    places.take(Box(0.0, sheet.y.end, sheet.x.start, sheet.y.start - sheet.y.end))
    parts = []
    for dot, lines in zip(there, names, strict=True):
        wide, tall = max(long(text) for text in lines) + 2.0, LINE * len(lines)
        x, y = sheet.at(dot)
        others = [sheet.at(other) for other in there if other is not dot]
        box, _ = places.put_at_cost(x, y, wide, tall, AWAY, partial(_strange, (x, y), others))
        near = _nearest(box, (x, y))
        if math.dist(near, (x, y)) > LINKED:
            parts.append(line(x, y, *near, "link"))
        anchor, at = _side(x, box)
        parts.append(paragraph(at, box.y + 12.0, lines, "halo", anchor))
    return "".join(parts)


def _strange(own: Point, others: Sequence[Point], boxes: Sequence[Box]) -> npt.NDArray[np.float64]:
    """How much each box (B,) looks as if it belonged to another dot."""
    costs = []
    for box in boxes:
        near = min((math.dist(_nearest(box, other), other) for other in others), default=math.inf)
        costs.append(STRANGE * (math.dist(_nearest(box, own), own) / max(near, 1.0)) ** 2)
    return np.array(costs)


def _nearest(box: Box, to: Point) -> Point:
    """The place of a box that is nearest to another."""
    return min(max(to[0], box.x), box.x + box.width), min(max(to[1], box.y), box.y + box.height)


def _side(x: float, box: Box) -> tuple[str, float]:
    """A name stands with the side to its dot that is towards it."""
    if box.x >= x:
        return "start", box.x
    if box.x + box.width <= x:
        return "end", box.x + box.width
    return "middle", box.x + 0.5 * box.width


def _crosses(dot: Dot, sheet: Sheet) -> list[Box]:
    x, y = sheet.at(dot)
    boxes = []
    if not any(map(math.isnan, dot.x)):
        start, end = sheet.x.at(dot.x[1]), sheet.x.at(dot.x[2])
        boxes.append(Box(start, y - 2.0, end - start, 4.0))
    if not any(map(math.isnan, dot.y)):
        top, foot = sheet.y.at(dot.y[2]), sheet.y.at(dot.y[1])
        boxes.append(Box(x - 2.0, top, 4.0, foot - top))
    return boxes


def _along(points: Sequence[tuple[float, float]], steps: int = 12) -> list[Box]:
    """Small boxes along a line through points."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(points):
        for n in range(steps):
            share = (n + 0.5) / steps
            found.append(Box(x0 + share * (x1 - x0) - 4.0, y0 + share * (y1 - y0) - 4.0, 8.0, 8.0))
    return found


def _said(picture: Plane, there: Sequence[Dot]) -> str:
    dots = "; ".join(f"{d.name} {claim_words.ends(d.x)}, {claim_words.ends(d.y)}" for d in there)
    return f"{picture.title}: {picture.x_axis}, {picture.y_axis}; {dots}"
