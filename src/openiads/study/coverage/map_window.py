"""The part of the map that a defence can look at or reach, and what of it the map does not know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.frames import (
    MEAN_RADIUS,
    destination,
    mean_longitude,
    normal_of,
    unwound,
    zone_ordinate,
)
from openiads.scenario.cast import Place
from openiads.study.coverage.question import COARSE_CELL
from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

MOST_CELLS = 16_000_000
"""Cells of a window: a hundred bytes each with five altitudes."""
AROUND = np.linspace(0.0, 2.0 * math.pi, 73)
SAMPLES = 600
"""Rows of the lattice on which the share of a ring that is off the map is measured."""

Disc = tuple[Place, float]
"""A place and a radius along the ground [m]."""


@dataclass(frozen=True, eq=False)
class Window:
    """Cells of the map around the discs of all radars and batteries."""

    grid: Grid
    normals: Floats  # (rows * columns, 3)
    areas: Floats  # (rows, columns) [m2], on the ellipsoid
    known: Flags  # (rows, columns) cells that have a height

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.grid.shape

    def area(self, chosen: Flags) -> float:
        """Area [m2] of the cells that are chosen (rows, columns)."""
        return cells.area_within(self.areas, chosen)

    def inside(self, discs: Sequence[Disc]) -> Flags:
        """(rows, columns) known cells whose centre lies in at least one disc."""
        found = np.zeros(self.shape, dtype=np.bool_)
        for place, radius in discs:
            across = (self.normals @ normal_of(*place)).reshape(self.shape)
            found |= across >= math.cos(min(radius / MEAN_RADIUS, math.pi))
        return found & self.known

    def cells(self, places: Sequence[Place]) -> tuple[Integers, Flags]:
        """Flat index (n,) of the cell of each place [rad], 0 off the window; whether it is on it."""
        if not places:
            return np.zeros(0, np.int64), np.zeros(0, np.bool_)
        row, column = (np.rint(x).astype(np.int64) for x in self.grid.locate(*np.array(places).T))
        rows, columns = self.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(inside, row * columns + column, 0), inside


def window(grid: Grid, discs: Sequence[Disc]) -> Window:
    """Cut a map to what lies within discs; of a smooth earth, level cells of 30 arc-seconds.

    What lies in a disc and off the map is left out; `excluded` says how much.
    """
    cut = _level(discs) if grid.heights.size == 1 else cropped(grid, discs)
    rows, columns = cut.heights.shape
    if cut.projection is None:
        latitude, _ = cut.place(np.arange(rows), 0.0)
        _, longitude = cut.place(0.0, np.arange(columns))
        normals = normal_of(latitude[:, None], longitude[None, :])
    else:
        normals = normal_of(*cut.place(np.arange(rows)[:, None], np.arange(columns)[None, :]))
    return Window(cut, normals.reshape(-1, 3), cells.areas_of(cut), ~np.isnan(cut.heights))


def excluded(grid: Grid, discs: Sequence[Disc]) -> float:
    """Share of the union of discs that the map does not know."""
    if grid.heights.size == 1 or not discs:
        return 0.0
    latitude, longitude = _rims(discs)
    lat, step = np.linspace(float(latitude.min()), float(latitude.max()), SAMPLES, retstep=True)
    lon = np.linspace(float(longitude.min()), float(longitude.max()), SAMPLES)[None, :]
    points = normal_of(lat[:, None], lon)
    inside = np.zeros(points.shape[:2], dtype=np.bool_)
    for place, radius in discs:
        inside |= points @ normal_of(*place) >= math.cos(min(radius / MEAN_RADIUS, math.pi))
    band = zone_ordinate(lat + 0.5 * step) - zone_ordinate(lat - 0.5 * step)
    weight = np.where(inside, band[:, None], 0.0)
    known = ~np.isnan(grid.elevation(*np.broadcast_arrays(lat[:, None], lon)))
    return float(1.0 - (weight * known).sum() / weight.sum())


def _rims(discs: Sequence[Disc]) -> tuple[Floats, Floats]:
    """Points on the rims of all discs [rad]; across the date line, longitudes run on."""
    rims = [destination(*place, AROUND, np.full(AROUND.shape, radius)) for place, radius in discs]
    # A rim goes round a pole and does not come to it.
    rims += [
        (np.array([math.copysign(0.5 * math.pi, latitude)]), np.array([longitude]))
        for (latitude, longitude), radius in discs
        if abs(latitude) + radius / MEAN_RADIUS >= 0.5 * math.pi
    ]
    latitude, longitude = (np.concatenate(points) for points in zip(*rims, strict=True))
    return latitude, unwound(longitude, mean_longitude(*np.array([place for place, _ in discs]).T))


def cropped(grid: Grid, discs: Sequence[Disc]) -> Grid:
    """The rows and columns of a map around discs.

    Raises
    ------
    TerrainError
        if the map covers nothing of them
    """
    row, column = grid.locate(*_rims(discs))
    rows, columns = grid.shape
    turn = cells.whole_turn(grid)
    goes_around = bool(turn) and columns >= turn
    if goes_around:  # it has no west and no east end
        column = unwound(column, float(column[0]), turn)
    top, left = max(math.floor(row.min()), 0), math.floor(column.min())
    bottom, right = min(math.ceil(row.max()) + 1, rows), math.ceil(column.max()) + 1
    if goes_around:
        right = min(right, left + columns)
    else:
        left, right = max(left, 0), min(right, columns)
    if top >= bottom or left >= right:
        raise TerrainError(
            f"'{grid.name}' covers nothing of what the radars and batteries look at; name a map that does"
        )
    require_few(grid.name, bottom - top, right - left)
    return grid.cut(slice(top, bottom), slice(left, right))


def _level(discs: Sequence[Disc]) -> Grid:
    latitude, longitude = _rims(discs)
    spacing = COARSE_CELL / MEAN_RADIUS
    north, west = float(latitude.max()), float(longitude.min())
    rows = math.ceil((north - float(latitude.min())) / spacing)
    columns = math.ceil((float(longitude.max()) - west) / spacing)
    require_few("flat", rows, columns)
    heights = np.zeros((rows, columns), dtype=np.float32)
    return Grid("flat", heights, north, west, spacing, spacing, source="smooth earth at sea level")


def require_few(name: str, rows: int, columns: int) -> None:
    """Refuse more cells than a study holds."""
    if rows * columns > MOST_CELLS:
        remedy = "ask for larger cells with --cell-m, or for less"
        raise OutOfRange(
            f"'{name}': {rows} x {columns} cells lie within reach; at most {MOST_CELLS} are allowed; "
            f"{'ask about sites nearer to each other' if name == 'flat' else remedy}"
        )


def fewest_cells_to_a_block(rows: int, columns: int) -> int:
    """Cells along an edge of a block, so that a window holds no more blocks than are allowed."""
    if rows * columns <= MOST_CELLS:
        return 1
    size = max(math.isqrt(rows * columns // MOST_CELLS), 1)
    while (rows // size + 2) * (columns // size + 2) > MOST_CELLS:
        size += 1
    return size
