"""Best sites on a terminal: the answer first, then sites, cover, prices, and how it was found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import site_words
from openiads.study.siting.placing import Placed


def account(name: str, found: Placed) -> RenderableType:
    """Everything that a question of siting comes to."""
    parts = [
        *section("Sites", _table(site_words.SITES, site_words.site_rows(found), words=(0, 2))),
        *section("Covered", _table(site_words.cover_headings(found), site_words.cover_rows(found))),
    ]
    if len(found.prices) > 1:
        parts += section(
            "What keeping ground free costs, in the mean over heights",
            _table(site_words.price_headings(found), site_words.price_rows(found)),
        )
    parts += section("Candidates", _table(("", "candidates"), site_words.excluded_rows(found)))
    how = " ".join(part for part in (site_words.method(found), site_words.coarse(found)) if part)
    return Group(
        Text(f"\n{site_words.title(name, found)}", style="bold"),
        Padding(Text(site_words.lead(found)), (1, 0)),
        *parts,
        *section("How it was found", Text(how)),
    )


def _table(headings: Sequence[str], rows: Sequence[tuple[str, ...]], words: Sequence[int] = (0,)) -> Listing:
    table = Listing(headings, words=words)
    for row in rows:
        table.add_row(*row)
    return table
