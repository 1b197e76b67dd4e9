"""Iterated local search: beyond the plan that no trade betters, by kicks [1]_.

References
----------
.. [1] H. R. Lourenco, O. C. Martin and T. Stuetzle, Iterated local search, in F. Glover and G. A.
   Kochenberger (eds), Handbook of Metaheuristics, Kluwer, 2003, 321-353.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import search
from openiads.engagement.solvers.weighing import carry_out, deciders, decision_of, list_by_rank, pose
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World

KICKS = 16
"""Of one decision."""


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries by the best of the plans that kicks lead to.

    Source: [1]_; how many kicks is our rule.
    """
    listed = list_by_rank(state, world, p, count, now)
    for decider in range(deciders(world)):
        decision = decision_of(world, p, decider, listed, 1, now)
        odds = pose(state, world, decision)
        search(state, world, odds, p, now, KICKS)
        carry_out(state, world, decision, odds)


BY_LOCAL_SEARCH = ASSIGNMENTS.add("local-search")(Solver(serve=serve))
