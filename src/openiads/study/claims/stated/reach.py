"""Targets as far as 250 miles away: the distance at which an intercept is possible at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from openiads.catalogue.entries import Entry
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.interval_words import between
from openiads.ground.units import KM, MILE
from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims import intercept_distance as intercept
from openiads.study.claims.asking import Asking
from openiads.study.claims.claim import Answer, Claim, Context, Curve, Curves, Finding, Table
from openiads.study.claims.computed import About, ComputedBox, Setting, box_of, judged_number
from openiads.study.claims.intercept_distance import (
    ALONE,
    CUED,
    HIGH_MAST,
    HILL,
    MAST,
    REMOTE,
    TRUCK,
    Limits,
    Posture,
)
from openiads.study.strata_weights import Numbers

SAID = 250.0 * MILE
"""250 miles [m]."""
POINTS = 96
BEST = Posture(HIGH_MAST, True, CUED)
"""What favours the claim most without another system's track."""
TOLD_HEIGHTS = (50.0, 300.0, 1_000.0, 5_000.0, 10_000.0, 15_000.0)
"""Of the verdicts above the ground [m]."""
ARMS_HEIGHT = 10_000.0
"""At which the other arms are told [m]: where long ranges are quoted for."""
ARMS = {
    "antenna on its truck, alone": Posture(TRUCK, True, ALONE),
    "24 m mast, alone": Posture(MAST, True, ALONE),
    "40 m mast, alone": Posture(HIGH_MAST, True, ALONE),
    "40 m mast, cued, rounds of 2017": Posture(HIGH_MAST, False, CUED),
    "40 m mast on a hill, cued": Posture(HILL, True, CUED),
    "fired on another radar's track": Posture(HIGH_MAST, True, REMOTE),
}
NAMES = {
    "fighter-low-observable": "stealth fighter", "cruise-subsonic": "cruise missile", "fighter": "fighter",
    "bomber": "bomber",
}  # fmt: skip
BEARINGS_RANGE = (0.05, 0.95)
SHARE = "share of the 400 km circle in which an intercept is possible"
LOWEST, RIM = (
    "lowest height in sight 400 km away, median over bearings",
    "engagement radar on a 40 m mast",
)
WITHIN = 0.9
"""Share of what was said that counts as rounding."""
ROUNDED = ("fighter", "bomber")
"""Classes for which it is told too whether the distance is right but for rounding."""


class Look(NamedTuple):
    """Whom a posture may meet, and how high."""

    posture: Posture
    height: float
    kind: str

    @property
    def place(self) -> tuple[Posture, int, int]:
        """The posture, and the places of height and class."""
        return self.posture, intercept.HEIGHTS.index(self.height), intercept.CLASSES.index(self.kind)


class Scene(NamedTuple):
    """The ground, the box, and what was computed at each of its points."""

    here: intercept.Ground
    box: ComputedBox
    bounds: Sequence[Limits]
    medians: dict[Look, list[float]]  # [km]
    shares: dict[str, list[float]]  # of the disc, by class
    lowest: list[float]  # in sight at its rim [m]


def ask(asking: Asking) -> Answer:
    """Compute all distances at every point of the box, and judge their medians over bearings."""
    scene = computed(box_of(intercept.unknowns(), asking.points(POINTS)))
    here, box = scene.here, scene.box
    best = {height: _medians(scene, BEST, height, SAID, "") for height in TOLD_HEIGHTS}
    arms = {name: _medians(scene, posture, ARMS_HEIGHT, SAID, name) for name, posture in ARMS.items()}
    rounded = [
        _median(scene, BEST, height, kind, WITHIN * SAID, "within a tenth of it")
        for height in TOLD_HEIGHTS[-2:]
        for kind in ROUNDED
    ]
    findings = [one for row in (*best.values(), *arms.values()) for one in row]
    longest = max(entry.maximum_range for entry in map(PACKAGED.round_of, here.system.rounds))
    return Answer(
        key="reach",
        english=english(best),
        turkish=turkish(best),
        findings=(*findings, *rounded, *_reported(scene)),
        picture=_picture(scene),
        table=_table(best, arms),
        method=(
            "Computed, not played: no raid, so no chance, and its interval has no width. "
            f"{len(intercept.SITES)} notional sites at town level ({', '.join(intercept.SITES)}), 72 "
            f"bearings each, real ground of 900 m cells, {len(intercept.HEIGHTS)} heights above the ground; "
            f"the box of {len(box.coordinates)} unknowns, the surface of the ground and the bending of rays "
            f"among them, at {len(box.points) - 1} points. Sight counts from an even chance with one look. "
            "Of rounds the whole published reach counts, and that they arrive fast enough; nobody has to be "
            "hit."
        ),
        would_change=(
            f"No round of the catalogue is said to reach beyond {longest / KM:g} km, so {SAID / KM:.0f} km "
            "fails by the rounding of miles alone; what is right within a tenth is told beside it. A "
            "measured range of the engagement radar for a stated cross section, and proof that rounds are "
            "guided on the track of another radar, would change more."
        ),
        entries=_entries(here),
    )


def computed(box: ComputedBox) -> Scene:
    """All numbers at every point; those of one point together, for they share what a radar sees."""
    here = intercept.ground()
    bounds = [intercept.limits(here, at.catalogue) for at in box.settings]
    postures = [(BEST, height) for height in TOLD_HEIGHTS] + [
        (posture, ARMS_HEIGHT) for posture in ARMS.values()
    ]
    medians: dict[Look, list[float]] = {Look(*of, kind): [] for of in postures for kind in intercept.CLASSES}
    shares: dict[str, list[float]] = {kind: [] for kind in intercept.CLASSES}
    lowest = []
    for at, bound in zip(box.settings, bounds, strict=True):
        for look, found in medians.items():
            found.append(median(here, at, bound, look))
        for kind, told in shares.items():
            place = Look(BEST, ARMS_HEIGHT, kind).place
            told.append(intercept.share_of_disc(here, at, bound, *place))
        lowest.append(intercept.lowest_at_disc(here, at, bound, BEST))
    return Scene(here, box, bounds, medians, shares, lowest)


def median(here: intercept.Ground, at: Setting, bounds: Limits, look: Look) -> float:
    """Greatest distance of an intercept [km], the median over bearings and sites."""
    return float(np.median(intercept.distances(here, at, bounds, *look.place))) / KM


def english(best: dict[float, tuple[Finding, ...]]) -> str:
    """The answer in one line."""
    low, high = _told(best, TOLD_HEIGHTS[0]), _told(best, ARMS_HEIGHT)
    return (
        f"{_held(best, 'Yes', 'Not in general')}: in half of the directions a bomber at {ARMS_HEIGHT / KM:g} "
        f"km of height can be met {high['bomber']:.0f} km away, a fighter {high['fighter']:.0f} km, a "
        f"stealth fighter {high['fighter-low-observable']:.0f} km; a cruise missile {TOLD_HEIGHTS[0]:g} m "
        f"above the ground only {low['cruise-subsonic']:.0f} km, because hills and the curve of the Earth "
        "hide it."
    )


def turkish(best: dict[float, tuple[Finding, ...]]) -> str:
    """The same in Turkish."""
    low, high = _told(best, TOLD_HEIGHTS[0]), _told(best, ARMS_HEIGHT)
    return (
        f"{_held(best, 'Evet', 'Genelde hayır')}: yönlerin yarısında {ARMS_HEIGHT / KM:g} km yükseklikteki "
        f"bir bombardıman uçağı {high['bomber']:.0f} km uzakta karşılanabiliyor, bir savaş uçağı "
        f"{high['fighter']:.0f} km, bir hayalet uçak {high['fighter-low-observable']:.0f} km; yerden "
        f"{TOLD_HEIGHTS[0]:g} m yüksekteki bir seyir füzesi ise ancak {low['cruise-subsonic']:.0f} km "
        "uzakta, çünkü onu tepeler ve yeryüzünün eğriliği gizliyor."
    )


def _held(best: dict[float, tuple[Finding, ...]], yes: str, no: str) -> str:
    """Whether every height and class reaches what was said."""
    held = all(
        one.verdict is not None and one.verdict.kind is Kind.SUPPORTED for row in best.values() for one in row
    )
    return yes if held else no


def _told(best: dict[float, tuple[Finding, ...]], height: float) -> dict[str, float]:
    """Distance of each class at a height [km]."""
    return {kind: one.nominal[0] for kind, one in zip(intercept.CLASSES, best[height], strict=True)}


def _medians(scene: Scene, posture: Posture, height: float, said: float, arm: str) -> tuple[Finding, ...]:
    """A finding about each class."""
    return tuple(_median(scene, posture, height, kind, said, arm) for kind in intercept.CLASSES)


def _median(scene: Scene, posture: Posture, height: float, kind: str, said: float, arm: str) -> Finding:
    """Greatest distance of an intercept, the median over bearings and sites, against what was said [m]."""
    look = Look(posture, height, kind)
    near, far = np.quantile(_all(scene, look), BEARINGS_RANGE) / KM
    about = About(
        "greatest distance of an intercept, median over bearings",
        f"{NAMES[kind]} at {told_height(height)}{', ' if arm else ''}{arm}",
        "km",
        f"5 to 95 % of bearings: {between(near, far, '{:.0f}'.format)} km",
        ranked=height == ARMS_HEIGHT and not arm,
    )

    def at(setting: Setting) -> float:
        return median(scene.here, setting, intercept.limits(scene.here, setting.catalogue), look)

    return judged_number(scene.box, scene.medians[look], Claimed(said / KM), about, at)


def _all(scene: Scene, look: Look) -> Numbers:
    """Distances of all bearings and sites at the nominal (n,) [m]."""
    return intercept.distances(scene.here, scene.box.settings[0], scene.bounds[0], *look.place)


def _reported(scene: Scene) -> list[Finding]:
    """What has no threshold: shares of the circle of press maps, and what is seen over its rim."""
    found = [
        judged_number(
            scene.box,
            told,
            None,
            About(SHARE, f"{NAMES[kind]} at {told_height(ARMS_HEIGHT)}", "1", ranked=False),
        )
        for kind, told in scene.shares.items()
    ]
    return [*found, judged_number(scene.box, scene.lowest, None, About(LOWEST, RIM, "m", ranked=False))]


def told_height(height: float) -> str:
    """A height in the unit that people use."""
    return f"{height / KM:g} km" if height >= KM else f"{height:g} m"


def _picture(scene: Scene) -> Curves:
    """Distance against height: a line for each class as the claim has it best, and the arms for a fighter."""
    drawn = {NAMES[kind]: (BEST, kind) for kind in intercept.CLASSES}
    drawn |= {
        f"fighter, {name}": (posture, "fighter") for name, posture in ARMS.items() if posture.cue == REMOTE
    }
    drawn["fighter, 2017, truck, alone"] = (Posture(TRUCK, False, ALONE), "fighter")
    heights = intercept.HEIGHTS
    curves = []
    for name, (posture, kind) in drawn.items():
        told = [_all(scene, Look(posture, height, kind)) / KM for height in heights]
        middle, low, high = (
            tuple(float(np.quantile(each, share)) for each in told) for share in (0.5, *BEARINGS_RANGE)
        )
        curves.append(Curve(name, heights, middle, low, high))
    said = (SAID / KM,) * len(heights)
    return Curves(
        "Greatest distance of an intercept: median over bearings and sites",
        (*curves, Curve("250 miles (402 km)", heights, said, said, said, stated=True)),
        "height of the target above the ground, m", "km", logarithmic_x=True,
        band="5 to 95 % of the bearings",
    )  # fmt: skip


def _table(best: dict[float, tuple[Finding, ...]], arms: dict[str, tuple[Finding, ...]]) -> Table:
    """A row for each height as the claim has it best, and for each arm at one height."""
    rows = {f"{told_height(height)}, 40 m mast, cued": row for height, row in best.items()}
    rows |= {f"{told_height(ARMS_HEIGHT)}, {name}": row for name, row in arms.items()}
    return Table(
        ("height and how the radars stand", *(NAMES[kind] for kind in intercept.CLASSES)),
        tuple((name, *map(_cell, row)) for name, row in rows.items()),
    )


def _cell(one: Finding) -> str:
    """Distance, how far the unknowns move it, and the verdict."""
    low, high = one.range or (one.nominal[0], one.nominal[0])
    kind = one.verdict.kind.value if one.verdict is not None else ""
    value, ends = f"{one.nominal[0]:.0f}", between(low, high, "{:.0f}".format)
    return f"{value} km: {kind}" if ends == value else f"{value} km ({ends}): {kind}"


def _entries(here: intercept.Ground) -> tuple[Entry, ...]:
    """Of the catalogue, that the distances rest on."""
    of = here.system
    return (
        of, *map(PACKAGED.radar, intercept.radars(of)), *map(PACKAGED.round_of, of.rounds),
        *map(PACKAGED.threat, intercept.CLASSES), PACKAGED.flight,
    )  # fmt: skip


CLAIM = Claim(
    key="reach",
    sentence="It can hit targets as far as 250 miles away.",
    said_in="press articles of 2017",
    question="At what distance is an intercept possible at all, by height, cross section and bearing?",
    definition=(
        "Estimand: the greatest distance along the ground at which an intercept is possible at all, that is "
        "the least of the line of sight by bearing over real ground, the range at which each radar that is "
        "needed has an even chance with one look, and the reach of the farthest-reaching round at that "
        "height. Arms: antennas on the truck, on a mast of 24 m, of 40 m, of 40 m on the highest ground "
        "within 10 km; all rounds, or those in service in 2017; alone (a search radar and the engagement "
        "radar must see), cued by a network (the engagement radar must), fired on another radar's track "
        "(none must, and only rounds that home by themselves may). Targets at 50 m to 15 km above the "
        "ground, with the cross sections of a stealth fighter, a cruise missile, a fighter and a bomber. "
        "Measures: the median over bearings and three sites; the share of the 400 km circle; the lowest "
        "height in sight at 400 km. It holds for a height and class where the median is more than 402 km "
        "(250 miles), so at least half of the bearings are; for fighters and bombers at 10 and 15 km it is "
        "told too whether it is within a tenth of that."
    ),
    judged="met 402 km (250 miles) away or farther, or a tenth less, in half of the directions",
    ask=ask,
    context=(
        Context(
            "The Swedish Defence Research Agency puts the real reach at 150 to 200 km.",
            "FOI: real S-400 range 150-200 km, not 400 (Bao Nghe An, on FOI, 2019)",
            "https://baonghean.vn/fr/chuyen-gia-quan-su-noi-so-hai-cua-phuong-tay-voi-nga-la-qua-dang-1019357"
            "4.html",
        ),
        Context(
            "The same report: the reach that maps draw is overrated.",
            "Swedish report: Russia's A2/AD capability overrated (R. Dalsjo, M. Jonsson) (Delfi, on FOI's "
            "'Bursting the Bubble?', 2019)",
            "https://www.delfi.ee/news/paevauudised/valismaa/rootsi-raport-venemaa-a2ad-voimekus-on-ulehinnatud?id=8"
            "5511491",
        ),
        Context(
            "Press of 2012 has 250 km.",
            "S-400 regiment for Moscow (People's Daily (French), from Russian MoD, 2012)",
            "http://french.peopledaily.com.cn/International/8469063.html",
        ),
        Context(
            "Circles on a map are not coverage.",
            "Russia's A2/AD strategy is a myth (paper for MAST Northern Coasts) (romeosquared.eu, 2019)",
            "https://romeosquared.eu/2019/09/09/russias-a2-ad-strategy-is-a-myth/",
        ),
    ),
)
