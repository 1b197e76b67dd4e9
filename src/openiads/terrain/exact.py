"""Lowest visible heights cell by cell: slow, readable, and what `horizon` is held to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, great_circle
from openiads.terrain.grid import Grid
from openiads.terrain.ray import STANDARD_REFRACTION, lowest_visible

Floats = npt.NDArray[np.float64]

STRAIGHT = 500.0
"""A great circle is cut into pieces of this length [m], straight on the grid: off by half a centimetre."""


def exact_heights(
    grid: Grid,
    latitude: float,
    longitude: float,
    antenna: float,
    rows: npt.ArrayLike,
    columns: npt.ArrayLike,
    refraction: float = STANDARD_REFRACTION,
) -> Floats:
    """Height above the ground [m] from which each cell (row, column) is seen; 0 where its ground is.

    Parameters
    ----------
    latitude, longitude : the site [rad]
    antenna : altitude above mean sea level [m]
    rows, columns : whole numbers, of one shape

    Notes
    -----
    The ground within half a cell of the site is left out, as in `masking_angles`.
    """
    rows, columns = np.asarray(rows), np.asarray(columns)
    nearest, radius = 0.5 * grid.smallest_edge(latitude), refraction * MEAN_RADIUS
    distances, azimuths = great_circle(latitude, longitude, *grid.place(rows.ravel(), columns.ravel()))
    out = np.empty(rows.size)
    for i, (row, column) in enumerate(zip(rows.ravel(), columns.ravel(), strict=True)):
        path = _path(grid, latitude, longitude, float(azimuths[i]), float(distances[i]))
        path[0][-1], path[1][-1] = row, column
        ground = float(grid.heights[row, column])
        out[i] = max(lowest_visible(grid.heights, *path, nearest, antenna, radius) - ground, 0.0)
    return out.reshape(rows.shape)


def _path(
    grid: Grid, latitude: float, longitude: float, azimuth: float, distance: float
) -> tuple[Floats, Floats, Floats]:
    """Rows, columns and distances [m] of the ends of the pieces of one great circle."""
    along = np.linspace(0.0, distance, int(distance / STRAIGHT) + 2)
    rows, columns = grid.locate(*destination(latitude, longitude, azimuth, along))
    return rows, columns, along
