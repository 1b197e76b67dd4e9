"""Where the cells of a map lie, in the words of xarray and of the CF conventions."""

from __future__ import annotations

from typing import Any

import numpy as np

from openiads.ground.units import DEG
from openiads.terrain.maps.grid import Grid

LATITUDE = {"units": "degrees_north", "standard_name": "latitude", "long_name": "latitude of the cell centre"}
LONGITUDE = {
    "units": "degrees_east",
    "standard_name": "longitude",
    "long_name": "longitude of the cell centre",
}
ACROSS, UP = (
    {"units": "m", "standard_name": f"projection_{axis}_coordinate", "long_name": f"{way} of the cell centre"}
    for axis, way in (("x", "easting"), ("y", "northing"))
)

Variable = tuple[tuple[str, ...], Any, dict[str, Any]]
"""Names of the axes, values, attributes: what xarray makes a variable of."""


def places_of(grid: Grid) -> tuple[tuple[str, str], dict[str, Variable]]:
    """Names of the two axes of a map, and its coordinates; row 0 is the northernmost.

    `latitude` (rows,) and `longitude` (columns,) [deg]; of a projected map `y` (rows,) and `x` (columns,)
    [m], and `latitude` and `longitude` (rows, columns) [deg] beside them.
    """
    rows, columns = (np.arange(n, dtype=np.float64) for n in grid.heights.shape)
    latitude, longitude = grid.place(rows[:, None], columns[None, :])
    if grid.projection is None:
        axes = ("latitude", "longitude")
        return axes, {
            "latitude": (axes[:1], latitude.ravel() / DEG, LATITUDE),
            "longitude": (axes[1:], longitude.ravel() / DEG, LONGITUDE),
        }
    axes = ("y", "x")
    return axes, {
        "y": (axes[:1], grid.north - (rows + 0.5) * grid.row_spacing, UP),
        "x": (axes[1:], grid.west + (columns + 0.5) * grid.column_spacing, ACROSS),
        "latitude": (axes, latitude / DEG, LATITUDE),
        "longitude": (axes, longitude / DEG, LONGITUDE),
    }


def system_of(grid: Grid) -> str:
    """Coordinate reference system of a map, as an authority's code or WKT."""
    return grid.projection.crs if grid.projection else grid.geographic
