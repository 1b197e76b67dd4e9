"""A comparison as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import comparison_words, tornado_picture, unknown_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.report.studies.comparison_chart import dots
from openiads.study.compare.comparison import Cell, Comparison
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.unknowns import Unknowns

SHEETS = ("colours.css", "report.css", "claims.css")


def page(
    found: Comparison, title: str, provenance: Mapping[str, str], unknown: Sequence[Unknowns] = ()
) -> str:
    """Text of the page.

    provenance  what it rests on, by name
    unknown     what the box does to some of its numbers
    """
    return template("openiads.report.studies", "comparison.html.j2").render(
        found=found,
        title=title,
        css="".join(map(style.text, SHEETS)),
        wide=dots(found, width=WIDE),
        narrow=dots(found, width=NARROW),
        lead=comparison_words.lead(found),
        tables=list(_tables(found, comparison_words.shown(found))),
        carriers=list(_tables(found, comparison_words.of_carriers(found))),
        told=any(arm.told for arm in found.arms),
        notes=comparison_words.notes(found),
        method=comparison_words.method(found),
        provenance=provenance,
        words=comparison_words,
        boxed=found.points > 1,
        unknown=[(one, _tornado(one)) for one in unknown],
        unknown_words=unknown_words,
    )


@dataclass(frozen=True, slots=True)
class Tornado:
    """What each figure does alone, for a wide screen and for a narrow one, or why that is not drawn."""

    wide: str
    narrow: str
    statuses: list[tuple[str, str]]  # of its colours, with what they mean
    instead: str


def _tornado(found: Unknowns) -> Tornado:
    wide, narrow = (
        (tornado_picture.draw(found, width) for width in (WIDE, NARROW))
        if tornado_picture.drawn(found)
        else ("", "")
    )
    return Tornado(wide, narrow, tornado_picture.statuses(found), tornado_picture.instead(found))


def _tables(found: Comparison, keys: Sequence[str]) -> Iterator[tuple[Measure, list[Cell]]]:
    """Measures with their cells."""
    for key in keys:
        yield MEASURES[key], [found.cell(arm.arm, key) for arm in found.arms]
