"""Which few polynomials tell what was played at few points of many coordinates.

Terms are taken one by one, each the one that explains most of what is left (orthogonal least squares [1]_);
how many, and up to which degree, is what best foretells points that were left out.  Terms of one coordinate
come first; products of two follow of coordinates of which one was taken alone, as there are too many
products to try them all [2]_.  With few coordinates all of them are tried.

References
----------
.. [1] S. Chen, S. A. Billings and W. Luo, Orthogonal least squares methods and their application to
   non-linear system identification, International Journal of Control 50 (1989), 1873-1896.
.. [2] G. Blatman and B. Sudret, Adaptive sparse polynomial chaos expansion based on least angle regression,
   Journal of Computational Physics 230 (2011), 2345-2367, section 3: hyperbolic sets of terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.study.analysis.polynomial_chaos import Chaos, Degrees, columns
from openiads.study.strata_weights import Numbers

FOLDS = 5
ALONE = (1, 2, 3, 4, 6, 8)
"""Highest degrees that are tried."""
FEW = 8
"""So many coordinates are few: all products of two are tried."""
NORM = 0.75
"""Of the hyperbolic sets: products have lower degrees than terms of one coordinate [2]_."""
MOST_TERMS = 40
DEPENDENT = 1e-8
"""A term is left out whose square is this much explained by those that were taken."""

Indices = npt.NDArray[np.int64]


class Choice(NamedTuple):
    """Terms to choose from, how many to take, and how far off they were at points that were left out."""

    degrees: Degrees
    terms: int
    error: float  # mean square


def fit(points: Numbers, values: Numbers, seed: int) -> Chaos:
    """Function through values (P,) at points (P, K) of the unit cube."""
    return taken(points, values, choice(points, values, seed))


def choice(points: Numbers, values: Numbers, seed: int) -> Choice:
    """The set of terms, and how many of it, that foretell best."""
    folds = folds_of(values.size, FOLDS, seed)
    coordinates = points.shape[1]
    best = _best(points, values, folds, [alone(coordinates, degree) for degree in ALONE])
    partners = _partners(points, values, best)
    sets = [with_products(coordinates, degree, partners) for degree in ALONE[1:]]
    paired = _best(points, values, folds, sets)
    return paired if paired.error < best.error else best


def refit(points: Numbers, values: Numbers, degrees: Degrees, seed: int) -> Chaos:
    """Function through values (P,) at points (P, K) with terms of one set (T, K)."""
    return taken(points, values, _best(points, values, folds_of(values.size, FOLDS, seed), [degrees]))


def taken(points: Numbers, values: Numbers, chosen: Choice) -> Chaos:
    """Function of so many terms as were chosen, of the set that was chosen."""
    matrix = columns(points, chosen.degrees)
    order, _ = path(matrix, values, np.ones(values.size, dtype=np.bool_), chosen.terms)
    design = np.column_stack([np.ones(values.size), matrix[:, order]])
    solved: Numbers = np.linalg.lstsq(design, values, rcond=None)[0].astype(np.float64)
    return Chaos(float(solved[0]), chosen.degrees[order], solved[1:])


def folds_of(size: int, folds: int, seed: int) -> Indices:
    """Fold of each point (P,), drawn with the seed."""
    return np.random.default_rng(seed).permutation(size) % min(folds, size)


def alone(coordinates: int, degree: int) -> Degrees:
    """Terms of one coordinate up to a degree (T, K)."""
    return np.concatenate([n * np.eye(coordinates, dtype=np.int64) for n in range(1, degree + 1)])


def with_products(coordinates: int, degree: int, partners: Indices) -> Degrees:
    """These, and products of two coordinates of which one is a partner, in a hyperbolic set."""
    rows = [alone(coordinates, degree)]
    able = np.isin(np.arange(coordinates), partners)
    first, second = np.triu_indices(coordinates, 1)
    first, second = (side[able[first] | able[second]] for side in (first, second))
    row = np.arange(first.size)
    for a, b in _hyperbolic(degree):
        block = np.zeros((row.size, coordinates), dtype=np.int64)
        block[row, first], block[row, second] = a, b
        rows.append(block)
    return np.concatenate(rows)


def _hyperbolic(degree: int) -> Iterator[tuple[int, int]]:
    # By its own measure the product of two straight lines has degree 2.52: the second degree has it too.
    most = max(degree**NORM, 2.0)
    return (
        (a, b) for a in range(1, degree + 1) for b in range(1, degree + 1) if a**NORM + b**NORM <= most + 1e-9
    )


def _partners(points: Numbers, values: Numbers, best: Choice) -> Indices:
    if points.shape[1] <= FEW:
        return np.arange(points.shape[1])
    return np.flatnonzero(taken(points, values, best).degrees.any(axis=0))


def _best(points: Numbers, values: Numbers, folds: Indices, sets: list[Degrees]) -> Choice:
    """Of some sets of terms, from small to large, the one that foretells best; two that do worse end it."""
    best = Choice(sets[0], 0, np.inf)
    worse = 0
    for degrees in sets:
        errors = _left_out(columns(points, degrees), values, folds)
        terms = int(np.argmin(errors))
        worse = 0 if errors[terms] < best.error else worse + 1
        if not worse:
            best = Choice(degrees, terms, float(errors[terms]))
        if worse == 2:
            break
    return best


def _left_out(matrix: Numbers, values: Numbers, folds: Indices) -> Numbers:
    """Mean square error at points left out, by the number of terms."""
    most = min(MOST_TERMS, values.size // 3, matrix.shape[1])
    total = np.zeros(most + 1)
    for fold in range(int(folds.max()) + 1):
        _, errors = path(matrix, values, folds != fold, most)
        total += errors
    return total / values.size


def path(matrix: Numbers, values: Numbers, kept: npt.NDArray[np.bool_], most: int) -> tuple[Indices, Numbers]:
    """Terms (columns of `matrix` (P, T)) in the order in which they are taken, by the points `kept` (P,).

    With them the sum of squares at the other points after so many terms; where no term is left to take it
    stays as it was.
    """
    middle = matrix[kept].mean(axis=0)
    learn, rest = matrix[kept] - middle, matrix[~kept] - middle
    left, other = values[kept] - values[kept].mean(), values[~kept] - values[kept].mean()
    whole = np.sum(learn**2, axis=0)
    squares, free = whole.copy(), whole > 0.0
    order: list[int] = []
    bases, tested = np.empty((most, left.size)), np.empty((most, other.size))
    errors = np.full(most + 1, other @ other)
    for n in range(most):
        term = int(np.argmax(np.where(free, (left @ learn) ** 2 / np.where(free, squares, 1.0), -1.0)))
        if not free[term]:
            break
        # What the terms before it do not say already.
        said = bases[:n] @ learn[:, term]
        bases[n] = learn[:, term] - said @ bases[:n]
        scale = 1.0 / np.linalg.norm(bases[n])
        bases[n] *= scale
        tested[n] = (rest[:, term] - said @ tested[:n]) * scale
        pull = bases[n] @ left
        left, other = left - pull * bases[n], other - pull * tested[n]
        order.append(term)
        errors[n + 1 :] = other @ other
        squares -= (bases[n] @ learn) ** 2
        free &= squares > DEPENDENT * whole
        free[term] = False
    return np.array(order, dtype=np.int64), errors
