"""Pictures of a timeline: fans over dates, and a bar for each place that is pale where it may be empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from openiads.ground.units import DAY
from openiads.report.ink.number_words import share, whole
from openiads.report.ink.svg import bar, figure, hint, line, path, tag, words
from openiads.report.studies import timeline_words
from openiads.report.studies.claim_pictures.picture_parts import (
    LINE,
    NARROW,
    SMALL,
    Axis,
    long,
    paragraph,
    told,
    wrapped,
)
from openiads.report.studies.timeline_axis import date_axis, stepped, thinned
from openiads.study.timeline.by_day import Fan
from openiads.study.timeline.timeline_answer import PlaceAnswer, TimelineAnswer

TALL, LOW, RIGHT, FOOT = 250.0, 190.0, 16.0, 30.0
ROW, THICK = 40.0, 18.0
"""From one place to the next, and the height of its bar."""
WIDEST = 1.12
"""How much wider a name of wide letters is than it is reckoned."""
LEVEL = 100.0
"""Steps of paleness, of percent."""
KEY = (
    "Line: the mean over all histories. Dark and pale band: the middle half of them, and 5 to 95 %. Where "
    "there is no band, nothing is open."
)
PLACES_KEY = (
    "Filled: a battery is ready there; the paler, the fewer the histories in which one is. Broken line: the "
    "moment at which most histories have a gap."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things are drawn."""

    x: Axis
    y: Axis
    width: float


def margin(found: TimelineAnswer, fans: Iterable[Fan], width: float) -> float:
    """Where dates begin in all pictures of a page, so that they lie under one another."""
    heights = [_heights(one, 0.0, width) for one in fans]
    return max([_names_long(found, width), *(_numbers_long(*one) for one in heights)])


def draw_fan(
    found: TimelineAnswer, one: Fan, title: str, width: float, ink: int = 0, left: float = 0.0
) -> str:
    """A number by date, with its spread over the histories; dates begin at `left`, or where they can."""
    lines = wrapped(title, width - 8.0, SMALL)
    y, counts = _heights(one, 18.0 + LINE * len(lines), width)
    left = max(left, _numbers_long(y, counts))
    sheet = Sheet(Axis(0.0, float(len(one.mean)), left, width - RIGHT), y, width)
    parts = [paragraph(0.0, 13.0, lines, "muted"), _frame(found, sheet, counts)]
    parts += _bands(one, sheet, ink)
    parts.append(
        tag("path", d=path(stepped(one.mean.tolist(), sheet.x, sheet.y)), class_=f"curve type-{ink}")
    )
    return figure(width, y.start + FOOT, _said(title, one), *parts, class_="chart claim")


def _heights(one: Fan, top: float, width: float) -> tuple[Axis, bool]:
    """The axis of a fan's numbers, and whether they are counts."""
    most = float(one.levels[-1].max(initial=0.0)) or 1.0
    tall = LOW if width <= NARROW else TALL
    return Axis(0.0, 1.06 * most, top + tall, top), bool((one.levels == one.levels.round()).all())


def _numbers_long(y: Axis, counts: bool) -> float:
    """Room for the numbers of an axis."""
    return max(long(told(tick), SMALL) for tick in _levels(y, counts)) + 14.0


def _names_long(found: TimelineAnswer, width: float) -> float:
    """Room for names of places; on narrow pages they stand above their bars."""
    if width <= NARROW:
        return 0.0
    return WIDEST * max((long(_name(one)) for one in found.places), default=0.0) + 20.0


def _name(one: PlaceAnswer) -> str:
    return wrapped(one.name, 190.0)[0]


def _levels(y: Axis, counts: bool) -> list[float]:
    """Ticks; of counts that are small, whole ones."""
    return [tick for tick in y.ticks(40.0) if not counts or y.high > 10.0 or tick == int(tick)]


def _frame(found: TimelineAnswer, sheet: Sheet, counts: bool) -> str:
    x, y = sheet.x, sheet.y
    parts = []
    for tick in _levels(y, counts):
        parts.append(line(x.start, y.at(tick), x.end, y.at(tick), "grid"))
        parts.append(words(x.start - 8.0, y.at(tick) + 4.0, told(tick), "tick", text_anchor="end"))
    return "".join(parts) + date_axis(found.plan.start, x, y.start)


def _bands(one: Fan, sheet: Sheet, ink: int) -> Iterator[str]:
    """Bands between the outer and between the inner lines of a fan."""
    for low, high in ((0, -1), (1, -2)):
        below, above = one.levels[low].tolist(), one.levels[high].tolist()
        if below != above:
            edge = [*stepped(above, sheet.x, sheet.y), *reversed(stepped(below, sheet.x, sheet.y))]
            yield tag("path", d=path(edge, closed=True), class_=f"haze type-{ink}")


def _said(title: str, one: Fan) -> str:
    first, last = whole(float(one.mean[0])), whole(float(one.mean[-1]))
    return f"{title}: {first} on the first day, {last} on the last, on average"


def draw_places(found: TimelineAnswer, width: float, left: float = 0.0) -> str:
    """A bar for each place: how likely it has a battery, day by day; dates begin as in `draw_fan`."""
    narrow = width <= NARROW
    names = [_name(one) for one in found.places]
    left = max(left, _names_long(found, width))
    row = ROW + (LINE if narrow else 0.0)
    x = Axis(0.0, float(found.plan.days), left, width - RIGHT)
    parts = []
    for n, (name, one) in enumerate(zip(names, found.places, strict=True)):
        top = 8.0 + n * row + (LINE if narrow else 0.0)
        at = (0.0, top - 5.0, "start") if narrow else (left - 12.0, top + 0.5 * THICK + 4.5, "end")
        parts.append(words(at[0], at[1], name, text_anchor=at[2]))
        parts.append(_place(found, one, x, top))
    foot = 8.0 + len(names) * row
    parts.append(date_axis(found.plan.start, x, foot))
    said = "; ".join(_sentence(one) for one in found.places)
    return figure(width, foot + FOOT, f"Where a battery is ready: {said}", *parts, class_="chart claim")


def _sentence(one: PlaceAnswer) -> str:
    return f"{one.name}: {timeline_words.spread(one.without)} days without since its first one"


def _place(found: TimelineAnswer, one: PlaceAnswer, x: Axis, top: float) -> str:
    """Spans of equal chance, darker the likelier, and what the gap is called."""
    parts = [bar(x.start, top, x.end - x.start, THICK, "cell ground")]
    for chance, first, last in _spans(one, found):
        if chance:
            start, end = x.at(first), x.at(last)
            dates = f"{found.plan.date(first * DAY)} to {found.plan.date(last * DAY)}"
            said = hint(f"{dates}: a battery in {share(chance)} of the histories")
            parts.append(
                tag("rect", said, x=start, y=top, width=max(end - start, 0.8), height=THICK,
                    class_="cell", fill_opacity=f"{chance:.2f}", shape_rendering="crispEdges")
            )  # fmt: skip
    moment, (worst, *_) = one.at_worst
    if worst > 0.0:
        parts += _named(one, x, top, moment / DAY)
    return "".join(parts)


def _named(one: PlaceAnswer, x: Axis, top: float, day: float) -> Iterator[str]:
    """The days of a gap below it, and the moment at which most histories have one."""
    at = x.at(day)
    yield line(at, top - 3.0, at, top + THICK + 3.0, "threshold")
    text = f"{timeline_words.spread(one.without)} days without"
    half = 0.5 * long(text, SMALL)
    middle = min(max(at, x.start + half), x.end + 12.0 - half)
    yield words(middle, top + THICK + 15.0, text, "muted", text_anchor="middle")


def _spans(one: PlaceAnswer, found: TimelineAnswer) -> Iterator[tuple[float, int, int]]:
    """Runs of days on which a place is as likely to have a battery: chance, first day, day after."""
    chances = _chances(one, found)
    kept: Sequence[int] = thinned(len(chances))
    day = 0
    runs = [(value, len(list(run))) for value, run in groupby(chances[n] for n in kept)]
    for value, days in runs:
        last = min(day + days * (kept[1] - kept[0] if len(kept) > 1 else 1), len(chances))
        yield value, day, last
        day = last


def _chances(one: PlaceAnswer, found: TimelineAnswer) -> list[float]:
    """Share of the histories in which a place has a battery on each day, in whole percent."""
    gaps, days = one.gaps, found.plan.days
    missing = np.zeros(days + 1)
    begins = np.concatenate([np.zeros_like(gaps.first), gaps.begin.ravel()])
    ends = np.concatenate([gaps.first, gaps.end.ravel()])
    for side, turn in ((begins, 1.0), (ends, -1.0)):
        np.add.at(missing, np.minimum(np.ceil(side / DAY - 1e-9), days).astype(np.int64), turn)
    there = 1.0 - np.cumsum(missing)[:days] / len(gaps.first)
    return [float(value) for value in np.rint(np.clip(there, 0.0, 1.0) * LEVEL) / LEVEL]
