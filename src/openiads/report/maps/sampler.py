"""What of arrays on a grid lies under each pixel of a section."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from openiads.report.maps.section import Bools, Section, Singles
from openiads.terrain.maps.grid import Grid


class Sampler:
    """Reads arrays that lie on a grid at the pixels of a section; outside of the grid there is nothing."""

    def __init__(self, grid: Grid, section: Section, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.latitude, self.longitude = section.pixels(rows, columns)
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
