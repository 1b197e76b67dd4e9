"""The summary of a run: the answer first, then what it cost, why, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from openiads.ground.units import MUSD
from openiads.study.campaign.run_checks import ENOUGH, replicates_for
from openiads.study.campaign.taken_for_counts import TakenFor
from openiads.study.equivalence import AGREES
from openiads.study.known.kept import Known


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
    hits: float  # mean number of leakers that arrive there


@dataclass(frozen=True, slots=True)
class Carriers:
    """Raiders that carry weapons to where they let them go; none of them is a leaker."""

    count: int  # in the scenario
    killed_before: Interval  # so that their weapons were never released
    released: Interval
    killed_after: Interval  # of those that released
    reasons: Mapping[str, float]  # mean number by what let them come so far, of those that released


@dataclass(frozen=True, slots=True)
class CommonFailure:
    """One cause that defeats every shot of a raid: how likely, and what comes of it."""

    probability: float
    low: float
    high: float
    status: str  # of these figures
    replicates: int  # that were played with it; 0: it is not weighed in
    leakers: Interval | None  # given that it strikes


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
    flights_in_reach: float | None  # None where the engine does not count them
    per_thousand_flights: Interval | None  # engaged per 1,000 flights in reach
    per_hostile_killed: Interval


@dataclass(frozen=True, slots=True)
class StepCheck:
    """Leakers at half the step minus leakers at the step, over the same replicates."""

    step: float  # [s]
    pairs: int
    difference: Interval  # over all looks that were planned
    margin: float  # that the interval must lie within for both to agree, in leakers
    verdict: str

    @property
    def agrees(self) -> bool:
        """Whether both are known to give the same, within the margin."""
        return self.verdict == AGREES


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run says, computed from its tables alone.

    Means and intervals are those of the raid as it may come, a common failure weighed in; `typical` and
    `common_failure` tell both apart.
    """

    scenario: str
    title: str
    scenario_sha256: str
    replicates: int  # as they are; some were played with the common failure, too
    first: int
    seed: int
    raiders: Interval
    aimed: int  # raiders and weapons that the scenario aims at something, released or not
    aimed_at_defence: int  # of them at a battery or a radar, the others at assets
    leakers: Interval  # those that arrive
    typical: Interval  # leakers where no common failure strikes
    common_failure: CommonFailure | None
    killed: Interval
    mission_killed: Interval  # that flew on and harmed nobody
    intercepts: Mapping[str, Interval]  # rounds that met their target; of them mission kills, and kills
    withdrawn: Interval
    unresolved: Interval
    carriers: Carriers
    assets_hit: Interval
    value_hit: Interval  # share of the worth of all assets
    batteries_lost: Interval  # destroyed by raiders
    radars_lost: Interval  # with those of batteries that were lost
    arrived_after_loss: Interval  # of the leakers, at a battery or a radar that was destroyed already
    assets: Mapping[str, AssetHits]
    rounds: Mapping[str, float]  # mean number fired, by slug
    cost: Interval  # of the rounds fired [USD]
    wrong: WrongEngagements
    reasons: Mapping[str, float]  # mean number of raiders by reason, in the order of the chain
    reasons_by_threat: Mapping[str, Mapping[str, float]]
    identities: Sequence[TakenFor]  # by class of target
    stages: Mapping[str, float]  # share of all raiders that came on, by stage that they reached
    stages_by_threat: Mapping[str, Mapping[str, float]]
    first_shot: Interval | None  # over the replicates that saw one [s]
    first_shot_share: float
    object_steps: int | None  # None where the engine does not count them
    plots: int | None
    seconds: float
    cpu_seconds: float
    outcomes_sha256: str
    status_mix: Mapping[str, float]  # share of the figures of each status, by count
    influence: Known  # how much each figure decides, where that was measured
    known_share: float | None  # of all radars' discs that the terrain covers; None without a radar
    step_check: StepCheck
    sharpness: tuple[str, float]  # whether replicates are enough; half width of the leakers' interval

    @property
    def replicates_needed(self) -> int:
        """Replicates that would bring the interval of the typical leakers within 5 % of their mean."""
        verdict, half = self.sharpness
        return (
            self.replicates if verdict == ENOUGH else replicates_for(half, self.typical.mean, self.replicates)
        )

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`: names carry their units."""
        shot = self.first_shot
        per_flights = self.wrong.per_thousand_flights
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
            "mission_killed": self.mission_killed.as_dict(),
            **self._parts(),
            "withdrawn": self.withdrawn.as_dict(),
            "unresolved": self.unresolved.as_dict(),
            "aimed": self.aimed,
            "aimed_at_defence": self.aimed_at_defence,
            "leakers_typical": self.typical.as_dict(),
            "common_failure": self._common_failure(),
            "carriers": self._carriers(),
            "value_hit_share": self.value_hit.as_dict(),
            "assets": {
                name: {"hit_share": asset.hit.as_dict(), "hits": asset.hits}
                for name, asset in self.assets.items()
            },
            "wrong_engagements_per_1000_flights": per_flights.mean if per_flights else None,
            "wrong_engagements_per_hostile_killed": self.wrong.per_hostile_killed.mean,
            "wrong_engagements_intervals": {
                "neutral": self.wrong.neutral.as_dict(),
                "friend": self.wrong.friend.as_dict(),
                "both": self.wrong.engaged.as_dict(),
                "per_1000_flights": per_flights.as_dict() if per_flights else None,
                "per_hostile_killed": self.wrong.per_hostile_killed.as_dict(),
            },
            "reasons_by_threat": {name: dict(row) for name, row in self.reasons_by_threat.items()},
            "stages": dict(self.stages),
            "first_shot_time_s": shot.as_dict() if shot else None,
            "plots": self.plots,
            "status_mix": dict(self.status_mix),
            "influence": self._influence(),
            "step_check": {
                "step_s": self.step_check.step,
                "pairs": self.step_check.pairs,
                "leakers": self.step_check.difference.as_dict(),
                "margin": self.step_check.margin,
                "verdict": self.step_check.verdict,
                "agrees": self.step_check.agrees,
            },
            "replicates_check": self.sharpness[0],
            "replicates_needed": self.replicates_needed,
        }

    def _parts(self) -> dict[str, Any]:
        losses = {
            "batteries_lost": self.batteries_lost,
            "radars_lost": self.radars_lost,
            "arrived_after_loss": self.arrived_after_loss,
        }
        told: dict[str, Any] = {
            name: interval.as_dict() for name, interval in {**self.intercepts, **losses}.items()
        }
        return told | {"identity": [counts.as_dict() for counts in self.identities]}

    def _influence(self) -> dict[str, Any]:
        found = self.influence.influence
        state: dict[str, Any] = {"state": self.influence.state}
        if found is None:
            return state
        return state | {
            "status_share": found.status_share,
            "replicates": found.replicates,
            "seed": found.seed,
            "version": found.version,
            "figures": [f"{row.kind} {' '.join(row.entries)} {row.field}" for row in found.top],
        }

    def _common_failure(self) -> dict[str, Any] | None:
        found = self.common_failure
        if found is None:
            return None
        return {
            "probability": found.probability,
            "low": found.low,
            "high": found.high,
            "status": found.status,
            "replicates": found.replicates,
            "leakers": found.leakers.as_dict() if found.leakers else None,
        }

    def _carriers(self) -> dict[str, Any]:
        found = self.carriers
        return {
            "count": found.count,
            "killed_before_release": found.killed_before.as_dict(),
            "released": found.released.as_dict(),
            "killed_after_release": found.killed_after.as_dict(),
            "reasons": dict(found.reasons),
        }
