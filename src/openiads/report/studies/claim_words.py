"""An answer to a claim in words: what its cells, badges and explanations say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from openiads.ground.interval_words import between, endless, with_interval
from openiads.report.ink.figure_words import number as figure
from openiads.report.ink.number_words import number, share
from openiads.study.analysis.box_range import HIDDEN_TOLD
from openiads.study.analysis.verdict import Claimed, Kind, Verdict
from openiads.study.claims.claim import NOTHING_JUDGED, Answer, Claim, Finding, Made
from openiads.study.claims.finding_words import ENGLISH
from openiads.study.strata_weights import Ends

TURKISH = "Türkçe"
"""Before an answer in Turkish."""
REPORTED = "only reported"
"""Stands where nothing is claimed of a number."""
NOMINAL = {
    Made.PLAYED: "nominal [by chance]", Made.COMPUTED: "nominal", Made.SEARCHED: "nominal [left open]",
    Made.DRAWN: "nominal [by chance]", Made.TIMES: "mean",
}  # fmt: skip
"""What a number is, and what lies in square brackets beside it."""
RANGED = dict.fromkeys(Made, "by what is not known") | {Made.TIMES: "5 to 95 % of the histories"}
"""What the range is of."""
TONES = {
    Kind.SUPPORTED: "good",
    Kind.NOT_SUPPORTED: "watch",
    Kind.DEPENDS: "split",
    Kind.CHANCE: "plain",
    Kind.UNTESTABLE: "plain",
}
"""How a verdict is coloured; the word stands there in any case."""
LONGER = (Kind.DEPENDS, Kind.UNTESTABLE)
"""Verdicts whose own words say more than their kind."""
MEANT = {
    Kind.SUPPORTED: "it holds at nine of ten settings of what is not known, or more",
    Kind.NOT_SUPPORTED: "it holds at one of ten, or fewer",
    Kind.DEPENDS: "it holds at some and not at others: what is not known decides",
    Kind.CHANCE: "more effort could still turn the verdict, so none is given",
    Kind.UNTESTABLE: "something is missing that a test would need",
    None: "a number beside the claim, which says nothing of it",
}
"""What each verdict means, in plain words."""
UNPLAYED = "Chance. Nothing was played: the numbers are computed, and there is no chance in them."
CHANCE = {
    Made.PLAYED: (
        "Chance. The same raid ends differently each time: a round misses, a radar looks the other way. So "
        "it was played many times, and the numbers in square brackets are the 95 % interval of the mean, by "
        "chance alone. More replicates make it narrower."
    ),
    Made.COMPUTED: UNPLAYED,
    Made.SEARCHED: (
        f"{UNPLAYED} Square brackets have what the search for the best left open: its answer is proven to a "
        "small part."
    ),
    Made.DRAWN: (
        "Chance. No raid was flown: when raids come and what each takes was drawn, in many histories, and "
        "the numbers in square brackets are the 95 % interval of the mean over these, by chance alone. More "
        "histories make it narrower."
    ),
    Made.TIMES: UNPLAYED,
}
"""What chance does to the numbers, by how they came about."""
CHANCED = Made.PLAYED, Made.DRAWN
"""How numbers come about that have chance in them."""
_SETTINGS = (
    "What is not known. Many figures of real systems were never published, and those that were are not "
    "certain: each has a low and a high. All of them were moved within these at once, at many settings, and "
    "the range is what is left when the lowest and the highest twentieth of the settings are taken off. It "
    "is no confidence interval, and more effort does not make it narrower; better figures would."
)
_HISTORIES = (
    "What is not known. How long each step takes is a range. Each history draws all of them anew; the number "
    "is the mean of the histories, and the range is what is left when the lowest and the highest twentieth "
    "of them are taken off. It is no confidence interval, and more histories do not make it narrower."
)
IGNORANCE = dict.fromkeys(Made, _SETTINGS) | {Made.TIMES: _HISTORIES}
"""What is not known does to the numbers, by how they came about."""
BRACKETS = (
    "A number is at the nominal figures; the range beside it, in round brackets in an answer, holds with all "
    "that is not known drawn together."
)
OUTSIDE = (
    "Nominal figures are mostly best cases and most of what is not known makes them worse, so a number may "
    "lie outside its own brackets."
)


def judged(claim: Claim) -> str:
    """What verdicts are about, for those who see only how many there are."""
    return claim.judged if claim.judged == NOTHING_JUDGED else f"judged: {claim.judged}"


def headings(made: Made = Made.PLAYED) -> tuple[str, ...]:
    """Of the cells of a finding."""
    return "measure", "of what", NOMINAL[made], RANGED[made], "claimed", "verdict"


def brackets(answers: Sequence[Answer]) -> str:
    """What a range of settings is, if there is one, and why a number lies outside its own, if one does."""
    found = [one for answer in answers if answer.made is not Made.TIMES for one in answer.findings]
    if all(one.range is None for one in found):
        return ""
    return f"{BRACKETS} {OUTSIDE}" if any(map(off_its_range, found)) else BRACKETS


def plain(value: float) -> str:
    """A number, or in words that there is none or no end."""
    return endless(value, number)


def ends(told: Ends) -> str:
    """A number with its interval by chance."""
    return with_interval(told, plain)


def ranged(one: Finding) -> str:
    """How far what is not known moves it; nothing where no box was played."""
    if one.range is None or one.range.hidden:
        return "" if one.range is None else HIDDEN_TOLD
    return between(one.range.low, one.range.high, plain)


def claimed(told: Claimed | None) -> str:
    """What is claimed of a number."""
    return "" if told is None else f"{'above' if told.above else 'below'} {figure(told.threshold)}"


def measure(one: Finding) -> str:
    """What was measured, with its unit."""
    return with_unit(one.measure, one.unit)


def with_unit(measure: str, unit: str) -> str:
    """A measure and its unit, unless its words say that already: `days without a battery`."""
    counted = {"d": "days", "s": "seconds"}.get(unit, unit)
    return measure if unit in ("", "1") or measure.startswith(f"{counted} ") else f"{measure}, {unit}"


def verdict(one: Finding) -> str:
    """The verdict, with what it depends on or what is missing."""
    told = one.verdict
    return told.english if told is not None and told.kind in LONGER else word(kind_of(one))


def kind_of(one: Finding) -> Kind | None:
    """The kind of its verdict; None of what is only reported."""
    return None if one.verdict is None else one.verdict.kind


def word(kind: Kind | None) -> str:
    """A verdict in a word or two."""
    return REPORTED if kind is None else ENGLISH[kind]


def tone(kind: Kind | None) -> str:
    """How a verdict is coloured."""
    return "none" if kind is None else TONES[kind]


def holding(told: Verdict | None) -> str:
    """At how many points of the box a claim holds."""
    if told is None or told.points < 2:
        return ""
    value, low, high = told.share
    return f"holds at {share(value)} of all settings [{between(low, high, share)}], by {told.points} of them"


def counts(findings: Sequence[Finding]) -> dict[Kind | None, int]:
    """How many findings have each verdict; None stands for those that are only reported."""
    found = Counter(map(kind_of, findings))
    return {kind: found[kind] for kind in (*Kind, None)}


def told_counts(findings: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """The same with the colour and the word of each."""
    return [(tone(kind), word(kind), count) for kind, count in counts(findings).items()]


def by_measure(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings by what was measured, so that it is said once."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(measure(one), []).append(one)
    return list(found.items())


def repeats(findings: Sequence[Finding]) -> bool:
    """Whether several findings share a measure, which then stands over them."""
    return len(by_measure(findings)) < len(findings)


def notes(one: Finding) -> list[str]:
    """What stands below a verdict: what it depends on, at how many settings it holds, a note of its own."""
    return [told for told in (_more(one.verdict), holding(one.verdict), _aside(one), one.note) if told]


def off_its_range(one: Finding) -> bool:
    """Whether the nominal lies outside 5 to 95 % of the box."""
    told = one.range
    return told is not None and not told.hidden and not told.low <= one.nominal[0] <= told.high


def _aside(one: Finding) -> str:
    """That the nominal figures lie off the range: they are what is known best, and not what is typical."""
    if not off_its_range(one):
        return ""
    side = "more" if one.range is not None and one.nominal[0] > one.range.high else "less"
    return f"at the nominal figures it is {side} than at nineteen of twenty settings"


def _more(told: Verdict | None) -> str:
    """What a verdict's own words say beyond its kind."""
    if told is None or told.kind not in LONGER:
        return ""
    return told.english.removeprefix(ENGLISH[told.kind]).removeprefix(": ")


def cells(one: Finding) -> tuple[str, ...]:
    """One finding in the order of `headings`."""
    return measure(one), one.subject, ends(one.nominal), ranged(one), claimed(one.claimed), verdict(one)
