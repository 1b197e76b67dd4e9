"""Iterated local search: beyond the plan that no trade betters, by kicks [1]_.

References
----------
.. [1] H. R. Lourenco, O. C. Martin and T. Stuetzle, Iterated local search, in F. Glover and G. A.
   Kochenberger (eds), Handbook of Metaheuristics, Kluwer, 2003, 321-353.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import search
from openiads.engagement.solvers.weighing import Decision, served_by
from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World

KICKS = 16
"""Of one decision."""


@part
def plan(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Plan by the best of what kicks lead to, as things are now.

    Source: [1]_; how many kicks is our rule.
    """
    search(state, world, odds, decision, KICKS)


BY_LOCAL_SEARCH = ASSIGNMENTS.add("local-search")(Solver(serve=served_by(plan, 1)))
