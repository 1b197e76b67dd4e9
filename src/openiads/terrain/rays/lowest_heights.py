"""The lowest visible height of every cell of a grid, for one antenna or for many together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.frames import MEAN_RADIUS
from openiads.ground.units import KM
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.passes import Floats, Indices, Singles
from openiads.terrain.rays.ray import STANDARD_REFRACTION
from openiads.terrain.rays.sides import STEEPEST, Polar, Side, TooBent, sides
from openiads.terrain.rays.sweep import Bounds, sweep

BESIDE = 1e-6
"""A cell nearer than this to a diagonal lies on it [cells]."""
FARTHEST = 1_000e3
"""Nothing is looked for beyond this [m]: a ray over a smooth earth is 59 km high there."""
ARCS = np.linspace(-1.0, 1.0, 129)
"""Slopes at which the edges of a range are looked for on a side."""
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
    _merge(
        grid, antenna, refraction, 0, out, np.empty((0, 0), np.float32), np.empty((0, 0), np.int32), workers
    )
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
    which = np.full(shape, -1, np.int32)
    for radar, antenna in enumerate(antennas):
        _merge(grid, antenna, refraction, radar, lowest, second, which, workers)
    return Union(lowest, second, which)


def _merge(
    grid: Grid, antenna: Antenna, refraction: float, radar: int,
    best: Singles, second: Singles, which: Indices, workers: int,
) -> None:  # fmt: skip
    """Merge what one antenna sees into maps of the lowest height, the second lowest, and whose it is."""
    place = grid.locate(antenna.latitude, antenna.longitude)
    row, column = (_post_or(float(x), n) for x, n in zip(place, grid.heights.shape, strict=True))
    here = grid.place(row, column)
    polar = partial(grid.polar, float(here[0]), float(here[1]))
    cell, reach = grid.smallest_edge(antenna.latitude, antenna.longitude), min(antenna.reach, FARTHEST)
    halves = _laid_out(grid, antenna, row, column, polar, reach)

    def run(half: Half) -> None:
        side, n_lines = half.side, len(half.cells)
        sweep(
            grid.heights, side.along_rows, side.first, side.outward, side.centre,
            side.offsets[:n_lines], side.far, side.slope_of_ray, side.ray_of_slope,
            side.square_of_ray, side.square_of_slope,
            half.cells, half.rays, half.reads, half.ray_first, side.density,
            antenna.altitude, refraction * MEAN_RADIUS, 0.5 * cell, radar, best, second, which,
        )  # fmt: skip

    if workers == 1:
        for half in halves:
            run(half)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, halves))
    if row.is_integer() and column.is_integer():
        _own_cell(int(row), int(column), radar, best, second, which)


def _laid_out(
    grid: Grid, antenna: Antenna, row: float, column: float, polar: Polar, reach: float
) -> Iterator[Half]:
    """Halves of all sides, so that threads sweep the first while the next is laid out."""
    try:
        for side in sides(grid.heights.shape, row, column, polar, reach):
            yield from _halves(side, grid.heights.shape, reach)
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


def _halves(side: Side, shape: tuple[int, int], reach: float) -> list[Half]:
    width = shape[1] if side.along_rows else shape[0]
    middle = math.floor(side.centre) + 1
    least, most = _slopes_within(side, reach)
    # Cells on a diagonal belong to north and south, whatever the last bits say of where the site is.
    edge = BESIDE if side.along_rows else -BESIDE
    low = np.maximum(np.ceil(side.centre + least * side.offsets - edge), 0).astype(np.int64)
    high = np.minimum(np.floor(side.centre + most * side.offsets + edge) + 1, width).astype(np.int64)
    made = []
    for cells in (np.stack([low, np.minimum(high, middle)], 1), np.stack([np.maximum(low, middle), high], 1)):
        cells[:, 1] = np.maximum(cells[:, 0], cells[:, 1])
        if (cells[:, 1] > cells[:, 0]).any():
            made.append(_with_rays(side, cells, width))
    return made


def _slopes_within(side: Side, reach: float) -> tuple[Floats, Floats]:
    """Least and greatest slope, -1 and 1 at most, between which each line lies within the reach.

    Where cells are sheared both may lie on one side of 0.
    """
    ends = np.ones(len(side.offsets))
    corners = side.offsets[:, None] ** 2 * _along(side.square_of_slope, np.stack([-ends, ends], 1))
    if corners.max() <= reach**2:
        return -ends, ends
    squares = _along(side.square_of_slope, np.broadcast_to(ARCS, (len(ends), len(ARCS))))
    away = side.offsets[:, None] * np.sqrt(np.maximum(squares, 0.0))
    return -_last_within(away[:, ::-1], reach), _last_within(away, reach)


def _last_within(away: Floats, reach: float) -> Floats:
    """Slope, counted upwards, at which each line (lines, arcs) leaves the reach for the last time."""
    lines, inside = np.arange(len(away)), away <= reach
    last = np.where(inside.any(axis=1), len(ARCS) - 1 - inside[:, ::-1].argmax(axis=1), away.argmin(axis=1))
    last = np.minimum(last, len(ARCS) - 2)
    near, beyond = away[lines, last], away[lines, last + 1]
    share = (reach - near) / np.where(beyond > near, beyond - near, np.inf)
    found = np.clip(ARCS[last] + np.maximum(share, 0.0) * (ARCS[1] - ARCS[0]), -1.0, 1.0)
    return np.asarray(np.where(inside[:, -1], 1.0, found))


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
        side.slope_of_ray[:used], (rays - [0.0, 1.0]) / side.density / side.far - side.centre / side.far
    )
    reads = np.stack([np.floor(places[:, 0]) - 1.0, np.ceil(places[:, 1]) + 3.0], 1)
    reads[:, 0] = np.minimum(reads[:, 0], cells[:used, 0])
    reads[:, 1] = np.maximum(reads[:, 1], cells[:used, 1])
    reads[1:, 0], reads[1:, 1] = (
        np.minimum(reads[1:, 0], reads[:-1, 0]),
        np.maximum(reads[1:, 1], reads[:-1, 1]),
    )
    whole = np.int64
    return Half(
        side, cells[:used], (rays - first).astype(whole), np.clip(reads, 0, width).astype(whole), first
    )


def _ray_at(side: Side, columns: npt.ArrayLike) -> Floats:
    """Ray, counted from column 0 of the last line, through a column of each line."""
    slopes = np.clip(np.subtract(columns, side.centre) / side.offsets, -STEEPEST, STEEPEST)
    return side.density * (side.centre + side.far * _along(side.ray_of_slope, slopes[:, None])[:, 0])


def _along(coefficients: Floats, x: Floats) -> Floats:
    """Polynomials (lines, terms) at x (lines, n)."""
    out = np.zeros(x.shape)
    for term in range(coefficients.shape[1] - 1, -1, -1):
        out = coefficients[:, term, None] + out * x
    return out
