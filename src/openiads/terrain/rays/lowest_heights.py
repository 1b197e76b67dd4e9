"""The lowest visible height of every cell of a grid, for one antenna or for many together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.frames import MEAN_RADIUS
from openiads.ground.units import KM
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.halves import BESIDE, Half, halves
from openiads.terrain.rays.passes import Indices, Singles
from openiads.terrain.rays.ray import STANDARD_REFRACTION, Viewpoint
from openiads.terrain.rays.sides import Polar, TooBent, sides
from openiads.terrain.rays.sweep import Ranking, sweep

FARTHEST = 1_000e3
"""Nothing is looked for beyond this [m]: a ray over a smooth earth is 59 km high there."""
SHORTER = (0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Shares of a range that are tried where rays bend too much for all of it."""


@dataclass(frozen=True, slots=True)
class Antenna:
    """Where a radar looks from."""

    latitude: float  # [rad]
    longitude: float  # [rad]
    altitude: float  # above mean sea level [m]
    reach: float = math.inf  # as far as is asked, along the ground [m]


@dataclass(frozen=True, eq=False)
class Union:
    """What several radars see together; axes are those of the grid."""

    lowest: Singles  # height above the ground from which one radar sees [m], infinite where none does
    second: Singles  # the same for two radars
    which: Indices  # radar that sees lowest, -1 where none does


def lowest_heights(
    grid: Grid, antenna: Antenna, *, refraction: float = STANDARD_REFRACTION, workers: int = 1
) -> Singles:
    """Height above the ground [m] from which each cell of a grid is seen; NaN beyond the reach.

    Infinite where the ray that clears everything is too steep ever to be over the cell.

    The ground within half a cell of the antenna is left out, because the map cannot tell the hill that
    carries the antenna from the antenna; ground that the map does not know hides nothing.
    """
    out = np.full(grid.heights.shape, np.nan, dtype=np.float32)
    alone = Ranking(out, np.empty((0, 0), np.float32), np.empty((0, 0), np.int32))
    _merge(grid, antenna, refraction, 0, alone, workers)
    return out


def union(
    grid: Grid,
    antennas: Sequence[Antenna],
    *,
    refraction: float = STANDARD_REFRACTION,
    workers: int = 1,
) -> Union:
    """Lowest and second lowest height, and the radar of the lowest, without keeping a map for each radar."""
    shape = grid.heights.shape
    lowest, second = np.full(shape, np.inf, np.float32), np.full(shape, np.inf, np.float32)
    ranking = Ranking(lowest, second, np.full(shape, -1, np.int32))
    for radar, antenna in enumerate(antennas):
        _merge(grid, antenna, refraction, radar, ranking, workers)
    return Union(*ranking)


def _merge(
    grid: Grid, antenna: Antenna, refraction: float, radar: int, ranking: Ranking, workers: int
) -> None:
    """Merge what one antenna sees into maps of the lowest height, the second lowest, and whose it is."""
    place = grid.locate(antenna.latitude, antenna.longitude)
    row, column = (_post_or(float(x), n) for x, n in zip(place, grid.heights.shape, strict=True))
    here = grid.place(row, column)
    polar = partial(grid.polar, float(here[0]), float(here[1]))
    cell, reach = grid.smallest_edge(antenna.latitude, antenna.longitude), min(antenna.reach, FARTHEST)
    viewpoint = Viewpoint(float(antenna.altitude), refraction * MEAN_RADIUS, 0.5 * cell)

    def run(half: Half) -> None:
        sweep(grid.heights, half, viewpoint, radar, ranking)

    work = _laid_out(grid, antenna, row, column, polar, reach)
    if workers == 1:
        for half in work:
            run(half)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, work))
    if row.is_integer() and column.is_integer():
        _own_cell(int(row), int(column), radar, ranking)


def _laid_out(
    grid: Grid, antenna: Antenna, row: float, column: float, polar: Polar, reach: float
) -> Iterator[Half]:
    """Halves of all sides, so that threads sweep the first while the next is laid out."""
    try:
        for side in sides(grid.heights.shape, row, column, polar, reach):
            yield from halves(side, grid.heights.shape, reach)
    except (TooBent, TerrainError):  # the latter where a ray leaves what the projection shows
        raise OutOfRange(_bent(grid, antenna, row, column, polar, reach)) from None


def _bent(grid: Grid, antenna: Antenna, row: float, column: float, polar: Polar, reach: float) -> str:
    """What to do where rays bend too much on a grid; a shorter range is named if there is one."""
    lat, lon = math.degrees(antenna.latitude), math.degrees(antenna.longitude)
    tried = (share * reach for share in SHORTER)
    shorter = next((some for some in tried if _runs(grid.heights.shape, row, column, polar, some)), 0.0)
    remedy = f"for instance {math.floor(shorter / KM)} km, or " if shorter >= KM else ""
    remedy = remedy and f"set a shorter range where there is one to set, {remedy}"
    system = grid.projection.name if grid.projection else "latitude and longitude"
    return (
        f"{grid.name}: on its cells, of {system!r}, rays bend too much to be followed for "
        f"{reach / KM:.4g} km from {lat:.4f} deg north, {lon:.4f} deg east; {remedy}"
        "carry the map over into a projection around the site, on which they are straight, with "
        f"`gdalwarp -t_srs '+proj=aeqd +lat_0={lat:.2f} +lon_0={lon:.2f} +datum=WGS84'`"
    )


def _runs(shape: tuple[int, int], row: float, column: float, polar: Polar, reach: float) -> bool:
    """Whether rays can be followed so far."""
    try:
        return all(sides(shape, row, column, polar, reach))
    except (TooBent, TerrainError):
        return False


def _post_or(place: float, count: int) -> float:
    """A place among `count` posts, or the post itself where one is as near as makes no difference."""
    post = round(place)
    return float(min(max(post if abs(place - post) < BESIDE else place, 0), count - 1))


def _own_cell(row: int, column: int, radar: int, ranking: Ranking) -> None:
    """The post that the antenna stands on belongs to no side."""
    best, second, which = ranking
    if second.size and best[row, column] > 0.0:
        second[row, column] = best[row, column]
        which[row, column] = radar
    elif second.size:
        second[row, column] = 0.0
    best[row, column] = 0.0
