"""What every account on a terminal is made of: headings, tables, colours, the bar of statuses."""

from __future__ import annotations

from collections.abc import Mapping

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.bars import DARK, LIGHT, MEDIUM, SOLID, a_stack
from openiads.report.ink.listing import Listing
from openiads.report.ink.number_words import in_percent

GOOD, BAD, PLAIN = "cyan", "red", "bright_black"
STATUS_COLOURS = {
    "seen": "cyan",
    "quoted": "green",
    "derived": "blue",
    "given": "magenta",
    "memory": "yellow",
    "lowrel": "red",
    "assumption": "bright_black",
}
STATUS_FILLS = {
    "seen": SOLID,
    "quoted": "▙",
    "derived": DARK,
    "given": "▞",
    "memory": LIGHT,
    "lowrel": "▚",
    "assumption": MEDIUM,
}
"""What tells the parts of the bar apart without colour."""


def section(title: str, body: RenderableType) -> list[RenderableType]:
    """A titled part of the page."""
    return [Text(title, style="bold"), Padding(body, (0, 0, 1, 2))]


def listing(*headings: str) -> Listing:
    """A table of a name and numbers."""
    return Listing(headings)


def status_mix(mix: Mapping[str, float]) -> RenderableType:
    """Shares of the figures by status, as a bar and in words."""
    present = {status: portion for status, portion in mix.items() if portion > 0.0}
    words = [
        Text(f"{STATUS_FILLS[status]} ", style=STATUS_COLOURS[status]).append(
            f"{portion} {status}", style="default"
        )
        for status, portion in in_percent(present).items()
    ]
    parts = [(portion, STATUS_COLOURS[status], STATUS_FILLS[status]) for status, portion in present.items()]
    return Group(a_stack(parts, 40), Columns(words, padding=(0, 2)))
