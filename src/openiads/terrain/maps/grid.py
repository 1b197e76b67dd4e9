"""Regular elevation grid, in latitude and longitude or in a projection, read between cell centres.

References
----------
.. [1] M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, formula 25.2.66: bilinear.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.frames import MEAN_RADIUS, great_circle
from openiads.terrain.maps import cells
from openiads.terrain.maps.projection import GEOGRAPHIC, Projection

Floats = npt.NDArray[np.float64]
Heights = npt.NDArray[np.float32]
Surface = Literal["mean", "max"]


@dataclass(frozen=True, eq=False)
class Blocks:
    """What a map keeps of a finer one whose cells it takes together, block by block."""

    size: int  # cells of the finer map along an edge of a block
    cell: float  # north-south edge of one of these [m]
    highest: Heights  # (rows, columns) of the cells of each block, above mean sea level [m]


@dataclass(frozen=True, eq=False)
class Grid:
    """Elevations of a rectangle of latitude and longitude, or of a map projection.

    Row 0 is the northernmost.  `north` and `west` are outer edges of the corner cell, so the first cell
    centre lies half a spacing inside.  Edges and spacings are radians, or metres of the `projection`.

    Notes
    -----
    Surface `max` stands for the ridges that coarse cells average away: each cell holds the highest of
    itself and its eight neighbours, or, where cells are blocks of a finer map, the highest in the block.
    The two surfaces bracket the truth; neither is it.  A site read from a `max` grid stands on the raised
    ground and looks over all that is raised around it: read where an antenna stands from `mean`.
    """

    name: str
    heights: Heights  # (rows, columns) above mean sea level [m]; NaN where the map is not known
    north: float  # [rad, or m]
    west: float  # [rad, or m]
    row_spacing: float  # [rad, or m]
    column_spacing: float  # [rad, or m]
    surface: Surface = "mean"
    sea: npt.NDArray[np.bool_] | None = None  # (rows, columns)
    source: str = ""
    projection: Projection | None = None
    geographic: str = GEOGRAPHIC  # system of its latitudes and longitudes, if it has no projection
    blocks: Blocks | None = None  # if it was made coarser

    def __post_init__(self) -> None:
        # Always read-only: maps are shared, and kernels then compile for one type of array.
        heights = np.ascontiguousarray(self.heights, dtype=np.float32).view()
        heights.flags.writeable = False
        object.__setattr__(self, "heights", heights)

    @property
    def south(self) -> float:
        """Southern edge [rad, or m]."""
        return self.north - len(self.heights) * self.row_spacing

    @property
    def east(self) -> float:
        """Eastern edge [rad, or m], above pi where the map crosses the date line."""
        return self.west + float(self.heights.shape[1]) * self.column_spacing

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.heights.shape
        return rows, columns

    @cached_property
    def cell(self) -> float:
        """North-south edge of a cell in the middle of the map [m], on the ellipsoid."""
        return cells.edges_of(self)[0]

    def smallest_edge(self, latitude: float, longitude: float) -> float:
        """Shorter edge [m] of the cell at a place [rad], in the measure of `polar`.

        Our own: on the mean sphere, for a bound and no more.
        """
        if self.projection is None:
            across = self.column_spacing * MEAN_RADIUS * math.cos(latitude)
            return min(self.row_spacing * MEAN_RADIUS, across)
        row, column = (float(x) for x in self.locate(latitude, longitude))
        ends = self.place([row - 0.5, row + 0.5, row, row], [column, column, column - 0.5, column + 0.5])
        return float(np.min(great_circle(*(end[::2] for end in ends), *(end[1::2] for end in ends))[0]))

    def locate(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Fractional row and column of points [rad], counted from the first cell centre; may lie outside."""
        return cells.locate(self, latitude, longitude)

    def place(self, row: npt.ArrayLike, column: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of fractional rows and columns, on the map or not; undoes `locate`.

        Longitudes are within half a turn of the middle of the map, beyond pi where it crosses the date line.
        """
        return cells.place(self, row, column)

    def polar(self, latitude: float, longitude: float, row: Floats, column: Floats) -> tuple[Floats, Floats]:
        """Azimuth [rad] and distance [m] of fractional rows and columns from a site [rad]."""
        distance, azimuth = great_circle(latitude, longitude, *self.place(row, column))
        return azimuth, distance

    def elevation(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
        """Height [m] of points [rad], bilinear between cell centres; NaN off the map.

        Within half a cell of the edge it is the height at the nearest place between centres; a map that goes
        around the Earth has no edge in the west and in the east.

        Source: [1]_.
        """
        row, column = np.broadcast_arrays(*self.locate(latitude, longitude))
        out = self._between(row, column)
        last = self.shape[1] - 1
        if self.shape[1] == cells.whole_turn(self):
            seam = (column < 0.0) | (column > last)
            share = np.remainder(column[seam], self.shape[1]) - last
            west, east = (self._between(row[seam], np.full(share.shape, end)) for end in (float(last), 0.0))
            out[seam] = (1.0 - share) * west + share * east
        return out

    def _between(self, row: Floats, column: Floats) -> Floats:
        """Height [m] of fractional rows and columns."""
        out = np.empty(row.shape)
        _heights_into(self.heights, row.ravel(), column.ravel(), out.reshape(-1))
        return out

    def is_sea(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether the cell of each point [rad] is sea; False off the map and where no sea is known."""
        row, column = (np.rint(x) for x in np.broadcast_arrays(*self.locate(latitude, longitude)))
        if self.sea is None:
            return np.zeros(row.shape, dtype=np.bool_)
        rows, columns = self.sea.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        nearest = np.where(inside, row, 0).astype(int), np.where(inside, column, 0).astype(int)
        return np.asarray(inside & self.sea[nearest])

    def require(self, latitude: float, longitude: float, what: str) -> float:
        """Height [m] where `what` stands [rad]; off the map it is an error that names `what`."""
        height = float(self.elevation(latitude, longitude))
        if math.isnan(height):
            raise TerrainError(
                f"{what}: {math.degrees(latitude):.4f} deg north, {math.degrees(longitude):.4f} deg east is "
                f"off the map '{self.name}', which covers {self._extent()}; "
                "move it there or name a terrain file that covers it"
            )
        return height

    def with_surface(self, surface: str, antennas: Sequence[tuple[float, float]] = ()) -> Grid:
        """The same map with the heights of `surface`; max raises every cell to its highest neighbour.

        The cells around `antennas` [rad] keep their height, unless they are blocks: a crew that stands on the
        mean of its cell does not stand in a hole of it.
        """
        if surface == self.surface:
            return self
        if surface != "max" or self.surface != "mean":
            raise OutOfRange(f"surface of '{self.name}' is {surface!r}; allowed are 'mean' and 'max'")
        if self.blocks is not None:
            return replace(self, heights=self.blocks.highest, surface="max")
        raised = _highest_of_neighbours(self.heights)
        for antenna in antennas:
            row, column = (max(round(float(x)) - 1, 0) for x in self.locate(*antenna))
            near = slice(row, row + 3), slice(column, column + 3)
            raised[near] = self.heights[near]
        return replace(self, heights=raised, surface="max")

    def cut(self, rows: slice, columns: slice) -> Grid:
        """Some of its rows and columns; both slices have a start.

        Columns before the first or after the last are those on the other end of a map that goes around.
        """
        chosen: slice | npt.NDArray[np.int64] = columns
        if columns.start < 0 or columns.stop > self.shape[1]:
            chosen = np.arange(columns.start, columns.stop) % cells.whole_turn(self)
        blocks = self.blocks and replace(self.blocks, highest=self.blocks.highest[rows, chosen])
        return replace(
            self,
            heights=self.heights[rows, chosen],
            sea=None if self.sea is None else self.sea[rows, chosen],
            north=self.north - rows.start * self.row_spacing,
            west=self.west + columns.start * self.column_spacing,
            blocks=blocks,
        )

    def _extent(self) -> str:
        return cells.extent(self)


def flat() -> Grid:
    """A smooth earth: sea level everywhere, one cell."""
    heights = np.zeros((1, 1), dtype=np.float32)
    return Grid(
        "flat", heights, 0.5 * math.pi, -math.pi, math.pi, 2.0 * math.pi, source="smooth earth at sea level"
    )


def _highest_of_neighbours(heights: Heights) -> Heights:
    tall = heights.copy()
    np.maximum(tall[1:], heights[:-1], out=tall[1:])
    np.maximum(tall[:-1], heights[1:], out=tall[:-1])
    wide = tall.copy()
    np.maximum(wide[:, 1:], tall[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], tall[:, 1:], out=wide[:, :-1])
    return wide


@kernel
def height_at(heights: Heights, row: float, column: float) -> float:
    """Height [m] between the cell centres of a grid (rows, columns); NaN off the map.

    Source: [1]_.
    """
    rows, columns = heights.shape
    if not (-0.5 <= row <= rows - 0.5 and -0.5 <= column <= columns - 0.5):
        return math.nan
    row = min(max(row, 0.0), rows - 1.0)
    column = min(max(column, 0.0), columns - 1.0)
    i = int(row)
    j = int(column)
    below = min(i + 1, rows - 1)
    right = min(j + 1, columns - 1)
    v = row - i
    u = column - j
    upper = (1.0 - u) * float(heights[i, j]) + u * float(heights[i, right])
    lower = (1.0 - u) * float(heights[below, j]) + u * float(heights[below, right])
    return (1.0 - v) * upper + v * lower


@kernel
def _heights_into(heights: Heights, rows: Floats, columns: Floats, out: Floats) -> None:
    for i in range(out.shape[0]):
        out[i] = height_at(heights, rows[i], columns[i])
