"""Drawing by hand: elements of SVG as text, a linear or logarithmic scale, round ticks.

Colours are names of classes; the style sheet of the page decides what they are by day, by night and on paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

Scale = Callable[[float], float]

GLYPH = 0.56
"""Mean width of a letter over the size of its type, for type whose widths are not known."""


def tag(name: str, *children: str, **attributes: object) -> str:
    """One element; `class_` and `stroke_width` stand for `class` and `stroke-width`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def _short(value: object) -> str:
    """A number with as many digits as a screen shows."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def words(x: float, y: float, text: str, class_: str = "", **attributes: object) -> str:
    """A line of text."""
    return tag("text", escape(text), x=x, y=y, class_=class_ or None, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, class_: str, **attributes: object) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_, **attributes)


def bar(x: float, y: float, width: float, height: float, class_: str, *children: str) -> str:
    """A rectangle, never of negative size."""
    return tag("rect", *children, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), class_=class_)


def hint(text: str) -> str:
    """The tooltip of an element."""
    return tag("title", escape(text))


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a line through points."""
    steps = [f"{x:.1f} {y:.1f}" for x, y in points]
    return "M" + "L".join(steps) + ("Z" if closed else "") if steps else ""


def figure(width: float, height: float, title: str, *children: str, class_: str = "chart") -> str:
    """A whole drawing; `title` says in words what it shows to those who do not see it."""
    return tag(
        "svg", tag("title", escape(title)), *children,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_short(float(width))} {_short(float(height))}",
        class_=class_, role="img", aria_label=title,
    )  # fmt: skip


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """Scale from values [low, high] to places [start, end]."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def logarithmic(low: float, high: float, start: float, end: float) -> Scale:
    """Scale of powers from values [low, high] to places [start, end]."""
    straight = linear(math.log(low), math.log(high), start, end)
    return lambda value: straight(math.log(value))


def round_step(span: float, most: int) -> float:
    """Least of 1, 2, 5 times a power of ten that cuts a span into at most a given number of parts."""
    if span <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0, 20.0) if factor * power * most >= span)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values within [low, high]."""
    step = round_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def degrees_in_words(value_deg: float, positive: str, negative: str) -> str:
    """A latitude or longitude with its side, longitudes beyond the date line by their usual name."""
    turned = (value_deg + 180.0) % 360.0 - 180.0
    side = positive if turned > 0.0 else negative if turned < 0.0 else ""
    return f"{abs(turned):g}°{side and ' ' + side}"


def width_of(text: str, size: float) -> float:
    """About how wide a line of text will be."""
    return GLYPH * size * len(text)


def joined(parts: Sequence[str]) -> str:
    """Words of a list: `a`, `a and b`, `a, b and c`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
