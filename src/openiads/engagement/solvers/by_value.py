"""Greedy by value: what threatens the most valuable asset is served first, of equals the most urgent.

References
----------
.. [1] S. P. Lloyd, H. S. Witsenhausen, Weapons allocation is NP-complete, Proceedings of the 1986 Summer
   Computer Simulation Conference: the assignment that loses least value; to serve targets one by one by
   value is its common heuristic.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.threat import time_to_asset, value_at_stake
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.state import State
from openiads.state.world import World


@part
def rank(state: State, world: World, course: Course) -> tuple[float, float]:
    """What a track is served by, least first: less the value at stake, of equals the time left [s].

    Source: [1]_ for the heuristic; that urgency decides between equals is our rule.
    """
    return -value_at_stake(state, world, course), time_to_asset(state, world, course)


BY_VALUE = ASSIGNMENTS.add("greedy-by-value")(Solver(rank))
