"""From numbers to findings: the one rule of verdicts, with the figure that a verdict depends on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from openiads.study.analysis.box_range import Range, ratio_range
from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.paired import difference
from openiads.study.analysis.ratio import ratio
from openiads.study.analysis.threshold import Crossing
from openiads.study.analysis.verdict import Claimed, Figure, Kind, Verdict, untestable, verdict
from openiads.study.claims.asking import Played
from openiads.study.claims.claim import Finding
from openiads.study.claims.flips import Flips
from openiads.study.compare.layouts import has_box, layouts
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.compare.unknowns import Of, Unknowns, unknowns
from openiads.study.strata_weights import Ends

NOTHING = "both are 0, and have no ratio", "ikisi de 0, oranları yok"
Flip = Callable[[str, float], Crossing]
"""From a figure and a threshold to where that figure alone turns the verdict."""
WORDS: dict[Of, str] = {"mean": "", "difference": ", less the base's", "ratio": ", over the base's"}


def judged(
    played: Played, arm: str, measure: Measure | str, claimed: Claimed | None, of: Of = "mean",
    base: str | None = None, subject: str = "", leads: bool = False,
) -> Finding:  # fmt: skip
    """A finding about one arm, or one arm against another, with its verdict by the rule.

    Parameters
    ----------
    measure : one of `study.compare.measures` by its key, or one of the claim's own
    claimed : on which side of which threshold it is said to lie; None where it is only reported
    of : the arm's own mean, or how it stands to the base
    leads : whether it leads the claim: its figures are ranked whatever its verdict, and it is played at which
        value the one that the verdict depends on turns it, which takes long
    """
    told = MEASURES[measure] if isinstance(measure, str) else measure
    first = played.arms[arm]
    second = played.arms[base] if base is not None else None
    nominal = _of(first, second, told, of)
    margins = None if claimed is None else _margins(first, second, told, of, claimed)
    given = None if claimed is None or margins is None else _verdict(claimed, nominal, margins)
    depends = given is not None and given.kind is Kind.DEPENDS
    past = claimed.threshold if claimed is not None and of == "ratio" else None
    found = unknowns(played.design, first, second, told, of, ranks=leads or depends, threshold=past)

    def flip(figure: str, threshold: float) -> Crossing:
        return flips_of(played).of(figure, threshold, arm, base, lambda one, other: _of(one, other, told, of))

    if claimed is not None and margins is not None and depends:
        figure = _decisive(found, claimed, flip if leads else None)
        given = _verdict(claimed, nominal, margins, figure)
    return Finding(
        measure=f"{told.title}{WORDS[of]}",
        subject=subject or arm,
        unit=told.unit,
        nominal=nominal,
        range=_range(first, second, told) if of == "ratio" else _range_of(found),
        claimed=claimed,
        verdict=given,
        r2=None if found is None else found.r2,
        by_status=None if found is None else found.by_status,
    )  # fmt: skip


@lru_cache(maxsize=1)
def flips_of(played: Played) -> Flips:
    """What plays the arms of a study with one figure moved: one for all findings of a claim."""
    return Flips(played)


def _of(arm: PlayedArm, base: PlayedArm | None, of: Measure, how: Of) -> Ends:
    """Mean, difference or ratio at the nominal point, with its interval by chance."""
    if base is None:
        return arm.interval(of)
    first, second, both = arm.sample(of), base.sample(of), arm.whole.joined(base.whole)
    if how == "difference":
        return difference(first, second, of.step(both))
    return ratio(first, second, of.inside(both), of.step(both)).ends


def _range(arm: PlayedArm, base: PlayedArm | None, of: Measure) -> Range | None:
    """Of a ratio over the box, which may have no upper end."""
    return None if base is None or not has_box(arm) else ratio_range(*layouts(arm, base, of))


def _range_of(found: Unknowns | None) -> Range | None:
    return None if found is None else found.range


def _margins(arm: PlayedArm, base: PlayedArm | None, of: Measure, how: Of, claimed: Claimed) -> Margins:
    """By how much what is claimed holds at each point of the box."""
    if not has_box(arm):
        return Margins(np.zeros(0))
    if base is None:
        return Margins.of(Layout.of(arm.box(of)).past(claimed.threshold), claimed.above)
    above, below = layouts(arm, base, of)
    if how == "difference":
        return Margins.of(above.less(below).past(claimed.threshold), claimed.above)
    return Margins.of(above.less(below.scaled(claimed.threshold)), claimed.above)


def _verdict(claimed: Claimed, nominal: Ends, margins: Margins, figure: Figure | None = None) -> Verdict:
    """By the rule, which needs a number."""
    return untestable(*NOTHING) if math.isnan(nominal[0]) else verdict(claimed, nominal, margins, figure)


def _decisive(found: Unknowns | None, claimed: Claimed, flip: Flip | None) -> Figure | None:
    """The figure that a verdict depends on, if it is known, with the value at which that alone turns it."""
    foremost = None if found is None else found.largest or found.foremost
    if found is None or foremost is None:
        return None
    turned = None if flip is None else flip(foremost.name, claimed.threshold)
    return Figure(foremost.name, foremost.name, "", turned, found.ranked is None)


def counted(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings have each verdict."""
    told: dict[str, int] = {}
    for finding in findings:
        if finding.verdict is not None:
            told[finding.verdict.kind.value] = told.get(finding.verdict.kind.value, 0) + 1
    return told
