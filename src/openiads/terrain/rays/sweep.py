"""Lowest visible height of every cell, by rays swept outward side by side; `lowest_heights` runs the threads.

Towards each side of the grid rays run to the cells of the last line.  Every ray carries the highest tangent
that the ground has shown it so far; the ground is linear between neighbouring posts, and a ray looks at it
wherever it crosses a row or a column.  Line by line each cell takes the tangent between the two rays that
pass it, off by what the skyline does between them; `ray` walks to one cell by itself, and the tests hold one
against the other.

What works on one line is inlined (`part`): called, it would count references to the dozen arrays that it is
handed at every line, which costs a twentieth of the whole.

References
----------
.. [1] M. van Kreveld, Variations on sweep algorithms: efficient computation of extended viewsheds and class
   intervals (1996): viewsheds by sweeping, there a line that turns around the site.
.. [2] W. R. Franklin, C. K. Ray, Higher isn't necessarily better: visibility algorithms and experiments
   (1994): one ray to each cell of the rim that carries the highest tangent so far, called R2 there; and R3, a
   ray to every cell, which is what `exact` walks.

Our rule: rays that are denser than the cells of the last line, each cell between the two that pass it, and
lines of ground instead of the nearest post.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import kernel, part
from openiads.terrain.rays.halves import Bounds, Half
from openiads.terrain.rays.passes import (
    Cells,
    Indices,
    Posts,
    Rays,
    Singles,
    across,
    along,
    cells_between,
    cells_for,
    clear_heights,
    copy,
    cross,
    horner,
    meet_columns,
    meet_line,
    meet_skipped,
    rays_between,
    rays_for,
    split,
)
from openiads.terrain.rays.ray import Viewpoint
from openiads.terrain.rays.sides import Side

STRAIGHT_DOWN = np.float32(-1e9)
"""Tangent of a ray that has met no ground yet."""
STRIP = 16
"""Columns that are laid out as lines at a time: one cache line of single precision."""


class Ranking(NamedTuple):
    """Maps that what radars see is merged into; only `best` is kept where the others have no cells."""

    best: Singles  # height above the ground from which one radar sees [m]
    second: Singles  # the same for two radars
    which: Indices  # radar that sees lowest


class Strip(NamedTuple):
    """Where lines that are worked on side by side belong on the map."""

    cells: Bounds  # (lines, 2) first and one past the last, of each line
    along_rows: bool  # the lines are rows
    first: int  # row or column of the first line
    outward: int  # step from line to line, 1 or -1


@kernel
def turn(heights: Singles, strip: Strip, out: Singles) -> None:
    """Lay the columns of a strip out as lines."""
    low, high = strip.cells[:, 0].min(), strip.cells[:, 1].max()
    first, outward = strip.first, strip.outward
    for r in range(low, high):
        for k in range(out.shape[0]):
            out[k, r] = heights[r, first + k * outward]


@kernel
def lay(found: Singles, strip: Strip, best: Singles) -> None:
    """Write the heights of a strip of lines where they belong."""
    cells, first, outward = strip.cells, strip.first, strip.outward
    if strip.along_rows:
        for k in range(found.shape[0]):
            low, high = cells[k]
            copy(found[k][low:high], best[first + k * outward][low:high])
        return
    for r in range(cells[:, 0].min(), cells[:, 1].max()):
        for k in range(found.shape[0]):
            if cells[k, 0] <= r < cells[k, 1]:
                best[r, first + k * outward] = found[k, r]


@kernel
def rank(found: Singles, strip: Strip, radar: int, ranking: Ranking) -> None:
    """Rank the heights of a strip of lines among those of earlier radars, of which equal ones stand."""
    cells, along_rows, first, outward = strip
    best, second, which = ranking
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
def sweep(heights: Singles, half: Half, viewpoint: Viewpoint, radar: int, ranking: Ranking) -> None:
    """Sweep one half of one side, and rank what `radar` sees there.

    Source: [1]_ for the sweep, [2]_ for the rays; our rule where the file says so.
    """
    side, reads, n_lines = half.side, half.reads, half.cells.shape[0]
    along_rows, first, outward = side.along_rows, side.first, side.outward
    width = heights.shape[1] if along_rows else heights.shape[0]
    rays, cells = rays_for(max(half.rays[:, 1].max() + 1, 2)), cells_for(width)
    begin(half, rays)
    lines, found = np.empty((STRIP, width), np.float32), np.empty((STRIP, width), np.float32)
    previous = line_at(heights, side)
    for k in range(n_lines):
        j, top = k % STRIP, min(STRIP, n_lines - k + k % STRIP)
        if j == 0 and not along_rows:
            turn(heights, Strip(reads[k : k + top], along_rows, first + k * outward, outward), lines[:top])
        ground = heights[first + k * outward] if along_rows else lines[j]
        carry(half, k, rays, previous, ground, viewpoint)
        see_cells(half, k, rays, cells, ground, viewpoint, found[j])
        copy(ground[reads[k, 0] : reads[k, 1]], previous[reads[k, 0] : reads[k, 1]])
        if j == top - 1:
            start = k - j
            strip = Strip(half.cells[start : k + 1], along_rows, first + start * outward, outward)
            if ranking.second.shape[0] == 0:
                lay(found[:top], strip, ranking.best)
            else:
                rank(found[:top], strip, radar, ranking)


@part
def begin(half: Half, rays: Rays) -> None:
    """Rays as they leave the site: named after the cell where they come out."""
    side = half.side
    far, base = side.offsets[-1], math.floor(side.centre)
    for j in range(rays.name.shape[0]):
        rays.name[j] = ((half.ray_first + j) / side.density - side.centre) / far
        rays.now[j] = side.centre - base
        rays.away[j] = 0.0
        rays.before[j] = STRAIGHT_DOWN
        rays.highest[j] = STRAIGHT_DOWN


@kernel
def line_at(heights: Singles, side: Side) -> Singles:
    """Ground on the line through the site itself, between the first line outward and the one behind it."""
    first = side.first
    count = heights.shape[0] if side.along_rows else heights.shape[1]
    behind = min(max(first - side.outward, 0), count - 1)
    share = np.float32(1.0 - side.offsets[0])
    near = heights[first] if side.along_rows else heights[:, first]
    far = heights[behind] if side.along_rows else heights[:, behind]
    out = np.empty(near.shape[0], np.float32)
    for c in range(out.shape[0]):
        out[c] = far[c] + share * (near[c] - far[c])
    return out


@part
def see_cells(
    half: Half, line: int, rays: Rays, cells: Cells, ground: Singles, viewpoint: Viewpoint, found: Singles
) -> None:
    """Heights of the cells of one line, from the tangents of the rays beside them.

    Our own: between two rays, by shares.
    """
    side, low, high = half.side, half.cells[line, 0], half.cells[line, 1]
    centre, offset, density, far = side.centre, side.offsets[line], side.density, side.offsets[-1]
    here = cells_between(cells, low, high)
    start, step = np.float32((low - centre) / offset), np.float32(1.0 / offset)
    for c in range(here.slope.shape[0]):
        here.slope[c] = start + step * np.float32(c)
    shift = centre * density - half.ray_first
    horner(side.ray_of_slope[line], here.slope, far * density, shift, here.place)
    horner(side.square_of_slope[line], here.slope, offset * offset, 0.0, here.square)
    split(here.place, Posts(0, half.rays[line, 0], half.rays[line, 1] - 2), here.ray, here.share)
    along(rays.before, here.ray, here.share, here.tangent)
    clear_heights(here, ground[low:high], viewpoint, found[low:high])


@part
def carry(
    half: Half, line: int, rays: Rays, previous: Singles, ground: Singles, viewpoint: Viewpoint
) -> None:
    """Carry rays from one line to the next: what they cross between the lines, then the line itself.

    Our own: by the passes of `passes`.
    """
    side = half.side
    here, offset = rays_between(rays, half.rays[line, 0], half.rays[line, 1]), side.offsets[line]
    base = math.floor(side.centre)
    posts = Posts(base, 0, ground.shape[0] - 2)
    copy(here.now, here.was)
    horner(side.slope_of_ray[line], here.name, offset, side.centre - base, here.now)
    horner(side.square_of_ray[line], here.name, offset * offset, 0.0, here.square)
    cross(here, posts)
    across(here, previous, ground)
    meet_skipped(here, base, previous, ground, viewpoint)
    meet_columns(here, viewpoint)
    split(here.now, posts, here.column, here.share)
    along(ground, here.column, here.share, here.height)
    meet_line(here, viewpoint)
