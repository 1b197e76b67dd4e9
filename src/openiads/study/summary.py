"""The summary of a run: the answer first, then what it cost, why, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from openiads.ground.units import MUSD
from openiads.study.checks import replicates_for


class Interval(NamedTuple):
    """A mean over replicates, and the low and high end of its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2.0

    def times(self, factor: float) -> Interval:
        """The interval of what is in a fixed proportion."""
        return Interval(*(factor * value for value in self))

    def as_dict(self, unit: float = 1.0) -> dict[str, float]:
        """The three figures by name, counted in `unit`."""
        return {name: value / unit for name, value in self._asdict().items()}


@dataclass(frozen=True, slots=True)
class AssetHits:
    """How often one asset is hit."""

    hit: Interval  # share of replicates in which it is hit at all
    hits: float  # mean number of leakers that hit it


@dataclass(frozen=True, slots=True)
class WrongEngagements:
    """Flights at which a round was fired that should not have been; means per replicate.

    Rates are of the means: their intervals are those of the engagements, over the mean of what they are for.
    """

    neutral: Interval
    friend: Interval
    engaged: Interval  # both
    neutral_killed: float
    friend_killed: float
    flights_in_reach: float
    per_thousand_flights: Interval  # engaged per 1,000 flights in reach
    per_hostile_killed: Interval


@dataclass(frozen=True, slots=True)
class StepCheck:
    """Leakers at half the step minus leakers at the step, over the same replicates."""

    step: float  # [s]
    pairs: int
    difference: Interval

    @property
    def agrees(self) -> bool:
        """Whether the interval of the difference holds zero."""
        return self.difference.low <= 0.0 <= self.difference.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run says, computed from its tables alone."""

    scenario: str
    title: str
    scenario_sha256: str
    replicates: int
    first: int
    seed: int
    raiders: Interval
    leakers: Interval
    killed: Interval
    withdrawn: Interval
    unresolved: Interval
    hits: Interval
    assets_hit: Interval
    assets: Mapping[str, AssetHits]
    rounds: Mapping[str, float]  # mean number fired, by slug
    cost: Interval  # of the rounds fired [USD]
    wrong: WrongEngagements
    reasons: Mapping[str, float]  # mean number of raiders by reason, in the order of the chain
    reasons_by_threat: Mapping[str, Mapping[str, float]]
    stages: Mapping[str, float]  # share of all raiders that came on, by stage that they reached
    stages_by_threat: Mapping[str, Mapping[str, float]]
    first_shot: Interval | None  # over the replicates that saw one [s]
    first_shot_share: float
    object_steps: int
    plots: int
    seconds: float
    cpu_seconds: float
    outcomes_sha256: str
    status_mix: Mapping[str, float]
    known_share: float  # of all radars' discs that the terrain covers
    step_check: StepCheck

    @property
    def replicates_needed(self) -> int:
        """Replicates that would bring the interval of the leakers within 5 % of their mean."""
        return replicates_for(self.leakers.half, self.leakers.mean, self.replicates)

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`: names carry their units."""
        shot = self.first_shot
        return {
            "scenario": self.scenario,
            "scenario_sha256": self.scenario_sha256,
            "replicates": self.replicates,
            "seed": self.seed,
            "raiders": self.raiders.as_dict(),
            "leakers": self.leakers.as_dict(),
            "assets_hit": self.assets_hit.as_dict(),
            "rounds": dict(self.rounds),
            "cost_musd": self.cost.as_dict(MUSD),
            "wrong_engagements": {"neutral": self.wrong.neutral.mean, "friend": self.wrong.friend.mean},
            "reasons": dict(self.reasons),
            "outcomes_sha256": self.outcomes_sha256,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "object_steps": self.object_steps,
            "first": self.first,
            "killed": self.killed.as_dict(),
            "withdrawn": self.withdrawn.as_dict(),
            "unresolved": self.unresolved.as_dict(),
            "assets": {
                name: {"hit_share": asset.hit.as_dict(), "hits": asset.hits}
                for name, asset in self.assets.items()
            },
            "wrong_engagements_per_1000_flights": self.wrong.per_thousand_flights.mean,
            "wrong_engagements_per_hostile_killed": self.wrong.per_hostile_killed.mean,
            "wrong_engagements_intervals": {
                "neutral": self.wrong.neutral.as_dict(),
                "friend": self.wrong.friend.as_dict(),
                "both": self.wrong.engaged.as_dict(),
                "per_1000_flights": self.wrong.per_thousand_flights.as_dict(),
                "per_hostile_killed": self.wrong.per_hostile_killed.as_dict(),
            },
            "reasons_by_threat": {name: dict(row) for name, row in self.reasons_by_threat.items()},
            "stages": dict(self.stages),
            "first_shot_time_s": shot.as_dict() if shot else None,
            "plots": self.plots,
            "status_mix": dict(self.status_mix),
            "step_check": {
                "step_s": self.step_check.step,
                "pairs": self.step_check.pairs,
                "leakers": self.step_check.difference.as_dict(),
                "agrees": self.step_check.agrees,
            },
            "replicates_needed": self.replicates_needed,
        }
