"""What a map of the lowest visible height costs, beside GDAL and GRASS where they are."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import grass_peer
from benchmarks.clock import child, interleaved
from benchmarks.gdal_peer import Peer, library
from openiads.terrain.horizon import Antenna, lowest_heights, union

Figures = dict[str, Any]
Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
CELL, MAST = 90.0, 20.0
UTM_11 = "EPSG:32611"


@dataclass(frozen=True, eq=False)
class Plane:
    """A grid on a plane, as GDAL sees one: straight lines, plane distances; places are row and column."""

    heights: Singles

    def locate(self, row: float, column: float) -> tuple[float, float]:
        """The same."""
        return row, column

    def place(self, row: float, column: float) -> tuple[float, float]:
        """The same."""
        return row, column

    def polar(self, row: float, column: float, rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
        """Azimuth [rad] and distance [m]."""
        north, east = CELL * (row - rows), CELL * (columns - column)
        return np.arctan2(east, north), np.hypot(north, east)

    def smallest_edge(self, latitude: float) -> float:
        """Edge of a cell [m]."""
        return CELL


@cache
def sierra() -> Singles | None:
    """2000 x 2000 cells of 90 m in UTM, from SRTM; None where it cannot be had."""
    import rasterio
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    from verification.real_ground import srtm_90

    path = srtm_90()
    if path is None:
        return None
    with rasterio.open(path) as source:
        place, width, height = calculate_default_transform(
            source.crs, UTM_11, source.width, source.height, *source.bounds, resolution=CELL
        )
        out = np.zeros((height, width), dtype=np.float32)
        reproject(
            rasterio.band(source, 1), out, dst_transform=place, dst_crs=UTM_11, resampling=Resampling.bilinear
        )
    ground = np.ascontiguousarray(out[100:2100, 100:2100])
    ground.flags.writeable = False
    return ground


def mosaic(ground: Singles) -> Singles:
    """Nine copies, mirrored so that they join: 6000 x 6000, test material and said to be."""
    across = np.concatenate([ground[:, ::-1], ground, ground[:, ::-1]], axis=1)
    whole = np.ascontiguousarray(np.concatenate([across[::-1], across, across[::-1]]))
    whole.flags.writeable = False
    return whole


def single(ground: Singles, rounds: int) -> Figures:
    """One map of a whole square from its middle: CPU seconds, cells a second, beside GDAL in turn."""
    middle = len(ground) // 2
    antenna = Antenna(middle, middle, float(ground[middle, middle]) + MAST)
    plane: Any = Plane(ground)

    def ours() -> None:
        lowest_heights(plane, antenna)

    ours()
    works = [ours]
    if library() is not None:
        peer = Peer(ground, CELL)
        works.append(lambda: peer.run(middle, middle, MAST))
    spent = interleaved(*works, rounds=rounds)
    walls = {
        n: min(_wall(lambda n=n: lowest_heights(plane, antenna, workers=n)) for _ in range(rounds))
        for n in (1, 2)
    }
    figures: Figures = {
        "cpu_seconds": spent[0],
        "cells_per_cpu_second": ground.size / spent[0],
        "wall_ratio_of_one_thread_to_two": walls[1] / walls[2],
    }
    if len(spent) > 1:
        figures |= {"gdal_cpu_seconds": spent[1], "gdal_over_ours": spent[1] / spent[0]}
    return figures


def _wall(work: Any) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def many(ground: Singles, rounds: int) -> Figures:
    """Union of eight radars that reach a fifth of the map, against one whole map."""
    n = len(ground)
    plane: Any = Plane(ground)
    draw = np.random.default_rng(8)
    reach = 0.2 * n * CELL
    places = draw.integers(n // 5, n - n // 5, (8, 2))
    antennas = [Antenna(int(r), int(c), float(ground[r, c]) + MAST, reach) for r, c in places]
    one = Antenna(n // 2, n // 2, float(ground[n // 2, n // 2]) + MAST)
    union(plane, antennas[:1])
    together, alone = interleaved(
        lambda: union(plane, antennas), lambda: lowest_heights(plane, one), rounds=rounds
    )
    return {"reach_km": reach / 1e3, "cpu_seconds": together, "in_single_maps": together / alone}


PEAK = """
import resource
from benchmarks.horizons import MAST, Plane, mosaic, sierra
from openiads.terrain.horizon import Antenna, lowest_heights
ground = mosaic(sierra())
lowest_heights(Plane(ground), Antenna(3000, 3000, float(ground[3000, 3000]) + MAST))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measured(quick: bool) -> Figures:
    """Everything, or that it runs."""
    ground = sierra()
    if ground is None:
        return {"left_out": math.nan}
    if quick:
        return {"1000 x 1000": single(np.ascontiguousarray(ground[:1000, :1000]), 1)}
    return {
        "2000 x 2000": single(ground, 9),
        "6000 x 6000": single(mosaic(ground), 5),
        "union of 8": many(ground, 5),
        "6000 x 6000 peak, MiB": float(child(PEAK).split()[-1]),
        **grass_peer.measured(ground, CELL, MAST),
    }
