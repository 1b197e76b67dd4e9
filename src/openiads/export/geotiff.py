"""Arrays on a grid as a cloud-optimised GeoTIFF, for QGIS, xarray and everything that reads rasters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG
from openiads.study.campaign.run_folder import require_free, write_whole
from openiads.terrain import optimised
from openiads.terrain.grid import Grid
from openiads.terrain.projection import GEOGRAPHIC

NO_DATA: dict[str, float] = {"float32": math.nan, "uint8": 255, "uint16": 65_535, "uint32": 4_294_967_295}
"""What stands for no data in each type that is written."""
BLOCK, DECIMALS = 512, 12
WHOLE = 2048
"""A map no wider is quick to draw as it is, and has no overviews; they take as long to make as the rest."""
PACKING = 3
"""Level of DEFLATE: a third less time than the usual 6, and 2 % more bytes."""
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

    Notes
    -----
    Overviews take the nearest cell, because a mean of altitudes of which some are infinite means nothing.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise OutOfRange(f"{path}: a GeoTIFF is named .tif or .tiff, not {path.suffix!r}; name it so")
    kind = _kind(grid, bands)
    require_free(path)
    write_whole(path, lambda beside: _write(beside, grid, bands, tags, kind), resumes=False)
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


def _write(path: Path, grid: Grid, bands: Sequence[Band], tags: Mapping[str, object], kind: str) -> None:
    """In memory first: overviews and their order in the file are made when it is copied."""
    import rasterio

    rows, columns = grid.heights.shape
    profile = {
        "driver": "MEM", "width": columns, "height": rows, "count": len(bands), "dtype": kind,
        "crs": grid.projection.crs if grid.projection else GEOGRAPHIC, "transform": _transform(grid),
        "nodata": NO_DATA[kind],
    }  # fmt: skip
    with rasterio.open("", "w+", **profile) as dataset:
        dataset.update_tags(**{name: str(value) for name, value in tags.items()})
        for number, band in enumerate(bands, 1):
            dataset.write(band.values, number)
            dataset.set_band_description(number, band.description)
            dataset.set_band_unit(number, band.unit)
        optimised.write(
            dataset, path, compress="DEFLATE", level=PACKING, predictor="YES", blocksize=BLOCK,
            overviews="AUTO" if max(rows, columns) > WHOLE else "NONE", overview_resampling="NEAREST",
            bigtiff="IF_SAFER",
        )  # fmt: skip


def _transform(grid: Grid) -> Any:
    """Place of the pixels.  A grid of round degrees stays round after its passage through radians."""
    from rasterio import Affine

    unit = 1.0 if grid.projection else DEG
    west, south, east, north = (
        round(edge / unit, DECIMALS) for edge in (grid.west, grid.south, grid.east, grid.north)
    )
    rows, columns = grid.heights.shape
    return Affine((east - west) / columns, 0.0, west, 0.0, (south - north) / rows, north)
