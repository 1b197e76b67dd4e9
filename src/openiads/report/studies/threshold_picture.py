"""The picture of a search: a measure over one figure with its threshold, or the frontier of two figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from openiads.report.ink.svg import bar, figure, hint, line, path, tag, words
from openiads.report.studies import threshold_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    Axis,
    arrow,
    axis,
    long,
    paragraph,
    told,
    wrapped,
)
from openiads.study.design.coordinates import Coordinate
from openiads.study.strata_weights import Ends
from openiads.study.threshold.searching import Needed, Required

TALL, LOW, RIGHT = 380.0, 270.0, 16.0
LABEL = 20.0
"""From the foot of the axis down to its numbers."""
HEAD = 7.0
"""Size of a head at the rim, where the curve goes on beyond the box."""
Points = Sequence[tuple[float, Ends]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things are drawn."""

    x: Axis
    y: Axis
    width: float


def draw(found: Required, width: float) -> str:
    """The picture in a width."""
    second = found.asked.second
    if second is None:
        return _curve(found, width)
    return _frontier(found, second, width)


def key(found: Required) -> str:
    """What its signs mean."""
    if found.asked.second is None:
        said = "Line: the mean of what was played; pale: its 95 % interval by chance. Broken: the threshold."
        if found.rows[0].crossing.value is None:
            return said
        return f"{said} Dot and dark line: where it crosses, with the interval of that."
    crossing = [_crosses(row) for row in found.rows]
    told = [
        ("Line: what the one figure must be at each value of the other; pale: its 95 % interval by chance.",
         any(crossing)),
        ("On the shaded side the wish holds.", not all(row.never for row in found.rows)),
        ("A head at the rim: there is no crossing in what was searched.", not all(crossing)),
    ]  # fmt: skip
    return " ".join(sentence for sentence, drawn in told if drawn)


def _curve(found: Required, width: float) -> str:
    """A measure over a figure."""
    row, one, wish = found.rows[0], found.asked.first, found.asked.wish
    points = [(look.value, look.told) for look in row.looks]
    top, tall = _top(wish.measure.title, width), LOW if width <= NARROW else TALL
    means = [wish.threshold, *(mean for _, (mean, _, _) in points)]
    ends = [end for _, (_, *both) in points for end in both]
    sheet = _beside(width, one, axis(means, ends, top + tall, top))
    y = sheet.y.at(wish.threshold)
    parts = [_frame(sheet, one, wish.measure.title)]
    parts += [_haze(sheet, points), _line(sheet, points)]
    parts.append(line(sheet.x.start, y, sheet.x.end, y, "threshold"))
    parts.append(_label(sheet, y, row, f"{threshold_words.wanted(wish)}"))
    parts += _nominal(sheet, one)
    if row.crossing.value is not None:
        parts += _crossing(sheet, one, row, y)
    return figure(width, _foot(sheet, one), _said(found), *parts, class_="chart claim")


def _frontier(found: Required, second: Coordinate, width: float) -> str:
    """What the first figure must be, over the second."""
    first = found.asked.first
    runs = [[_point(row) for _, row in run] for run in _runs(found, _crosses)]
    title = threshold_words.axis(first)
    top, tall = _top(title, width), LOW if width <= NARROW else TALL
    y = Axis(first.low, first.high, top + tall, top, first.logarithmic)
    sheet = _beside(width, second, y)
    parts = [_holding(sheet, found), _frame(sheet, second, title)]
    parts += [draw_(sheet, run) for run in runs for draw_ in (_haze, _line)]
    parts += [_beyond(sheet, found, row) for row in found.rows if not _crosses(row)]
    parts += _as_it_is(sheet, found)
    return figure(width, _foot(sheet, second), _said(found), *parts, class_="chart claim")


def _crosses(row: Needed) -> bool:
    return row.crossing.value is not None


def _point(row: Needed) -> tuple[float, Ends]:
    value, low, high = row.crossing.value, row.crossing.low, row.crossing.high
    return row.second or 0.0, (math.nan if value is None else value, low, high)


def _beside(width: float, one: Coordinate, y: Axis) -> Sheet:
    """A drawing over all of a figure's box, beside an axis."""
    left = max(long(told(tick), SMALL) for tick in y.ticks(44.0)) + 14.0
    return Sheet(Axis(one.low, one.high, left, width - RIGHT, one.logarithmic), y, width)


def _top(title: str, width: float) -> float:
    return 18.0 + LINE * len(_title(title, width))


def _title(title: str, width: float) -> list[str]:
    return wrapped(title, width - 8.0, SMALL)


def _frame(sheet: Sheet, one: Coordinate, title: str) -> str:
    x, y = sheet.x, sheet.y
    parts = [paragraph(0.0, 13.0, _title(title, sheet.width), "muted")]
    for tick in y.ticks(44.0):
        parts.append(line(x.start, y.at(tick), x.end, y.at(tick), "grid"))
        parts.append(words(x.start - 8.0, y.at(tick) + 4.0, told(tick), "tick", text_anchor="end"))
    for tick in x.ticks():
        parts.append(line(x.at(tick), y.start, x.at(tick), y.start + 5.0, "grid"))
        parts.append(words(x.at(tick), y.start + LABEL, told(tick), "tick", text_anchor="middle"))
    below = wrapped(threshold_words.axis(one), sheet.width - 16.0, SMALL)
    middle = 0.5 * (x.start + x.end)
    parts.append(paragraph(middle, y.start + LABEL + 20.0, below, "muted", "middle"))
    return "".join(parts)


def _foot(sheet: Sheet, one: Coordinate) -> float:
    below = wrapped(threshold_words.axis(one), sheet.width - 16.0, SMALL)
    return sheet.y.start + LABEL + 20.0 + LINE * len(below)


def _haze(sheet: Sheet, points: Points) -> str:
    above = [(sheet.x.at(x), sheet.y.at(high)) for x, (_, _, high) in points]
    below = [(sheet.x.at(x), sheet.y.at(low)) for x, (_, low, _) in reversed(points)]
    return tag("path", d=path([*above, *below], closed=True), class_="haze type-0")


def _line(sheet: Sheet, points: Points) -> str:
    places = [(sheet.x.at(x), sheet.y.at(mean)) for x, (mean, _, _) in points]
    marks = [
        tag("circle", hint(f"{told(mean)} at {told(x)}"), cx=at[0], cy=at[1], r=3.2, class_="mark type-0")
        for (x, (mean, _, _)), at in zip(points, places, strict=True)
    ]
    return tag("path", d=path(places), class_="curve type-0") + "".join(marks)


def _label(sheet: Sheet, y: float, row: Needed, text: str) -> str:
    """The words of the threshold, at the end of it that is farther from the curve."""
    first, last = row.looks[0].told[0], row.looks[-1].told[0]
    left = abs(first - row.wish.threshold) >= abs(last - row.wish.threshold)
    at, anchor = (sheet.x.start + 8.0, "start") if left else (sheet.x.end - 8.0, "end")
    return words(at, y - 7.0, text, "note", text_anchor=anchor)


def _crossing(sheet: Sheet, one: Coordinate, row: Needed, y: float) -> Iterator[str]:
    found = row.crossing
    assert found.value is not None
    said = hint(f"crosses at {threshold_words.amount(one, found.value)} {threshold_words.interval(one, row)}")
    start, end = sheet.x.at(found.low), sheet.x.at(found.high)
    yield bar(start, y - 2.5, max(end - start, 2.0), 5.0, "by-chance", said)
    if found.open_low:
        yield arrow(start, y, (-1, 0), "by-chance")
    if found.open_high:
        yield arrow(end, y, (1, 0), "by-chance")
    yield tag("circle", said, cx=sheet.x.at(found.value), cy=y, r=5.5, class_="dot")


def _nominal(sheet: Sheet, one: Coordinate) -> Iterator[str]:
    """Where the figure stands as it is."""
    if math.isnan(one.value) or sheet.x.beyond(one.value):
        return
    x = sheet.x.at(one.value)
    yield line(x, sheet.y.end, x, sheet.y.start, "mean")
    side = "start" if x < 0.5 * (sheet.x.start + sheet.x.end) else "end"
    said = f"as it is: {threshold_words.amount(one, one.value)}"
    at = x + (6.0 if side == "start" else -6.0)
    yield words(at, sheet.y.end + 11.0, said, "muted halo", text_anchor=side)


def _holding(sheet: Sheet, found: Required) -> str:
    """The side of the frontier on which the wish holds, as far as it was looked at."""
    one, up, parts = found.asked.first, found.more_helps, []
    far = sheet.y.at(one.high if up else one.low)
    for run in _runs(found, lambda row: not row.never):
        edge = [(sheet.x.at(x), sheet.y.at(_enough(one, row, up))) for x, row in run]
        back = [(edge[-1][0], far), (edge[0][0], far)]
        parts.append(tag("path", d=path([*edge, *back], closed=True), class_="haze type-2"))
    return "".join(parts)


def _enough(one: Coordinate, row: Needed, up: bool) -> float:
    """Where what is enough begins: where all is, at the other end of the box."""
    if row.crossing.value is not None:
        return row.crossing.value
    return one.low if up else one.high


def _runs(found: Required, able: Callable[[Needed], bool]) -> Iterator[list[tuple[float, Needed]]]:
    """Rows that are able and follow one another, with their values of the second figure."""
    for fit, run in groupby(found.rows, able):
        if fit:
            yield [(row.second or 0.0, row) for row in run]


def _beyond(sheet: Sheet, found: Required, row: Needed) -> str:
    """A head at the rim: what is needed lies beyond the box, or all of it is enough."""
    one, top = found.asked.first, row.never == found.more_helps
    y = sheet.y.at(one.high if top else one.low)
    said = hint("nothing in the box is enough" if row.never else "all of the box is enough")
    return tag("g", said, arrow(sheet.x.at(row.second or 0.0), y, (0, -1 if top else 1), "dot", HEAD))


def _as_it_is(sheet: Sheet, found: Required) -> Iterator[str]:
    """Where both figures stand with nothing moved."""
    first, second = found.asked.figures
    if math.isnan(first.value) or math.isnan(second.value):
        return
    if sheet.x.beyond(second.value) or sheet.y.beyond(first.value):
        return
    x, y = sheet.x.at(second.value), sheet.y.at(first.value)
    yield tag("circle", hint("as it is"), cx=x, cy=y, r=5.0, class_="dot beaten")
    side = "start" if x < 0.5 * (sheet.x.start + sheet.x.end) else "end"
    yield words(x + (10.0 if side == "start" else -10.0), y + 4.5, "as it is", "muted halo", text_anchor=side)


def _said(found: Required) -> str:
    return threshold_words.title(found) + ": " + threshold_words.lead(found)
