"""Rasters, opened through GDAL, whether they lie here or far away."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openiads.ground.errors import TerrainError

REMOTE = ("http://", "https://", "s3://", "gs://", "/vsicurl/", "/vsis3/", "/vsigs/")
# Nothing is written beside what belongs to the user: GDAL would note how long an unpacked file is.
ALWAYS = {"CPL_VSIL_GZIP_WRITE_PROPERTIES": "NO"}
# Ask no server for a listing, sign nothing, and try again where a connection breaks off.
OPTIONS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "1",
    "AWS_NO_SIGN_REQUEST": "YES",
}


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """A raster, open; what GDAL has against it is the user's to put right."""
    import rasterio

    if not path.startswith(REMOTE) and Path(path).is_file() and Path(path).stat().st_size == 0:
        raise TerrainError(f"{path}: is empty, 0 bytes; write or fetch it again")
    options = ALWAYS | (OPTIONS if path.startswith(REMOTE) else {})
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
