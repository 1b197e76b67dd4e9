"""The halves of a side: which cells of each line are within reach, and which rays pass beside them.

Our own construction, as all that `sweep` is made of.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.terrain.rays.sides import STEEPEST, Floats, Side

Bounds = npt.NDArray[np.int64]

BESIDE = 1e-6
"""A cell nearer than this to a diagonal lies on it [cells]."""
ARCS = np.linspace(-1.0, 1.0, 129)
"""Slopes at which the edges of a range are looked for on a side."""


class Half(NamedTuple):
    """Half a side, left or right of the site: work for one thread."""

    side: Side
    cells: Bounds  # (lines, 2) first and one past the last, of each line
    rays: Bounds  # (lines, 2) the same
    reads: Bounds  # (lines, 2) ground that they look at
    ray_first: int  # cell of the last line, times the density of the side, where ray 0 comes out


def halves(side: Side, shape: tuple[int, int], reach: float) -> list[Half]:
    """Halves of one side of a grid of `shape` that have cells within `reach` [m]."""
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
