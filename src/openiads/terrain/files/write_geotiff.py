"""Maps on the cells of a grid, as GeoTIFF for anybody's tools."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutputError
from openiads.ground.output import drafted, give_name, require_possible, writing
from openiads.terrain.files import optimised
from openiads.terrain.maps.grid import Grid

Singles = npt.NDArray[np.float32]

BLOCK = 512
SMALLEST_TILED = 16


class Band(NamedTuple):
    """One band of a map."""

    description: str
    unit: str
    rows: Callable[[int, int], Singles]  # values of the rows [first, last)


def write_geotiff(path: Path, grid: Grid, bands: Sequence[Band], tags: Mapping[str, str]) -> None:
    """Write bands on a grid's own cells and reference system, as a whole or not at all.

    Tiled, deflated and cloud-optimised; NaN is no data.  Nothing is overwritten.
    """
    from rasterio.io import MemoryFile

    require_new(path)
    with _quiet(), writing(path, "file"), drafted(path) as draft:
        with optimised.told(), MemoryFile(ext=".tif") as memory:
            _write(memory, grid, bands, tags)
            with memory.open() as made:
                optimised.write(
                    made, draft, COMPRESS="DEFLATE", PREDICTOR="YES", RESAMPLING="NEAREST",
                    BIGTIFF="IF_SAFER", BLOCKSIZE=str(BLOCK),
                )  # fmt: skip
        give_name(draft, path)


def require_new(path: Path) -> None:
    """Stop where no such file can be made, before anything is computed for it."""
    if os.path.lexists(path):
        raise OutputError(
            f"{path}: exists already; a map is written to a new file, name another with --out, or delete it"
        )
    if not os.path.lexists(path.parent):
        raise OutputError(
            f"{path}: there is no folder {path.parent}; make it or name another file with --out"
        )
    require_possible(path, "file")


def _write(memory: Any, grid: Grid, bands: Sequence[Band], tags: Mapping[str, str]) -> None:
    """Packed, strip by strip, so that not all bands stand in memory at once."""
    rows, columns = grid.heights.shape
    tiled = min(rows, columns) >= SMALLEST_TILED
    tiling = {"tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK} if tiled else {}
    with memory.open(
        driver="GTiff", height=rows, width=columns, count=len(bands), dtype="float32",
        crs=grid.projection.crs if grid.projection else grid.geographic, transform=_transform(grid),
        nodata=math.nan, compress="deflate", predictor=3, zlevel=6, BIGTIFF="IF_SAFER", **tiling,
    ) as out:  # fmt: skip
        for first in range(0, rows, BLOCK):
            last = min(first + BLOCK, rows)
            for number, band in enumerate(bands, start=1):
                out.write(band.rows(first, last), number, window=((first, last), (0, columns)))
        for number, band in enumerate(bands, start=1):
            out.set_band_description(number, band.description)
        out.units = [band.unit for band in bands]
        out.update_tags(**tags)


def _transform(grid: Grid) -> Any:
    from rasterio.transform import from_origin

    edges = (grid.west, grid.north, grid.column_spacing, grid.row_spacing)
    return from_origin(*(edges if grid.projection else map(math.degrees, edges)))


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        # Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        yield
