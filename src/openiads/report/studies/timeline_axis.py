"""The axis of dates that all pictures of a timeline have, and lines that step along it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise

from openiads.report.ink.svg import line, words
from openiads.report.studies.claim_pictures.picture_parts import SMALL, Axis, long

MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
"""Months from one tick to the next."""
ROOM, BEYOND = 10.0, 10.0
"""Between the words of two ticks, and how far they may reach beyond an end of the axis."""
MOST_POINTS = 700
"""Days that a picture draws; more lie within a pixel of each other."""
Point = tuple[float, float]


def ticks(start: datetime.date, axis: Axis) -> list[tuple[float, str]]:
    """Firsts of months or years on an axis of days since the start, as many as there is room for."""
    days = int(axis.high)
    for step in MONTHS:
        found = list(_firsts(start, days, step))
        if not found:
            break
        ends = [_ends(axis, day, text) for day, text in found]
        if all(left - right >= ROOM for (_, right), (left, _) in pairwise(ends)):
            return found
    return [(0.0, f"{start:%b} {start.year}")]


def _ends(axis: Axis, day: float, text: str) -> tuple[float, float]:
    """Where the words of a tick begin and end; those that an end would cut are moved in."""
    half = 0.5 * long(text, SMALL)
    middle = min(max(axis.at(day), max(axis.start - BEYOND, 0.0) + half), axis.end + BEYOND - half)
    return middle - half, middle + half


def _firsts(start: datetime.date, days: int, step: int) -> Iterator[tuple[float, str]]:
    month = start.year * 12 + start.month - 1
    month += start.day > 1
    while month // 12 <= datetime.MAXYEAR:
        date = datetime.date(month // 12, month % 12 + 1, 1)
        if (date - start).days > days:
            return
        if month % step == 0:
            text = str(date.year) if step >= MONTHS[4] else f"{date:%b} {date.year}"
            yield float((date - start).days), text
        month += 1


def date_axis(start: datetime.date, axis: Axis, foot: float) -> str:
    """Ticks below a picture, with their dates."""
    parts = []
    for day, text in ticks(start, axis):
        x = axis.at(day)
        middle = 0.5 * sum(_ends(axis, day, text))
        parts.append(line(x, foot, x, foot + 5.0, "grid"))
        parts.append(words(middle, foot + 20.0, text, "tick", text_anchor="middle"))
    return "".join(parts)


def thinned(count: int) -> range:
    """Days that are drawn of so many."""
    return range(0, count, max(-(-count // MOST_POINTS), 1))


def stepped(values: Sequence[float], x: Axis, y: Axis) -> list[Point]:
    """Points of a line that keeps its height until the value changes."""
    kept = thinned(len(values))
    points = [(x.at(0.0), y.at(values[0]))]
    for day in kept:
        height = y.at(values[day])
        if height != points[-1][1]:
            points += [(x.at(day), points[-1][1]), (x.at(day), height)]
    return [*points, (x.at(float(len(values))), points[-1][1])]
