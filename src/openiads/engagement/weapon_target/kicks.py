"""Beyond the first plan that no trade betters: some targets are emptied, filled anew, and traded from again.

Iterated local search [1]_, the kick being that of "ruin and recreate" [2]_: a few targets that shots of one
another reach lose all their shots, which are given back greedily in an order by chance.  What leaves less, or
as much, is gone on from.

References
----------
.. [1] H. R. Lourenco, O. C. Martin and T. Stuetzle, Iterated local search, in F. Glover and G. A.
   Kochenberger (eds), Handbook of Metaheuristics, Kluwer, 2003, 321-353.
.. [2] G. Schrimpf, J. Schneider, H. Stamm-Wilbrandt and G. Dueck, Record breaking optimization results using
   the ruin and recreate principle, Journal of Computational Physics 159 (2000), 139-171.
"""

from __future__ import annotations

from openiads.engagement.weapon_target.exchanges import Reach, Ways, improve, settle
from openiads.engagement.weapon_target.marginal_return import Floats, Odds
from openiads.engagement.weapon_target.shot_plan import Plan, put, take
from openiads.ground.compiled import kernel, part
from openiads.state.constants import MOST_FREED, MOST_RUINED

DRAWS = 1 + 2 * MOST_RUINED + MOST_FREED
"""Numbers that a kick takes."""


@part
def copy_plan(plan: Plan, to: Plan) -> None:
    """Have another plan be the same."""
    for node in range(plan.target.size):
        to.target[node], to.kind[node], to.shots[node] = plan.target[node], plan.kind[node], plan.shots[node]
        to.after[node], to.without[node] = plan.after[node], plan.without[node]
    for n in range(plan.head.size):
        to.head[n] = plan.head[n]
    for n in range(plan.left.size):
        to.left[n] = plan.left[n]


@part
def total_left(plan: Plan) -> float:
    """What is left of all targets."""
    total = 0.0
    for n in range(plan.left.size):
        total += plan.left[n]
    return total


@part
def empty(plan: Plan, ways: Ways, n: int, freed: int) -> int:
    """Free the shots of a target, as long as there is room for them: how many are free now."""
    node = plan.head[n]
    while node >= 0 and freed < MOST_FREED:
        after, shots = plan.after[node], min(plan.shots[node], MOST_FREED - freed)
        for _ in range(shots):
            ways.freed[freed] = plan.kind[node]
            freed += 1
        take(plan, node, shots)
        node = after
    return freed


@part
def ruin(odds: Odds, plan: Plan, reach: Reach, ways: Ways, draws: Floats) -> int:
    """Empty some targets, each reached by a shot of the one before, by draws (DRAWS,): how many are free."""
    freed, n = 0, int(draws[0] * odds.values.size)
    for k in range(MOST_RUINED):
        ways.ruined[k] = n
        before = freed
        freed = empty(plan, ways, n, freed)
        settle(odds, plan, ways, n)
        shots = freed - before if freed > before else freed
        if shots == 0:
            n = int(draws[1 + 2 * k] * odds.values.size)
            continue
        t = ways.freed[freed - 1 - int(draws[1 + 2 * k] * shots)]
        first, reached = reach.first[t], reach.first[t + 1] - reach.first[t]
        n = reach.targets[first + int(draws[2 + 2 * k] * reached)] if reached > 0 else n
    return freed


@part
def recreate(odds: Odds, plan: Plan, ways: Ways, draws: Floats, freed: int) -> None:
    """Give free shots back to the targets that were emptied, each where it takes most.

    draws  (DRAWS,) the order of shots is by chance
    """
    idle = odds.values.size
    for shots in range(freed, 0, -1):
        k = int(draws[1 + 2 * MOST_RUINED + shots - 1] * shots)
        t = ways.freed[k]
        ways.freed[k] = ways.freed[shots - 1]
        best, most = idle, 0.0
        for place in range(MOST_RUINED):
            n = ways.ruined[place]
            taken = plan.left[n] * (1.0 - odds.survival[n, t])
            if taken > most:
                best, most = n, taken
        put(plan, best, t, 1)
        settle(odds, plan, ways, best)


@part
def shake(odds: Odds, plan: Plan, kept: Plan, reach: Reach, ways: Ways, draws: Floats, most: float) -> int:
    """Kick and trade, a kick for each row of `draws` (K, DRAWS), until `most` were looked at.

    kept  the plan to go on from, and at the end the best one

    Returns how many kicks were made.
    """
    best = total_left(kept)
    kicks: int = draws.shape[0]
    for k in range(kicks):
        if ways.told[0] >= most:
            return k
        copy_plan(kept, plan)
        ways.dirty[:] = 0
        ways.told[2], ways.told[3] = 0.0, 0.0
        recreate(odds, plan, ways, draws[k], ruin(odds, plan, reach, ways, draws[k]))
        if improve(odds, plan, reach, ways, most):
            left = total_left(plan)
            if left <= best:
                best = left
                copy_plan(plan, kept)
    return kicks


@kernel
def kick(odds: Odds, plan: Plan, kept: Plan, reach: Reach, ways: Ways, draws: Floats, most: float) -> int:
    """Kick and trade by `draws` (K, DRAWS), as `shake` does; from Python."""
    made: int = shake(odds, plan, kept, reach, ways, draws, most)
    return made
