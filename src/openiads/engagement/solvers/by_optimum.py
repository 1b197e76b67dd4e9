"""Exactly: of all ways to give each track to one battery, the one that takes most of the value at stake [1]_.

Batteries that coordinate never engage a track twice, so the best plan of a decision is a linear assignment.

References
----------
.. [1] R. Jonker, A. Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
   problems, Computing 38 (1987), 325-340.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSIGNMENTS, Solver
from openiads.engagement.solvers.weighing import Decision, served_by
from openiads.engagement.weapon_target.marginal_return import Odds
from openiads.engagement.weapon_target.one_each import Columns, one_each
from openiads.ground.compiled import part
from openiads.state.scratch import Shots, ShotsKey
from openiads.state.state import State
from openiads.state.world import World


@part
def columns_on(state: State) -> Columns:
    """Room for the columns."""
    f, k = state.shots_f, state.shots_i
    return Columns(
        k[ShotsKey.KIND], k[ShotsKey.OWNER], k[ShotsKey.CAME], k[ShotsKey.DONE],
        f[Shots.SLACK], f[Shots.COLUMN_PRICE], f[Shots.ROW_PRICE],
    )  # fmt: skip


@part
def plan(state: State, world: World, decision: Decision, odds: Odds) -> None:
    """Plan so that most is taken, as things are now.

    Source: [1]_; that a candidate is worth what it threatens, and a shot what is published, is our rule.
    """
    one_each(odds, columns_on(state), state.counts)


BY_OPTIMUM = ASSIGNMENTS.add("exact")(Solver(serve=served_by(plan, 1)))
