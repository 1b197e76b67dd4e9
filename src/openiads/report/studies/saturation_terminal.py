"""How leakers grow with the size of a raid, on a terminal: the answer first, then every size, then how."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import saturation_words
from openiads.study.saturation.saturation_curve import Saturation


def account(found: Saturation) -> RenderableType:
    """Everything that it says."""
    table = Listing(saturation_words.headings(found), words=(), gap=2)
    for curve in found.curves:
        table.add_heading(
            f"{saturation_words.spread(found, curve)}: knee {saturation_words.raiders(curve.knee)}"
        )
        for row in saturation_words.rows(found, curve):
            table.add_row(*row)
    return Group(
        Text(f"\n{saturation_words.title(found.asked.scenario.name)}", style="bold"),
        Padding(Text(saturation_words.lead(found)), (1, 0)),
        *section("By size and spread of arrival", table),
        *section("How it was found", Text(saturation_words.method(found))),
    )
