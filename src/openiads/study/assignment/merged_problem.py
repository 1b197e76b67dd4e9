"""The same problem made smaller: what cannot matter is left out, and what is alike is one.

Types without a shot or without any effect go, and targets without value or that nothing can hit.  Types that
do the same to every target become one with the shots of all; targets that are alike in everything are priced
once.  Values are scaled by a power of two, which changes no bit of what comes out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.engagement.weapon_target.salvo_search import Market
from openiads.study.assignment.weapon_target_problem import Floats, Integers, WeaponTargetProblem

NOTHING = 1e-200
"""Share of the largest value below which a target is worth nothing: rounding takes more of the sum."""


@dataclass(frozen=True, eq=False)
class MergedProblem:
    """What is left to decide.  Axes: N targets, T merged types, G kinds of targets."""

    problem: WeaponTargetProblem
    odds: Odds  # of all targets that matter
    market: Market  # one target for each kind of them
    targets: Integers  # (N,) their numbers in the problem
    kind: Integers  # (N,) which kind each is
    types: Integers  # number of the merged type for each of the problem, -1 if it is left out
    scale: float  # by which values here must be multiplied
    untouched: float  # value of targets that nothing can hit, not scaled

    @property
    def empty(self) -> bool:
        """Whether nothing is left to decide."""
        return self.targets.size == 0

    def whole(self, counts: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Counts (N, T) as those of the whole problem; of types that are alike the first fires first."""
        shots = self.problem.shots
        found = np.zeros((self.problem.values.size, shots.size), dtype=np.int64)
        able = np.flatnonzero(self.types >= 0)
        members = np.bincount(self.types[able], minlength=counts.shape[1])
        alone = able[members[self.types[able]] == 1]
        found[np.ix_(self.targets, alone)] = counts[:, self.types[alone]]
        for merged in np.flatnonzero(members > 1):
            own = np.flatnonzero(self.types == merged)
            rows = np.flatnonzero(counts[:, merged])
            fired, had = np.cumsum(counts[rows, merged]), np.cumsum(shots[own])
            edges = np.unique(np.concatenate([[0], fired, had[had < fired[-1:].sum()]]))
            target, kind = (np.searchsorted(ends, edges[:-1], side="right") for ends in (fired, had))
            found[self.targets[rows[target]], own[kind]] = np.diff(edges)
        return found


def merged(problem: WeaponTargetProblem) -> MergedProblem:
    """The smaller problem."""
    survival = 1.0 - problem.kill.T  # (N, T)
    worth = problem.values > NOTHING * problem.values.max(initial=0.0)
    hits = (survival < 1.0) & worth[:, None] & (problem.shots > 0)
    targets, able = np.flatnonzero(hits.any(axis=1)), np.flatnonzero(hits.any(axis=0))
    idle = np.setdiff1d(np.arange(problem.values.size), targets)
    values = problem.values[targets]
    scale = math.ldexp(1.0, math.frexp(float(values.max()))[1] - 1) if values.size else 1.0
    seen = np.ascontiguousarray(survival[np.ix_(targets, able)])
    first, group = _alike(seen.T)
    types = np.full(problem.shots.size, -1)
    types[able] = group
    shots = np.bincount(group, problem.shots[able], first.size).astype(np.int64)
    odds = Odds(values / scale, np.ascontiguousarray(seen[:, first]), shots)
    market, kind = _market(odds)
    untouched = math.fsum(problem.values[idle])
    return MergedProblem(problem, odds, market, targets, kind, types, scale, untouched)


def _market(odds: Odds) -> tuple[Market, Integers]:
    """One target of each kind, and the kinds of all."""
    first, kind = _alike(np.column_stack([odds.values, odds.survival]))
    values, survival = odds.values[first], np.ascontiguousarray(odds.survival[first])
    with np.errstate(divide="ignore"):
        hardness = np.abs(np.log(survival))
        softness = 1.0 / hardness
    alike = np.bincount(kind, minlength=first.size).astype(np.int64)
    return Market(Odds(values, survival, odds.shots), np.log(values), hardness, softness, alike), kind


def _alike(rows: Floats) -> tuple[Integers, Integers]:
    """The first of each kind of rows, in their order, and the kind of every row."""
    if not rows.size:
        return np.arange(0), np.zeros(len(rows), dtype=np.int64)
    _, first, kind = np.unique(np.ascontiguousarray(rows), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return first[order], place[kind.ravel()]
