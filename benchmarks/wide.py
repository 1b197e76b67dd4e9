"""A map too large to want all of it: 20,000 x 20,000 cells, read and answered within a range."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import child, child_peak
from verification.planes import CELL, UTM_11, sierra

Figures = dict[str, Any]
COPIES = 10
REACH = 120e3

RUN = """
import time
from openiads.study.coverage.antenna_horizon import horizon
site = {site}
horizon("globe-30s", 0.68, 0.6, mast=20.0, reach=20e3)
began = time.process_time()
seen = horizon("{path}", *site, mast=20.0, reach={reach})
print(time.process_time() - began, seen.lowest.size)
"""


def measured() -> Figures:
    """Seconds and largest memory of a fresh Python that answers within 120 km of the middle of the map."""
    from rasterio.warp import transform

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.tif"
        edge = _write(path)
        x, y = 0.5 * edge * CELL, 5_000_000.0 - 0.5 * edge * CELL
        longitude, latitude = (np.radians(value[0]) for value in transform(UTM_11, "EPSG:4326", [x], [y]))
        code = RUN.format(site=(float(latitude), float(longitude)), path=path, reach=REACH)
        child(code)
        (seconds, cells), peak = child_peak(code)
        size = path.stat().st_size / 2**20
    return {
        "cells of the map": float(edge) ** 2,
        "MiB of the file": size,
        "reach_km": REACH / 1e3,
        "cells answered": float(cells),
        "cpu_seconds, reading included": float(seconds),
        "peak, MiB": peak,
    }


def _write(path: Path) -> int:
    """Mirrored copies of real ground, whole metres, tiled and deflated; the edge [cells]."""
    import rasterio
    from rasterio.transform import from_origin

    plane = sierra()
    assert plane is not None
    ground = np.rint(plane.heights).astype(np.int16)
    n = len(ground)
    with rasterio.open(
        path, "w", driver="GTiff", height=COPIES * n, width=COPIES * n, count=1, dtype="int16", crs=UTM_11,
        transform=from_origin(0.0, 5_000_000.0, CELL, CELL), tiled=True, blockxsize=512, blockysize=512,
        compress="deflate", zlevel=1, BIGTIFF="IF_SAFER",
    ) as out:  # fmt: skip
        for i in range(COPIES):
            for j in range(COPIES):
                copy = ground[:: -1 if i % 2 else 1, :: -1 if j % 2 else 1]
                out.write(copy, 1, window=((i * n, (i + 1) * n), (j * n, (j + 1) * n)))
    return COPIES * n
