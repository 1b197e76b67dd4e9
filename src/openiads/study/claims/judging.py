"""From numbers to findings: the one rule of verdicts, with the figure that a verdict depends on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from openiads.study.analysis.paired import difference
from openiads.study.analysis.ratio import ratio
from openiads.study.analysis.threshold import Crossing
from openiads.study.analysis.verdict import Claimed, Figure, Kind, Verdict, verdict
from openiads.study.claims.asking import Played
from openiads.study.claims.claim import Finding
from openiads.study.claims.flips import Flips
from openiads.study.compare.comparison import Range
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.compare.unknowns import Of, Unknowns, unknowns
from openiads.study.strata_weights import Ends

Flip = Callable[[str, float], Crossing]
"""From a figure and a threshold to where that figure alone turns the verdict."""
WORDS: dict[Of, str] = {"mean": "", "difference": ", less the base's", "ratio": ", over the base's"}


def judged(
    played: Played, arm: str, measure: Measure | str, claimed: Claimed | None, of: Of = "mean",
    base: str | None = None, subject: str = "",
) -> Finding:  # fmt: skip
    """A finding about one arm, or one arm against another, with its verdict by the rule.

    Parameters
    ----------
    measure : one of `study.compare.measures` by its key, or one of the claim's own
    claimed : on which side of which threshold it is said to lie; None where it is only reported
    of : the arm's own mean, or how it stands to the base
    """
    told = MEASURES[measure] if isinstance(measure, str) else measure
    first = played.arms[arm]
    second = played.arms[base] if base is not None else None
    nominal, *box = (_of(first, second, told, of, point) for point in range(len(first.outcomes)))
    found = unknowns(played.design, first, second, told, of)

    def flip(figure: str, threshold: float) -> Crossing:
        return flips_of(played).of(figure, threshold, arm, base, lambda one, other: _of(one, other, told, of))

    return Finding(
        measure=f"{told.title}{WORDS[of]}",
        subject=subject or arm,
        unit=told.unit,
        nominal=nominal,
        range=None if found is None else Range(found.split.low, found.split.high),
        claimed=claimed,
        verdict=None if claimed is None else _judged(flip, claimed, nominal, box, found),
        r2=None if found is None else found.r2,
        by_status=None if found is None else found.by_status,
    )  # fmt: skip


@lru_cache(maxsize=1)
def flips_of(played: Played) -> Flips:
    """What plays the arms of a study with one figure moved: one for all findings of a claim."""
    return Flips(played)


def _of(arm: PlayedArm, base: PlayedArm | None, of: Measure, how: Of, point: int = 0) -> Ends:
    """Mean, difference or ratio at a point, with its interval by chance."""
    sample = arm.sample(of, point)
    if base is None:
        return sample.interval(of.inside(arm.aimed))
    if how == "difference":
        return difference(sample, base.sample(of, point))
    return ratio(sample, base.sample(of, point), of.inside(max(arm.aimed, base.aimed))).ends


def _judged(
    flip: Flip, claimed: Claimed, nominal: Ends, box: Sequence[Ends], found: Unknowns | None
) -> Verdict:
    """The verdict; where it depends on a figure, with the value at which that alone turns it."""
    told = verdict(claimed, nominal, box or [nominal])
    largest = None if found is None else found.largest
    if told.kind is not Kind.DEPENDS or largest is None:
        return told
    turns = flip(largest.name, claimed.threshold)
    return verdict(claimed, nominal, box, Figure(largest.name, largest.name, "", turns))


def counted(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings have each verdict."""
    told: dict[str, int] = {}
    for finding in findings:
        if finding.verdict is not None:
            told[finding.verdict.kind.value] = told.get(finding.verdict.kind.value, 0) + 1
    return told
