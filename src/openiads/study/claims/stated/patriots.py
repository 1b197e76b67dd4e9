"""The Patriots of 2013: what they covered, and what their leaving uncovered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from openiads.catalogue.load_catalogue import Place
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.study.analysis.ignorance import RANGE
from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.asking import POINTS, Asking
from openiads.study.claims.claim import Answer, Claim, Context, Curve, Curves, Finding, Table
from openiads.study.claims.computed import (
    About,
    ComputedBox,
    Setting,
    box_of,
    figures_with_boxes,
    judged_number,
    unknown,
)
from openiads.study.claims.finding_words import range_told, verdict_told
from openiads.study.claims.intercept_distance import BOOK_FIGURES, RADAR_FIGURES, ROUND_FIGURES
from openiads.study.claims.scenes import standing
from openiads.study.claims.scenes.cover_box import SPREAD
from openiads.study.claims.scenes.standing import Phase
from openiads.study.coverage.attack import CLASSES
from openiads.study.coverage.ballistic_people import Sighted, Under, sighted, under
from openiads.study.design.coordinates import Part

MILLION = 1e6
MARK = re.compile(r"(?<=\d)[.,](?=\d)")
"""Within a number; Turkish has a comma where English has a point, and a point for a comma."""
SPANISH = "second Spanish battery at Adana: 1 if there was one"
MISSILE = CLASSES["short-range ballistic missile"]
RADARS = (
    *RADAR_FIGURES, "minimum_range", "scan_period", "maximum_elevation", "search_sector", "track_sector",
    "slew",
)  # fmt: skip
ROUNDS = (*ROUND_FIGURES, "ballistic_range", "minimum_range", "maximum_target_speed")
SYSTEMS = ("reaction", "acquisition")
THREAT = ("rcs", "range", "apogee")
CIRCLES = "people inside circles of the published ballistic ranges"
GROUPS = {
    "adana 1": ("adana 1",),
    "adana 2": ("adana 2",),
    "kahramanmaras": ("kahramanmaras 1", "kahramanmaras 2"),
    "gaziantep": ("gaziantep 1", "gaziantep 2"),
    "samp-t": ("kahramanmaras samp-t",),
}
"""Batteries that came and went together."""
COVERED = {
    True: "people where a ballistic missile is met from wherever the raids begin",
    False: "people where it is met from at least one of these places",
}


@dataclass(frozen=True)
class Scene:
    """The defence with all that ever stood in it, and what is unknown of it."""

    scenario: Scenario
    plan: Plan
    seen: Sighted
    box: ComputedBox
    stated: float  # people that were said to be defended

    def under(self, at: Setting) -> Under:
        """Who lives where an attacker is met, with the figures of a setting."""
        return under(self.seen, plan_of(self.scenario, at.catalogue), at.catalogue, GROUPS)


def ask(asking: Asking) -> Answer:
    """Count the people under the footprint on every day, at every point of the box."""
    points = asking.points(POINTS)
    scene = scene_of(points)
    told = asking.computed(under_at, [(points, number) for number in range(points + 1)])
    spans = standing.phases()
    full = max(spans, key=lambda phase: len(phase.batteries - phase.doubtful))
    covered = tuple(_covered(scene, told, phase, phase is full) for phase in spans)
    once = _covered(scene, told, full, True, every=False)
    circles = _circles(scene, told)
    findings = (*covered, once, circles, *_days())
    main = covered[spans.index(full)]
    return Answer(
        key="patriots",
        english=english(spans, covered, main, circles),
        turkish=turkish(spans, covered, main, circles),
        findings=findings,
        picture=_picture(scene, spans, covered, full),
        table=_table(spans, covered, (once, circles)),
        method=(
            "Computed, not played: no raid, so no chance, and its interval has no width. A missile of the "
            "catalogue's short-range kind comes from where the raids of patriot-2013 begin; a place "
            "counts where a battery meets it before it comes down, killed or not, from every one of these "
            "origins. Sites and the directions that radars face are notional; a generic early-warning and "
            "a generic airborne radar are heard by all; antennas stand as catalogued. The box of "
            f"{len(scene.box.coordinates)} unknowns at {len(scene.box.points) - 1} points, among them how "
            "people are spread over their provinces: at the nominal half of each province's people stand "
            "at its capital, one point, so covered people move in steps as a capital falls in or out. Who "
            f"stood when is the timeline of {standing.SCENARIO}, by published dates."
        ),
        would_change=(
            "Where the batteries really stood, whither they faced and which rounds they had; a footprint "
            "that somebody published; people by district rather than by province; whether one or two Spanish "
            "batteries stood at Adana."
        ),
        entries=tuple(scene.plan.entries),
    )


def under_at(asked: tuple[int, int]) -> Under:
    """Who lives where an attacker is met, of a box of so many points at one of them."""
    points, number = asked
    scene = scene_of(points)
    return scene.under(scene.box.settings[number])


@lru_cache(maxsize=1)
def scene_of(points: int) -> Scene:
    """The defence with a box of so many points."""
    scenario = standing.scenario()
    plan = plan_of(scenario)
    seen = sighted(plan)
    stated = float(seen.country.table["stated"]["people_million"]) * MILLION
    return Scene(scenario, plan, seen, box_of(unknowns(plan), points), stated)


def unknowns(plan: Plan) -> list[Part]:
    """Every figure that a footprint uses, how people are spread, and whom Spain sent."""
    wanted: dict[Place, Sequence[str]] = {("radar", site.entry.slug): RADARS for site in plan.radars}
    wanted |= {("round", entry.slug): ROUNDS for entry in plan.rounds}
    wanted |= {("system", battery.entry.slug): SYSTEMS for battery in plan.batteries}
    wanted |= {("threat", MISSILE): THREAT, ("flight", "flight"): BOOK_FIGURES}
    return [
        *figures_with_boxes(wanted), unknown(SPREAD, 0.0, 0.5, 1.0),
        unknown(SPANISH, 0.0, 1.0, 1.0, whole=True),
    ]  # fmt: skip


def people(found: Under, at: Setting, phase: Phase, every: bool = True) -> float:
    """People who are covered in a phase [million]."""
    here = phase.batteries if at.beside[SPANISH] > 0.0 else phase.batteries - phase.doubtful
    groups = [name for name, batteries in GROUPS.items() if here.issuperset(batteries)]
    return _mixed(found.people(groups, every), at)


def _mixed(ends: tuple[float, float], at: Setting) -> float:
    """Between everybody in the capitals and everybody spread evenly [million]."""
    share = at.beside[SPREAD]
    return ((1.0 - share) * ends[0] + share * ends[1]) / MILLION


def _covered(scene: Scene, told: Sequence[Under], phase: Phase, judged: bool, every: bool = True) -> Finding:
    """People under the footprint in a phase; where all stood, against what was stated."""
    values = [people(found, at, phase, every) for found, at in zip(told, scene.box.settings, strict=True)]
    stated = scene.stated / MILLION
    note = _inside(scene, values) if judged else ""
    about = About(COVERED[every], told_phase(phase), "million", note, ranked=judged)
    claimed = Claimed(stated) if judged else None
    return judged_number(
        scene.box, values, claimed, about, lambda at: people(scene.under(at), at, phase, every)
    )


def _inside(scene: Scene, values: Sequence[float]) -> str:
    """Whether what was stated lies in the range."""
    low, high = np.quantile(values[1:], RANGE)
    stated = scene.stated / MILLION
    where = "inside" if low <= stated <= high else "outside"
    return f"the stated {stated:g} million lies {where} the range"


def _circles(scene: Scene, told: Sequence[Under]) -> Finding:
    """People inside the circles of the published ballistic ranges."""
    values = [_mixed(found.in_circles, at) for found, at in zip(told, scene.box.settings, strict=True)]
    about = About(CIRCLES, "all that ever stood", "million", _inside(scene, values), ranked=False)
    return judged_number(scene.box, values, None, about)


def _days() -> list[Finding]:
    """Days without a battery, from the published dates."""
    return [
        Finding(
            "days without a battery, to the end of 2019", place, "d", (float(days),) * 3, None, None, None,
            note=f"the longest span has {longest:,} days",
        )
        for place, (longest, days) in standing.days_without().items()
    ]  # fmt: skip


def told_phase(phase: Phase) -> str:
    """A phase by its days and how many stood."""
    many = len(phase.batteries)
    fewer = len(phase.batteries - phase.doubtful)
    count = f"{many}" if many == fewer else f"{fewer} or {many}"
    return f"{phase.since} to {phase.before}, {count} {'battery' if many == 1 else 'batteries'}"


def _table(spans: Sequence[Phase], covered: Sequence[Finding], others: Sequence[Finding]) -> Table:
    """A row for each phase, then what is measured otherwise, and days."""
    rows = [
        (told_phase(phase), f"{phase.days:,}", f"{one.nominal[0]:.2f}", range_told(one), verdict_told(one))
        for phase, one in zip(spans, covered, strict=True)
    ]
    rows += [
        (f"{one.measure}: {one.subject}", "", f"{one.nominal[0]:.2f}", range_told(one), verdict_told(one))
        for one in others
    ]
    rows += [
        (f"{place} without a battery", f"{days:,}", "", f"longest span {longest:,} days", "")
        for place, (longest, days) in standing.days_without().items()
    ]
    return Table(
        ("what", "days", "million people", "over the box", "verdict: 3.5 million or more"), tuple(rows)
    )


def _picture(scene: Scene, spans: Sequence[Phase], covered: Sequence[Finding], full: Phase) -> Curves:
    """People covered by date, a step at every change; what was stated, while all stood."""
    x: list[float] = []
    y: list[tuple[float, float, float]] = []
    for phase, one in zip(spans, covered, strict=True):
        low, high = one.range or (one.nominal[0], one.nominal[0])
        for year in _years(phase):
            x.append(year)
            y.append((one.nominal[0], min(low, one.nominal[0]), max(high, one.nominal[0])))
    middle, low_end, high_end = zip(*y, strict=True)
    stated = (scene.stated / MILLION,) * 2
    return Curves(
        "People where a ballistic missile is met, by date",
        (
            Curve("covered", tuple(x), middle, low_end, high_end),
            Curve("stated by NATO for all six", _years(full), stated, stated, stated, stated=True),
        ),
        "year", "million people", band="5 to 95 % of the settings of what is not known",
    )  # fmt: skip


def _years(phase: Phase) -> tuple[float, float]:
    """First and last day of a phase."""
    return as_year(phase.since), as_year(phase.before - timedelta(days=1))


def as_year(day: date) -> float:
    """A day as a year with its part.

    >>> as_year(date(2013, 7, 2))
    2013.4986301369863
    """
    first = date(day.year, 1, 1)
    return day.year + (day - first).days / (date(day.year + 1, 1, 1) - first).days


def _after(spans: Sequence[Phase], covered: Sequence[Finding]) -> tuple[Finding, int]:
    """What is covered once the Germans had sailed, and for how many days nobody stood in their place."""
    longest, _ = standing.days_without()["Kahramanmaras"]
    found = next(one for phase, one in zip(spans, covered, strict=True) if phase.days == longest)
    return found, longest


def english(spans: Sequence[Phase], covered: Sequence[Finding], main: Finding, circles: Finding) -> str:
    """The answer in one line."""
    after, days = _after(spans, covered)
    then = covered[covered.index(after) + 1]
    low, high = main.range or (main.nominal[0], main.nominal[0])
    _, gaziantep = standing.days_without()["Gaziantep"]
    return (
        f"All six together could meet missiles over {main.nominal[0]:.2g} million people ({low:.2g} to "
        f"{high:.2g} with what is not known); {circles.nominal[0]:.2g} million live inside circles of the "
        f"published range. Once the Americans and Germans had left it was {after.nominal[0]:.1g} million, "
        f"and {then.nominal[0]:.1g} million after Italy had come; nobody stood at Kahramanmaras for {days:,} "
        f"days, nor at Gaziantep for the {gaziantep:,} days to the end of 2019."
    )


def turkish(spans: Sequence[Phase], covered: Sequence[Finding], main: Finding, circles: Finding) -> str:
    """The same in Turkish."""
    after, days = _after(spans, covered)
    then = covered[covered.index(after) + 1]
    low, high = main.range or (main.nominal[0], main.nominal[0])
    _, gaziantep = standing.days_without()["Gaziantep"]
    told = (
        f"Altı batarya birlikte {main.nominal[0]:.2g} milyon insanın üzerinde füzeleri karşılayabiliyordu "
        f"(bilinmeyenlerle {low:.2g} ile {high:.2g} arası); açıklanan menzilin daireleri içinde "
        f"{circles.nominal[0]:.2g} milyon insan yaşıyor. Amerikalılar ve Almanlar gittikten sonra bu "
        f"{after.nominal[0]:.1g} milyondu, İtalya gelince {then.nominal[0]:.1g} milyon; Kahramanmaraş "
        f"{days:,} gün, Gaziantep 2019 sonuna dek {gaziantep:,} gün bataryasız kaldı."
    )
    return MARK.sub(lambda mark: {",": ".", ".": ","}[mark[0]], told)


CLAIM = Claim(
    key="patriots",
    sentence="German and Dutch Patriots stood on the Syrian border and were withdrawn in 2015.",
    said_in="press articles of 2017",
    question="What did the Patriots cover, and what did their leaving uncover?",
    definition=(
        "Estimand: people who live where a short-range ballistic missile from where the raids of "
        "patriot-2013 begin is met by at least one battery before it comes down, by date, from the published "
        "dates of six Patriot batteries, Spanish and Italian successors, 2013 to 2019. Measured beside it: "
        "the same from at least one of these places; people inside the circles of the published ballistic "
        "ranges; and days on which a place had no battery. It is judged for the phase in which all six "
        "stood: it holds where at least the 3.5 million people are covered that NATO stated; and it is told "
        "whether that number lies in the range."
    ),
    judged="3.5 million people or more covered",
    ask=ask,
    context=(
        Context(
            "At full capability the batteries were to defend 3.5 million people.",
            "Four Patriot batteries operational in Turkey (3.5 million people at full capability) (NATO, "
            "2013)",
            "https://www.nato.int/cps/en/natohq/news_94291.htm",
        ),
        Context(
            "No missile came while they stood there.",
            "Dutch battery leaves, Spain takes over; no missile came (Jejak Tapak, 2014)",
            "https://jejaktapak.com/?p=17060",
        ),
        Context(
            "Spain stood at Incirlik from 2015 on; Italy left Kahramanmaras at the end of 2019.",
            "Italy removes SAMP/T at end of 2019; Spain at Incirlik since 2015 (The Levant News (Defense "
            "News), 2019)",
            "https://thelevantnews.com/en/article/italys-decision-to-remove-air-defence-assets-from-turkey-unrelated-"
            "to-syria",
        ),
        Context(
            "The German ship left on 22 December 2015.",
            "Germany withdraws Patriot systems from Turkey (ship left 22 Dec) (Trend / Anadolu, 2015)",
            "http://en.trend.az/world/turkey/2472920.html",
        ),
    ),
)
