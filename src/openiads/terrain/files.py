"""Elevation maps from the user's own files, through rasterio: GeoTIFF, COG, SRTM hgt, VRT, URL, folders.

Nothing is resampled: a map projection stays what it is, and only a window around the site need be read.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openiads.ground.errors import TerrainError
from openiads.terrain.canvas import Canvas
from openiads.terrain.checks import outline_of_raster, remarks
from openiads.terrain.grid import Grid
from openiads.terrain.manifest import attribution
from openiads.terrain.outline import Around

REMOTE = ("http://", "https://", "s3://", "gs://", "/vsicurl/", "/vsis3/", "/vsigs/")
# Ask no server for a listing, sign nothing, and try again where a connection breaks off.
OPTIONS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "1",
    "AWS_NO_SIGN_REQUEST": "YES",
}


def from_file(path: str, around: Around | tuple[float, float, float] | None = None) -> Grid:
    """Elevations [m] of a raster's first band, or of a folder of tiles, on the cells of the file.

    Parameters
    ----------
    path : a file, a URL, or a folder of tiles
    around : latitude and longitude [rad] and reach [m]: only what lies within it is read

    Notes
    -----
    A cell without a height is an error, never sea; so is a tile that is missing.  With `around`, cells beyond
    the reach may be NaN, off the map.
    """
    asked = None if around is None else Around(*around)
    if Path(path).is_dir():
        from openiads.terrain.tiles import from_folder

        return from_folder(path, asked)
    with opened(path) as dataset:
        outline = outline_of_raster(path, dataset)
        window = outline.whole if asked is None else outline.clipped(outline.window(asked))
        canvas = Canvas(path, outline.cut(window), asked)
        canvas.paint(path, dataset, outline, (-window.top, -window.left))
        return canvas.grid(told_of(path, dataset))


def told_of(path: str, dataset: Any) -> str:
    """Where the heights of an open raster are from, with its credit."""
    credit = attribution(Path(path).parent, Path(path).name) if not path.startswith(REMOTE) else ""
    return "; ".join([f"user file {path}", *([credit] if credit else []), *remarks(dataset)])


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """A raster, open; what GDAL has against it is the user's to put right."""
    import rasterio

    if not path.startswith(REMOTE) and Path(path).is_file() and Path(path).stat().st_size == 0:
        raise TerrainError(f"{path}: is empty, 0 bytes; write or fetch it again")
    options = OPTIONS if path.startswith(REMOTE) else {}
    try:
        with rasterio.Env(**options), warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            # Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            with rasterio.open(f"/vsigzip/{path}" if path.endswith(".hgt.gz") else path) as dataset:
                yield dataset
    except rasterio.errors.RasterioError as error:
        raise TerrainError(
            f"{path}: cannot be read as a raster ({error}); "
            "give a GeoTIFF, hgt or VRT of elevations in metres, or a folder of such tiles"
        ) from error
