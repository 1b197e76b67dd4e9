"""What it costs to choose sites, beside a mixed-integer program in HiGHS that has the same time.

The ground is made up: cells of random weight in a unit square, candidates outside twelve discs where none may
stand, and straight ridges that hide what lies behind them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.clock import spent
from openiads.study.siting.cover_problem import CoverProblem, cover_problem
from openiads.study.siting.solve_cover import Siting, solve

RADIUS = 0.18
SITES = 6
DISCS, RIDGES, RIDGE = 12, 90, 0.04
SIZES = {(2_500, 200): 0.01, (10_000, 400): 0.02}
"""Demands and candidates, and the gap that is asked."""
SECONDS = 30.0

Floats = npt.NDArray[np.float64]


def measured(quick: bool, folds: tuple[int, ...] = (1, 2), seed: int = 1) -> dict[str, Any]:
    """Value, bound, gap and CPU seconds of ours and of HiGHS, by fold and size."""
    sizes = {(400, 50): 0.01} if quick else SIZES
    figures: dict[str, Any] = {}
    for fold in folds:
        for (demands, candidates), gap in sizes.items():
            problem = made_up(demands, candidates, fold, seed)
            name = f"{demands} demands, {candidates} candidates, {SITES} sites, fold {fold}"
            figures[name] = {"dense": float(problem.cover.nnz / demands / candidates), "gap_asked": gap}
            figures[name] |= {"ours": ours(problem, gap), "highs": highs(problem, gap)}
    return figures


def made_up(demands: int, candidates: int, fold: int, seed: int) -> CoverProblem:
    """A problem of cells on a square lattice."""
    draws = np.random.default_rng(seed)
    side = round(demands**0.5)
    middles = (np.arange(side) + 0.5) / side
    cells = np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1).reshape(-1, 2)
    weights = draws.integers(1, 61, size=len(cells)).astype(np.float64)
    discs, radii = draws.random((DISCS, 2)), draws.uniform(0.05, 0.1, DISCS)
    places = draws.random((20 * candidates, 2))
    free = (_away(places, discs) > radii).all(axis=1)
    places = places[free][:candidates]
    cover = _away(places, cells) < RADIUS
    starts, ways = draws.random((RIDGES, 2)), draws.uniform(0.0, np.pi, RIDGES)
    ends = starts + RIDGE * np.stack([np.cos(ways), np.sin(ways)], axis=1)
    site, cell = np.nonzero(cover)
    for ridge in zip(starts, ends, strict=True):
        cover[site, cell] &= ~_crossed(places[site], cells[cell], *ridge)
    return cover_problem(cover, weights, SITES, fold)


def ours(problem: CoverProblem, gap: float) -> dict[str, float]:
    """Value, bound, gap and CPU seconds of `solve`."""
    found: list[Siting] = []
    cpu = spent(lambda: found.append(solve(problem, gap, SECONDS)))
    return {"value": found[0].value, "bound": found[0].bound, "gap": found[0].gap, "cpu_s": cpu}


def highs(problem: CoverProblem, gap: float) -> dict[str, float]:
    """The same of sites x and demands y in HiGHS: the most of weights y, where fold y <= cover x."""
    candidates, demands = problem.cover.shape
    rows = sparse.hstack([-problem.cover.T, problem.fold * sparse.eye_array(demands)]).tocsr()
    total = np.concatenate([np.ones(candidates), np.zeros(demands)])
    found: list[Any] = []
    cpu = spent(
        lambda: found.append(
            milp(
                -np.concatenate([np.zeros(candidates), problem.weights]),
                constraints=[
                    LinearConstraint(rows, -np.inf, 0.0),
                    LinearConstraint(total[None, :], 0.0, problem.count),
                ],
                bounds=Bounds(0.0, 1.0),
                # With sites in or out, a demand that one covers is in or out by itself.
                integrality=np.concatenate([np.ones(candidates), np.full(demands, problem.fold - 1)]),
                options={"mip_rel_gap": gap, "time_limit": SECONDS},
            )
        )
    )
    chosen = found[0].x
    value = 0.0 if chosen is None else problem.value(np.flatnonzero(chosen[:candidates] > 0.5))
    bound = np.inf if found[0].mip_dual_bound is None else -float(found[0].mip_dual_bound)
    return {"value": value, "bound": bound, "gap": bound / value - 1.0 if value else np.inf, "cpu_s": cpu}


def _away(ones: Floats, others: Floats) -> Floats:
    """Distances (n, m) between places (n, 2) and (m, 2)."""
    return np.hypot(*(ones[:, None] - others[None]).transpose(2, 0, 1))


def _crossed(begin: Floats, end: Floats, start: Floats, stop: Floats) -> npt.NDArray[np.bool_]:
    """Whether the ways (n, 2) to (n, 2) cross the one from `start` to `stop`."""

    def side(origin: Floats, way: Floats, place: Floats) -> Floats:
        """On which side of a line a place is: the sign of the cross product."""
        along, aside = way - origin, place - origin
        return along[..., 0] * aside[..., 1] - along[..., 1] * aside[..., 0]

    apart = side(begin, end, start) * side(begin, end, stop) < 0.0
    return apart & (side(start, stop, begin) * side(start, stop, end) < 0.0)
