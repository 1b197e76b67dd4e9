"""Small random problems, and the best value of each by a program that shares nothing with ours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from openiads.study.siting.cover_problem import CoverProblem, cover_problem


def random_problem(seed: int, fold: int = 1, demands: int = 60, sites: int = 14) -> CoverProblem:
    """Discs in the unit square with holes; some weights are 0, some demands out of reach."""
    draws = np.random.default_rng(seed)
    places, cells = draws.random((sites, 2)), draws.random((demands, 2))
    away = np.hypot(*(cells[None] - places[:, None]).transpose(2, 0, 1))
    cover = (away < draws.uniform(0.2, 0.4)) & (draws.random(away.shape) < 0.8)
    weights = draws.random(demands) if seed % 2 else draws.integers(0, 6, demands).astype(float)
    count = int(draws.integers(1, 6))
    fixed = draws.choice(sites, int(draws.integers(0, min(count, 2) + 1)), replace=False)
    return cover_problem(cover, weights, count, fold, fixed.tolist())


def changed(
    problem: CoverProblem,
    sites: npt.ArrayLike | None = None,
    demands: npt.ArrayLike | None = None,
    count: int | None = None,
) -> CoverProblem:
    """The same problem with its sites and demands in these places, no site fixed."""
    rows = np.arange(problem.sites) if sites is None else np.asarray(sites)
    columns = np.arange(problem.weights.size) if demands is None else np.asarray(demands)
    cover = problem.cover.toarray()[np.ix_(rows, columns)]
    return cover_problem(
        cover, problem.weights[columns], problem.count if count is None else count, problem.fold
    )


def best_value(problem: CoverProblem) -> float:
    """The best value by a mixed-integer program: sites x, demands y, fold y <= cover x."""
    sites, demands = problem.cover.shape
    rows = sparse.hstack([-problem.cover.T, problem.fold * sparse.eye_array(demands)])
    total = np.concatenate([np.ones(sites), np.zeros(demands)])
    low = np.zeros(sites + demands)
    low[list(problem.fixed)] = 1.0
    found = milp(
        -np.concatenate([np.zeros(sites), problem.weights]),
        constraints=[
            LinearConstraint(rows.tocsr(), -np.inf, 0.0),
            LinearConstraint(total[None, :], 0.0, problem.count),
        ],
        bounds=Bounds(low, 1.0),
        integrality=np.ones(sites + demands),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success, found.message
    return -float(found.fun)
