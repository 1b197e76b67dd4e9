"""What it costs to keep batteries off three borders, as an alliance is said to have asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from openiads.ground.units import KM
from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.asking import POINTS, Asking
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Made, Table
from openiads.study.claims.computed import About, judged_points
from openiads.study.claims.finding_words import kinds_told
from openiads.study.claims.scenes import sited_batteries as sited
from openiads.study.claims.scenes.cover_box import box_over, entries
from openiads.study.claims.scenes.sited_batteries import LINES
from openiads.study.strata_weights import Ends

COSTS = Claimed(0.05, above=True)
COUNT, WIDTH = 2, 100.0 * KM
"""Batteries, as were to come first, and the belt for which a verdict is given [m]."""
COUNTS, WIDTHS = (1, 2, 4), (50.0 * KM, 100.0 * KM, 150.0 * KM, 200.0 * KM)
PURPOSES = {"people": "people", "border": "all land borders", "strips": "the three strips themselves"}
TURKISH = {"people": "insanların", "border": "bütün kara sınırlarının", "strips": "üç şeridin kendisinin"}
NAMES = {"armenia": "the Armenian border", "aegean": "the Aegean coast", "greece": "the Greek border"}
TOGETHER = "all three"


class Cost(NamedTuple):
    """What a belt costs a purpose, as a share of what could be covered without."""

    purpose: str
    kept: str  # a line, or all three
    share: Ends


def ask(asking: Asking) -> Answer:
    """Choose the best sites with and without belts at every point of the box; more belts at the nominal."""
    points = asking.points(POINTS)
    box = box_over(points)
    told = asking.computed(costs_at, [(points, number) for number in range(points + 1)])
    findings = tuple(
        judged_points(
            box, [row[n].share for row in told], COSTS,
            About(f"share of {PURPOSES[first.purpose]} lost", _kept(first.kept), "1", ranked=False),
        )
        for n, first in enumerate(told[0])
    )  # fmt: skip
    scene = sited.sited()
    return Answer(
        key="anywhere",
        english=english(findings),
        turkish=turkish(findings),
        findings=findings,
        picture=Bars(
            f"What belts of {WIDTH / KM:g} km cost the best {COUNT} batteries",
            findings,
            "share of what could be covered",
        ),
        table=table(),
        method=(
            f"Computed, not played. {len(scene.candidates)} candidate sites {sited.SPACING / KM:g} km "
            f"apart; a piece of ground {sited.EDGE / KM:g} km wide is covered where the battery's own "
            "radar holds a fighter over it and a round reaches it, in the mean over 300, 3,000 and 10,000 "
            f"m; the best sites with and without belts by exact search, proven to {100.0 * sited.GAP:g} %. "
            f"The box of {len(box.coordinates)} unknowns at {len(box.points) - 1} points, among them how "
            "people are spread and what a cell of the map stands for; belts of other widths and other "
            "numbers of batteries at the nominal figures. Half of the people of a province are held to "
            "live in its capital. What a belt costs moves in steps, as candidates fall out: where a wider "
            f"one takes no more of those {sited.SPACING / KM:g} km apart, it costs the same. A cost of "
            "nothing means only that none of the best sites lay in the belt, or that others are as good; "
            "what the people inside it lose is not measured. `openiads site turkey-2017 --belt "
            "armenia=100` draws maps."
        ),
        would_change=(
            "The width of the belts, which the article does not tell; what batteries are for: only a purpose "
            "that lies within a belt needs a battery near it. The Greek islands count as no border."
        ),
        entries=entries(),
        told_as=Made.SEARCHED,
    )


def costs_at(asked: tuple[int, int]) -> list[Cost]:
    """What belts cost, of a box of so many points at one of them."""
    points, number = asked
    setting = box_over(points).settings[number]
    covered = sited.covered_at(setting)
    told = []
    for purpose in PURPOSES:
        worth = sited.weights(purpose, setting)
        free = sited.best(covered, worth, COUNT, {})
        for kept in (*LINES, TOGETHER):
            held = sited.best(covered, worth, COUNT, _belts(kept, WIDTH))
            told.append(Cost(purpose, kept, sited.loss(free, held)))
    return told


def _belts(kept: str, width: float) -> dict[str, float]:
    return {line: width for line in LINES if kept in (line, TOGETHER)}


def _kept(kept: str) -> str:
    return f"{WIDTH / KM:g} km along {NAMES.get(kept, TOGETHER)}"


def table() -> Table:
    """What belts of each width along all three cost some batteries, at the nominal figures."""
    setting = box_over(POINTS).settings[0]
    covered = sited.covered_at(setting)
    rows = []
    for count in COUNTS:
        for purpose, name in PURPOSES.items():
            worth = sited.weights(purpose, setting)
            free = sited.best(covered, worth, count, {})
            shares = [
                100.0 * sited.loss(free, sited.best(covered, worth, count, _belts(TOGETHER, width)))[0]
                for width in WIDTHS
            ]
            rows.append((f"{count} of them, {name}", *(f"{share:.1f} %" for share in shares)))
    return Table(("lost to belts along all three of", *(f"{w / KM:g} km" for w in WIDTHS)), tuple(rows))


def _shares(findings: Sequence[Finding]) -> dict[str, float]:
    """What belts along all three cost each purpose at the nominal figures [%]."""
    whole = [f for f in findings if f.subject == _kept(TOGETHER)]
    return {purpose: 100.0 * f.nominal[0] for purpose, f in zip(PURPOSES, whole, strict=True)}


def english(findings: Sequence[Finding]) -> str:
    """The answer in one line."""
    told = ", ".join(f"{share:.0f} % of {PURPOSES[purpose]}" for purpose, share in _shares(findings).items())
    return (
        f"Keeping {WIDTH / KM:g} km free along all three costs the best {COUNT} batteries {told} that they "
        f"could cover. That a belt costs more than a twentieth, by purpose and belt: {kinds_told(findings)}."
    )


def turkish(findings: Sequence[Finding]) -> str:
    """The same in Turkish."""
    told = ", ".join(f"{TURKISH[purpose]} yüzde {share:.0f}" for purpose, share in _shares(findings).items())
    return (
        f"Üçünün boyunca {WIDTH / KM:g} km boş tutmak, en iyi yerleştirilmiş {COUNT} bataryanın "
        f"koruyabileceği {told} kadarına mal oluyor. Bir şerit yirmide birden fazlasına mal oluyor mu, amaca "
        f"ve şeride göre: {kinds_told(findings, turkish=True)}."
    )


CLAIM = Claim(
    key="anywhere",
    sentence=(
        "Constraints of the alliance prevent Turkey from deploying such systems on the Armenian border, the "
        "Aegean coast or the Greek border; these may stand anywhere."
    ),
    said_in="press articles of 2017",
    question="What do exclusion belts cost?",
    definition=(
        "The best sites for S-400 batteries in the country, with and without belts in which none may stand "
        "along the Armenian border, the Aegean coast and the Greek land border, one by one and together. "
        "Covered: where the battery's own engagement radar holds a fighter and one of its rounds reaches it, "
        "in the mean over 300, 3,000 and 10,000 m above the ground. Purposes: people; all land borders, by "
        "the strip of 20 km along them; the strips along the three lines themselves. Measured: the share of "
        "what two batteries could cover that belts of 100 km cost. It holds where that is more than 5 %. One "
        "and four batteries, and belts of 50, 150 and 200 km, are reported."
    ),
    judged="a belt of 100 km costs two batteries more than 5 % of what they could cover",
    ask=ask,
    context=(
        Context(
            "Threat rings are not coverage, says a critic of such comparisons.",
            "It is time to burst the Western A2/AD bubble (J. Raitasalo, Royal Swedish Academy of War "
            "Sciences)",
            "https://alliansfriheten.se/it-is-time-to-burst-the-western-a2ad-bubble-jyri-raitasalo-kkrva-se",
        ),
    ),
)
