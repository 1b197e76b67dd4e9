"""Rasters, opened through GDAL, here or far away, in the few formats that elevations come in."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openiads.ground.errors import TerrainError
from openiads.terrain.files import map_paths, mosaic

DRIVERS = ("GTiff", "SRTMHGT", "DTED", "HFA", "AAIGrid")
"""GDAL's names for GeoTIFF (cloud-optimised or not), SRTM hgt, DTED, Erdas Imagine and Arc/Info ASCII grids.
No other of its hundred formats is opened, whatever a file says that it is; VRT has its own rules."""
MOST_BLOCK = 1_600_000_000
"""Bytes of one block of a file, which are held at once: as much as the heights of the largest map."""
# Nothing is written beside what belongs to the user: GDAL would note how long an unpacked file is.
ALWAYS = {"CPL_VSIL_GZIP_WRITE_PROPERTIES": "NO", "GDAL_VRT_ENABLE_PYTHON": "NO"}
# Ask no server for a listing, sign nothing, try again where a connection breaks off, and wait for none that
# is silent or sends less than a thousand bytes a second for a minute.
OPTIONS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "30",
    "GDAL_HTTP_LOW_SPEED_TIME": "60",
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1000",
    "AWS_NO_SIGN_REQUEST": "YES",
}
UNTOLD = "See previous exception for details"
SUMMARY = 200
"""Characters of what GDAL says that are told."""


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """A raster, open; what GDAL has against it is the user's to put right."""
    import rasterio

    kind = map_paths.kind_of(path)
    if kind == "file":
        map_paths.require_file(path)
    text = mosaic.text_of(path, kind)
    options = ALWAYS | (OPTIONS if kind == "remote" or mosaic.names_servers(text) else {})
    name = map_paths.on_gdals_terms(path)
    try:
        with rasterio.Env(**options), _unreadable_words_ignored(), warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            # Rasterio 1.4 multiplies transforms in the way that affine 3 announces to drop.
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            with _reader(text or name, ("VRT",) if text else DRIVERS) as dataset:
                _require_holdable(path, dataset)
                if text:
                    _require_sources(path, mosaic.unplaced(text))
                yield dataset
    except (rasterio.errors.RasterioError, *_gdal_errors()) as error:
        raise TerrainError(
            f"{path}: cannot be read as a raster ({_reason(error, path, name)}); "
            "give a GeoTIFF, hgt or VRT of elevations in metres, or a folder of such tiles"
        ) from error


def require_sources(path: str, dataset: Any, window: tuple[int, int, int, int]) -> None:
    """Refuse to read a window of a mosaic if what lies there is none of the formats that are read.

    GDAL itself opens the files of a mosaic by whatever format they are in, and only when they are read.
    """
    _require_sources(path, mosaic.placed(dataset.name, window))


def _require_sources(path: str, sources: list[str]) -> None:
    for source in sources:
        if not source.startswith("/vsi"):
            map_paths.require_file(source, f"{path}: {source}")
        with _reader(source, DRIVERS) as dataset:
            _require_holdable(f"{path}: {source}", dataset)


def _reader(name: str, drivers: tuple[str, ...]) -> Any:
    """A dataset of one of these formats; `rasterio.open` would take one format only, or any."""
    from rasterio.io import DatasetReader

    return DatasetReader(name, driver=list(drivers))


@contextmanager
def _unreadable_words_ignored() -> Iterator[None]:
    """Rasterio trips over a warning of GDAL that quotes bytes of a broken file; the error itself is told.

    It prints what it tripped over by the first hook, and reports it by the second.
    """
    printed, reported = sys.excepthook, sys.unraisablehook

    def printing(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if kind is not UnicodeDecodeError:
            printed(kind, error, trace)

    def reporting(trouble: Any) -> None:
        if trouble.exc_type is not UnicodeDecodeError:
            reported(trouble)

    sys.excepthook, sys.unraisablehook = printing, reporting
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook = printed, reported


def _require_holdable(path: str, dataset: Any) -> None:
    """Refuse a file of which the smallest piece that can be read fills the memory."""
    import numpy as np

    if dataset.driver == "VRT" or not dataset.count:
        return
    rows, columns = dataset.block_shapes[0]
    together = dataset.count if dataset.interleaving and dataset.interleaving.name == "pixel" else 1
    size = rows * columns * together * np.dtype(dataset.dtypes[0].replace("complex_int16", "int32")).itemsize
    if size > MOST_BLOCK:
        raise TerrainError(
            f"{path}: is stored in pieces of {rows} x {columns} cells, {size / 1e9:.1f} GB each; at most "
            f"{MOST_BLOCK / 1e9:.1f} GB are read at once; write it with `gdal_translate -co TILED=YES`"
        )


def _gdal_errors() -> tuple[type[Exception], ...]:
    from rasterio._err import CPLE_BaseError  # some of what GDAL refuses comes by no public name

    return (CPLE_BaseError,)


def _reason(error: BaseException, path: str, name: str) -> str:
    """What GDAL says, in one line, with the user's name for the file."""
    said = str(error.__cause__ or error) if UNTOLD in str(error) else str(error)
    if "<VRTDataset" in said:
        said = said.partition("<VRTDataset")[0] + "a mosaic"
    line = " ".join(said.replace(name, path).split())
    return line if len(line) <= SUMMARY else f"{line[:SUMMARY]}..."
