"""A claim as one page that needs nothing else, for readers who know nothing of radar: the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from openiads.catalogue import sources, status_mix
from openiads.report.ink import assumptions, style
from openiads.report.ink.number_words import in_percent
from openiads.report.ink.page_template import template
from openiads.report.studies import claim_words
from openiads.report.studies.claim_pictures.drawn import drawn
from openiads.study.analysis.indices import LEAST_R2
from openiads.study.claims.answering import Answered, definition_sha256
from openiads.study.claims.claim import Answer, Finding, Made, Table

ROOM = "openiads.report.studies"
SHEETS = ("colours.css", "report.css", "claims.css")
INDEX = "index.html"
MANY = 12
"""Findings beyond which the table of all numbers is folded."""
FILLED = 0.6
"""A table of verdicts with fewer of its places filled would be mostly empty."""
NOT_TOLD = (
    "{which} no shares by status are told: no function that is fitted to the settings foretells the numbers "
    "well enough at settings that it has not seen (R2 below {least}). More effort may tell them."
)


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """Findings by what they are about and by measure."""

    measures: list[str]
    rows: list[tuple[str, list[list[Finding]]]]  # a subject, and for each measure what was found


def page(found: Answered, index: str = "") -> str:
    """Text of the page; `index` is the page of all claims, if there is one."""
    answer = found.answer
    mixes = list(_mixes(answer.findings))
    return template(ROOM, "claim.html.j2").render(
        claim=found.claim,
        answer=answer,
        index=index,
        css="".join(map(style.text, SHEETS)),
        picture=drawn(answer.picture, answer.made),
        headings=claim_words.headings(answer.made),
        brackets=claim_words.brackets([answer]),
        judged=claim_words.judged(found.claim),
        doubts=answer.made in claim_words.CHANCED,
        chance=claim_words.CHANCE[answer.made].partition(". "),
        ignorance=claim_words.IGNORANCE[answer.made].partition(". "),
        numeric=numeric(answer.table),
        matrix=matrix(answer.findings),
        folded=len(answer.findings) > MANY or matrix(answer.findings) is not None,
        by_measure=claim_words.by_measure(answer.findings),
        grouped=claim_words.repeats(answer.findings),
        counts=claim_words.told_counts(answer.findings),
        meanings=meanings(answer.findings),
        mixes=mixes,
        untold=_untold(answer),
        counted=_counted(found),
        statuses=_statuses(found),
        blocks=assumptions.blocks(answer.entries),
        provenance=provenance(found),
        version=version("openiads"),
        words=claim_words,
        **_cited(found),
    )


def _cited(found: Answered) -> dict[str, object]:
    cited = sources(found.answer.entries)
    return {
        "sources": cited,
        "cited": {source.key for source in cited},
        "reliabilities": assumptions.RELIABILITIES,
    }


def matrix(findings: Sequence[Finding]) -> VerdictTable | None:
    """A table of verdicts, where there are several measures and several things that they are about."""
    measures = list(dict.fromkeys(map(claim_words.measure, findings)))
    subjects = list(dict.fromkeys(one.subject for one in findings))
    if min(len(measures), len(subjects)) < 2 or len(findings) < FILLED * len(measures) * len(subjects):
        return None
    rows = [
        (
            subject,
            [
                [one for one in findings if one.subject == subject and claim_words.measure(one) == measure]
                for measure in measures
            ],
        )
        for subject in subjects
    ]
    return VerdictTable(measures, rows)


def meanings(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Colour, word and meaning of each verdict that there is, and of what is only reported."""
    found = [kind for kind, count in claim_words.counts(findings).items() if count]
    return [(claim_words.tone(kind), claim_words.word(kind), claim_words.MEANT[kind]) for kind in found]


def numeric(table: Table) -> set[int]:
    """Columns whose cells are numbers, which stand to the right."""
    return {
        n
        for n in range(1, len(table.headings))
        if all(_is_number(row[n]) for row in table.rows) and any(row[n] for row in table.rows)
    }


def _is_number(cell: str) -> bool:
    """Whether a cell begins like a number and has few words."""
    return (
        not cell or (cell.lstrip("+-\u2212\u2013$<>~ ")[:1].isdigit() and len(cell) < 28) or cell in "\u2013-"
    )


def _mixes(findings: Sequence[Finding]) -> Iterator[tuple[str, list[tuple[str, float, str]]]]:
    """Findings whose ignorance is known by status, with status, share and percent."""
    for one in findings:
        if one.by_status:
            shares = {row.status: max(row.share[0], 0.0) for row in one.by_status}
            told = in_percent(shares)
            named = f"{claim_words.measure(one)}: {one.subject}"
            yield named, [(status, round(shares[status], 4), told[status]) for status in shares]


def _untold(answer: Answer) -> str:
    """Why of some findings no shares are told; a range of histories has none to tell."""
    if answer.made is Made.TIMES:
        return ""
    boxed = [one for one in answer.findings if one.range is not None]
    missing = [one for one in boxed if not one.by_status]
    if not missing:
        return ""
    which = (
        "Of what is not known"
        if len(missing) == len(boxed)
        else f"For {len(missing)} of {len(boxed)} findings"
    )
    return NOT_TOLD.format(which=which, least=LEAST_R2)


def _statuses(found: Answered) -> list[tuple[str, str]]:
    """Statuses that the page names, with what they mean."""
    mix = status_mix(found.answer.entries)
    shared = {row.status for one in found.answer.findings for row in one.by_status or ()}
    there = {status for status, share in mix.items() if share} | shared
    return [(status, meaning) for status, meaning in assumptions.STATUS_WORDS.items() if status in there]


def _counted(found: Answered) -> str:
    mix = status_mix(found.answer.entries)
    told = in_percent({status: share for status, share in mix.items() if share})
    return ", ".join(f"{percent} {status}" for status, percent in told.items())


def provenance(found: Answered) -> list[tuple[str, str]]:
    """What the page can be made from again."""
    told = [
        ("made by", f"openiads claims {found.claim.key} --effort {found.effort:g}"),
        ("version", version("openiads")),
        ("seed", str(found.seed)),
        ("definition", definition_sha256(found.claim)),
    ]
    for study in found.studies:
        told += [
            (f"study {study.name}", study.study_sha256),
            ("result", study.outcomes_sha256),
            ("kept in", str(study.folder)),
        ]
    return told
