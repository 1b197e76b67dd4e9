"""What it costs to stand alone: a system that is not compatible with others."""

from __future__ import annotations

from typing import Any

from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.asking import Asking
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.finding_words import answer_line, ends_told, range_told, verdict_told
from openiads.study.claims.judging import judged

BASE = "turkey-2017"
REGIMENT = "southern regiment"
EARLY = {"name": "early warning", "type": "early-warning-generic", "lat": 38.3, "lon": 38.1}
AIRBORNE = {"name": "airborne", "type": "airborne-generic", "lat": 37.8, "lon": 34.5}
ALONE, TOGETHER, NATIONAL, ALLIED = (
    "each unit alone",
    "one regiment",
    "with early warning",
    "with airborne too",
)
MEASURES = ("leakers", "rounds", "flights_engaged")
COSTS = Claimed(0.0, above=True)
"""Standing alone costs where it lets more through, takes more rounds or fires at more flights."""


def ask(asking: Asking) -> Answer:
    """Play the four arms, and judge the arm alone against each of the others."""
    played = asking.play(
        {
            "name": "alone",
            "title": "What it costs to stand alone",
            "replicates": asking.replicates(64),
            "arm": [{"name": name, "scenario": scenario} for name, scenario in arms().items()],
            "box": {"figures": "all", "points": asking.points(24), "replicates": 8},
        }
    )
    findings = tuple(
        judged(played, ALONE, measure, COSTS, "difference", other, f"{ALONE}, less {other}")
        for measure in MEASURES
        for other in (TOGETHER, NATIONAL, ALLIED)
    )
    return Answer(
        key="alone",
        english=answer_line(findings, "Standing alone costs more than standing together"),
        turkish=answer_line(findings, "Tek başına durmak birlikte durmaktan daha pahalı", turkish=True),
        findings=findings,
        picture=Bars(
            "Alone, less together", findings[: len(MEASURES)], "leakers more when each unit stands alone"
        ),
        table=table(findings),
        method=(
            f"{BASE}, four networks on the same draws, {played.design.replicates} replicates each; the box "
            f"of all figures with a low and a high at {len(played.design.points) - 1} points."
        ),
        would_change=(
            "Links that are cut in the course of a raid are not played yet; delay and loss of links are in "
            "the box where the catalogue has them."
        ),
        entries=played.entries,
        folders=(str(played.results.folder),),
    )


def arms() -> dict[str, dict[str, Any]]:
    """The scenario of each arm, by its name."""

    def network(form: str, batteries: list[str], radars: list[str]) -> dict[str, Any]:
        return {"name": REGIMENT, "form": form, "batteries": batteries, "radars": radars}

    def scenario(
        name: str, *networks: dict[str, Any], radar: tuple[dict[str, Any], ...] = ()
    ) -> dict[str, Any]:
        return {"based_on": BASE, "name": name, "network": list(networks), "radar": list(radar)}

    both = ["adana", "gaziantep"]
    second = {"name": "gaziantep alone", "form": "alone", "batteries": ["gaziantep"], "interrogator": "none"}
    return {
        ALONE: scenario("alone", network("alone", ["adana"], []), second),
        TOGETHER: scenario("together", network("regiment", both, [])),
        NATIONAL: scenario("early", network("national", both, ["early warning"]), radar=(EARLY,)),
        ALLIED: scenario(
            "airborne", network("allied", both, ["early warning", "airborne"]), radar=(EARLY, AIRBORNE)
        ),
    }


def table(findings: tuple[Finding, ...]) -> Table:
    """A row for each measure against each network."""
    rows = tuple(
        (
            f"{one.measure.partition(',')[0]}: {one.subject}",
            ends_told(one),
            range_told(one),
            verdict_told(one),
        )
        for one in findings
    )
    return Table(("what", "difference, by chance", "over the box", "verdict"), rows)


CLAIM = Claim(
    key="alone",
    sentence="The S-400 is not compatible with other NATO systems.",
    said_in="press articles of 2017",
    question="What does it cost to stand alone?",
    definition=(
        "The raid of turkey-2017 on two S-400 fire units: each alone, as one regiment, with a generic "
        "early-warning radar in the network, and with a generic airborne radar too. Measured: leakers, "
        "rounds fired and flights fired at, each unit alone less each of the others, paired on the same "
        "draws. It holds where the difference's interval lies above 0."
    ),
    ask=ask,
    context=(
        Context(
            "A minister said in 2017 that the system could not be tied into NATO's.",
            "Turkey to get control over S-400; IFF 'will also be integrated' (Canikli) (Azernews, 2017)",
            "http://www.azernews.az/region/122967.html",
        ),
        Context(
            "Military officials said in 2019 that it would operate autonomously.",
            "S-400 to operate autonomously in Turkey (New Defence Order, from TASS, 2019)",
            "https://dfnc.ru/en/vtc/russian-made-s-400-air-defense-systems-to-operate-autonomously-in-turkey-top-brass/",
        ),
    ),
)
