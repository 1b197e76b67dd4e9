"""What must be true, as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import threshold_picture, threshold_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.study.threshold.searching import Required

SHEETS = ("colours.css", "report.css", "claims.css")


def page(found: Required, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    return template("openiads.report.studies", "threshold.html.j2").render(
        found=found,
        title=threshold_words.title(found),
        css="".join(map(style.text, SHEETS)),
        lead=threshold_words.lead(found),
        wide=threshold_picture.draw(found, WIDE),
        narrow=threshold_picture.draw(found, NARROW),
        key=threshold_picture.key(found),
        headings=threshold_words.headings(found),
        rows=threshold_words.rows(found),
        method=threshold_words.method(found),
        provenance=provenance,
    )
