"""Passes of a sweep over the rays and the cells of one line.

Geometry, with theta = distance / R on a sphere of R = refraction times the Earth's radius, an antenna at
altitude A and q the squared distance: ground of height z shows the tangent
((R + z) cos theta - (R + A)) / ((R + z) sin theta).  It is written so that single precision keeps
centimetres, and so is its inverse, the altitude that a ray of tangent m has reached:

    tangent = (z a - b) (1 - z / R) / s        a = cos theta, b = A + R (1 - cos theta), s = R sin theta
    altitude = (m s + b) / (a - m s / R)

Our own derivation; the series used for a, b and s are good to a centimetre at 1,000 km.

Each pass is a short loop over slices, without branches and without more than a few arrays, because that is
what a compiler turns into vector instructions: twenty times faster than one loop that does everything.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel, part
from openiads.terrain.rays.ray import Viewpoint, tangent_of

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]


class Rays(NamedTuple):
    """What the rays of a sweep carry from line to line; all are (rays,)."""

    name: Singles  # slope on the last line
    was: Singles  # place on the line before, from the post before the site [cells]
    now: Singles  # place on this line, likewise
    square: Singles  # squared distance on this line [m2]
    away: Singles  # distance on the line met last [m]
    height: Singles  # of the ground that is met [m]
    share: Singles  # how far between two posts, or two lines, it is met; 2 for nowhere
    before: Singles  # highest tangent before this line, which its own cells are seen by
    highest: Singles  # highest tangent so far
    column: Indices  # post before the place where the ground is met


class Cells(NamedTuple):
    """What is worked out of the cells of one line; all are (cells,)."""

    slope: Singles  # cells across per cell outward
    place: Singles  # among the rays
    square: Singles  # squared distance [m2]
    share: Singles  # how far between two rays
    tangent: Singles  # between two rays
    ray: Indices  # the one before


class Posts(NamedTuple):
    """Posts or rays that places are looked up among."""

    base: int  # from which places count
    first: int  # that may be found
    last: int  # that may be found


@kernel
def rays_for(count: int) -> Rays:
    """Rays not yet laid out."""
    block = np.empty((9, count), np.float32)
    return Rays(
        block[0], block[1], block[2], block[3], block[4], block[5], block[6], block[7], block[8],
        np.empty(count, np.int32),
    )  # fmt: skip


@kernel
def cells_for(count: int) -> Cells:
    """Cells of which nothing is worked out yet."""
    block = np.empty((5, count), np.float32)
    return Cells(block[0], block[1], block[2], block[3], block[4], np.empty(count, np.int32))


@part
def rays_between(rays: Rays, low: int, high: int) -> Rays:
    """The rays [low, high)."""
    return Rays(
        rays.name[low:high], rays.was[low:high], rays.now[low:high], rays.square[low:high],
        rays.away[low:high], rays.height[low:high], rays.share[low:high], rays.before[low:high],
        rays.highest[low:high], rays.column[low:high],
    )  # fmt: skip


@part
def cells_between(cells: Cells, low: int, high: int) -> Cells:
    """The cells [low, high)."""
    return Cells(
        cells.slope[low:high], cells.place[low:high], cells.square[low:high],
        cells.share[low:high], cells.tangent[low:high], cells.ray[low:high],
    )  # fmt: skip


@kernel
def copy(source: Singles, out: Singles) -> None:
    """Copy without asking whether the two overlap, which a slice assignment does."""
    for j in range(out.shape[0]):
        out[j] = source[j]


@kernel
def horner(coefficients: Floats, at: Singles, scale: float, shift: float, out: Singles) -> None:
    """Write shift + scale * polynomial into `out`, of two terms at least (Horner's scheme)."""
    terms = coefficients.shape[0]
    shifted = np.float32(shift + scale * coefficients[0])
    if terms == 2:
        slope = np.float32(scale * coefficients[1])
        for j in range(out.shape[0]):
            out[j] = shifted + slope * at[j]
        return
    top, below = np.float32(scale * coefficients[terms - 1]), np.float32(scale * coefficients[terms - 2])
    for j in range(out.shape[0]):
        out[j] = below + top * at[j]
    for term in range(terms - 3, 0, -1):
        constant = np.float32(scale * coefficients[term])
        for j in range(out.shape[0]):
            out[j] = constant + out[j] * at[j]
    for j in range(out.shape[0]):
        out[j] = shifted + out[j] * at[j]


@kernel
def split(place: Singles, posts: Posts, whole: Indices, share: Singles) -> None:
    """Whole part of places, kept within the posts, and the share beyond it, within 0 and 1.

    Places count from a base: near the site they are small numbers then, and single precision keeps the
    millimetres that a ray multiplies a thousandfold on its way out.
    """
    base = posts.base
    least, most, start = np.int32(posts.first - base), np.int32(posts.last - base), np.int32(base)
    zero, one = np.float32(0.0), np.float32(1.0)
    for j in range(whole.shape[0]):
        i = min(max(np.int32(np.floor(place[j])), least), most)
        whole[j] = start + i
        share[j] = min(max(place[j] - np.float32(i), zero), one)


@kernel
def cross(rays: Rays, posts: Posts) -> None:
    """Column that each ray crossed between two lines, how far between them; 2 where it crossed none."""
    was, now, column, share = rays.was, rays.now, rays.column, rays.share
    base, none = posts.base, np.float32(2.0)
    least, most, start = np.int32(posts.first - base), np.int32(posts.last - base), np.int32(base)
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
def across(rays: Rays, previous: Singles, ground: Singles) -> None:
    """Ground between two lines, in the columns that rays crossed."""
    column, share, height = rays.column, rays.share, rays.height
    for j in range(height.shape[0]):
        c = np.uint32(column[j])
        value = previous[c]
        height[j] = value + share[j] * (ground[c] - value)


@kernel
def meet_columns(rays: Rays, viewpoint: Viewpoint) -> None:
    """Raise the tangents of rays by the ground between two lines, where they cross from column to column.

    Their distances are taken on from the nearer line to the farther one.

    Our own derivation, as above.
    """
    square, height, share, away, highest = rays.square, rays.height, rays.share, rays.away, rays.highest
    antenna, radius, blind = viewpoint
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, none = np.float32(1.0 / radius), np.float32(antenna), np.float32(1.0), np.float32(1.5)
    least = np.float32(blind)
    for j in range(highest.shape[0]):
        end = np.sqrt(square[j])
        here = away[j] + share[j] * (end - away[j])
        away[j] = end
        q = here * here
        z = height[j]
        rise = (z - a0) - q * (z * i22 + i2 * (one - q * i12))
        tangent = rise * (one + q * i6) / here * (one - z * i1)
        so_far = highest[j]
        tangent = tangent if (share[j] < none) & (here >= least) else so_far
        highest[j] = tangent if tangent > so_far else so_far


@kernel
def meet_skipped(rays: Rays, base: int, previous: Singles, ground: Singles, viewpoint: Viewpoint) -> None:
    """Meet the second column of rays so steep that they cross two between two lines: few, at either end.

    Our own: `tangent_of` where it is few.
    """
    was, now, square, away, highest = rays.was, rays.now, rays.square, rays.away, rays.highest
    n_rays, last = now.shape[0], ground.shape[0] - 1
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
            distance = away[j] + share * (math.sqrt(square[j]) - away[j])
            if distance >= viewpoint.blind:
                height = previous[c] + share * (ground[c] - previous[c])
                highest[j] = max(highest[j], np.float32(tangent_of(height, distance, viewpoint)))


@kernel
def meet_line(rays: Rays, viewpoint: Viewpoint) -> None:
    """Raise the tangents of rays by the ground of a line; `before` keeps those that its own cells see.

    Our own derivation, as above.
    """
    away, height, before, highest = rays.away, rays.height, rays.before, rays.highest
    antenna, radius, blind = viewpoint
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, least = (
        np.float32(1.0 / radius),
        np.float32(antenna),
        np.float32(1.0),
        np.float32(blind),
    )
    for j in range(highest.shape[0]):
        q = away[j] * away[j]
        z = height[j]
        rise = (z - a0) - q * (z * i22 + i2 * (one - q * i12))
        tangent = rise * (one + q * i6) / away[j] * (one - z * i1)
        so_far = highest[j]
        before[j] = so_far
        tangent = tangent if away[j] >= least else so_far
        highest[j] = tangent if tangent > so_far else so_far


@kernel
def clear_heights(cells: Cells, ground: Singles, viewpoint: Viewpoint, out: Singles) -> None:
    """Height above the ground [m] at which the ray to each cell of a line clears it; 0 if it meets it.

    Infinite where the ray is so steep that it never comes to be over the cell.

    Our own derivation, as above.
    """
    tangent, square, antenna, radius = cells.tangent, cells.square, viewpoint.altitude, viewpoint.radius
    i2, i22 = np.float32(0.5 / radius), np.float32(0.5 / radius / radius)
    i6, i12 = np.float32(1.0 / (6.0 * radius * radius)), np.float32(1.0 / (12.0 * radius * radius))
    i1, a0, one, zero = np.float32(1.0 / radius), np.float32(antenna), np.float32(1.0), np.float32(0.0)
    never = np.float32(math.inf)
    for c in range(out.shape[0]):
        q = square[c]
        run = tangent[c] * np.sqrt(q) * (one - q * i6)
        fall = one - q * i22 - run * i1
        reached = (run + a0 + q * i2 * (one - q * i12)) / fall
        above = (reached if fall > zero else never) - ground[c]
        out[c] = zero if above < zero else above  # so that an unknown height stays unknown
