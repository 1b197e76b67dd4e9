"""GRASS r.viewshed, which answers for one height of target at a time; left out where GRASS is not."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

REFRACTION = 0.25
"""Its coefficient for 4/3 of the Earth's radius."""


def measured(
    ground: npt.NDArray[np.float32], cell: float, mast: float, target: float = 500.0
) -> dict[str, Any]:
    """CPU seconds of one map for one target height [m above ground], reading and writing left out."""
    if shutil.which("grass") is None:
        return {}
    import rasterio
    from rasterio.transform import from_origin

    rows, columns = ground.shape
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "ground.tif"
        place = from_origin(300_000.0, 4_300_000.0, cell, cell)
        with rasterio.open(
            path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32",
            crs="EPSG:32611", transform=place,
        ) as out:  # fmt: skip
            out.write(ground, 1)
        x, y = 300_000.0 + (columns // 2 + 0.5) * cell, 4_300_000.0 - (rows // 2 + 0.5) * cell
        project = Path(scratch) / "project"
        _grass("-c", str(path), "-e", str(project))
        mapset = str(project / "PERMANENT")
        _grass(mapset, "--exec", "r.in.gdal", f"input={path}", "output=ground")
        _grass(mapset, "--exec", "g.region", "raster=ground")
        before = _children()
        _grass(
            mapset, "--exec", "r.viewshed", "-b", "-c", "-r", "input=ground", "output=seen",
            f"coordinates={x},{y}", f"observer_elevation={mast}", f"target_elevation={target}",
            f"refraction_coeff={REFRACTION}", "memory=4000",
        )  # fmt: skip
        return {"GRASS, one target height, CPU s": _children() - before}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _grass(*words: str) -> None:
    surroundings = os.environ | {"GRASS_MESSAGE_FORMAT": "silent", "HOME": tempfile.gettempdir()}
    subprocess.run(["grass", *words], check=True, capture_output=True, env=surroundings)
