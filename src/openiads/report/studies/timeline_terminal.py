"""A timeline on a terminal: the answer first, then places, dates, rounds, and how it was found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import timeline_dates_words, timeline_words
from openiads.study.timeline.timeline_answer import TimelineAnswer


def account(name: str, found: TimelineAnswer, told: str = "") -> RenderableType:
    """Everything that a timeline says; `told` is what its scenario says of what it rests on."""
    parts = [
        *_on_dates(found),
        *section(
            "What happens", _table(timeline_words.EVENTS, timeline_words.event_rows(found), words=(0, 1, 2))
        ),
        *section("By date", _table(timeline_words.day_headings(found), timeline_words.day_rows(found))),
        *section("By place", _table(timeline_words.PLACES, timeline_words.place_rows(found))),
        *_gaps(found),
    ]
    if found.lasting:
        rows = timeline_words.lasting_rows(found)
        parts += section(timeline_words.LASTS, _table(timeline_words.lasting_headings(found), rows))
        if gained := timeline_words.gained(found):
            parts += section("What is made at home", Text(gained))
    return Group(
        Text(f"\n{timeline_words.title(name, found)}", style="bold"),
        Padding(Text(timeline_words.lead(found)), (1, 0)),
        *([Padding(Text(told.strip()), (0, 0, 1, 0))] if told.strip() else []),
        *parts,
        *section("How it was found", Text(_method(found))),
    )


def _gaps(found: TimelineAnswer) -> list[RenderableType]:
    rows = timeline_words.gap_rows(found)
    return section("Gaps", _table(timeline_words.GAPS, rows, words=(0, 1, 2))) if rows else []


def _on_dates(found: TimelineAnswer) -> list[RenderableType]:
    if found.on is None:
        return []
    table = _table(timeline_dates_words.headings(found), timeline_dates_words.rows(found))
    return section(timeline_dates_words.TITLE, table)


def _method(found: TimelineAnswer) -> str:
    return "\n\n".join(filter(None, (timeline_words.method(found), timeline_dates_words.method(found))))


def _table(headings: Sequence[str], rows: Sequence[tuple[str, ...]], words: Sequence[int] = (0,)) -> Listing:
    table = Listing(headings, words=words)
    for row in rows:
        table.add_row(*row)
    return table
