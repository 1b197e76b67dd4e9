"""The proof: the best plan is put together from the few salvos that cost little more than the least [1]_.

At prices u, what a plan leaves beyond the bound is the sum of what its salvos cost beyond the least of their
targets, and of the prices of shots that it does not fire.  So a plan within some excess of the bound has no
salvo of more than that, and one mixed-integer program over the salvos of less, in HiGHS, finds it or shows
that there is none.  Its objective is the excess itself, scaled, so that its tolerances are shares of that.

References
----------
.. [1] M. W. P. Savelsbergh, A branch-and-price algorithm for the generalized assignment problem, Operations
   Research 45 (1997), 831-841: columns and their bound, for a like problem.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from openiads.engagement.weapon_target.pricing import Salvos, list_salvos
from openiads.study.assignment.lent_arrays import bench_for, cut, room_for
from openiads.study.assignment.merged_problem import MergedProblem
from openiads.study.assignment.price_bound import Prices
from openiads.study.assignment.weapon_target_problem import Floats, Integers

UNIT = 1e3
"""What the excess that is looked into counts in the program."""
RELATIVE = 1e-9
"""Share of the objective within which the program is to be solved; 1e-4 is what HiGHS has by itself."""
SLIP, SLIP_EACH = 1e-8, 1e-9
"""Shares of the excess by which its word may be wrong, once and for each target: its tolerances are 1e-7 of a
thousandth."""
LONGEST = 12
"""Shots of a salvo in the mean for which there is room in a list."""


class Looked(NamedTuple):
    """What is known of all plans within an excess of the bound."""

    counts: Integers | None  # (N, T) of the best that was found
    low: float  # excess that no plan is below
    done: bool  # whether all were looked at


def listed(whole: MergedProblem, at: Prices, excess: float, most: int) -> Salvos | None:
    """All salvos of less than `excess`, or none if there are more than `most`."""
    room = room_for(most, LONGEST * most)
    bench = bench_for(whole.odds)
    count = list_salvos(whole.market, at.prices, bench, at.costs, excess, room)
    return None if count < 0 else cut(room, count)


def best_within(whole: MergedProblem, at: Prices, salvos: Salvos, excess: float, seconds: float) -> Looked:
    """The best plan of some salvos, which are all that cost less than `excess` beyond the least.

    at       the prices for which they were listed
    seconds  after which to stop [s]
    """
    scale = UNIT / excess
    amounts, number = salvos.target.size, whole.odds.shots.size
    kinds = whole.market.alike.size
    fired = _of_shots(salvos, number)
    served = sparse.csr_array((np.ones(amounts), (salvos.target, np.arange(amounts))), shape=(kinds, amounts))
    rows = sparse.block_array([[fired, sparse.eye_array(number)], [served, None]], format="csr")
    wanted = np.concatenate([whole.odds.shots, whole.market.alike]).astype(np.float64)
    # More shots that nobody fires would cost more than the excess by themselves.
    with np.errstate(divide="ignore", over="ignore"):
        unfired = np.minimum(np.floor(excess / at.prices), whole.odds.shots)
    found: Any = milp(
        np.concatenate([salvos.excess, at.prices * (unfired > 0.0)]) * scale,
        constraints=LinearConstraint(rows, wanted, wanted),
        bounds=Bounds(0.0, np.concatenate([whole.market.alike[salvos.target], unfired])),
        integrality=np.concatenate([np.ones(amounts), np.zeros(number)]),
        options={"mip_rel_gap": RELATIVE, "time_limit": max(seconds, 0.0)},
    )
    slip = excess * (SLIP + SLIP_EACH * kinds)
    done = found.status in (0, 2)  # solved, or no plan there
    dual = found.mip_dual_bound
    low = excess if found.status == 2 else 0.0 if dual is None else min(float(dual) / scale, excess)
    counts = None if found.x is None else _counts(whole, salvos, np.round(found.x[:amounts]), fired)
    return Looked(counts, max(low - slip, 0.0), done)


def _of_shots(salvos: Salvos, types: int) -> Any:
    """Shots of each type in each salvo (T, C)."""
    salvo = np.repeat(np.arange(salvos.target.size), np.diff(salvos.first))
    shape = types, salvos.target.size
    return sparse.csr_array((np.ones(salvo.size), (salvos.types, salvo)), shape=shape)


def _counts(whole: MergedProblem, salvos: Salvos, times: Floats, fired: Any) -> Integers:
    """Counts (N, T) of a plan that has each salvo some times; targets of a kind take theirs in turn."""
    counts = np.zeros(whole.odds.survival.shape, dtype=np.int64)
    by_salvo = fired.T.tocsr()
    taken = np.zeros(whole.market.alike.size, dtype=np.int64)
    for c in np.flatnonzero(times):
        kind = salvos.target[c]
        own = np.flatnonzero(whole.kind == kind)[taken[kind] :][: int(times[c])]
        taken[kind] += own.size
        begin, end = by_salvo.indptr[c], by_salvo.indptr[c + 1]
        types, shots = by_salvo.indices[begin:end], by_salvo.data[begin:end]
        counts[np.ix_(own, types)] += shots.astype(np.int64)
    return counts
