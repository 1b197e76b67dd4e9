"""How far to trust a run: what it found when it checked itself, what it cannot say, where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openiads.ground.units import PERCENT
from openiads.report.ink.doctrine_words import doctrine_words
from openiads.report.ink.number_words import number, share
from openiads.report.run.terminal import NO_RADAR, replicates_told, step_told
from openiads.report.studies import influence_words
from openiads.scenario.plan import Plan
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.run_checks import ENOUGH
from openiads.study.campaign.summary import Summary
from openiads.study.known.kept import MEASURED

UNSOURCED = ("assumption", "memory", "lowrel")
"""Statuses of figures that stand in no source that was read and is relied on."""
TOLD = ("python", "numba", "numpy")

LIMITS = (
    "What a real system would do. The result is a statement about these figures; read differences between "
    "variants rather than levels.",
    "What the ignorance about the figures amounts to: intervals here are over chance alone.",
    "How an attacker who adapts would fare. Raiders fly what the scenario says and do not react.",
    "What a hit does to assets. A leaker that arrives is a hit; no damage and no harm to people is computed.",
    "What operators would do. Control, identification and threat order are rules; nobody tires or hesitates.",
    "Anything about deception, anti-radiation weapons, ducting, rain or sea clutter: none is modelled.",
)
"""True of every run; `docs/limits.md` says more."""
SMOOTH = "What mountains hide: this run was played on a smooth earth."
COARSE = "How much less is seen near the ground: mean heights lower ridges, so coverage is overstated."
ALONE = "How much chance moves the answer: one replicate has no spread."


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the trust panel."""

    name: str
    verdict: str
    tone: str  # good, watch or plain
    found: str


def checks(prepared: Prepared, summary: Summary) -> list[Check]:
    """What the run found when it checked itself."""
    return [
        *_told(prepared.scenario.told),
        _step(summary),
        _replicates(summary),
        _figures(summary),
        _terrain(prepared.known_shares),
        _end(summary),
    ]


def _told(told: str) -> list[Check]:
    """What the scenario itself has to say of its numbers."""
    return [Check("scenario", "read this", "plain", " ".join(told.split()))] if told.strip() else []


def _step(summary: Summary) -> Check:
    verdict, told = step_told(summary)
    return Check("time step", verdict, "good" if summary.step_check.agrees else "watch", told)


def _replicates(summary: Summary) -> Check:
    verdict, told = replicates_told(summary)
    return Check("replicates", verdict, {ENOUGH: "good", "no leaker": "plain"}.get(verdict, "watch"), told)


def _figures(summary: Summary) -> Check:
    counted = sum(summary.status_mix.get(status, 0.0) for status in UNSOURCED)
    by_count = f"{share(counted)} of the figures are assumptions, memory or hobby data"
    known = summary.influence
    if not influence_words.weighed(known):
        verdict = known.state if known.state != MEASURED else "nothing moves"
        return Check(
            "figures", verdict, "watch", f"{influence_words.told(known).split(' Shares')[0]} {by_count}"
        )
    mix = influence_words.weights(known, summary.status_mix)
    portion = sum(mix.get(status, 0.0) for status in UNSOURCED)
    told = (
        f"{share(portion)} of what is not known about the leakers comes from assumptions, memory or hobby "
        f"data, and no interval here covers it; {by_count}, by count"
    )
    return Check("figures", *_verdict(portion < 0.5, "mostly sourced", "mostly unsourced"), told)


def _terrain(known_shares: tuple[float, ...]) -> Check:
    if not known_shares:
        return Check("terrain", "not asked", "plain", NO_RADAR)
    hidden = 1.0 - min(known_shares)
    if hidden == 0.0:
        told = "all that the radars could see lies on the map"
    else:
        told = f"{share(hidden)} of the disc of one radar lies off the map, where ground counts as sea level"
    return Check("terrain", *_verdict(hidden < PERCENT, "covered", "partly unknown"), told)


def _end(summary: Summary) -> Check:
    left = summary.unresolved.mean
    if left == 0.0:
        return Check("end of run", "complete", "good", "the fate of every raider is known")
    told = f"{number(left)} raiders were under way when time ran out; lengthen area.duration_s"
    return Check("end of run", "cut short", "watch", told)


def _verdict(holds: bool, good: str, bad: str) -> tuple[str, str]:
    return (good, "good") if holds else (bad, "watch")


def limits(plan: Plan, summary: Summary) -> list[str]:
    """What nobody should read out of this run."""
    own = [ALONE] if summary.replicates < 2 else []
    if plan.area.terrain == "flat":
        own.append(SMOOTH)
    elif plan.area.surface == "mean":
        own.append(COARSE)
    return [*LIMITS[:2], *own, *LIMITS[2:]]


def provenance(manifest: Mapping[str, Any], summary: Summary, scenario: Scenario) -> list[tuple[str, str]]:
    """Where the page is from, so that anybody can play the run again."""
    span = f"{summary.first}:{summary.first + summary.replicates}"
    packages = ", ".join(f"{name} {manifest[name]}" for name in TOLD)
    counts = ((summary.object_steps, "object-steps"), (summary.plots, "plots"))
    steps = ", ".join(f"{count:,} {of}" for count, of in counts if count is not None)
    chosen = scenario.models.model_dump(exclude_none=True)
    fused = ", ".join(network.name for network in scenario.network if network.fusion == "tracks")
    return [
        ("again with", f"openiads run scenario.toml --seed {summary.seed} --range {span}"),
        (
            "models",
            ", ".join(f"{kind} {name}" for kind, name in chosen.items()),
        ),
        *([("tracks, not plots, passed on in", fused)] if fused else []),
        ("doctrine", "; ".join(doctrine_words(scenario))),
        ("scenario_sha256", summary.scenario_sha256),
        ("outcomes_sha256", summary.outcomes_sha256),
        ("openiads", f"{manifest['version']}, {packages}"),
        ("work", f"{steps}, {summary.cpu_seconds:.1f} s of processor time"),
    ]
