"""Lowest visible height of every cell, by rays swept outward side by side; `lowest_heights` runs the threads.

Towards each side of the grid rays run to the cells of the last line.  Every ray carries the highest tangent
that the ground has shown it so far; the ground is linear between neighbouring posts, and a ray looks at it
wherever it crosses a row or a column.  Line by line each cell takes the tangent between the two rays that
pass it, off by what the skyline does between them; `ray` walks to one cell by itself, and the tests hold one
against the other.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.terrain.rays.passes import (
    Floats,
    Indices,
    Singles,
    across,
    along,
    clear_heights,
    copy,
    cross,
    horner,
    meet_columns,
    meet_line,
    meet_skipped,
    split,
)

Bounds = npt.NDArray[np.int64]

STRAIGHT_DOWN = np.float32(-1e9)
"""Tangent of a ray that has met no ground yet."""
STRIP = 16
"""Columns that are laid out as lines at a time: one cache line of single precision."""
NAME, WAS, NOW, SQUARE, AWAY, HEIGHT, SHARE, BEFORE, HIGHEST = range(9)
SLOPE, PLACE, CELL_SQUARE, PART, TANGENT = range(5)


@kernel
def turn(heights: Singles, first: int, outward: int, low: int, high: int, strip: Singles) -> None:
    """Lay columns of `heights`, from `first` on by `outward`, out as lines of `strip`, rows [low, high)."""
    for r in range(low, high):
        for k in range(strip.shape[0]):
            strip[k, r] = heights[r, first + k * outward]


@kernel
def lay(found: Singles, cells: Bounds, along_rows: bool, first: int, outward: int, best: Singles) -> None:
    """Write the heights of a strip of lines where they belong; `cells` are the first and last of each."""
    if along_rows:
        for k in range(found.shape[0]):
            low, high = cells[k]
            copy(found[k][low:high], best[first + k * outward][low:high])
        return
    for r in range(cells[:, 0].min(), cells[:, 1].max()):
        for k in range(found.shape[0]):
            if cells[k, 0] <= r < cells[k, 1]:
                best[r, first + k * outward] = found[k, r]


@kernel
def rank(
    found: Singles, cells: Bounds, along_rows: bool, first: int, outward: int, radar: int,
    best: Singles, second: Singles, which: Indices,
) -> None:  # fmt: skip
    """Rank the heights of a strip of lines among those of earlier radars, of which equal ones stand."""
    n_lines, low, high = found.shape[0], cells[:, 0].min(), cells[:, 1].max()
    n_outer, n_inner = (n_lines, high - low) if along_rows else (high - low, n_lines)
    for i in range(n_outer):
        for j in range(n_inner):
            k, c = (i, low + j) if along_rows else (j, low + i)
            if not cells[k, 0] <= c < cells[k, 1]:
                continue
            row, column = (first + k * outward, c) if along_rows else (c, first + k * outward)
            height = found[k, c]
            if not best[row, column] <= height:
                second[row, column] = best[row, column]
                best[row, column] = height
                which[row, column] = radar
            elif not second[row, column] <= height:
                second[row, column] = height


@kernel
def sweep(
    heights: Singles, along_rows: bool, first: int, outward: int, centre: float, offsets: Floats, far: float,
    slope_of_ray: Floats, ray_of_slope: Floats, square_of_ray: Floats, square_of_slope: Floats,
    cells: Bounds, rays: Bounds, reads: Bounds, ray_first: int, density: float,
    antenna: float, radius: float, blind: float,
    radar: int, best: Singles, second: Singles, which: Indices,
) -> None:  # fmt: skip
    """Sweep one half of one side; the names are those of `sides.Side`.

    cells, rays  (lines, 2) first and one past the last, of each line; `reads`: of the ground they ask for
    ray_first    cell of the last line, times `density`, where ray 0 comes out
    density      rays per cell of the last line
    """
    width = heights.shape[1] if along_rows else heights.shape[0]
    n_rays = max(rays[:, 1].max() + 1, 2)
    base = math.floor(centre)
    ray_f, ray_i = np.empty((9, n_rays), np.float32), np.empty(n_rays, np.int32)
    cell_f, cell_i = np.empty((5, width), np.float32), np.empty(width, np.int32)
    for j in range(n_rays):
        ray_f[NAME, j] = ((ray_first + j) / density - centre) / far
        ray_f[NOW, j] = centre - base
        ray_f[AWAY, j] = 0.0
        ray_f[BEFORE, j] = STRAIGHT_DOWN
        ray_f[HIGHEST, j] = STRAIGHT_DOWN
    strip, found = np.empty((STRIP, width), np.float32), np.empty((STRIP, width), np.float32)
    previous = line_at(heights, along_rows, first, outward, offsets[0])
    for k in range(offsets.shape[0]):
        j, top = k % STRIP, min(STRIP, offsets.shape[0] - k + k % STRIP)
        if j == 0 and not along_rows:
            read = reads[k : k + top]
            turn(heights, first + k * outward, outward, read[:, 0].min(), read[:, 1].max(), strip[:top])
        line = heights[first + k * outward] if along_rows else strip[j]
        low, high = rays[k]
        carry(
            ray_f[NAME][low:high], ray_f[WAS][low:high], ray_f[NOW][low:high], ray_f[SQUARE][low:high],
            ray_f[AWAY][low:high], ray_f[HEIGHT][low:high], ray_f[SHARE][low:high],
            ray_f[BEFORE][low:high], ray_f[HIGHEST][low:high], ray_i[low:high], previous, line,
            slope_of_ray[k], square_of_ray[k], centre, offsets[k], antenna, radius, blind,
        )  # fmt: skip
        see_cells(
            ray_f[BEFORE], low, high, cells[k, 0], cells[k, 1], centre, offsets[k], far, ray_first, density,
            ray_of_slope[k], square_of_slope[k], line, antenna, radius, cell_f, cell_i, found[j],
        )  # fmt: skip
        copy(line[reads[k, 0] : reads[k, 1]], previous[reads[k, 0] : reads[k, 1]])
        if j == top - 1:
            start = k - j
            place = first + start * outward
            if second.shape[0] == 0:
                lay(found[:top], cells[start : k + 1], along_rows, place, outward, best)
            else:
                rank(
                    found[:top], cells[start : k + 1], along_rows, place, outward, radar, best, second, which
                )


@kernel
def line_at(heights: Singles, along_rows: bool, first: int, outward: int, offset: float) -> Singles:
    """Ground on the line through the site itself, between the first line outward and the one behind it."""
    count = heights.shape[0] if along_rows else heights.shape[1]
    behind = min(max(first - outward, 0), count - 1)
    share = np.float32(1.0 - offset)
    near = heights[first] if along_rows else heights[:, first]
    far = heights[behind] if along_rows else heights[:, behind]
    out = np.empty(near.shape[0], np.float32)
    for c in range(out.shape[0]):
        out[c] = far[c] + share * (near[c] - far[c])
    return out


@kernel
def see_cells(
    tangents: Singles, ray_low: int, ray_high: int, low: int, high: int, centre: float, offset: float,
    far: float, ray_first: int, density: float, ray_of_slope: Floats, square_of_slope: Floats, line: Singles,
    antenna: float, radius: float, cell_f: Singles, cell_i: Indices, found: Singles,
) -> None:  # fmt: skip
    """Heights of the cells [low, high) of one line, from the tangents of the rays beside them."""
    slope, place, square = cell_f[SLOPE][low:high], cell_f[PLACE][low:high], cell_f[CELL_SQUARE][low:high]
    part, tangent = cell_f[PART][low:high], cell_f[TANGENT][low:high]
    start, step = np.float32((low - centre) / offset), np.float32(1.0 / offset)
    for c in range(slope.shape[0]):
        slope[c] = start + step * np.float32(c)
    horner(ray_of_slope, slope, far * density, centre * density - ray_first, place)
    horner(square_of_slope, slope, offset * offset, 0.0, square)
    split(place, 0, ray_low, ray_high - 2, cell_i[low:high], part)
    along(tangents, cell_i[low:high], part, tangent)
    clear_heights(tangent, square, line[low:high], antenna, radius, found[low:high])


@kernel
def carry(
    name: Singles, was: Singles, now: Singles, square: Singles, away: Singles, height: Singles,
    share: Singles, before: Singles, highest: Singles, column: Indices, previous: Singles, line: Singles,
    slope_of_ray: Floats, square_of_ray: Floats, centre: float, offset: float,
    antenna: float, radius: float, blind: float,
) -> None:  # fmt: skip
    """Carry rays from one line to the next: what they cross between the lines, then the line itself [m]."""
    base, last = math.floor(centre), line.shape[0] - 2
    copy(now, was)
    horner(slope_of_ray, name, offset, centre - base, now)
    horner(square_of_ray, name, offset * offset, 0.0, square)
    cross(was, now, base, last, column, share)
    across(previous, line, column, share, height)
    meet_skipped(was, now, base, previous, line, away, square, antenna, radius, blind, highest)
    meet_columns(square, height, share, antenna, radius, blind, away, highest)
    split(now, base, 0, last, column, share)
    along(line, column, share, height)
    meet_line(away, height, antenna, radius, blind, before, highest)
