"""What raid from Iraq, Syria or both breaks the defence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from openiads.scenario.load_scenario import load
from openiads.study.analysis.box_range import Range
from openiads.study.analysis.knee import RESAMPLES, knee_interval
from openiads.study.analysis.knee import knee as knee_over
from openiads.study.analysis.sample import Sample
from openiads.study.claims.asking import EACH, SEED, Asking, Played
from openiads.study.claims.claim import NOTHING_JUDGED, Answer, Claim, Context, Curve, Curves, Finding, Table
from openiads.study.claims.counting import Count
from openiads.study.claims.judging import judged
from openiads.study.claims.scenes.ways_to_stand import BASE
from openiads.study.compare.measures import MEASURES
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.strata_weights import Ends

SIZES = (5, 10, 20, 40, 80, 160, 300)
SPREADS = {"in 10 minutes": 600.0, "in 40 minutes": 2400.0}
"""Over which the members of a raid begin [s]."""
FROM: dict[str, dict[str, list[float]]] = {
    "Syria": {
        "cruise-subsonic": [34.7, 38.6], "one-way-drone": [36.3, 37.9], "srbm": [34.6, 38.4],
        "fighter": [34.6, 38.9],
    },
    "Iraq": {
        "cruise-subsonic": [36.3, 42.2], "one-way-drone": [36.6, 41.4], "srbm": [36.0, 42.6],
        "fighter": [36.2, 42.8],
    },
}  # fmt: skip
"""Where each class begins, by country: notional, in open country."""
BOTH = "both"
MIX = {"cruise-subsonic": 0.4, "one-way-drone": 0.3, "srbm": 0.15, "fighter": 0.15}
"""Shares of a raid, by class."""
MIXES = {"mixed": MIX, "drones only": {"one-way-drone": 1.0}, "ballistic only": {"srbm": 1.0}}
TARGETS = ["Gaziantep city"]
"""Where one of the fire units stands, and in its sight: what nobody can see says nothing of size."""
LOW_FLYING = ("cruise-subsonic", "fighter")
KNEE = 0.5
"""Of each further raider, the share that gets through from which on the defence is broken."""
BOXED = "in 10 minutes"
MAIN = BOTH, BOXED, "mixed"
CAUSES = {
    "unseen": ("not unmasked", "not detected", "not tracked", "not in picture", "not declared engageable"),
    "out_of_reach": ("not in reach",),
    "channels": ("no channel free", "not assigned", "not acquired", "no round launched"),
    "rounds": ("no round left",),
    "missed": ("not guided to intercept", "not killed"),
}
"""Why a leaker got through, by the stage that it was not brought to."""
TOLD = {
    "unseen": "not seen or declared in time",
    "out_of_reach": "not in reach in time",
    "channels": "no channel free in time",
    "rounds": "no round left",
    "missed": "missed",
}
COUNTS = tuple(
    Count(key, TOLD[key], f"fate = 'leaked' AND reason IN {(*reasons, '')}")
    for key, reasons in CAUSES.items()
)


def ask(asking: Asking) -> Answer:
    """Play every size from every side, and find the size at which every further raider gets through."""
    whole = asking.play(study(asking), COUNTS)
    boxed = asking.play(study(asking, main=True), COUNTS)
    series = {
        one[:3]: [whole.arms[named(*one[:3], size)] for size in SIZES]
        for one in cases()
        if one[3] == SIZES[0]
    }
    knees = {key: knee_of(arms) for key, arms in series.items()}
    findings = (
        *(finding(key, knee, boxed if is_main(*key) else None) for key, knee in knees.items()),
        *(judged(boxed, name, "leakers", None, subject=name) for name in boxed.arms),
    )
    main_knee, told = knees[MAIN], findings[list(knees).index(MAIN)]
    return Answer(
        key="threats",
        english=(
            f"Of a mixed raid from both sides {BOXED} every further raider is more likely to get through "
            f"than not from about {size(main_knee[0])} on [{size(main_knee[1])} to {size(main_knee[2])} by "
            f"chance]{_moved(told, ' (', ' to ', ' with what is not known)')}."
        ),
        turkish=(
            f"İki yönden 10 dakikada gelen karışık bir saldırıda yaklaşık {size_turkish(main_knee[0])} "
            f"hedeften sonra [rastlantı aralığı {size_turkish(main_knee[1])} - "
            f"{size_turkish(main_knee[2])}{_moved(told, '; bilinmeyenlerle ', ' - ', '', size_turkish)}] "
            "eklenen her hedefin geçmesi daha olası."
        ),
        findings=findings,
        picture=Curves(
            f"Leakers by the size of a mixed raid {BOXED}",
            tuple(curve(side, series[side, BOXED, "mixed"]) for side in (*FROM, BOTH)),
            "raiders sent", "leakers", logarithmic_x=True,
        ),
        table=table(series, knees),
        method=method(whole, boxed),
        would_change="More batteries or rounds, or a reload in the course of the raid: none is played here.",
        entries=tuple(dict.fromkeys((*whole.entries, *boxed.entries))),
        folders=(str(whole.results.folder), str(boxed.results.folder)),
    )  # fmt: skip


def study(asking: Asking, main: bool = False) -> dict[str, Any]:
    """All sizes at the nominal figures, or the main ones over the box."""
    told = {
        "name": "threats",
        "title": "Size of a raid, direction, spread in time and mix",
        "replicates": asking.replicates(8),
        "arm": [{"name": named(*one), "scenario": scenario(*one)} for one in cases(main)],
    }
    if not main:
        return told
    box = {"figures": "all", "points": asking.points(20), "replicates": EACH}
    return {**told, "name": "threats-box", "title": "Size of a raid, over the box", "box": box}


def method(whole: Played, boxed: Played) -> str:
    """What was played, and what the knee is."""
    return (
        f"The two fire units of {BASE} as one regiment, nobody else in the air, allowed to fire at whatever "
        f"they do not know for a friend; {whole.design.replicates} replicates of each of {len(whole.arms)} "
        "raids on the same draws, from both sides over the box of all figures at "
        f"{len(boxed.design.points) - 1} points. The knee lies where the straight lines between the sizes "
        f"played pass a slope of {KNEE}; its interval is of {RESAMPLES} resamples of the replicates."
    )


Case = tuple[str, str, str, int]
"""Direction, spread in time, mix, size."""


def is_main(side: str, spread: str, mix: str) -> bool:
    """Whether it is played over the box too."""
    return (side, spread, mix) == MAIN


def cases(main: bool = False) -> list[Case]:
    """All that is played, or only what is played over the box."""
    mixed = [(side, spread, "mixed") for side, spread in product((*FROM, BOTH), SPREADS)]
    others = [(BOTH, BOXED, mix) for mix in MIXES if mix != "mixed"]
    return [(*key, size) for key in (*mixed, *others) if not main or is_main(*key) for size in SIZES]


def named(side: str, spread: str, mix: str, size: int) -> str:
    """The name of an arm."""
    return f"{mix} from {side} {spread}, {size}"


def scenario(side: str, spread: str, mix: str, size: int) -> dict[str, Any]:
    """A raid of that size, and nobody else."""
    sides = list(FROM) if side == BOTH else [side]
    counts = shared_out(size, {(at, slug): s for at in sides for slug, s in MIXES[mix].items()})
    return {
        "based_on": BASE,
        "name": "threats",
        "area": {"airspace": "closed", "duration_s": 6600},
        "doctrine": {"control": "free"},
        "raid": [
            *gone("raid"),
            *(group(*key, count, SPREADS[spread]) for key, count in counts.items() if count),
        ],
        "traffic": gone("traffic"),
    }


def group(side: str, threat: str, count: int, spread: float) -> dict[str, Any]:
    """Those of one class from one side, evenly over the time of the raid [s]."""
    spacing = spread / count
    how = {"terrain_following": True} if threat in LOW_FLYING else {}
    if threat == "one-way-drone":
        how = {"climbs": True}
    return {
        "name": f"{threat} from {side}", "threat": threat, "count": count, "spacing_s": spacing,
        "jitter_s": min(spacing / 2, 30.0), "lateral_km": 10, "entry": FROM[side][threat],
        "targets": TARGETS, **how,
    }  # fmt: skip


@cache
def names_in(table: str) -> tuple[str, ...]:
    """Names of the rows of a table of the base."""
    return tuple(row.name for row in getattr(load(BASE), table))


def gone(table: str) -> list[dict[str, Any]]:
    """Rows of the base that are left out."""
    return [{"name": name, "remove": True} for name in names_in(table)]


def shared_out(size: int, weights: dict[tuple[str, str], float]) -> dict[tuple[str, str], int]:
    """A whole number of each, in proportion, adding up: the largest remainders get what is left."""
    whole = sum(weights.values())
    exact = {key: size * weight / whole for key, weight in weights.items()}
    counts = {key: math.floor(value) for key, value in exact.items()}
    left = size - sum(counts.values())
    for key in sorted(exact, key=lambda k: counts[k] - exact[k])[:left]:
        counts[key] += 1
    return counts


def leakers(arm: PlayedArm, point: int = 0) -> Sample:
    """Leakers of an arm."""
    return arm.sample(MEASURES["leakers"], point)


def knee_of(arms: Sequence[PlayedArm]) -> Ends:
    """Size at which the marginal leaker passes `KNEE`, with its interval by resampling the replicates."""
    return knee_interval(SIZES, np.stack([leakers(arm).typical for arm in arms]), SEED, KNEE)


def knee(means: Sequence[float]) -> float:
    """Where the slope of leakers over size passes `KNEE` for good; an end of the slopes if nowhere."""
    return knee_over(SIZES, means, KNEE)


def size(found: float) -> str:
    """A knee in words: below the smallest size nothing is known of its place."""
    return f"under {SIZES[0]}" if found <= 0.5 * SIZES[0] else f"{found:.0f}"


def size_turkish(found: float) -> str:
    """The same in Turkish."""
    return f"{SIZES[0]}'ten az" if found <= 0.5 * SIZES[0] else f"{found:.0f}"


def _moved(one: Finding, before: str, between: str, after: str, size: Callable[[float], str] = size) -> str:
    """How far what is not known moves a knee, between words; nothing where no box was played."""
    if one.range is None:
        return ""
    return f"{before}{size(one.range.low)}{between}{size(one.range.high)}{after}"


def finding(key: tuple[str, str, str], found: Ends, boxed: Played | None) -> Finding:
    """A knee; where a box was played, with its range over the points, chance in it."""
    side, spread, mix = key
    return Finding(
        measure="size from which on every further raider is more likely to get through than not",
        subject=f"{mix} from {side} {spread}",
        unit="",
        nominal=found,
        range=None if boxed is None else over_box(boxed),
        claimed=None,
        verdict=None,
        note="" if boxed is None else "the range is of means of few replicates, so chance is in it",
    )


def over_box(boxed: Played) -> Range | None:
    """5 to 95 % of the knees at the points of the box, if there is one."""
    arms = [boxed.arms[named(BOTH, BOXED, "mixed", size)] for size in SIZES]
    points = range(1, len(boxed.design.points))
    if not points:
        return None
    knees = [knee([float(leakers(arm, point).typical.mean()) for arm in arms]) for point in points]
    return Range(*(float(end) for end in np.quantile(knees, [0.05, 0.95])))


def curve(side: str, arms: Sequence[PlayedArm]) -> Curve:
    """Leakers by size."""
    of = MEASURES["leakers"]
    told = [arm.interval(of) for arm in arms]
    values, low, high = (tuple(column) for column in zip(*told, strict=True))
    return Curve(f"from {side}", tuple(map(float, SIZES)), values, low, high)


def table(
    series: dict[tuple[str, str, str], list[PlayedArm]], knees: dict[tuple[str, str, str], Ends]
) -> Table:
    """By direction, spread and mix: leakers at some sizes, the knee, and why those of the largest leak."""
    shown = (20, 80, 300)
    rows = []
    for key, arms in series.items():
        side, spread, mix = key
        means = [f"{leakers(arms[SIZES.index(size)]).typical.mean():.0f}" for size in shown]
        value, low, high = knees[key]
        rows.append(
            (
                f"{mix} from {side} {spread}",
                *means,
                f"{size(value)} [{size(low)} to {size(high)}]",
                causes(arms[-1]),
            )
        )
    headings = ("raid", *(f"leakers of {size}" for size in shown), "knee", f"why, of {shown[-1]}")
    return Table(headings, tuple(rows))


def causes(arm: PlayedArm) -> str:
    """Why leakers leak, the most frequent first."""
    means = {count.title: float(arm.sample(count.measure).typical.mean()) for count in COUNTS}
    whole = sum(means.values()) or 1.0
    told = sorted(means.items(), key=lambda one: -one[1])[:2]
    return ", ".join(f"{title} {100.0 * mean / whole:.0f} %" for title, mean in told)


CLAIM = Claim(
    key="threats",
    sentence="The system is to protect against conflict beyond the borders, in Iraq and Syria.",
    said_in="press articles of 2017",
    question="What raid from Iraq, Syria or both breaks the defence?",
    definition=(
        "Raids of 5 to 300 from Syria, from Iraq and from both at the town at which one fire unit stands, "
        "within 10 or 40 minutes: of four parts cruise missiles, three one-way drones, one and a half "
        "ballistic missiles and as many fighters; from both sides also of drones alone and of ballistic "
        "missiles alone. Measured: leakers by size, and the knee, the size from which on of the raiders that "
        "are added more than half get through. There is no threshold: the curve is the answer."
    ),
    judged=NOTHING_JUDGED,
    ask=ask,
    context=(
        Context(
            "Of 50 tracks that a Patriot battery may follow five are shot down at a time, a report of 2013 "
            "said.",
            "German, Dutch Patriot batteries transferred to Turkey bases (Reuters video text, 2013)",
            "http://videos.parentdish.com/german-dutch-patriot-batteries-transferred-to-turkey-bases",
        ),
    ),
)
