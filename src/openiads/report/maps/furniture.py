"""What stands around the drawing of a map: key, scale, graticule, names of countries, credit."""

from __future__ import annotations

from openiads.report.ink import style
from openiads.report.ink.svg import bar, degrees_in_words, line, path, round_step, tag, ticks, width_of, words
from openiads.report.maps.chart import Sheet
from openiads.report.maps.countries import LANDS, SEAS
from openiads.report.maps.labels import Box, Places
from openiads.terrain.borders import borders
from openiads.terrain.grid import Grid

TYPE, SMALL = 13.0, 11.5
"""Sizes of type."""
SPACED = 1.45
"""Width of spaced capitals over that of common type."""
SYMBOL_WIDTH = 46.0
SYMBOL_RATIO = 148.0 / 158.0
"""Height over width of the symbol of a missile battery."""
SYMBOL = (
    style.text("missile-battery.svg")
    .replace("<svg ", '<symbol id="battery-symbol" ', 1)
    .replace("</svg>", "</symbol>")
)
"""Drawn wherever it is used."""
LEGEND = (
    ("leaked", "raider or weapon that arrived"),
    ("released", "carrier that released"),
    ("killed", "raider that was killed"),
    ("withdrawn", "raider that went home"),
    ("unresolved", "raider under way at the end"),
    ("neutral", "civil flight"),
    ("friend", "friendly flight"),
    ("asset", "defended asset"),
    ("battery", "battery, on a line to its site"),
    ("ring", "longest range, as published"),
)


def legend(places: Places, keys: list[str]) -> str:
    """The key of what is drawn, in the corner where it covers least."""
    rows = [(kind, text) for kind, text in LEGEND if kind in keys]
    width, pitch = 244.0, 19.0
    height = pitch * len(rows) + 14.0
    box = places.corner(width, height, 12.0)
    left, top = box.x, box.y
    parts = [tag("rect", x=left, y=top, width=width, height=height, rx=6, class_="panel")]
    for i, (kind, text) in enumerate(rows):
        y = top + 17.0 + i * pitch
        parts.append(_key(kind, left + 12.0, y - 4.0))
        parts.append(words(left + 54.0, y, text, "key"))
    return tag("g", *parts)


def _key(kind: str, x: float, y: float) -> str:
    middle = x + 16.0
    if kind == "asset":
        return tag("circle", cx=middle, cy=y, r=6, class_="asset") + tag(
            "circle", cx=middle, cy=y, r=2.2, class_="core"
        )
    if kind == "battery":
        wide = 20.0
        high = wide * SYMBOL_RATIO
        place = {"x": middle - 0.5 * wide, "y": y - 0.6 * high, "width": wide, "height": high}
        return tag("use", href="#battery-symbol", **place)
    stroke = tag("path", d=path([(x, y), (x + 32.0, y)]), class_="ring" if kind == "ring" else None)
    drawn = stroke if kind == "ring" else tag("g", stroke, class_=f"path {kind}")
    if kind in ("leaked", "released"):
        drawn += tag("circle", cx=x + 32.0, cy=y, r=3.6, class_=f"end {kind}")
    if kind == "killed":
        drawn += tag("path", d=cross(x + 32.0, y, 4.5), class_="end killed")
    return drawn


def cross(x: float, y: float, arm: float) -> str:
    """The `d` of a cross."""
    return path([(x - arm, y - arm), (x + arm, y + arm)]) + path([(x - arm, y + arm), (x + arm, y - arm)])


def scale_bar(sheet: Sheet, places: Places) -> str:
    """A scale bar; it holds at the middle latitude of the sheet."""
    length_km = round_step(220.0 / sheet.length_of_km, 1)
    if length_km * sheet.length_of_km > 260.0:
        length_km /= 2.0
    length = length_km * sheet.length_of_km
    left, y = 16.0, sheet.height - 46.0
    places.take(Box(left - 8.0, y - 18.0, length + 16.0, 30.0))
    half = f"{length_km / 2.0:g}"
    return tag(
        "g",
        tag("rect", x=left - 8.0, y=y - 20.0, width=length + 36.0, height=30.0, rx=6, class_="panel"),
        bar(left, y, 0.5 * length, 4.0, "scalebar"),
        bar(left + 0.5 * length, y, 0.5 * length, 4.0, "scalebar open"),
        words(left, y - 5.0, "0", "key", text_anchor="middle"),
        words(left + 0.5 * length, y - 5.0, half, "key", text_anchor="middle"),
        words(left + length, y - 5.0, f"{length_km:g} km", "key", text_anchor="middle"),
    )


def graticule(sheet: Sheet, places: Places) -> str:
    """Parallels and meridians, named where nothing stands."""
    parts = []
    for longitude in ticks(sheet.west_deg, sheet.east_deg, 8):
        x, _ = sheet.place(sheet.middle_deg, longitude)
        parts.append(line(x, 0, x, sheet.height, "graticule"))
        if places.is_free(Box(x - 20.0, sheet.height - 18.0, 40.0, 14.0)) and 40.0 < x < sheet.width - 40.0:
            text = degrees_in_words(longitude, "E", "W")
            parts.append(words(x, sheet.height - 7.0, text, "degree", text_anchor="middle"))
    for latitude in ticks(sheet.south_deg, sheet.north_deg, 6):
        _, y = sheet.place(latitude, sheet.west_deg)
        parts.append(line(0, y, sheet.width, y, "graticule"))
        if places.is_free(Box(7.0, y - 15.0, 40.0, 14.0)) and 30.0 < y < sheet.height - 30.0:
            parts.append(words(7.0, y - 4.0, degrees_in_words(latitude, "N", "S"), "degree"))
    return "".join(parts)


def countries(sheet: Sheet, places: Places) -> str:
    """Names of countries and seas, where there is room; every other name comes before them."""
    parts = []
    for class_, named in (("country", LANDS), ("water", SEAS)):
        for name, spots in named.items():
            wide = SPACED * width_of(name, TYPE)
            boxes = []
            for latitude, longitude in spots:
                x, y = sheet.place(latitude, longitude)
                box = Box(x - 0.5 * wide, y - 9.0, wide, 18.0)
                if places.holds(box) and places.is_free(box):
                    boxes.append(box)
            if boxes:
                box = min(boxes, key=places.cost)
                places.take(box)
                parts.append(text_in(box, name, class_))
    return tag("g", *parts)


def text_in(box: Box, text: str, class_: str) -> str:
    """A line of text in the middle of its box."""
    x, _ = box.middle
    return words(x, box.y + box.height - 5.0, text, class_, text_anchor="middle")


def credit(grid: Grid, sheet: Sheet, places: Places) -> str:
    """Where ground and lines are from, in the lower right corner."""
    ground = f"{grid.name}, {grid.surface} height of {grid.cell:.0f} m cells"
    text = f"Terrain: {ground if grid.heights.size > 1 else grid.name}. {borders().credit}"
    wide = width_of(text, 11.0)
    places.take(Box(sheet.width - 10.0 - wide, sheet.height - 36.0, wide, 16.0))
    return words(sheet.width - 10.0, sheet.height - 24.0, text, "degree", text_anchor="end")
