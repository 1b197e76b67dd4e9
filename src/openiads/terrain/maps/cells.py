"""Where the cells of a rectangular map lie on the Earth, and how large they are there.

A map may cross the date line, in degrees or in a projection that goes on beyond it: longitudes are told
within half a turn of its middle, so that they run on from column to column.  Lengths and areas are those of
the ellipsoid, whatever a projection makes of them.

References
----------
.. [1] J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), equation 3-12:
   the area between parallels of the ellipsoid, in `frames.zone_ordinate`.

Edges by chords, areas by diagonals at some nodes and the area of a disc by its rim are our own.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import destination, ecef_of, unwound, zone_ordinate
from openiads.terrain.maps.projection import Projection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TURN = 2.0 * math.pi
ALIGNED = 0.02
"""Cells of two maps are the same if they lie apart by this share of a cell at most."""
MOST_NODES = 65
"""Rows and columns at which the area of a projection's cells is worked out; between them it is linear.  On a
map of 1000 km the nodes are 16 km apart, and what is left is of the order of (16 / 6371)**2 / 8: 1e-6."""
RIM = TURN * np.arange(721) / 720.0


class Rectangle(Protocol):
    """Edges and spacings [rad, or m of the projection] of a map; row 0 is the northernmost."""

    @property
    def north(self) -> float:
        """Outer edge."""

    @property
    def west(self) -> float:
        """Outer edge."""

    @property
    def row_spacing(self) -> float:
        """Of the rows."""

    @property
    def column_spacing(self) -> float:
        """Of the columns."""

    @property
    def projection(self) -> Projection | None:
        """None for latitude and longitude."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""


def period(cells: Rectangle) -> float:
    """Width of a whole turn of the Earth [rad, or m]; 0 in a projection that does not repeat."""
    return cells.projection.turn if cells.projection else TURN


def whole_turn(cells: Rectangle) -> int:
    """Columns of a whole turn of the Earth; 0 if there is no such number."""
    columns = period(cells) / cells.column_spacing
    return round(columns) if abs(columns - round(columns)) < ALIGNED else 0


def place(cells: Rectangle, row: npt.ArrayLike, column: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Latitude and longitude [rad] of fractional rows and columns, on the map or not; undoes `locate`.

    Our own: even spacing; the projection is PROJ's.
    """
    y = cells.north - (np.asarray(row, dtype=np.float64) + 0.5) * cells.row_spacing
    x = cells.west + (np.asarray(column, dtype=np.float64) + 0.5) * cells.column_spacing
    if cells.projection is None:
        return y, x
    latitude, longitude = cells.projection.inverse(x, y)
    return latitude, unwound(longitude, cells.projection.longitude_at(*_middle(cells)))


def locate(cells: Rectangle, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Fractional row and column of points [rad], counted from the first cell centre; may lie outside.

    Our own: even spacing; the projection is PROJ's.
    """
    if cells.projection is None:
        middle = 0.5 * (cells.west + (cells.west + cells.shape[1] * cells.column_spacing))
        turns = np.subtract(longitude, middle) / TURN
        offset = TURN * (turns - np.rint(turns)) + (middle - cells.west)
        row = np.subtract(cells.north, latitude) / cells.row_spacing - 0.5
        return np.asarray(row), np.asarray(offset / cells.column_spacing - 0.5)
    x, y = cells.projection.forward(latitude, longitude)
    if cells.projection.turn:
        x = unwound(x, _middle(cells)[0], cells.projection.turn)
    return (cells.north - y) / cells.row_spacing - 0.5, (x - cells.west) / cells.column_spacing - 0.5


def extent(cells: Rectangle) -> str:
    """What a map covers, for a message."""
    rows, columns = (n - 0.5 for n in cells.shape)
    corners = place(cells, [-0.5, -0.5, rows, rows], [-0.5, columns, -0.5, columns])
    (south, west), (north, east) = (np.degrees([f(edge) for edge in corners]) for f in (np.min, np.max))
    return f"{south:g} to {north:g} deg north and {west:g} to {east:g} deg east"


def _middle(cells: Rectangle) -> tuple[float, float]:
    """Of the map, across and up [m of the projection]."""
    rows, columns = cells.shape
    return (
        cells.west + 0.5 * columns * cells.column_spacing,
        cells.north - 0.5 * rows * cells.row_spacing,
    )


def edges_of(cells: Rectangle, row: float | None = None, column: float | None = None) -> tuple[float, float]:
    """North-south and east-west edge [m] of the cell at a fractional row and column; in the middle if none.

    Along the ellipsoid, whatever the projection; the straight line between the ends of a cell is as long to
    one part in a million.

    Our own: chords between places on the ellipsoid.
    """
    i = 0.5 * (cells.shape[0] - 1) if row is None else row
    j = 0.5 * (cells.shape[1] - 1) if column is None else column
    latitude, longitude = place(cells, [i - 0.5, i + 0.5, i, i], [j, j, j - 0.5, j + 0.5])
    ends = ecef_of(latitude, longitude, 0.0)
    down, across = np.linalg.norm(ends[1::2] - ends[::2], axis=1)
    return float(down), float(across)


def areas_of(cells: Rectangle) -> Floats:
    """Area of each cell (rows, columns) [m2] on the ellipsoid; read-only.

    Source: [1]_ in latitude and longitude; in a projection our own, linear between nodes.
    """
    rows, columns = cells.shape
    if cells.projection is None:
        edges = zone_ordinate(cells.north - cells.row_spacing * np.arange(rows + 1))
        band = cells.column_spacing * (edges[:-1] - edges[1:])
        return np.broadcast_to(band[:, None], (rows, columns))
    i, j = (np.linspace(0.0, n - 1.0, min(n, MOST_NODES)) for n in (rows, columns))
    found = _between(i, rows) @ _at_nodes(cells, i[:, None], j[None, :]) @ _between(j, columns).T
    found.flags.writeable = False
    return found


def area_within(areas: Floats, chosen: Flags) -> float:
    """Area [m2] of the cells that are chosen; both (rows, columns)."""
    if areas.strides[1] == 0:  # all cells of a row are as large
        return float(np.count_nonzero(chosen, axis=1) @ areas[:, 0])
    return float(np.sum(areas, where=chosen))


def disc_area(latitude: float, reach: float) -> float:
    """Area [m2] on the ellipsoid of what lies within reach [m] of a place [rad], as distances are measured.

    The rim is that of the mean sphere, whose latitudes are read as geodetic ones wherever a range is drawn;
    on the ellipsoid such a disc is larger or smaller by up to half a per cent.

    Source: [1]_ under each piece of the rim; the sum around it is our own.
    """
    rim, longitude = destination(latitude, 0.0, RIM, np.full(RIM.shape, reach))
    along = np.unwrap(longitude)
    height = zone_ordinate(rim)
    below = float(np.sum(0.5 * (height[1:] + height[:-1]) * np.diff(along)))
    if abs(along[-1] - along[0]) < 0.5 * TURN:
        return abs(below)
    return TURN * float(zone_ordinate(0.5 * math.pi)) - abs(below)  # around a pole


def _at_nodes(cells: Rectangle, row: Floats, column: Floats) -> Floats:
    """Areas [m2] of the cells around fractional rows and columns: half the product of their diagonals.

    Our own: the cross product of the diagonals of a plane quadrilateral.
    """
    i, j = np.broadcast_arrays(row, column)
    corners = [
        ecef_of(*place(cells, i + down, j + right), 0.0)
        for down, right in ((-0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (0.5, -0.5))
    ]
    across = np.cross(corners[1] - corners[0], corners[3] - corners[2])
    return np.asarray(0.5 * np.linalg.norm(across, axis=-1))


def _between(nodes: Floats, count: int) -> Floats:
    """Shares (count, nodes) that each of `count` lines takes of the nodes on both sides of it."""
    lines = np.arange(count)
    return np.stack([np.interp(lines, nodes, one) for one in np.eye(len(nodes))], axis=1)
