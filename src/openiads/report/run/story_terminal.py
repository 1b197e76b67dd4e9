"""Stories of the raiders of one replicate, and of flights that were fired at, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.run.meanings import MEANINGS, short


def account(told: dict[str, Any], which: str = "") -> RenderableType:
    """How many got through, every story below its reason, in the order of the chain, and those of flights.

    `which` tells why it is this replicate.
    """
    among = f", the {which} one" if which else ""
    released = f", {told['released']} released their weapons" if told["released"] else ""
    through = f"{told['arrived']} of {told['raiders']} raiders arrived{released}"
    number = told["flights_fired_at"]
    also = f"; {number} {'flight was' if number == 1 else 'flights were'} fired at" if number else ""
    head = f"Replicate {told['replicate']}{among}: {through}{also}"
    return Group(Text(f"\n{head}", style="bold"), *_by_reason(told["stories"]), *_of_flights(told["flights"]))


def _of_flights(stories: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """Those of flights, below a line of their own."""
    if stories:
        yield Text(f"\nflights, held hostile or fired at by mistake: {len(stories)}", style="bold")
    yield from _each(stories)


def _by_reason(stories: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """A line for each reason that there is, and below it who it was and what became of him."""
    order = [*MEANINGS, *dict.fromkeys(story["reason"] for story in stories)]
    for reason in dict.fromkeys(order):
        these = [story for story in stories if story["reason"] == reason]
        if these:
            yield Text(f"\n{short(reason)}: {len(these)}", style="bold")
        yield from _each(these)


def _each(stories: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """Who it was, and what became of him."""
    for story in stories:
        yield Text(story["name"], style="cyan")
        yield Padding(Text(story["why"]), (0, 0, 0, 2))
