"""An arm as a comparison sees it: its rows at every point, and what its numbers are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openiads.scenario.plan import Plan
from openiads.study.analysis.sample import Sample
from openiads.study.campaign.run_checks import aimed
from openiads.study.compare.measures import MEASURES, Measure, Outcomes, Whole
from openiads.study.strata_weights import Ends

GONE = 0.9
"""An arm is limited by its magazines where this share of its rounds is fired."""


@dataclass(frozen=True)
class PlayedArm:
    """One arm, played at the nominal point and maybe at those of a box."""

    name: str
    told: str  # how it was made equal to others, nothing if it was not
    plan: Plan  # at the nominal point
    outcomes: Sequence[Outcomes]  # at each point, the nominal first

    @property
    def aimed(self) -> int:
        """What its scenario aims at assets."""
        return aimed(self.plan)

    @property
    def carriers(self) -> int:
        """Raiders of its scenario that release weapons."""
        return len({target.carrier for target in self.plan.targets if target.carrier >= 0})

    @property
    def whole(self) -> Whole:
        """What there is of what is counted."""
        worth = [asset.value for asset in self.plan.assets if asset.value > 0.0]
        least = min(worth) / sum(worth) if worth else 0.0
        return Whole(self.aimed, self.carriers, len(self.plan.assets), least_value=least)

    @property
    def loaded(self) -> int:
        """Rounds of all its batteries, on launchers and behind."""
        return sum(sum(battery.rounds.values()) for battery in self.plan.batteries)

    def sample(self, of: Measure, point: int = 0) -> Sample:
        """Values of a measure at a point."""
        return of.of(self.outcomes[point], self.aimed)

    def interval(self, of: Measure, point: int = 0) -> Ends:
        """Mean of a measure at a point, with its interval by chance."""
        return self.sample(of, point).interval(of.inside(self.whole))

    def mean(self, of: Measure, point: int = 0) -> float:
        """The mean alone."""
        return self.interval(of, point)[0]

    @property
    def fired_share(self) -> float:
        """Share of its rounds that it fires on average; 0 where it has none."""
        return self.mean(MEASURES["rounds"]) / self.loaded if self.loaded else 0.0

    def box(self, of: Measure) -> list[Sample]:
        """Values of a measure at each point but the nominal."""
        return [self.sample(of, point) for point in range(1, len(self.outcomes))]
