"""Bars made of characters, to the eighth of a column."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from openiads.report.ink.listing import Drawn

EIGHTHS = " ▏▎▍▌▋▊▉█"
WIDTH = 24
SOLID, DARK, MEDIUM, LIGHT = "█▓▒░"
"""Fills that are told apart without colour."""
TINY = 1e-6
"""A smaller portion is what rounding left over."""


def bar(portion: float, colour: str, width: int = WIDTH) -> Text:
    """A bar that fills `portion` of `width` columns; something small is still seen."""
    eighths = round(8 * width * min(max(portion, 0.0), 1.0))
    if portion > 0.0:
        eighths = max(eighths, 1)
    full, rest = divmod(eighths, 8)
    drawn = EIGHTHS[8] * full + (EIGHTHS[rest] if rest else "")
    return Text(drawn.ljust(width), style=colour)


def stacked(parts: Iterable[tuple[float, str, str]], width: int = WIDTH) -> Text:
    """Portions of a whole, one after the other, each in its colour and fill; one without a colour is a gap.

    Only whole columns are drawn, so that colours meet; what is too small for one is a thin line.
    """
    line = Text()
    until = 0.0
    for portion, colour, fill in parts:
        until += portion
        columns = round(until * width) - len(line)
        if colour and portion > TINY and columns < 1:
            if len(line) >= width:
                line.right_crop(1)
            line.append(EIGHTHS[1], style=colour)
        else:
            line.append((fill if colour else " ") * columns, style=colour)
    return line


def a_bar(portion: float, colour: str, width: int = WIDTH) -> Drawn:
    """A bar of at most `width` columns."""
    return Drawn(lambda columns: bar(portion, colour, columns), width)


def a_stack(parts: Iterable[tuple[float, str, str]], width: int = WIDTH) -> Drawn:
    """Portions of a whole in at most `width` columns."""
    kept = list(parts)
    return Drawn(lambda columns: stacked(kept, columns), width)
