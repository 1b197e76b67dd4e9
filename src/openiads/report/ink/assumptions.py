"""Every figure that a result rests on: in the catalogue's units, with its box, its source and its status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openiads.catalogue.border import kind_of, outside, suffixes
from openiads.catalogue.entries import GIVEN, Choice, Entry, Figure
from openiads.report.ink.figure_words import UNITS, name_in_words, number
from openiads.report.ink.number_words import NO_BREAK

STATUS_WORDS = {
    "seen": "read in a source",
    "quoted": "read in a source that quotes the one it is from",
    "derived": "computed from figures that were read",
    "assumption": "no source: a round textbook value",
    "memory": "recalled, source not read",
    "lowrel": "hobby data",
    "given": "set by the scenario",
}
"""What each status means, the most reliable first."""
RELIABILITIES = {
    "A": "official",
    "B": "established press or think tank",
    "C": "second-hand, or party to the matter",
    "D": "hobby data",
    "M": "not published",
}
"""What the reliability of a source means."""

COUNTED = re.compile(r"\b(\d+) (?=\S)")
"""The blank between a count and what is counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure or choice, ready to print."""

    name: str
    value: str
    low: str
    high: str
    unit: str
    status: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Block:
    """All rows of one entry."""

    kind: str
    title: str
    slug: str
    rows: list[Row]


def blocks(entries: Iterable[Entry]) -> list[Block]:
    """A block for every entry, in the order given."""
    return [Block(kind_of(entry), entry.title, entry.slug, _rows(entry)) for entry in entries]


def _rows(entry: Entry) -> list[Row]:
    units = suffixes(kind_of(entry))
    rows = [_figure(name, figure, units.get(name, "")) for name, figure in entry.figures.items()]
    for name, choice in entry.choices.items():
        low, high = (_load(choice.low), _load(choice.high))
        text = COUNTED.sub(rf"\1{NO_BREAK}", choice.text) if low else choice.text
        rows.append(
            Row(name_in_words(name), text, low, high, "", choice.status, _sources(choice), choice.note)
        )
    return rows


def _load(counts: Mapping[str, int]) -> str:
    """Rounds of each type; a line may end between types."""
    return ", ".join(f"{n}{NO_BREAK}{slug}" for slug, n in counts.items())


def _figure(name: str, figure: Figure, suffix: str) -> Row:
    shown = [number(outside(suffix)(v)) for v in (figure.value, figure.low, figure.high)]
    # The low of a quantity that the conversion turns round would be printed above its high.
    low, high = shown[1:] if figure.low < figure.high else ("", "")
    return Row(
        name_in_words(name),
        shown[0],
        low,
        high,
        UNITS.get(suffix, ""),
        figure.status,
        _sources(figure),
        figure.note,
    )


def _sources(cited: Figure | Choice) -> tuple[str, ...]:
    return ("the scenario",) if cited.source == GIVEN else (cited.source, *cited.also)
