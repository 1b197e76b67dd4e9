"""Maps on the cells of a grid, as cloud-optimised GeoTIFF for anybody's tools; all that are written."""

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
from openiads.ground.units import DEG
from openiads.terrain.files import optimised
from openiads.terrain.maps.grid import Grid

Values = npt.NDArray[Any]

NO_DATA: dict[str, float] = {"float32": math.nan, "uint8": 255, "uint16": 65_535, "uint32": 4_294_967_295}
"""What stands for no data in each type that is written."""
BLOCK, DECIMALS = 512, 12
SMALLEST_TILED = 16
WHOLE = 2048
"""A map no wider is quick to draw as it is, and has no overviews; they take as long to make as the rest."""
PACKING = 3
"""Level of DEFLATE: a third less time than the usual 6, and 2 % more bytes."""


PACKED_BEYOND = 1 << 28
"""Bytes of all bands beyond which they wait packed to be put in order: it takes a third longer."""


class Band(NamedTuple):
    """One band of a map."""

    description: str
    unit: str
    rows: Callable[[int, int], Values]  # values of the rows [first, last)


def write_geotiff(path: Path, grid: Grid, bands: Sequence[Band], tags: Mapping[str, object]) -> None:
    """Write bands of single precision on a grid, as a whole or not at all; nothing is overwritten."""
    require_new(path)
    with writing(path, "file"), drafted(path) as draft:
        fill_geotiff(draft, grid, bands, tags)
        give_name(draft, path)


def fill_geotiff(
    path: Path, grid: Grid, bands: Sequence[Band], tags: Mapping[str, object], kind: str = "float32"
) -> None:
    """Fill a file of which the caller sees to it that it is whole.

    Parameters
    ----------
    grid : its edges, spacings and reference system place the pixels
    tags : provenance, written as text
    kind : type of all bands, one of `NO_DATA`

    Raises
    ------
    OSError
        if it cannot be written

    Notes
    -----
    Tiled and deflated.  Overviews take the nearest cell, because a mean of altitudes of which some are
    infinite means nothing.
    """
    from rasterio.io import MemoryFile

    with _quiet(), optimised.told(), MemoryFile(ext=".tif") as memory:
        _write(memory, grid, bands, tags, kind)
        with memory.open() as made:
            optimised.write(
                made, path, compress="DEFLATE", level=PACKING, predictor="YES", blocksize=BLOCK,
                overviews="AUTO" if max(grid.heights.shape) > WHOLE else "NONE",
                overview_resampling="NEAREST", bigtiff="IF_SAFER",
            )  # fmt: skip


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


def _write(memory: Any, grid: Grid, bands: Sequence[Band], tags: Mapping[str, object], kind: str) -> None:
    """Strip by strip, so that not all bands stand in memory at once."""
    rows, columns = grid.heights.shape
    size = grid.heights.size * len(bands) * np.dtype(kind).itemsize
    packing = {"compress": "deflate", "zlevel": 1} if size > PACKED_BEYOND else {}
    tiled = min(rows, columns) >= SMALLEST_TILED
    tiling = {"tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK} if tiled else {}
    with memory.open(
        driver="GTiff", height=rows, width=columns, count=len(bands), dtype=kind,
        crs=grid.projection.crs if grid.projection else grid.geographic, transform=_transform(grid),
        nodata=NO_DATA[kind], BIGTIFF="IF_SAFER", **packing, **tiling,
    ) as out:  # fmt: skip
        for first in range(0, rows, BLOCK):
            last = min(first + BLOCK, rows)
            for number, band in enumerate(bands, start=1):
                out.write(band.rows(first, last), number, window=((first, last), (0, columns)))
        for number, band in enumerate(bands, start=1):
            out.set_band_description(number, band.description)
        out.units = [band.unit for band in bands]
        out.update_tags(**{name: str(value) for name, value in tags.items()})


def _transform(grid: Grid) -> Any:
    """Place of the pixels.  A grid of round degrees stays round after its passage through radians."""
    from rasterio import Affine

    unit = 1.0 if grid.projection else DEG
    west, south, east, north = (
        round(edge / unit, DECIMALS) for edge in (grid.west, grid.south, grid.east, grid.north)
    )
    rows, columns = grid.heights.shape
    return Affine((east - west) / columns, 0.0, west, 0.0, (south - north) / rows, north)


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        # Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        yield
