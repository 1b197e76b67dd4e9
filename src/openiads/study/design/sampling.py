"""Points of a box: the nominal one, then those of a grid or of a space-filling sample.

References
----------
.. [1] A. B. Owen, Scrambling Sobol' and Niederreiter-Xing points, Journal of Complexity 14 (1998), 466-489.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from openiads.ground.errors import Faults, Notice
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.hypercube import hypercube

Points = npt.NDArray[np.float64]
MOST_CELLS = 50_000_000
"""Points times coordinates that are kept."""


def points_of(
    coordinates: Sequence[Coordinate], count: int, method: str, seed: int, faults: Faults
) -> Points:
    """Points of a box (1 + count, K) in the units of files, the nominal first; of a grid at most so many."""
    nominal = np.array([[coordinate.value for coordinate in coordinates]], dtype=np.float64)
    if not coordinates:
        return nominal
    if method == "grid":  # how many it has is another question than how many it may have
        return np.concatenate([nominal, _grid(coordinates, count, faults)])
    if count * len(coordinates) > MOST_CELLS:
        most = MOST_CELLS // len(coordinates)
        faults.add(
            "box.points",
            f"is {count}; of {len(coordinates)} coordinates at most {most} are allowed; lower it",
        )
        return nominal
    shares = _shares(len(coordinates), count, method, seed)
    rows = [
        [coordinate.at(float(share)) for coordinate, share in zip(coordinates, row, strict=True)]
        for row in shares
    ]
    return np.concatenate([nominal, np.array(rows, dtype=np.float64)])


def _shares(n_coordinates: int, count: int, method: str, seed: int) -> Points:
    """Share of each box below each point (count, K) [1]; by Latin hypercube or Sobol' sequence [1]_."""
    if method == "lhs":
        return hypercube(n_coordinates, count, seed)
    power = (count - 1).bit_length()
    if count != 2**power:
        warnings.warn(
            f"box.points is {count}; a Sobol' sequence is even for powers of two such as {2**power}",
            Notice,
            stacklevel=2,
        )
    draws = np.random.default_rng(seed)
    return np.asarray(qmc.Sobol(n_coordinates, scramble=True, seed=draws).random_base2(power))[:count]


def _grid(coordinates: Sequence[Coordinate], count: int, faults: Faults) -> Points:
    """All combinations of as many levels of each, ends included, as make at most `count` points (P, K)."""
    levels = _levels(len(coordinates), count)
    if levels < 2:
        faults.add(
            "box.points",
            f"is {count}; a grid of {len(coordinates)} coordinates has at least 2^{len(coordinates)} points; "
            'give fewer figures, or method = "lhs"',
        )
        return np.empty((0, len(coordinates)))
    axes = [_axis(coordinate, levels) for coordinate in coordinates]
    return np.array(list(itertools.product(*axes)), dtype=np.float64)


def _levels(n_coordinates: int, count: int) -> int:
    levels = 1
    while (levels + 1) ** n_coordinates <= count:
        levels += 1
    return levels


def _axis(coordinate: Coordinate, levels: int) -> list[float]:
    """Evenly laid values from the low to the high, each once."""
    shares = np.linspace(0.0, 1.0, levels)
    return list(dict.fromkeys(coordinate.at(float(share)) for share in shares))
