"""What must be true, on a terminal: the answer first, then what was played, then how."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import threshold_words
from openiads.study.threshold.searching import Required


def account(found: Required) -> RenderableType:
    """Everything that a search says."""
    rows = Listing(threshold_words.headings(found), words=(2,), right=(0,))
    for row in threshold_words.rows(found):
        rows.add_row(*row)
    what = "What was played" if found.asked.second is None else "What is needed"
    return Group(
        Text(f"\n{threshold_words.title(found)}", style="bold"),
        Padding(Text(threshold_words.lead(found)), (1, 0)),
        *section(what, rows),
        *section("How it was found", Text(threshold_words.method(found))),
    )
