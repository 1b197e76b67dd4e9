"""At which value of a figure a verdict flips: the figure alone is moved, all others stay as catalogued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from openiads.study.analysis.threshold import Crossing, crossing
from openiads.study.claims.asking import Played
from openiads.study.claims.counting import counts_in
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.strata_weights import Ends
from openiads.study.threshold.moving import Moving, in_values

Told = Callable[[PlayedArm, PlayedArm | None], Ends]
"""From an arm and its base, each played at one point, to the number that is judged."""
GRID = 5
"""Values that are looked at first."""
FINENESS = 1.0 / 16.0
"""A crossing is found to this share of the figure's box: finer than its own interval mostly is."""
REPLICATES = 16
"""At each value, if as many were played at the nominal figures."""


@dataclass(frozen=True)
class Flips:
    """Plays arms with one figure moved."""

    played: Played

    def of(self, name: str, threshold: float, arm: str, base: str | None, told: Told) -> Crossing:
        """Where a number crosses its threshold between the low and the high of a figure.

        told  the number, from an arm and its base played with that figure moved
        """
        design = self.played.design
        number, one = next((k, c) for k, c in enumerate(design.coordinates) if c.name == name)

        def at(share: float) -> Ends:
            values = [c.value for c in design.coordinates]
            values[number] = one.at(share)
            return told(self._played(arm, values), None if base is None else self._played(base, values))

        return in_values(crossing(at, 0.0, 1.0, threshold, GRID, FINENESS), one)

    @cached_property
    def _moving(self) -> Moving:
        design, counts = self.played.design, self.played.counts
        replicates = min(REPLICATES, design.replicates)
        return Moving(
            design.coordinates, design.seed, replicates, count=lambda targets: counts_in(targets, counts)
        )

    def _played(self, name: str, values: Sequence[float]) -> PlayedArm:
        outcomes = self._moving.at(self.played.design.arm(name), values).outcomes
        return replace(self.played.arms[name], outcomes=[outcomes])
