"""Leakers and rounds left over the size of a raid, a curve for each time over which it arrives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openiads.study.analysis.knee import Knee, knee_interval, middles_of, slopes_of
from openiads.study.analysis.sample import alike
from openiads.study.campaign.tables import rounds_column
from openiads.study.compare.measures import MEASURES, SHARE, Measure, Outcomes
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.saturation.asked_raids import AskedRaids, arm_name
from openiads.study.strata_weights import Ends, Numbers


@dataclass(frozen=True, slots=True)
class Met:
    """What a raid of a size meets."""

    size: int  # raiders that are sent
    aimed: int  # raiders and weapons that would arrive at assets
    leakers: Ends
    of_added: (
        float  # of what is aimed more than by the raid before it, the share that gets through; NaN if none is
    )
    loaded: int  # ready rounds
    rounds_left: Ends
    type_spent: Ends  # share of replicates in which a type of round is used up
    all_spent: Ends  # in which no round is left

    @property
    def leaker_share(self) -> Ends:
        """Of what is aimed."""
        value, low, high = (end / self.aimed if self.aimed else math.nan for end in self.leakers)
        return value, low, high


@dataclass(frozen=True, slots=True)
class SaturationCurve:
    """All sizes of a raid that arrives over one time."""

    spread: float | None  # [s], None as the scenario has it
    met: tuple[Met, ...]  # rising by size
    knee: Knee  # in raiders that are sent

    def leakers_at(self, size: float) -> float:
        """Mean leakers at a size, on the straight lines between those played."""
        sizes, means = zip(*((one.size, one.leakers[0]) for one in self.met), strict=True)
        return float(np.interp(size, (0.0, *sizes), (0.0, *means)))


@dataclass(frozen=True, slots=True)
class Saturation:
    """The answer to a question about sizes."""

    asked: AskedRaids
    curves: tuple[SaturationCurve, ...]

    @property
    def replicates(self) -> int:
        """Of each size at each spread."""
        return self.asked.design.replicates

    @property
    def largest(self) -> Met:
        """The largest raid that was played."""
        return self.curves[0].met[-1]


def saturation(asked: AskedRaids, arms: Mapping[str, PlayedArm]) -> Saturation:
    """What was found of the raids that were asked for, from the arms that were played, by name."""
    curves = [
        _curve(asked, spread, [arms[arm_name(size, spread)] for size in asked.sizes])
        for spread in asked.spreads
    ]
    return Saturation(asked, tuple(curves))


def _curve(asked: AskedRaids, spread: float | None, arms: list[PlayedArm]) -> SaturationCurve:
    leakers = MEASURES["leakers"]
    more = _aiming_more([arm.aimed for arm in arms])
    slopes = slopes_of([arms[k].aimed for k in more], [arms[k].mean(leakers) for k in more])
    added = dict(zip(more, slopes, strict=True))
    met = tuple(
        _met(size, arm, added.get(k, math.nan))
        for k, (size, arm) in enumerate(zip(asked.sizes, arms, strict=True))
    )
    return SaturationCurve(spread, met, _knee(asked, more, arms))


def _aiming_more(aimed: Sequence[int]) -> list[int]:
    """Places of raids that aim more at assets than all before: what is added to others cannot get through."""
    return [k for k, count in enumerate(aimed) if count > max(aimed[:k], default=0)]


def _knee(asked: AskedRaids, more: Sequence[int], arms: Sequence[PlayedArm]) -> Knee:
    """Where it lies, in raiders: it is found over what is aimed at assets, of which alone something leaks."""
    told = alike([arms[k].sample(MEASURES["leakers"]) for k in more])
    aimed = [float(arms[k].aimed) for k in more]
    typical, stricken = np.stack([one.typical for one in told]), np.stack([one.stricken for one in told])
    found = knee_interval(aimed, typical, asked.design.seed, stricken=stricken, share=told[0].share)
    first, second, *_ = middles_of(aimed)
    sizes = [float(asked.sizes[k]) for k in more]
    places = np.interp((*found, first, second, aimed[-1]), (0.0, *aimed), (0.0, *sizes))
    return Knee(*map(float, places))


def _met(size: int, arm: PlayedArm, of_added: float) -> Met:
    types: dict[str, int] = {}
    for battery in arm.plan.batteries:
        for slug, count in battery.rounds.items():
            types[slug] = types.get(slug, 0) + count

    def spent(outcomes: Outcomes) -> Numbers:
        """Whether each type is used up in each replicate (T, R)."""
        loads = {slug: count for slug, count in types.items() if count}
        none = np.zeros((1, outcomes.column("rounds").size))
        rows = [outcomes.column(rounds_column(slug)) >= count for slug, count in loads.items()]
        return np.array(rows, dtype=np.float64) if rows else none

    loaded = arm.loaded
    left = Measure(
        "rounds_left", "rounds left", "", "more", lambda o, _: loaded - o.column("rounds"), most=float(loaded)
    )
    some = Measure("type_spent", "a type used up", SHARE, "less", lambda o, _: spent(o).max(axis=0), trials=1)
    none = Measure("all_spent", "no round left", SHARE, "less", lambda o, _: spent(o).min(axis=0), trials=1)
    leakers, *others = (arm.interval(of) for of in (MEASURES["leakers"], left, some, none))
    return Met(size, arm.aimed, leakers, of_added, loaded, *others)
