"""`report.html`: one page that needs nothing else, the answer first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openiads.catalogue import sources
from openiads.ground.units import MUSD, PERCENT
from openiads.report import assumptions, figures, style
from openiads.report import map as chart
from openiads.report.readings import Readings, RoundUse, read
from openiads.report.svg import joined
from openiads.report.terminal import money, number, replicates_text, share, shot_text, step_text
from openiads.scenario.plan import Plan
from openiads.simulation.prepare import Prepared
from openiads.study import folder as run_folder
from openiads.study.checks import SHARP
from openiads.study.summary import Interval, Summary

FILE = "report.html"
SHEETS = ("colours.css", "report.css", "map.css")
DASH = "–"
RELIABILITIES = {
    "A": "official",
    "B": "established press or think tank",
    "C": "second-hand, or party to the matter",
    "D": "hobby data",
    "M": "not published",
}
UNSOURCED = ("assumption", "memory", "lowrel")
"""Statuses of figures that no source that was read carries."""


@dataclass(frozen=True, slots=True)
class Card:
    """One of the figures at the top."""

    name: str
    value: str
    range: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class RaiderClass:
    """What became of one class of raider, per replicate."""

    name: str
    raiders: float
    killed: float
    leaked: float
    share: float  # that leaked
    reasons: dict[str, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """Rounds of one type at one class of target."""

    fired: float  # per replicate
    killed: float  # share of them


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One type of round."""

    name: str
    price: str
    fired: float
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the trust panel."""

    name: str
    verdict: str
    tone: str  # good, watch or plain
    found: str


def write(folder: Path, prepared: Prepared, summary: Summary) -> Path:
    """Write the page of a complete run folder."""
    path = folder / FILE
    run_folder.write_text(path, page(folder, prepared, summary))
    return path


def page(folder: Path, prepared: Prepared, summary: Summary) -> str:
    """Text of the page."""
    from jinja2 import Environment, PackageLoader

    readings = read(folder)
    environment = Environment(
        loader=PackageLoader("openiads.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("report.html.j2")
    manifest = run_folder.read_manifest(folder)
    return template.render(
        **_drawn(prepared, summary, readings),
        **_told(prepared.plan, summary, readings),
        **_cited(prepared.plan),
        summary=summary,
        readings=readings,
        run=manifest,
        story=prepared.scenario.story.strip(),
        checks=checks(prepared, summary),
        limits=limits(prepared.plan, summary),
        provenance=provenance(manifest, summary),
        number=number,
        share=share,
        money=money,
        dash=DASH,
    )


def _drawn(prepared: Prepared, summary: Summary, readings: Readings) -> dict[str, Any]:
    """Style and drawings, which are markup already."""
    from markupsafe import Markup

    plan = prepared.plan
    markup = {
        "css": "".join(map(style.text, SHEETS)),
        "map": chart.draw(prepared, readings),
        "funnels": figures.funnels(summary),
        "intercepts": figures.intercepts(plan, readings) if readings.when("kill", "miss") else "",
        "clock": figures.clock(readings),
        "spread": figures.spread(readings.leakers, summary.leakers),
        "statuses": figures.shares_bar(summary.status_mix, assumptions.STATUS_WORDS),
    }
    return {name: Markup(text) for name, text in markup.items()}  # noqa: S704 - made here, escaped there


def _told(plan: Plan, summary: Summary, readings: Readings) -> dict[str, Any]:
    """Sentences and tables of the results."""
    aimed = list(dict.fromkeys(use.threat for use in readings.uses))
    return {
        "replicates_words": f"{summary.replicates:,} replicate{'s' if summary.replicates > 1 else ''}",
        "rounds_total": sum(summary.rounds.values()),
        "cards": cards(summary),
        "classes": classes(summary),
        "wrong_words": wrong_words(summary),
        "why_words": why_words(summary),
        "shot_words": shot_words(summary),
        "rounds": rounds(plan, summary, readings.uses, aimed),
        "targets_of_rounds": aimed,
        "margin": plan.rules.margin,
        "map_source": chart.source_line(plan),
    }


def _cited(plan: Plan) -> dict[str, Any]:
    """What the run rests on."""
    found = sources(plan.entries)
    return {
        "blocks": assumptions.blocks(plan.entries),
        "sources": found,
        "cited": {source.key for source in found},
        "reliabilities": RELIABILITIES,
    }


def cards(summary: Summary) -> list[Card]:
    """The four figures at the top."""
    wrong = summary.wrong
    engaged = wrong.neutral + wrong.friend
    return [
        Card(f"leakers of {number(summary.raiders.mean)} raiders", number(summary.leakers.mean), _range(summary.leakers), True),
        Card(
            f"assets hit of {len(summary.assets)}", number(summary.assets_hit.mean), _range(summary.assets_hit), True
        ),
        Card("million dollars of rounds", number(summary.cost.mean / MUSD), _range(summary.cost, MUSD)),
        Card(
            "flights wrongly engaged",
            number(engaged),
            f"{number(wrong.per_thousand_flights)} per 1,000 in reach",
            engaged > 0.0,
        ),
    ]  # fmt: skip


def _range(interval: Interval, unit: float = 1.0) -> str:
    if interval.half == 0.0:
        return "the same in every replicate"
    return f"{number(interval.low / unit)} to {number(interval.high / unit)}"


def classes(summary: Summary) -> list[RaiderClass]:
    """Classes of raider, in the order of the table of reasons."""
    found = []
    for name, reasons in summary.reasons_by_threat.items():
        raiders, killed = sum(reasons.values()), reasons.get("killed", 0.0)
        leaked = raiders - killed - reasons.get("withdrawn", 0.0) - reasons.get("unresolved", 0.0)
        found.append(RaiderClass(name, raiders, killed, leaked, leaked / raiders if raiders else 0.0, dict(reasons)))
    return found


def wrong_words(summary: Summary) -> str:
    """Wrong engagements in a sentence."""
    wrong = summary.wrong
    if wrong.neutral + wrong.friend == 0.0:
        return f"None of the {number(wrong.flights_in_reach)} other flights in its reach was engaged."
    return (
        f"It engaged {number(wrong.neutral)} civil and {number(wrong.friend)} friendly flights wrongly, "
        f"{number(wrong.per_hostile_killed)} for each raider killed."
    )


def why_words(summary: Summary) -> str:
    """The most frequent reasons in a sentence."""
    lost = {r: m for r, m in summary.reasons.items() if r.startswith(("not ", "no "))}
    total = sum(lost.values())
    if total == 0.0:
        return "No raider leaked in any replicate."
    first = sorted(lost, key=lambda reason: -lost[reason])[:3]
    parts = [f"{share(lost[reason] / total)} were {reason}" if reason.startswith("not ") else
             f"for {share(lost[reason] / total)} there was {reason}" for reason in first]  # fmt: skip
    return f"Of {number(total)} leakers, {joined(parts)}."


def shot_words(summary: Summary) -> str:
    """When the first round left."""
    told = shot_text(summary)
    return f"First shot: {told}." if summary.first_shot else "No round was fired."


def rounds(plan: Plan, summary: Summary, uses: list[RoundUse], aimed: list[str]) -> list[RoundRow]:
    """Types of round, and what each was fired at."""
    cells = {(use.round_type, use.threat): use for use in uses}
    rows = []
    for t, entry in enumerate(plan.rounds):
        found = [cells.get((t, threat)) for threat in aimed]
        shown = [Cell(use.fired / summary.replicates, use.killed / use.fired) if use else None for use in found]
        price = f"{number(entry.unit_cost / MUSD)} M$"
        rows.append(RoundRow(entry.slug, price, summary.rounds[entry.slug], shown))
    return rows


def checks(prepared: Prepared, summary: Summary) -> list[Check]:
    """What the run found when it checked itself."""
    step, leakers = summary.step_check, summary.leakers
    unsourced = sum(summary.status_mix.get(status, 0.0) for status in UNSOURCED)
    sharp = leakers.half <= SHARP * leakers.mean and summary.replicates > 1
    hidden = 1.0 - min(prepared.known_shares)
    unresolved = summary.unresolved.mean
    return [
        Check("time step", *_verdict(step.agrees, "agrees", "differs"), step_text(summary)),
        Check("replicates", *_verdict(sharp, "enough", "few"), replicates_text(summary)),
        Check(
            "figures", *_verdict(unsourced < 0.5, "mostly sourced", "mostly unsourced"),
            f"{share(unsourced)} are assumptions, memory or hobby data; the interval does not cover what that means",
        ),
        Check(
            "terrain", *_verdict(hidden < PERCENT, "covered", "partly unknown"),
            f"{share(hidden)} of the radar disc that is covered least lies off the map and counts as sea level",
        ),
        Check(
            "end of run", *_verdict(unresolved == 0.0, "complete", "cut short"),
            "every raider met its fate" if unresolved == 0.0
            else f"{number(unresolved)} raiders were under way when time ran out; lengthen area.duration_s",
        ),
    ]  # fmt: skip


def _verdict(holds: bool, good: str, bad: str) -> tuple[str, str]:
    return (good, "good") if holds else (bad, "watch")


def limits(plan: Plan, summary: Summary) -> list[str]:
    """What nobody should read out of this run."""
    told = [
        "What a real system would do. The result is a statement about these figures; read differences between "
        "variants rather than levels.",
        "What the ignorance about the figures amounts to: intervals here are over chance alone.",
        "How an attacker who adapts would fare. Raiders fly what the scenario says and do not react.",
        "What a hit does. A leaker that arrives counts as a hit; no damage and no harm to people is computed.",
        "What operators would do. Control, identification and threat order are rules; nobody tires or hesitates.",
        "Anything about deception, anti-radiation weapons, ducting, rain or sea clutter: none is modelled.",
    ]
    if plan.rules.terrain == "flat":
        told.insert(2, "What mountains hide: this run was played on a smooth earth.")
    elif plan.rules.surface == "mean":
        told.insert(2, "How much less is seen near the ground: mean heights lower ridges, so coverage is overstated.")
    if summary.replicates < 2:
        told.insert(1, "How much chance moves the answer: one replicate has no spread.")
    return told


def provenance(manifest: dict[str, Any], summary: Summary) -> list[tuple[str, str]]:
    """Where the page is from, so that anybody can play the run again."""
    packages = ", ".join(f"{name} {manifest[name]}" for name in ("python", "numba", "numpy") if name in manifest)
    return [
        ("again with", f"openiads run {summary.scenario} --seed {summary.seed} --range {summary.first}:{summary.first + summary.replicates}"),
        ("scenario_sha256", summary.scenario_sha256),
        ("outcomes_sha256", summary.outcomes_sha256),
        ("openiads", f"{manifest['version']}, {packages}"),
        ("work", f"{summary.object_steps:,} object-steps, {summary.plots:,} plots, {summary.cpu_seconds:.1f} s of processors"),
    ]  # fmt: skip
