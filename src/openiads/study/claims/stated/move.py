"""How long a move leaves a gap, by who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.units import DAY, HOUR
from openiads.scenario.load_scenario import load
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.scenario.timeline_schema import Timeline
from openiads.study.analysis.box_range import Range
from openiads.study.claims.asking import SEED, Asking
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.scenes import standing
from openiads.study.strata_weights import Numbers
from openiads.study.timeline.stays import stays_of

SCENARIO, SYSTEM = "turkey-2017-promise", "s-400"
MOVED, SUCCESSORS = ["adana", "gaziantep"], ["iskenderun", "kahramanmaras"]
START, ORDER, END = date(2018, 1, 1), date(2018, 1, 31), date(2018, 3, 2)
MARCH = [10, 24, 72]
"""Hours for some 900 km, from a convoy that drives by day at a car's pace to one that waits for ferries and
escorts: an assumption."""
POLICIES = {
    "all-at-once": "all at once", "leapfrog": "one after the other", "replaced-in-place": "replaced in place "
    "first",
}  # fmt: skip
MAKER, OPERATOR = "by the maker's times", "by the operator's"
ACCOUNTS: dict[str, dict[str, Any]] = {MAKER: {}, OPERATOR: {"emplace_h": [12, 12, 24]}}
"""Of how long emplacement takes: minutes on a prepared position, as the catalogue has them, or what a
minister said of the whole of it, as its `depot_ready_min` has it."""
HISTORIES = 1_000
STEP = 900.0
"""Between the moments at which it is asked who is ready [s]."""
NOBODY, FEWER = "hours with no battery ready anywhere", "hours with fewer ready than before"


class Moved(NamedTuple):
    """What a move does, in each history (H,)."""

    nobody: Numbers  # time with no battery ready [s]
    fewer: Numbers  # time with fewer than before [s]
    met: Numbers  # chance that an attack at a random moment of the month from the order on meets nobody


def ask(asking: Asking) -> Answer:
    """Draw histories of each way to move; there is nothing to play and no verdict."""
    told = {key: moved(*key) for key in product(POLICIES, ACCOUNTS)}
    findings = tuple(
        finding(of, f"{POLICIES[policy]}, {account}", getattr(one, name) / HOUR)
        for of, name in ((NOBODY, "nobody"), (FEWER, "fewer"))
        for (policy, account), one in told.items()
    )
    longest, _ = standing.days_without()["Kahramanmaras"]
    recorded = Finding(
        "days without a battery, as recorded", "Kahramanmaras, 2015 to 2016", "", (float(longest),) * 3,
        None, None, None,
    )  # fmt: skip
    return Answer(
        key="move",
        english=english(told, longest),
        turkish=turkish(told, longest),
        findings=(*findings, recorded),
        picture=Bars("Hours with fewer batteries ready than before", findings[len(told) :], "hours"),
        table=table(told),
        method=(
            f"Computed from a timeline: two batteries are ordered some 900 km away; {HISTORIES:,} histories "
            "of how "
            "long they take to displace, march and emplace, each a range: the catalogue's for displacement "
            "and the "
            "maker's emplacement, 12 to 24 hours by the operator's account, 10 to 72 hours of march. One "
            "after the "
            "other: the second leaves when the first is ready. Replaced in place: they leave when two "
            "others, that "
            "come first, are ready. An attack at a random moment falls into the month from the order on."
        ),
        would_change=(
            "How far it is, whether sites are prepared and surveyed, and whether there are other batteries. "
            "The gap "
            "at Kahramanmaras was one of policy, not of equipment: nobody was sent for 167 days."
        ),
        entries=(PACKAGED.system(SYSTEM),),
    )


@lru_cache(maxsize=8)
def plan(policy: str, account: str) -> TimelinePlan:
    """The timeline of one way to move."""
    relieved = policy == "replaced-in-place"
    others: dict[str, Any] = {"batteries": SUCCESSORS, "to": "south"}
    come = {"date": date(2018, 1, 20)} if relieved else {"outcomes": [{"share": 1, "never": True}]}
    told = {
        "start": START,
        "end": END,
        "place": [
            {"name": "south", "batteries": [*MOVED, *SUCCESSORS]},
            {"name": "west", "lat": 39.93, "lon": 32.85},
        ],
        "delivery": [{**others, **come}],
        "move": [
            {
                "batteries": MOVED, "to": "west", "date": ORDER, "policy": policy, "march_h": MARCH,
                "successors": SUCCESSORS if relieved else [], **ACCOUNTS[account],
            }
        ],
    }  # fmt: skip
    return timeline_plan(load(SCENARIO).model_copy(update={"timeline": Timeline.model_validate(told)}))


def moved(policy: str, account: str) -> Moved:
    """Who is ready from the order on, in each history."""
    stays = stays_of(plan(policy, account), SEED, HISTORIES)
    times = np.arange((ORDER - START).days * DAY, (END - START).days * DAY, STEP) + 0.5 * STEP
    ready = stays.ready(times)
    before = len(MOVED)
    return Moved(
        STEP * np.count_nonzero(ready == 0, axis=1).astype(np.float64),
        STEP * np.count_nonzero(ready < before, axis=1).astype(np.float64),
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
            f"{100.0 * float(one.met.mean()):.1f} %",
            f"{100.0 * float((one.nobody > 0.0).mean()):.0f} %",
        )
        for (policy, account), one in told.items()
    ]
    headings = (
        "moved", "hours with nobody ready", "hours with fewer than before",
        "random attack meets nobody", "watchful attack does",
    )  # fmt: skip
    return Table(headings, tuple(rows))


def _hours(of: Numbers) -> str:
    low, high = (end / HOUR for end in np.quantile(of, [0.05, 0.95]))
    mean = float(of.mean()) / HOUR
    return f"{mean:.0f}" if high - low < 0.5 else f"{mean:.0f} ({low:.0f} to {high:.0f})"


def _told(told: Mapping[tuple[str, str], Moved]) -> tuple[str, str, str]:
    at_once = [_hours(told["all-at-once", account].nobody) for account in ACCOUNTS]
    return at_once[0], at_once[1], _hours(told["leapfrog", OPERATOR].fewer)


def english(told: Mapping[tuple[str, str], Moved], longest: int) -> str:
    """The answer in one line."""
    maker, operator, one = _told(told)
    return (
        f"Moved 900 km all at once, two batteries leave nobody ready for {maker} hours by the maker's times "
        "and "
        f"{operator} by the operator's; one after the other, half of them for {one}; replaced in place "
        "first, for "
        f"none. The gap on record, at Kahramanmaras, had {longest} days, and was one of policy."
    )


def turkish(told: Mapping[tuple[str, str], Moved], longest: int) -> str:
    """The same in Turkish."""
    maker, operator, one = (text.replace(" to ", " - ") for text in _told(told))
    return (
        f"İki batarya aynı anda 900 km taşınırsa üreticinin sürelerine göre {maker} saat, işletenin "
        "sürelerine göre "
        f"{operator} saat hiçbiri hazır değil; birbiri ardına taşınırsa {one} saat yarısı; önce yerleri "
        "doldurulursa "
        f"hiç boşluk yok. Kahramanmaraş'ta kayda geçen boşluk {longest} gündü ve bir tercih sonucuydu."
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
        "Two S-400 batteries in the south are ordered to another part of the country: all at once, one after "
        "the other, "
        "or after two others have taken their places; with the maker's times for emplacement and with what "
        "the operator "
        "said of it. Measured: hours from the order on with no battery ready anywhere, hours with fewer "
        "ready than "
        "before, and the chance that an attack at a random moment of the month meets nobody; and beside it "
        "the recorded "
        "days without a battery at Kahramanmaras, from published dates. There is no threshold: it is "
        "reported."
    ),
    ask=ask,
    context=(
        Context(
            "A minister said that the system could be emplaced in about 12 hours.",
            "Turkish defence minister: S-400 could be emplaced in about 12 hours (Reporter Maceio, undated)",
            "https://reportermaceio.com.br/turquia-confirma-operacao-do-s-400-e-eua-mudam-posicao-sobre-caca-furtivo-nacional-revela-ministro-entenda-o-cenario-atual/amp",
        ),
    ),
)
