"""What four types of round are worth over one, at equal canister positions and at equal price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims.asking import EACH, POINTS, Asking, Played
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.finding_words import ends_told, kinds_told, range_told, verdict_told
from openiads.study.claims.judging import judged
from openiads.study.claims.plain_words import listed
from openiads.study.claims.scenes.lone_battery import scene
from openiads.study.claims.scenes.raids import RAIDS, duration_of
from openiads.study.compare.measures import MEASURES

SYSTEM = "s-400"
ALL = "all four"
NO_FAR = "without the 40N6E"
MORE = Claimed(0.0, above=True)
"""The mix is worth something where another load lets more through."""
REPORTED = ("leakers", "rounds", "cost_musd")


def ask(asking: Asking) -> Answer:
    """Play every load against the same raid, and judge what each lets through beyond the mix."""
    told = loads()
    played = asking.play(
        {
            "name": "four",
            "title": "Four types of round against one, two and three",
            "replicates": asking.replicates(64),
            "arm": [{"name": name, "scenario": scenario(load)} for name, load in told.items()],
            "box": {"figures": "all", "points": asking.points(POINTS), "replicates": EACH},
        }
    )
    findings = tuple(
        judged(played, name, "leakers", MORE, "difference", ALL, f"{name}, less {ALL}", name in single())
        for name in told
        if name != ALL
    )
    far = tuple(judged(played, name, "carriers_killed_before", None, subject=name) for name in (ALL, NO_FAR))
    return Answer(
        key="four",
        english=english(played, findings),
        turkish=turkish(played, findings),
        findings=(*findings, *far),
        picture=Bars(
            f"Leakers of each load, less those of {ALL}",
            findings,
            "more leakers than the mix",
        ),
        table=table(played, findings),
        method=(
            f"One S-400 battery near Gaziantep against the mixed raid of 40, {played.design.replicates} "
            "replicates of each load on the same draws; the box of all figures at "
            f"{len(played.design.points) - 1} points. All loads fill the 32 canister positions of the "
            "catalogue, or cost what the mix costs and fill no more."
        ),
        would_change=(
            "Much of what the mix has over loads without the 40N6E are bombers that this round meets before "
            "they release, from hundreds of kilometres away; it may fire at whatever is not known for a "
            "friend, in closed airspace, and under tight control it would hardly fly. A raid with no low "
            "fliers, or one so small that no load runs out; prices of rounds, which are estimates; how many "
            "small rounds a position really holds."
        ),
        entries=played.entries,
        folders=(str(played.results.folder),),
    )


def single() -> tuple[str, ...]:
    """Names of the loads of one type that fill all positions."""
    return tuple(f"only {title(slug)}" for slug in PACKAGED.system(SYSTEM).rounds)


def of_one(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings on loads of one type."""
    return tuple(found for found in findings if found.subject.startswith("only "))


def loads() -> dict[str, dict[str, int]]:
    """Each load by its name, the mix first."""
    system = PACKAGED.system(SYSTEM)
    mix, places = dict(system.loadout), system.launchers * system.positions_per_launcher
    found = {ALL: mix}
    for slug in system.rounds:
        found[f"only {title(slug)}"] = filled({slug: places})
    for slug in system.rounds:
        count = min(
            round(price(mix) / PACKAGED.round_of(slug).unit_cost), sum(filled({slug: places}).values())
        )
        if count < sum(found[f"only {title(slug)}"].values()):
            found[f"only {title(slug)}, for the same money"] = {slug: count}
    far, *near = system.rounds
    found[NO_FAR] = {**{slug: mix[slug] for slug in near}, near[0]: mix[near[0]] + mix[far]}
    for k, one in enumerate(system.rounds):
        for other in system.rounds[k + 1 :]:
            found[f"{title(one)} and {title(other)}"] = filled({one: places // 2, other: places // 2})
    return found


def title(slug: str) -> str:
    """A round as it is called."""
    return PACKAGED.round_of(slug).title


def filled(positions: Mapping[str, int]) -> dict[str, int]:
    """Rounds that so many canister positions of each type hold."""
    return {slug: count * PACKAGED.round_of(slug).rounds_per_position for slug, count in positions.items()}


def price(load: Mapping[str, int]) -> float:
    """Nominal price of the rounds of a load [USD]."""
    return sum(count * PACKAGED.round_of(slug).unit_cost for slug, count in load.items())


def scenario(load: Mapping[str, int]) -> dict[str, Any]:
    """The mixed raid on a battery with a load."""
    battery = {"system": SYSTEM, "loadout": dict(load)}
    return scene("four", RAIDS["mixed"], duration_of("mixed"), battery)


def _levels(played: Played) -> tuple[int, float, float, float]:
    """What is aimed, and leakers of the mix, of the best load of one type and of the worst."""
    of = MEASURES["leakers"]
    ones = [played.arms[name].mean(of) for name in single()]
    return played.arms[ALL].aimed, played.arms[ALL].mean(of), min(ones), max(ones)


def english(played: Played, findings: tuple[Finding, ...]) -> str:
    """The answer in one line."""
    ones = of_one(findings)
    beaten = [f.subject.partition(",")[0] for f in ones if f.verdict and f.verdict.kind is Kind.SUPPORTED]
    aimed, mix, best, worst = _levels(played)
    told = (
        f"At the nominal figures all four let {mix:.1f} of {aimed} through and loads of one type {best:.1f} "
        f"to {worst:.1f}. That the mix lets through less than each of these: {kinds_told(ones)}"
    )
    return f"{told}; it clearly beats {listed(list(dict.fromkeys(beaten)))}." if beaten else f"{told}."


def turkish(played: Played, findings: tuple[Finding, ...]) -> str:
    """The same in Turkish."""
    aimed, *levels = _levels(played)
    mix, best, worst = (f"{level:.1f}".replace(".", ",") for level in levels)
    return (
        f"Nominal değerlerde dört tip birlikte {aimed} hedefin {mix} tanesini geçiriyor, tek tipli yükler "
        f"{best} ile {worst} arası. Karışım bunların her birinden daha az hedefi mi geçiriyor? "
        f"{kinds_told(of_one(findings), turkish=True)}."
    )


def table(played: Played, findings: tuple[Finding, ...]) -> Table:
    """Each load: its rounds, what gets through, what is fired, what that costs."""
    by_name = {finding.subject.rpartition(",")[0]: finding for finding in findings}
    rows = []
    for name, arm in played.arms.items():
        found = by_name.get(name)
        beside = ("", "", "") if found is None else (ends_told(found), range_told(found), verdict_told(found))
        means = (f"{arm.mean(MEASURES[key]):.3g}" for key in REPORTED)
        rows.append((name, str(arm.loaded), *means, *beside))
    headings = (
        "load", "rounds", "leakers", "rounds fired", "their price, MUSD",
        "leakers more than the mix, by chance", "over the box", "verdict",
    )  # fmt: skip
    return Table(headings, tuple(rows))


CLAIM = Claim(
    key="four",
    sentence=(
        "The system has four different types of missile with different starting weight and launch range."
    ),
    said_in="press articles of 2017",
    question="What are four types worth over one, at equal canister positions and at equal price?",
    definition=(
        "One battery against one mixed raid: bombers and fighters with cruise missiles, cruise missiles, "
        "fast missiles, ballistic missiles, drones, 40 in all that would arrive. Loads: all four types; each "
        "alone on all canister positions; each alone for the money of the mix; each pair, half of the "
        "positions each; all but the 40N6E. Measured: leakers more than with all four, paired on the same "
        "draws. It holds against a load where that is above 0. Bombers and fighters that are killed before "
        "they release are reported, with all four and without the 40N6E."
    ),
    judged="all four types let fewer through than another load",
    ask=ask,
    context=(
        Context(
            "Press of 2015 counts three types of missile in the battery that was sold then.",
            "Sold: Russian S-400 missile system (C. Putz, The Diplomat, reprint by Pacific Sentinel, 2015)",
            "http://pacificsentinel.blogspot.com/2015/04/editorial-sold-russian-s-400-missile.html",
        ),
        Context(
            "The first 40N6 for a buyer abroad were reported lost at sea in 2019.",
            "40N6 shipment to China lost at sea (SOFREP, 2019)",
            "https://sofrep.com/news/a-shipment-of-advanced-missiles-from-russia-to-china-was-apparently-lost-at-sea/",
        ),
    ),
)
