"""A coarse lattice of latitude and longitude over a window, for what is followed along a way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, normal_of, unwound, zone_ordinate
from openiads.study.coverage.map_window import Disc, Window

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Lattice:
    """Rows southwards and columns eastwards of points; the ground of a point is the nearest cell's."""

    north: float  # [rad] of the first row
    west: float  # [rad] of the first column
    row_step: float  # [rad]
    column_step: float  # [rad]
    shape: tuple[int, int]

    def latitudes(self, rows: npt.ArrayLike) -> Floats:
        """Latitude [rad] of rows, whole or not."""
        return np.asarray(self.north - np.multiply(rows, self.row_step))

    def longitudes(self, columns: npt.ArrayLike) -> Floats:
        """Longitude [rad] of columns, whole or not."""
        return np.asarray(self.west + np.multiply(columns, self.column_step))

    def areas(self, rows: npt.ArrayLike) -> Floats:
        """Area [m2] on the ellipsoid that each point of rows stands for."""
        south, north = (zone_ordinate(self.latitudes(np.add(rows, half))) for half in (0.5, -0.5))
        return np.asarray(self.column_step * (north - south))

    def box(self, discs: list[Disc]) -> Box:
        """First and last-but-one row and column around discs."""
        tops, bottoms, lefts, rights = [], [], [], []
        middle = self.west + 0.5 * self.shape[1] * self.column_step
        for (latitude, anywhere), radius in discs:
            longitude = float(unwound(anywhere, middle))
            tall = radius / MEAN_RADIUS
            wide = tall / max(math.cos(abs(latitude) + tall), 0.05)
            tops.append((self.north - latitude - tall) / self.row_step)
            bottoms.append((self.north - latitude + tall) / self.row_step)
            lefts.append((longitude - wide - self.west) / self.column_step)
            rights.append((longitude + wide - self.west) / self.column_step)
        rows, columns = self.shape
        return (
            max(math.floor(min(tops)), 0), min(math.ceil(max(bottoms)) + 1, rows),
            max(math.floor(min(lefts)), 0), min(math.ceil(max(rights)) + 1, columns),
        )  # fmt: skip

    def whole(self) -> Box:
        """All of it."""
        return 0, self.shape[0], 0, self.shape[1]

    def ways(self, azimuth: float, away: Floats) -> tuple[Integers, Integers]:
        """Rows and column shifts of stations `away` [m] towards an azimuth [rad], by the point's row."""
        start = self.latitudes(np.arange(self.shape[0]))[:, None]
        latitude, longitude = destination(start, np.zeros_like(start), azimuth, away[None, :])
        rows = np.rint((self.north - latitude) / self.row_step).astype(np.int64)
        return rows, np.rint(longitude / self.column_step).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Samples:
    """Points of a box of a lattice, at regular rows and columns, with the nearest cells of a window."""

    shape: tuple[int, int]
    normals: Floats  # (n, 3)
    cells: Integers  # (n,) flat index into the window, 0 where there is none
    known: Flags  # (n,) there is one, and it has a height


def lattice(window: Window, spacing: float) -> Lattice:
    """Points about `spacing` [m] apart over all of a window, no closer than its cells."""
    grid = window.grid
    rows, columns = np.array(grid.heights.shape) - 1.0
    latitude, longitude = grid.place([0.0, 0.0, rows, rows], [0.0, columns, 0.0, columns])
    middle = 0.5 * float(latitude.max() + latitude.min())
    row_step = max(spacing, grid.cell) / MEAN_RADIUS
    column_step = row_step / math.cos(middle)
    return Lattice(
        float(latitude.max()), float(longitude.min()), row_step, column_step,
        (
            max(int((latitude.max() - latitude.min()) / row_step) + 1, 1),
            max(int((longitude.max() - longitude.min()) / column_step) + 1, 1),
        ),
    )  # fmt: skip


def samples(window: Window, over: Lattice, box: Box, coarser: int = 1) -> Samples:
    """Points in the middle of blocks of `coarser` rows and columns of a box."""
    half = 0.5 * (coarser - 1)
    latitude = over.latitudes(np.arange(box[0], box[1], coarser) + half)[:, None]
    longitude = over.longitudes(np.arange(box[2], box[3], coarser) + half)[None, :]
    row, column = (np.rint(x).astype(np.int64) for x in window.grid.locate(latitude, longitude))
    row, column = np.broadcast_arrays(row, column)
    rows, columns = window.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells = np.where(inside, row * columns + column, 0).ravel()
    known = inside.ravel() & window.known.ravel()[cells]
    return Samples(row.shape, normal_of(latitude, longitude).reshape(-1, 3), cells, known)
