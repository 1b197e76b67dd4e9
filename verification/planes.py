"""Real ground laid on a plane, where other programs' maps of the lowest visible height can be compared too.

They take a map for a plane: rays are straight lines, distances those of Pythagoras, and the bulge of the
Earth is added to the heights.  On one and the same plane nobody is judged by another's geodesy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS
from openiads.terrain.rays.ray import STANDARD_REFRACTION, Ray, Viewpoint, lowest_visible
from verification.real_ground import srtm_90

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
CELL = 90.0
UTM_11 = "EPSG:32611"


@dataclass(frozen=True, eq=False)
class Plane:
    """A grid on a plane, with what maps ask of a `Grid`; its places are row and column."""

    heights: Singles  # (rows, columns) [m]
    sea: None = None

    def locate(self, row: float, column: float) -> tuple[float, float]:
        """The same."""
        return row, column

    def place(self, row: float, column: float) -> tuple[float, float]:
        """The same."""
        return row, column

    def polar(self, row: float, column: float, rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
        """Azimuth [rad] and distance [m]."""
        north, east = CELL * (row - rows), CELL * (columns - column)
        return np.arctan2(east, north), np.hypot(north, east)

    def smallest_edge(self, latitude: float, longitude: float) -> float:
        """Edge of a cell [m]."""
        return CELL

    def walked(self, row: int, column: int, antenna: float, cells: npt.NDArray[np.int64]) -> Floats:
        """Height above ground [m] from which each cell (row, column) is seen, by a straight walk to it.

        `antenna` is its altitude above mean sea level [m].
        """
        _, distances = self.polar(row, column, *cells.T.astype(np.float64))
        out = np.zeros(len(cells))
        viewpoint = Viewpoint(float(antenna), STANDARD_REFRACTION * MEAN_RADIUS, 0.5 * CELL)
        for i, (r, c) in enumerate(cells):
            if distances[i] == 0.0:
                continue
            ends = np.array([row, r], float), np.array([column, c], float), np.array([0.0, distances[i]])
            lowest = lowest_visible(self.heights, Ray(*ends), viewpoint)
            out[i] = max(lowest - float(self.heights[r, c]), 0.0)
        return out

    def corner(self, edge: int) -> Plane:
        """The first rows and columns."""
        return Plane(_kept(self.heights[:edge, :edge]))

    def mosaic(self) -> Plane:
        """Nine copies, mirrored so that they join: test material and said to be."""
        across = np.concatenate([self.heights[:, ::-1], self.heights, self.heights[:, ::-1]], axis=1)
        return Plane(_kept(np.concatenate([across[::-1], across, across[::-1]])))


@cache
def sierra() -> Plane | None:
    """2000 x 2000 cells of 90 m in UTM, from SRTM; None where it cannot be had."""
    import rasterio
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    path = srtm_90()
    if path is None:
        return None
    with rasterio.open(path) as source:
        place, width, height = calculate_default_transform(
            source.crs, UTM_11, source.width, source.height, *source.bounds, resolution=CELL
        )
        out = np.zeros((height, width), dtype=np.float32)
        reproject(
            rasterio.band(source, 1), out, dst_transform=place, dst_crs=UTM_11, resampling=Resampling.bilinear
        )
    return Plane(_kept(out[100:2100, 100:2100]))


def _kept(heights: Singles) -> Singles:
    """In one piece and read-only, as kernels are compiled for."""
    kept = np.ascontiguousarray(heights)
    kept.flags.writeable = False
    return kept
