"""How far down the chain each class of raider gets that comes alone: seen, tracked, engaged, killed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openiads.catalogue.entries import Threat
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.units import KM
from openiads.state.words import REASONS
from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims.asking import EACH, POINTS, Asking, Played
from openiads.study.claims.claim import Answer, Cells, Claim, Context, Finding, Table
from openiads.study.claims.counting import Count
from openiads.study.claims.finding_words import kinds_told
from openiads.study.claims.judging import judged
from openiads.study.claims.plain_words import CLASSES, listed
from openiads.study.claims.scenes.lone_battery import entry, scene

BEARINGS = tuple(range(0, 360, 45))
"""From which one raider each comes, one after the other, so that every one is alone."""
HALF = Claimed(0.5, above=True)
DECLARED = REASONS[REASONS.index("not declared engageable") + 1 :]
COUNTS = tuple(
    Count(key, title, f"side = 'hostile' AND ({where})", len(BEARINGS))
    for key, title, where in (
        ("detected", "detected", "first_detection_time_s IS NOT NULL"),
        ("tracked", "tracked", "first_track_time_s IS NOT NULL"),
        ("declared", "a target", f"fate = 'killed' OR shots > 0 OR reason IN {DECLARED}"),
        ("engaged", "engaged", "shots > 0"),
        ("stopped", "killed", "fate = 'killed'"),
    )
)
KILLED = COUNTS[-1].share


@dataclass(frozen=True, slots=True)
class Height:
    """At what height raiders come, and from how far: from beyond the horizon of a radar on the hills."""

    told: str
    metres: float
    distance: float  # from which they come [m]
    row: dict[str, Any]  # of the raid

    def suits(self, threat: Threat) -> bool:
        """Whether the catalogue has that class fly so high or low."""
        altitude = threat.figures["altitude"]
        return altitude.low <= self.metres <= altitude.high


HEIGHTS = (
    Height("100 m", 100.0, 120 * KM, {"terrain_following": True, "clearance_m": 100}),
    Height("500 m", 500.0, 200 * KM, {"terrain_following": True, "clearance_m": 500}),
    Height("3,000 m", 3_000.0, 300 * KM, {"terrain_following": True, "clearance_m": 3000}),
    Height("10,000 m", 10_000.0, 420 * KM, {"altitude_m": 10_000}),
)
"""Above the ground, the last above the sea."""
FALLING = Height("ballistic", 0.0, 300 * KM, {})
SLOWEST = 100.0
SLOW_FROM = 100 * KM
"""Raiders below 100 m/s come from no farther than 100 km: from there they take half an hour."""
AFTER_S = 120.0
"""Between the time by which the slowest of a class must have arrived and the next."""
THREATS = (
    "fighter", "bomber", "male-drone", "one-way-drone", "cruise-subsonic", "cruise-supersonic", "srbm",
)  # fmt: skip
MAGAZINE = {"launchers": 64, "loadout": {"40n6e": 32, "48n6e3": 128, "9m96e2": 256, "9m96e": 128}}
"""Eight times the load of a battery, so that none of the eight meets a magazine that the others emptied."""


def ask(asking: Asking) -> Answer:
    """Play every class at every height, and judge whether half of them are killed."""
    study = {
        "name": "chain",
        "title": "How far down the chain each class gets that comes alone",
        "replicates": asking.replicates(24),
        "arm": [{"name": name, "scenario": scenario} for name, scenario in arms().items()],
    }
    box = {"figures": "all", "points": asking.points(POINTS), "replicates": EACH}
    played = asking.play({**study, "box": box}, COUNTS)
    tight = asking.play({**study, "name": "chain-tight", "set": ["doctrine.control=tight"]}, COUNTS)
    findings = tuple(judged(played, name, KILLED, HALF) for name in played.arms)
    return Answer(
        key="chain",
        english=english(findings),
        turkish=turkish(findings),
        findings=findings,
        picture=picture(findings),
        table=table(played, tight),
        method=(
            "One S-400 battery that stands alone, its radars on the hills near Gaziantep, in closed "
            f"airspace; one raider at a time from each of {len(BEARINGS)} bearings, "
            f"{played.design.replicates} replicates; the box of all figures at "
            f"{len(played.design.points) - 1} points. The battery has eight times its load, so that no "
            "raider meets a magazine that the others emptied, and may fire at whatever it does not know for "
            "a friend; the last column is of the same raiders where it may fire only at what is declared "
            "hostile by how it flies, and cannot ask."
        ),
        would_change=(
            "A raid of several at once shares channels and rounds, which this leaves out on purpose: see "
            "threats. Other ground, for the low ones; a mast, which reach has."
        ),
        entries=played.entries,
        folders=(str(played.results.folder),),
    )


def cases() -> Iterator[tuple[str, Height]]:
    """Each class with the heights at which the catalogue has it fly."""
    for slug in THREATS:
        threat = PACKAGED.threat(slug)
        heights = (FALLING,) if threat.kind == "ballistic" else HEIGHTS
        yield from ((slug, height) for height in heights if height is FALLING or height.suits(threat))


def name_of(threat: str, height: Height) -> str:
    """The name of an arm."""
    words = CLASSES[threat].english
    return words if height is FALLING else f"{words} at {height.told}"


def arms() -> dict[str, dict[str, Any]]:
    """The scenario of each arm, by its name."""
    return {name_of(threat, height): scenario(threat, height) for threat, height in cases()}


def scenario(threat: str, height: Height) -> dict[str, Any]:
    """One raider after the other, from all sides."""
    slowest = PACKAGED.threat(threat).figures["speed"].low
    distance = min(height.distance, SLOW_FROM) if slowest < SLOWEST else height.distance
    gap = round(distance / slowest + AFTER_S)
    raid = [
        {
            "name": f"from {bearing}", "threat": threat, "count": 1, "start_s": k * gap,
            "entry": entry(math.radians(bearing), distance), "target": "town", **height.row,
        }
        for k, bearing in enumerate(BEARINGS)
    ]  # fmt: skip
    battery = {"system": "s-400", **MAGAZINE}
    return scene(f"chain {threat} {height.told}", raid, gap * len(BEARINGS), battery)


def picture(findings: tuple[Finding, ...]) -> Cells:
    """Share killed by class and height."""
    share = {(threat, h.told): f.nominal[0] for (threat, h), f in zip(cases(), findings, strict=True)}
    columns = (*(height.told for height in HEIGHTS), FALLING.told)
    return Cells(
        title="Share of lone raiders that is killed",
        columns=columns,
        rows=tuple(
            (CLASSES[threat].english, tuple(share.get((threat, column), float("nan")) for column in columns))
            for threat in THREATS
        ),
        row_axis="class",
        column_axis="height of flight",
        threshold=HALF.threshold,
    )


def table(played: Played, tight: Played) -> Table:
    """Of a hundred of a class, how many get to each rung, at the nominal figures."""
    rows = []
    for name, arm in played.arms.items():
        shares = [arm.mean(count.share) for count in COUNTS]
        rows.append((name, *(f"{100.0 * of:.0f}" for of in (*shares, tight.arms[name].mean(KILLED)))))
    headings = ("of 100 lone raiders", *(count.title for count in COUNTS), "killed under tight control")
    return Table(headings, tuple(rows))


def english(findings: tuple[Finding, ...]) -> str:
    """The answer in one line."""
    lost = [f.subject for f in findings if f.verdict and f.verdict.kind is Kind.NOT_SUPPORTED]
    told = (
        f"Of {len(findings)} classes and heights, each alone, half or more are killed: {kinds_told(findings)}"
    )
    return f"{told}; not {listed(lost)}." if lost else f"{told}."


def turkish(findings: tuple[Finding, ...]) -> str:
    """The same in Turkish."""
    return (
        f"Tek başına gelen {len(findings)} sınıf ve yükseklikte en az yarısı vuruluyor mu? "
        f"{kinds_told(findings, turkish=True)}."
    )


CLAIM = Claim(
    key="chain",
    sentence=(
        "The system is designed to detect, track and then destroy aircraft, drones or missiles, any machine "
        "that poses a threat."
    ),
    said_in="press articles of 2017",
    question="Of each class that comes alone, how far down the chain does it get?",
    definition=(
        "Seven classes, at those of 100 m, 500 m, 3,000 m above the ground and 10,000 m above the sea at "
        "which the catalogue has them fly, ballistic missiles on their arc; one raider at a time from eight "
        "bearings at a town a few kilometres from the battery, which may fire at whatever it does not know "
        "for a friend: what identification costs is asked by iff. Measured: the share that is detected, "
        "tracked, a target, fired at, killed. It holds for a class at a height where at least half are "
        "killed."
    ),
    judged="half or more killed, of a class that comes alone at a height",
    ask=ask,
    context=(
        Context(
            "Batteries of the type were reported struck in Crimea on 23 August and 14 September 2023.",
            "Crimea strike suggests systemic tactical failures (Newsweek on ISW, reprint, 2023)",
            "https://strategicstudyindia.com/2023/09/crimea-strike-suggests-systemic.html",
        ),
        Context(
            "The Indian Air Force claims a kill at 314 km in May 2025; nobody else confirmed it.",
            "India eyes S-400 expansion (Newspage 360, quoting the Indian Air Force chief, 2025)",
            "https://newspage360.com/world/rs-56-000-crore-mega-deal-on-the-table-not-su-57-india-eyes-massive-s-400-air-defence-system-expansion-during-modi-putin-meet",
        ),
    ),
)
