"""Greedy by the latest launch: first what will soonest be too late to launch at, of equals the most urgent.

Who asks only when a target arrives does not see that it leaves reach, goes behind a hill or dives below the
round's floor before that.  The earliest due date first is the order in which of one server's jobs none is
late, if there is any order in which none is [1]_.

References
----------
.. [1] J. R. Jackson, Scheduling a production line to minimize maximum tardiness, Management Science Research
   Project 43, University of California, Los Angeles, 1955: the earliest due date first.
"""

from __future__ import annotations

import math

from openiads.engagement.consider import Question
from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.reach.launch_window import window
from openiads.engagement.solvers.by_rank import serve_in_turn, soonest
from openiads.engagement.solvers.weighing import begun
from openiads.engagement.threat import time_left, time_to_asset
from openiads.ground.compiled import part
from openiads.state.links import picture_of
from openiads.state.planes import Pair
from openiads.state.reports import course_reported
from openiads.state.scratch import Candidate, CandidateKey
from openiads.state.state import State
from openiads.state.world import World


@part
def closes(state: State, world: World, p: int, m: int, now: float) -> float:
    """Until when [s] from now a battery of picture `p` could launch at track `m`, with the round of now.

    Source: [1]_ for the due date; that another type of round, which may get nearer, does not count is our
    rule.
    """
    last = -math.inf
    for b in range(world.battery_f.shape[1]):
        if picture_of(state, b) != p or state.pairs[b, Pair.INTERCEPT, m] == math.inf:
            continue
        course = course_reported(state, world, b, m, now)
        plan, left = begun(state, world, Question(b, p, m, now), course), time_left(world, course)
        last = max(last, window(world, int(state.pairs[b, Pair.ROUND, m]), plan, course, left).closes)
    return last


@part
def serve(state: State, world: World, p: int, count: int, now: float) -> None:
    """Give the candidates of picture `p` to its batteries: what closes first is served first."""
    for q in range(count):
        m = state.work_i[CandidateKey.SLOT, q]
        state.work_f[Candidate.FIRST, q] = closes(state, world, p, m, now)
        course = course_reported(state, world, soonest(state, world, p, m), m, now)
        state.work_f[Candidate.THEN, q] = time_to_asset(state, world, course)
    serve_in_turn(state, world, p, count, now)


BY_LATEST_LAUNCH = ASSIGNMENTS.add("by-latest-launch")(Solver(serve=serve))
