"""Greedy by marginal return: the shot that takes most of the value at stake is assigned first [1]_.

References
----------
.. [1] G. G. den Broeder, R. E. Ellison and L. Emerling, On optimum target assignments, Operations Research 7
   (1959), 322-326.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.weighing import Decision, fired_on, served_by
from openiads.engagement.weapon_target.marginal_return import Odds, by_marginal_return
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World


@part
def plan(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Plan by marginal return, as things are now.

    Source: [1]_; that a candidate is worth what it threatens, and a shot what is published, is our rule.
    """
    by_marginal_return(odds, fired_on(state, odds))


BY_MARGINAL_RETURN = ASSIGNMENTS.add("marginal-return")(Solver(serve=served_by(plan, 1)))
