"""How long a move leaves a gap, by who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.frames import great_circle
from openiads.ground.units import DAY, DEG, HOUR, KM, MINUTE
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.scenario.timeline_schema import Timeline
from openiads.study.analysis.box_range import Range
from openiads.study.campaign.run_checks import aimed as aimed_at
from openiads.study.claims.asking import SEED, Asking
from openiads.study.claims.claim import NOTHING_JUDGED, Answer, Bars, Claim, Context, Finding, Made, Table
from openiads.study.claims.plain_words import listed
from openiads.study.claims.scenes import standing
from openiads.study.strata_weights import Numbers
from openiads.study.timeline.gaps import gaps_of
from openiads.study.timeline.stays import stays_of

SCENARIO, SYSTEM, RAIDED = "turkey-2017-promise", "s-400", "turkey-2017"
MOVED, SUCCESSORS = ["adana", "gaziantep"], ["iskenderun", "kahramanmaras"]
SOUTH, WEST = "south", "west"
GOAL, GOAL_TOLD = (41.73, 27.22), "Kirklareli"
"""Where they go, in the far north-west of the country [deg]."""
ROAD = 1.25
"""Kilometres of road for one of the great circle: an assumption."""
START, ORDER, END = date(2018, 1, 1), date(2018, 1, 31), date(2018, 3, 2)
PACES = (70.0, 40.0, 16.0)
"""Kilometres an hour of all of the march, rests among them: a column that never stops, one that drives day
and night, one that drives by day, or waits for ferries and escorts: an assumption."""
POLICIES = {
    "all-at-once": "all at once", "leapfrog": "one after the other", "replaced-in-place": "replaced in place "
    "first",
}  # fmt: skip
MAKER, OPERATOR = "by the maker's times", "by the operator's"
ACCOUNTS: dict[str, dict[str, Any]] = {MAKER: {}, OPERATOR: {"emplace_h": [12, 12, 24]}}
"""Of how long emplacement takes: minutes on a prepared position, as the catalogue has them, or what a
minister said of the whole of it, as its `depot_ready_min` has it."""
ONLY_MARCH = "the march alone"
NO_WORK: dict[str, Any] = {"displace_h": 0, "emplace_h": 0}
HISTORIES = 1_000
STEP = 900.0
"""Between the moments at which it is asked who is ready [s]."""
NOBODY, FEWER = "hours with no battery ready anywhere", "hours with fewer ready than before"
LEFT = "hours without a battery in the south, to the end of the month"


class Moved(NamedTuple):
    """What a move does, in each history (H,)."""

    nobody: Numbers  # time with no battery ready [s]
    fewer: Numbers  # time with fewer than before [s]
    left: Numbers  # time without a battery at the place that is left, to the end of the month [s]
    met: Numbers  # chance that an attack at a random moment of that month meets nobody anywhere


def ask(asking: Asking) -> Answer:
    """Draw histories of each way to move; there is nothing to play and no verdict."""
    told = {key: moved(*key) for key in product(POLICIES, ACCOUNTS)}
    findings = tuple(
        finding(of, f"{POLICIES[policy]}, {account}", getattr(one, name) / HOUR)
        for of, name in ((NOBODY, "nobody"), (FEWER, "fewer"), (LEFT, "left"))
        for (policy, account), one in told.items()
    )
    longest, _ = standing.days_without()["Kahramanmaras"]
    recorded = Finding(
        "days without a battery, as recorded", "Kahramanmaras, 2015 to 2016", "", (float(longest),) * 3,
        None, None, None,
    )  # fmt: skip
    work = (told["all-at-once", MAKER].nobody - moved("all-at-once", ONLY_MARCH).nobody).mean() / MINUTE
    aimed = aimed_at(plan_of(load(RAIDED)))
    roads = [ROAD * km for km in distances()]
    least, likely, most = march_hours()
    return Answer(
        key="move",
        english=english(told, float(work), aimed, longest),
        turkish=turkish(told, float(work), aimed, longest),
        findings=(*findings, recorded),
        picture=Bars(
            "Hours with fewer batteries ready than before", findings[len(told) : 2 * len(told)], "hours"
        ),
        table=table(told),
        method=(
            "Computed from a timeline: two batteries are ordered from "
            f"{' and '.join(map(str.title, MOVED))} to {GOAL_TOLD}, "
            f"{listed([f'{km:,.0f}' for km in distances()])} km away by the great circle and, with {ROAD:g} "
            f"km of road for each, an assumption, {listed([f'{km:,.0f}' for km in roads])} km by road, in "
            f"the mean {sum(roads) / len(roads):,.0f}. For this a march takes {least} to {most} hours, "
            f"{likely} most likely: {PACES[0]:g}, {PACES[2]:g} and {PACES[1]:g} km an hour with all rests, "
            f"an assumption. {HISTORIES:,} histories of how long they take to displace, march and emplace, "
            "each a range: the catalogue's for displacement and the maker's emplacement, 12 to 24 hours "
            "by the operator's account. One after the other: the second leaves when the first is ready. "
            "Replaced in place: they leave when two others, that come first, are ready. Nobody ready "
            "anywhere counts a battery that has arrived for the place that was left, which it does not "
            "defend; the hours without a battery in the south do not, and they end with the month only "
            "because no more was asked: nobody comes back. An attack at a random moment falls into the "
            f"month from the order on. What a gap lets through: of the raid of {RAIDED}, as it was played "
            f"once without a ready battery, all {aimed} that are aimed."
        ),
        would_change=(
            "How far it is, whether sites are prepared and surveyed, and whether there are other batteries. "
            "The gap at Kahramanmaras was one of policy, not of equipment: nobody was sent for 167 days."
        ),
        entries=(PACKAGED.system(SYSTEM),),
        told_as=Made.TIMES,
    )


@cache
def distances() -> tuple[float, ...]:
    """Of the goal from where each battery stands, by the great circle [km]."""
    sites = {battery.name: battery.site for battery in plan_of(load(SCENARIO)).batteries}
    latitude, longitude = np.transpose([sites[name] for name in MOVED])
    found, _ = great_circle(latitude, longitude, *(end * DEG for end in GOAL))
    return tuple((found / KM).tolist())


def march_hours() -> list[int]:
    """Least, likeliest and most hours of the march, in the mean over the batteries."""
    road = ROAD * sum(distances()) / len(MOVED)
    return [round(road / pace) for pace in PACES]


@lru_cache(maxsize=8)
def plan(policy: str, account: str) -> TimelinePlan:
    """The timeline of one way to move."""
    relieved = policy == "replaced-in-place"
    others: dict[str, Any] = {"batteries": SUCCESSORS, "to": SOUTH}
    come = {"date": date(2018, 1, 20)} if relieved else {"outcomes": [{"share": 1, "never": True}]}
    told = {
        "start": START,
        "end": END,
        "place": [
            {"name": SOUTH, "batteries": [*MOVED, *SUCCESSORS]},
            {"name": WEST, "lat": GOAL[0], "lon": GOAL[1]},
        ],
        "delivery": [{**others, **come}],
        "move": [
            {
                "batteries": MOVED, "to": WEST, "date": ORDER, "policy": policy, "march_h": march_hours(),
                "successors": SUCCESSORS if relieved else [],
                **(NO_WORK if account == ONLY_MARCH else ACCOUNTS[account]),
            }
        ],
    }  # fmt: skip
    return timeline_plan(load(SCENARIO).model_copy(update={"timeline": Timeline.model_validate(told)}))


def moved(policy: str, account: str) -> Moved:
    """Who is ready from the order on, in each history."""
    timeline = plan(policy, account)
    stays = stays_of(timeline, SEED, HISTORIES)
    times = np.arange((ORDER - START).days * DAY, (END - START).days * DAY, STEP) + 0.5 * STEP
    ready = stays.ready(times)
    before = len(MOVED)
    return Moved(
        STEP * np.count_nonzero(ready == 0, axis=1).astype(np.float64),
        STEP * np.count_nonzero(ready < before, axis=1).astype(np.float64),
        gaps_of(stays, timeline.places.index(SOUTH)).total,
        (ready == 0).mean(axis=1),
    )


def finding(of: str, subject: str, hours: Numbers) -> Finding:
    """The mean over histories, and 5 to 95 % of them: what is open here are times, not luck."""
    mean = float(hours.mean())
    low, high = (float(end) for end in np.quantile(hours, [0.05, 0.95]))
    return Finding(of, subject, "", (mean, mean, mean), Range(low, high), None, None)


def table(told: Mapping[tuple[str, str], Moved]) -> Table:
    """A row for each way to move."""
    rows = [
        (
            f"{POLICIES[policy]}, {account}",
            _hours(one.nobody),
            _hours(one.fewer),
            _hours(one.left),
            f"{100.0 * float(one.met.mean()):.1f} %",
            f"{100.0 * float((one.nobody > 0.0).mean()):.0f} %",
        )
        for (policy, account), one in told.items()
    ]
    headings = (
        "moved", "hours: nobody ready anywhere", "fewer than before",
        f"none in the south, of {(END - ORDER).days * DAY / HOUR:.0f}",
        "random attack meets nobody anywhere", "watchful one does",
    )  # fmt: skip
    return Table(headings, tuple(rows))


def _hours(of: Numbers, to: str = " to ") -> str:
    low, high = (end / HOUR for end in np.quantile(of, [0.05, 0.95]))
    mean = float(of.mean()) / HOUR
    return f"{mean:.0f}" if high - low < 0.5 else f"{mean:.0f} ({low:.0f}{to}{high:.0f})"


def _told(told: Mapping[tuple[str, str], Moved], to: str) -> tuple[str, str, str]:
    at_once = [_hours(told["all-at-once", account].nobody, to) for account in ACCOUNTS]
    return at_once[0], at_once[1], _hours(told["leapfrog", OPERATOR].fewer, to)


def _road() -> float:
    """Kilometres of road, to hundreds."""
    return round(ROAD * sum(distances()) / len(MOVED), -2)


def english(told: Mapping[tuple[str, str], Moved], work: float, aimed: int, longest: int) -> str:
    """The answer in one line."""
    maker, operator, one = _told(told, " to ")
    return (
        f"Moved some {_road():,.0f} km by road all at once, two batteries leave nobody ready for {maker} "
        f"hours by the maker's times, all but {work:.0f} minutes of it march, and {operator} by the "
        f"operator's; one after the other, half of them for {one}. Unless they are replaced first, nobody "
        f"stands in the place that they left. In a gap all {aimed} of {aimed} raiders get through. The one "
        f"on record, at Kahramanmaras, had {longest} days, by policy."
    )


def turkish(told: Mapping[tuple[str, str], Moved], work: float, aimed: int, longest: int) -> str:
    """The same in Turkish."""
    maker, operator, one = _told(told, " - ")
    road = f"{_road():,.0f}".replace(",", ".")
    return (
        f"İki batarya aynı anda karayoluyla yaklaşık {road} km taşınırsa üreticinin sürelerine göre {maker} "
        f"saat (bunun {work:.0f} dakikası dışında hepsi yolda), işletenin sürelerine göre {operator} saat "
        f"hiçbiri hazır değil; birbiri ardına taşınırsa {one} saat yarısı. Önce yerleri doldurulmazsa "
        f"bırakılan yer ondan sonra bataryasız. Boşlukta {aimed} hedefin {aimed} tanesi geçiyor. "
        f"Kahramanmaraş'ta kayda geçen boşluk {longest} gündü, bir tercih sonucu."
    )


CLAIM = Claim(
    key="move",
    sentence=(
        "As soon as they decided to move the system this leaves Turkey vulnerable: redeployment takes time, "
        "and no one "
        "can predict an attack."
    ),
    said_in="press articles of 2017",
    question="How long is the gap, and what does it let through?",
    definition=(
        "Two S-400 batteries in the south are ordered to the far north-west of the country: all at once, one "
        "after the other, or after two others have taken their places; with the maker's times for "
        "emplacement and with what the operator said of it. Measured: hours from the order on with no "
        "battery ready anywhere, with fewer ready than before, and without a battery in the south, which is "
        "left; and the chance that an attack at a random moment of the month meets nobody anywhere; and "
        "beside it the recorded days without a battery at Kahramanmaras, from published dates. There is no "
        "threshold: it is reported."
    ),
    judged=NOTHING_JUDGED,
    ask=ask,
    context=(
        Context(
            "A minister said that the system could be emplaced in about 12 hours.",
            "Turkish defence minister: S-400 could be emplaced in about 12 hours (Reporter Maceio, undated)",
            "https://reportermaceio.com.br/turquia-confirma-operacao-do-s-400-e-eua-mudam-posicao-sobre-caca-furtivo-nacional-revela-ministro-entenda-o-cenario-atual/amp",
        ),
    ),
)
