"""Answers that are laid out by hand: every kind of picture, with what is awkward to draw."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from openiads.catalogue import radar, round_of
from openiads.study.analysis.by_status import StatusShare
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.verdict import Claimed, Figure, Kind, Verdict, untestable, verdict
from openiads.study.claims.answering import Answered, PlayedStudy
from openiads.study.claims.claim import (
    Answer,
    Bars,
    Cells,
    Claim,
    Context,
    Curve,
    Curves,
    Dot,
    Finding,
    Plane,
    Table,
)
from openiads.study.compare.comparison import Range

NAN, INF = math.nan, math.inf
LONG = "two S-400 fire units with a national early-warning radar and a generic airborne radar, in one network"
TWICE = Claimed(2.0)
MIX = (
    StatusShare("assumption", (0.61, 0.5, 0.7), 0.7),
    StatusShare("seen", (0.31, 0.2, 0.4), 0.4),
    StatusShare("lowrel", (0.08, 0.0, 0.1), 0.1),
)


def finding(subject: str, nominal: tuple[float, float, float], **changed: Any) -> Finding:
    """A finding that is supported, with a range, unless it is said otherwise."""
    told = {
        "measure": "raiders stopped, over the other's", "subject": subject, "unit": "", "nominal": nominal,
        "range": Range(nominal[0] * 0.8, nominal[0] * 1.3), "claimed": TWICE,
        "verdict": of_kind(Kind.SUPPORTED), "r2": 0.9, "by_status": MIX,
    }  # fmt: skip
    return Finding(**(told | changed))


def over(told: list[tuple[float, float, float]]) -> Margins:
    """Points of a box with these intervals."""
    return Margins.of_intervals(told, TWICE.threshold)


def of_kind(kind: Kind) -> Verdict:
    """A verdict of a kind, by the rule."""
    above, below, open_ = (2.5, 2.4, 2.6), (1.5, 1.4, 1.6), (2.0, 1.0, 3.0)
    match kind:
        case Kind.SUPPORTED:
            return verdict(TWICE, above, over([above] * 99))
        case Kind.NOT_SUPPORTED:
            return verdict(TWICE, below, over([below] * 99))
        case Kind.DEPENDS:
            told = Figure("catalogue.rounds.48n6e3.kill_probability", "48N6E3 vurma olasılığı", "", None)
            return verdict(TWICE, above, over([above, below] * 50), told)
        case Kind.CHANCE:
            return verdict(TWICE, open_, over([above] * 24))
        case _:
            return untestable("no figure of its price was published", "fiyatı yayımlanmadı")


FINDINGS = (
    finding("Patriot GEM-T", (2.41, 2.12, 2.77)),
    finding(LONG, (1.31, 1.02, 1.66), verdict=of_kind(Kind.NOT_SUPPORTED)),
    finding("FD-2000", (3.9, 2.2, INF), verdict=of_kind(Kind.DEPENDS)),
    finding("SAMP/T", (NAN, NAN, NAN), verdict=of_kind(Kind.UNTESTABLE), range=None, by_status=None),
    finding("S-300PMU-2", (1.07, 0.95, 1.2), range=None, verdict=None, claimed=None, by_status=None),
    finding("Patriot PAC-3", (2.2, 0.4, 5.1), verdict=of_kind(Kind.CHANCE), by_status=None, r2=0.3),
)
SQUARE = tuple(
    finding(subject, ends, measure=measure, unit=unit, verdict=of_kind(kind))
    for measure, unit in (
        ("raiders stopped", ""), ("people defended against ballistic missiles", "people"), ("leakers", ""),
    )
    for subject, ends, kind in (
        ("Patriot GEM-T", (2.41, 2.12, 2.77), Kind.SUPPORTED),
        (LONG, (3_512_000.0, 2_800_100.0, 4_205_000.0), Kind.DEPENDS),
        ("FD-2000", (0.2, 0.1, 0.3), Kind.NOT_SUPPORTED),
    )
)  # fmt: skip
TWELVE = tuple(
    finding(f"{name} {n}", (0.3 * 1.5**n, 0.25 * 1.5**n, 0.4 * 1.5**n))
    for n, name in enumerate(["Patriot", "a much longer name of some system or other"] * 6)
)
TABLE = Table(
    ("what", "ratio", "by what is not known", "verdict"),
    (
        ("raiders stopped: Patriot GEM-T", "2.41 [2.12 to 2.77]", "1.93 to 3.13", "supported"),
        (f"raiders stopped: {LONG}", "1.31 [1.02 to 1.66]", "1.05 to 1.70", "not supported"),
        ("raiders stopped: SAMP/T", "\u2013", "", "cannot be tested here: no figure of its price"),
    ),
)


def curve(name: str, scale: float = 1.0, hole: bool = False) -> Curve:
    """A knee, with a hole in it if asked."""
    x = (5.0, 10.0, 20.0, 40.0, 80.0, 150.0, 300.0)
    y = [scale * max(0.0, v - 30.0) * 0.6 for v in x]
    if hole:
        y[3] = NAN
    low = tuple(v * 0.9 - 3.0 for v in y)
    high = tuple(INF if n == 6 and hole else v * 1.1 + 3.0 for n, v in enumerate(y))
    return Curve(name, x, tuple(y), low, high)


BARS = Bars("Raiders stopped, S-400 over the other", FINDINGS, "raiders stopped, S-400 over the other")
LOG_BARS = Bars("Twelve systems", TWELVE, "price over the other's", logarithmic=True)
ONE_BAR = Bars("One alone", FINDINGS[:1], "ratio")
PLAIN_BARS = Bars(
    "Leakers more when alone",
    tuple(
        finding(f"each unit alone, less {name}", ends, claimed=Claimed(0.0), range=Range(*span))
        for name, ends, span in (
            ("one regiment", (2.64, 1.49, 3.78), (-0.26, 4.23)),
            ("with early warning", (-13.23, -21.6, -4.87), (-0.8, 11.7)),
            ("with airborne too", (4.0, 2.8, 5.19), (-1.41, 4.28)),
        )
    ),
    "leakers more when each unit stands alone",
)
CURVES = Curves(
    "Leakers against the size of the raid",
    (
        curve("from Iraq"), curve("from Syria, with decoys that look like cruise missiles", 0.98),
        curve("both", 0.5, hole=True), Curve("never", (5.0,), (NAN,), (NAN,), (NAN,)),
    ),
    "raiders", "leakers", logarithmic_x=True,
)  # fmt: skip
MANY_CURVES = Curves(
    "By type", tuple(curve(f"system number {n}", 0.1 * n) for n in range(12)), "raiders, all of one kind",
    "share of raiders that arrive at the asset that they aim at, of all that were sent",
)  # fmt: skip
ONE_POINT = Curves("One point", (Curve("one", (3.0,), (1.0,), (0.5,), (1.5,)),), "x", "y")
CELLS = Cells(
    "Killed, of those that come alone",
    ("50 m", "300 m", "1,000 m", "10,000 m"),
    (
        ("fighter", (0.12, 0.5, 0.74, 0.97)),
        ("low-observable fighter, head on and without external stores", (0.0, 0.004, 0.61, 0.998)),
        ("short-range ballistic missile", (NAN, NAN, NAN, 1.0)),
    ),
    "class of raider", "height above the ground", 0.5,
)  # fmt: skip
MANY_CELLS = Cells(
    "By date", tuple(f"{month} 2018" for month in ("January", "February", "March", "April", "May", "June",
                     "July", "August", "September", "October", "November", "December")),
    tuple(
        (f"batteries as promised, branch {n}", tuple((k + n) / 24.0 for k in range(12))) for n in range(12)
    ),
    "branch", "month",
)  # fmt: skip
ONE_CELL = Cells("One", ("all",), (("all", (0.33,)),), "", "")
PLANE = Plane(
    "Price against what it stops",
    (
        Dot("S-400", (0.5, 0.4, 0.7), (30.0, 25.0, 35.0)),
        Dot("Patriot PAC-3 MSE, as offered in 2013 with everything", (1.1, 0.9, 1.4), (31.0, 26.0, INF)),
        Dot("FD-2000", (0.45, 0.3, 0.9), (22.0, 15.0, 28.0)),
        Dot("SAMP/T", (0.47, 0.4, 0.6), (21.0, 16.0, 27.0)),
        Dot("S-300PMU-2", (0.3, 0.25, 0.35), (NAN, NAN, NAN)),
    ),
    "price of four batteries, thousand million dollars", "raiders stopped of 80", ("FD-2000", "S-400"),
)  # fmt: skip
MANY_DOTS = Plane(
    "Twelve of them",
    tuple(
        Dot(f"system number {n}", (x, x - 0.05, x + 0.05), (n % 3, n % 3 - 0.3, n % 3 + 0.3))
        for n, x in ((n, n * 0.1) for n in range(12))
    ),
    "x", "y", tuple(f"system number {n}" for n in range(0, 12, 4)),
)  # fmt: skip
ONE_DOT = Plane("One", (Dot("alone", (2.0, 2.0, 2.0), (5.0, 4.0, 6.0)),), "x", "y")
PICTURES = (
    BARS, LOG_BARS, ONE_BAR, PLAIN_BARS, CURVES, MANY_CURVES, ONE_POINT, CELLS, MANY_CELLS, ONE_CELL, PLANE,
    MANY_DOTS, ONE_DOT,
)  # fmt: skip


def claim_of(key: str = "twice", **changed: Any) -> Claim:
    """A claim that nobody asks."""
    told = {
        "key": key,
        "sentence": 'The Triumf is "twice as effective" as other anti-aircraft missile systems & cheaper.',
        "said_in": "press articles of 2017",
        "question": "Twice as effective, by which measure, than which system, against what?",
        "definition": "Equal batteries on the same raids. It holds where the ratio's interval lies above 2.",
        "ask": None,
        "judged": "twice or more",
        "context": (
            Context("A maker said so.", "A catalogue <of 2010>", "https://example.org/a?b=1&c=2"),
        ),
    }  # fmt: skip
    return Claim(**(told | changed))


def answered(
    picture: Any = BARS, findings: tuple[Finding, ...] = FINDINGS, key: str = "twice", **changed: Any
) -> Answered:
    """An answer that nobody played."""
    answer = Answer(
        key=key,
        english="Twice as effective: supported 1/5, not supported 1/5, depends on what is not known 1/5.",
        turkish="İki kat etkili: destekleniyor 1/5, desteklenmiyor 1/5, bilinmeyenlere bağlı 1/5.",
        findings=findings,
        picture=picture,
        table=TABLE,
        method="Eight raids, 64 replicates each; the box of 41 figures at 24 points.",
        would_change="A published figure of the kill probability of one round.",
        entries=(radar("91n6e"), round_of("48n6e3")),
        folders=("studies/claims/twice-0123456789ab",),
    )
    study = PlayedStudy("twice", "a" * 64, "b" * 64, Path("studies/claims/twice-0123456789ab"))
    return Answered(claim_of(key, **changed), answer, 0.2, (study,))
