"""An answer to a claim on a terminal: the sentence, the answer, and what was found."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.studies import claim_words
from openiads.study.claims.answering import Answered


def account(found: Answered) -> RenderableType:
    """Everything that is printed of one claim."""
    told, answer = found.claim, found.answer
    parts: list[RenderableType] = [
        Text(f"\n{told.key}: {told.sentence}", style="bold"),
        Text(f"({told.said_in})", style="dim"),
        Padding(Text(answer.english), (1, 0, 0, 0)),
        Text(f"{claim_words.TURKISH}: ", style="dim").append(answer.turkish, style="not dim"),
        Text(claim_words.judged(told), style="dim"),
    ]
    return Group(*parts, Padding(table(found), (1, 0, 0, 2)))


def table(found: Answered) -> Listing:
    """A row for each finding; a measure that several share stands over them."""
    findings = found.answer.findings
    headings = claim_words.headings(found.answer.made)
    if not claim_words.repeats(findings):
        rows = Listing(headings, words=(0, 1, 4, 5), names=2)
        for one in findings:
            rows.add_row(*claim_words.cells(one))
        return rows
    rows = Listing(headings[1:], words=(0, 3, 4))
    for measure, alike in claim_words.by_measure(findings):
        rows.add_heading(measure)
        for one in alike:
            rows.add_row(*claim_words.cells(one)[1:])
    return rows
