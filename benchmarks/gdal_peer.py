"""GDAL's viewshed in memory, through the library in rasterio's wheel: minimum height over ground."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Singles = npt.NDArray[np.float32]
RADAR = 0.75
"""GDAL's coefficient of curvature: one minus the coefficient of refraction, 4/3 of the Earth's radius."""
EDGE, OVER_GROUND, READ, FLOAT64 = 2, 3, 0, 7  # of gdal_alg.h and gdal.h


@cache
def library() -> ctypes.CDLL | None:
    """The library with its argument types, or None where rasterio was built otherwise."""
    import rasterio

    folder = Path(rasterio.__file__).parent.parent / "rasterio.libs"
    found = sorted(folder.glob("libgdal*"))
    if not found:
        return None
    gdal = ctypes.CDLL(str(found[0]))
    handle, number, whole, text = ctypes.c_void_p, ctypes.c_double, ctypes.c_int, ctypes.c_char_p
    gdal.GDALOpenEx.restype = gdal.GDALGetRasterBand.restype = gdal.GDALViewshedGenerate.restype = handle
    gdal.GDALOpenEx.argtypes = [text, ctypes.c_uint, handle, handle, handle]
    gdal.GDALGetRasterBand.argtypes = [handle, whole]
    gdal.GDALViewshedGenerate.argtypes = [
        handle, text, text, handle, *[number] * 9, whole, number, handle, handle, whole, handle,
    ]  # fmt: skip
    gdal.GDALRasterIO.argtypes = [handle, *[whole] * 5, handle, *[whole] * 5]
    gdal.GDALClose.argtypes = [handle]
    gdal.CPLSetConfigOption.argtypes = [text, text]
    gdal.GDALAllRegister()
    gdal.CPLSetConfigOption(b"GDAL_MEM_ENABLE_OPEN", b"YES")
    return gdal


class Peer:
    """GDAL on one square grid that lies in memory; `run` is what is timed."""

    def __init__(self, heights: Singles, cell: float) -> None:
        gdal = library()
        assert gdal is not None
        self.gdal, self.heights, self.cell = gdal, heights, cell
        rows, columns = heights.shape
        told = (
            f"MEM:::DATAPOINTER={heights.ctypes.data},PIXELS={columns},LINES={rows},BANDS=1,DATATYPE=Float32,"
            f"GEOTRANSFORM=0/{cell}/0/{rows * cell}/0/-{cell}"
        )
        self.source = gdal.GDALOpenEx(told.encode(), 2, None, None, None)
        self.band = gdal.GDALGetRasterBand(self.source, 1)

    def run(self, row: int, column: int, mast: float) -> npt.NDArray[np.float64]:
        """Minimum target height over ground [m] of every cell."""
        x, y = (column + 0.5) * self.cell, (len(self.heights) - row - 0.5) * self.cell
        made = self.gdal.GDALViewshedGenerate(
            self.band, b"MEM", b"", None, x, y, mast, 0.0, 255.0, 0.0, 0.0, -1.0, RADAR, EDGE, 0.0,
            None, None, OVER_GROUND, None,
        )  # fmt: skip
        out = np.empty(self.heights.shape)
        rows, columns = out.shape
        band = self.gdal.GDALGetRasterBand(made, 1)
        self.gdal.GDALRasterIO(band, READ, 0, 0, columns, rows, out.ctypes.data, columns, rows, FLOAT64, 0, 0)
        self.gdal.GDALClose(made)
        return out
