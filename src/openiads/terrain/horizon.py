"""The lowest visible height of every cell of a grid around an antenna: `lowest_visible_heights`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS
from openiads.terrain.lattice import Polar, Side, sides
from openiads.terrain.sweep import Bounds, Floats, Indices, Singles, sweep

DENSITY = 1.25
"""Rays per cell of the last line."""
ARCS = np.linspace(0.0, 1.0, 65)
"""Slopes at which the edge of a range is looked for, on either half of a side."""


@dataclass(frozen=True, slots=True)
class Antenna:
    """Where a radar looks from."""

    row: float  # place on the grid, counted from the first cell centre [cells]
    column: float
    altitude: float  # above mean sea level [m]
    reach: float = math.inf  # as far as is asked along the ground [m]


def heights_above_ground(
    heights: Singles, antenna: Antenna, polar: Polar, cell: float, refraction: float, workers: int = 1
) -> Singles:
    """Height above the ground [m] from which each cell (rows, columns) is seen; NaN beyond the reach."""
    out = np.full(heights.shape, np.nan, dtype=np.float32)
    nothing = np.empty((0, 0), np.float32), np.empty((0, 0), np.int32)
    fill(heights, antenna, polar, cell, refraction, 0, out, *nothing, workers=workers)
    return out


def fill(
    heights: Singles, antenna: Antenna, polar: Polar, cell: float, refraction: float,
    radar: int, best: Singles, second: Singles, which: Indices, *, workers: int = 1,
) -> None:  # fmt: skip
    """Merge what one antenna sees into maps of the lowest height, the second lowest, and whose the lowest is.

    Parameters
    ----------
    heights : (rows, columns) ground above mean sea level [m]
    polar : azimuth [rad] and distance [m] of places from the antenna
    cell : smallest edge of a cell [m]; the ground within half of it is left out, because the map cannot tell
        the hill that carries the antenna from the antenna
    refraction : effective earth radius over earth radius
    """
    halves = [
        half
        for side in sides(heights.shape, antenna.row, antenna.column, polar, antenna.reach)
        for half in _halves(side, heights.shape, antenna.reach)
    ]

    def run(half: Half) -> None:
        side = half.side
        sweep(
            heights, side.along_rows, side.first, side.outward, side.centre, side.offsets[: len(half.cells)], side.far,
            side.slope_of_ray, side.ray_of_slope, side.square_of_ray, side.square_of_slope,
            half.cells, half.rays, half.reads, half.ray_first, DENSITY, antenna.altitude, refraction * MEAN_RADIUS, 0.5 * cell,
            radar, best, second, which,
        )  # fmt: skip

    _in_turn(run, halves, workers)
    row, column = round(antenna.row), round(antenna.column)
    if row == antenna.row and column == antenna.column:
        _own_cell(row, column, radar, best, second, which)


def _own_cell(row: int, column: int, radar: int, best: Singles, second: Singles, which: Indices) -> None:
    """The post that the antenna stands on belongs to no side."""
    if second.size and best[row, column] > 0.0:
        second[row, column] = best[row, column]
        which[row, column] = radar
    elif second.size:
        second[row, column] = 0.0
    best[row, column] = 0.0


@dataclass(frozen=True, eq=False)
class Half:
    """Half a side, left or right of the site: work for one thread."""

    side: Side
    cells: Bounds  # (lines, 2)
    rays: Bounds  # (lines, 2)
    reads: Bounds  # (lines, 2) ground that they look at
    ray_first: int


def _in_turn(run: object, halves: Iterable[Half], workers: int) -> None:
    if workers == 1:
        for half in halves:
            run(half)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, halves))


def _halves(side: Side, shape: tuple[int, int], reach: float) -> list[Half]:
    width = shape[1] if side.along_rows else shape[0]
    middle = math.floor(side.centre) + 1
    left, right = _widest_slopes(side, reach)
    low = np.maximum(np.ceil(side.centre - left * side.offsets), 0).astype(np.int64)
    high = np.minimum(np.floor(side.centre + right * side.offsets) + 1, width).astype(np.int64)
    if not side.along_rows:  # diagonals belong to north and south
        on = side.centre - low == side.offsets
        low = low + on
        on = high - 1 - side.centre == side.offsets
        high = high - on
    made = []
    for cells in (np.stack([low, np.minimum(high, middle)], 1), np.stack([np.maximum(low, middle), high], 1)):
        cells[:, 1] = np.maximum(cells[:, 0], cells[:, 1])
        if (cells[:, 1] > cells[:, 0]).any():
            made.append(_with_rays(side, cells, width))
    return made


def _widest_slopes(side: Side, reach: float) -> tuple[Floats, Floats]:
    """Slopes left and right, 1 at most, at which each line leaves the reach."""
    if math.isinf(reach):
        return np.ones(len(side.offsets)), np.ones(len(side.offsets))
    lines, widest = np.arange(len(side.offsets)), []
    for sign in (-1.0, 1.0):
        squares = _along(side.square_of_slope, np.broadcast_to(sign * ARCS, (len(lines), len(ARCS))))
        away = side.offsets[:, None] * np.sqrt(np.maximum(squares, 0.0))
        last = np.clip((away <= reach).sum(axis=1) - 1, 0, len(ARCS) - 2)
        near, beyond = away[lines, last], away[lines, last + 1]
        widest.append(np.clip(ARCS[last] + (reach - near) / (beyond - near) * ARCS[1], 0.0, 1.0))
    return widest[0], widest[1]


def _with_rays(side: Side, cells: Bounds, width: int) -> Half:
    """Rays on both sides of the cells, from the site on; those that have left the grid are let go."""
    some = cells[:, 1] > cells[:, 0]
    low = np.where(some, np.floor(_ray_at(side, cells[:, 0])) - 1.0, np.inf)
    high = np.where(some, np.ceil(_ray_at(side, cells[:, 1] - 1)) + 2.0, -np.inf)
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high[::-1])[::-1]
    first, used = int(low.min()), int(np.isfinite(low).sum())
    edges = np.zeros(len(cells)), np.full(len(cells), width - 1)
    low = np.maximum(low, np.ceil(_ray_at(side, edges[0])))[:used]
    high = np.minimum(high, np.floor(_ray_at(side, edges[1])) + 1.0)[:used]
    rays = np.stack([low, np.maximum(high, low + 2.0)], 1)
    places = side.centre + side.offsets[:used, None] * _along(
        side.slope_of_ray[:used], (rays - [0.0, 1.0]) / DENSITY / side.far - side.centre / side.far
    )
    reads = np.stack([np.floor(places[:, 0]) - 1.0, np.ceil(places[:, 1]) + 3.0], 1)
    reads[:, 0] = np.minimum(reads[:, 0], cells[:used, 0])
    reads[:, 1] = np.maximum(reads[:, 1], cells[:used, 1])
    reads[1:, 0], reads[1:, 1] = np.minimum(reads[1:, 0], reads[:-1, 0]), np.maximum(reads[1:, 1], reads[:-1, 1])
    whole = np.int64
    return Half(side, cells[:used], (rays - first).astype(whole), np.clip(reads, 0, width).astype(whole), first)


def _ray_at(side: Side, columns: npt.NDArray[np.generic]) -> Floats:
    """Ray, counted from column 0 of the last line, through a column of each line."""
    slopes = (columns - side.centre) / side.offsets
    return DENSITY * (side.centre + side.far * _along(side.ray_of_slope, slopes[:, None])[:, 0])


def _along(coefficients: Floats, x: Floats) -> Floats:
    """Polynomials (lines, terms) at x (lines, n)."""
    out = np.zeros(x.shape)
    for term in range(coefficients.shape[1] - 1, -1, -1):
        out = coefficients[:, term, None] + out * x
    return out
