"""A section of the Earth in the stereographic projection, and what lies under each of its pixels.

References
----------
.. [1] J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), chapter 21,
   the spherical oblique stereographic.  It keeps angles, and every circle on the sphere stays a circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, enu_axes, normal_of
from openiads.terrain.grid import Grid

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

MARGIN = 0.045
"""Share of the section that is left free around what it has to hold."""
SMALLEST = 2_000.0
"""Narrowest section [m]."""
CIRCLE_POINTS = 361


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the plane that touches the Earth at one point."""

    latitude: float  # of the point of touch [rad]
    longitude: float  # [rad]
    west: float  # edges in the plane [m]
    east: float
    south: float
    north: float

    @property
    def width(self) -> float:
        """West to east [m]."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """South to north [m]."""
        return self.north - self.south

    def forward(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Places in the plane [m], east and north of the point of touch, of points [rad]."""
        east, north, up = np.moveaxis(
            normal_of(latitude, longitude) @ enu_axes(self.latitude, self.longitude).T, -1, 0
        )
        stretch = 2.0 * MEAN_RADIUS / np.maximum(1.0 + up, 1e-9)
        return stretch * east, stretch * north

    def inverse(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of places in the plane [m]; undoes `forward`."""
        across, along = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
        square = (across * across + along * along) / (4.0 * MEAN_RADIUS**2)
        share = 1.0 / (MEAN_RADIUS * (1.0 + square))
        axes = enu_axes(self.latitude, self.longitude)
        east, north, up = across * share, along * share, (1.0 - square) / (1.0 + square)
        outward = [east * axes[0, i] + north * axes[1, i] + up * axes[2, i] for i in range(3)]
        return np.arcsin(np.clip(outward[2], -1.0, 1.0)), np.arctan2(outward[1], outward[0])

    def stretch(self, x: float, y: float) -> float:
        """Length in the plane over length on the ground, at a place in the plane [m]."""
        return 1.0 + (x * x + y * y) / (4.0 * MEAN_RADIUS**2)

    def pixels(self, rows: int, columns: int) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of pixel centres, (rows, columns), the first row northernmost."""
        x = self.west + (np.arange(columns) + 0.5) / columns * self.width
        y = self.north - (np.arange(rows) + 0.5) / rows * self.height
        return self.inverse(x[None, :], y[:, None])

    def circle(self, latitude: float, longitude: float, radius: float) -> tuple[Floats, Floats]:
        """Places [m] of a circle on the ground around a point [rad], clockwise from north; radius [m]."""
        azimuths = np.linspace(0.0, 2.0 * math.pi, CIRCLE_POINTS)
        return self.forward(*destination(latitude, longitude, azimuths, radius))

    def lines(self, lines: Iterable[Floats]) -> Iterator[tuple[Floats, Floats]]:
        """Lines of points (points, 2) [rad] that touch the window, as places in the plane [m]."""
        for points in lines:
            x, y = self.forward(points[:, 0], points[:, 1])
            touches = x.max() >= self.west and x.min() <= self.east
            if touches and y.max() >= self.south and y.min() <= self.north:
                yield x, y

    def shaped(self, slimmest: float, widest: float) -> Window:
        """The same window, grown until its width over height lies between two bounds."""
        wide = max(self.width, slimmest * self.height)
        tall = max(self.height, wide / widest)
        more_x, more_y = 0.5 * (wide - self.width), 0.5 * (tall - self.height)
        return replace(
            self,
            west=self.west - more_x,
            east=self.east + more_x,
            south=self.south - more_y,
            north=self.north + more_y,
        )


def window_around(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Window:
    """The window that holds all points [rad], with a margin, and touches the Earth in its middle."""
    outward = normal_of(latitude, longitude).reshape(-1, 3).mean(axis=0)
    window = Window(
        math.atan2(outward[2], math.hypot(outward[0], outward[1])),
        math.atan2(outward[1], outward[0]),
        *(0.0,) * 4,
    )
    for _ in range(2):
        x, y = window.forward(latitude, longitude)
        middle = 0.5 * (x.min() + x.max()), 0.5 * (y.min() + y.max())
        centre = window.inverse(*middle)
        window = replace(window, latitude=float(centre[0]), longitude=float(centre[1]))
    x, y = window.forward(latitude, longitude)
    wide, tall = (
        0.5 * max(float(np.ptp(v)) * (1.0 + 2.0 * MARGIN), SMALLEST) for v in (np.asarray(x), np.asarray(y))
    )
    across, up = (0.5 * float(v.min() + v.max()) for v in (x, y))
    return replace(window, west=across - wide, east=across + wide, south=up - tall, north=up + tall)


class Sampler:
    """Reads arrays that lie on a grid at the pixels of a window; outside of the grid there is nothing."""

    def __init__(self, grid: Grid, window: Window, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.latitude, self.longitude = window.pixels(rows, columns)
        row, column = grid.locate(self.latitude, self.longitude)
        height, width = grid.heights.shape
        self.inside: Bools = (row >= -0.5) & (row < height - 0.5) & (column >= -0.5) & (column < width - 0.5)
        self._row = np.clip(row, 0.0, height - 1.0)
        self._column = np.clip(column, 0.0, width - 1.0)
        self._nearest = np.rint(self._row).astype(np.intp), np.rint(self._column).astype(np.intp)

    def nearest(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Value of the cell under each pixel; what stands outside of the grid means nothing."""
        return values[self._nearest]

    def mask(self, values: Bools) -> Bools:
        """Whether the cell under each pixel is marked; False outside of the grid."""
        return self.inside & values[self._nearest]

    def smooth(self, values: npt.NDArray[np.floating]) -> Singles:
        """Values between cell centres, NaN outside; beside a cell without a number, that of the nearest."""
        i, j = self._row.astype(np.intp), self._column.astype(np.intp)
        below = np.minimum(i + 1, values.shape[0] - 1)
        right = np.minimum(j + 1, values.shape[1] - 1)
        v, u = (self._row - i).astype(np.float32), (self._column - j).astype(np.float32)
        with np.errstate(invalid="ignore"):
            upper = (1.0 - u) * values[i, j] + u * values[i, right]
            lower = (1.0 - u) * values[below, j] + u * values[below, right]
            between = (1.0 - v) * upper + v * lower
        out = np.where(np.isfinite(between), between, values[self._nearest])
        return np.where(self.inside, out, np.nan).astype(np.float32)


def averaged(grid: Grid, factor: int) -> Grid:
    """The same ground in cells `factor` times as wide, of mean height; the last odd rows are left out."""
    if factor < 2 or factor > min(grid.heights.shape):
        return grid
    rows, columns = (n // factor for n in grid.heights.shape)
    blocks = grid.heights[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor)
    return replace(
        grid,
        heights=blocks.mean(axis=(1, 3), dtype=np.float32),
        row_spacing=factor * grid.row_spacing,
        column_spacing=factor * grid.column_spacing,
        sea=None,
    )
