"""What the pictures of claims have in common: two widths, words over several lines, axes that clip."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openiads.report.ink.figure_words import number
from openiads.report.ink.number_words import NO_BREAK, kept_together
from openiads.report.ink.svg import Scale, linear, logarithmic, path, tag, ticks, width_of, words
from openiads.study.strata_weights import Ends

WIDE, NARROW = 1080.0, 360.0
"""Widths of a drawing: in the column of a page, and on a telephone."""
TYPE, SMALL, LINE = 13.0, 12.0, 16.0
"""Sizes of type, and from one line to the next."""
GROUPED = 1e4
"""From here on thousands are parted."""
ROOM = 0.06
"""Part of an axis that stays free at either end."""
FAR = 1.5
"""An interval that reaches further than so many times the breadth of all else is cut, with an arrow."""
FAR_FACTOR = 30.0
"""The same of a logarithmic axis, by factors."""
WIDENED = 1.06
"""How much wider than the mean letter is reckoned, so that nothing that is wide is cut."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Values along a line; what lies beyond its ends is put at them."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    @property
    def _scale(self) -> Scale:
        return (logarithmic if self.logarithmic else linear)(self.low, self.high, self.start, self.end)

    def at(self, value: float) -> float:
        """Where a value stands; NaN must not come here."""
        return self._scale(min(max(value, self.low), self.high))

    def beyond(self, value: float) -> int:
        """On which side a value lies off the axis: -1, 1, or 0 where it is on it."""
        return int(value > self.high) - int(value < self.low)

    def ticks(self, room: float = 64.0) -> list[float]:
        """Round values, no closer than labels need."""
        most = max(int(abs(self.end - self.start) / room), 3)
        if not self.logarithmic:
            return [tick + 0.0 for tick in ticks(self.low, self.high, most)]
        return _powers(self.low, self.high, most) or ticks(self.low, self.high, most)


def _powers(low: float, high: float, most: int) -> list[float]:
    """1, 2, 5 times powers of ten, or fewer of them where that is too many."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for factors, step in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3), ((1,), 5)):
        found = [f * 10.0**power for power in range(first, last + 1, step) for f in factors]
        found = [tick for tick in found if low * (1.0 - 1e-9) <= tick <= high * (1.0 + 1e-9)]
        if 2 <= len(found) <= most:
            return found
    return []


def axis(core: Iterable[float], ends: Iterable[float], start: float, end: float, log: bool = False) -> Axis:
    """An axis that shows all of the core, and of the ends of intervals what is not far beyond it."""
    inner = [value for value in core if math.isfinite(value) and (value > 0.0 or not log)]
    outer = [value for value in ends if math.isfinite(value) and (value > 0.0 or not log)]
    inner = inner or outer
    if log:
        return _by_factors(inner, outer, start, end)
    return _by_differences(inner, outer, start, end)


def _by_differences(inner: Sequence[float], outer: Sequence[float], start: float, end: float) -> Axis:
    low, high = min(inner, default=0.0), max(inner, default=1.0)
    breadth = (high - low) or max((abs(value - low) for value in outer), default=0.0)
    near = [value for value in outer if low - FAR * breadth <= value <= high + FAR * breadth]
    low, high = min(low, *near, *(() if near else (low,))), max(high, *near, *(() if near else (high,)))
    if low == high:
        low, high = low - max(abs(low), 1.0) * 0.5, high + max(abs(high), 1.0) * 0.5
    if 0.0 < low < 0.5 * high:
        low = 0.0
    if 0.5 * low < high < 0.0:
        high = 0.0
    room = ROOM * (high - low)
    return Axis(low - room if low else low, high + room if high else high, start, end)


def _by_factors(inner: Sequence[float], outer: Sequence[float], start: float, end: float) -> Axis:
    low, high = min(inner, default=0.1), max(inner, default=10.0)
    near = [value for value in outer if low / FAR_FACTOR <= value <= high * FAR_FACTOR]
    low, high = min([low, *near]), max([high, *near])
    if high < 2.0 * low:
        middle = math.sqrt(low * high)
        low, high = middle / 1.5, middle * 1.5
    room = (high / low) ** ROOM
    return Axis(low / room, high * room, start, end, logarithmic=True)


def told(tick: float) -> str:
    """The words of a tick; four digits stay together, for they may be a year."""
    text = number(float(f"{tick:.6g}") + 0.0)
    return text.replace(",", "") if abs(tick) < GROUPED else text


def long(text: str, size: float = TYPE) -> float:
    """How wide a line may be, rather too much than too little."""
    return WIDENED * width_of(text, size)


def wrapped(text: str, room: float, size: float = TYPE) -> list[str]:
    """Lines of a text that are no wider; a word that is too long itself is broken."""
    most = max(int(room / long("x", size)), 4)
    lines: list[str] = []
    for word in filter(None, kept_together(text).split(" ")):
        while len(word) > most:
            lines.append(word[: most - 1] + "-")
            word = word[most - 1 :]
        if lines and not lines[-1].endswith("-") and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [line.replace(NO_BREAK, " ") for line in lines] or [""]


def paragraph(
    x: float, y: float, lines: Sequence[str], class_: str = "", anchor: str = "start", line: float = LINE
) -> str:
    """Lines of text, the first on the base line `y`."""
    return "".join(words(x, y + line * n, text, class_, text_anchor=anchor) for n, text in enumerate(lines))


def arrow(x: float, y: float, turn: tuple[int, int], class_: str, size: float = 6.0) -> str:
    """A head that points right, left, up or down: `(1, 0)`, `(-1, 0)`, `(0, -1)`, `(0, 1)`."""
    across, down = turn
    corners = [
        (x + size * across, y + size * down),
        (x - size * across - size * down, y - size * down + size * across),
        (x - size * across + size * down, y - size * down - size * across),
    ]
    return tag("path", d=path(corners, closed=True), class_=class_)


def is_there(told: Ends) -> bool:
    """Whether there is a number at all."""
    return not math.isnan(told[0])
