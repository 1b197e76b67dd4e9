"""What batteries decided about one target, as scoring keeps it for its story."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openiads.state.words import Hindrance


@dataclass
class Decisions:
    """Moments [s] of decisions, NaN where there was none."""

    offered: float = math.nan  # the first at which nothing kept a unit from it
    last_in_reach: float = math.nan  # the last at which a unit had it in reach
    last_free: float = math.nan  # and a channel free
    last_left: float = math.nan  # and a round left
    last_full: float = math.nan  # the last at which it was in reach and every channel was busy
    last_facing: float = math.nan  # and at which one was free, but its radar kept elsewhere
    last_kept: float = math.nan  # the last at which a round was left, but kept for others

    def note(self, hindrance: Hindrance, time: float) -> None:
        """One more decision, and what kept the unit from it that came nearest."""
        if hindrance == Hindrance.CHANNEL:
            self.last_full = time
        if hindrance == Hindrance.FACING:
            self.last_facing = time
        if hindrance >= Hindrance.CHANNEL:
            self.last_in_reach = time
        if hindrance >= Hindrance.ROUND:
            self.last_free = time
        if hindrance == Hindrance.KEPT:
            self.last_kept = time
        if hindrance >= Hindrance.CHEAPER:
            self.last_left = time
        if hindrance == Hindrance.NOTHING and math.isnan(self.offered):
            self.offered = time
