"""Cheaper than others of its league: per battery, per deal, per raider stopped, per shot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from openiads.catalogue.entries import Deal
from openiads.catalogue.load_catalogue import PACKAGED, Place
from openiads.study.analysis.verdict import Claimed, Kind, untestable
from openiads.study.claims.asking import Asking, Played
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.computed import (
    About,
    ComputedBox,
    Setting,
    box_of,
    figures_with_boxes,
    judged_number,
    judged_points,
)
from openiads.study.claims.finding_words import ends_told, range_told, verdict_told
from openiads.study.claims.scenes import bids
from openiads.study.compare.measures import Measure
from openiads.study.cost.effect import per_effect
from openiads.study.cost.loan import present_value
from openiads.study.design.coordinates import Part
from openiads.study.strata_weights import Ends

POINTS = 4_096
"""Of what is arithmetic, so many that how they fall does not leave a verdict open."""
ONE = "s-400"
OTHERS = ("s-300pmu2", "patriot-pac3", "fd-2000", "samp-t")
DEAL, OFFER = "turkey-2017", "patriot-offer-2018"
CHEAPER = Claimed(1.0, above=False)
CLASSES = {
    "fighter": "a fighter", "cruise-subsonic": "a cruise missile", "one-way-drone": "a one-way drone",
    "srbm": "a ballistic missile",
}  # fmt: skip
TURKISH_CLASSES = {
    "a fighter": "Bir savaş uçağına", "a cruise missile": "Bir seyir füzesine",
    "a one-way drone": "Tek yönlü bir insansız hava aracına", "a ballistic missile": "Bir balistik füzeye",
}  # fmt: skip
LOAN = ("loan_share", "loan_interest", "loan_payments", "discount_rate")


def ask(asking: Asking) -> Answer:
    """Divide prices over their boxes, and play one battery of each system for what they buy."""
    played = asking.play(bids.study(asking))
    box = box_of(_prices(), asking.points(POINTS))
    batteries = tuple(_battery(box, other) for other in OTHERS)
    deals = (_deal(box, "at its face", lambda deal: 1.0), _deal(box, "with its loan", _worth))
    stopped = tuple(_effect(played, other, bids.STOPPED, "per raider stopped") for other in OTHERS)
    saved = tuple(_effect(played, other, bids.SAVED, "per share of value saved") for other in OTHERS)
    shots = _exchanges(played)
    findings = (*batteries, *deals, *stopped, *saved, *shots)
    told = (*batteries, *deals, *stopped, *shots)
    return Answer(
        key="price",
        english=english(batteries, deals, shots),
        turkish=turkish(batteries, deals, shots),
        findings=findings,
        picture=Bars(
            "What the S-400 costs over what the other does; rounds over what they are fired at",
            tuple(one for one in told if np.isfinite(one.nominal[0])),
            "ratio; below 1 the S-400, or the shot, is cheaper",
            logarithmic=True,
        ),
        table=_table(told),
        method=(
            f"Prices are arithmetic over {len(box.points) - 1} points of their boxes: no chance, so the "
            "chance interval has no width. What they buy was played: one battery of each system at the same "
            f"place against {played.arms[ONE].aimed} weapons aimed at a town and its airfield, "
            f"{played.design.replicates} replicates on the same draws, the box of all figures at "
            f"{len(played.design.points) - 1} points. Rounds fired at a class are priced at the catalogue's "
            "unit costs and divided by the raiders of that class that were fired at."
        ),
        would_change=(
            "What rounds, spares and training a deal contains; a price of a SAMP/T or S-300 battery that was "
            "read somewhere; terms of the loan, of which only the share was told. A larger raid favours "
            "larger magazines. Sanctions and what else a purchase brought with it are in no price here."
        ),
        entries=(*played.entries, PACKAGED.deal(DEAL), PACKAGED.deal(OFFER)),
        folders=(str(played.results.folder),),
    )  # fmt: skip


def _prices() -> list[Part]:
    """Every price that is divided, and the terms of the loan."""
    wanted: dict[Place, Sequence[str]] = {("system", slug): ("cost",) for slug in (ONE, *OTHERS)}
    wanted |= {("deal", slug): ("price", "batteries", *LOAN) for slug in (DEAL, OFFER)}
    return figures_with_boxes(wanted)


def _battery(box: ComputedBox, other: str) -> Finding:
    """Price of a battery over that of another system's, as the catalogue has both."""

    def at(setting: Setting) -> float:
        return setting.catalogue.system(ONE).cost / setting.catalogue.system(other).cost

    about = About("price of a battery over the other's", bids.TITLES[other])
    return judged_number(box, [at(setting) for setting in box.settings], CHEAPER, about, at)


def _deal(box: ComputedBox, how: str, worth: Callable[[Deal], float]) -> Finding:
    """Price of a battery in Turkey's deal over that in the Patriot offer."""

    def at(setting: Setting) -> float:
        deal, offer = (setting.catalogue.deal(slug) for slug in (DEAL, OFFER))
        return worth(deal) * deal.price / deal.batteries / (offer.price / offer.batteries)

    about = About("price of a battery in the deal over the other's", f"Patriot offer of 2018, {how}")
    return judged_number(box, [at(setting) for setting in box.settings], CHEAPER, about, at)


def _worth(deal: Deal) -> float:
    """Present value of what is paid, over the price."""
    share, interest, payments, rate = (deal.figures[name].value for name in LOAN)
    return present_value(share, interest, round(payments), rate)


def _effect(played: Played, other: str, of: Measure, what: str) -> Finding:
    """Price of a battery per unit of effect, over that of another system's."""
    prices = [
        [bids.figure(played, f"catalogue.systems.{slug}.cost_musd", point) for point in bids.points(played)]
        for slug in (ONE, other)
    ]
    gains = bids.effects(played, other, ONE, of)
    told = [per_effect(one, two, gain).ends for one, two, gain in zip(*prices, gains, strict=True)]
    about = About(f"price of a battery {what}, over the other's", bids.TITLES[other], ranked=False)
    if not 0.0 < told[0][0] < np.inf:
        return _no_finding(
            about,
            "one of the two has no such effect on this raid",
            "ikisinden birinin bu saldırıda böyle bir etkisi yok",
        )
    found = judged_points(bids.box_of_study(played, (ONE, other)), told, CHEAPER, about)
    times = np.divide(*(np.array(each[1:]) for each in prices))
    spread = bids.range_without_chance(played.arms[other], played.arms[ONE], of, times)
    if spread is not None:
        return replace(found, range=spread)
    spread, note = bids.of_defined(told[1:], "one of the two has no such effect")
    return replace(found, range=spread, note=note)


def _no_finding(about: About, english: str, turkish: str) -> Finding:
    nothing = (float("nan"),) * 3
    return Finding(about.measure, about.subject, "", nothing, None, CHEAPER, untestable(english, turkish))


def _exchanges(played: Played) -> tuple[Finding, ...]:
    """Price of the rounds fired at one raider of each class over the price of the raider."""
    told = bids.spending(played, ONE)
    return tuple(_exchange(played, told, threat) for threat in CLASSES)


def _exchange(played: Played, told: Sequence[bids.Spending], threat: str) -> Finding:
    """The same of one class; where at the nominal none is fired at, there is nothing to divide."""
    about = About("price of the rounds fired at one raider, over the raider's", CLASSES[threat], ranked=False)
    ends = [_shot(played, spending, threat, point) for point, spending in enumerate(told)]
    if not np.isfinite(ends[0][0]):
        return _no_finding(about, "none is fired at in this raid", "bu saldırıda hiçbirine ateş edilmiyor")
    defined = [0, *(point for point in bids.points(played)[1:] if np.isfinite(ends[point][0]))]
    box = bids.box_of_study(played, (ONE,))
    fewer = ComputedBox(box.coordinates, box.points[defined])
    found = judged_points(fewer, [ends[point] for point in defined], CHEAPER, about)
    missing = len(ends) - len(defined)
    return replace(found, note=f"at {missing} of {len(ends) - 1} points none is fired at" if missing else "")


def _shot(played: Played, spending: bids.Spending, threat: str, point: int) -> Ends:
    """At one point, with its interval by chance."""
    costs = [
        bids.figure(played, f"catalogue.rounds.{slug}.unit_cost_musd", point)
        for slug in spending.spent.rounds
    ]
    price = bids.figure(played, f"catalogue.threats.{threat}.unit_cost_musd", point)
    value, low, high = spending.per_raider(threat, costs).ends
    return value / price, low / price, high / price


def _table(told: Sequence[Finding]) -> Table:
    """A row for each ratio."""
    rows = tuple(
        (f"{one.measure}: {one.subject}", ends_told(one), range_told(one), verdict_told(one)) for one in told
    )
    return Table(("what", "ratio, by chance", "over the box", "verdict: below 1"), rows)


ENGLISH = (
    "cheaper than that of {}",
    "dearer than that of {}",
    "against {} it depends on prices that are not settled",
    "against {} it is too close to call at this effort",
)
TURKISH = (
    "{} bataryasından ucuz", "{} bataryasından pahalı", "{} için kesinleşmemiş fiyatlara bağlı",
    "{} için bu hesap çabasında karar verilemiyor",
)  # fmt: skip


def english(batteries: Sequence[Finding], deals: Sequence[Finding], shots: Sequence[Finding]) -> str:
    """The answer in one line."""
    worst = _worst(shots)
    return (
        f"An S-400 battery is {_sides(batteries, ENGLISH, 'and')}. In Turkey's deal one cost "
        f"{deals[0].nominal[0]:.2g} times what a battery of the Patriot offer of 2018 did. The rounds fired "
        f"at {worst.subject} cost {worst.nominal[0]:.3g} times what it costs."
    )


def turkish(batteries: Sequence[Finding], deals: Sequence[Finding], shots: Sequence[Finding]) -> str:
    """The same in Turkish."""
    worst = _worst(shots)
    times = f"{worst.nominal[0]:.3g}".replace(".", ",")
    deal = f"{deals[0].nominal[0]:.2g}".replace(".", ",")
    return (
        f"Bir S-400 bataryası {_sides(batteries, TURKISH, 've')}. Türkiye'nin anlaşmasında bir batarya, 2018 "
        f"Patriot teklifindeki bir bataryanın {deal} katıydı. {TURKISH_CLASSES[worst.subject]} atılan "
        f"füzeler, hedefin fiyatının {times} katına mal oluyor."
    )


def _worst(shots: Sequence[Finding]) -> Finding:
    """The class whose raiders cost least against what is fired at them."""
    return max((one for one in shots if np.isfinite(one.nominal[0])), key=lambda one: one.nominal[0])


def _sides(batteries: Sequence[Finding], words: Sequence[str], link: str) -> str:
    """Systems by what was found of their prices."""
    kinds = (Kind.SUPPORTED, Kind.NOT_SUPPORTED, Kind.DEPENDS, Kind.CHANCE)
    sides: list[list[str]] = [[] for _ in kinds]
    for one in batteries:
        if one.verdict is not None:
            sides[kinds.index(one.verdict.kind)].append(one.subject)
    told = [word.format(_listed(names, link)) for word, names in zip(words, sides, strict=True) if names]
    return "; ".join(told)


def _listed(names: Sequence[str], link: str) -> str:
    """Names in a row."""
    *first, last = names
    return f"{', '.join(first)} {link} {last}" if first else last


CLAIM = Claim(
    key="price",
    sentence="It is cheaper than other defence systems in the same league.",
    said_in="press articles of 2017",
    question="Cheaper per battery, per deal, per raider stopped, per value saved, per shot at a cheap drone?",
    definition=(
        "Estimands: the price of an S-400 battery over that of another system's, as the catalogue's sources "
        "have both; the price of a battery in Turkey's deal of 2017 over that in the Patriot offer of 2018, "
        "at its face and as the present value of its payments; the price of a battery per raider stopped, "
        "and per share of asset value saved, over the other system's, one battery of each on the same draws "
        "of the raid of one-battery, doubled; and the price of the rounds fired at one raider of a class, of "
        "those that are fired at, over the price of the raider. It holds where the ratio's interval lies "
        "below 1."
    ),
    judged="costs less: a battery, a deal, a raider stopped, value saved, a shot at one raider",
    ask=ask,
    context=(
        Context(
            "About 500 million dollars for an S-400 battery and a billion for a Patriot one.",
            "CNBC: S-400 about $500m, Patriot $1bn, THAAD about $3bn (Kayhan, quoting CNBC (2018), 2018)",
            "https://kayhan.ir/100MJ6",
        ),
        Context(
            "A Patriot battery is called a billion-dollar system.",
            "US sending more billion-dollar Patriot systems to the Middle East (Business Insider, reprint, "
            "2023)",
            "https://investingnews.turnkeywebsitesales.com/us-sending-more-billion-dollar-patriot-missile-systems-to-m"
            "iddle-east",
        ),
        Context(
            "Four S-400 for 2.5 billion dollars, 55 % of it lent by the seller.",
            "Turkey buys four S-400 systems, $2.5bn, 45/55 (Chemezov) (Public Radio of Armenia / Kommersant, "
            "2017)",
            "http://www.armradio.am/en/2017/12/27/turkey-buys-4-russian-s-400-systems/",
        ),
        Context(
            "Four Patriot batteries with 140 missiles for at most 3.5 billion dollars.",
            "State Department approves potential $3.5B Patriot sale to Turkey (Inside Defense (DSCA), 2018)",
            "https://insidedefense.com/insider/state-department-approves-potential-35b-patriot-interceptor-sa"
            "le-turkey",
        ),
        Context(
            "A cheap raider may be worth a dear shot: what counts is what it would have hit.",
            "Cost and Value in Air and Missile Defense Intercepts (CSIS)",
            "https://www.csis.org/analysis/cost-and-value-air-and-missile-defense-intercepts",
        ),
    ),
)
