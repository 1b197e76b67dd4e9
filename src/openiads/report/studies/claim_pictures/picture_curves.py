"""Lines over an axis, each with its band, named where they end; what was stated is broken and has none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise

from openiads.report.ink.svg import bar, figure, hint, line, path, tag, words
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
from openiads.study.claims.claim import Curve, CurveMark, Curves

TOP, FOOT, TALL, LOW = 34.0, 30.0, 400.0, 270.0
NAME = 250.0
"""Most that names may take of a wide drawing."""
INKS = 6
DASHES = (None, "7 4", "2 3")
"""Lines beyond the sixth have the colours again, and are broken."""
ON_ANOTHER, STATED = "9 9", "6 4"
"""Of lines that lie on another, and of what was said."""
NEAR = 0.006
"""Part of the axis by which lines may differ that still hide one another."""
CLEAR, APART = 3, 2.6
"""Bands of more lines lie over one another, and are posts that stand so far apart."""
FEW = 24
"""Points of a line up to which each is marked."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn."""

    ink: str
    dashes: str | None
    aside: float = 0.0  # by how much its posts stand beside its points


@dataclass(frozen=True, slots=True)
class Plot:
    """Where things are drawn."""

    x: Axis
    y: Axis
    width: float


def draw(picture: Curves, width: float) -> str:
    """The picture in a width; where it is narrow, names stand below."""
    narrow, left_out = width <= NARROW, _left_out(picture)
    picture = replace(
        picture, curves=tuple(c for c in picture.curves if _has_numbers(c, picture.logarithmic_x))
    )
    labels = [wrapped(curve.name, NAME if not narrow else NARROW - 34.0) for curve in picture.curves]
    needed = sum(LINE * len(lines) + 3.0 for lines in labels)
    tall = LOW if narrow else max(TALL, needed)
    plot = _plot(picture, labels, width, TOP + LINE * (len(_y_title(picture, width)) - 1), tall)
    parts = [_frame(picture, plot)]
    strokes = _strokes(picture)
    parts += [
        _posts(curve, plot, stroke) if has_posts(picture) else _haze(curve, plot, stroke)
        for curve, stroke in zip(picture.curves, strokes, strict=True)
        if not curve.stated
    ]
    parts += [_line(curve, plot, stroke) for curve, stroke in zip(picture.curves, strokes, strict=True)]
    parts += [part for mark in picture.marks for part in _place(mark, strokes[mark.curve], plot)]
    title = wrapped(picture.x_axis, width - 16.0, SMALL)
    foot = plot.y.start + FOOT + 12.0
    parts.append(paragraph(0.5 * (plot.x.start + plot.x.end), foot, title, "muted", "middle"))
    foot += LINE * len(title) + 6.0
    if narrow:
        parts.append(_key(labels, strokes, foot + 10.0))
        foot += needed + 6.0
    else:
        parts += _names(picture, labels, strokes, plot)
    if left_out:
        parts.append(paragraph(0.0, foot + 8.0, wrapped(left_out, width, SMALL), "muted"))
        foot += LINE * len(wrapped(left_out, width, SMALL)) + 4.0
    return figure(width, foot, _said(picture), *parts, class_="chart claim")


def _y_title(picture: Curves, width: float) -> list[str]:
    return wrapped(picture.y_axis, width - 8.0, SMALL)


def _plot(picture: Curves, labels: Sequence[Sequence[str]], width: float, top: float, tall: float) -> Plot:
    of = picture.curves
    y = axis(
        [value for curve in of for value in curve.y],
        [end for curve in of for end in (*curve.low, *curve.high)],
        top + tall, top,
    )  # fmt: skip
    left = max(long(told(tick), SMALL) for tick in y.ticks(44.0)) + 14.0
    widest = max((long(text) for lines in labels for text in lines), default=0.0)
    right = width - 14.0 if width <= NARROW else width - widest - 34.0
    values = [value for curve in of for value in curve.x]
    return Plot(_along(values, left, right, picture.logarithmic_x), y, width)


def _along(values: Sequence[float], left: float, right: float, log: bool) -> Axis:
    """The axis of what lines run over: from the first value to the last, with nothing free."""
    there = [value for value in values if math.isfinite(value) and (value > 0.0 or not log)]
    low, high = min(there, default=1.0), max(there, default=10.0)
    if low == high:
        low, high = (low / 2.0, high * 2.0) if log else (low - 0.5, high + 0.5)
    return Axis(low, high, left, right, log)


def _frame(picture: Curves, plot: Plot) -> str:
    x, y = plot.x, plot.y
    parts = []
    for tick in y.ticks(44.0):
        parts.append(line(x.start, y.at(tick), x.end, y.at(tick), "grid"))
        parts.append(words(x.start - 8.0, y.at(tick) + 4.0, told(tick), "tick", text_anchor="end"))
    for tick in x.ticks():
        parts.append(line(x.at(tick), y.start, x.at(tick), y.start + 5.0, "grid"))
        parts.append(words(x.at(tick), y.start + 19.0, told(tick), "tick", text_anchor="middle"))
    parts.append(paragraph(0.0, 13.0, _y_title(picture, plot.width), "muted"))
    return "".join(parts)


def _strokes(picture: Curves) -> list[Stroke]:
    """How each line is drawn; one that lies on an earlier one is broken, so that both are seen."""
    found = [curve for curve in picture.curves if not curve.stated]
    hidden = shared(picture)
    strokes = []
    for n, curve in enumerate(found):
        dashes = DASHES[n // INKS % len(DASHES)] or (ON_ANOTHER if curve in hidden else None)
        strokes.append(Stroke(f"type-{n % INKS}", dashes, APART * (n - 0.5 * (len(found) - 1))))
    of_found = iter(strokes)
    return [Stroke("stated", STATED) if curve.stated else next(of_found) for curve in picture.curves]


def shared(picture: Curves) -> list[Curve]:
    """Lines that lie on an earlier one for a stretch."""
    values = [value for curve in picture.curves for value in curve.y if math.isfinite(value)]
    near = NEAR * (max(values, default=0.0) - min(values, default=0.0))
    found = [curve for curve in picture.curves if not curve.stated]
    return [
        curve for n, curve in enumerate(found) if any(_lies_on(curve, other, near) for other in found[:n])
    ]


def _lies_on(curve: Curve, other: Curve, near: float) -> bool:
    known = dict(zip(other.x, other.y, strict=True))
    on = [abs(y - known.get(x, math.inf)) <= near for x, y in zip(curve.x, curve.y, strict=True)]
    return any(map(all, pairwise(on)))


def _pieces(curve: Curve, plot: Plot) -> Iterator[list[int]]:
    """Points that belong together; one without a number parts the line."""
    piece: list[int] = []
    for n, (x, y) in enumerate(zip(curve.x, curve.y, strict=True)):
        if math.isfinite(y) and math.isfinite(x) and (x > 0.0 or not plot.x.logarithmic):
            piece.append(n)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _haze(curve: Curve, plot: Plot, stroke: Stroke) -> str:
    """The band of a line."""
    parts = []
    for piece in _pieces(curve, plot):
        for run in _with_ends(curve, piece):
            above = [(plot.x.at(curve.x[n]), plot.y.at(curve.high[n])) for n in run]
            below = [(plot.x.at(curve.x[n]), plot.y.at(curve.low[n])) for n in reversed(run)]
            if len(run) == 1:
                (x, top), (_, foot) = above[0], below[0]
                parts.append(line(x, top, x, foot, f"whisker {stroke.ink}"))
            else:
                parts.append(tag("path", d=path([*above, *below], closed=True), class_=f"haze {stroke.ink}"))
    return "".join(parts)


def has_posts(picture: Curves) -> bool:
    """Whether bands are drawn as a post at every point, since so many areas would be one mass."""
    found = [curve for curve in picture.curves if not curve.stated]
    return len(found) > CLEAR and max(len(curve.x) for curve in found) <= FEW


def _posts(curve: Curve, plot: Plot, stroke: Stroke) -> str:
    """The band of a line at its points, beside those of other lines."""
    return "".join(
        line(at, plot.y.at(curve.high[n]), at, plot.y.at(curve.low[n]), f"post {stroke.ink}")
        for piece in _pieces(curve, plot)
        for run in _with_ends(curve, piece)
        for n in run
        for at in (plot.x.at(curve.x[n]) + stroke.aside,)
    )


def _with_ends(curve: Curve, piece: Sequence[int]) -> Iterator[list[int]]:
    """Points of a piece whose interval is known."""
    run: list[int] = []
    for n in piece:
        if math.isnan(curve.low[n]) or math.isnan(curve.high[n]):
            if run:
                yield run
            run = []
        else:
            run.append(n)
    if run:
        yield run


def _line(curve: Curve, plot: Plot, stroke: Stroke) -> str:
    parts = []
    for piece in _pieces(curve, plot):
        points = [(plot.x.at(curve.x[n]), plot.y.at(curve.y[n])) for n in piece]
        if len(points) > 1:
            parts.append(
                tag("path", hint(curve.name), d=path(points), class_=f"curve {stroke.ink}",
                    stroke_dasharray=stroke.dashes)
            )  # fmt: skip
        if not curve.stated and (len(curve.x) <= FEW or len(points) == 1):
            parts += [_mark(curve, n, at, stroke) for n, at in zip(piece, points, strict=True)]
    return "".join(parts)


def _mark(curve: Curve, n: int, at: Point, stroke: Stroke) -> str:
    said = hint(f"{curve.name}: {told(curve.y[n])} at {told(curve.x[n])}")
    return tag("circle", said, cx=at[0], cy=at[1], r=3.2, class_=f"mark {stroke.ink}")


def _place(mark: CurveMark, stroke: Stroke, plot: Plot) -> Iterator[str]:
    """A place on a line: how far chance moves it, and where it is."""
    y, said = plot.y.at(mark.y), hint(mark.told)
    if math.isfinite(mark.low) and math.isfinite(mark.high):
        start, end = plot.x.at(mark.low), plot.x.at(mark.high)
        yield bar(start, y - 2.0, max(end - start, 2.0), 4.0, f"span {stroke.ink}", said)
    yield tag("circle", said, cx=plot.x.at(mark.x), cy=y, r=6.5, class_=f"place {stroke.ink}")


def _names(
    picture: Curves, labels: Sequence[Sequence[str]], strokes: Sequence[Stroke], plot: Plot
) -> Iterator[str]:
    """Names at the ends of lines, moved apart where they would cover one another."""
    ends = [_last(curve, plot) for curve in picture.curves]
    for curve, at in zip(picture.curves, ends, strict=True):
        if _named_inside(curve, plot):
            yield words(at[0] + 8.0, at[1] + 4.5, curve.name, "halo")
    beside = [not _named_inside(curve, plot) for curve in picture.curves]
    ends, labels = list(compress(ends, beside)), list(compress(labels, beside))
    strokes = list(compress(strokes, beside))
    wanted = [y for _, y in ends]
    heights = [LINE * len(lines) + 3.0 for lines in labels]
    middles = apart(wanted, heights, plot.y.end - 6.0, plot.y.start + 6.0)
    left = plot.x.end + 30.0
    for stroke, at, middle, lines in zip(strokes, ends, middles, labels, strict=True):
        steps = [at, (plot.x.end + 8.0, at[1]), (left - 10.0, middle), (left - 4.0, middle)]
        yield tag("path", d=path(steps), class_=f"curve leader {stroke.ink}")
        yield paragraph(left, middle + 4.5 - 0.5 * LINE * (len(lines) - 1), lines)


def _named_inside(curve: Curve, plot: Plot) -> bool:
    """Whether what was stated ends so far before the rim that its name has room there."""
    return curve.stated and _last(curve, plot)[0] + long(curve.name) + 16.0 < plot.x.end


def _last(curve: Curve, plot: Plot) -> Point:
    n = list(_pieces(curve, plot))[-1][-1]
    return plot.x.at(curve.x[n]), plot.y.at(curve.y[n])


def apart(wanted: Sequence[float], heights: Sequence[float], top: float, foot: float) -> list[float]:
    """Middles of boxes in one column, as near to where they are wanted as they can be, none over another."""
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    groups: list[list[int]] = []
    middles = list(wanted)
    for n in order:
        groups.append([n])
        _settle(groups[-1], wanted, heights, middles, top, foot)
        while len(groups) > 1 and _touch(groups[-2], groups[-1], heights, middles):
            groups[-2:] = [groups[-2] + groups[-1]]
            _settle(groups[-1], wanted, heights, middles, top, foot)
    return middles


def _settle(
    group: Sequence[int], wanted: Sequence[float], heights: Sequence[float], middles: list[float],
    top: float, foot: float,
) -> None:  # fmt: skip
    """Stack a group around where its members want to be."""
    total = sum(heights[n] for n in group)
    start = sum(wanted[n] for n in group) / len(group) - 0.5 * total
    start = max(min(start, foot - total), top)
    for n in group:
        middles[n] = start + 0.5 * heights[n]
        start += heights[n]


def _touch(
    above: Sequence[int], below: Sequence[int], heights: Sequence[float], middles: Sequence[float]
) -> bool:
    last, first = above[-1], below[0]
    return middles[last] + 0.5 * heights[last] > middles[first] - 0.5 * heights[first] + 1e-9


def _key(labels: Sequence[Sequence[str]], strokes: Sequence[Stroke], y: float) -> str:
    parts = []
    for stroke, lines in zip(strokes, labels, strict=True):
        ink, level = f"curve {stroke.ink}", y - 4.0
        parts.append(line(0.0, level, 24.0, level, ink, stroke_dasharray=stroke.dashes))
        parts.append(paragraph(34.0, y, lines))
        y += LINE * len(lines) + 3.0
    return "".join(parts)


def _left_out(picture: Curves) -> str:
    """What has no place on a logarithmic axis, and lines without a number."""
    empty = [curve.name for curve in picture.curves if not _has_numbers(curve, picture.logarithmic_x)]
    said = [f"without a number: {', '.join(empty)}"] if empty else []
    if picture.logarithmic_x and any(value <= 0.0 for curve in picture.curves for value in curve.x):
        said.append("0 has no place on this axis, which goes by factors")
    return "; ".join(said)


def _has_numbers(curve: Curve, log: bool) -> bool:
    """Whether a line has any point that can be drawn."""
    return any(
        math.isfinite(y) and math.isfinite(x) and (x > 0.0 or not log)
        for x, y in zip(curve.x, curve.y, strict=True)
    )


def _said(picture: Curves) -> str:
    parts = []
    for curve in picture.curves:
        there = [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if math.isfinite(y)]
        if there:
            (x0, y0), (x1, y1) = there[0], there[-1]
            parts.append(f"{curve.name} from {told(y0)} at {told(x0)} to {told(y1)} at {told(x1)}")
    return f"{picture.title}: {picture.y_axis} over {picture.x_axis}; " + "; ".join(parts)
