"""What every canvas is: a section of the Earth on a plane, and the strokes of the pen that drawing needs.

The measure of a canvas is its own, such that a line of names is about 12 high; y grows downwards.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DEG
from openiads.report.maps.labels import Box, Places
from openiads.report.maps.map_layers import Painted, Relief, Spot
from openiads.report.maps.relief import Ground, ground_of
from openiads.report.maps.section import Floats, Section
from openiads.terrain.maps.grid import Grid

Disc = tuple[float, float, float]
"""Middle and radius on a canvas."""
Placed = tuple[Spot, float, float]
"""A site and its place on a canvas."""


class Canvas(ABC):
    """One map being drawn; `width` is free, `height` follows from its pixels."""

    type_height: float

    def __init__(self, section: Section, columns: int, rows: int, width: float) -> None:
        self.section = section
        self.columns, self.rows = columns, rows
        self.width, self.height = width, width * rows / columns
        self.places = Places(self.width, self.height)
        self.rings: list[tuple[str, str, Disc]] = []  # that were drawn, with their kinds and labels
        self.placed: list[Placed] = []  # whose names are wanted
        self.degrees: list[tuple[str, float, str]] = []  # side, place along it, text
        self.numbered: list[tuple[str, list[Floats]]] = []  # lines that want their number

    @abstractmethod
    def raster(self, layer: Relief | Painted, ground: Ground) -> None:
        """Lay a picture over all of the canvas."""

    @abstractmethod
    def level(self, kind: str) -> None:
        """Fill the canvas with `land` or `sea`."""

    @abstractmethod
    def stroke(self, kind: str, lines: Sequence[Floats], hint: str = "") -> None:
        """Draw lines, each (points, 2)."""

    @abstractmethod
    def circle(self, kind: str, disc: Disc, hint: str = "") -> None:
        """Draw a circle."""

    @abstractmethod
    def end(self, kind: str, x: float, y: float, hint: str) -> None:
        """Mark where a path of some kind ended."""

    @abstractmethod
    def spot(self, spot: Spot, x: float, y: float, size: float) -> None:
        """Mark a site."""

    @abstractmethod
    def words(self, kind: str, x: float, y: float, text: str, slant_deg: float = 0.0) -> None:
        """Write text with its middle at a place, turned anticlockwise."""

    @abstractmethod
    def degree(self, side: str, at: float, text: str) -> None:
        """Name a meridian (side `bottom`) or parallel (`left`) where it meets the edge."""

    @abstractmethod
    def width_of(self, kind: str, text: str) -> float:
        """Width of a line of text, with a little room around."""

    @abstractmethod
    def tag_size(self, spot: Spot) -> tuple[float, float]:
        """Width and height of a site's name, with its symbol if it has one."""

    @abstractmethod
    def away(self, spot: Spot) -> tuple[float, ...]:
        """How far from a site its name may stand, the best first."""

    @abstractmethod
    def is_led(self, spot: Spot) -> bool:
        """Whether a site's name always stands on a line to it; such names are placed before all others."""

    @abstractmethod
    def reach(self, spot: Spot) -> float:
        """Half the width of a site's mark."""

    @abstractmethod
    def tag(self, spot: Spot, x: float, y: float, box: Box) -> None:
        """Write the name of a site at (x, y) into a box, with a line between them if they stand apart."""

    @property
    def per_m(self) -> float:
        """Scale in the plane."""
        return self.width / self.section.width

    def at(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
        """(..., 2) places on the canvas of points [rad]."""
        return self.of_plane(*self.section.forward(latitude, longitude))

    def of_plane(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """(..., 2) places on the canvas of places in the plane [m]."""
        across, down = np.asarray(x) - self.section.west, self.section.north - np.asarray(y)
        return np.stack([across * self.per_m, down * self.per_m], axis=-1)

    def point(self, latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        """Place on the canvas of a point."""
        x, y = self.at(latitude_deg * DEG, longitude_deg * DEG).tolist()
        return x, y

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a place lies on the canvas, so far from its edge."""
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def ground(self, grid: Grid) -> Ground:
        """The ground under its pixels."""
        return ground_of(grid, self.section, self.rows, self.columns)

    def crosses_ring(self, box: Box) -> bool:
        """Whether a box of the height of a line of type lies on the line of a ring."""
        x, y = box.middle
        return any(abs(math.hypot(x - a, y - b) - r) < self.type_height for _, _, (a, b, r) in self.rings)
