"""How a grid lies around a site: along which columns the rays of a sweep run, and how far out.

A sweep leaves the site towards one side of the grid and visits its lines one by one: rows on the way north
and south, columns on the way west and east.  On a plane, rays are straight in rows and columns.  On a map of
the Earth, great circles are not; how they bend is smooth, so per line a short polynomial says where each ray
crosses it, which ray a cell lies on, and the squared distance of either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from openiads.ground.errors import OutOfRange

Floats = npt.NDArray[np.float64]
Polar = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""Azimuth [rad] and distance [m] from the site, of fractional rows and columns; defined off the map, too."""

SIDES = ("north", "south", "west", "east")
OUTWARD_NODES, ACROSS_NODES = 10, 12
DEGREES = (1, 2, 3, 5, 7, 9)
CLOSE_ENOUGH = 0.004
"""Polynomials may put a ray this far from where it runs, in cells: a tenth of a metre of height on a steep
slope."""
STEEPEST = 1.08
"""Rays go out to this slope, in cells across per cell outward; beyond the diagonal another side's begin."""


@dataclass(frozen=True, eq=False)
class Side:
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

    @property
    def far(self) -> float:
        """Distance of the last line [cells]."""
        return float(self.offsets[-1])


def plane(row: float, column: float, height: float, width: float) -> Polar:
    """A flat map with cells of `height` by `width` [m], seen from a site at (row, column)."""

    def polar(rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
        north, east = (row - rows) * height, (columns - column) * width
        return np.arctan2(east, north), np.hypot(north, east)

    return polar


def sides(shape: tuple[int, int], row: float, column: float, polar: Polar, reach: float) -> list[Side]:
    """The four sides of a grid of `shape` around a site at fractional (row, column), out to `reach` [m]."""
    made = (_side(name, shape, row, column, polar, reach) for name in SIDES)
    return [side for side in made if side is not None]


def _side(
    name: str, shape: tuple[int, int], row: float, column: float, polar: Polar, reach: float
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
        _, nearest = seen(offsets, np.zeros(len(offsets)))
        offsets = offsets[: max(int(np.searchsorted(nearest, reach)), 0)]
    if not len(offsets):
        return None
    return Side(along_rows, first, outward, centre, offsets, *_fitted(offsets, seen))


def _fitted(offsets: Floats, seen: Polar) -> tuple[Floats, Floats, Floats, Floats]:
    """Polynomials of every line, of the least degree that keeps rays in place."""
    last = offsets[-1]
    outward = 0.5 * last * (1.0 + chebyshev.chebpts1(OUTWARD_NODES))
    across = STEEPEST * chebyshev.chebpts1(ACROSS_NODES)
    offset, slope = (x.ravel() for x in np.meshgrid(outward, across, indexing="ij"))
    azimuth, distance = seen(offset, slope)
    ray = _slope_towards(azimuth, slope, np.full_like(offset, last), seen)
    azimuth_of_ray, _ = seen(np.full_like(offset, last), slope)
    slope_of_ray = _slope_towards(azimuth_of_ray, slope, offset, seen)
    _, distance_of_ray = seen(offset, slope_of_ray)
    shape = (OUTWARD_NODES, ACROSS_NODES)
    for degree in DEGREES:
        tables = [
            _table(values.reshape(shape), max(degree, floor))
            for values, floor in (
                (slope_of_ray, 1), (ray, 1), ((distance_of_ray / offset) ** 2, 2), ((distance / offset) ** 2, 2)
            )
        ]  # fmt: skip
        wrong = max(
            float(np.abs(_values(tables[0], outward, across, last) - slope_of_ray.reshape(shape)).max()),
            float(np.abs(_values(tables[1], outward, across, last) - ray.reshape(shape)).max()),
        )
        if wrong * last <= CLOSE_ENOUGH:
            return tuple(_by_line(table, offsets, last) for table in tables)  # type: ignore[return-value]
    raise OutOfRange(
        f"horizon: rays to {last:g} cells from the site bend too much for this grid (by {wrong * last:.2g} cells "
        "more than polynomials follow); a shorter range is allowed; set --range-km"
    )


def _slope_towards(azimuth: Floats, guess: Floats, offset: Floats, seen: Polar) -> Floats:
    """Slope at which a line `offset` away is crossed in the direction of `azimuth` (secant steps)."""
    before, here = guess - 1e-3, guess + 1e-3
    miss_before = np.sin(seen(offset, before)[0] - azimuth)
    for _ in range(8):
        miss = np.sin(seen(offset, here)[0] - azimuth)
        change = miss - miss_before
        step = np.where(np.abs(change) > 1e-15, miss * (here - before) / np.where(change == 0.0, 1.0, change), 0.0)
        before, miss_before, here = here, miss, here - step
    return here


def _table(values: Floats, degree: int) -> Floats:
    """Chebyshev coefficients (outward, across) of values at the nodes, cut to `degree` across."""
    outward = chebyshev.chebvander(chebyshev.chebpts1(OUTWARD_NODES), OUTWARD_NODES - 1)
    across = chebyshev.chebvander(chebyshev.chebpts1(ACROSS_NODES), ACROSS_NODES - 1)
    full = np.linalg.solve(outward, np.linalg.solve(across, values.T).T)
    return full[:, : degree + 1]


def _values(table: Floats, outward: Floats, across: Floats, last: float) -> Floats:
    return np.asarray(chebyshev.chebgrid2d(2.0 * outward / last - 1.0, across / STEEPEST, table))


def _by_line(table: Floats, offsets: Floats, last: float) -> Floats:
    """Plain coefficients (lines, terms) in the slope itself."""
    rows = chebyshev.chebval(2.0 * offsets / last - 1.0, table, tensor=True).T
    plain = np.stack([_plain(row) for row in np.eye(table.shape[1])])
    return np.ascontiguousarray(rows @ plain)


def _plain(series: Floats) -> Floats:
    """A Chebyshev series in slope / STEEPEST as a polynomial in the slope."""
    terms = chebyshev.cheb2poly(series)
    terms = np.concatenate([terms, np.zeros(len(series) - len(terms))])
    return np.asarray(terms / STEEPEST ** np.arange(len(series)))

