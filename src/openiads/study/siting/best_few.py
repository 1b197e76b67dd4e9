"""The best few choices, for what judges them better than a cover does: runs, which cost more each."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.study.siting.cover_problem import CoverProblem
from openiads.study.siting.merged_cover import MergedCover, merged
from openiads.study.siting.solve_cover import solve
from openiads.study.siting.swaps import local_optima, swaps

Pool = dict[tuple[int, ...], float]
"""Values of choices, by their rows, ascending."""


class Option(NamedTuple):
    """A choice of sites, ascending, and the weight that it covers."""

    sites: tuple[int, ...]
    value: float


def best_few(
    problem: CoverProblem, count: int, within: float = 0.02, gap: float = 0.01, seconds: float = math.inf,
    seed: int = 0,
) -> list[Option]:  # fmt: skip
    """Up to `count` different choices, the best first, that cover nearly as much as the best of them.

    They are that of `solve`, the local optima that swaps find, and the swaps of the best `count` so long as
    these bring better ones: no swap of one of them is better than the last and not among them.  That there is
    nothing better elsewhere is proven for the first only, as far as `solve` proves it.

    count    choices that are asked for, 1 or more
    within   share of the best value by which one may be worse
    gap, seconds, seed  as `solve` has them; what follows it is not timed
    """
    if count < 1 or not 0.0 <= within <= 1.0:
        raise ValueError(f"count must be 1 or more and within a share, got {count} and {within}")
    whole = merged(problem)
    first = np.setdiff1d(solve(problem, gap, seconds, seed).sites, whole.inside)
    begin = tuple(np.searchsorted(whole.sites, first).tolist())
    pool = {begin: swaps(whole, np.array(begin, dtype=np.int64))[0]}
    pool |= {tuple(found.rows.tolist()): found.value for found in local_optima(whole, seed)}
    _closed(whole, pool, count)
    named = [(*whole.inside, *whole.sites[list(rows)].tolist()) for rows in _best(pool, count)]
    options = [Option(tuple(sorted(sites)), problem.value(sites)) for sites in named]
    options.sort(key=lambda option: -option.value)
    return [option for option in options if option.value >= options[0].value * (1.0 - within)]


def _closed(whole: MergedCover, pool: Pool, count: int) -> None:
    """Add swaps to a pool until those of its best `count` bring none that would be among these."""
    seen = set[tuple[int, ...]]()
    while new := [rows for rows in _best(pool, count) if rows not in seen]:
        seen.add(new[0])
        rows = np.array(new[0], dtype=np.int64)
        _, swapped = swaps(whole, rows)
        for best in np.argsort(-swapped, axis=None, kind="stable")[:count]:
            into, out = divmod(int(best), rows.size)
            if swapped[into, out] >= 0.0:
                found = np.sort(np.append(np.delete(rows, out), into))
                pool.setdefault(tuple(found.tolist()), float(swapped[into, out]))


def _best(pool: Pool, count: int) -> list[tuple[int, ...]]:
    """The best of a pool; of equal ones those of the first sites."""
    return sorted(pool, key=lambda rows: (-pool[rows], rows))[:count]
