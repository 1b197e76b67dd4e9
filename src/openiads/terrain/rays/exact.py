"""Lowest visible heights cell by cell: slow, readable, and what `lowest_heights` is held to.

References
----------
.. [1] W. R. Franklin, C. K. Ray, Higher isn't necessarily better: visibility algorithms and experiments
   (1994): a ray to every cell, called R3 there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, great_circle
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.ray import STANDARD_REFRACTION, Ray, Viewpoint, lowest_visible

Floats = npt.NDArray[np.float64]

STRAIGHT, FIRST = 500.0, 12.0
"""A great circle is cut into pieces that are straight on the grid, of this length [m], shorter near the site.

A chord leaves its circle by l^2 / 8R, half a centimetre for 500 m; seen from the site, at the near end a of
the piece, that must stay a turn of a millionth, l^2 / 8Ra.  Ends at FIRST n^2 see to it.
"""
NEAR: Floats = FIRST * np.arange(20.0) ** 2
"""Ends of the pieces until these are 500 m long [m]."""


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

    Source: [1]_; how a great circle is cut into pieces is our own.

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
    nearest = 0.5 * grid.smallest_edge(latitude, longitude)
    viewpoint = Viewpoint(float(antenna), refraction * MEAN_RADIUS, nearest)
    distances, azimuths = great_circle(latitude, longitude, *grid.place(rows.ravel(), columns.ravel()))
    out = np.zeros(rows.size)
    for i, (row, column) in enumerate(zip(rows.ravel(), columns.ravel(), strict=True)):
        if distances[i] == 0.0:
            continue
        ray = _ray(grid, latitude, longitude, float(azimuths[i]), float(distances[i]))
        ray.rows[-1], ray.columns[-1] = row, column
        ground = float(grid.heights[row, column])
        out[i] = max(lowest_visible(grid.heights, ray, viewpoint) - ground, 0.0)
    return out.reshape(rows.shape)


def _ray(grid: Grid, latitude: float, longitude: float, azimuth: float, distance: float) -> Ray:
    """Ends of the pieces of one great circle."""
    near = NEAR[distance >= NEAR]
    last = float(near[-1])
    along = np.concatenate([near[:-1], np.linspace(last, distance, int((distance - last) / STRAIGHT) + 2)])
    rows, columns = grid.locate(*destination(latitude, longitude, azimuth, along))
    return Ray(rows, columns, along)
