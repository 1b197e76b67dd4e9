"""A sum of products of Legendre polynomials, which tells the variance that each of its terms carries.

Coordinates are uniform on the unit cube.  Polynomials are orthonormal there, so that the square of a
coefficient is the variance of its term, and every Sobol' index a sum of squares [1]_.

References
----------
.. [1] B. Sudret, Global sensitivity analysis using polynomial chaos expansions, Reliability Engineering and
   System Safety 93 (2008), 964-979, equations 36 and 39.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.study.strata_weights import Numbers

Degrees = npt.NDArray[np.int64]
"""Terms (T, K): the degree of each in every coordinate."""


class Chaos(NamedTuple):
    """A function of coordinates on the unit cube."""

    mean: float
    degrees: Degrees  # (T, K)
    coefficients: Numbers  # (T,)

    def at(self, points: Numbers) -> Numbers:
        """Its values at points (P, K)."""
        return self.mean + columns(points, self.degrees) @ self.coefficients

    @property
    def variances(self) -> Numbers:
        """Of each term (T,), with every coordinate uniform."""
        return self.coefficients**2

    @property
    def variance(self) -> float:
        """Of the whole."""
        return float(np.sum(self.variances))

    @property
    def totals(self) -> Numbers:
        """Total-order index of every coordinate (K,); all 0 of a function that does not move."""
        told: Numbers = self.variances @ (self.degrees > 0) / (self.variance or 1.0)
        return told


def legendre(unit: Numbers, most: int) -> Numbers:
    """Orthonormal Legendre polynomials of degrees 0 to `most` (D, ...) on [0, 1], by their recurrence."""
    x = 2.0 * unit - 1.0
    told = [np.ones_like(x), x]
    for n in range(1, most):
        told.append(((2 * n + 1) * x * told[n] - n * told[n - 1]) / (n + 1))
    scale = np.sqrt(2.0 * np.arange(most + 1) + 1.0).reshape(-1, *[1] * x.ndim)
    values: Numbers = np.stack(told[: most + 1]) * scale
    return values


def columns(points: Numbers, degrees: Degrees) -> Numbers:
    """Every term at every point (P, T)."""
    values = legendre(points, int(degrees.max(initial=1)))
    found = np.ones((points.shape[0], degrees.shape[0]))
    term, coordinate = np.nonzero(degrees)
    # Factor after factor, for terms have few of them and coordinates are hundreds.
    factor = np.arange(term.size) - np.searchsorted(term, term)
    for n in range(int(factor.max(initial=-1)) + 1):
        rows, k = term[factor == n], coordinate[factor == n]
        found[:, rows] *= values[degrees[rows, k], :, k].T
    return found
