"""How long magazines last with and without home production."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.statistics import wilson
from openiads.ground.units import DAY
from openiads.scenario.load_scenario import load
from openiads.scenario.timeline_plan import MONTH, WEEK, Range, TimelinePlan, timeline_plan
from openiads.study.claims.asking import POINTS, SEED, Asking
from openiads.study.claims.claim import (
    NOTHING_JUDGED,
    Answer,
    Claim,
    Context,
    Curve,
    Curves,
    Finding,
    Made,
    Table,
)
from openiads.study.claims.computed import About, ComputedBox, box_of, judged_points, unknown
from openiads.study.claims.finding_words import ends_told, range_told
from openiads.study.strata_weights import Ends
from openiads.study.timeline.timeline_answer import TimelineAnswer, answer

SCENARIO, ROUND = "turkey-2017-promise", "48n6e3"
HISTORIES = 400
ASKED, FIRST_SEED = 1_000, 1
"""Histories and seed that `openiads timeline` takes where nobody says others."""
SPANS = (30 * DAY, 90 * DAY, 180 * DAY)
RAIDS, IMPORTS, HOME = "raids a week", "rounds imported a month", "rounds made at home a month"
WITH, WITHOUT = "with home production", "without home production"


def ask(asking: Asking) -> Answer:
    """Draw campaigns with and without what is made at home, at every point of the box."""
    points = asking.points(POINTS)
    box = box_over(points)
    told = asking.computed(lasting_at, [(points, number) for number in range(points + 1)])
    gained = judged_points(
        box, [one[0] for one in told], None,
        About("days by which home production puts off the first empty magazine", "on the same raids", "d"),
    )  # fmt: skip
    spans = [(name, span) for span in SPANS for name in (WITH, WITHOUT)]
    lasting = tuple(
        judged_points(
            box, [one[1 + n] for one in told], None,
            About(f"chance that the rounds last {span / DAY:.0f} days of raids", name, "1", ranked=False),
        )
        for n, (name, span) in enumerate(spans)
    )  # fmt: skip
    findings = (gained, *lasting)
    return Answer(
        key="build",
        english=english(gained, lasting),
        turkish=turkish(gained, lasting),
        findings=findings,
        picture=_picture(nominal()),
        table=Table(
            ("what", "nominal, by chance", "over the box"),
            tuple((f"{one.measure}: {one.subject}", ends_told(one), range_told(one)) for one in findings),
        ),
        method=(
            f"The campaign of {SCENARIO}: raids as Poisson's from March 2021 on, each of which takes 2 to 12 "
            f"rounds of one type, on a stock of 64 with what comes in; {HISTORIES} histories at each of "
            f"{points} settings of {len(box.coordinates)} unknowns, with and without home production on the "
            "same raids and the same dates. No raid is flown: what it takes is given, and what it destroys "
            f"is not in it. {reconciled(gained, lasting)}"
        ),
        would_change=(
            "How many rounds there are, come in and are spent: nothing of it is public, and all of it is "
            "assumption of an order of magnitude. Whether anything was ever made at home: nothing is known "
            "to have been."
        ),
        entries=(PACKAGED.round_of(ROUND),),
        told_as=Made.DRAWN,
    )


@lru_cache(maxsize=1)
def promised() -> TimelinePlan:
    """The timeline as promised."""
    return timeline_plan(load(SCENARIO))


@lru_cache(maxsize=1)
def box_over(points: int) -> ComputedBox:
    """How many raids there are, and how many rounds come in: lows and highs of the scenario."""
    plan = promised()
    if plan.raids is None:
        raise ValueError(f"{SCENARIO} has no campaign")
    supply = plan.supplies[0]
    ranges = {
        RAIDS: (plan.raids.rate, WEEK), IMPORTS: (supply.imported, MONTH), HOME: (supply.made, MONTH),
    }  # fmt: skip
    parts = [
        unknown(name, low * each, value * each, high * each)
        for name, ((low, value, high), each) in ranges.items()
    ]
    return box_of(parts, points)


def nominal() -> TimelineAnswer:
    """The campaign at the nominal rates."""
    return answer(at(box_over(POINTS).settings[0].beside), HISTORIES, SEED)


def at(told: Mapping[str, float]) -> TimelinePlan:
    """The timeline with rates of a setting."""
    plan = promised()
    if plan.raids is None:
        raise ValueError(f"{SCENARIO} has no campaign")
    supply = plan.supplies[0]._replace(
        imported=_fixed(told[IMPORTS] / MONTH), made=_fixed(told[HOME] / MONTH)
    )
    raids = plan.raids._replace(rate=_fixed(told[RAIDS] / WEEK))
    return replace(plan, supplies=(supply, *plan.supplies[1:]), raids=raids)


def _fixed(rate: float) -> Range:
    return rate, rate, rate


def lasting_at(asked: tuple[int, int]) -> list[Ends]:
    """Days gained, then chances of lasting by span, with and without; of a box of so many points at one."""
    points, number = asked
    found = answer(at(box_over(points).settings[number].beside), HISTORIES, SEED)
    with_home, *others = found.lasting
    without = others[0] if others else with_home
    gained = (0.0, 0.0, 0.0) if found.gained is None else found.gained
    return [gained, *(one.lasts(span) for span in SPANS for one in (with_home, without))]


def _picture(found: TimelineAnswer) -> Curves:
    """Raids of each week that meet an empty magazine, with and without."""
    curves = []
    raids = round(HISTORIES * box_over(POINTS).settings[0].beside[RAIDS])  # of a week, in all histories
    for one in found.lasting:
        weeks = tuple(float(edge - one.edges[0]) / DAY for edge in one.edges[:-1])
        shares = tuple(float(share) for share in one.weekly)
        low, high = zip(*(wilson(round(share * raids), raids) for share in shares), strict=True)
        curves.append(Curve(one.name, weeks, shares, low, high))
    return Curves(
        "Raids that meet an empty magazine, week by week, at the nominal rates", tuple(curves),
        "days of raids", "share of the raids of the week",
    )  # fmt: skip


def reconciled(gained: Finding, lasting: tuple[Finding, ...]) -> str:
    """Why `openiads timeline` has other numbers for the same scenario, with its numbers."""
    found = answer(promised(), ASKED, FIRST_SEED)
    with_home, without = (100.0 * one.lasts(SPANS[-1])[0] for one in found.lasting)
    days = found.gained[0] if found.gained is not None else 0.0
    here, high, low = gained.nominal[0], *(100.0 * one.nominal[0] for one in lasting[-2:])
    return (
        f"`openiads timeline {SCENARIO}` tells {days:.1f} days, {with_home:.0f} % and {without:.0f} %, "
        f"where {here:.0f} days, {high:.0f} % and {low:.0f} % stand here, for it draws the three rates "
        "anew in each history, and here they are nominal in all."
    )


def _levels(gained: Finding, lasting: tuple[Finding, ...], to: str) -> list[str]:
    """Days gained, and the chance to last the longest span with and without [%], with the box in brackets."""
    scales = (gained, 1.0), (lasting[-2], 100.0), (lasting[-1], 100.0)
    return [_with_range(one, scale, to) for one, scale in scales]


def _with_range(one: Finding, scale: float, to: str) -> str:
    low, high = one.range or (one.nominal[0], one.nominal[0])
    return f"{_short(scale * one.nominal[0])} ({_short(scale * low)}{to}{_short(scale * high)})"


def _short(value: float) -> str:
    return f"{value:.1f}" if 0.05 <= value < 1.0 else f"{value:.0f}"


def english(gained: Finding, lasting: tuple[Finding, ...]) -> str:
    """The answer in one line."""
    days, with_home, without = _levels(gained, lasting, " to ")
    return (
        f"If rounds were made at home as assumed, they would put off the first empty magazine by {days} "
        f"days, and the rounds would last {SPANS[-1] / DAY:.0f} days of raids with a chance of {with_home} "
        f"% instead of {without} %; in brackets with all assumed rates. More rounds can only help, so "
        "nothing is judged."
    )


def turkish(gained: Finding, lasting: tuple[Finding, ...]) -> str:
    """The same in Turkish."""
    days, with_home, without = (told.replace(".", ",") for told in _levels(gained, lasting, " - "))
    return (
        f"Füzeler varsayıldığı gibi ülkede üretilseydi, ilk boş şarjör {days} gün gecikir, mermilerin "
        f"{SPANS[-1] / DAY:.0f} günlük saldırıya yetme olasılığı yüzde {without} yerine yüzde {with_home} "
        "olurdu; parantez içinde varsayılan bütün hızlarla. Daha çok mermi yalnızca yarar sağlar, bu "
        "yüzden hüküm verilmiyor."
    )


CLAIM = Claim(
    key="build",
    sentence="Joint production would bring know-how, and two of the four batteries would be built in Turkey.",
    said_in="press articles of 2017",
    question="How long do magazines last with and without home production?",
    definition=(
        "Raids one after the other on the stock of rounds that is left, with what is imported and what is "
        "made at home from the dates of the promise of 2017 on. Measured: the days by which home "
        "production puts off the first raid that meets an empty magazine, within the timeline, on the "
        "same raids; and the chance that the rounds last 30, 90 and 180 days of raids, with and without. "
        "Nothing is judged: on the same raids more rounds cannot empty a magazine sooner, so that they "
        "put it off is sure beforehand, and every rate is an assumption. Know-how is not measured, nor "
        "whether anything is built."
    ),
    judged=NOTHING_JUDGED,
    ask=ask,
    context=(
        Context(
            "In December 2017 the president said that there would be no joint production in the first stage.",
            "Erdogan: no joint production in the first stage (Gazeta Prawna, 2017)",
            "http://www.gazetaprawna.pl/artykuly/1077790,erdogan-nie-ma-problemow-z-zakupem-s-400-od-rosji.html",
        ),
    ),
)
