"""The page of all claims: how many verdicts of each kind, and the answer in a line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from openiads.report.ink import style
from openiads.report.ink.page_template import template
from openiads.report.studies import claim_words
from openiads.report.studies.claim_page import INDEX, ROOM, SHEETS, meanings, page
from openiads.study.analysis.verdict import Kind
from openiads.study.claims.answering import Answered


def pages(found: Sequence[Answered]) -> dict[str, str]:
    """Text of every page by the name of its file, the index among them."""
    return {INDEX: index(found)} | {file_of(one): page(one, INDEX) for one in found}


def file_of(one: Answered) -> str:
    """The page of a claim."""
    return f"{one.claim.key}.html"


def index(found: Sequence[Answered]) -> str:
    """Text of the page of all claims."""
    return template(ROOM, "claims.html.j2").render(
        css="".join(map(style.text, SHEETS)),
        rows=[_row(one) for one in found],
        headings=[claim_words.word(kind) for kind in (*Kind, None)],
        brackets=claim_words.brackets([one.answer for one in found]),
        meanings=meanings([finding for one in found for finding in one.answer.findings]),
        effort=", ".join(dict.fromkeys(f"{one.effort:g}" for one in found)),
        version=version("openiads"),
        words=claim_words,
    )


def _row(one: Answered) -> dict[str, Any]:
    return {
        "file": file_of(one),
        "sentence": one.claim.sentence,
        "english": one.answer.english,
        "turkish": one.answer.turkish,
        "judged": claim_words.judged(one.claim),
        "counts": claim_words.told_counts(one.answer.findings),
    }
