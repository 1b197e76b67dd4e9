"""How a grid lies around a site: along which columns the rays of a sweep run, and how far out.

A sweep leaves the site towards one side of the grid and visits its lines one by one: rows on the way north
and south, columns on the way west and east.  On a plane, rays are straight in rows and columns.  On a map of
the Earth, great circles are not; how they bend is smooth, so per line a short polynomial says where each ray
crosses it, which ray a cell lies on, and the squared distance of either.

Our own construction; the series are Chebyshev's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

Floats = npt.NDArray[np.float64]
Polar = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""Azimuth [rad] and distance [m] from the site, of fractional rows and columns; defined off the map, too."""

SIDES = ("north", "south", "west", "east")
OUTWARD_NODES, ACROSS_NODES = 10, 14
CLOSE_ENOUGH = 1e-6
"""Slope by which polynomials may turn a ray: four decimetres aside at 400 km.  A ridge beside the site that
is met on a slant of one in ten is then off by a hundred-thousandth, and so is everything behind it."""
TRUE_ENOUGH = 1e-6
"""Share by which squared distances may be off: 1 cm of altitude where a ray has climbed to 20 km."""
EXACT = 1e-12
"""Directions nearer than this are the same [rad]."""
LEAST_DENSITY, MOST_DENSITY, RAY_SPACING = 1.25, 12.0, 64.0
"""Rays per cell of the last line, at least and at most, and how far apart [m] they are wanted there: what
lies between two rays is guessed, and on coarse cells there is more of it."""
PROBES = np.linspace(-1.0, 1.0, 21)
"""Slopes at which a line may come nearest: far from 0 where cells are sheared, as sinusoidal ones are."""
STEEPEST = 1.35
"""Slopes that polynomials cover, in cells across per cell outward.  Cells beyond the diagonal are another
side's, but a ray to a cell on the diagonal far out may start more steeply."""


class TooBent(Exception):
    """No short polynomial follows the rays of a grid as far as was asked."""


def _series(nodes: int) -> Floats:
    """Matrix from values at the Chebyshev nodes to coefficients."""
    return np.asarray(np.linalg.inv(chebyshev.chebvander(chebyshev.chebpts1(nodes), nodes - 1)))


def _plain(terms: int) -> Floats:
    """Chebyshev polynomials in slope / STEEPEST, each as a row of coefficients in the slope."""
    rows = [np.resize(chebyshev.cheb2poly(np.eye(terms)[n]), n + 1) for n in range(terms)]
    padded = np.stack([np.pad(row, (0, terms - len(row))) for row in rows])
    return np.asarray(padded / STEEPEST ** np.arange(terms))


OUTWARD_SERIES, ACROSS_SERIES, PLAIN = _series(OUTWARD_NODES), _series(ACROSS_NODES), _plain(ACROSS_NODES)


class Side(NamedTuple):
    """The lines of one side, outward, and the polynomials of each.

    A slope is cells across per cell outward.  Rays are named by their slope on the last line, so one ray
    comes out at each of its cells.
    """

    along_rows: bool  # its lines are rows
    first: int  # row or column of the first line
    outward: int  # step from line to line, 1 or -1
    centre: float  # the site, in cells along a line
    offsets: Floats  # (lines,) distance of each line from the site [cells]
    slope_of_ray: Floats  # (lines, terms) slope on the line of a ray, by its name
    ray_of_slope: Floats  # (lines, terms) name of the ray through a slope on the line
    square_of_ray: Floats  # (lines, 3 or more) (distance / offset)**2 [m2] of a ray, by its name
    square_of_slope: Floats  # (lines, 3 or more) the same by slope
    density: float  # rays per cell of the last line

    @property
    def far(self) -> float:
        """Distance of the last line [cells]."""
        return float(self.offsets[-1])


def sides(shape: tuple[int, int], row: float, column: float, polar: Polar, reach: float) -> Iterator[Side]:
    """The four sides of a grid of `shape` around a site at fractional (row, column), out to `reach` [m].

    Raises TooBent where rays bend too much on the grid to be followed so far.
    """
    made = (_side(name, shape, row, column, polar, reach) for name in SIDES)
    return (side for side in made if side is not None)


def _side(
    name: str,
    shape: tuple[int, int],
    row: float,
    column: float,
    polar: Polar,
    reach: float,
) -> Side | None:
    along_rows = name in ("north", "south")
    here, centre = (row, column) if along_rows else (column, row)
    count = shape[0] if along_rows else shape[1]
    outward = -1 if name in ("north", "west") else 1
    # A line through the site itself has no slope; its cells lie on the other two sides.
    first = int(np.ceil(here - 1.0)) if outward < 0 else int(np.floor(here + 1.0))
    lines = np.arange(first, -1 if outward < 0 else count, outward)
    offsets = np.abs(lines - here)

    def seen(offset: Floats, slope: Floats) -> tuple[Floats, Floats]:
        line, across = here + outward * offset, centre + slope * offset
        return polar(line, across) if along_rows else polar(across, line)

    if len(lines):
        nearest = np.min([seen(offsets, np.full(len(offsets), slope))[1] for slope in PROBES], axis=0)
        offsets = offsets[: int(np.searchsorted(nearest, reach))]
    if not len(offsets):
        return None
    with np.errstate(invalid="ignore"):  # beyond the edge of a projection nothing is finite, which none fits
        tables = _fitted(offsets, seen)
    # Slope 1 is as many cells aside as the line is away.  The mean of its squares on both sides, less that of
    # slope 0, is the squared edge of a cell, whatever angle it has: odd powers tell the shear, and cancel.
    edge = math.sqrt(tables[3][-1, 2::2].sum())
    density = min(max(edge / RAY_SPACING, LEAST_DENSITY), MOST_DENSITY)
    return Side(along_rows, first, outward, centre, offsets, *tables, density)


def _fitted(offsets: Floats, seen: Polar) -> tuple[Floats, Floats, Floats, Floats]:
    """Polynomials of every line: places of rays, names of rays, and the squares of both."""
    last = float(offsets[-1])
    outward = 0.5 * last * (1.0 + chebyshev.chebpts1(OUTWARD_NODES))
    across = STEEPEST * chebyshev.chebpts1(ACROSS_NODES)
    offset, slope = (x.ravel() for x in np.meshgrid(outward, across, indexing="ij"))
    azimuth, distance = seen(offset, slope)
    ray = _slope_towards(azimuth, slope, np.full_like(offset, last), seen)
    azimuth_of_ray, _ = seen(np.full_like(offset, last), slope)
    slope_of_ray = _slope_towards(azimuth_of_ray, slope, offset, seen)
    _, distance_of_ray = seen(offset, slope_of_ray)
    square, square_of_ray = (distance / offset) ** 2, (distance_of_ray / offset) ** 2
    true = TRUE_ENOUGH * float(square.min())
    return (
        _by_line(_table(slope_of_ray, CLOSE_ENOUGH), offsets),
        _by_line(_table(ray, CLOSE_ENOUGH), offsets),
        _by_line(_table(square_of_ray, true), offsets),
        _by_line(_table(square, true), offsets),
    )


def _table(values: Floats, tolerance: float) -> Floats:
    """Chebyshev coefficients (outward, across) of values at the nodes; across no more than are needed."""
    full = OUTWARD_SERIES @ values.reshape(OUTWARD_NODES, -1) @ ACROSS_SERIES.T
    for terms in range(2, ACROSS_NODES - 1):
        left_out = np.abs(full[:, terms:]).sum()
        if left_out <= tolerance:
            return full[:, :terms]
    raise TooBent


def _by_line(table: Floats, offsets: Floats) -> Floats:
    """Plain coefficients (lines, terms) in the slope itself."""
    outward = chebyshev.chebvander(2.0 * offsets / offsets[-1] - 1.0, OUTWARD_NODES - 1)
    terms = table.shape[1]
    return np.ascontiguousarray(outward @ (table @ PLAIN[:terms, :terms]))


def _slope_towards(azimuth: Floats, guess: Floats, offset: Floats, seen: Polar) -> Floats:
    """Slope at which a line `offset` away is crossed in the direction of `azimuth` (secant steps)."""
    before, here = guess + 1e-3, guess
    miss_before = np.sin(seen(offset, before)[0] - azimuth)
    for _ in range(9):
        miss = np.sin(seen(offset, here)[0] - azimuth)
        if np.abs(miss).max() < EXACT:
            break
        change = miss - miss_before
        step = miss * (here - before) / np.where(change == 0.0, np.inf, change)
        before, miss_before, here = here, miss, here - step
    return here
