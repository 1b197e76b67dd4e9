"""The tender of 2013: was the cheapest bid the best buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.study.analysis.ignorance import RANGE
from openiads.study.analysis.ratio import Ratio
from openiads.study.analysis.verdict import Claimed, Kind, untestable
from openiads.study.claims.asking import Asking, Played
from openiads.study.claims.claim import Answer, Claim, Context, Dot, Finding, Plane, Table
from openiads.study.claims.computed import (
    About,
    ComputedBox,
    Setting,
    box_of,
    figures_with_boxes,
    judged_number,
    judged_points,
    unknown,
)
from openiads.study.claims.finding_words import ends_told, range_told, verdict_told
from openiads.study.claims.scenes import bids
from openiads.study.cost.effect import on_frontier, per_effect
from openiads.study.design.coordinates import Part
from openiads.study.strata_weights import Ends

POINTS = 512
"""Of what is arithmetic."""
CHOSEN = "fd-2000"
"""The bid that was chosen for talks."""
BIDS = (CHOSEN, "patriot-pac3", "samp-t")
TITLES = {"fd-2000": "FD-2000 (CPMIEC)", "patriot-pac3": "Patriot (Raytheon)", "samp-t": "SAMP/T (Eurosam)"}
RUSSIAN = "S-300 or S-400 (Rosoboronexport)"
SCOPE = "batteries in the bid: {}"
ON = Claimed(0.5)
"""Of what is 1 on the frontier and 0 beside it."""
LESS = Claimed(1.0, above=False)


@dataclass(frozen=True)
class Offers:
    """All bids at every point of the box, the nominal first."""

    played: Played
    box: ComputedBox

    def price(self, bid: str, point: int) -> float:
        """Of the whole bid [MUSD]."""
        return bids.figure(self.played, f"catalogue.systems.{bid}.tender_bid_musd", point)

    def scope(self, bid: str, point: int) -> float:
        """Batteries that it is for."""
        if bid == CHOSEN:
            return bids.figure(self.played, f"catalogue.systems.{bid}.tender_batteries", point)
        return self.box.value(SCOPE.format(TITLES[bid]), point)

    def stopped(self, bid: str, point: int) -> float:
        """Raiders that one battery stops."""
        return float(self.played.arms[bid].sample(bids.STOPPED, point).interval(bids.mean)[0])


def ask(asking: Asking) -> Answer:
    """Compare what each bid costs with what its batteries stop, at every point of the box."""
    offers = _offers(asking.play(bids.study(asking)))
    cheapest = _cheapest(asking)
    own = tuple(_frontier(offers, bid, each_its_own=True) for bid in BIDS)
    same = tuple(_frontier(offers, bid, each_its_own=False) for bid in BIDS)
    buys = tuple(_buy(offers, other) for other in BIDS[1:])
    findings = (cheapest, *own, *same, *buys, _russian())
    played = offers.played
    return Answer(
        key="tender",
        english=english(cheapest, buys),
        turkish=turkish(cheapest, buys),
        findings=findings,
        picture=_picture(offers),
        table=_table(findings),
        method=(
            "The cheapest bid is on the frontier by its price alone. A bid is on the frontier where no other "
            "has as much effect for less, or more for as much; the effect is batteries times what one "
            f"battery stops of {played.arms[CHOSEN].aimed} weapons, played with {played.design.replicates} "
            f"replicates on the same draws, and at {len(played.design.points) - 1} points of the box of all "
            "figures; prices and scopes lie in the same points. The scope of one bid was published, that of "
            "the others was not: each is taken to be unknown between the same ends, and then all alike."
        ),
        would_change=(
            "The scope of the other bids: how many batteries, rounds and radars. The final bids of Raytheon "
            "and Eurosam, of which only an earlier sum and a comparison were read. A price of the Russian "
            "bid. Offsets, know-how and links to NATO's picture are no part of this plane."
        ),
        entries=played.entries,
        folders=(str(played.results.folder),),
    )


def _offers(played: Played) -> Offers:
    """The bids, with scopes that were not published beside what was played."""
    box = bids.box_of_study(played, BIDS)
    scopes = box_of([_scope(bid) for bid in BIDS[1:]], len(box.points) - 1)
    joined = ComputedBox((*box.coordinates, *scopes.coordinates), np.hstack([box.points, scopes.points]))
    return Offers(played, joined)


def _scope(bid: str) -> Part:
    """Batteries of a bid of which none was published: between the ends of the one that was."""
    known = PACKAGED.system(CHOSEN).figures["tender_batteries"]
    return unknown(SCOPE.format(TITLES[bid]), known.low, known.value, known.high, whole=True)


def _cheapest(asking: Asking) -> Finding:
    """Price of the chosen bid over that of the cheapest of the others."""
    box = box_of(
        figures_with_boxes({("system", bid): ("tender_bid",) for bid in BIDS}), asking.points(POINTS)
    )

    def at(setting: Setting) -> float:
        first, *others = (setting.catalogue.system(bid).tender_bid or np.nan for bid in BIDS)
        return first / min(others)

    about = About("price of the bid, over that of the cheapest other", TITLES[CHOSEN])
    return judged_number(box, [at(setting) for setting in box.settings], LESS, about, at)


def _frontier(offers: Offers, bid: str, each_its_own: bool) -> Finding:
    """Whether no other bid beats one."""
    others = [other for other in BIDS if other != bid]
    gains = {other: bids.effects(offers.played, other, bid, bids.STOPPED) for other in others}
    told = []
    for point in bids.points(offers.played):
        prices = [offers.price(each, point) for each in BIDS]
        over_it = {
            BIDS.index(other): _times(
                gain[point], _scopes(offers, other, bid, point) if each_its_own else 1.0
            )
            for other, gain in gains.items()
        }
        told.append(on_frontier(prices, BIDS.index(bid), over_it))
    share = float(np.mean([ends[0] for ends in told[1:]]))
    how = "each with its own scope" if each_its_own else "all with the same scope"
    more = "more than half" if share > ON.threshold else "not more than half"
    about = About(
        "on the frontier of price and effect", f"{TITLES[bid]}, {how}",
        note=f"at {100.0 * share:.0f} % of the points, {more}", ranked=False,
    )  # fmt: skip
    return judged_points(offers.box, told, ON, about)


def _buy(offers: Offers, other: str) -> Finding:
    """Price per raider stopped of the chosen bid, over another's, each with its own scope."""
    gains = bids.effects(offers.played, other, CHOSEN, bids.STOPPED)
    told = [
        per_effect(
            offers.price(CHOSEN, point), offers.price(other, point),
            _times(gain, _scopes(offers, other, CHOSEN, point)),
        ).ends
        for point, gain in enumerate(gains)
    ]  # fmt: skip
    about = About(
        "price of the bid per raider stopped, over the other's", f"{TITLES[CHOSEN]}, over {TITLES[other]}"
    )
    found = judged_points(offers.box, told, LESS, about._replace(ranked=False))
    spread, note = bids.of_defined(told[1:], "one of the two stops nothing")
    return replace(found, range=spread, note=note)


def _scopes(offers: Offers, one: str, other: str, point: int) -> float:
    return offers.scope(one, point) / offers.scope(other, point)


def _times(gain: Ratio, factor: float) -> Ratio:
    return Ratio(*(factor * end for end in gain.ends))


def _russian() -> Finding:
    """The bid that has no price."""
    nothing = (float("nan"),) * 3
    verdict = untestable("no price of this bid was published", "bu teklifin fiyatı yayımlanmadı")
    return Finding("on the frontier of price and effect", RUSSIAN, "", nothing, None, ON, verdict)


def _picture(offers: Offers) -> Plane:
    """Bids by what they cost and what they stop, with 5 to 95 % of the box both ways."""
    points = bids.points(offers.played)
    dots = []
    for bid in BIDS:
        price = _ends([offers.price(bid, point) for point in points])
        effect = _ends([offers.scope(bid, point) * offers.stopped(bid, point) for point in points])
        dots.append(Dot(TITLES[bid], price, effect))
    ordered = sorted(dots, key=lambda dot: (dot.x[0], -dot.y[0]))
    on = [dot for n, dot in enumerate(ordered) if all(dot.y[0] > before.y[0] for before in ordered[:n])]
    return Plane(
        "Bids of 2013: what they cost and what their batteries stop", tuple(dots), "price of the bid, "
        "million USD",
        "raiders stopped by all batteries of the bid", tuple(dot.name for dot in on),
    )  # fmt: skip


def _ends(values: Sequence[float]) -> Ends:
    """The nominal, and 5 to 95 % of the box."""
    low, high = np.quantile(values[1:], RANGE)
    return float(values[0]), min(float(low), float(values[0])), max(float(high), float(values[0]))


def _table(findings: Sequence[Finding]) -> Table:
    rows = tuple(
        (f"{one.measure}: {one.subject}", ends_told(one), one.note or range_told(one), verdict_told(one))
        for one in findings
    )
    return Table(("what", "nominal, by chance", "over the box", "verdict"), rows)


def english(cheapest: Finding, buys: Sequence[Finding]) -> str:
    """The answer in one line."""
    if not _holds(cheapest):
        return "Whether the Chinese bid was the cheapest is not settled."
    patriot, sampt = (one.nominal[0] for one in buys)
    shares = [100.0 * one.verdict.share[0] for one in buys if one.verdict is not None]
    return (
        "The Chinese bid was the cheapest whose price is known, so none beats it in both price and effect. "
        f"If all were for as many batteries, a raider stopped by it cost {patriot:.2g} times what the "
        f"Patriot bid took for one, and {sampt:.2g} times what SAMP/T took; but how many batteries the "
        "others offered was never published, and with all that is not known it took less than these at "
        f"{shares[0]:.0f} % and {shares[1]:.0f} % of the settings: the figures do not settle which "
        "was the better buy."
    )


def turkish(cheapest: Finding, buys: Sequence[Finding]) -> str:
    """The same in Turkish."""
    if not _holds(cheapest):
        return "Çin teklifinin en ucuz olup olmadığı belli değil."
    patriot, sampt = (f"{one.nominal[0]:.2g}".replace(".", ",") for one in buys)
    shares = [100.0 * one.verdict.share[0] for one in buys if one.verdict is not None]
    return (
        "Fiyatı bilinen tekliflerin en ucuzu Çin teklifiydi; bu yüzden onu hem fiyatta hem etkide geçen "
        "yok. Hepsi aynı sayıda batarya için olsaydı, durdurduğu saldırgan başına maliyeti Patriot "
        f"teklifinin {patriot}, SAMP/T teklifinin {sampt} katıydı; ama ötekilerin kaç batarya önerdiği "
        f"açıklanmadı, bilinmeyenlerle ayarların yüzde {shares[0]:.0f} ve yüzde {shares[1]:.0f} kadarında "
        "daha azdı: hangisinin daha iyi alım olduğu bu değerlerle kesinleşmiyor."
    )


def _holds(one: Finding) -> bool:
    return one.verdict is not None and one.verdict.kind is Kind.SUPPORTED


CLAIM = Claim(
    key="tender",
    sentence="In the tender of 2013 the Chinese offer was the cheapest.",
    said_in="press articles of 2017",
    question="Was the cheapest bid the best buy?",
    definition=(
        "The bids of 2013 on the plane of price and effect: price as the catalogue's sources have it, effect "
        "the batteries that a bid was for (4 to 12; only the Chinese scope was published) times the raiders "
        "that one battery stops of the doubled raid of one-battery. Measured: the price of the Chinese bid "
        "over that of the cheapest other (it holds below 1); whether each bid is on the frontier, that is 1 "
        "where no other bid has as much effect for less or more for as much, 0 elsewhere (it holds above one "
        "half, and the share of the box in which it does is told), with a scope of its own for each bid and "
        "with one for all; the price per raider stopped of the Chinese bid over the others' (it holds below "
        "1)."
    ),
    judged="cheapest; not beaten in price and effect together; cheapest per raider stopped",
    ask=ask,
    context=(
        Context(
            "The Chinese offer of 3.44 billion dollars was chosen for talks; the tender was cancelled in "
            "2015.",
            "Turkey calls off T-LORAMIDS ($3.44bn CPMIEC offer) (C4Defence, 2015)",
            "http://en.c4defence.com/Archive/turkey-calls-off-3-billion-%24-tloramids/44/1",
        ),
        Context(
            "It was said to lie below 3 billion, with rivals brought down to almost half of what they asked.",
            "China underbids Raytheon (below $3bn; prices hauled down to almost half) (Atlantic Council / "
            "Hurriyet Daily News, 2013)",
            "https://www.atlanticcouncil.org/blogs/natosource/china-underbids-raytheon-proposal-for-turkeys-new-missile-defense"
            "-system/",
        ),
        Context(
            "Raytheon expected a contract of around 4 billion.",
            "Raytheon expects $4 billion Turkish missile contract (turkishdefense.net / Hurriyet Daily News)",
            "http://www.turkishdefense.net/raytheon-expects-4-billion-turkish-missile-contract/",
        ),
        Context(
            "The European bid was called more expensive.",
            "China's $3.4bn bid and its rivals (Sputnik, 2015)",
            "https://sputnikglobe.com/20150326/1020049142.html",
        ),
    ),
)
