"""Rolling horizon: shots now and at moments to come, of which those of now are fired [1]_.

References
----------
.. [1] J. M. Alden, R. L. Smith, Rolling horizon procedures in nonhomogeneous Markov decision processes,
   Operations Research 40 (1992), S183-S194.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.traded import trade
from openiads.engagement.solvers.weighing import Decision, served_by
from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.ground.compiled import part
from openiads.state.constants import LOOKED_AHEAD
from openiads.state.state import State
from openiads.state.world import World


@part
def plan(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Plan with moments to come: what would be too late then is shot at now.

    Source: [1]_ for the horizon; that it is four engagements long, and that shots are traded, is our rule.
    """
    trade(state, odds)


BY_ROLLING_HORIZON = ASSIGNMENTS.add("rolling-horizon")(Solver(serve=served_by(plan, LOOKED_AHEAD)))
