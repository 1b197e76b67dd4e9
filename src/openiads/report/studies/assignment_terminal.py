"""An assignment on a terminal: the answer first, then who shoots at what, then how it was found."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import assignment_words
from openiads.study.assignment.solve_assignment import Assignment


def account(found: Assignment) -> RenderableType:
    """Everything that an assignment says."""
    parts: list[RenderableType] = []
    if found.problem.values.size:
        table = Listing(assignment_words.HEADINGS, words=(0, 4), right=(0,))
        for row in assignment_words.rows(found):
            table.add_row(*row)
        parts = section("Who shoots at what", table)
    return Group(
        Text(f"\n{assignment_words.title(found)}", style="bold"),
        Padding(Text(assignment_words.lead(found)), (1, 0)),
        *parts,
        *section("How it was found", Text(assignment_words.method(found))),
    )
