"""Who shoots at what, what that leaves, and below what no other plan can get.

First shots are given greedily, then traded, then prices of shots bound what any plan leaves; where the two
are apart, kicks better the plan and a mixed-integer program over the salvos that may be in a better one
decides.  All but the last is counted, not timed: the same problem and seed give the same plan in every bit,
unless the time that was allowed ends it early, and then the answer says so.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from openiads.study.assignment.merged_problem import MergedProblem, merged
from openiads.study.assignment.near_salvos import best_within, listed
from openiads.study.assignment.price_bound import STEPS, PriceBound
from openiads.study.assignment.trading import Trading
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem

Method = Literal["auto", "greedy", "local", "exact"]
Status = Literal["optimal", "within gap", "time limit"]
METHODS: tuple[Method, ...] = ("auto", "greedy", "local", "exact")
SHORT = 600
"""Steps of prices for a plan that is greedy only."""
KICKS, KICKS_EACH, FEW_KICKS = 200_000, 1_000, 1_024
"""Kicks at most, for each target at most, and before a proof is tried."""
NEAR, LEAST_NEAR = 4.0, 2.5e-3
"""How far pairs that are tried may be from the least: times the gap, and at least a share of the value."""
FIRST, LARGER = 1 / 64, 2.5
"""Share of the gap that a proof looks into first, and how much more each time."""
MOST_SALVOS = 60_000
"""Salvos of one program: HiGHS takes minutes with more."""
FEW_SALVOS = 2_000
"""Salvos of which a program is solved at once."""
PRICING = 0.4
"""Share of the time after which prices give way to kicks and proof."""
PROOF = 0.7
"""Share of the time that is left which `auto` gives to the proof."""
ALIKE = 1e-8
"""Share of what is left within which a bound is met."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """A plan, what it leaves, and what is proven of it."""

    problem: WeaponTargetProblem
    counts: npt.NDArray[np.int64]  # (N, T) shots at each target of each type
    value: float  # expected surviving value, by the products themselves
    bound: float  # no plan leaves less
    bound_by_prices: float  # the same by prices alone, without a mixed-integer program
    method: Method  # that was asked for
    found_by: Method  # stage that found the plan: never auto
    status: Status
    seconds: float  # by the clock on the wall
    how: str  # what was needed, and what ended it
    early: bool = False  # whether stages were cut short by their parts of the time, and the rest needed less

    @property
    def gap(self) -> float:
        """Share of the value by which the bound is below it."""
        return (self.value - self.bound) / self.value if self.value > 0.0 else 0.0

    @property
    def gap_of_all(self) -> float:
        """The same as a share of the value of all targets."""
        total = self.problem.total
        return (self.value - self.bound) / total if total > 0.0 else 0.0


class Clock:
    """Time since the start, and whether it is up."""

    def __init__(self, seconds: float) -> None:
        self.allowed, self.began, self.stopped = seconds, time.perf_counter(), False

    @property
    def seconds(self) -> float:
        """Time since the start [s]."""
        return time.perf_counter() - self.began

    @property
    def rest(self) -> float:
        """Time that is left [s]."""
        return max(self.allowed - self.seconds, 0.0)

    def late(self, share: float = 1.0) -> bool:
        """Whether a share of the time is up; if so, something is cut short."""
        late = self.seconds >= share * self.allowed
        self.stopped |= late
        return late


def solve(
    problem: WeaponTargetProblem, method: Method = "auto", seconds: float = math.inf, seed: int = 1
) -> Assignment:
    """A plan that leaves little, with a bound.

    method   greedy; local, which trades and kicks; exact, which also proves; auto, which gives a part of the
             time to a proof and the rest to kicks
    seconds  after which to stop with what there is [s]
    seed     of the kicks
    """
    if method not in METHODS or not seconds >= 0.0:
        raise ValueError(f"method must be one of {METHODS} and seconds 0 or more, got {method}, {seconds}")
    compile_all()
    clock = Clock(seconds)
    whole = merged(problem)
    if whole.empty:
        counts = np.zeros((problem.values.size, problem.shots.size), dtype=np.int64)
        left = problem.value(counts)
        how = "no shot can lower any value"
        return Assignment(problem, counts, left, left, left, method, "greedy", "optimal", clock.seconds, how)
    return Search(whole, method, seed, clock).run()


@cache
def compile_all() -> None:
    """Have every kernel compiled, or read from the disk, before a clock runs: the first use takes a while."""
    kill = np.array([[0.5, 0.6], [0.7, 0.8]])
    whole = merged(WeaponTargetProblem(np.array([2.0, 3.0]), kill, np.ones(2, dtype=np.int64)))
    trading = Trading(whole, 1)
    trading.trade(lambda: False)
    bound = PriceBound(whole, trading.plan, trading.left, lambda: False)
    at = bound.better(trading.left, 1, lambda: False)
    trading.kick(bound.near(at, 1.0), lambda: True)
    listed(whole, at, 1.0, 100)


class Search:
    """The stages of one answer."""

    def __init__(self, whole: MergedProblem, method: Method, seed: int, clock: Clock) -> None:
        self._whole, self._method, self._clock = whole, method, clock
        self._trading = Trading(whole, seed)
        self._best = self._trading.counts
        self._by: Method = "greedy"
        self._left = self._trading.left
        self._low = 0.0  # proven by programs, values scaled
        self._programs, self._salvos = 0, 0

    def run(self) -> Assignment:
        """Stage by stage, until the bound is met."""
        trading, late = self._trading, self._clock.late
        if self._method != "greedy":
            trading.trade(late)
            self._take(trading.counts, trading.left, "local")
        self._bound = PriceBound(self._whole, trading.plan, trading.left, late)
        steps = SHORT if self._method == "greedy" else STEPS
        self._at = self._bound.better(trading.left, steps, lambda: late(PRICING))
        if self._method in ("auto", "exact"):
            self._kick(FEW_KICKS)
            self._prove(1.0 if self._method == "exact" else PROOF)
        if self._method in ("auto", "local"):
            self._kick(min(KICKS, KICKS_EACH * self._whole.targets.size))
        return self._told()

    def _take(self, counts: npt.NDArray[np.int64], left: float, by: Method) -> None:
        if left < self._left:
            self._best, self._left = counts, left
            self._by = by

    @property
    def _met(self) -> bool:
        """Whether the plan is proven to be the best."""
        return self._left - max(self._at.bound, self._low) <= ALIKE * self._left

    def _kick(self, most: int) -> None:
        """Kick until the bound is met or there were `most` kicks; prices follow a better plan."""
        trading, late, known = self._trading, self._clock.late, self._left
        while not self._met and trading.kicks < most and not late():
            wide = max(NEAR * (trading.left - self._at.bound), LEAST_NEAR * trading.left)
            trading.kick(self._bound.near(self._at, wide), late)
            self._take(trading.counts, trading.left, "local")
        if self._left < known and not self._met:
            self._at = self._bound.better(self._left, STEPS, late)

    def _prove(self, share: float) -> None:
        """Look for plans closer and closer to the bound, until one is found or there can be none."""
        rest = share * self._clock.rest
        ends = self._clock.seconds + rest
        excess = FIRST * (self._left - self._at.bound)
        while not self._met and not self._clock.late() and self._clock.seconds < ends:
            gap = self._left - self._at.bound
            excess = min(excess, gap * (1.0 + 1e-9))
            salvos = listed(self._whole, self._at, excess, MOST_SALVOS)
            if salvos is None:
                return
            if salvos.target.size < FEW_SALVOS and excess < gap:
                more = listed(self._whole, self._at, excess * LARGER, MOST_SALVOS)
                if more is not None and more.target.size < FEW_SALVOS:
                    excess *= LARGER
                    continue
            self._programs += 1
            self._salvos = max(self._salvos, salvos.target.size)
            looked = best_within(self._whole, self._at, salvos, excess, ends - self._clock.seconds)
            if looked.counts is not None:
                self._take(looked.counts, self._scaled(looked.counts), "exact")
            if not looked.done:
                self._clock.stopped = True  # the program was given no more time
                self._low = max(self._low, self._at.bound + looked.low)
                return
            self._low = max(self._low, min(self._at.bound + looked.low, self._left))
            excess *= LARGER

    def _scaled(self, counts: npt.NDArray[np.int64]) -> float:
        problem = self._whole.problem
        return (problem.value(self._whole.whole(counts)) - self._whole.untouched) / self._whole.scale

    def _told(self) -> Assignment:
        whole, problem = self._whole, self._whole.problem
        counts = whole.whole(self._best)
        value = problem.value(counts)
        least = _least(problem)
        prices = min(max(self._at.bound * whole.scale + whole.untouched, least), value)
        bound = min(max(self._low * whole.scale + whole.untouched, prices), value)
        met = value - bound <= ALIKE * value
        status: Status = "optimal" if met else "time limit" if self._clock.stopped else "within gap"
        return Assignment(
            problem, counts, value, bound, prices, self._method, self._by, status, self._clock.seconds,
            self._words(), self._clock.stopped and self._clock.rest > 0.0,
        )  # fmt: skip

    def _words(self) -> str:
        told = [f"steps of prices: {self._bound.steps:,}"]
        told += [f"kicks: {self._trading.kicks:,}"] if self._trading.kicks else []
        if self._programs:
            told.append(f"programs: {self._programs}, the largest of {self._salvos:,} salvos")
        return ", ".join(told)


def _least(problem: WeaponTargetProblem) -> float:
    """What is left if all shots were fired at every target: a bound that needs no prices."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log1p(-problem.kill).T * problem.shots
    logs[np.isnan(logs)] = 0.0
    return math.fsum(problem.values * np.exp(logs.sum(axis=1))) * (1.0 - 1e-9)
