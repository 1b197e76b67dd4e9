"""What mending a stage would buy, on a terminal: the answer first, then every stage, then how."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import stage_words
from openiads.study.stages.what_stages_buy import Stages


def account(name: str, found: Stages) -> RenderableType:
    """Everything that it says."""
    first, _, *others = stage_words.headings(found)
    table = Listing([first, *others])
    for row in stage_words.rows(found):
        table.add_row(row[0], *row[2:])
    meaning = [f"{row[0]}: {row[1]}" for row in stage_words.rows(found)[1:]]
    return Group(
        Text(f"\n{stage_words.title(name)}", style="bold"),
        Padding(Text(stage_words.lead(found)), (1, 0)),
        *section("One stage perfect at a time", table),
        *section("What that means", Group(*map(Text, meaning))),
        *section("How it was found", Text(stage_words.method(found))),
    )
