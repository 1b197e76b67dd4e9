"""Best sites as one page that needs nothing else, the answer first."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import contest_words, site_map, site_tables, site_words
from openiads.scenario.scenario_schema import Scenario
from openiads.study.siting.fewest_leakers import Contest
from openiads.study.siting.placing import Placed

SHEETS = ("colours.css", "report.css", "map.css", "claims.css")


def page(scenario: Scenario, found: Placed, contest: Contest | None, provenance: Mapping[str, str]) -> str:
    """Text of the page; `provenance` is what it rests on, by name."""
    surface, sites = next(iter(found.chosen)), site_tables.sites_of(found, contest)
    return template("openiads.report.studies", "site.html.j2").render(
        title=site_words.title(scenario.name, found),
        css="".join(map(style.text, SHEETS)),
        lead=contest_words.answer(found, contest),
        maps=[
            (f"{site_words.layer(layer)} above the ground", site_map.draw(found, sites, surface, layer))
            for layer in found.question.layers
        ],
        excluded=bool(found.rules.belts or found.rules.polygons),
        tables=site_tables.tables(found, contest),
        method=site_tables.method(found, contest),
        provenance=provenance,
    )
