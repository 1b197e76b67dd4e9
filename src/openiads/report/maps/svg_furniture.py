"""What stands on the drawing of a map without being on the Earth: key, scale bar, credit."""

from __future__ import annotations

from collections.abc import Sequence

from openiads.report.ink.svg import bar, path, round_step, tag, width_of, words
from openiads.report.maps.labels import Box
from openiads.report.maps.map_layers import Key
from openiads.report.maps.svg_canvas import ROUTES, SMALL, SYMBOL, SYMBOL_RATIO, SvgCanvas, end_mark
from openiads.terrain.maps.borders import borders
from openiads.terrain.maps.grid import Grid

LONGEST_BAR, LEAST_BAR = 260.0, 220.0
LEAST_KEY, BEFORE_WORDS = 244.0, 54.0
"""Least width of a key, and where its words begin."""
MARKED = ("leaked", "released", "killed")
"""Routes whose ends have a mark."""


def draw_legend(canvas: SvgCanvas, keys: Sequence[Key]) -> None:
    """The key of what is drawn, in the corner where it covers least."""
    if not keys:
        return
    pitch = 19.0
    width = max(LEAST_KEY, BEFORE_WORDS + max(width_of(key.text, SMALL) for key in keys) + 10.0)
    height = pitch * len(keys) + 14.0
    box = canvas.places.corner(width, height, 12.0)
    left, top = box.x, box.y
    parts = [tag("rect", x=left, y=top, width=width, height=height, rx=6, class_="panel")]
    for i, key in enumerate(keys):
        y = top + 17.0 + i * pitch
        parts.append(_sample(key.kind, left + 12.0, y - 4.0))
        parts.append(words(left + BEFORE_WORDS, y, key.text, "key"))
    canvas.add("furniture", SYMBOL, tag("g", *parts))


def _sample(kind: str, x: float, y: float) -> str:
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
    if kind == "lost":
        return end_mark(kind, middle, y)
    if kind not in ROUTES:
        return tag("path", d=path([(x, y), (x + 32.0, y)]), class_=kind)
    drawn = tag("g", tag("path", d=path([(x, y), (x + 32.0, y)])), class_=f"path {kind}")
    return drawn + (end_mark(kind, x + 32.0, y) if kind in MARKED else "")


def draw_scale_bar(canvas: SvgCanvas) -> None:
    """A scale bar; it holds in the middle of the map."""
    length_km = round_step(LEAST_BAR / canvas.per_km, 1)
    if length_km * canvas.per_km > LONGEST_BAR:
        length_km /= 2.0
    length = length_km * canvas.per_km
    left, y = 16.0, canvas.height - 46.0
    canvas.places.take(Box(left - 8.0, y - 20.0, length + 36.0, 30.0))
    half = f"{length_km / 2.0:g}"
    canvas.add(
        "furniture",
        tag("rect", x=left - 8.0, y=y - 20.0, width=length + 36.0, height=30.0, rx=6, class_="panel"),
        bar(left, y, 0.5 * length, 4.0, "scalebar"),
        bar(left + 0.5 * length, y, 0.5 * length, 4.0, "scalebar open"),
        words(left, y - 5.0, "0", "key", text_anchor="middle"),
        words(left + 0.5 * length, y - 5.0, half, "key", text_anchor="middle"),
        words(left + length, y - 5.0, f"{length_km:g} km", "key", text_anchor="middle"),
    )


def draw_credit(canvas: SvgCanvas, grid: Grid) -> None:
    """Where ground and lines are from, in the lower right corner."""
    ground = f"{grid.name}, {grid.surface} height of {grid.cell:.0f} m cells"
    text = f"Terrain: {ground if grid.heights.size > 1 else grid.name}. {borders().credit}"
    wide = width_of(text, 11.0)
    canvas.places.take(Box(canvas.width - 10.0 - wide, canvas.height - 36.0, wide, 16.0))
    credit = words(canvas.width - 10.0, canvas.height - 24.0, text, "degree", text_anchor="end")
    canvas.add("furniture", credit)
