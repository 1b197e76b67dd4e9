"""The sheet of a map: Mercator's projection, its section, its graticule and its scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, mean_longitude, unwound
from openiads.ground.units import DEG, KM

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]

SLIMMEST, WIDEST = 1.35, 1.7
"""Bounds of width over height."""
CIRCLE_POINTS = 180
TURN_DEG = 360.0
MERCATOR_ENDS_DEG = 85.06
"""Where a map of Mercator that shows all longitudes is square, and usually ends."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section of the Earth on a drawing; Mercator's projection keeps directions and small shapes."""

    width: float
    height: float
    west_deg: float
    east_deg: float
    south_deg: float
    north_deg: float

    def places(self, latitudes_deg: npt.ArrayLike, longitudes_deg: npt.ArrayLike) -> Floats:
        """(..., 2) places on the drawing, each in the turn of the Earth that is drawn."""
        return self._placed(latitudes_deg, unwound(longitudes_deg, self._across_deg, TURN_DEG))

    def _placed(self, latitudes_deg: npt.ArrayLike, longitudes_deg: Floats) -> Floats:
        x = (longitudes_deg - self.west_deg) * self._scale
        y = (stretched(self.north_deg) - stretched(latitudes_deg)) / DEG * self._scale
        return np.stack([x, y], axis=-1)

    def place(self, latitude_deg: float, longitude_deg: float) -> Point:
        """One place on the drawing."""
        x, y = self.places(latitude_deg, longitude_deg).tolist()
        return x, y

    def inside(self, latitude_deg: float, longitude_deg: float, margin: float = 0.0) -> bool:
        """Whether a point lies on the drawing, at least `margin` from its edge."""
        x, y = self.place(latitude_deg, longitude_deg)
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    @property
    def _scale(self) -> float:
        return self.width / (self.east_deg - self.west_deg)

    @property
    def _across_deg(self) -> float:
        """Longitude of the middle."""
        return 0.5 * (self.west_deg + self.east_deg)

    @property
    def middle_deg(self) -> float:
        """Latitude at which the scale bar holds."""
        return 0.5 * (self.south_deg + self.north_deg)

    @property
    def length_of_km(self) -> float:
        """Length of a kilometre on the drawing at the middle latitude."""
        return KM / (MEAN_RADIUS * math.cos(self.middle_deg * DEG) * DEG) * self._scale

    def pixels(self, columns: int) -> tuple[Floats, Floats]:
        """Latitudes of pixel rows and longitudes of pixel columns [rad]."""
        rows = round(columns * self.height / self.width)
        y = (np.arange(rows) + 0.5) / rows * self.height
        rising = stretched(self.north_deg) - y / self._scale * DEG
        x = (np.arange(columns) + 0.5) / columns * self.width
        return 2.0 * np.arctan(np.exp(rising)) - 0.5 * math.pi, (self.west_deg + x / self._scale) * DEG

    def lines(self, lines: Iterable[Floats]) -> Iterator[Floats]:
        """Lines [rad] that touch the sheet, as places on it."""
        for points in lines:
            # As a whole, so that no line jumps from one side of the Earth to the other.
            along = np.unwrap(points[:, 1]) / DEG
            middle = float(along.mean())
            near = along + (float(unwound(middle, self._across_deg, TURN_DEG)) - middle)
            placed = self._placed(points[:, 0] / DEG, near)
            low, high = placed.min(axis=0), placed.max(axis=0)
            if high[0] >= 0.0 and high[1] >= 0.0 and low[0] <= self.width and low[1] <= self.height:
                yield placed

    def circle(self, latitude: float, longitude: float, radius: float) -> Floats:
        """Places of a circle around a point [rad] on the ground; radius [m]."""
        azimuths = np.linspace(0.0, 2.0 * math.pi, CIRCLE_POINTS, endpoint=False)
        latitudes, longitudes = destination(latitude, longitude, azimuths, radius)
        return self.places(np.asarray(latitudes) / DEG, np.asarray(longitudes) / DEG)


def simplified(places: Floats, tolerance: float) -> Floats:
    """(fewer, 2) points of a line (points, 2) from which it strays nowhere further than the tolerance.

    References
    ----------
    .. [1] D. H. Douglas and T. K. Peucker, Algorithms for the reduction of the number of points required to
       represent a digitized line or its caricature, Cartographica 10 (1973), 112-122.
    """
    keep = np.zeros(len(places), dtype=np.bool_)
    keep[[0, -1]] = True
    open_spans = [(0, len(places) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        along = places[last] - places[first]
        length = math.hypot(*along.tolist())
        gap = places[first + 1 : last] - places[first]
        # Where a line returns to its start there is no chord to measure from.
        strays = (
            np.abs(gap[:, 0] * along[1] - gap[:, 1] * along[0]) / length if length > 0.0 else np.hypot(*gap.T)
        )
        furthest = int(np.argmax(strays))
        if strays[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            open_spans += [(first, middle), (middle, last)]
    return places[keep]


def stretched(latitude_deg: npt.ArrayLike) -> Floats:
    """Mercator's ordinate [1] of a latitude; the poles, at infinity, lie on the edge of what it shows."""
    shown = np.clip(latitude_deg, -MERCATOR_ENDS_DEG, MERCATOR_ENDS_DEG)
    return np.asarray(np.log(np.tan(0.25 * math.pi + 0.5 * shown * DEG)))


def sheet_around(latitudes_deg: npt.ArrayLike, longitudes_deg: npt.ArrayLike, width: float) -> Sheet:
    """The sheet of a width [px] that holds all points, with a margin and an even shape."""
    latitudes = np.asarray(latitudes_deg)
    together = mean_longitude(latitudes * DEG, np.asarray(longitudes_deg) * DEG)
    longitudes = unwound(longitudes_deg, together / DEG, TURN_DEG)
    west, east = float(longitudes.min()), float(longitudes.max())
    south, north = (float(stretched(v)) / DEG for v in (latitudes.min(), latitudes.max()))
    wide, tall = max(east - west, 0.5) * 1.12, max(north - south, 0.5) * 1.12
    wide, tall = max(wide, SLIMMEST * tall), max(tall, wide / WIDEST)
    across, up = 0.5 * (west + east), 0.5 * (south + north)
    low, high = (
        math.degrees(2.0 * math.atan(math.exp(v * DEG)) - 0.5 * math.pi)
        for v in (up - 0.5 * tall, up + 0.5 * tall)
    )
    return Sheet(width, width * tall / wide, across - 0.5 * wide, across + 0.5 * wide, low, high)
