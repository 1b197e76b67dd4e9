"""Good plans, soon: greedy, then trades until none gains, then kicks by chance and trades again.

Everything is counted: the same problem, seed and budget give the same plan in every bit, unless the time that
was allowed ends it early.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from openiads.engagement.weapon_target.exchanges import trade_shots
from openiads.engagement.weapon_target.kicks import DRAWS, kick
from openiads.engagement.weapon_target.shot_plan import Plan
from openiads.study.assignment.lent_arrays import (
    copy_of,
    counts_of,
    fired_greedily,
    plan_of,
    reach_of,
    ways_for,
)
from openiads.study.assignment.merged_problem import MergedProblem
from openiads.study.assignment.weapon_target_problem import Integers

WIDE, NARROW = 24, 12
"""Ways of each length that are gone on with, at first and after each kick."""
CHUNK = 2e5
"""Targets and shots looked at after which it is asked whether the time is up."""
KICKED = 5e7
"""Looked at in one go of kicks at most, the last of which is given up: large problems forget the time."""
ROUND, AT_ONCE = 256, 16
"""Kicks before the pairs that are tried are looked through again, and before the clock is."""

Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


class Trading:
    """The best plan so far."""

    def __init__(self, whole: MergedProblem, seed: int) -> None:
        self._odds = whole.odds
        self._draws = np.random.default_rng(seed)
        self.plan: Plan = plan_of(whole.odds, fired_greedily(whole.odds).counts)
        self.kicks = 0

    @property
    def left(self) -> float:
        """What the plan leaves, values scaled."""
        return math.fsum(self.plan.left)

    @property
    def counts(self) -> Integers:
        """The plan as counts (N, T)."""
        return counts_of(self._odds, self.plan)

    def trade(self, late: Callable[[], bool]) -> None:
        """Trade until nothing gains."""
        ways, reach = ways_for(self._odds, WIDE), reach_of(self._odds.survival < 1.0)
        upto = CHUNK
        while not trade_shots(self._odds, self.plan, reach, ways, upto) and not late():
            upto += CHUNK

    def kick(self, near: Flags, late: Callable[[], bool]) -> None:
        """Make a round of kicks, which try the pairs `near` (N, T)."""
        ways, reach = ways_for(self._odds, NARROW), reach_of(near)
        other, kept = copy_of(self.plan), self.plan
        for rows in self._draws.random((ROUND // AT_ONCE, AT_ONCE, DRAWS)):
            kick(self._odds, other, kept, reach, ways, rows, ways.told[0] + KICKED)
            self.kicks += AT_ONCE
            if late():
                break
