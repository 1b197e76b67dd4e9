"""The rule for verdicts, case by case."""

from __future__ import annotations

import math

import pytest

from openiads.study.analysis.margins import Margins
from openiads.study.analysis.threshold import Crossing
from openiads.study.analysis.verdict import FEWEST, Claimed, Figure, Kind, untestable, verdict

TWICE = Claimed(2.0)
YES, NO = (2.5, 2.2, 2.8), (1.5, 1.2, 1.8)
OPEN, ALSO = (2.1, 1.9, 2.3), (1.9, 1.7, 2.1)


def box(yes: int, no: int, unsure: int = 0, claimed: Claimed = TWICE) -> Margins:
    told = [YES] * yes + [NO] * no + ([OPEN, ALSO] * unsure)[:unsure]
    return Margins.of_intervals(told, claimed.threshold, claimed.above)


@pytest.mark.parametrize(
    ("nominal", "points", "kind"),
    [
        (YES, box(64, 0), Kind.SUPPORTED),
        (YES, box(192, 8), Kind.SUPPORTED),
        (NO, box(0, 64), Kind.NOT_SUPPORTED),
        (NO, box(8, 192), Kind.NOT_SUPPORTED),
        (YES, box(32, 32), Kind.DEPENDS),
        (OPEN, box(28, 28, 8), Kind.DEPENDS),
        # 58 of 64 is more than 0.9 of these points, but 0.8 of the box would give as many at times.
        (YES, box(58, 6), Kind.CHANCE),
        (NO, box(6, 58), Kind.CHANCE),
        # Open points may turn either way.
        (YES, box(54, 0, 10), Kind.CHANCE),
        (NO, box(0, 54, 10), Kind.CHANCE),
        (OPEN, box(0, 0, 64), Kind.CHANCE),
        # Chance may turn the nominal figures themselves.
        (OPEN, box(64, 0), Kind.CHANCE),
    ],
)
def test_the_verdict_follows_from_the_share_of_the_box(nominal, points, kind):
    assert verdict(TWICE, nominal, points).kind is kind


def test_an_end_on_the_threshold_is_not_clear_of_it():
    assert not TWICE.holds((2.5, 2.0, 3.0))
    assert not TWICE.denied((1.5, 1.0, 2.0))


def test_a_claim_may_be_of_less_than_a_threshold():
    less = Claimed(1.0, above=False)
    cheap = (0.5, 0.4, 0.6)
    assert verdict(less, cheap, Margins.of_intervals([cheap] * 64, 1.0, False)).kind is Kind.SUPPORTED
    assert verdict(less, YES, box(64, 0, claimed=less)).kind is Kind.NOT_SUPPORTED


def test_a_verdict_says_what_it_rests_on():
    found = verdict(TWICE, OPEN, box(32, 24, 8))
    assert (found.points, found.nominal_open) == (64, True)
    # Jeffreys's ends for 36 of 64 are 0.440 and 0.679; the open ones let it lie a little farther off.
    assert found.share == pytest.approx((36 / 64, 0.44, 0.68), abs=0.03)


def test_of_fewer_settings_no_verdict_comes():
    assert verdict(TWICE, YES, box(FEWEST, 0)).kind is Kind.SUPPORTED
    few = verdict(TWICE, YES, box(FEWEST - 4, 0))
    assert few.kind is Kind.CHANCE
    assert few.english.startswith("open: fewer than 24 settings were played")


@pytest.mark.parametrize(
    ("flip", "english", "turkish"),
    [
        (None, "depends on its range", "şuna bağlı: menzili"),
        (
            Crossing(0.652, 0.6, 0.714, False, False, True, 1, True),
            "depends on its range: turns at 0.652 km [0.6 km to 0.714 km]",
            "şuna bağlı: menzili; 0,652 km değerinde değişiyor [0,6 km - 0,714 km]",
        ),
        (
            Crossing(0.652, 0.6, 0.714, False, False, True, 2, False),
            "depends on its range: turns at 0.652 km [0.6 km to 0.714 km], and not there alone",
            "şuna bağlı: menzili; 0,652 km değerinde değişiyor [0,6 km - 0,714 km]; yalnızca orada değil",
        ),
        (
            Crossing(None, math.nan, math.nan, False, False, True, 0, True),
            "depends on its range, which does not turn it alone",
            "şuna bağlı: menzili; tek başına sonucu değiştirmiyor",
        ),
    ],
)
def test_what_it_depends_on_is_said_in_both_languages(flip, english, turkish):
    figure = Figure("its range", "menzili", "km", flip)
    found = verdict(TWICE, YES, box(32, 32), figure)
    assert (found.english, found.turkish) == (english, turkish)


def test_what_stands_out_without_an_index_may_not_be_all():
    found = verdict(TWICE, YES, box(32, 32), Figure("its range", "menzili", among=True))
    assert (found.english, found.turkish) == (
        "depends on its range and others",
        "şuna bağlı: menzili ve başka değerler",
    )


def test_without_an_index_it_depends_on_figures_that_cannot_be_told_apart():
    found = verdict(TWICE, YES, box(32, 32))
    assert found.english == "depends on figures that this effort cannot tell apart"
    assert found.turkish == "bu hesap çabasında ayırt edilemeyen değerlere bağlı"


def test_what_cannot_be_tested_says_what_is_missing():
    found = untestable("no timeline yet", "henüz zaman çizelgesi yok")
    assert found.kind is Kind.UNTESTABLE
    assert found.english == "cannot be tested here: no timeline yet"
    assert found.turkish == "burada sınanamaz: henüz zaman çizelgesi yok"


def test_every_other_verdict_has_its_words():
    words = {verdict(TWICE, YES, box(*of)).english for of in ((64, 0), (0, 64), (58, 6))}
    assert words == {"supported", "not supported", "open: chance could turn it at this effort"}
