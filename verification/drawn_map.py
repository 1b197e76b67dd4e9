"""Ground that is drawn by a formula, as a file that a scenario can name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import Affine


def write_map(path: Path, heights: npt.NDArray[np.floating], west: float, north: float, cell: float) -> str:
    """Write heights [m] in rows from the north, of square cells [deg]; returns the path."""
    with rasterio.open(
        path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1, dtype="float32",
        crs="EPSG:4326", transform=Affine(cell, 0, west, 0, -cell, north),
    ) as out:  # fmt: skip
        out.write(heights.astype(np.float32), 1)
    return str(path)
