"""Arrays on a grid as a cloud-optimised GeoTIFF, for QGIS, xarray and everything that reads rasters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.study.campaign.run_folder import require_free, write_whole
from openiads.terrain.files import write_geotiff as files
from openiads.terrain.files.write_geotiff import NO_DATA, fill_geotiff
from openiads.terrain.maps.grid import Grid

ENDINGS = (".tif", ".tiff")


@dataclass(frozen=True, eq=False)
class Band:
    """One layer of the file."""

    values: npt.NDArray[Any]  # (rows, columns) of one of the types of NO_DATA
    description: str
    unit: str = ""


def write_geotiff(path: Path, grid: Grid, bands: Sequence[Band], tags: Mapping[str, object]) -> Path:
    """Write bands on a grid, whole or not at all; a file that is there already is an error.

    Parameters
    ----------
    grid : its edges, spacings and projection place the pixels
    bands : all of one type; infinity (seen at no height) is kept, so that `band <= altitude` is right
    tags : provenance, written as text
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise OutOfRange(f"{path}: a GeoTIFF is named .tif or .tiff, not {path.suffix!r}; use that ending")
    kind = _kind(grid, bands)
    require_free(path)
    by_rows = [files.Band(band.description, band.unit, _rows_of(band)) for band in bands]
    write_whole(path, lambda beside: fill_geotiff(beside, grid, by_rows, tags, kind), resumes=False)
    return path


def _kind(grid: Grid, bands: Sequence[Band]) -> str:
    if not bands:
        raise OutOfRange("a GeoTIFF was asked for without a band; give at least one")
    for band in bands:
        if band.values.shape != grid.heights.shape:
            raise OutOfRange(
                f"band '{band.description}' has the shape {band.values.shape}; the grid '{grid.name}' has "
                f"{grid.heights.shape}, give arrays on that grid"
            )
    kinds = sorted({str(band.values.dtype) for band in bands})
    if len(kinds) > 1 or kinds[0] not in NO_DATA:
        raise OutOfRange(
            f"bands of a GeoTIFF are of type {', '.join(kinds)}; allowed is one of {', '.join(NO_DATA)}, "
            "write others to a file of their own"
        )
    return kinds[0]


def _rows_of(band: Band) -> Callable[[int, int], npt.NDArray[Any]]:
    return lambda first, last: band.values[first:last]
