"""What was promised by when, and what stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DAY
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.asking import POINTS, SEED, Asking
from openiads.study.claims.claim import Answer, Claim, Context, Curve, Curves, Finding, Table
from openiads.study.claims.computed import About, ComputedBox, Setting, judged_number
from openiads.study.claims.finding_words import ends_told, range_told, verdict_told
from openiads.study.claims.scenes.cover_box import SPREAD, SURFACE, SURFACES, THREAT, box_over, entries
from openiads.study.claims.scenes.sited_batteries import farthest
from openiads.study.coverage.country import country_of
from openiads.study.coverage.demand import Demand, demand_of
from openiads.study.coverage.ground import ground_of
from openiads.study.coverage.question import Question
from openiads.study.coverage.site_cover import Sight, SiteCover, Target
from openiads.study.timeline.by_day import fan, protected
from openiads.study.timeline.stays import Stays, stays_of
from openiads.terrain.maps.grid import Grid

PROMISED, HAPPENED = "turkey-2017-promise", "turkey-2017-as-happened"
HEIGHT, EDGE = 3_000.0, 20_000.0
HISTORIES = 400
MONTHS = (12, 24, 36, 48)
JUDGED = 24
REACHED = Claimed(0.99, above=True)
"""All but a hundredth of what was promised for the day: a ratio of exactly one has no side."""
FIRST = 2
"""Batteries that came first, and that were all."""
MILLION = 1e6
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scene:
    """The four sites, who stands there by date as promised and as it happened, and what they see."""

    plan: Plan
    timelines: dict[str, TimelinePlan]
    stays: dict[str, Stays]
    ground: Grid
    demand: Demand

    @property
    def sites(self) -> list[tuple[float, float]]:
        """Of the batteries, in their order [rad]."""
        return [battery.site for battery in self.plan.batteries]


def ask(asking: Asking) -> Answer:
    """Count the people whom ready batteries cover by date, at every point of the box."""
    points = asking.points(POINTS)
    box = box_over(points)
    told = asking.computed(reached_at, [(points, number) for number in range(points + 1)])
    findings = tuple(
        judged_number(
            box, [row[n] for row in told], REACHED if months == JUDGED else None,
            About(
                "people who could be covered as it happened, over what was promised for the day",
                f"{months} months after the agreement", "1", ranked=False,
            ),
        )
        for n, months in enumerate(MONTHS)
    )  # fmt: skip
    days = tuple(_battery_days(name) for name in (PROMISED, HAPPENED))
    return Answer(
        key="phases",
        english=english(findings, days),
        turkish=turkish(findings, days),
        findings=(*findings, *days),
        picture=_picture(box),
        table=_table((*findings, *days)),
        method=(
            f"Computed from the timelines of {PROMISED} and {HAPPENED}: {HISTORIES} histories of the "
            "promised dates, each a range, beside the published ones. Covered is what a ready battery's own "
            f"radar holds of a fighter {HEIGHT:,.0f} m over the ground and its rounds reach, from four "
            f"notional sites in the south; the box of {len(box.coordinates)} unknowns at "
            f"{len(box.points) - 1} points, among them how people are spread. What is promised is the mean "
            "over its dates. As it happened a battery counts from the first live firing on, though none was "
            "said to be deployed: it is what could have been covered. The measure saturates: at the nominal "
            f"figures the first two cover {100.0 * share_of_two(box):.0f} % of the people whom all four do, "
            "so it hardly tells two from four."
        ),
        would_change=(
            "Whether a battery counts from the delivery of its parts, 14 months before the firing, or at "
            "all, since none is known to have been deployed; other sites would cover other people, and the "
            "dates stay."
        ),
        entries=entries(),
    )


@lru_cache(maxsize=1)
def scene() -> Scene:
    """Both timelines over the same four batteries."""
    scenarios = {name: load(name) for name in (PROMISED, HAPPENED)}
    plan = plan_of(scenarios[PROMISED])
    timelines = {name: timeline_plan(one) for name, one in scenarios.items()}
    stays = {name: stays_of(one, SEED, HISTORIES) for name, one in timelines.items()}
    sites = [battery.site for battery in plan.batteries]
    far = farthest(plan).radars[plan.batteries[0].radar].entry.instrumented_range
    ground = ground_of(plan.area.terrain, Question(), [(site, far) for site in sites])
    return Scene(plan, timelines, stays, ground, demand_of(country_of(sites), (), EDGE))


@lru_cache(maxsize=2)
def sights(surface: str) -> tuple[Sight, ...]:
    """What the radar at each site sees, as far as any figure of its box lets it look."""
    at = scene()
    plan = farthest(at.plan)
    swept = SiteCover.of(
        plan, plan.batteries[0], at.sites, at.ground, surface, at.demand, Target((HEIGHT,), 1.0)
    )
    return tuple(swept.sight(b) for b in range(len(at.sites)))


def covered_at(setting: Setting) -> Flags:
    """(batteries, points) whether each battery covers a point, with the figures of a setting."""
    at, catalogue = scene(), setting.catalogue
    surface = SURFACES[round(setting.beside[SURFACE])]
    plan = plan_of(load(PROMISED), catalogue)
    target = Target((HEIGHT,), catalogue.threat(THREAT).rcs)
    cover = SiteCover.of(plan, plan.batteries[0], at.sites, at.ground, surface, at.demand, target)
    return cover.covered_from(sights(surface))[:, 0]


def people(setting: Setting, name: str, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """People whom ready batteries cover in each history at times [s] (histories, times) [million]."""
    at = scene()
    fewer, more = at.demand.weights["people"]
    share = setting.beside[SPREAD]
    worth = ((1.0 - share) * fewer + share * more) / MILLION
    stays = at.stays[name]
    covered = covered_at(setting)[[battery for battery, _ in stays.posts]]
    values, state = protected(stays, times, covered, worth[None, :])
    told: npt.NDArray[np.float64] = values[0][state]
    return told


def reached_at(asked: tuple[int, int]) -> list[float]:
    """Share of what was promised that stood, by months, of a box of so many points at one of them."""
    points, number = asked
    setting = box_over(points).settings[number]
    times = np.array([time_of(months) for months in MONTHS])
    promised, stood = (people(setting, name, times).mean(axis=0) for name in (PROMISED, HAPPENED))
    return [float(a / b) if b else 0.0 for a, b in zip(stood, promised, strict=True)]


def share_of_two(box: ComputedBox) -> float:
    """People whom the first two batteries cover, over those whom all four do, at the nominal figures."""
    at, setting = scene(), box.settings[0]
    fewer, more = at.demand.weights["people"]
    share = setting.beside[SPREAD]
    worth = (1.0 - share) * fewer + share * more
    covered = covered_at(setting)
    two, four = (float(worth[flags.any(axis=0)].sum()) for flags in (covered[:FIRST], covered))
    return two / four if four else 0.0


def time_of(months: int) -> float:
    """So many months after the agreement [s] since the start of the timeline, which is that day."""
    start = scene().timelines[PROMISED].start
    return (date(start.year + months // 12, start.month, start.day) - start).days * DAY


def _battery_days(name: str) -> Finding:
    """Days times ready batteries to the end of 2021: the mean over histories, and 5 to 95 % of them."""
    days = scene().stays[name].battery_time() / DAY
    low, high = (float(end) for end in np.quantile(days, [0.05, 0.95]))
    told = "as promised" if name == PROMISED else "as it happened"
    return Finding(
        "battery-days to the end of 2021", told, "", (float(days.mean()),) * 3, None, None, None,
        note=f"{low:,.0f} to {high:,.0f} by what is open about the dates",
    )  # fmt: skip


def _picture(box: ComputedBox) -> Curves:
    """People covered by date at the nominal figures, with 5 to 95 % of the histories."""
    at, curves = scene(), []
    days = np.arange(0.0, at.timelines[PROMISED].duration, 30.0 * DAY)
    start = at.timelines[PROMISED].start
    years = tuple(start.year + (start.timetuple().tm_yday + day / DAY) / 365.25 for day in days)
    for name, told in ((PROMISED, "as promised"), (HAPPENED, "as it happened")):
        one = fan(people(box.settings[0], name, days))
        ends = (tuple(one.mean), tuple(one.levels[0]), tuple(one.levels[-1]))
        curves.append(Curve(told, years, *ends))
    return Curves(
        f"People whom ready batteries could cover {HEIGHT:,.0f} m over the ground",
        tuple(curves), "year", "million people",
        band="5 to 95 % of the histories of the dates",
    )  # fmt: skip


def _table(findings: Sequence[Finding]) -> Table:
    rows = tuple(
        (f"{one.measure}: {one.subject}", ends_told(one), one.note or range_told(one), verdict_told(one))
        for one in findings
    )
    return Table(("what", "nominal", "over the box", "verdict"), rows)


def english(findings: Sequence[Finding], days: Sequence[Finding]) -> str:
    """The answer in one line."""
    judged, last = findings[MONTHS.index(JUDGED)], findings[-1]
    promised, stood = (one.nominal[0] for one in days)
    return (
        f"Two years after the agreement {100.0 * judged.nominal[0]:.0f} % of the people promised for that "
        f"day could have been covered, after four years {100.0 * last.nominal[0]:.0f} %, by two of the four, "
        "which cover nearly all that four do; to the end of 2021 batteries could have stood "
        f"{stood:,.0f} battery-days of {promised:,.0f} promised, and none is known to have been deployed."
    )


def turkish(findings: Sequence[Finding], days: Sequence[Finding]) -> str:
    """The same in Turkish."""
    judged, last = findings[MONTHS.index(JUDGED)], findings[-1]
    promised, stood = (f"{one.nominal[0]:,.0f}".replace(",", ".") for one in days)
    return (
        f"Anlaşmadan iki yıl sonra, o gün için söz verilen insanların yüzde {100.0 * judged.nominal[0]:.0f} "
        f"kadarı, dört yıl sonra, dört bataryanın kapsadığının neredeyse hepsini kapsayan ikisiyle, yüzde "
        f"{100.0 * last.nominal[0]:.0f} kadarı korunabilirdi; 2021 sonuna dek söz "
        f"verilen {promised} batarya-günün {stood} tanesi mümkündü ve hiçbirinin konuşlandığı bilinmiyor."
    )


CLAIM = Claim(
    key="phases",
    sentence=(
        "Turkey gets two S-400 batteries within the next year and then builds another two; it takes about "
        "one year to finalise, and one may be diverted earlier."
    ),
    said_in="press articles of 2017",
    question="What is protected when?",
    definition=(
        "Four batteries at four notional sites in the south: as promised in July 2017, each date a range, "
        "and as it happened by published dates, where a battery counts from the first live firing on. "
        "Measured: people whom ready batteries could cover, by their own radar and rounds against a "
        "fighter 3,000 m over the ground, as it happened over what was promised for the same day, 12, 24, "
        "36 and 48 months after the agreement. It is judged at 24 months, by when the first two were "
        "promised and the third begun: it holds where the promised protection was reached, but for a "
        "hundredth. Battery-days to the end of 2021 are reported."
    ),
    judged="the cover that was promised could have been there after 24 months",
    ask=ask,
    context=(
        Context(
            "Parts of the first battery landed from 12 to 25 July 2019, two years after the agreement was "
            "reported.",
            "Delivery of second S-400 battery completed; first 12-25 July (A News, Turkish Ministry of "
            "Defence, 2019)",
            "https://anews.com.tr/turkey/2019/09/15/delivery-of-2nd-s-400-battery-parts-to-turkey-completed-defense-ministry-says/amp",
        ),
        Context(
            "Three missiles were fired at Sinop on 16 October 2020.",
            "Turkey tests S-400 (CSIS Missile Threat, 2020)",
            "https://missilethreat.csis.org/turkey-tests-s-400-air-defense-system/",
        ),
    ),
)
