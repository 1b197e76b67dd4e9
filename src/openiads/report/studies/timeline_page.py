"""A timeline as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import timeline_dates_words, timeline_picture, timeline_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.scenario.scenario_schema import Scenario
from openiads.study.timeline.timeline_answer import TimelineAnswer

SHEETS = ("colours.css", "report.css", "claims.css")
INKS = 6


class Drawn(NamedTuple):
    """A picture in both widths."""

    title: str
    wide: str
    narrow: str
    key: str


def page(scenario: Scenario, found: TimelineAnswer, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    sources = {} if scenario.timeline is None else scenario.timeline.source
    return template("openiads.report.studies", "timeline.html.j2").render(
        found=found,
        scenario=scenario,
        title=timeline_words.title(scenario.name, found),
        css="".join(map(style.text, SHEETS)),
        lead=timeline_words.lead(found),
        pictures=list(_pictures(found)),
        tables=_tables(found),
        gained=timeline_words.gained(found),
        method=timeline_words.method(found),
        played=timeline_dates_words.method(found),
        sources=sources,
        provenance=provenance,
    )


def _pictures(found: TimelineAnswer) -> Iterator[Drawn]:
    fans = {
        "Batteries ready": found.ready,
        **{name.capitalize(): one for name, one in found.protected.items()},
    }
    fans |= {f"Rounds of {slug} left, assumed": one for slug, one in found.rounds.items()}
    lefts = {width: timeline_picture.margin(found, fans.values(), width) for width in (WIDE, NARROW)}
    wide, narrow = (timeline_picture.draw_places(found, width, left) for width, left in lefts.items())
    yield Drawn("Where a battery is ready", wide, narrow, timeline_picture.PLACES_KEY)
    for n, (name, one) in enumerate(fans.items()):
        wide, narrow = (
            timeline_picture.draw_fan(found, one, "At the beginning of each day", width, n % INKS, left)
            for width, left in lefts.items()
        )
        yield Drawn(name, wide, narrow, timeline_picture.KEY)


def _gaps(found: TimelineAnswer) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]], bool]]:
    rows = timeline_words.gap_rows(found)
    return [("Gaps", timeline_words.GAPS, rows, True)] if rows else []


def _tables(found: TimelineAnswer) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]], bool]]:
    """Title, headings, rows, and whether cells after the first are numbers."""
    dates = timeline_dates_words.headings(found), timeline_dates_words.rows(found)
    tables = [(timeline_dates_words.TITLE, *dates, True)] if found.on is not None else []
    tables += [
        ("What happens", timeline_words.EVENTS, timeline_words.event_rows(found), False),
        ("By place", timeline_words.PLACES, timeline_words.place_rows(found), True),
        *_gaps(found),
        ("By date", timeline_words.day_headings(found), timeline_words.day_rows(found), True),
    ]
    if found.lasting:
        rows = timeline_words.lasting_rows(found)
        tables.append((timeline_words.LASTS, timeline_words.lasting_headings(found), rows, True))
    return tables
