"""Findings in words, for the tables and the one line of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from openiads.ground.interval_words import between, endless, with_interval, with_minus
from openiads.study.analysis.box_range import HIDDEN_TOLD
from openiads.study.analysis.verdict import Kind
from openiads.study.claims.claim import Finding

ENGLISH = {
    Kind.SUPPORTED: "supported",
    Kind.NOT_SUPPORTED: "not supported",
    Kind.DEPENDS: "depends on what is not known",
    Kind.CHANCE: "open at this effort",
    Kind.UNTESTABLE: "cannot be tested here",
}
TURKISH = {
    Kind.SUPPORTED: "destekleniyor",
    Kind.NOT_SUPPORTED: "desteklenmiyor",
    Kind.DEPENDS: "bilinmeyenlere bağlı",
    Kind.CHANCE: "bu çabayla açık",
    Kind.UNTESTABLE: "burada sınanamaz",
}


def kinds_told(findings: Sequence[Finding], turkish: bool = False) -> str:
    """How many findings have each verdict."""
    words = TURKISH if turkish else ENGLISH
    kinds = [finding.verdict.kind for finding in findings if finding.verdict is not None]
    return ", ".join(f"{words[kind]} {kinds.count(kind)}/{len(kinds)}" for kind in Kind if kind in kinds)


def answer_line(findings: Sequence[Finding], sentence: str, turkish: bool = False) -> str:
    """The sentence that was tested, and of how many measures it is supported; there is no overall mark."""
    return f"{sentence}: {kinds_told(findings, turkish)}."


def ends_told(one: Finding) -> str:
    """The number at the nominal figures and its interval by chance."""
    return with_interval(one.nominal, _three_digits)


def range_told(one: Finding) -> str:
    """How far what is not known moves it."""
    if one.range is None or one.range.hidden:
        return "" if one.range is None else HIDDEN_TOLD
    return between(one.range.low, one.range.high, _three_digits)


def _three_digits(value: float) -> str:
    return endless(value, lambda end: with_minus(f"{end:,.0f}" if abs(end) >= 1e3 else f"{end:.3g}"))


def verdict_told(one: Finding) -> str:
    """Its verdict, nothing where it is only reported."""
    return "" if one.verdict is None else one.verdict.english
