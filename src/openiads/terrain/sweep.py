"""Lowest visible height of every cell, by rays swept outward side by side; the kernels of `horizon`.

Towards each side of the grid rays run to the cells of the last line.  Every ray carries the highest tangent
that the ground has shown it so far; the ground is linear between neighbouring posts, and a ray looks at it
wherever it crosses a row or a column.  Line by line each cell takes the tangent between the two rays that
pass it.  That is exact on the last line and off by what the skyline changes within half a cell elsewhere;
`ray` walks to one cell by itself, and the tests hold one against the other.

Geometry, with theta = distance / R on a sphere of R = refraction times the Earth's radius, an antenna at
altitude A and q the squared distance: ground of height z shows the tangent
((R + z) cos theta - (R + A)) / ((R + z) sin theta).  It is written so that single precision keeps
centimetres, and so is its inverse, the altitude that a ray of tangent m has reached:

    tangent = (z a - b) (1 - z / R) / s        a = cos theta, b = A + R (1 - cos theta), s = R sin theta
    altitude = (m s + b) / (a - m s / R)

Our own derivation; the series used for a, b and s are good to a centimetre at 1,000 km.

The passes over rays and cells are short loops over slices, without branches and without more than a few
arrays each, because that is what a compiler turns into vector instructions: twenty times faster than one
loop that does everything.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.terrain.ray import tangent_of

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Bounds = npt.NDArray[np.int64]

STRAIGHT_DOWN = np.float32(-1e9)
"""Tangent of a ray that has met no ground yet."""
STRIP = 16
"""Columns that are laid out as lines at a time: one cache line of single precision."""
NAME, WAS, NOW, SQUARE, HEIGHT, SHARE, BEFORE, HIGHEST = range(8)
SLOPE, PLACE, CELL_SQUARE, PART, TANGENT = range(5)


@kernel
def copy(source: Singles, out: Singles) -> None:
    """Copy without asking whether the two overlap, which a slice assignment does."""
    for j in range(out.shape[0]):
        out[j] = source[j]


@kernel
def horner(coefficients: Floats, x: Singles, scale: float, shift: float, out: Singles) -> None:
    """Write shift + scale * polynomial(x) into `out`; two terms at least."""
    terms = coefficients.shape[0]
    shifted = np.float32(shift + scale * coefficients[0])
    if terms == 2:
        slope = np.float32(scale * coefficients[1])
        for j in range(out.shape[0]):
            out[j] = shifted + slope * x[j]
        return
    top, below = np.float32(scale * coefficients[terms - 1]), np.float32(scale * coefficients[terms - 2])
    for j in range(out.shape[0]):
        out[j] = below + top * x[j]
    for term in range(terms - 3, 0, -1):
        constant = np.float32(scale * coefficients[term])
        for j in range(out.shape[0]):
            out[j] = constant + out[j] * x[j]
    for j in range(out.shape[0]):
        out[j] = shifted + out[j] * x[j]


@kernel
def split(place: Singles, base: int, first: int, last: int, whole: Indices, share: Singles) -> None:
    """Whole part of places, kept within `first` and `last`, and the share beyond it, within 0 and 1.

    Places count from `base`: near the site they are small numbers then, and single precision keeps the
    millimetres that a ray multiplies a thousandfold on its way out.
    """
    least, most, start = np.int32(first - base), np.int32(last - base), np.int32(base)
    zero, one = np.float32(0.0), np.float32(1.0)
    for j in range(whole.shape[0]):
        i = min(max(np.int32(np.floor(place[j])), least), most)
        whole[j] = start + i
        share[j] = min(max(place[j] - np.float32(i), zero), one)


@kernel
def cross(was: Singles, now: Singles, base: int, last: int, column: Indices, share: Singles) -> None:
    """Column that each ray crossed between two lines, how far between them; 2 where it crossed none.

    was, now  places of the rays on the line before and on this one, from `base` [cells]
    """
    least, most, start, none = np.int32(-base), np.int32(last - base), np.int32(base), np.float32(2.0)
    for j in range(column.shape[0]):
        here = min(max(np.int32(np.floor(now[j])), least), most)
        there = min(max(np.int32(np.floor(was[j])), least), most)
        c = max(here, there)
        column[j] = start + c
        share[j] = (np.float32(c) - was[j]) / (now[j] - was[j]) if here != there else none


@kernel
def along(values: Singles, whole: Indices, share: Singles, out: Singles) -> None:
    """Values between neighbours of one line."""
    for j in range(out.shape[0]):
        i = np.uint32(whole[j])  # never negative, so that it is looked up without asking
        value = values[i]
        out[j] = value + share[j] * (values[i + np.uint32(1)] - value)


@kernel
def across(before: Singles, line: Singles, column: Indices, share: Singles, out: Singles) -> None:
    """Values between two lines, in a column."""
    for j in range(out.shape[0]):
        c = np.uint32(column[j])
        value = before[c]
        out[j] = value + share[j] * (line[c] - value)


@kernel
def meet_columns(
    square: Singles, height: Singles, share: Singles, nearer: float, antenna: float, radius: float,
    blind: float, highest: Singles,
) -> None:  # fmt: skip
    """Raise the tangents of rays by the ground between two lines, where they cross from column to column.

    square   squared distance of each ray on the farther line [m2]
    share    how far between the lines, 2 for no crossing
    nearer   distance of the nearer line over that of the farther one
    blind    ground nearer than this is left out [m]
    """
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, none = np.float32(1.0 / radius), np.float32(antenna), np.float32(1.0), np.float32(1.5)
    near, step, least = np.float32(nearer), np.float32(1.0 - nearer), np.float32(blind * blind)
    for j in range(highest.shape[0]):
        away = near + share[j] * step
        q = square[j] * away * away
        z = height[j]
        rise = (z - a0) - q * (z * i22 + i2 * (one - q * i12))
        tangent = rise * (one + q * i6) / np.sqrt(q) * (one - z * i1)
        so_far = highest[j]
        tangent = tangent if (share[j] < none) & (q >= least) else so_far
        highest[j] = tangent if tangent > so_far else so_far


@kernel
def meet_skipped(
    was: Singles, now: Singles, base: int, before: Singles, line: Singles, square: Singles,
    nearer: float, antenna: float, radius: float, blind: float, highest: Singles,
) -> None:  # fmt: skip
    """Meet the second column of rays so steep that they cross two between two lines: few, at either end."""
    n_rays, last = now.shape[0], line.shape[0] - 1
    for end in range(2):
        for i in range(n_rays):
            j = i if end == 0 else n_rays - 1 - i
            if abs(now[j] - was[j]) <= np.float32(1.0):
                break
            here, there = int(np.floor(now[j])), int(np.floor(was[j]))
            c = base + max(here, there) - 1
            if abs(here - there) != 2 or not 0 <= c <= last:
                continue
            share = (np.float32(c - base) - was[j]) / (now[j] - was[j])
            distance = math.sqrt(square[j]) * (nearer + share * (1.0 - nearer))
            if distance >= blind:
                height = before[c] + share * (line[c] - before[c])
                highest[j] = max(highest[j], np.float32(tangent_of(height, distance, antenna, radius)))


@kernel
def meet_line(
    square: Singles, height: Singles, antenna: float, radius: float, blind: float,
    before: Singles, highest: Singles,
) -> None:  # fmt: skip
    """Raise the tangents of rays by the ground of a line; `before` keeps those that its own cells see."""
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, least = (
        np.float32(1.0 / radius),
        np.float32(antenna),
        np.float32(1.0),
        np.float32(blind * blind),
    )
    for j in range(highest.shape[0]):
        q = square[j]
        z = height[j]
        rise = (z - a0) - q * (z * i22 + i2 * (one - q * i12))
        tangent = rise * (one + q * i6) / np.sqrt(q) * (one - z * i1)
        so_far = highest[j]
        before[j] = so_far
        tangent = tangent if q >= least else so_far
        highest[j] = tangent if tangent > so_far else so_far


@kernel
def clear_heights(
    tangent: Singles, square: Singles, ground: Singles, antenna: float, radius: float, out: Singles
) -> None:
    """Height above the ground [m] at which the ray to each cell of a line clears it; 0 if it meets it."""
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, zero = np.float32(1.0 / radius), np.float32(antenna), np.float32(1.0), np.float32(0.0)
    for c in range(out.shape[0]):
        q = square[c]
        run = tangent[c] * np.sqrt(q) * (one - q * i6)
        above = (run + a0 + q * i2 * (one - q * i12)) / (one - q * i22 - run * i1) - ground[c]
        out[c] = zero if above < zero else above  # so that an unknown height stays unknown


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
    """Sweep one half of one side; the names are those of `lattice.Side`.

    cells, rays  (lines, 2) first and one past the last, of each line; `reads`: of the ground they ask for
    ray_first    cell of the last line, times `density`, where ray 0 comes out
    density      rays per cell of the last line
    """
    width = heights.shape[1] if along_rows else heights.shape[0]
    n_rays = max(rays[:, 1].max() + 1, 2)
    base = math.floor(centre)
    ray_f, ray_i = np.empty((8, n_rays), np.float32), np.empty(n_rays, np.int32)
    cell_f, cell_i = np.empty((5, width), np.float32), np.empty(width, np.int32)
    for j in range(n_rays):
        ray_f[NAME, j] = ((ray_first + j) / density - centre) / far
        ray_f[NOW, j] = centre - base
        ray_f[BEFORE, j] = STRAIGHT_DOWN
        ray_f[HIGHEST, j] = STRAIGHT_DOWN
    strip, found = np.empty((STRIP, width), np.float32), np.empty((STRIP, width), np.float32)
    previous = line_at(heights, along_rows, first, outward, offsets[0])
    nearer = 0.0
    for k in range(offsets.shape[0]):
        j, top = k % STRIP, min(STRIP, offsets.shape[0] - k + k % STRIP)
        if j == 0 and not along_rows:
            read = reads[k : k + top]
            turn(heights, first + k * outward, outward, read[:, 0].min(), read[:, 1].max(), strip[:top])
        line = heights[first + k * outward] if along_rows else strip[j]
        low, high = rays[k]
        carry(
            ray_f[NAME][low:high], ray_f[WAS][low:high], ray_f[NOW][low:high], ray_f[SQUARE][low:high],
            ray_f[HEIGHT][low:high], ray_f[SHARE][low:high], ray_f[BEFORE][low:high],
            ray_f[HIGHEST][low:high], ray_i[low:high], previous, line, slope_of_ray[k], square_of_ray[k],
            centre, offsets[k], nearer, antenna, radius, blind,
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
        if k + 1 < offsets.shape[0]:
            nearer = offsets[k] / offsets[k + 1]


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
    name: Singles, was: Singles, now: Singles, square: Singles, height: Singles, share: Singles,
    before: Singles, highest: Singles, column: Indices, previous: Singles, line: Singles,
    slope_of_ray: Floats, square_of_ray: Floats, centre: float, offset: float, nearer: float,
    antenna: float, radius: float, blind: float,
) -> None:  # fmt: skip
    """Carry rays from one line to the next: what they cross between the lines, then the line itself."""
    base, last = math.floor(centre), line.shape[0] - 2
    copy(now, was)
    horner(slope_of_ray, name, offset, centre - base, now)
    horner(square_of_ray, name, offset * offset, 0.0, square)
    cross(was, now, base, last, column, share)
    across(previous, line, column, share, height)
    meet_columns(square, height, share, nearer, antenna, radius, blind, highest)
    meet_skipped(was, now, base, previous, line, square, nearer, antenna, radius, blind, highest)
    split(now, base, 0, last, column, share)
    along(line, column, share, height)
    meet_line(square, height, antenna, radius, blind, before, highest)
