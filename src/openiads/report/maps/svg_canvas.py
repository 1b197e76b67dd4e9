"""A map on a web page, drawn as SVG.  Looks are those of the style sheet, so that it has a night."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openiads.ground.units import KM
from openiads.report.ink import style
from openiads.report.ink.svg import bar, hint, line, path, tag, width_of, words
from openiads.report.maps.labels import GAP, Box
from openiads.report.maps.map_canvas import Canvas, Disc
from openiads.report.maps.map_layers import Painted, Relief, Spot
from openiads.report.maps.map_names import is_apart, nearest
from openiads.report.maps.relief import Ground, palette
from openiads.report.maps.section import Floats, Section

Bytes = npt.NDArray[np.uint8]

WIDTH = 1200.0
"""Width of the drawing; everything on it is in the same measure."""
TYPE, SMALL = 13.0, 11.5
"""Sizes of type."""
SPACED = 1.45
"""Width of spaced capitals over that of common type."""
NEAR_FIRST, SYMBOL_AWAY = (8.0, 22.0, 40.0, 60.0), (26.0, 48.0, 80.0, 120.0)
HALF_SITE, SMALLEST = 3.0, 4.0
"""Half of the mark of a site, and the least radius of an asset that can be seen."""
PIXELS_PER_MM = 5.0
"""What hatches are drawn for."""
SYMBOL_WIDTH = 46.0
SYMBOL_RATIO = 148.0 / 158.0
"""Height over width of the symbol of a missile battery."""
SYMBOL = (
    style.text("missile-battery.svg")
    .replace("<svg ", '<symbol id="battery-symbol" ', 1)
    .replace("</svg>", "</symbol>")
)
"""Drawn wherever it is used."""
ROUTES = frozenset(
    ("neutral", "friend", "withdrawn", "unresolved", "released", "killed", "leaked", "order", "lost")
)
LAYERS = {
    "picture": 0, "graticule": 6, "coast": 8, "frontier": 8, "contour": 10, "number": 12, "zone": 14,
    "outline": 15, "country": 16, "water": 16, "ring": 20, "route": 22, "end": 25, "zonelabel": 26,
    "ringlabel": 26, "leader": 29, "asset": 30, "name": 41, "battery": 42, "lost": 43, "furniture": 50,
}  # fmt: skip
"""What lies over what."""
CROSSES = {"killed": 4.5, "lost": 8.0}
"""Arms of crosses that end what they stand on."""
CLASSES = {"ring": "ringlabel", "zone": "zonelabel", "number": "degree"}
"""Of words, where it is not the kind."""


class SvgCanvas(Canvas):
    """One drawing, in pixels of a page 1200 wide."""

    type_height = TYPE

    def __init__(self, section: Section, columns: int) -> None:
        super().__init__(section, columns, round(columns * section.height / section.width), WIDTH)
        self._parts: list[tuple[int, str]] = []
        self.has_unknown = False  # some of its ground lies off the map

    @cached_property
    def per_km(self) -> float:
        """Length of a kilometre of ground in the middle of the drawing."""
        return self.section.ground_length(KM) * self.per_m

    def add(self, layer: str, *parts: str) -> None:
        """Lay elements of the drawing where a layer lies."""
        self._parts += [(LAYERS[layer], part) for part in parts if part]

    def elements(self) -> list[str]:
        """Everything that was drawn, the lowest first."""
        return [part for _, part in sorted(self._parts, key=lambda part: part[0])]

    def raster(self, layer: Relief | Painted, ground: Ground) -> None:
        """A picture in the page itself."""
        if isinstance(layer, Relief):
            data, class_ = png(layer.pixels(ground), palette()), "relief"
        else:
            data, class_ = png(layer.pixels(ground, PIXELS_PER_MM)), "painted"
        self.has_unknown |= bool(ground.unknown.any())
        size = {"width": self.width, "height": self.height, "preserveAspectRatio": "none"}
        href = f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"
        self.add("picture", tag("image", x=0, y=0, **size, href=href, class_=class_))

    def level(self, kind: str) -> None:
        """Fill the drawing with `land` or `sea`."""
        self.add("picture", bar(0, 0, self.width, self.height, kind))

    def stroke(self, kind: str, lines: Sequence[Floats], hint: str = "") -> None:
        """Lines of one kind, as one path."""
        drawn = "".join(path(points.tolist()) for points in lines)
        if not drawn:
            return
        told = _told(hint)
        if kind in ROUTES:
            self.add("route", tag("g", tag("path", *told, d=drawn), class_=f"path {kind}"))
        else:
            self.add(kind.split("-")[0], tag("path", *told, d=drawn, class_=kind))

    def circle(self, kind: str, disc: Disc, hint: str = "") -> None:
        """A circle with a tooltip."""
        x, y, radius = disc
        self.add(kind.split("-")[0], tag("circle", *_told(hint), cx=x, cy=y, r=radius, class_=kind))

    def end(self, kind: str, x: float, y: float, hint: str) -> None:
        """A cross where a raider was killed, a dot where it arrived, a ring where it released its weapons.

        And a large cross over a battery that was destroyed.
        """
        self.add("lost" if kind == "lost" else "end", end_mark(kind, x, y, hint))

    def spot(self, spot: Spot, x: float, y: float, size: float) -> None:
        """What is defended, as large as it is; of a battery the place where it stands."""
        if spot.kind != "asset":
            self.add("battery", tag("circle", *_told(spot.hint), cx=x, cy=y, r=3.0 * size, class_="site"))
            return
        radius = self._radius(spot)
        self.add("asset", tag("circle", *_told(spot.hint), cx=x, cy=y, r=radius, class_="asset"))
        self.add("asset", tag("circle", cx=x, cy=y, r=2.2, class_="core"))

    def words(self, kind: str, x: float, y: float, text: str, slant_deg: float = 0.0) -> None:
        """Text in the middle of its place."""
        family, _, which = kind.partition("-")
        class_ = CLASSES.get(family, kind)
        turned = f"rotate({-slant_deg:.1f} {x:.1f} {y:.1f})" if slant_deg else None
        look = f"{class_} {which}" if which else class_
        self.add(class_ if class_ in LAYERS else kind, _middle(x, y, text, look, transform=turned))

    def degree(self, side: str, at: float, text: str) -> None:
        """A number inside of the edge, where nothing stands."""
        left = side == "left"
        box = Box(7.0, at - 15.0, 40.0, 14.0) if left else Box(at - 20.0, self.height - 18.0, 40.0, 14.0)
        if not (self.places.is_free(box) and self.places.holds(box)):
            return
        self.places.take(box)
        if left:
            self.add("graticule", words(7.0, at - 4.0, text, "degree"))
        else:
            self.add("graticule", words(at, self.height - 7.0, text, "degree", text_anchor="middle"))

    def width_of(self, kind: str, text: str) -> float:
        """About the width of a line of text."""
        if kind in ("country", "water"):
            return SPACED * width_of(text, TYPE)
        return width_of(text, SMALL) + GAP

    def tag_size(self, spot: Spot) -> tuple[float, float]:
        """Room for a name, with the symbol of a battery over it."""
        wide = width_of(spot.name, TYPE) + GAP
        if spot.kind != "battery":
            return wide, TYPE + GAP
        return max(SYMBOL_WIDTH, wide), SYMBOL_WIDTH * SYMBOL_RATIO + TYPE + GAP

    def away(self, spot: Spot) -> tuple[float, ...]:
        """From near to far, off the edge of what is defended."""
        if spot.kind == "battery":
            return SYMBOL_AWAY
        more = max(self._radius(spot) - 4.0, 0.0)
        return tuple(more + distance for distance in NEAR_FIRST)

    def is_led(self, spot: Spot) -> bool:
        """Symbols of batteries stand on a line."""
        return spot.kind == "battery"

    def reach(self, spot: Spot) -> float:
        """An asset is as large as it is."""
        return self._radius(spot) if spot.kind == "asset" else HALF_SITE

    def tag(self, spot: Spot, x: float, y: float, box: Box) -> None:
        """A name; batteries with the unit symbol of APP-6, on a line to the place where they stand."""
        if spot.kind != "battery":
            if is_apart(self, spot, box, x, y):
                self.add("leader", line(x, y, *nearest(box, x, y), "leader"))
            self.add("name", _middle(*box.middle, spot.name, "name"))
            return
        height = SYMBOL_WIDTH * SYMBOL_RATIO
        left = box.middle[0] - 0.5 * SYMBOL_WIDTH
        self.add(
            "battery",
            line(x, y, box.middle[0], box.y + 0.6 * height, "leader battery"),
            tag("use", href="#battery-symbol", x=left, y=box.y, width=SYMBOL_WIDTH, height=height),
            words(box.middle[0], box.y + height + TYPE, spot.name, "name unit", text_anchor="middle"),
        )

    def _radius(self, spot: Spot) -> float:
        """Radius of an asset on the drawing, where it can be seen."""
        return max(spot.radius_km * self.per_km, SMALLEST)


def png(pixels: Bytes, colours: Bytes | None = None) -> bytes:
    """PNG of (rows, columns, 3) colours, or of (rows, columns) places in a palette (entries, RGBA)."""
    from PIL import Image

    picture = Image.fromarray(pixels)
    more = {}
    if colours is not None:
        picture.putpalette(colours[:, :3].tobytes(), "RGB")
        more["transparency"] = colours[:, 3].tobytes()
    out = io.BytesIO()
    picture.save(out, "PNG", **more)
    return out.getvalue()


def end_mark(kind: str, x: float, y: float, told: str = "") -> str:
    """The mark of a path's end."""
    if kind in CROSSES:
        return tag("path", *_told(told), d=cross(x, y, CROSSES[kind]), class_=f"end {kind}")
    return tag("circle", *_told(told), cx=x, cy=y, r=3.6, class_=f"end {kind}")


def cross(x: float, y: float, arm: float) -> str:
    """The `d` of a cross."""
    return path([(x - arm, y - arm), (x + arm, y + arm)]) + path([(x - arm, y + arm), (x + arm, y - arm)])


def _told(text: str) -> list[str]:
    return [hint(text)] if text else []


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, 2.0 * half, 2.0 * half)


def _middle(x: float, y: float, text: str, class_: str, **more: object) -> str:
    return words(x, y + 0.3 * TYPE, text, class_, text_anchor="middle", **more)
