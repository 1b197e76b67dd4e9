"""Arrays that the kernels of `engagement.weapon_target` are lent, of the size that a problem needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.engagement.weapon_target.exchanges import Reach, Ways
from openiads.engagement.weapon_target.marginal_return import Fired, Odds, fire_greedily
from openiads.engagement.weapon_target.pricing import MOST_GUESSED, Salvos
from openiads.engagement.weapon_target.salvo_search import MOST_CANDIDATES, Bench
from openiads.engagement.weapon_target.shot_plan import Plan, take_anew
from openiads.state.constants import MOST_FREED, MOST_MOVED, MOST_RUINED
from openiads.study.assignment.weapon_target_problem import Integers

MANY_TYPES = 8
"""Times as many types as targets: with more, the types are put in order for each target, which takes less."""
LESS = 1e-12
"""Share of the largest value by which a trade must gain, so that rounding makes no endless round."""


def _integers(*shape: int) -> Integers:
    return np.zeros(shape, dtype=np.int64)


def fired_greedily(odds: Odds) -> Fired:
    """The greedy plan."""
    targets, types = odds.survival.shape
    counts = np.zeros((targets, types), dtype=np.int32)
    in_order = types > MANY_TYPES * targets
    order = np.argsort(odds.survival, axis=1, kind="stable") if in_order else _integers(targets, 0)
    fired = Fired(
        counts, np.zeros(targets), _integers(types), _integers(targets), np.zeros(targets),
        _integers(targets), order, _integers(targets if in_order else 0),
    )  # fmt: skip
    fire_greedily(odds, fired)
    return fired


def plan_of(odds: Odds, counts: npt.NDArray[np.integer]) -> Plan:
    """A plan of counts (N, T) as the kernels trade in it."""
    targets, types = odds.survival.shape
    nodes = min(int(odds.shots.sum()), (targets + 1) * types) + 1
    plan = Plan(
        _integers(nodes), _integers(nodes), _integers(nodes), _integers(nodes), np.zeros(nodes),
        np.full(targets + 2, -1), np.zeros(targets + 1),
    )  # fmt: skip
    whole = np.vstack([counts, odds.shots - counts.sum(axis=0)])
    target, kind = np.nonzero(whole)
    used = target.size
    plan.target[:used], plan.kind[:used], plan.shots[:used] = target, kind, whole[target, kind]
    begins = np.flatnonzero(np.diff(target, prepend=-1))
    plan.head[target[begins]] = begins
    plan.after[:] = np.arange(1, nodes + 1)
    plan.after[np.append(begins[1:], used)[: begins.size] - 1] = -1
    plan.after[nodes - 1] = -1
    plan.head[targets + 1] = used if used < nodes else -1
    take_anew(odds, plan)
    return plan


def counts_of(odds: Odds, plan: Plan) -> Integers:
    """Counts (N, T) of a plan."""
    targets, types = odds.survival.shape
    counts = _integers(targets + 1, types)
    live = plan.shots > 0
    np.add.at(counts, (plan.target[live], plan.kind[live]), plan.shots[live])
    return counts[:targets]


def copy_of(plan: Plan) -> Plan:
    """Another plan that is the same."""
    arrays: list[Any] = [array.copy() for array in plan]
    return Plan(*arrays)


def reach_of(near: npt.NDArray[np.bool_]) -> Reach:
    """Targets at which types are tried, from pairs (N, T)."""
    types, targets = np.nonzero(near.T)
    first = np.concatenate([[0], np.cumsum(np.bincount(types, minlength=near.shape[1]))])
    return Reach(first.astype(np.int64), targets.astype(np.int64))


def ways_for(odds: Odds, width: int) -> Ways:
    """Room for ways, so many of each length; every target may gain."""
    spots = odds.values.size + 1
    return Ways(
        _integers(MOST_MOVED, width), _integers(MOST_MOVED, width), np.zeros((MOST_MOVED, width)),
        _integers(spots), np.ones(spots, dtype=np.int64), _integers(3, MOST_MOVED), _integers(MOST_FREED),
        _integers(MOST_RUINED), np.array([0.0, LESS * odds.values.max(), spots, 0.0]),
    )  # fmt: skip


def bench_for(odds: Odds) -> Bench:
    """Room for the search for one salvo."""
    types, deep = odds.shots.size, max(int(odds.shots.sum()), MOST_GUESSED) + 2
    few = min(types, MOST_CANDIDATES)
    return Bench(
        _integers(few), np.zeros(few), np.zeros(few), _integers(deep), _integers(few),
        _integers(deep), np.zeros(deep), np.zeros(deep), np.zeros(deep), _integers(deep), np.zeros(types),
    )  # fmt: skip


def room_for(salvos: int, shots: int) -> Salvos:
    """Room for a list of salvos that have so many shots in all."""
    types = np.zeros(shots, dtype=np.int32)
    return Salvos(_integers(salvos + 1), types, _integers(salvos), np.zeros(salvos), np.zeros(salvos))


def cut(room: Salvos, count: int) -> Salvos:
    """The first salvos of a list."""
    first = room.first[: count + 1]
    return Salvos(
        first, room.types[: int(first[-1])], room.target[:count], room.excess[:count], room.survivors[:count]
    )
