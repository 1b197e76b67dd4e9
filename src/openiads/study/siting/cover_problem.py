"""Which few of many candidate sites cover most: the maximal covering location problem [1]_.

A demand has a weight, and counts in full once enough of the chosen sites cover it: one of them, or two, where
one site may fail or fall silent (two-fold, or backup cover).  Nothing else is known here of what a site or a
demand is: no ground, no radar, no scenario.

References
----------
.. [1] R. Church and C. ReVelle, The maximal covering location problem, Papers of the Regional Science
   Association 32 (1974), 101-118.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, issparse

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Matrix = Any
"""A sparse matrix in rows; SciPy ships without annotations."""

FOLDS = (1, 2)


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Sites to choose from, and what each covers; made by `cover_problem`, which checks it."""

    cover: Matrix  # (N, D) 1.0 where a site covers a demand
    weights: Floats  # (D,) 0 or more, in whatever a demand is worth
    count: int  # sites to choose, the fixed ones among them; never more than there are
    fold: int  # sites that must cover a demand for it to count
    fixed: tuple[int, ...]  # sites that are chosen whatever they cover, ascending

    @property
    def sites(self) -> int:
        """Number of candidates."""
        return int(self.cover.shape[0])

    def covered(self, sites: Iterable[int]) -> npt.NDArray[np.bool_]:
        """Demands (D,) that count with these sites."""
        rows = self.cover[np.unique(np.fromiter(sites, dtype=np.int64))]
        times = np.bincount(rows.indices, minlength=self.weights.size)
        return np.asarray(times >= self.fold)

    def value(self, sites: Iterable[int]) -> float:
        """Weight that counts with these sites, rounded once, so that no order of demands changes it."""
        return math.fsum(self.weights[self.covered(sites)])


def cover_problem(
    cover: object, weights: npt.ArrayLike, count: int, fold: int = 1, fixed: Sequence[int] = ()
) -> CoverProblem:
    """Check what is asked, and keep it sparse.

    cover    (N, D) true where a site covers a demand: an array, or a sparse matrix or array of SciPy
    weights  (D,) what each demand is worth, 0 or more
    count    sites to choose; where it is more than N, all are chosen
    fold     1 or 2: sites that must cover a demand for it to count
    fixed    sites that must be among the chosen
    """
    worth = np.asarray(weights, dtype=np.float64)
    matrix = _rows(cover)
    if worth.ndim != 1 or matrix.shape[1] != worth.size:
        raise ValueError(f"cover {matrix.shape} is of sites and demands, weights {worth.shape} of demands")
    if not (np.isfinite(worth).all() and (worth >= 0.0).all()):
        raise ValueError("weights must be finite and 0 or more")
    if fold not in FOLDS:
        raise ValueError(f"fold must be 1 or 2, got {fold}")
    if count < 0:
        raise ValueError(f"the number of sites to choose must be 0 or more, got {count}")
    inside = tuple(sorted({int(site) for site in fixed}))
    if inside and not 0 <= inside[0] <= inside[-1] < matrix.shape[0]:
        raise ValueError(f"fixed sites must be among the {matrix.shape[0]} candidates, got {inside}")
    if len(inside) > count:
        raise ValueError(f"{len(inside)} sites are fixed, and only {count} are to be chosen")
    return CoverProblem(matrix, worth, min(int(count), int(matrix.shape[0])), int(fold), inside)


def _rows(cover: object) -> Matrix:
    """The cover as rows of ones, in one form whatever it came in."""
    given: Any = cover if issparse(cover) else np.asarray(cover)
    if given.ndim != 2:
        raise ValueError(f"cover must be of sites and demands, got {given.ndim} axes")
    matrix = csr_array(given != 0, dtype=np.float64)
    matrix.eliminate_zeros()
    matrix.sum_duplicates()
    return matrix
