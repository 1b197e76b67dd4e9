"""What a claim that was put to the test hands back."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from openiads.api.json_numbers import ends, finite, moved
from openiads.api.paged import html_table
from openiads.report.studies import claim_page, claim_words
from openiads.study.claims.answering import Answered, definition_sha256
from openiads.study.claims.claim import Answer, Claim, Finding


@dataclass(frozen=True)
class ClaimResult:
    """A claim with its answer.

    >>> found = oi.claims("alone", effort=0.2)[0]  # doctest: +SKIP
    >>> found.answer.english  # doctest: +SKIP
    """

    answered: Answered

    @property
    def key(self) -> str:
        """The claim's key."""
        return self.claim.key

    @property
    def claim(self) -> Claim:
        """The sentence, and how it is put to the test."""
        return self.answered.claim

    @property
    def answer(self) -> Answer:
        """What was found."""
        return self.answered.answer

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each number with its two intervals and its verdict."""
        return self.answer.findings

    def as_dict(self) -> dict[str, Any]:
        """The claim's part of the document of `--json`."""
        claim, answer = self.claim, self.answer
        return {
            "claim": claim.key,
            "sentence": claim.sentence,
            "said_in": claim.said_in,
            "question": claim.question,
            "definition": claim.definition,
            "judged": claim.judged,
            "definition_sha256": definition_sha256(claim),
            "answer": {"en": answer.english, "tr": answer.turkish},
            "findings": [_finding(one) for one in answer.findings],
            "table": {
                "headings": list(answer.table.headings),
                "rows": [list(row) for row in answer.table.rows],
            },
            "method": answer.method,
            "would_change": answer.would_change,
            "context": [
                {"told": beside.told, "source": beside.source, "url": beside.url} for beside in claim.context
            ],
            "effort": self.answered.effort,
            "seed": self.answered.seed,
            "version": version("openiads"),
            "studies": [
                {
                    "study": study.name,
                    "study_sha256": study.study_sha256,
                    "outcomes_sha256": study.outcomes_sha256,
                    "folder": str(study.folder),
                }
                for study in self.answered.studies
            ],
        }

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        return claim_page.page(self.answered)

    def _repr_html_(self) -> str:
        headings, rows = claim_words.headings(self.answer.made), map(claim_words.cells, self.findings)
        return html_table(headings, rows, self.claim.sentence, self.answer.english)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "subject": one.subject,
        "unit": one.unit,
        "nominal": ends(one.nominal),
        **moved(one.range),
        "claimed": None if one.claimed is None else one.claimed._asdict(),
        "verdict": _verdict(one),
        "r2": None if one.r2 is None else finite(one.r2),
        "by_status": None
        if one.by_status is None
        else {row.status: finite(row.share[0]) for row in one.by_status},
        "note": one.note,
    }


def _verdict(one: Finding) -> dict[str, Any] | None:
    told = one.verdict
    if told is None:
        return None
    return {
        "kind": told.kind.value,
        "en": told.english,
        "tr": told.turkish,
        "share": ends(told.share),
        "points": told.points,
        "nominal_open": told.nominal_open,
    }
