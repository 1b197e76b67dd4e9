"""How leakers grow with the size of a raid, as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import saturation_picture, saturation_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.study.saturation.saturation_curve import Saturation

SHEETS = ("colours.css", "report.css", "claims.css")


def page(found: Saturation, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    told = saturation_words
    return template("openiads.report.studies", "saturation.html.j2").render(
        found=found,
        title=told.title(found.asked.scenario.name),
        css="".join(map(style.text, SHEETS)),
        lead=told.lead(found),
        leakers=[saturation_picture.leakers(found, width) for width in (WIDE, NARROW)],
        rounds=[saturation_picture.rounds(found, width) for width in (WIDE, NARROW)],
        key=told.key(found),
        knee_headings=told.KNEE_HEADINGS,
        knees=told.knees(found),
        headings=told.headings(found),
        tables=[(told.spread(found, curve), told.rows(found, curve)) for curve in found.curves],
        method=told.method(found),
        provenance=provenance,
    )
