"""Rolling horizon: shots now and at moments to come, of which those of now are fired [1]_.

References
----------
.. [1] J. M. Alden, R. L. Smith, Rolling horizon procedures in nonhomogeneous Markov decision processes,
   Operations Research 40 (1992), S183-S194.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import trade
from openiads.engagement.solvers.weighing import carry_out, deciders, decision_of, list_by_rank, pose
from openiads.ground.compiled import part
from openiads.state.constants import LOOKED_AHEAD
from openiads.state.state import State
from openiads.state.world import World


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries: what would be too late then is shot at now.

    Source: [1]_ for the horizon; that it is four engagements long, and that shots are traded, is our rule.
    """
    listed = list_by_rank(state, world, p, count, now)
    for decider in range(deciders(world)):
        decision = decision_of(world, p, decider, listed, LOOKED_AHEAD, now)
        odds = pose(state, world, decision)
        trade(state, odds)
        carry_out(state, world, decision, odds)


BY_ROLLING_HORIZON = ASSIGNMENTS.add("rolling-horizon")(Solver(serve=serve))
