"""Every canvas draws every layer, and both the same of it."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from matplotlib.image import imread

from openiads.ground.units import DEG
from openiads.report.ink.page import house_style, new_page
from openiads.report.ink.paint import DETECTABLE, LAND, SEA, UNKNOWN
from openiads.report.maps.map_canvas import Canvas
from openiads.report.maps.map_drawing import draw
from openiads.report.maps.map_layers import (
    Contours,
    Graticule,
    Key,
    Layer,
    Lines,
    Names,
    Painted,
    Relief,
    Ring,
    Rings,
    Route,
    Routes,
    Spot,
    Spots,
    Zones,
    border_layers,
    keys_of,
)
from openiads.report.maps.paper_canvas import MARKS, PENS, PaperCanvas
from openiads.report.maps.section import section_around
from openiads.report.maps.svg_canvas import SvgCanvas, png
from openiads.report.maps.svg_furniture import draw_legend
from openiads.terrain.maps.grid import Grid

SECTION = section_around(np.radians([36.2, 37.8]), np.radians([35.2, 37.8])).shaped(1.3, 1.3)
Y, X = np.mgrid[:80, :120]
GRID = Grid(
    "hills", (400 + 300 * np.sin(X / 6.0) * np.cos(Y / 5.0)).astype(np.float32),
    38.0 * DEG, 35.0 * DEG, 0.025 * DEG, 0.025 * DEG,
)  # fmt: skip
FIELD = (20.0 * X).astype(np.float32)
ROUTE = Route(np.array([36.5, 37.0]), np.array([35.5, 36.4]), "one", "killed", (37.0, 36.4))
LAYERS: dict[str, Layer] = {
    "relief": Relief(GRID),
    "painted": Painted(
        GRID, lambda g: g.classes(g.unknown), [UNKNOWN, LAND, SEA], lambda g: ~g.sea, DETECTABLE
    ),
    "graticule": Graticule(4, 4),
    "coast": border_layers()[0],
    "frontier": Lines("frontier", [np.radians([[36.3, 35.3], [37.5, 37.5]])]),
    "rings": Rings([Ring(37.0, 36.5, 60.0, "60 km")], "a ring"),
    **{
        kind: Zones(kind, [Ring(36.9, 36.7, 40.0, kind.upper())], kind)
        for kind in ("zone-origin", "zone-restricted", "zone-free", "zone-aerodrome")
    },
    **{
        kind: Routes(kind, [ROUTE], kind)
        for kind in ("neutral", "friend", "withdrawn", "unresolved", "released", "killed", "leaked")
    },
    "contours": Contours(GRID, FIELD, [800.0, 1_500.0]),
    "outline": Contours(GRID, FIELD, [1_000.0], "outline-0", "an outline"),
    "spots": Spots(
        [Spot("guard", 37.0, 36.5), Spot("eye", 36.8, 36.0, "radar"), Spot("town", 37.3, 36.9, "asset", 8.0)],
        {"battery": "a battery", "radar": "a radar", "asset": "an asset"},
    ),
    "country": Names("country", {"Nowhere": ((36.3, 37.2), (36.4, 36.8), (37.7, 37.3), (36.3, 35.8))}),
    "water": Names("water", {"No Sea": ((37.5, 35.6),)}),
}


def canvases() -> dict[str, Canvas]:
    """An empty one of each."""
    page = new_page(120.0, 100.0, 60, "openiads")
    return {"svg": SvgCanvas(SECTION, 260), "paper": PaperCanvas(page, SECTION, (5.0, 5.0, 104.0, 80.0))}


def drawn(canvas: Canvas) -> str:
    """What is on a canvas, as SVG."""
    if isinstance(canvas, SvgCanvas):
        return "".join(canvas.elements())
    assert isinstance(canvas, PaperCanvas)
    out = io.BytesIO()
    canvas.page.figure.savefig(out, format="svg")
    return out.getvalue().decode()


@pytest.mark.parametrize("medium", ["svg", "paper"])
@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_leaves_something_on_every_canvas(name: str, medium: str) -> None:
    with house_style():
        empty, canvas = canvases()[medium], canvases()[medium]
        draw(empty, [])
        draw(canvas, [LAYERS[name]])
        assert len(drawn(canvas)) > len(drawn(empty))


@pytest.mark.parametrize("medium", ["svg", "paper"])
def test_all_layers_together_have_their_words_on_every_canvas(medium: str) -> None:
    with house_style():
        canvas = canvases()[medium]
        draw(canvas, list(LAYERS.values()))
        words = set(re.findall(r">([^<>]+)</text>", drawn(canvas)))
    assert {"guard", "eye", "town", "60 km", "Nowhere", "36\u00b0 E", "37\u00b0 N"} <= words


def test_a_place_is_the_same_share_of_both_canvases() -> None:
    with house_style():
        svg, paper = canvases().values()
    for place in ((37.0, 36.5), (36.3, 35.3)):
        a, b = svg.point(*place), paper.point(*place)
        assert (a[0] / svg.width, a[1] / svg.height) == pytest.approx(
            (b[0] / paper.width, b[1] / paper.height), abs=2e-3
        )


def test_every_line_of_the_key_has_its_look_on_every_canvas() -> None:
    keys = keys_of(LAYERS.values())
    assert len(keys) == 16
    assert {key.kind for key in keys} <= {*PENS, *MARKS}
    canvas = canvases()["svg"]
    assert isinstance(canvas, SvgCanvas)
    draw_legend(canvas, keys)
    assert len(re.findall('class="key"', drawn(canvas))) == len(keys)


def test_a_name_that_would_be_taken_for_a_neighbours_stands_elsewhere() -> None:
    near = [Spot("first", 37.0, 36.5, "asset"), Spot("second", 37.0, 36.56, "asset")]
    with house_style():
        canvas = canvases()["svg"]
        draw(canvas, [Spots(near)])
    at = {name: float(x) for x, name in re.findall(r'<text x="([\d.]+)"[^>]*>(first|second)<', drawn(canvas))}
    marks = {spot.name: x for spot, x, _ in canvas.placed}
    assert at["first"] < marks["first"] < marks["second"] < at["second"]


def test_a_picture_is_read_back_as_it_was() -> None:
    index = (np.arange(12, dtype=np.uint8) % 5).reshape(3, 4)
    colours = np.array([[0, 0, 0, 0], *([10 * i, 20, 30, 255] for i in range(1, 5))], dtype=np.uint8)
    read = np.rint(imread(io.BytesIO(png(index, colours))) * 255.0).astype(int)
    assert (read == colours[index]).all()


FAR_NORTH = section_around(np.radians([79.0, 81.0]), np.radians([0.0, 40.0])).shaped(1.3, 1.3)


@pytest.mark.parametrize("medium", ["svg", "paper"])
def test_degrees_near_a_pole_that_would_cover_others_are_left_out(medium: str) -> None:
    with house_style():
        page = new_page(120.0, 100.0, 60, "openiads")
        canvas: Canvas = SvgCanvas(FAR_NORTH, 260)
        if medium == "paper":
            canvas = PaperCanvas(page, FAR_NORTH, (12.0, 5.0, 100.0, 77.0))
        draw(canvas, [Graticule(200, 200)])
        boxes = _degree_boxes(canvas)
    assert 6 < len(boxes) < len(canvas.degrees)
    for number, (left, top, right, bottom) in enumerate(boxes):
        for a, b, c, d in boxes[:number]:
            assert right <= a or c <= left or bottom <= b or d <= top


def _degree_boxes(canvas: Canvas) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of all degrees that were written, as the medium measures them."""
    if isinstance(canvas, PaperCanvas):
        drawn_texts = [text.get_window_extent() for text in canvas.axes.texts]
        return [(each.x0, each.y0, each.x1, each.y1) for each in drawn_texts]
    pattern = r'<text x="([\d.]+)" y="([\d.]+)" class="degree"( text-anchor="middle")?>([^<]+)<'
    boxes = []
    for x, y, middle, text in re.findall(pattern, drawn(canvas)):
        wide = 0.5 * 11.0 * len(text)
        left = float(x) - (0.5 * wide if middle else 0.0)
        boxes.append((left, float(y) - 9.0, left + wide, float(y)))
    return boxes


def test_a_parallel_around_a_pole_has_its_degrees_where_it_meets_the_edge() -> None:
    near = section_around(np.radians([86.0, 89.9]), np.radians([0.0, 90.0])).shaped(1.3, 1.3)
    canvas = SvgCanvas(near, 260)
    draw(canvas, [Graticule(8, 6)])
    for side, at, text in canvas.degrees:
        x, y = (0.0, at) if side == "left" else (at, canvas.height)
        latitude, longitude = near.inverse(near.west + x / canvas.per_m, near.north - y / canvas.per_m)
        found = np.degrees(latitude if side == "left" else longitude)
        told = float(text.split("\u00b0")[0]) * (-1 if text.endswith(("S", "W")) else 1)
        assert (found - told + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.2)
    assert len(canvas.degrees) >= 4


def test_a_key_is_as_wide_as_its_words() -> None:
    canvas = canvases()["svg"]
    assert isinstance(canvas, SvgCanvas)
    draw_legend(canvas, [Key("w" * 60, "ring")])
    (wide,) = re.findall(r'width="([\d.]+)"[^>]*class="panel"', drawn(canvas))
    assert float(wide) > 60 * 0.5 * 11.5
