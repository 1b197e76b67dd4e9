"""What is drawn over the painted ground of a map: lines, rings, contours, sites and their names.

Axes are those of `Page.panel`: millimetres from the upper left corner of the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DEG, KM
from openiads.report.ink.page import INK, MM_PER_POINT, SMALL_PT
from openiads.report.ink.svg import degrees_in_words, ticks
from openiads.report.maps.labels import Box, Places
from openiads.report.maps.section import Window
from openiads.terrain.borders import borders

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = npt.NDArray[np.float64]
Line = tuple[Floats, Floats]
Disc = tuple[float, float, float]
"""Middle and radius [mm]."""
Kind = Literal["battery", "radar", "asset"]

KINDS: tuple[Kind, ...] = ("battery", "radar", "asset")
"""Where several stand at one place, the first of these is drawn and named."""
_EDGE: dict[str, Any] = {
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
    "linestyle": "none",
    "zorder": 30,
}
MARKERS: dict[Kind, dict[str, Any]] = {
    "battery": _EDGE | {"marker": "^", "markersize": 6.0, "markerfacecolor": "#111111"},
    "radar": _EDGE | {"marker": "D", "markersize": 4.2, "markerfacecolor": "#111111"},
    "asset": _EDGE
    | {"marker": "s", "markersize": 2.8, "markerfacecolor": "white", "markeredgecolor": "#111111"},
}
KIND_WORDS: dict[Kind, str] = {"battery": "battery", "radar": "radar", "asset": "defended asset"}
PLACE = 5.0
"""Names are placed in the measure that `labels` is tuned for, where type is 13 high."""
AWAY = (7.0, 15.0, 25.0, 38.0, 55.0, 75.0)
TEXT_MM = SMALL_PT * MM_PER_POINT
RIM: dict[str, Any] = {"color": "white", "linewidth": 1.1, "alpha": 0.45, "zorder": 7}
COAST: dict[str, Any] = {"color": "#44525c", "linewidth": 0.5, "zorder": 8}
FRONTIER: dict[str, Any] = {
    "color": "#2c2c2c",
    "linewidth": 0.6,
    "linestyle": (0.0, (7.0, 1.6, 1.4, 1.6)),
    "zorder": 8,
}
RING: dict[str, Any] = {"color": "#111111", "linewidth": 0.9, "dashes": (5.0, 2.6), "zorder": 20}


@dataclass(frozen=True, slots=True)
class Spot:
    """A site or an asset."""

    name: str
    latitude_deg: float
    longitude_deg: float
    kind: Kind = "battery"


@dataclass(frozen=True, slots=True)
class Ring:
    """The naive answer: a circle on the ground."""

    latitude_deg: float
    longitude_deg: float
    radius_km: float
    label: str = ""


Placed = tuple[Spot, float, float]
"""A site and its place on paper [mm]."""


@dataclass(eq=False)
class Canvas:
    """One map being drawn."""

    axes: Axes
    window: Window
    columns: int
    rows: int
    dots_per_mm: float
    places: Places = field(init=False)  # in `PLACE` of a millimetre
    rings: list[Disc] = field(default_factory=list)  # that were drawn

    def __post_init__(self) -> None:
        self.places = Places(PLACE * self.width_mm, PLACE * self.height_mm)

    @property
    def width_mm(self) -> float:
        """Width on paper."""
        return self.columns / self.dots_per_mm

    @property
    def height_mm(self) -> float:
        """Height on paper."""
        return self.rows / self.dots_per_mm

    @property
    def mm_per_m(self) -> float:
        """Scale of the map in its plane."""
        return self.width_mm / self.window.width

    def on_paper(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Millimetres on the map of places in the plane [m]."""
        return (
            (np.asarray(x) - self.window.west) * self.mm_per_m,
            (self.window.north - np.asarray(y)) * self.mm_per_m,
        )

    def point(self, latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        """Millimetres on the map of a point."""
        x, y = self.on_paper(*self.window.forward(latitude_deg * DEG, longitude_deg * DEG))
        return float(x), float(y)

    def holds(self, x_mm: float, y_mm: float, margin_mm: float = 0.0) -> bool:
        """Whether a place lies on the map, so far from its edge."""
        return (
            margin_mm <= x_mm <= self.width_mm - margin_mm and margin_mm <= y_mm <= self.height_mm - margin_mm
        )

    def take(self, box: Box, weight: float = 1.0) -> None:
        """Keep a place on paper clear of names."""
        self.places.take(_scaled(box, PLACE), weight)

    def cost(self, box: Box) -> float:
        """How bad a place on paper would be for a name; 0 where it covers nothing."""
        found = self.places.cost(_scaled(box, PLACE))
        return found if found > 1e-6 else 0.0

    def crosses_ring(self, box: Box) -> bool:
        """Whether a box of the height of a line of type lies on the line of a ring."""
        x, y = box.middle
        return any(abs(math.hypot(x - a, y - b) - r) < TEXT_MM for a, b, r in self.rings)

    def put(self, x_mm: float, y_mm: float, wide_mm: float, tall_mm: float) -> Box:
        """Best place on paper for a name beside a point."""
        x, y, wide, tall = (PLACE * v for v in (x_mm, y_mm, wide_mm, tall_mm))
        return _scaled(self.places.put(x, y, wide, tall, AWAY), 1.0 / PLACE)

    def haloed(self, x_mm: float, y_mm: float, text: str, **more: Any) -> None:
        """Text with a light rim.  Rim and text are two, so that the text stays text in SVG."""
        from matplotlib.patheffects import Stroke

        style: dict[str, Any] = {"fontsize": SMALL_PT, "color": INK, "zorder": 41, "clip_on": True} | more
        rim: dict[str, Any] = style | {"zorder": style["zorder"] - 1, "color": "white", "alpha": 0.9}
        self.axes.text(x_mm, y_mm, text, path_effects=[Stroke(linewidth=1.8, foreground="white")], **rim)
        self.axes.text(x_mm, y_mm, text, **style)


def draw_borders(canvas: Canvas) -> None:
    """Coasts and frontiers, on a light rim that shows them on dark ground."""
    from matplotlib.collections import LineCollection

    known = borders()
    for group, style in ((known.coast, COAST), (known.frontiers, FRONTIER)):
        placed = [np.stack(canvas.on_paper(x, y), axis=1) for x, y in canvas.window.lines(group)]
        for look in (RIM, style):
            canvas.axes.add_collection(LineCollection(placed, **look), autolim=False)


def draw_graticule(canvas: Canvas, most: int, *, left: bool = True, bottom: bool = True) -> None:
    """Lines of latitude and longitude; their degrees stand outside, left and below."""
    window = canvas.window
    edge = np.linspace(0.0, 1.0, 101)
    x, y = window.west + edge * window.width, window.south + edge * window.height
    sides = ((x, window.south), (x, window.north), (window.west, y), (window.east, y))
    rim = [window.inverse(*side) for side in sides]
    latitudes_deg = np.concatenate([r[0] for r in rim]) / DEG
    middle_deg = window.longitude / DEG
    turned = (np.concatenate([r[1] for r in rim]) / DEG - middle_deg + 180.0) % 360.0 - 180.0 + middle_deg
    low_deg, high_deg = float(latitudes_deg.min()), float(latitudes_deg.max())
    west_deg, east_deg = float(turned.min()), float(turned.max())
    for longitude_deg in ticks(west_deg, east_deg, most):
        along = np.linspace(low_deg, high_deg, 121)
        line = canvas.on_paper(*window.forward(along * DEG, np.full(121, longitude_deg * DEG)))
        _graticule_line(canvas, line)
        where = float(np.interp(-canvas.height_mm, -line[1], line[0]))
        if bottom and 2.0 < where < canvas.width_mm - 2.0:
            _degree(canvas, where, canvas.height_mm, degrees_in_words(longitude_deg, "E", "W"), "bottom")
    for latitude_deg in ticks(low_deg, high_deg, most):
        along = np.linspace(west_deg, east_deg, 121)
        line = canvas.on_paper(*window.forward(np.full(121, latitude_deg * DEG), along * DEG))
        _graticule_line(canvas, line)
        where = float(np.interp(0.0, *line))
        if left and 2.0 < where < canvas.height_mm - 2.0:
            _degree(canvas, 0.0, where, degrees_in_words(latitude_deg, "N", "S"), "left")


def _graticule_line(canvas: Canvas, line: Line) -> None:
    canvas.axes.plot(*line, color="#55606a", linewidth=0.25, alpha=0.55, zorder=6)


def _degree(canvas: Canvas, x_mm: float, y_mm: float, text: str, side: str) -> None:
    left = side == "left"
    across, down = (-1.0, 0.0) if left else (0.0, 1.0)
    canvas.axes.plot([x_mm, x_mm + across], [y_mm, y_mm + down], color=INK, linewidth=0.6, clip_on=False)
    canvas.axes.text(
        x_mm + 1.5 * across, y_mm + 1.5 * down, text, fontsize=SMALL_PT, clip_on=False,
        ha="right" if left else "center", va="center" if left else "top",
    )  # fmt: skip


def draw_rings(canvas: Canvas, rings: Sequence[Ring]) -> list[Line]:
    """Naive rings, dashed; gives their lines on paper."""
    drawn = [
        canvas.on_paper(*canvas.window.circle(r.latitude_deg * DEG, r.longitude_deg * DEG, r.radius_km * KM))
        for r in rings
    ]
    for line in drawn:
        canvas.axes.plot(*line, **(RIM | {"linewidth": 2.0, "zorder": 19}))
        canvas.axes.plot(*line, **RING)
        canvas.rings.append(_disc(line))
    return drawn


def _disc(line: Line) -> Disc:
    """Middle and radius of a ring on paper; in this projection it is a circle."""
    x, y = (0.5 * float(v.min() + v.max()) for v in line)
    return x, y, 0.5 * float(np.ptp(line[0]))


def standing(spots: Iterable[Spot]) -> list[Spot]:
    """What is drawn of several at one place: a battery before its radars, these before an asset."""
    places: dict[tuple[float, float], Spot] = {}
    for spot in sorted(spots, key=lambda s: KINDS.index(s.kind)):
        places.setdefault((round(spot.latitude_deg, 3), round(spot.longitude_deg, 3)), spot)
    return list(places.values())


def draw_spots(canvas: Canvas, spots: Iterable[Spot], size: float = 1.0) -> list[Placed]:
    """Markers of what stands on the map, the greatest on top; gives them with their places on paper."""
    placed = [(spot, *canvas.point(spot.latitude_deg, spot.longitude_deg)) for spot in standing(spots)]
    drawn = [(spot, x, y) for spot, x, y in placed if canvas.holds(x, y)]
    for spot, x, y in reversed(drawn):
        style = MARKERS[spot.kind]
        canvas.axes.plot([x], [y], **(style | {"markersize": size * style["markersize"]}))
        canvas.take(Box(x - 1.0, y - 1.0, 2.0, 2.0))
    return drawn


def _scaled(box: Box, factor: float) -> Box:
    return Box(factor * box.x, factor * box.y, factor * box.width, factor * box.height)
