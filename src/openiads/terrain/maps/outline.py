"""Where the cells of a map lie, before any height is read; and the window of it around a site.

Our own geometry, on the mean sphere: a window takes some cells more than it needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, unwound
from openiads.terrain.maps import cells
from openiads.terrain.maps.cells import ALIGNED, TURN
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import GEOGRAPHIC, Projection

Floats = npt.NDArray[np.float64]

MARGIN = 2
"""Cells read beyond the reach, so that the last ones have neighbours to be interpolated with."""
BEARINGS = TURN * np.arange(720) / 720.0


class Around(NamedTuple):
    """What is asked of a map: everything within reach of a site."""

    latitude: float  # [rad]
    longitude: float  # [rad]
    reach: float  # along the ground [m]


class Window(NamedTuple):
    """Rows and columns, first and one past the last; may lie outside the map."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return max(self.bottom - self.top, 0), max(self.right - self.left, 0)

    def within(self, other: Window) -> Window:
        """What the two have in common."""
        return Window(
            max(self.top, other.top),
            min(self.bottom, other.bottom),
            max(self.left, other.left),
            min(self.right, other.right),
        )

    def moved(self, rows: int, columns: int) -> Window:
        """The same window, counted from another cell."""
        return Window(self.top + rows, self.bottom + rows, self.left + columns, self.right + columns)


@dataclass(frozen=True)
class Outline:
    """Edges and spacings [rad, or m of the projection] and shape of a map; row 0 is the northernmost."""

    north: float
    west: float
    row_spacing: float
    column_spacing: float
    rows: int
    columns: int
    projection: Projection | None = None
    geographic: str = GEOGRAPHIC

    @property
    def whole(self) -> Window:
        """All of it."""
        return Window(0, self.rows, 0, self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def cell(self) -> float:
        """North-south edge of a cell in the middle of the map [m], on the ellipsoid."""
        return cells.edges_of(self)[0]

    @property
    def turn(self) -> int:
        """Columns of a whole turn of the Earth; 0 if there is no such number."""
        return cells.whole_turn(self)

    @property
    def shifts(self) -> tuple[int, ...]:
        """Columns by which the same cells may be counted otherwise."""
        return (0, self.turn, -self.turn) if self.turn else (0,)

    def meets(self, window: Window, other: Window) -> bool:
        """Whether two windows have a cell in common, which a turn of the Earth may part."""
        return any(0 not in window.moved(0, shift).within(other).shape for shift in self.shifts)

    def beside(self, window: Window, other: Window) -> Window:
        """The window, counted in the turn of the Earth in which it lies nearest to another."""
        gap = other.left + other.right - window.left - window.right
        return window.moved(0, self.turn * round(0.5 * gap / self.turn)) if self.turn else window

    def window(self, around: Around) -> Window:
        """Rows and columns within reach of a site and a little more; may lie outside the map.

        Our own: the box around the rim.
        """
        if self.projection:
            ring = destination(around.latitude, around.longitude, BEARINGS, around.reach)
            x, y = self.projection.forward(*ring)
            if self.projection.turn:
                middle = self.west + 0.5 * self.columns * self.column_spacing
                site = self.projection.forward(around.latitude, around.longitude)[0]
                x = unwound(x, float(unwound(site, middle, self.projection.turn)), self.projection.turn)
            south, north, west, east = y.min(), y.max(), x.min(), x.max()
        else:
            south, north, west, east = self._degrees_around(around)
        return Window(
            math.floor((self.north - north) / self.row_spacing) - MARGIN,
            math.ceil((self.north - south) / self.row_spacing) + MARGIN,
            math.floor((west - self.west) / self.column_spacing) - MARGIN,
            math.ceil((east - self.west) / self.column_spacing) + MARGIN,
        )

    def _degrees_around(self, around: Around) -> tuple[float, float, float, float]:
        """South, north, west and east [rad] of what is within reach, in the turn of the map's middle.

        Our own: the meridian that touches the rim makes a right angle with the way there, so its sine is that
        of the reach over the cosine of the latitude.
        """
        latitude, longitude, reach = around
        angle = min(reach / MEAN_RADIUS, 0.5 * math.pi)
        over_pole = abs(latitude) + angle >= 0.5 * math.pi
        half = 0.5 * TURN if over_pole else math.asin(math.sin(angle) / math.cos(latitude))
        middle = self.west + 0.5 * self.columns * self.column_spacing
        longitude -= TURN * round((longitude - middle) / TURN)
        low, high = max(latitude - angle, -0.5 * math.pi), min(latitude + angle, 0.5 * math.pi)
        return low, high, longitude - half, longitude + half

    def clipped(self, window: Window) -> Window:
        """The window without what lies off the map; a map of the whole Earth has no west and no east end."""
        if self.turn and self.columns >= self.turn:
            columns = min(window.right - window.left, self.columns)
            return Window(
                max(window.top, 0), min(window.bottom, self.rows), window.left, window.left + columns
            )
        return window.within(self.whole)

    def cut(self, window: Window) -> Outline:
        """Outline of a window."""
        rows, columns = window.shape
        return replace(
            self,
            north=self.north - window.top * self.row_spacing,
            west=self.west + window.left * self.column_spacing,
            rows=rows,
            columns=columns,
        )

    def offset(self, other: Outline) -> tuple[int, int] | None:
        """Row and column of the first cell of `other` here; None if its cells are others than these."""
        rows = (self.north - other.north) / self.row_spacing
        columns = (other.west - self.west) / self.column_spacing
        sizes = (
            (self.row_spacing, other.row_spacing, other.rows),
            (self.column_spacing, other.column_spacing, other.columns),
        )
        drifts = [abs(theirs / ours - 1.0) * cells for ours, theirs, cells in sizes]
        apart = [abs(x - round(x)) for x in (rows, columns)]
        same = (self.projection, self.geographic) == (other.projection, other.geographic)
        if not same or max(*drifts, *apart) > ALIGNED:
            return None
        return round(rows), round(columns)

    def place(self, row: npt.ArrayLike, column: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of fractional rows and columns, as `Grid.place`."""
        return cells.place(self, row, column)

    def covers(self) -> str:
        """What it covers, for a message."""
        return cells.extent(self)


def outline_of(grid: Grid) -> Outline:
    """Outline of a map that has been read."""
    rows, columns = grid.heights.shape
    return Outline(
        grid.north, grid.west, grid.row_spacing, grid.column_spacing, rows, columns,
        grid.projection, grid.geographic,
    )  # fmt: skip


def unbroken(grid: Grid, around: Around) -> Grid:
    """The map, begun on the far side of a site if it goes around the Earth and its seam is within reach."""
    outline = outline_of(grid)
    if not outline.turn or outline.columns < outline.turn:
        return grid
    window = outline.window(around)
    if window.left >= 0 and window.right <= outline.columns:
        return grid
    left = (window.left + window.right - outline.columns) // 2
    return grid.cut(slice(0, outline.rows), slice(left, left + outline.columns))


def crop(grid: Grid, around: Around) -> Grid:
    """The part of a map within reach of a site; the whole of it if the site is far off."""
    outline = outline_of(grid)
    top, bottom, left, right = window = outline.clipped(outline.window(around))
    if 0 in window.shape:
        return grid
    return grid.cut(slice(top, bottom), slice(left, right))
