"""What no identification costs, and whom."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from openiads.study.analysis.paired import gain_of_pairing
from openiads.study.claims.asking import EACH, Asking, Played
from openiads.study.claims.claim import Answer, Claim, Context, Dot, Plane, Table
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


NEUTRALS, FRIENDS = "neutrals_engaged", "friends_engaged"
FIRED_AT = {
    (NEUTRALS, FRIENDS): "flights fired at, of 1,000 in reach",
    (NEUTRALS,): "civil flights fired at, of 1,000 in reach",
    (FRIENDS,): "friendly flights fired at, of 1,000 in reach",
}
"""Columns of the outcomes, and what their sum over a thousand flights is called."""


def per_thousand(played: Played, *columns: str) -> Measure:
    """Flights fired at, of a thousand that come within reach."""

    def values(outcomes: Outcomes, _: int) -> Numbers:
        engaged = np.sum([outcomes.column(name) for name in columns], axis=0)
        found: Numbers = PER * engaged / np.maximum(outcomes.column("flights_in_reach"), 1.0)
        return found

    once = PER / float(np.mean(played.results.column("flights_in_reach")))
    return Measure("-".join(columns), FIRED_AT[columns], "1", "less", values, once=once)


LEAKERS = MEASURES["leakers"]
KILLED = MEASURES["killed"]
ENGAGED = MEASURES["flights_engaged"]


def ask(asking: Asking) -> Answer:
    """Play all combinations at the nominal figures, and the main ones over the box."""
    whole, boxed = asking.play(nominal_study(asking)), asking.play(box_study(asking))
    fired_at = [per_thousand(boxed, *columns) for columns in FIRED_AT]
    findings = tuple(
        judged(boxed, name, measure, None, subject=name)
        for measure in (*fired_at, LEAKERS)
        for name in boxed.arms
    )
    wrong = fired_at[0]
    free, tight = (boxed.arms[named("none", control, NOMINAL, ALONE)] for control in ("free", "tight"))
    full = boxed.arms[named("full", "free", NOMINAL, ALONE)]
    return Answer(
        key="iff",
        english=(
            "Where units stand alone and cannot ask friend or foe, fire at will lets "
            f"{free.mean(LEAKERS):.0f} of {free.aimed} through and fires at {free.mean(wrong):.0f} of 1,000 "
            f"flights in reach ({full.mean(wrong):.0f} where it can ask); firing only at what is declared "
            f"hostile lets {tight.mean(LEAKERS):.0f} through and fires at {tight.mean(wrong):.0f}."
        ),
        turkish=(
            f"Birlikler tek başına ve dost-düşman sorgusu olmadan serbest atışta {free.aimed} hedefin "
            f"{free.mean(LEAKERS):.0f} tanesi geçiyor ve menzildeki 1.000 uçuşun {free.mean(wrong):.0f} "
            f"tanesine ateş ediliyor (sorgu varsa {full.mean(wrong):.0f}); yalnızca düşman ilan edilene "
            f"atışta {tight.mean(LEAKERS):.0f} tanesi geçiyor, {tight.mean(wrong):.0f} uçuşa ateş ediliyor."
        ),
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
    return (
        f"{BASE}: 114 civil and eight friendly flights among the raid, {whole.design.replicates} replicates "
        f"of {len(whole.arms)} combinations on the same draws; six of them, each unit alone in warned "
        f"airspace, over the box of all figures at {len(boxed.design.points) - 1} points. Pairing on the "
        "same draws divides the variance of a difference between no and full identification, at fire at "
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
    wrong = per_thousand(whole, NEUTRALS, FRIENDS)
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
    wrong, civil, friendly = (per_thousand(whole, *columns) for columns in FIRED_AT)
    for asked, control, airspace in product(INTERROGATORS, CONTROLS, AIRSPACES):
        arm = whole.arms[named(asked, control, airspace, NETWORKED)]
        killed = arm.mean(KILLED)
        price = f"{arm.mean(ENGAGED) / killed:.3f}" if killed else ""
        numbers = (f"{arm.mean(of):.1f}" for of in (civil, friendly, LEAKERS))
        alone = whole.arms.get(named(asked, control, airspace, ALONE))
        beside = ("", "") if alone is None else (f"{alone.mean(of):.1f}" for of in (wrong, LEAKERS))
        rows.append((f"{asked}, {control}, {airspace}", *numbers, price, *beside))
    headings = (
        "interrogator, control, airspace", "civil per 1,000", "friendly per 1,000", "leakers",
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
        "also with other thresholds of what is declared hostile. Measured: civil and friendly flights fired "
        "at per 1,000 that come within reach and per raider killed, and leakers. There is no threshold: what "
        "is shown is what is paid of one for the other."
    ),
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
