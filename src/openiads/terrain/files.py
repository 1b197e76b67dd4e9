"""Elevation grids from the user's own files, through rasterio: GeoTIFF, COG, SRTM hgt, VRT, URL."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError
from openiads.terrain.grid import Grid, Heights

# Dry land lies between the Dead Sea shore and Everest; what is outside is a void that nobody declared,
# the sea floor, or feet.
LOWEST, HIGHEST = -500.0, 9000.0
METRES = frozenset({None, "", "m", "metre", "metres", "meter", "meters"})
# 1.6 GB of heights, a country at 1 arc-second.
MOST_CELLS = 400_000_000


def from_file(path: str) -> Grid:
    """Elevations [m] of a raster's first band; what is in a projection becomes latitude and longitude.

    A cell without a height is an error, never sea.  Cells that only the turning of a projected rectangle
    leaves empty are NaN, off the map.
    """
    import rasterio

    try:
        with rasterio.open(path) as dataset:
            _check(path, dataset)
            return _north_up(path, dataset)
    except rasterio.errors.RasterioError as error:
        raise TerrainError(
            f"{path}: cannot be read as a raster ({error}); "
            "give a GeoTIFF, hgt or VRT of elevations in metres"
        ) from error


def _check(path: str, dataset: Any) -> None:
    if dataset.crs is None:
        raise TerrainError(
            f"{path}: has no coordinate reference system; "
            "write one into the file, for latitude and longitude with `gdal_edit.py -a_srs EPSG:4326`"
        )
    cells = dataset.width * dataset.height
    if cells > MOST_CELLS:
        raise TerrainError(
            f"{path}: has {cells} cells; at most {MOST_CELLS} are read, "
            "cut it to the area with `gdalwarp -te` or coarsen it with `-tr`"
        )
    if dataset.units[0] not in METRES:
        raise TerrainError(f"{path}: heights are in {dataset.units[0]!r}; metres are read, convert the file")


def _north_up(path: str, dataset: Any) -> Grid:
    heights = _whole(path, dataset)
    place = dataset.transform
    if dataset.crs.is_projected or place.b or place.d or place.e > 0.0:
        heights, place = _warped(dataset, heights)
    return Grid(
        name=path,
        heights=heights,
        north=math.radians(place.f),
        west=math.radians(place.c),
        row_spacing=math.radians(-place.e),
        column_spacing=math.radians(place.a),
        source=f"user file {path}",
    )


def _whole(path: str, dataset: Any) -> Heights:
    """Every height of the band [m]; one void is an error."""
    band = dataset.read(1, masked=True)
    heights: Heights = band.filled(0).astype(np.float32)
    heights *= dataset.scales[0]
    heights += dataset.offsets[0]
    # The comparison catches NaN, too.
    void: npt.NDArray[np.bool_] = ~((heights >= LOWEST) & (heights <= HIGHEST)) | np.ma.getmaskarray(band)
    if void.any():
        raise TerrainError(
            f"{path}: {np.count_nonzero(void)} of {void.size} cells have no height "
            f"(marked as void, or outside {LOWEST:g} to {HIGHEST:g} m); "
            "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"
        )
    return heights


def _warped(dataset: Any, heights: Heights) -> tuple[Heights, Any]:
    """Heights [m] on a grid of latitude and longitude of about the same spacing, and its transform."""
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    place, width, height = calculate_default_transform(
        dataset.crs, "EPSG:4326", dataset.width, dataset.height, *dataset.bounds
    )
    out = np.full((height, width), np.nan, dtype=np.float32)
    reproject(
        heights,
        out,
        src_transform=dataset.transform,
        src_crs=dataset.crs,
        dst_transform=place,
        dst_crs="EPSG:4326",
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    return out, place
