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

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.terrain.rays.ray import tangent_of

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]


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
    square: Singles, height: Singles, share: Singles, antenna: float, radius: float, blind: float,
    away: Singles, highest: Singles,
) -> None:  # fmt: skip
    """Raise the tangents of rays by the ground between two lines, where they cross from column to column.

    square   squared distance of each ray on the farther line [m2]
    share    how far between the lines, 2 for no crossing
    blind    ground nearer than this is left out [m]
    away     distance of each ray on the nearer line [m], taken on to the farther one
    """
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
def meet_skipped(
    was: Singles, now: Singles, base: int, before: Singles, line: Singles, nearer: Singles, square: Singles,
    antenna: float, radius: float, blind: float, highest: Singles,
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
            distance = nearer[j] + share * (math.sqrt(square[j]) - nearer[j])
            if distance >= blind:
                height = before[c] + share * (line[c] - before[c])
                highest[j] = max(highest[j], np.float32(tangent_of(height, distance, antenna, radius)))


@kernel
def meet_line(
    away: Singles, height: Singles, antenna: float, radius: float, blind: float,
    before: Singles, highest: Singles,
) -> None:  # fmt: skip
    """Raise the tangents of rays by the ground of a line; `before` keeps those that its own cells see."""
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
def clear_heights(
    tangent: Singles, square: Singles, ground: Singles, antenna: float, radius: float, out: Singles
) -> None:
    """Height above the ground [m] at which the ray to each cell of a line clears it; 0 if it meets it.

    Infinite where the ray is so steep that it never comes to be over the cell.
    """
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
