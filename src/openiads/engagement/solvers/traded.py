"""Room in the State for plans of shots that are traded, and the greedy plan in it."""

from __future__ import annotations

from openiads.engagement.solvers.weighing import Decision, fired_on
from openiads.engagement.weapon_target.exchanges import Reach, Ways, improve
from openiads.engagement.weapon_target.kicks import DRAWS, copy_plan, shake
from openiads.engagement.weapon_target.marginal_return import Odds, by_marginal_return
from openiads.engagement.weapon_target.shot_plan import Plan, put, refresh
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.constants import MOST_FREED, MOST_MOVED, MOST_RUINED
from openiads.state.planes import NetworkKey, Tally
from openiads.state.scratch import Shots, ShotsKey
from openiads.state.state import State
from openiads.state.world import World

WAYS = 8
"""Ways of each length that are gone on with."""
LESS = 1e-12
"""Share of the largest value by which a trade must gain, so that rounding makes no endless round."""
MOST_LOOKED = 1e6
"""Targets and shots looked at in one decision, at most."""


@part
def plan_on(state: State, odds: Odds, row: int, without: int) -> Plan:
    """Room for a plan, in the five rows of `shots_i` from `row` on and two of `shots_f` from `without` on."""
    targets, f, k = odds.values.size, state.shots_f, state.shots_i
    return Plan(
        k[row], k[row + 1], k[row + 2], k[row + 3], f[without],
        k[row + 4, : targets + 2], f[without + 1, : targets + 1],
    )  # fmt: skip


@part
def ways_on(state: State, odds: Odds) -> Ways:
    """Room for trades; every target may gain."""
    targets, f, k = odds.values.size, state.shots_f, state.shots_i
    most = 0.0
    for n in range(targets):
        most = max(most, odds.values[n])
        k[ShotsKey.MARK, n], k[ShotsKey.DIRTY, n] = 0, 1
    k[ShotsKey.MARK, targets], k[ShotsKey.DIRTY, targets] = 0, 1
    f[Shots.TOLD, 0], f[Shots.TOLD, 1], f[Shots.TOLD, 2] = 0.0, LESS * most, targets + 1.0
    f[Shots.TOLD, 3] = 0.0
    return Ways(
        k[ShotsKey.NODE : ShotsKey.NODE + MOST_MOVED, :WAYS],
        k[ShotsKey.PARENT : ShotsKey.PARENT + MOST_MOVED, :WAYS],
        f[Shots.CHANGE : Shots.CHANGE + MOST_MOVED, :WAYS],
        k[ShotsKey.MARK, : targets + 1], k[ShotsKey.DIRTY, : targets + 1],
        k[ShotsKey.MOVED : ShotsKey.MOVED + 3, :MOST_MOVED],
        k[ShotsKey.FREED, :MOST_FREED], k[ShotsKey.RUINED, :MOST_RUINED], f[Shots.TOLD, :4],
    )  # fmt: skip


@part
def tried_on(state: State, odds: Odds) -> Reach:
    """Each type's targets that it does anything to."""
    targets, kinds = odds.survival.shape
    found = 0
    for t in range(kinds):
        state.shots_i[ShotsKey.FIRST, t] = found
        for n in range(targets):
            if odds.survival[n, t] < 1.0:
                state.tried[found] = n
                found += 1
    state.shots_i[ShotsKey.FIRST, kinds] = found
    return Reach(state.shots_i[ShotsKey.FIRST, : kinds + 1], state.tried[:found])


@part
def plan_greedily(state: State, odds: Odds) -> Plan:
    """The greedy plan, ready to be traded in."""
    fired, plan = fired_on(state, odds), plan_on(state, odds, ShotsKey.TARGET.value, Shots.WITHOUT.value)
    by_marginal_return(odds, fired)
    targets, kinds = odds.survival.shape
    nodes = plan.target.size
    for n in range(targets + 1):
        plan.head[n] = -1
    for node in range(nodes):
        plan.shots[node] = 0
        plan.after[node] = node + 1 if node + 1 < nodes else -1
    plan.head[targets + 1] = 0
    plan.left[targets] = 0.0
    for t in range(kinds):
        for n in range(targets):
            if fired.counts[n, t] > 0:
                put(plan, n, t, fired.counts[n, t])
        if fired.stock[t] > 0:
            put(plan, targets, t, fired.stock[t])
    for n in range(targets):
        refresh(odds, plan, n)
    return plan


@part
def write_counts(state: State, odds: Odds, plan: Plan) -> None:
    """Write a plan into `counts`."""
    targets, kinds = odds.survival.shape
    for n in range(targets):
        for t in range(kinds):
            state.counts[n, t] = 0
        node = plan.head[n]
        while node >= 0:
            state.counts[n, plan.kind[node]] += plan.shots[node]
            node = plan.after[node]


@part
def trade(state: State, odds: Odds) -> None:
    """Write into `counts` the greedy plan after all trades that gain."""
    plan = plan_greedily(state, odds)
    improve(odds, plan, tried_on(state, odds), ways_on(state, odds), MOST_LOOKED)
    write_counts(state, odds, plan)


@part
def draw_kick(state: State, world: World, p: int, now: float, k: int) -> None:
    """Write into row `DRAW` the numbers for kick `k` of a decision of picture `p` at `now` [s]."""
    occasion = int(now / world.clock.cycle)
    for i in range(0, DRAWS, 4):
        words = draw(
            state.tally[Tally.SEED], state.tally[Tally.REPLICATE], occasion, Stream.ASSIGNMENT,
            world.network_i[NetworkKey.IDENT, p], k * DRAWS + i,
        )  # fmt: skip
        for j in range(min(4, DRAWS - i)):
            state.shots_f[Shots.DRAW, i + j] = uniform(words[j])


@part
def search(state: State, world: World, odds: Odds, decision: Decision, kicks: int) -> None:
    """Write into `counts` the best of the plans that so many kicks lead to."""
    plan = plan_greedily(state, odds)
    kept = plan_on(state, odds, ShotsKey.KEPT_TARGET.value, Shots.KEPT_WITHOUT.value)
    tried, ways = tried_on(state, odds), ways_on(state, odds)
    improve(odds, plan, tried, ways, MOST_LOOKED)
    copy_plan(plan, kept)
    draws = state.shots_f[Shots.DRAW : Shots.DRAW + 1, :DRAWS]
    for k in range(kicks):
        draw_kick(state, world, decision.picture, decision.now, k)
        shake(odds, plan, kept, tried, ways, draws, MOST_LOOKED)
    write_counts(state, odds, kept)
