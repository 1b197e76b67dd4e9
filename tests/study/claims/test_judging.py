"""Verdicts about arms that are laid out by hand, so that every verdict is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims.flips import Flips
from openiads.study.claims.judging import counted, judged
from tests.study.compare.test_comparison import DRAWS, arm
from tests.study.compare.test_unknowns import DESIGN, NAMES, UNIT

MORE = Claimed(0.0, above=True)
NOISE = DRAWS.poisson(30.0, 64).astype(float)


class Laid:
    """What a claim played, as far as judging looks at it."""

    def __init__(self, base, other):
        self.design = DESIGN
        self.arms = {"a": boxed("a", base), "b": boxed("b", other)}


def boxed(name, effect):
    return arm(name, NOISE + effect(0.5, 0.5), *[NOISE + effect(*row) for row in UNIT])


def finding(base, other, claimed=MORE, of="difference"):
    return judged(Laid(base, other), "b", "leakers", claimed, of, "a", "b less a", leads=True)


def test_what_holds_all_over_the_box_is_supported():
    found = finding(lambda x, y: 0.0, lambda x, y: 2.0 + x)
    assert found.verdict.kind is Kind.SUPPORTED
    assert found.verdict.share[0] == 1.0
    assert found.nominal[0] == pytest.approx(2.5)
    assert 2.0 < found.range.low < found.range.high < 3.0


def test_what_holds_nowhere_is_not_supported():
    assert finding(lambda x, y: 3.0, lambda x, y: x).verdict.kind is Kind.NOT_SUPPORTED


def test_what_is_not_told_from_nothing_is_left_open():
    draws = np.random.default_rng(7)
    found = finding(lambda x, y: 0.0, lambda x, y: draws.normal(size=NOISE.size))
    assert found.verdict.kind is Kind.CHANCE


def test_arms_that_never_differ_are_left_open():
    assert finding(lambda x, y: x, lambda x, y: x).verdict.kind is Kind.CHANCE


def test_a_verdict_that_turns_names_the_figure_and_where(monkeypatch):
    asked = []

    def of(self, name, threshold, *_):
        asked.append((name, threshold))

    monkeypatch.setattr(Flips, "of", of)
    found = finding(lambda x, y: 0.0, lambda x, y: 20.0 * (x - 0.5))
    assert found.verdict.kind is Kind.DEPENDS
    assert asked == [(NAMES[0], 0.0)]
    assert NAMES[0] in found.verdict.english


def test_a_ratio_is_judged_against_its_threshold():
    found = finding(lambda x, y: 0.0, lambda x, y: 35.0 + x, Claimed(2.0), "ratio")
    assert found.verdict.kind is Kind.SUPPORTED
    assert found.nominal[0] == pytest.approx((NOISE.mean() + 35.5) / NOISE.mean())


def test_what_is_only_reported_has_no_verdict():
    found = finding(lambda x, y: 0.0, lambda x, y: x, None)
    assert found.verdict is None
    assert counted([found]) == {}


def test_verdicts_are_counted_and_not_averaged():
    held, denied = (
        finding(lambda x, y: 0.0, lambda x, y: 2.0 + x),
        finding(lambda x, y: 3.0, lambda x, y: x),
    )
    assert counted([held, denied, held]) == {"supported": 2, "not supported": 1}
