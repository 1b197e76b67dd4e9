"""What it costs to stand alone: a system that is not compatible with others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from openiads.study.analysis.paired import gain_of_pairing
from openiads.study.analysis.verdict import Claimed
from openiads.study.claims.asking import EACH, POINTS, Asking, Played
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.counting import Count
from openiads.study.claims.finding_words import ends_told, kinds_told, range_told, verdict_told
from openiads.study.claims.judging import judged
from openiads.study.claims.scenes.ways_to_stand import ALONE, BASE, FORMS, NETWORKED, TOGETHER, networks
from openiads.study.compare.measures import MEASURES, Measure, Outcomes
from openiads.study.strata_weights import Numbers

OTHERS = tuple(name for name in FORMS if name != ALONE)
COSTS = Claimed(0.0, above=True)
"""Standing alone costs where it lets more through, fires later, or fires at more flights."""
LATEST = 2400.0
"""The time of a first shot that never came [s]: the end of the run."""
LOW = ("cruise-subsonic", "one-way-drone")
LOW_LEAKERS = Count(
    "low_leakers",
    "leakers that are cruise missiles or drones",
    f"fate = 'leaked' AND threat IN {LOW}",
    better="less",
)
"""What hides behind the ground, drones at least at the start and the end of their way."""


def _first_shot(outcomes: Outcomes, _: int) -> Numbers:
    return np.nan_to_num(outcomes.column("first_shot_time_s"), nan=LATEST)


FIRST_SHOT = Measure("first_shot", "first shot", "s", "less", _first_shot)
ASKED: tuple[str | Measure, ...] = ("leakers", LOW_LEAKERS.measure, FIRST_SHOT, "rounds", "flights_engaged")


def ask(asking: Asking) -> Answer:
    """Play every way to stand, and judge the units alone against each of the others."""
    played = asking.play(
        {
            "name": "alone",
            "title": "What it costs to stand alone",
            "replicates": asking.replicates(40),
            "arm": [{"name": name, "scenario": networks(name)} for name in FORMS],
            "box": {"figures": "all", "points": asking.points(POINTS), "replicates": EACH},
        },
        [LOW_LEAKERS],
    )
    against = partial(judged, played, ALONE, of="difference")
    findings = tuple(
        against(
            measure,
            claimed=None if measure == "rounds" else COSTS,
            base=other,
            subject=f"{ALONE}, less {other}",
            leads=measure == "leakers",
        )
        for measure in ASKED
        for other in OTHERS
    )
    leakers = findings[: len(OTHERS)]
    allied = judged(
        played, TOGETHER, "leakers", COSTS, "difference", NETWORKED, f"{TOGETHER}, less {NETWORKED}"
    )
    return Answer(
        key="alone",
        english=english(played, leakers),
        turkish=turkish(played, leakers),
        findings=(*findings, allied),
        picture=Bars("Leakers when each unit stands alone, less those when not", leakers, "leakers more"),
        table=table((*findings, allied)),
        method=(
            f"{BASE}, {len(FORMS)} networks on the same draws, {played.design.replicates} replicates each; "
            f"the box of all figures at {len(played.design.points) - 1} points. Pairing on the same draws "
            f"divides the variance of the difference in leakers by {gains(played)}."
        ),
        would_change=(
            "Links that are cut in the course of a raid are not played; delay and loss are, as links that "
            "are poor throughout. Rounds that fly on another's track are left out in all arms, as nobody is "
            "known to have seen them in 2017."
        ),
        entries=played.entries,
        folders=(str(played.results.folder),),
    )


def _levels(played: Played) -> tuple[int, list[float]]:
    """What is aimed, and leakers of units alone, as one regiment, and with allied radars."""
    of = MEASURES["leakers"]
    return played.arms[ALONE].aimed, [played.arms[name].mean(of) for name in (ALONE, TOGETHER, NETWORKED)]


def english(played: Played, leakers: Sequence[Finding]) -> str:
    """The answer in one line."""
    aimed, (alone, regiment, allied) = _levels(played)
    return (
        f"At the nominal figures units that stand alone let {alone:.1f} of {aimed} through, as one regiment "
        f"{regiment:.1f}, with allied radars too {allied:.1f}. That standing alone costs leakers, against "
        f"four ways not to: {kinds_told(leakers)}."
    )


def turkish(played: Played, leakers: Sequence[Finding]) -> str:
    """The same in Turkish."""
    aimed, levels = _levels(played)
    alone, regiment, allied = (f"{level:.1f}".replace(".", ",") for level in levels)
    return (
        f"Nominal değerlerde tek başına duran birlikler {aimed} hedefin {alone} tanesini geçiriyor, tek alay "
        f"olarak {regiment}, müttefik radarlarıyla {allied}. Tek başına durmak daha çok hedefin geçmesine mi "
        f"yol açıyor, dört başka duruşa karşı: {kinds_told(leakers, turkish=True)}."
    )


def gains(played: Played) -> str:
    """What pairing is worth against each of the others."""
    of = MEASURES["leakers"]
    alone = played.arms[ALONE].sample(of)
    return ", ".join(
        f"{gain_of_pairing(alone, played.arms[name].sample(of)):.1f} ({name})" for name in OTHERS
    )


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
        "early-warning radar in the network, with a generic airborne radar too, and so over links that are "
        "slow and lose three of ten reports. Measured: leakers, of these cruise missiles and drones, first "
        "shot and flights fired at, each unit alone less each of the others, paired on the same draws; "
        "leakers of one regiment less those with both radars, which is what an alliance would add to it; "
        "rounds fired are reported. Standing alone costs where the difference's interval lies above 0. That "
        "the system is not compatible is what was said, not what is tested."
    ),
    judged="standing alone costs: more leakers, a later first shot, more flights fired at",
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
