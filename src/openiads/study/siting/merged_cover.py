"""The same problem, smaller: what is settled is taken out, and demands that the same sites cover are one.

All of it is exact.  Whatever order demands came in, they leave in the order of their covers, with weights
added in the order of their size, so that the solver cannot tell two orders apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.study.siting.cover_problem import CoverProblem, Floats, Integers, Matrix

Flags = npt.NDArray[np.bool_]

BLOCK = 8_192
"""Demands whose covers are unpacked at a time."""


@dataclass(frozen=True, eq=False)
class MergedCover:
    """Sites that may still be chosen (n), demands that are still open (m), and what is settled."""

    covers: Matrix  # (n, m) 1.0 where a site covers a demand
    covered_by: Matrix  # (m, n) the same by demands
    weights: Floats  # (m,)
    needs: Floats  # (m,) sites that are still missing to each, 1 or 2
    sites: Integers  # (n,) their numbers in the problem, ascending
    count: int  # sites still to choose, at most n
    inside: tuple[int, ...]  # sites in the problem that are chosen already
    settled: float  # weight that these cover

    @property
    def most(self) -> float:
        """Weight if every demand that is open would count."""
        return self.settled + float(self.weights.sum())


def merged(problem: CoverProblem) -> MergedCover:
    """The problem with its fixed sites chosen, without what no choice can change."""
    sites = np.arange(problem.sites)
    whole = MergedCover(
        problem.cover, problem.cover.T.tocsr(), problem.weights,
        np.full(problem.weights.size, float(problem.fold)), sites, problem.count, (), 0.0,
    )  # fmt: skip
    return together(narrowed(whole, problem.fixed, np.ones(sites.size, dtype=np.bool_))[0])


def narrowed(cover: MergedCover, inside: tuple[int, ...], able: Flags) -> tuple[MergedCover, Integers]:
    """The problem with some sites (rows of `cover`) chosen, and only those left that are able (n,).

    With it the demands of `cover` that are still open, ascending.
    """
    chosen = np.array(inside, dtype=np.int64)
    left = able.copy()
    left[chosen] = False
    rows = np.flatnonzero(left)
    needs = cover.needs - np.bincount(cover.covers[chosen].indices, minlength=cover.needs.size)
    covers = cover.covers[rows]
    reached = np.bincount(covers.indices, minlength=needs.size)
    count = min(cover.count - chosen.size, rows.size)
    # Weightless demands stay out: they only make ties.
    open_ = (needs > 0.0) & (needs <= np.minimum(reached, count)) & (cover.weights > 0.0)
    demands = np.flatnonzero(open_)
    covers = covers[:, demands]
    found = MergedCover(
        covers, covers.T.tocsr(), cover.weights[demands], needs[demands], cover.sites[rows], count,
        tuple(sorted((*cover.inside, *cover.sites[chosen].tolist()))),
        cover.settled + float(np.sort(cover.weights[needs <= 0.0]).sum()),
    )  # fmt: skip
    return found, demands


def together(cover: MergedCover) -> MergedCover:
    """The problem with demands merged that the same sites cover and that miss as many."""
    if not cover.weights.size:
        return cover
    marks = _marks(cover)
    _, first, group = np.unique(marks, return_index=True, return_inverse=True)
    order = np.lexsort((cover.weights, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    covered_by = cover.covered_by[first]
    return MergedCover(
        covered_by.T.tocsr(), covered_by, np.add.reduceat(cover.weights[order], starts), cover.needs[first],
        cover.sites, cover.count, cover.inside, cover.settled,
    )  # fmt: skip


def _marks(cover: MergedCover) -> npt.NDArray[np.void]:
    """What tells demands (m,) apart: the bits of the sites that cover each, and how many it misses."""
    blocks = []
    for start in range(0, cover.weights.size, BLOCK):
        bits = np.packbits(cover.covered_by[start : start + BLOCK].toarray() != 0.0, axis=1)
        blocks.append(np.column_stack([bits, cover.needs[start : start + BLOCK].astype(np.uint8)]))
    whole = np.ascontiguousarray(np.concatenate(blocks))
    return whole.view(np.dtype((np.void, whole.shape[1])))[:, 0]
