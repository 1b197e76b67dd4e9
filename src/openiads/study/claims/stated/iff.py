"""What no identification costs, and whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from openiads.study.analysis.paired import gain_of_pairing
from openiads.study.claims.asking import EACH, Asking, Played
from openiads.study.claims.claim import NOTHING_JUDGED, Answer, Claim, Context, Dot, Finding, Plane, Table
from openiads.study.claims.judging import judged
from openiads.study.claims.scenes.ways_to_stand import ALONE, NETWORKED, networks
from openiads.study.compare.measures import MEASURES, Measure, Outcomes
from openiads.study.strata_weights import Numbers

BASE = "turkey-2017"
INTERROGATORS = ("none", "national", "full")
CONTROLS = ("free", "tight", "hold")
AIRSPACES = ("normal", "warned", "closed")
STANDINGS = {ALONE: "alone", NETWORKED: "networked"}
THRESHOLDS = (0.8, 0.9, 0.98, 0.995)
"""Probabilities from which a track is declared hostile, beside that of the catalogue."""
NOMINAL = "warned"
PER = 1000.0


SIDES = {"neutral": ("civil", "neutrals_engaged"), "friend": ("friendly", "friends_engaged")}
"""Of flights, with the columns of the outcomes that count how many of each are fired at."""


def per_thousand(played: Played) -> Measure:
    """Flights fired at, of a thousand that come within reach, whosever they are."""

    def values(outcomes: Outcomes, _: int) -> Numbers:
        engaged = np.sum([outcomes.column(column) for _, column in SIDES.values()], axis=0)
        found: Numbers = PER * engaged / np.maximum(outcomes.column("flights_in_reach"), 1.0)
        return found

    once = PER / float(np.mean(played.results.column("flights_in_reach")))
    return Measure("fired_at", "flights fired at, of 1,000 in reach", "1", "less", values, once=once)


def of_side(played: Played, side: str) -> Measure:
    """Flights of one side that are fired at, of all of it in the air."""
    word, column = SIDES[side]
    most = in_the_air(played, side)

    def values(outcomes: Outcomes, _: int) -> Numbers:
        return outcomes.column(column)

    return Measure(column, f"{word} flights fired at, of {most} in the air", "", "less", values, most=most)


def in_the_air(played: Played, side: str) -> int:
    """How many flights of a side there are."""
    plan = next(iter(played.arms.values())).plan
    return sum(target.side == side for target in plan.targets)


LEAKERS = MEASURES["leakers"]
KILLED = MEASURES["killed"]
ENGAGED = MEASURES["flights_engaged"]


def ask(asking: Asking) -> Answer:
    """Play all combinations at the nominal figures, and the main ones over the box."""
    whole, boxed = asking.play(nominal_study(asking)), asking.play(box_study(asking))
    fired_at = [per_thousand(boxed), *(of_side(boxed, side) for side in SIDES)]
    findings = tuple(
        judged(boxed, name, measure, None, subject=name)
        for measure in (*fired_at, LEAKERS)
        for name in boxed.arms
    )
    return Answer(
        key="iff",
        english=english(boxed, findings),
        turkish=turkish(boxed, findings),
        findings=findings,
        picture=picture(whole),
        table=table(whole),
        method=method(whole, boxed),
        would_change=(
            "What an operator believes of who flies, which no public source gives; flight plans in the "
            "network; a national interrogator, which was announced in November 2017."
        ),
        entries=tuple(dict.fromkeys((*whole.entries, *boxed.entries))),
        folders=(str(whole.results.folder), str(boxed.results.folder)),
    )


def _levels(boxed: Played, findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Flights fired at and leakers: fire at will without a question and with, and tight control without."""
    shown = [named(*one, NOMINAL, ALONE) for one in (("none", "free"), ("full", "free"), ("none", "tight"))]
    of = [
        {found.subject: found for found in part}
        for part in (findings[: len(boxed.arms)], findings[-len(boxed.arms) :])
    ]
    return [of[0][name] for name in shown], [of[1][name] for name in shown]


def _with_range(one: Finding, link: str) -> str:
    """A number at the nominal figures and, in brackets, what the box makes of it."""
    moved = one.range
    told = "" if moved is None or moved.hidden else f" ({moved.low:.0f}{link}{moved.high:.0f})"
    return f"{one.nominal[0]:.0f}{told}"


def english(boxed: Played, findings: Sequence[Finding]) -> str:
    """The answer in one line."""
    fired, leaks = ([_with_range(one, " to ") for one in part] for part in _levels(boxed, findings))
    aimed = next(iter(boxed.arms.values())).aimed
    return (
        f"Where units stand alone and cannot ask friend or foe, fire at will lets {leaks[0]} of {aimed} "
        f"through and fires at {fired[0]} of 1,000 flights in reach, {fired[1]} where it can ask; firing "
        f"only at what is declared hostile lets {leaks[2]} through and fires at {fired[2]}; in brackets with "
        "what is not known."
    )


def turkish(boxed: Played, findings: Sequence[Finding]) -> str:
    """The same in Turkish."""
    fired, leaks = ([_with_range(one, " - ") for one in part] for part in _levels(boxed, findings))
    aimed = next(iter(boxed.arms.values())).aimed
    return (
        f"Birlikler tek başına ve dost-düşman sorgusu olmadan serbest atışta {aimed} hedefin {leaks[0]} "
        f"tanesi geçiyor ve menzildeki 1.000 uçuşun {fired[0]} tanesine ateş ediliyor, sorgu varsa "
        f"{fired[1]}; yalnızca düşman ilan edilene atışta {leaks[2]} tanesi geçiyor, {fired[2]} uçuşa ateş "
        "ediliyor; parantez içinde bilinmeyenlerle."
    )


def nominal_study(asking: Asking) -> dict[str, Any]:
    """All combinations at the nominal figures."""
    return {
        "name": "iff",
        "title": "Identification, weapons control, airspace and network",
        "replicates": asking.replicates(8),
        "arm": [*combinations(), *thresholds()],
        "keep": ["outcomes"],
    }


def box_study(asking: Asking) -> dict[str, Any]:
    """The main ones over the box."""
    return {
        "name": "iff-box",
        "title": "Identification and weapons control, over the box",
        "replicates": asking.replicates(16),
        "arm": [combination(asked, control, NOMINAL, ALONE) for asked, control in main()],
        "box": {"figures": "all", "points": asking.points(20), "replicates": EACH},
        "keep": ["outcomes"],
    }


def method(whole: Played, boxed: Played) -> str:
    """What was played, and what pairing is worth."""
    civil, friendly = in_the_air(whole, "neutral"), in_the_air(whole, "friend")
    return (
        f"{BASE}: {civil} civil and {friendly} friendly flights among the raid, {whole.design.replicates} "
        f"replicates of {len(whole.arms)} combinations on the same draws; six of them, each unit alone in "
        f"warned airspace, over the box of all figures at {len(boxed.design.points) - 1} points. Pairing on "
        "the same draws divides the variance of a difference between no and full identification, at fire at "
        f"will, by {gains(boxed, 'free')}, under tight control by {gains(boxed, 'tight')}: histories part "
        "once a flight is engaged."
    )


def main() -> list[tuple[str, str]]:
    """Combinations of interrogator and control that are played over the box too."""
    return list(product(INTERROGATORS, ("free", "tight")))


def named(asked: str, control: str, airspace: str, standing: str) -> str:
    """The name of a combination."""
    return f"{asked} {control} {airspace} {STANDINGS[standing]}"


def combination(asked: str, control: str, airspace: str, standing: str) -> dict[str, Any]:
    """One arm."""
    return {
        "name": named(asked, control, airspace, standing),
        "scenario": networks(standing),
        "set": [
            f"network.interrogator={asked}", f"doctrine.control={control}", f"area.airspace={airspace}",
        ],
    }  # fmt: skip


def combinations() -> list[dict[str, Any]]:
    """All of them networked, and those in warned airspace alone too."""
    asked = (*product(INTERROGATORS, CONTROLS, AIRSPACES, [NETWORKED]),)
    return [combination(*one) for one in (*asked, *product(INTERROGATORS, CONTROLS, [NOMINAL], [ALONE]))]


def thresholds() -> list[dict[str, Any]]:
    """Tight control with other thresholds of what is declared hostile."""
    arms = []
    for asked, value in product(INTERROGATORS, THRESHOLDS):
        arm = combination(asked, "tight", NOMINAL, NETWORKED)
        changes = [*arm["set"], f"doctrine.hostile_threshold_probability={value}"]
        arms.append({**arm, "name": f"{arm['name']} from {value:g}", "set": changes})
    return arms


def gains(played: Played, control: str) -> str:
    """What pairing is worth between none and full, for leakers and for flights fired at."""
    none, full = (played.arms[named(asked, control, NOMINAL, ALONE)] for asked in ("none", "full"))
    told = [gain_of_pairing(full.sample(of), none.sample(of)) for of in (LEAKERS, ENGAGED)]
    return f"{told[0]:.1f} for leakers and {told[1]:.1f} for flights fired at"


def picture(whole: Played) -> Plane:
    """Flights fired at against leakers, in warned airspace, networked."""
    wrong = per_thousand(whole)
    alike: dict[tuple[str, float, float], list[str]] = {}
    for control, asked in product(CONTROLS, INTERROGATORS):
        arm = whole.arms[named(asked, control, NOMINAL, NETWORKED)]
        place = round(arm.mean(wrong)), round(arm.mean(LEAKERS))
        alike.setdefault((control, *place), []).append(asked)
    dots = tuple(_dot(whole, wrong, control, together) for (control, *_), together in alike.items())
    return Plane(
        "Whom it hits and what it lets through",
        dots,
        "flights fired at, of 1,000 in reach",
        "leakers",
        frontier(dots),
    )


def _dot(whole: Played, wrong: Measure, control: str, together: list[str]) -> Dot:
    """One control with the interrogators that make no difference to where it lies."""
    arm = whole.arms[named(together[0], control, NOMINAL, NETWORKED)]
    asked = "any interrogator" if len(together) == len(INTERROGATORS) else " or ".join(together)
    return Dot(f"{control}, {asked}", arm.interval(wrong), arm.interval(LEAKERS))


def frontier(dots: tuple[Dot, ...]) -> tuple[str, ...]:
    """Names of those that no other beats in both, from few flights to many."""
    best, found = float("inf"), []
    for dot in sorted(dots, key=lambda one: (one.x[0], one.y[0])):
        if dot.y[0] < best:
            best = dot.y[0]
            found.append(dot.name)
    return tuple(found)


def table(whole: Played) -> Table:
    """Each interrogator, control and airspace, networked; the last columns each unit alone."""
    rows = []
    wrong, civil, friendly = per_thousand(whole), *(of_side(whole, side) for side in SIDES)
    for asked, control, airspace in product(INTERROGATORS, CONTROLS, AIRSPACES):
        arm = whole.arms[named(asked, control, airspace, NETWORKED)]
        killed = arm.mean(KILLED)
        price = f"{arm.mean(ENGAGED) / killed:.3f}" if killed else ""
        numbers = (f"{arm.mean(of):.1f}" for of in (civil, friendly, LEAKERS))
        alone = whole.arms.get(named(asked, control, airspace, ALONE))
        beside = ("", "") if alone is None else (f"{alone.mean(of):.1f}" for of in (wrong, LEAKERS))
        rows.append((f"{asked}, {control}, {airspace}", *numbers, price, *beside))
    headings = (
        "interrogator, control, airspace", "civil fired at", "friendly fired at", "leakers",
        "flights fired at per raider killed", "alone: flights per 1,000", "alone: leakers",
    )  # fmt: skip
    return Table(headings, tuple(rows))


CLAIM = Claim(
    key="iff",
    sentence=(
        "They have no friend-or-foe identification system, which means they could be deployed against any "
        "threat without restriction."
    ),
    said_in="press articles of 2017",
    question="What does no identification cost, and whom?",
    definition=(
        "The raid of turkey-2017 among its civil and friendly flights: interrogator none, national or full, "
        "by weapons control free, tight or hold, by airspace normal, warned or closed, networked with an "
        "early-warning and an airborne radar, in warned airspace each unit alone too; under tight control "
        "also with other thresholds of what is declared hostile. Measured: flights fired at per 1,000 that "
        "come within reach and per raider killed, how many of the civil and of the friendly ones in the air "
        "that are, and leakers. There is no threshold: what is shown is what is paid of one for the other."
    ),
    judged=NOTHING_JUDGED,
    ask=ask,
    context=(
        Context(
            "A minister said in November 2017 that an identification system would be integrated.",
            "Turkey to get control over S-400; IFF 'will also be integrated' (Canikli) (Azernews, 2017)",
            "http://www.azernews.az/region/122967.html",
        ),
        Context(
            "In 2003 Patriots with identification fitted shot down friendly aircraft.",
            "Patriot missile problems caused friendly fire deaths (Fox News / AP, 2005)",
            "http://www.foxnews.com/story/2005/03/04/patriot-missile-problems-caused-friendly-fire-deaths.html",
        ),
    ),
)
