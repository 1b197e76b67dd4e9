"""The sites that cover most, and how far from the best they can be at most.

First swaps find a good choice, then prices bound what any choice can cover, and where the two are too far
apart, the choices are split until they are not.  Each stage has a budget that is counted, not timed: the same
problem and seed give the same sites in every bit, unless the time that was allowed ends it early.

The other road, a mixed-integer program in HiGHS, is measured beside it by `benchmarks/siting.py`, and judges
small problems in the tests.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from openiads.study.siting.branching import Branching
from openiads.study.siting.cover_problem import CoverProblem
from openiads.study.siting.lagrangian import Pace, dual
from openiads.study.siting.merged_cover import MergedCover, merged
from openiads.study.siting.swaps import Choice, local_optima

PACE = Pace(steps=4_000, patience=40, least=1e-3)
"""Of the prices before anything is split."""
PARTS = 10_000
"""Parts that are split at most; each that waits keeps its prices, so this bounds memory as well as time."""
SEARCH = 0.5
"""Share of the time allowed after which swaps give way to the proof."""
ALIKE = 1e-9
"""Share of a value within which a bound is met: sums of weights are rounded."""


@dataclass(frozen=True)
class Siting:
    """Sites, what they cover, and what is proven of them."""

    sites: tuple[int, ...]  # ascending
    value: float  # weight that counts, summed anew over the problem as it was given
    bound: float  # no choice covers more
    gap: float  # share of the value by which the bound is above it
    proven: bool  # whether that is no more than was asked
    seconds: float  # that it took, by the clock on the wall
    how: str  # what was needed, and what ended it


class Clock:
    """Time since the start, and whether it is up."""

    def __init__(self, seconds: float) -> None:
        self.allowed, self.began, self.stopped = seconds, time.perf_counter(), False

    @property
    def seconds(self) -> float:
        """Time since the start [s]."""
        return time.perf_counter() - self.began

    def late(self, share: float = 1.0) -> bool:
        """Whether a share of the time is up; if so, something is cut short, and the answer has to say it."""
        late = self.seconds >= share * self.allowed
        self.stopped |= late
        return late


def solve(
    problem: CoverProblem, gap: float = 0.01, seconds: float = math.inf, seed: int = 0, parts: int = PARTS
) -> Siting:
    """Sites whose value is proven to be within a gap of the best.

    gap      share of the value by which the best may be above it; 0 asks for the best itself
    seconds  time after which to stop with what there is [s]; where it cuts anything short, `how` says so
    seed     of the draws from which the search starts
    parts    of the set of choices that are split at most
    """
    if not (gap >= 0.0 and seconds >= 0.0):
        raise ValueError(f"gap and seconds must be 0 or more, got {gap} and {seconds}")
    clock = Clock(seconds)
    whole = merged(problem)
    best = found_by_swaps(whole, seed, clock)
    share = max(gap, ALIKE)
    root = dual(whole, best.value, best.value * (1.0 + share), PACE, late=clock.late)
    search = Branching(whole, best, share)
    search.run(root, parts, clock.late)
    sites = filled(problem, (*whole.inside, *whole.sites[search.best.rows].tolist()))
    value = problem.value(sites)
    bound = max(value, min(search.bound, whole.most))
    found = bound / value - 1.0 if value > 0.0 else (math.inf if bound > 0.0 else 0.0)
    told = _told(search, whole, clock.stopped)
    return Siting(sites, value, bound, found, found <= share, clock.seconds, told)


def found_by_swaps(whole: MergedCover, seed: int, clock: Clock) -> Choice:
    """The best choice that swaps find; of equal ones the first that was found."""
    best: Choice | None = None
    for choice in local_optima(whole, seed):
        best = choice if best is None or choice.value > best.value else best
        if clock.late(SEARCH):
            break
    assert best is not None  # the greedy choice comes first, whatever the time
    return best


def filled(problem: CoverProblem, sites: Iterable[int]) -> tuple[int, ...]:
    """As many sites as are to be chosen: these, and the first of the others, which add nothing."""
    chosen = sorted({int(site) for site in sites})
    others = np.setdiff1d(np.arange(problem.sites), chosen)
    return tuple(sorted([*chosen, *others[: problem.count - len(chosen)].tolist()]))


def _told(search: Branching, whole: MergedCover, stopped: bool) -> str:
    size = f"{whole.sites.size} sites and {whole.weights.size} merged demands"
    work = f"{search.split} parts split" if search.split else "swaps and prices alone"
    end = "; cut short by the time allowed" if stopped else "; parts left" if search.parts else ""
    return f"{size}: {work}{end}"
