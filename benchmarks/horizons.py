"""What a map of the lowest visible height costs, beside GDAL and GRASS where they are."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from benchmarks import wide
from benchmarks.clock import child_peak, interleaved
from benchmarks.gdal_peer import Peer, library
from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights, union
from verification.peers import GRASS, grass_seen, version
from verification.planes import CELL, Plane, sierra

Figures = dict[str, Any]
MAST, TARGET = 20.0, 500.0


def single(plane: Plane, rounds: int) -> Figures:
    """One map of a whole square from its middle: CPU seconds, cells a second, beside GDAL in turn."""
    middle = len(plane.heights) // 2
    antenna = on_mast(plane, middle, middle)

    def ours() -> None:
        lowest_heights(plane, antenna)

    ours()
    works = [ours]
    if library() is not None:
        peer = Peer(plane.heights, CELL)
        works.append(lambda: peer.run(middle, middle, MAST))
    spent = interleaved(*works, rounds=rounds)
    walls = {
        n: min(_wall(lambda n=n: lowest_heights(plane, antenna, workers=n)) for _ in range(rounds))
        for n in (1, 2)
    }
    figures: Figures = {
        "cpu_seconds": spent[0],
        "cells_per_cpu_second": plane.heights.size / spent[0],
        "wall_ratio_of_one_thread_to_two": walls[1] / walls[2],
    }
    if len(spent) > 1:
        figures |= {"gdal_cpu_seconds": spent[1], "gdal_over_ours": spent[1] / spent[0]}
    return figures


def on_mast(plane: Plane, row: int, column: int, reach: float = math.inf) -> Antenna:
    """An antenna over a cell; `reach` in [m]."""
    return Antenna(row, column, float(plane.heights[row, column]) + MAST, reach)


def _wall(work: Any) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def many(plane: Plane, rounds: int) -> Figures:
    """Union of eight radars that reach a fifth of the map, against one whole map."""
    n = len(plane.heights)
    draw = np.random.default_rng(8)
    reach = 0.2 * n * CELL
    places = draw.integers(n // 5, n - n // 5, (8, 2))
    antennas = [on_mast(plane, int(r), int(c), reach) for r, c in places]
    one = on_mast(plane, n // 2, n // 2)
    union(plane, antennas[:1])
    together, alone = interleaved(
        lambda: union(plane, antennas), lambda: lowest_heights(plane, one), rounds=rounds
    )
    return {"reach_km": reach / 1e3, "cpu_seconds": together, "in_single_maps": together / alone}


PEAK = """
from benchmarks.horizons import on_mast
from openiads.terrain.rays.lowest_heights import lowest_heights
from verification.planes import sierra
plane = sierra().mosaic()
lowest_heights(plane, on_mast(plane, 3000, 3000))
"""


def grass(plane: Plane) -> Figures:
    """CPU seconds of GRASS for one target height, from the middle; nothing where it is not."""
    if version(GRASS) is None:
        return {}
    middle = len(plane.heights) // 2
    _, seconds = grass_seen(plane, middle, middle, MAST, TARGET)
    return {"GRASS, one target height, CPU s": seconds}


def measured(quick: bool) -> Figures:
    """Everything, or that it runs."""
    plane = sierra()
    if plane is None:
        return {"left_out": math.nan}
    if quick:
        return {"1000 x 1000": single(plane.corner(1000), 1)}
    return {
        "2000 x 2000": single(plane, 9),
        "6000 x 6000": single(plane.mosaic(), 5),
        "union of 8": many(plane, 5),
        "6000 x 6000 peak, MiB": child_peak(PEAK)[1],
        **grass(plane),
        "20,000 x 20,000, by range": wide.measured(),
    }
