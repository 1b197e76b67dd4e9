"""What mending a stage would buy, as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import comparison_chart, stage_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.study.compare.comparison import Comparison
from openiads.study.stages.what_stages_buy import AS_IT_IS, Stages

SHEETS = ("colours.css", "report.css", "claims.css")


def page(name: str, found: Stages, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    drawn = _in_words(found)
    return template("openiads.report.studies", "stages.html.j2").render(
        title=stage_words.title(name),
        css="".join(map(style.text, SHEETS)),
        lead=stage_words.lead(found),
        wide=comparison_chart.dots(drawn, width=WIDE),
        narrow=comparison_chart.dots(drawn, width=NARROW),
        headings=stage_words.headings(found),
        rows=stage_words.rows(found),
        method=stage_words.method(found),
        provenance=provenance,
    )


def _in_words(found: Stages) -> Comparison:
    """The comparison with its arms called as people call them, what buys most first."""
    order = [AS_IT_IS, *(row.stage for row in found.bought)]
    told = stage_words.PERFECT
    notes = {arm.arm: arm for arm in found.comparison.arms}
    return replace(
        found.comparison,
        base=told[AS_IT_IS],
        arms=tuple(replace(notes[stage], arm=told[stage]) for stage in order),
        cells=tuple(replace(cell, arm=told[cell.arm]) for cell in found.comparison.cells),
    )
