"""Marginal return, then shots traded between tracks along cycles as long as that leaves less [1]_.

References
----------
.. [1] R. K. Ahuja, A. Kumar, K. C. Jha and J. B. Orlin, Exact and heuristic algorithms for the weapon-target
   assignment problem, Operations Research 55 (2007), 1136-1146.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import trade
from openiads.engagement.solvers.weighing import Decision, served_by
from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World


@part
def plan(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Plan greedily, then trade, as things are now.

    Source: [1]_, by the kernels of `weapon_target`.
    """
    trade(state, odds)


BY_EXCHANGE = ASSIGNMENTS.add("exchange")(Solver(serve=served_by(plan, 1)))
