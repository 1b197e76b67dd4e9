"""What other programs answer on a plane: GDAL's `gdal_viewshed` and GRASS `r.viewshed`, where they are."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verification.planes import CELL, Plane

Singles = npt.NDArray[np.float32]
GDAL, GRASS = "gdal_viewshed", "grass"
WEST, NORTH = 300_000.0, 4_300_000.0
SPHERE = "+proj=tmerc +lon_0=-117 +k=0.9996 +x_0=500000 +R=6371008.8 +units=m +no_defs"
"""UTM on a sphere of our radius, so that the Earth bulges alike for all."""
CURVATURE, REFRACTION = 0.75, 0.25
"""How GDAL and GRASS say 4/3 of the Earth's radius: one minus the coefficient of refraction, and itself."""


@cache
def version(program: str) -> str | None:
    """Version of a program; None if it is not installed."""
    if shutil.which(program) is None:
        return None
    told = _run("gdalinfo" if program == GDAL else program, "--version")
    found = re.search(r"\d+(\.\d+)+", told)
    return found[0] if found else "of unknown version"


def gdal_heights(plane: Plane, row: int, column: int, mast: float) -> Singles:
    """Minimum target height over ground [m] of every cell, by the command of GDAL."""
    with tempfile.TemporaryDirectory() as folder:
        ground, out = _written(plane, Path(folder)), Path(folder) / "seen.tif"
        x, y = _centre(row, column)
        _run(
            GDAL, "-q", "-om", "GROUND", "-cc", str(CURVATURE), "-oz", str(mast),
            "-ox", str(x), "-oy", str(y), str(ground), str(out),
        )  # fmt: skip
        return _read(out)


def grass_seen(
    plane: Plane, row: int, column: int, mast: float, target: float
) -> tuple[npt.NDArray[np.bool_], float]:
    """Cells from which a target [m above ground] is seen, by GRASS, and its CPU seconds without its files."""
    with tempfile.TemporaryDirectory() as folder:
        ground, out = _written(plane, Path(folder)), Path(folder) / "seen.tif"
        project = Path(folder) / "project"
        _run(GRASS, "-c", str(ground), "-e", str(project))
        inside = (GRASS, str(project / "PERMANENT"), "--exec")
        _run(*inside, "r.in.gdal", f"input={ground}", "output=ground")
        _run(*inside, "g.region", "raster=ground")
        x, y = _centre(row, column)
        before = _spent()
        _run(
            *inside, "r.viewshed", "-b", "-c", "-r", "input=ground", "output=seen", f"coordinates={x},{y}",
            f"observer_elevation={mast}", f"target_elevation={target}", f"refraction_coeff={REFRACTION}",
            "memory=4000",
        )  # fmt: skip
        seconds = _spent() - before
        _run(*inside, "r.out.gdal", "-f", "input=seen", f"output={out}", "type=Byte", "format=GTiff")
        return _read(out) == 1.0, seconds


def _centre(row: int, column: int) -> tuple[float, float]:
    """East and north of the middle of a cell [m]."""
    return WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL


def _written(plane: Plane, folder: Path) -> Path:
    import rasterio
    from rasterio.transform import from_origin

    path = folder / "ground.tif"
    rows, columns = plane.heights.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32", crs=SPHERE,
        transform=from_origin(WEST, NORTH, CELL, CELL),
    ) as out:  # fmt: skip
        out.write(plane.heights, 1)
    return path


def _read(path: Path) -> Singles:
    import rasterio

    with rasterio.open(path) as source:
        band: Singles = source.read(1).astype(np.float32)
    return band


def _run(*words: str) -> str:
    surroundings = os.environ | {"GRASS_MESSAGE_FORMAT": "silent", "HOME": tempfile.gettempdir()}
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=surroundings)
    return done.stdout + done.stderr


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
