"""`report.html`: one page that needs nothing else, the answer first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openiads.catalogue import sources
from openiads.ground import interval_words
from openiads.ground.units import MINUTE, MUSD
from openiads.report.ink import assumptions, style
from openiads.report.ink.number_words import in_percent, money, number, share, whole
from openiads.report.ink.page_template import template
from openiads.report.run import charts, identity_words, run_map, stage_gains
from openiads.report.run.leaker_stories import read_stories
from openiads.report.run.map_words import map_words
from openiads.report.run.meanings import MEANINGS
from openiads.report.run.readings import Readings, RoundUse, read
from openiads.report.run.terminal import aimed_words, between, by_count_told, counted, odds
from openiads.report.run.trust import checks, limits, provenance
from openiads.report.studies import influence_words
from openiads.scenario.plan import Plan
from openiads.simulation.prepare import Prepared
from openiads.study.campaign import run_folder
from openiads.study.campaign.summarise import MISSION_KILLED
from openiads.study.campaign.summary import Interval, Summary
from openiads.study.stages.stages_of_run import stages_in
from openiads.study.stages.what_stages_buy import Stages
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.grid import Grid

FILE = "report.html"
SHEETS = ("colours.css", "report.css", "map.css", "stages.css")
DASH = "\u2013"
ALIKE = "the same in every replicate"


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
    title: str
    raiders: float
    killed: float
    released: float
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
    cost: str
    cells: list[Cell | None]


def write(folder: Path, prepared: Prepared, summary: Summary) -> Path:
    """Write the page of a complete run folder."""
    path = folder / FILE
    run_folder.write_text(path, page(folder, prepared, summary))
    return path


def page(folder: Path, prepared: Prepared, summary: Summary) -> str:
    """Text of the page."""
    plan = prepared.plan
    readings = read(folder, plan)
    grid = open_terrain(plan.area.terrain, plan.area.surface)
    manifest = run_folder.read_manifest(folder)
    return template("openiads.report.run", "report.html.j2").render(
        **_drawn(plan, summary, readings, grid),
        **_told(plan, summary, readings),
        **_cited(prepared, summary),
        stages=_stages(stages_in(folder, prepared, manifest), summary),
        summary=summary,
        readings=readings,
        stories=read_stories(folder, plan),
        meanings_of=MEANINGS,
        run=manifest,
        story=prepared.scenario.story.strip(),
        checks=checks(prepared, summary),
        limits=limits(plan, summary),
        map_source=run_map.source_line(grid),
        provenance=provenance(manifest, summary, prepared.scenario),
        number=number,
        share=share,
        between=interval_words.between,
        whole=whole,
        identity_words=identity_words,
        unasked=identity_words.asked(plan),
        counted=counted,
        money=money,
        dash=DASH,
    )


def _stages(found: Stages | None, summary: Summary) -> dict[str, Any] | None:
    """What perfect stages would buy, where that was played beside the run."""
    from markupsafe import Markup

    if found is None:
        return None
    rows = stage_gains.gains(found, summary)
    return {
        "lead": stage_gains.lead(rows),
        "wide": Markup(stage_gains.draw(rows, stage_gains.WIDE)),
        "narrow": Markup(stage_gains.draw(rows, stage_gains.NARROW)),
        "headings": stage_gains.HEADINGS,
        "rows": [row.cells for row in rows],
        "method": stage_gains.method(found, summary),
    }


def _drawn(plan: Plan, summary: Summary, readings: Readings, grid: Grid) -> dict[str, Any]:
    """Style and drawings, which are markup already."""
    from markupsafe import Markup

    markup = {
        "css": "".join(map(style.text, SHEETS)),
        "map": run_map.draw(plan, readings, grid),
        "funnels": charts.funnels(summary),
        "intercepts": charts.intercepts(plan, readings, grid) if readings.when("kill", "miss") else "",
        "clock": charts.clock(readings),
        "spread": charts.spread(readings.leakers, summary.typical),
        "statuses": charts.shares_bar(
            influence_words.weights(summary.influence, summary.status_mix),
            assumptions.STATUS_WORDS,
            "Shares of the ignorance"
            if influence_words.weighed(summary.influence)
            else "Shares of the figures",
        ),
    }
    return {name: Markup(text) for name, text in markup.items()}


def _told(plan: Plan, summary: Summary, readings: Readings) -> dict[str, Any]:
    """Sentences and tables of the results."""
    aimed = list(dict.fromkeys((use.threat, use.side) for use in readings.uses))
    return {
        "replicates_words": f"{summary.replicates:,} replicate{'s' if summary.replicates > 1 else ''}",
        "rounds_total": sum(summary.rounds.values()),
        "cards": cards(summary),
        "classes": classes(plan, summary),
        "leads": leads(summary),
        "meanings": {
            reason: MEANINGS[reason]
            for reason in reversed(MEANINGS)
            if summary.reasons.get(reason) or summary.carriers.reasons.get(reason)
        },
        "wrong_words": wrong_words(summary),
        "why_words": why_words(summary),
        "shot_words": shot_words(summary),
        "map_words": map_words(plan, readings),
        "rounds": rounds(plan, summary, readings.uses, aimed),
        "targets_of_rounds": [name if side == "hostile" else f"{name}, {side}" for name, side in aimed],
        "margin": _margin_words(plan),
        "reloads": reload_words(plan),
        "arrived": f"{counted(summary.typical)} of {summary.aimed} {aimed_words(summary)} arrived",
        "failure_words": failure_words(summary),
        "carrier_words": carrier_words(summary),
    }


def _margin_words(plan: Plan) -> str:
    """Share of the published range at which batteries open fire; two of them where they do not agree."""
    margins = [battery.envelope_margin for battery in plan.batteries] or [1.0]
    return " to ".join(share(margin) for margin in sorted({min(margins), max(margins)}))


def reload_words(plan: Plan) -> str:
    """What batteries have behind their launchers; nothing where none has any."""
    told = []
    for site in plan.batteries:
        rounds = ", ".join(f"{count} {slug}" for slug, count in site.reload.items())
        if rounds:
            told.append(f"{site.name} {rounds}, {site.entry.reload / MINUTE:g} min after a launcher is empty")
    return "; ".join(told)


def _cited(prepared: Prepared, summary: Summary) -> dict[str, Any]:
    """What the run rests on."""
    found = sources(prepared.plan.entries, prepared.catalogue)
    known = summary.influence
    mix = influence_words.weights(known, summary.status_mix)
    parts = in_percent({status: portion for status, portion in mix.items() if portion > 0.0})
    return {
        "blocks": assumptions.blocks(prepared.plan.entries),
        "mix": [
            (status, parts[status], meaning)
            for status, meaning in assumptions.STATUS_WORDS.items()
            if status in parts
        ],
        "mix_told": influence_words.told(known),
        "mix_counted": by_count_told(summary.status_mix) if influence_words.weighed(known) else "",
        "decides": influence_words.lines(known.influence) if known.influence and known.holds else [],
        "decides_headings": influence_words.HEADINGS[:-1],
        "decides_numbers": ("low", "nominal", "high", "leakers at low", "leakers at high"),
        "sources": found,
        "cited": {source.key for source in found},
        "reliabilities": assumptions.RELIABILITIES,
    }


def cards(summary: Summary) -> list[Card]:
    """The figures at the top."""
    wrong = summary.wrong
    rate = _range(wrong.engaged)
    if nobody_else(summary):
        rate = "no other flight in reach"
    elif wrong.per_thousand_flights is not None:
        rate += f"; {number(wrong.per_thousand_flights.mean)} per 1,000 in reach"
    failure = summary.common_failure
    struck = (
        [_card(f"arrive in a common failure ({share(failure.probability)})", failure.leakers, bad=True)]
        if failure and failure.leakers
        else []
    )
    lost = (
        [
            _card("batteries destroyed", summary.batteries_lost, bad=True),
            _card("radars destroyed, with those of batteries", summary.radars_lost, bad=True),
            _card("arrived at what was destroyed already, counted above", summary.arrived_after_loss),
        ]
        if summary.aimed_at_defence
        else []
    )
    told = [
        _card(f"of {summary.aimed} {aimed_words(summary)} arrived", summary.typical, bad=True),
        *struck,
        _card(f"assets hit of {len(summary.assets)}", summary.assets_hit, bad=True),
        *lost,
        _card("million dollars of rounds", summary.cost, MUSD),
        Card("flights wrongly engaged", counted(wrong.engaged), rate, bad=wrong.engaged.mean > 0.0),
    ]
    if summary.replicates > 1:
        return told
    return [replace(card, range="") if card.range == ALIKE else card for card in told]


def _card(name: str, interval: Interval, unit: float = 1.0, *, bad: bool = False) -> Card:
    return Card(name, counted(interval, unit), _range(interval, unit), bad=bad and interval.mean > 0.0)


def _range(interval: Interval, unit: float = 1.0) -> str:
    if interval.half == 0.0:
        return ALIKE
    return between(interval, unit)


def leads(summary: Summary) -> str:
    """What the answer is a mean of, and how sure that mean is."""
    if summary.replicates < 2:
        return "in the one replicate that was played"
    if summary.typical.half == 0.0:
        return f"in each of {summary.replicates:,} replicates"
    return f"on average over {summary.replicates:,} replicates (95 % interval {_range(summary.typical)})"


def failure_words(summary: Summary) -> str:
    """What a common failure would do, and that it is weighed in."""
    failure = summary.common_failure
    if failure is None:
        return ""
    if failure.leakers is None:
        return f"A common failure ({odds(failure)}) was not played and is not included."
    return (
        f"If a common failure strikes ({odds(failure)}), {counted(failure.leakers)} arrive: one cause "
        f"then defeats every shot. With that included, {counted(summary.leakers)} do; only the "
        "count at the top and the spread leave it out."
    )


def carrier_words(summary: Summary) -> str:
    """What became of carriers, in a sentence or two."""
    carriers = summary.carriers
    if not carriers.count:
        return ""
    before, released, after = (
        whole(mean.mean) for mean in (carriers.killed_before, carriers.released, carriers.killed_after)
    )
    told = (
        f"Of {carriers.count} carriers, {before} were killed before they released their weapons; "
        f"{released} released, and of these {after} were killed on their way home."
    )
    total = sum(carriers.reasons.values())
    if not total:
        return told
    most = max(carriers.reasons, key=lambda reason: carriers.reasons[reason])
    return f"{told} Of those that released, {share(carriers.reasons[most] / total)} {MEANINGS[most]}."


def classes(plan: Plan, summary: Summary) -> list[RaiderClass]:
    """Classes of raider, in the order of the table of reasons."""
    titles = {target.threat.slug: target.threat.title for target in plan.targets}
    found = []
    for name, reasons in summary.reasons_by_threat.items():
        raiders = sum(reasons.values())
        killed = reasons.get("killed", 0.0) + reasons.get(MISSION_KILLED, 0.0)
        leaked = sum(reasons.get(reason, 0.0) for reason in MEANINGS)
        found.append(
            RaiderClass(
                name,
                titles[name],
                raiders,
                killed,
                reasons.get("released", 0.0),
                leaked,
                leaked / raiders if raiders else 0.0,
                dict(reasons),
            )
        )
    return found


def nobody_else(summary: Summary) -> bool:
    """Whether no flight but raiders ever came where it might have been fired at."""
    return summary.wrong.flights_in_reach == 0.0 and summary.wrong.engaged.mean == 0.0


def wrong_words(summary: Summary) -> str:
    """Wrong engagements in a sentence."""
    wrong, per_flights = summary.wrong, summary.wrong.per_thousand_flights
    others = None if wrong.flights_in_reach is None else whole(wrong.flights_in_reach)
    if wrong.engaged.mean == 0.0:
        if nobody_else(summary):
            return "No other flight came into its reach, in any replicate."
        flights = "other flights" if others is None else f"{others} other flights"
        told = f"None of the {flights} in its reach was fired at"
        return f"{told}, in any replicate (95 % interval of the mean {_range(wrong.engaged)})."
    civil, friendly = (whole(one.mean) if one.mean else "no" for one in (wrong.neutral, wrong.friend))
    reach = "" if others is None else f" of {others} in its reach"
    rate = "" if per_flights is None else f"{number(per_flights.mean)} per 1,000, "
    return (
        f"It wrongly fired at {civil} civil and {friendly} friendly flights{reach}: "
        f"{counted(wrong.engaged)} in all ({_range(wrong.engaged)}), {rate}"
        f"{number(wrong.per_hostile_killed.mean)} for each raider killed."
    )


def why_words(summary: Summary) -> str:
    """The most frequent reasons in a sentence."""
    lost = {r: m for r, m in summary.reasons.items() if r in MEANINGS}
    total = sum(lost.values())
    if total == 0.0:
        return "No raider arrived in any replicate."
    first = sorted(lost, key=lambda reason: -lost[reason])[:3]
    parts = [f"{share(lost[reason] / total)} {MEANINGS[reason]}" for reason in first]
    return f"Of {whole(total)} leakers, {'; '.join(parts)}."


def shot_words(summary: Summary) -> str:
    """When the first round left."""
    shot = summary.first_shot
    if shot is None:
        return "No round was fired."
    unit, name = (MINUTE, "minutes") if shot.mean > 2.0 * MINUTE else (1.0, "seconds")
    told = f"The first round left after {number(shot.mean / unit)} {name} ({_range(shot, unit)})"
    if summary.first_shot_share < 1.0:
        told += f", in the {share(summary.first_shot_share)} of replicates in which one was fired"
    return f"{told}."


def rounds(
    plan: Plan, summary: Summary, uses: list[RoundUse], aimed: list[tuple[str, str]]
) -> list[RoundRow]:
    """Types of round, and what each was fired at."""
    cells = {(use.round_type, use.threat, use.side): use for use in uses}
    rows = []
    for t, entry in enumerate(plan.rounds):
        found = [cells.get((t, *whom)) for whom in aimed]
        shown = [Cell(use.fired, use.killed / use.fired) if use else None for use in found]
        price = entry.unit_cost / MUSD
        fired = summary.rounds[entry.slug]
        rows.append(RoundRow(entry.slug, number(price), fired, number(fired * price), shown))
    return rows
