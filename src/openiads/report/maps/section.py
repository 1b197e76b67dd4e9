"""A section of the Earth in the stereographic projection: the one geometry of all maps.

References
----------
.. [1] J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), chapter 21,
   the spherical oblique stereographic.  It keeps angles, and every circle on the sphere stays a circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import starmap

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS, destination, enu_axes, normal_of, unwound

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

MARGIN = 0.045
"""Share of the section that is left free around what it has to hold."""
SMALLEST = 2_000.0
"""Narrowest section [m]."""
CIRCLE_POINTS = 361
FARTHEST = math.radians(120.0)
"""From the point of touch; what is further off is on no map, and lines end there."""


@dataclass(frozen=True, slots=True)
class Section:
    """A rectangle of the plane that touches the Earth at one point."""

    latitude: float  # of the point of touch [rad]
    longitude: float  # [rad]
    west: float  # edges in the plane [m]
    east: float
    south: float
    north: float

    @property
    def width(self) -> float:
        """West to east [m]."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """South to north [m]."""
        return self.north - self.south

    def forward(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Places in the plane [m], east and north of the point of touch, of points [rad]."""
        east, north, up = np.moveaxis(
            normal_of(latitude, longitude) @ enu_axes(self.latitude, self.longitude).T, -1, 0
        )
        stretch = 2.0 * MEAN_RADIUS / np.maximum(1.0 + up, 1e-9)
        return stretch * east, stretch * north

    def inverse(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of places in the plane [m]; undoes `forward`."""
        across, along = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
        square = (across * across + along * along) / (4.0 * MEAN_RADIUS**2)
        share = 1.0 / (MEAN_RADIUS * (1.0 + square))
        axes = enu_axes(self.latitude, self.longitude)
        east, north, up = across * share, along * share, (1.0 - square) / (1.0 + square)
        outward = [east * axes[0, i] + north * axes[1, i] + up * axes[2, i] for i in range(3)]
        return np.arcsin(np.clip(outward[2], -1.0, 1.0)), np.arctan2(outward[1], outward[0])

    def stretch(self, x: float, y: float) -> float:
        """Length in the plane over length on the ground, at a place in the plane [m]."""
        return 1.0 + (x * x + y * y) / (4.0 * MEAN_RADIUS**2)

    def pixels(self, rows: int, columns: int) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of pixel centres, (rows, columns), the first row northernmost."""
        x = self.west + (np.arange(columns) + 0.5) / columns * self.width
        y = self.north - (np.arange(rows) + 0.5) / rows * self.height
        return self.inverse(x[None, :], y[:, None])

    def circle(self, latitude: float, longitude: float, radius: float) -> tuple[Floats, Floats]:
        """Places [m] of a circle on the ground around a point [rad], clockwise from north; radius [m]."""
        azimuths = np.linspace(0.0, 2.0 * math.pi, CIRCLE_POINTS)
        return self.forward(*destination(latitude, longitude, azimuths, radius))

    def disc(self, latitude: float, longitude: float, radius: float) -> tuple[float, float, float]:
        """Middle and radius [m] in the plane of the same circle, which is one there, too."""
        east, north, up = (enu_axes(self.latitude, self.longitude) @ normal_of(latitude, longitude)).tolist()
        away = math.atan2(math.hypot(east, north), up)
        near, far = (
            2.0 * MEAN_RADIUS * math.tan(0.5 * (away + side * radius / MEAN_RADIUS)) for side in (-1.0, 1.0)
        )
        middle, towards = 0.5 * (near + far), math.atan2(east, north)
        return middle * math.sin(towards), middle * math.cos(towards), 0.5 * abs(far - near)

    def is_crossed(self, latitude: float, longitude: float, radius: float) -> bool:
        """Whether the line of that circle runs somewhere through the section."""
        x, y, away = self.disc(latitude, longitude, radius)
        across = max(self.west - x, x - self.east, 0.0), max(x - self.west, self.east - x)
        up = max(self.south - y, y - self.north, 0.0), max(y - self.south, self.north - y)
        nearest, farthest = (math.hypot(*pair) for pair in zip(across, up, strict=True))
        return nearest < away < farthest

    def lines(self, lines: Iterable[Floats]) -> Iterator[tuple[Floats, Floats]]:
        """Lines of points (points, 2) [rad] that touch the section, as places in the plane [m]."""
        for points in lines:
            x, y = self.forward(points[:, 0], points[:, 1])
            near = np.hypot(x, y) < 2.0 * MEAN_RADIUS * math.tan(0.5 * FARTHEST)
            for run in np.split(np.arange(len(x)), np.flatnonzero(np.diff(near)) + 1):
                across, up = x[run], y[run]
                touches = across.max() >= self.west and across.min() <= self.east
                if near[run[0]] and touches and up.max() >= self.south and up.min() <= self.north:
                    yield across, up

    def ground_length(self, length: float) -> float:
        """What an east-west stretch of the ground [m] measures in the plane, in the middle of the section."""
        middle = self.inverse(0.5 * (self.west + self.east), 0.5 * (self.south + self.north))
        ends = destination(*middle, np.array([0.5, 1.5]) * math.pi, 0.5 * length)
        x, y = self.forward(*ends)
        return float(np.hypot(np.ptp(x), np.ptp(y)))

    def rim(self) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of points around its edge and of poles within, unwound."""
        edge = np.linspace(0.0, 1.0, 101)
        x, y = self.west + edge * self.width, self.south + edge * self.height
        sides = ((x, self.south), (x, self.north), (self.west, y), (self.east, y))
        latitude, longitude = (
            np.concatenate(part) for part in zip(*starmap(self.inverse, sides), strict=True)
        )
        poles = [pole for pole in (-0.5 * math.pi, 0.5 * math.pi) if self.holds(pole, self.longitude)]
        latitude = np.append(latitude, poles)
        return latitude, unwound(np.append(longitude, [self.longitude] * len(poles)), self.longitude)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point [rad] lies in the section."""
        x, y = self.forward(latitude, longitude)
        return bool((self.west <= x <= self.east) and (self.south <= y <= self.north))

    def shaped(self, slimmest: float, widest: float) -> Section:
        """The same section, grown until its width over height lies between two bounds."""
        wide = max(self.width, slimmest * self.height)
        tall = max(self.height, wide / widest)
        more_x, more_y = 0.5 * (wide - self.width), 0.5 * (tall - self.height)
        return replace(
            self,
            west=self.west - more_x,
            east=self.east + more_x,
            south=self.south - more_y,
            north=self.north + more_y,
        )


def section_around(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, margin: float = MARGIN, smallest: float = SMALLEST
) -> Section:
    """The section that holds all points [rad], with a margin, and touches the Earth in its middle.

    Points more than a quarter of a turn from the middle of all are left out: no plane shows them well.
    """
    outward = normal_of(latitude, longitude).reshape(-1, 3).mean(axis=0)
    facing = normal_of(latitude, longitude) @ outward >= 0.0
    latitude, longitude = np.asarray(latitude)[facing], np.asarray(longitude)[facing]
    section = Section(
        math.atan2(outward[2], math.hypot(outward[0], outward[1])),
        math.atan2(outward[1], outward[0]),
        *(0.0,) * 4,
    )
    for _ in range(2):
        x, y = section.forward(latitude, longitude)
        middle = 0.5 * (x.min() + x.max()), 0.5 * (y.min() + y.max())
        centre = section.inverse(*middle)
        section = replace(section, latitude=float(centre[0]), longitude=float(centre[1]))
    x, y = section.forward(latitude, longitude)
    wide, tall = (
        0.5 * max(float(np.ptp(v)) * (1.0 + 2.0 * margin), smallest) for v in (np.asarray(x), np.asarray(y))
    )
    across, up = (0.5 * float(v.min() + v.max()) for v in (x, y))
    return replace(section, west=across - wide, east=across + wide, south=up - tall, north=up + tall)
