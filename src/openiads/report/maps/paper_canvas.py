"""A map on a printed page, drawn by Matplotlib in millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from openiads.report.ink.page import INK, MM_PER_POINT, SMALL_PT, Page, width_mm_of
from openiads.report.maps.labels import Box
from openiads.report.maps.map_canvas import Canvas, Disc
from openiads.report.maps.map_layers import Painted, Relief, Spot
from openiads.report.maps.map_names import is_apart, nearest
from openiads.report.maps.relief import Ground, palette
from openiads.report.maps.section import Floats, Section

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PER_MM = 5.0
"""Measure of this canvas to the millimetre."""
TEXT_MM = SMALL_PT * MM_PER_POINT
AWAY = (7.0, 15.0, 25.0, 38.0, 55.0, 75.0)
CIRCLE_POINTS = 361
HALF_MARK = 3.0
Look = dict[str, Any]

RIM: Look = {"color": "white", "linewidth": 1.1, "alpha": 0.45, "zorder": 7}
"""Shows a line on dark ground."""
ROUTE: Look = {"linewidth": 0.8, "zorder": 22}
ZONE: Look = {"linewidth": 0.7, "zorder": 14}
PENS: dict[str, tuple[Look, ...]] = {
    "graticule": ({"color": "#55606a", "linewidth": 0.25, "alpha": 0.55, "zorder": 6},),
    "coast": (RIM, {"color": "#44525c", "linewidth": 0.5, "zorder": 8}),
    "frontier": (
        RIM,
        {"color": "#2c2c2c", "linewidth": 0.6, "linestyle": (0.0, (7.0, 1.6, 1.4, 1.6)), "zorder": 8},
    ),
    "contour": ({"color": "#222222", "linewidth": 0.35, "zorder": 10},),
    "outline-0": ({"color": "#b0003a", "linewidth": 1.0, "linestyle": (0.0, (1.0, 1.2)), "zorder": 15},),
    "outline-1": ({"color": "#5b2a86", "linewidth": 1.0, "linestyle": (0.0, (1.0, 1.2)), "zorder": 15},),
    "ring": (
        RIM | {"linewidth": 2.0, "zorder": 19},
        {"color": "#111111", "linewidth": 0.9, "linestyle": (0.0, (5.0, 2.6)), "zorder": 20},
    ),
    "zone-origin": (ZONE | {"color": "#a8457f", "linestyle": (0.0, (8.0, 2.5, 1.0, 2.5))},),
    "zone-restricted": (ZONE | {"color": "#1b2127"},),
    "zone-free": (ZONE | {"color": "#96590a", "linestyle": (0.0, (3.0, 2.0))},),
    "zone-aerodrome": (ZONE | {"color": "#00795a", "linestyle": (0.0, (1.0, 1.5))},),
    "leader": (
        {"color": "white", "linewidth": 1.2, "zorder": 28, "alpha": 0.8},
        {"color": INK, "linewidth": 0.4, "zorder": 29},
    ),
    "neutral": (ROUTE | {"color": "#00795a", "linewidth": 0.5, "alpha": 0.6},),
    "friend": (ROUTE | {"color": "#0067b0", "linestyle": (0.0, (8.0, 3.0))},),
    "killed": (ROUTE | {"color": "#39444e"},),
    "leaked": (ROUTE | {"color": "#c23b0e"},),
    "order": (ROUTE | {"color": "#96590a", "linestyle": (0.0, (1.0, 3.0))},),
    "lost": (ROUTE | {"color": "#c23b0e", "linewidth": 0.0},),
    **dict.fromkeys(
        ("withdrawn", "released", "unresolved"),
        (ROUTE | {"color": "#39444e", "linestyle": (0.0, (2.0, 3.0))},),
    ),
}
"""Strokes of each kind of line, the lowest first."""
_MARK: Look = {"markeredgecolor": "white", "markeredgewidth": 0.5, "linestyle": "none", "zorder": 30}
_END: Look = {"linestyle": "none", "markersize": 3.5, "zorder": 25}
MARKS: dict[str, Look] = {
    "battery": _MARK | {"marker": "^", "markersize": 6.0, "markerfacecolor": "#111111"},
    "radar": _MARK | {"marker": "D", "markersize": 4.2, "markerfacecolor": "#111111"},
    "asset": _MARK
    | {"marker": "s", "markersize": 2.8, "markerfacecolor": "white", "markeredgecolor": "#111111"},
    "killed": _END | {"marker": "x", "markeredgecolor": "#39444e"},
    "lost": _END
    | {"marker": "x", "markersize": 7.0, "markeredgewidth": 1.6, "markeredgecolor": "#c23b0e", "zorder": 43},
    "leaked": _END | {"marker": "o", "markerfacecolor": "#c23b0e", "markeredgecolor": "white"},
    "released": _END | {"marker": "o", "markerfacecolor": "white", "markeredgecolor": "#c23b0e"},
}
WORDS: dict[str, Look] = {
    "number": {"zorder": 12},
    "zone-origin": {"color": "#a8457f"},
    "zone-free": {"color": "#96590a"},
    "zone-aerodrome": {"color": "#00795a"},
    "country": {"zorder": 16, "color": "#5a4f46"},
    "water": {"zorder": 16, "color": "#44525c", "style": "italic"},
}
LEVELS = {"land": "#eeeeec", "sea": "#dee6ec"}


class PaperCanvas(Canvas):
    """One map of a page.

    Parameters
    ----------
    left_mm, top_mm, wide_mm, tall_mm : where it stands on the page
    left, bottom : whether degrees are told on these sides
    """

    type_height = PER_MM * TEXT_MM

    def __init__(
        self, page: Page, section: Section, place_mm: tuple[float, float, float, float],
        *, left: bool = True, bottom: bool = True,
    ) -> None:  # fmt: skip
        left_mm, top_mm, wide_mm, tall_mm = place_mm
        columns, rows = (round(v * page.dots_per_mm) for v in (wide_mm, tall_mm))
        super().__init__(section, columns, rows, PER_MM * columns / page.dots_per_mm)
        self.page = page
        self.axes: Axes = page.panel(left_mm, top_mm, columns, rows)
        self.sides = {"left": left, "bottom": bottom}

    def raster(self, layer: Relief | Painted, ground: Ground) -> None:
        """Lay a picture over all of the map, dot on dot."""
        if isinstance(layer, Relief):
            self.page.picture(self.axes, palette()[layer.pixels(ground)])
        else:
            self.page.picture(self.axes, layer.pixels(ground, self.page.dots_per_mm))

    def level(self, kind: str) -> None:
        """Fill the map with `land` or `sea`."""
        self.axes.set_facecolor(LEVELS[kind])

    def stroke(self, kind: str, lines: Sequence[Floats], hint: str = "") -> None:
        """Draw lines; nobody points at paper, so hints are left out."""
        from matplotlib.collections import LineCollection

        for look in PENS[kind]:
            strokes = LineCollection([line / PER_MM for line in lines], **look)
            self.axes.add_collection(strokes, autolim=False)

    def circle(self, kind: str, disc: Disc, hint: str = "") -> None:
        """Draw a circle."""
        x, y, radius = disc
        turn = np.linspace(0.0, 2.0 * math.pi, CIRCLE_POINTS)
        self.stroke(kind, [np.stack([x + radius * np.sin(turn), y - radius * np.cos(turn)], axis=1)], hint)

    def end(self, kind: str, x: float, y: float, hint: str) -> None:
        """Mark where a path ended."""
        self.axes.plot([x / PER_MM], [y / PER_MM], **MARKS[kind])

    def spot(self, spot: Spot, x: float, y: float, size: float) -> None:
        """A marker."""
        look = MARKS[spot.kind]
        self.axes.plot([x / PER_MM], [y / PER_MM], **(look | {"markersize": size * look["markersize"]}))

    def words(self, kind: str, x: float, y: float, text: str, slant_deg: float = 0.0) -> None:
        """Text with a light rim."""
        turned = {"rotation": slant_deg, "va": "center", "rotation_mode": "anchor"}
        self._haloed(x, y, text, **(turned | WORDS.get(kind, {})))

    def degree(self, side: str, at: float, text: str) -> None:
        """A tick and its number outside of the map."""
        if not self.sides[side]:
            return
        left = side == "left"
        wide, tall = self.width_of("degree", text), self.type_height
        box = (
            Box(-wide, at - 0.5 * tall, wide, tall) if left else Box(at - 0.5 * wide, self.height, wide, tall)
        )
        if not self.places.is_free(box):
            return
        self.places.take(box)
        x, y = (0.0, at / PER_MM) if left else (at / PER_MM, self.height / PER_MM)
        across, down = (-1.0, 0.0) if left else (0.0, 1.0)
        self.axes.plot([x, x + across], [y, y + down], color=INK, linewidth=0.6, clip_on=False)
        self.axes.text(
            x + 1.5 * across, y + 1.5 * down, text, fontsize=SMALL_PT, clip_on=False,
            ha="right" if left else "center", va="center" if left else "top",
        )  # fmt: skip

    def width_of(self, kind: str, text: str) -> float:
        """Width of a line of small type."""
        return PER_MM * (width_mm_of(text) + 0.6)

    def tag_size(self, spot: Spot) -> tuple[float, float]:
        """Room for a name."""
        return PER_MM * (width_mm_of(spot.name, weight=_weight(spot)) + 0.6), PER_MM * (TEXT_MM + 0.3)

    def away(self, spot: Spot) -> tuple[float, ...]:
        """From near to far."""
        return AWAY

    def is_led(self, spot: Spot) -> bool:
        """Names stand beside their markers."""
        return False

    def reach(self, spot: Spot) -> float:
        """Markers are small."""
        return HALF_MARK

    def tag(self, spot: Spot, x: float, y: float, box: Box) -> None:
        """A name, and a line to its marker if it stands apart."""
        if is_apart(self, spot, box, x, y):
            self.stroke("leader", [np.array([(x, y), nearest(box, x, y)])])
        self._haloed(*box.middle, spot.name, va="center_baseline", fontweight=_weight(spot))

    def _haloed(self, x: float, y: float, text: str, **more: Any) -> None:
        """Text with a light rim.  Rim and text are two, so that the text stays text in SVG."""
        from matplotlib.patheffects import Stroke

        look: Look = {
            "fontsize": SMALL_PT,
            "color": INK,
            "zorder": 41,
            "clip_on": True,
            "ha": "center",
        } | more
        rim: Look = look | {"zorder": look["zorder"] - 1, "color": "white", "alpha": 0.9}
        at = x / PER_MM, y / PER_MM
        self.axes.text(*at, text, path_effects=[Stroke(linewidth=1.8, foreground="white")], **rim)
        self.axes.text(*at, text, **look)


def _weight(spot: Spot) -> str:
    return "bold" if spot.kind == "battery" else "normal"
