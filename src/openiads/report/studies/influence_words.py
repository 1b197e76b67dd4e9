"""Which figures decide a result, in words: how the statuses weigh, and the ten that matter most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.catalogue.suffixes import without_unit
from openiads.ground.errors import UnknownName
from openiads.report.ink.figure_words import UNITS, name_in_words, number
from openiads.report.ink.listing import Listing
from openiads.report.ink.number_words import in_percent
from openiads.study.known.influence_document import Influence, Row
from openiads.study.known.kept import CHANGED, Known
from openiads.study.strata_weights import Ends

HOW = "openiads influence, given this run's folder, measures it"
NOMINAL = "\u2013"
"""Stands where an end of a box is the nominal value itself."""
SEVERAL = 3
"""From this many entries on that share a figure, they are counted instead of named."""
HEADINGS = (
    "figure", "of", "low", "nominal", "high", "unit", "leakers at low", "leakers at high", "status", "source",
    "in words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the table, ready to print."""

    figure: str
    entry: str
    low: str
    value: str
    high: str
    unit: str
    at_low: str
    at_high: str
    status: str
    source: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """All of them in the order of `HEADINGS`."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)


def weights(known: Known, by_count: Mapping[str, float]) -> Mapping[str, float]:
    """Shares by status: of the ignorance where that was measured on this scenario, else of the figures."""
    found = known.influence.status_share if known.influence is not None and known.holds else {}
    return found or by_count


def weighed(known: Known) -> bool:
    """Whether `weights` tells shares of the ignorance."""
    return known.influence is not None and known.holds and bool(known.influence.status_share)


def told(known: Known) -> str:
    """What the shares by status are of, or why they are only counted."""
    found = known.influence
    if found is None:
        return f"How much each figure matters has not been measured here; {HOW}. Shares by count:"
    if known.state == CHANGED:
        return (
            "How much each figure matters was measured before this scenario or its figures were changed "
            f"(version {found.version}); {HOW} again. Shares by count:"
        )
    if not found.status_share:
        return "No figure was found to move the leakers. Shares by count:"
    return (
        f"Share of what is not known about the leakers, by status of the figures that it comes from: each of "
        f"{found.figures} figures was moved to its low and to its high, one at a time, on the same draws "
        f"(up to {found.replicates} replicates, seed {found.seed}, version {found.version})."
    )


def decider(known: Known) -> str:
    """The one figure that moves the leakers most; nothing where that was not measured on this scenario."""
    if known.influence is None or not known.holds or not known.influence.top:
        return ""
    first = lines(known.influence)[0]
    ends = [
        f"{leakers} leakers at {at} {first.unit}".rstrip()
        for leakers, at in ((first.at_low, first.low), (first.at_high, first.high))
        if leakers != NOMINAL
    ]
    return f"The figure that decides most: {first.figure} ({first.entry}, {first.status}), {', '.join(ends)}."


def lines(influence: Influence) -> list[Line]:
    """The figures that move the leakers most."""
    return [line(row, influence.leakers[0]) for row in influence.top]


def line(row: Row, leakers: float) -> Line:
    """One figure, in words; `leakers` are those with all figures as they are."""
    name, _ = without_unit(row.field)
    low, value, high = (_amount(told) for told in (row.low, row.value, row.high))
    return Line(
        *_whose(row, name), low, value, high, UNITS.get(row.field.removeprefix(name), ""),
        NOMINAL if row.low == row.value else _leakers(leakers, row.at_low),
        NOMINAL if row.high == row.value else _leakers(leakers, row.at_high),
        row.status if row.boxed else f"{row.status}, no box", row.sources[0], _note(row, name),
    )  # fmt: skip


def _whose(row: Row, name: str) -> tuple[str, str]:
    """The figure's name and what it is of."""
    words = name_in_words(name)
    if row.kind == "evidence":
        return f"{row.titles[0]}: {words}", "evidence"
    if len(row.entries) >= SEVERAL:
        return words, f"{len(row.entries)} {row.kind}s"
    return words, ", ".join(row.titles)


def _note(row: Row, name: str) -> str:
    """The catalogue's sentence on a figure, if it still has that figure."""
    try:
        entry = PACKAGED.entry(row.kind, row.entries[0])
    except UnknownName:
        return ""
    cited = entry.figures.get(name) or entry.choices.get(name)
    return "" if cited is None else cited.note


def _amount(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{count} {slug}" for slug, count in value.items())
    return number(value)


def _leakers(nominal: float, change: Ends) -> str:
    mean, low, high = change
    half = max(high - mean, mean - low)
    signed = round(mean, 1) + 0.0  # nothing has no sign
    return f"{nominal + mean:.1f} ({signed:+.1f} \u00b1 {half:.1f})".replace("-", "\u2212")


def page(influence: Influence) -> RenderableType:
    """What a scan found, for a terminal."""
    # Loads are as long as sentences; all else that stands in the middle is short.
    listing = Listing(HEADINGS[:-2], words=(0, 1, 2, 3, 4, 8), right=(2, 3, 4), header_style="bold")
    for row in lines(influence):
        listing.add_row(*row.cells[:-2])
    mean, low, high = influence.leakers
    head = (
        f"{influence.scenario}: {mean:.1f} leakers ({low:.1f} to {high:.1f}). Each of {influence.figures} "
        f"figures was moved over its box, one at a time; these move the leakers most "
        f"({influence.replicates} pairs at each end)."
    )
    return Group(Text(head), Text(), listing, Text(), Text(shares_told(influence)))


def shares_told(influence: Influence) -> str:
    """How the ignorance is shared out among the statuses, the largest share first."""
    shares = sorted(influence.status_share.items(), key=lambda item: -item[1])
    parts = [f"{portion} {status}" for status, portion in in_percent(dict(shares)).items()]
    return f"Of what is not known about the leakers, by status of the figures: {', '.join(parts) or 'none'}."


def markdown(influence: Influence, columns: tuple[str, ...] = HEADINGS) -> str:
    """The same as a table of Markdown, with the columns asked for."""
    unknown = [name for name in columns if name not in HEADINGS]
    if unknown:
        raise UnknownName("column", unknown[0], HEADINGS)
    chosen = [HEADINGS.index(name) for name in columns]
    rows = [columns, tuple("---" for _ in columns)]
    rows += [tuple(row.cells[i] for i in chosen) for row in lines(influence)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
