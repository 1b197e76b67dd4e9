"""Causes that must have their effects: paired comparisons on common random numbers.

Each pair plays the same replicates of one seed under two variants of a built-in scenario, so what differs is
what was changed.  A comparison holds if its 95 % interval lies where the effect must be - or, where nothing
may change, contains zero.  A common failure is left out: it would strike both variants alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.catalogue import threat
from openiads.ground.statistics import paired_difference
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_document
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.words import Happening, Side

SEED = 20_170_912
PAIRS, QUICK_PAIRS = 200, 48
MAIN = "turkey-2017"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Played:
    """A variant with its rows."""

    prepared: Prepared
    books: Books

    def outcome(self, *names: str) -> Floats:
        """Sum of columns of the outcomes, by replicate."""
        return np.sum([self.books.outcomes[name].astype(np.float64) for name in names], axis=0)

    def first_seen(self, *raids: str) -> Floats:
        """Mean first-detection range [m] of the raiders of some raids, by replicate; 0 for one never seen."""
        t = self.books.targets
        wanted = np.array([name.startswith(raids) for name in self.prepared.target_names])
        chosen = wanted[t["target"]] & (t["side"] == Side.HOSTILE)
        reach = np.nan_to_num(t["first_detection_range"][chosen])
        place = np.searchsorted(self.books.outcomes["replicate"], t["replicate"][chosen])
        n_replicates = len(self.books.outcomes["replicate"])
        total = np.bincount(place, weights=reach, minlength=n_replicates)
        return total / np.maximum(np.bincount(place, minlength=n_replicates), 1)

    def first_shot(self, *raids: str) -> Floats:
        """Time of the first shot at each of some raids [s], mean over the raids, by replicate."""
        e = self.books.events
        place = np.searchsorted(self.books.outcomes["replicate"], e["replicate"])
        first = np.full((len(raids), len(self.books.outcomes["replicate"])), LATEST)
        for row, raid in zip(first, raids, strict=True):
            members = np.array([name.startswith(raid) for name in self.prepared.target_names])
            at_it = (e["kind"] == Happening.LAUNCH) & members[e["object"]] & (e["object"] >= 0)
            np.minimum.at(row, place[at_it], e["time"][at_it])
        return first.mean(axis=0)


Variant = Callable[[], Scenario]


@dataclass(frozen=True)
class Effect:
    """One comparison: a figure by replicate of two variants, and where its difference must lie."""

    says: str
    before: Variant
    after: Variant
    figure: Callable[[Played, Played], tuple[Floats, Floats]]
    sign: int  # of second minus first; 0: no difference


@dataclass(frozen=True)
class Finding:
    """Means of both variants and the interval of their difference."""

    effect: Effect
    means: tuple[float, float]
    difference: tuple[float, float, float]
    leakers: tuple[float, float]

    @property
    def holds(self) -> bool:
        """Whether the interval lies where it must."""
        _, low, high = self.difference
        if self.effect.sign == 0:
            return low <= 0.0 <= high
        return low > 0.0 if self.effect.sign > 0 else high < 0.0


@lru_cache(maxsize=32)
def played(text: str, pairs: int) -> Played:
    """Replicates [0, pairs) of a scenario, given as JSON; each variant is played once."""
    scenario = Scenario.model_validate_json(text)
    prepared = prepare(scenario)
    books = Books.joined([part.typical() for part in play(prepared.world, SEED, 0, pairs)])
    shots = books.events["kind"] == Happening.LAUNCH
    events = {name: column[shots] for name, column in books.events.items()}
    return Played(prepared, Books(books.outcomes, books.targets, events))


def found(effect: Effect, pairs: int) -> Finding:
    """Play both variants and compare."""
    before, after = (played(variant().model_dump_json(), pairs) for variant in (effect.before, effect.after))
    first, second = effect.figure(before, after)
    leakers = [float(one.outcome("leakers").mean()) for one in (before, after)]
    return Finding(
        effect,
        (float(first.mean()), float(second.mean())),
        paired_difference(second, first),
        (leakers[0], leakers[1]),
    )


def main(*changes: str) -> Variant:
    """The main scenario with changes."""
    return lambda: load(MAIN, changes)


def small_echoes() -> Scenario:
    """The main scenario with a tenth of every radar cross-section."""
    whole = load(MAIN)
    changes = []
    for i, raid in enumerate(whole.raid):
        changes.append(f"raid[{i}].rcs_m2={(raid.rcs_m2 or threat(raid.threat).rcs) / 10}")
        if raid.weapon:
            changes.append(
                f"raid[{i}].weapon.rcs_m2={(raid.weapon.rcs_m2 or threat(raid.weapon.threat).rcs) / 10}"
            )
    return load(MAIN, changes)


def doubled() -> Scenario:
    """The main scenario with twice as many of every raider."""
    return load(MAIN, [f"raid[{i}].count={2 * raid.count}" for i, raid in enumerate(load(MAIN).raid)])


WATCHERS: tuple[dict[str, Any], ...] = (
    {"name": "coast watch", "type": "early-warning-generic", "lat": 36.3, "lon": 33.9},
    {"name": "hill watch", "type": "early-warning-generic", "lat": 37.2, "lon": 38.7},
)
"""Two notional early-warning radars, at no real site."""


def networked(*networks: dict[str, Any]) -> Variant:
    """The main scenario with other networks, and the early-warning radars there."""

    def build() -> Scenario:
        tables = tomllib.loads(builtin.text_of(MAIN))
        tables["radar"] = [*tables.get("radar", []), *WATCHERS]
        tables["battery"] = [{**battery, "acquisition_radar": False} for battery in tables["battery"]]
        tables["network"] = list(networks)
        return load_document(tables, MAIN)

    return build


# Both know the flight plans: without, most raiders from afar are told from airliners too late to be shot at.
ALONE = networked(
    {"name": "adana alone", "form": "alone", "batteries": ["adana"], "flight_plans": True},
    {"name": "gaziantep alone", "form": "alone", "batteries": ["gaziantep"], "flight_plans": True},
)
NATIONAL = networked(
    {
        "name": "national", "form": "national", "batteries": ["adana", "gaziantep"], "delay_s": 2,
        "radars": [watcher["name"] for watcher in WATCHERS], "flight_plans": True,
    }
)  # fmt: skip

LOW = ("drones over", "cruise missiles over")


def seen(*raids: str) -> Callable[[Played, Played], tuple[Floats, Floats]]:
    """First-detection ranges in kilometres."""
    return lambda a, b: (a.first_seen(*raids) / 1e3, b.first_seen(*raids) / 1e3)


def outcome(*names: str) -> Callable[[Played, Played], tuple[Floats, Floats]]:
    """Columns of the outcomes, summed."""
    return lambda a, b: (a.outcome(*names), b.outcome(*names))


WRONG = ("neutrals_engaged", "friends_engaged")
FREE = main("network[0].interrogator=none", "doctrine.control=free")
ASKS_ITS_OWN = main("network[0].interrogator=national", "doctrine.control=free")
ASKS_ALL = main("network[0].interrogator=full", "doctrine.control=free")
TIGHT = main("network[0].interrogator=full", "doctrine.control=tight")


def none_against_wrong(a: Played, b: Played) -> tuple[Floats, Floats]:
    """Nothing, against the wrong engagements of the second variant."""
    wrong = b.outcome(*WRONG)
    return np.zeros_like(wrong), wrong


def fifth_of_wrong(a: Played, b: Played) -> tuple[Floats, Floats]:
    """A fifth of the first variant's wrong engagements against all of the second's."""
    return a.outcome(*WRONG) / 5.0, b.outcome(*WRONG)


def twice_leakers(a: Played, b: Played) -> tuple[Floats, Floats]:
    """Twice the first variant's leakers against the second's."""
    return 2.0 * a.outcome("leakers"), b.outcome("leakers")


LATEST = 3_600.0
"""Seconds that stand for a first shot that was never fired."""
FROM_AFAR = ("bombers", "fighters over the sea", "drones over the sea", "fast missiles")
"""Raids that the batteries' own radars see late; drones that rise beside a battery need no early warning."""


def first_shot(a: Played, b: Played) -> tuple[Floats, Floats]:
    """Time of the first shot at a raid from afar [s]."""
    return a.first_shot(*FROM_AFAR), b.first_shot(*FROM_AFAR)


def effects() -> list[Effect]:
    """Every comparison."""
    return [
        Effect(
            "flat ground: low flyers first seen farther off [km]",
            main(),
            main("area.terrain=flat"),
            seen(*LOW),
            1,
        ),
        Effect("a tenth of the cross-section: seen later [km]", main(), small_echoes, seen(""), -1),
        Effect(
            "a battery less: more leakers",
            main(),
            main("battery.gaziantep.remove=true"),
            outcome("leakers"),
            1,
        ),
        Effect("no IFF, weapons free: wrong engagements", main(), FREE, none_against_wrong, 1),
        Effect("full IFF, weapons tight: under a fifth of them", FREE, TIGHT, fifth_of_wrong, -1),
        Effect(
            "national IFF, weapons free: fewer friends engaged",
            FREE,
            ASKS_ITS_OWN,
            outcome("friends_engaged"),
            -1,
        ),
        Effect("full IFF as well: fewer neutrals", ASKS_ITS_OWN, ASKS_ALL, outcome("neutrals_engaged"), -1),
        Effect("full IFF as well: friends alike", ASKS_ITS_OWN, ASKS_ALL, outcome("friends_engaged"), 0),
        Effect("early warning: raids from afar shot at earlier [s]", ALONE, NATIONAL, first_shot, -1),
        Effect("twice the raid: more than twice the leakers", main(), doubled, twice_leakers, 1),
        Effect(
            "step 0.5 s and 1 s: the same leakers", main(), main("area.step_s=0.5"), outcome("leakers"), 0
        ),
    ]


def row(finding: Finding) -> str:
    """A finding as text."""
    mean, low, high = finding.difference
    verdict = "" if finding.holds else "  FAILS"
    return (
        f"{finding.effect.says:<54}{finding.means[0]:>9.3f}{finding.means[1]:>9.3f}"
        f"{mean:>+10.3f} [{low:+.3f}, {high:+.3f}]"
        f"   {finding.leakers[0]:.1f} / {finding.leakers[1]:.1f}{verdict}"
    )


def print_table(quick: bool = False) -> bool:
    """Print the table as it grows; whether all of it holds."""
    pairs = QUICK_PAIRS if quick else PAIRS
    print(f"\n{pairs} pairs of replicates each, seed {SEED}, {MAIN}; difference with its 95 % interval\n")
    print(f"{'cause and effect':<54}{'before':>9}{'after':>9}{'difference':>11}{'leakers':>30}")
    verdicts = []
    for effect in effects():
        finding = found(effect, pairs)
        print(row(finding), flush=True)
        verdicts.append(finding.holds)
    return all(verdicts)
