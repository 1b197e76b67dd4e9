"""Marginal return, then shots traded between tracks along cycles as long as that leaves less [1]_.

References
----------
.. [1] R. K. Ahuja, A. Kumar, K. C. Jha and J. B. Orlin, Exact and heuristic algorithms for the weapon-target
   assignment problem, Operations Research 55 (2007), 1136-1146.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import trade
from openiads.engagement.solvers.weighing import carry_out, deciders, decision_of, list_by_rank, pose
from openiads.ground.compiled import part
from openiads.state.state import State
from openiads.state.world import World


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries: greedily, then traded, as things are now.

    Source: [1]_, by the kernels of `weapon_target`.
    """
    listed = list_by_rank(state, world, p, count, now)
    for decider in range(deciders(world)):
        decision = decision_of(world, p, decider, listed, 1, now)
        odds = pose(state, world, decision)
        trade(state, odds)
        carry_out(state, world, decision, odds)


BY_EXCHANGE = ASSIGNMENTS.add("exchange")(Solver(serve=serve))
