"""Best sites as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import site_map, site_words
from openiads.scenario.scenario_schema import Scenario
from openiads.study.siting.placing import Placed

SHEETS = ("colours.css", "report.css", "map.css", "claims.css")


def page(scenario: Scenario, found: Placed, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    surface = next(iter(found.chosen))
    heights = found.question.target.heights
    return template("openiads.report.studies", "site.html.j2").render(
        title=site_words.title(scenario.name, found),
        css="".join(map(style.text, SHEETS)),
        lead=site_words.lead(found),
        maps=[
            (f"{height:,.0f} m above the ground", site_map.draw(found, surface, height)) for height in heights
        ],
        excluded=bool(found.rules.belts or found.rules.polygons),
        tables=_tables(found),
        coarse=site_words.coarse(found),
        method=site_words.method(found),
        provenance=provenance,
    )


def _tables(found: Placed) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Title, headings and rows of each."""
    tables = [
        ("Sites", site_words.SITES, site_words.site_rows(found)),
        (
            "Covered, as a low and a high over both surfaces",
            site_words.cover_headings(found),
            site_words.cover_rows(found),
        ),
    ]
    if len(found.prices) > 1:
        tables.append(
            (
                "What keeping ground free costs, in the mean over heights",
                site_words.price_headings(found),
                site_words.price_rows(found),
            )
        )
    tables.append(("Candidates", ("", "candidates"), list(site_words.excluded_rows(found))))
    return tables
