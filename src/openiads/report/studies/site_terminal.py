"""Best sites on a terminal: the answer first, then sites, cover, prices, and how it was found."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import contest_words, site_tables, site_words
from openiads.report.studies.site_tables import SiteTable
from openiads.study.siting.fewest_leakers import Contest
from openiads.study.siting.placing import Placed


def account(name: str, found: Placed, contest: Contest | None = None) -> RenderableType:
    """Everything that a question of siting comes to."""
    parts = [
        part for told in site_tables.tables(found, contest) for part in section(told.title, _table(told))
    ]
    return Group(
        Text(f"\n{site_words.title(name, found)}", style="bold"),
        Padding(Text(contest_words.answer(found, contest)), (1, 0)),
        *parts,
        *section("How it was found", Text(site_tables.method(found, contest))),
    )


def _table(told: SiteTable) -> Listing:
    table = Listing(told.headings, words=told.words)
    for row in told.rows:
        table.add_row(*row)
    return table
