"""Greedy by marginal return: the shot that takes most of the value at stake is assigned first [1]_.

References
----------
.. [1] G. G. den Broeder, R. E. Ellison and L. Emerling, On optimum target assignments, Operations Research 7
   (1959), 322-326.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.weighing import (
    carry_out,
    deciders,
    decision_of,
    fired_on,
    list_by_rank,
    pose,
)
from openiads.engagement.weapon_target.marginal_return import by_marginal_return
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries by marginal return, as things are now.

    Source: [1]_; that a candidate is worth what it threatens, and a shot what is published, is our rule.
    """
    listed = list_by_rank(state, world, p, count, now)
    for decider in range(deciders(world)):
        decision = decision_of(world, p, decider, listed, 1, now)
        odds = pose(state, world, decision)
        by_marginal_return(odds, fired_on(state, odds))
        carry_out(state, world, decision, odds)


BY_MARGINAL_RETURN = ASSIGNMENTS.add("marginal-return")(Solver(serve=serve))
