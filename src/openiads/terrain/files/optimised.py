"""Cloud-optimised GeoTIFFs, made by GDAL in memory and written to the disk by Python.

What GDAL cannot write it does not always tell: on a full disk it leaves part of a file and says that all is
well, and its TIFF library prints lines of its own.  Python tells what the system says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PIECE = 1 << 24
"""Bytes written at a time."""


def write(made: Any, path: Path, **options: object) -> None:
    """Write an open raster as a cloud-optimised GeoTIFF, flushed to the disk."""
    import rasterio
    import rasterio.shutil
    from rasterio.io import MemoryFile

    with told(), MemoryFile(ext=".tif") as file:
        rasterio.shutil.copy(made, file.name, driver="COG", **options)
        content = file.getbuffer()
        with path.open("wb", buffering=0) as out:
            for begin in range(0, len(content), PIECE):
                _put(out, memoryview(content[begin : begin + PIECE]))
            os.fsync(out.fileno())


def _put(out: Any, piece: memoryview) -> None:
    """Write all of a piece: of what finds no room, a first part may."""
    while piece:
        piece = piece[out.write(piece) :]


@contextmanager
def told() -> Iterator[None]:
    """GDAL's complaints as errors, and not as lines on a terminal."""
    import rasterio
    from rasterio._err import CPLE_BaseError  # some of them come by no public name
    from rasterio.errors import RasterioError

    with rasterio.Env():
        try:
            yield
        except (RasterioError, CPLE_BaseError) as error:  # of which some are no OSError
            raise OSError(str(error)) from error
