"""One battery of each system against the same raid: the study that prices and bids are held against.

The raid is that of one-battery with every number doubled: the least multiple at which the smallest load on
offer no longer holds two rounds for each raider, so that magazines count as well as reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.statistics import mean_interval
from openiads.study.analysis.box_range import Range, ratio_range
from openiads.study.analysis.ratio import Ratio, ratio
from openiads.study.analysis.sample import Sample
from openiads.study.claims.asking import POINTS, Asking, Played
from openiads.study.claims.computed import ComputedBox, range_of
from openiads.study.compare.layouts import layouts
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.cost.spending import Spent, spent_of
from openiads.study.strata_weights import Ends, Numbers, Rows

BASE, BATTERY = "one-battery", "gaziantep"
RAIDS = ("fighters", "drones", "ballistic missiles")
TIMES = 2
RAIDERS = 2 * TIMES
"""Of each of the raids, which has two of each."""
SYSTEMS = ("s-400", "s-300pmu2", "patriot-pac3", "fd-2000", "samp-t")
REPLICATES, BOX_REPLICATES = 48, 8
STRIDE = 1_000_000
"""More than the replicates of a point, so that a number tells both."""
STOPPED = MEASURES["stopped"]
SAVED = Measure(
    "value_saved", "share of all value that is saved", "1", "more",
    lambda outcomes, aimed: 1.0 - outcomes.column("value_hit_share"), least_of="least_value",
)  # fmt: skip


def study(asking: Asking) -> dict[str, Any]:
    """The study of both claims, so that it is played once for them."""
    return {
        "name": "bids",
        "title": "One battery of each system against the same raid",
        "replicates": asking.replicates(REPLICATES),
        "arm": [{"name": system, "scenario": scenario(system)} for system in SYSTEMS],
        "box": {"figures": "all", "points": asking.points(POINTS), "replicates": BOX_REPLICATES},
        "keep": ["outcomes", "targets", "events"],
    }


def scenario(system: str) -> dict[str, Any]:
    """The raid against one battery of a system."""
    return {
        "based_on": BASE,
        "name": f"one {system}",
        "battery": [{"name": BATTERY, "system": system}],
        "raid": [{"name": raid, "count": RAIDERS} for raid in RAIDS],
    }


def figure(played: Played, path: str, point: int) -> float:
    """A figure of the catalogue at a point, in the unit of the files, by its path as in `--set`."""
    for number, one in enumerate(played.design.coordinates):
        if path in one.paths and not one.grouped:
            return float(played.design.points[point, number])
    _, kinds, slug, field = path.split(".")
    document = PACKAGED.document(kinds.removesuffix("s"), slug)[1]
    return float(document[field]["value"])


def points(played: Played) -> range:
    """Numbers of the points, the nominal being 0."""
    return range(len(played.design.points))


def box_of_study(played: Played, arms: Sequence[str]) -> ComputedBox:
    """Of a study, the coordinates that touch one of some arms, at the points at which it was played."""
    chosen = [k for k, one in enumerate(played.design.coordinates) if not set(arms).isdisjoint(one.arms)]
    coordinates = tuple(played.design.coordinates[k] for k in chosen)
    return ComputedBox(coordinates, played.design.points[:, chosen])


def effects(played: Played, first: str, second: str, of: Measure) -> list[Ratio]:
    """Effect of one system over that of another at each point, the nominal first."""
    one, other = played.arms[first], played.arms[second]
    both = one.whole.joined(other.whole)
    how = of.inside(both), of.step(both)
    return [ratio(one.sample(of, point), other.sample(of, point), *how) for point in points(played)]


def range_without_chance(one: PlayedArm, other: PlayedArm, of: Measure, times: Numbers) -> Range | None:
    """5 to 95 % of the box of the ratio of two arms times a number (P,), what chance adds taken off."""
    above, below = layouts(one, other, of)
    return ratio_range(above.scaled(times), below)


def of_defined(told: Sequence[Ends], why: str) -> tuple[Range | None, str]:
    """5 to 95 % of the points (P,) at which a number is defined, and a note of how many it is not."""
    values = np.array([ends[0] for ends in told])
    defined = values[np.isfinite(values)]
    note = f"at {values.size - defined.size} of {values.size} points {why}, and the range is of the others"
    return (range_of(defined) if defined.size else None), note


def mean(values: Numbers) -> Ends:
    """Mean of values (n,) without an interval, for what is only drawn."""
    told = float(np.mean(values))
    return told, told, told


def spending(played: Played, arm: str) -> list[Spending]:
    """What an arm spent at each class, by point, the nominal first."""
    plan, results = played.arms[arm].plan, played.results
    keys = f"point * {STRIDE} + replicate AS replicate, common_failure"
    of_arm = f"WHERE arm = '{arm}'"
    outcomes, targets, events = (
        results.sql(f"SELECT {keys}{columns} FROM {table} {of_arm} ORDER BY 1, 2").to_arrow_table()
        for table, columns in (
            ("outcomes", ", point"), ("targets", ", target, fate"), ("events", ", kind, object, value"),
        )
    )  # fmt: skip
    spent = spent_of(plan, outcomes, [targets], [events])
    at, failed = outcomes["point"].to_numpy(), outcomes["common_failure"].to_numpy() == 1
    odds = [played.arms[arm].outcomes[point].probability for point in points(played)]
    return [
        Spending(
            spent._replace(
                fired=spent.fired[at == point],
                killed=spent.killed[at == point],
                engaged=spent.engaged[at == point],
            ),
            odds[point],
            failed[at == point],
        )
        for point in points(played)
    ]


@dataclass(frozen=True)
class Spending:
    """What one arm spent at one point, and how its rows are weighed."""

    spent: Spent
    probability: float  # of the common failure
    common_failure: Rows  # (R,)

    def per_raider(self, threat: str, unit_costs: Sequence[float]) -> Ratio:
        """Price of the rounds fired at one raider of a class that is fired at, in the money of the prices."""
        money = self._sample(self.spent.on(threat, unit_costs))
        return ratio(
            money, self._sample(self.spent.engaged[:, self.spent.threats.index(threat)]), mean_interval
        )

    def _sample(self, values: npt.ArrayLike) -> Sample:
        return Sample.of(values, self.probability, self.common_failure)


TITLES = {
    "s-400": "S-400",
    "s-300pmu2": "S-300PMU-2",
    "patriot-pac3": "Patriot",
    "fd-2000": "FD-2000",
    "samp-t": "SAMP/T",
}
"""What systems are called where there is little room."""
