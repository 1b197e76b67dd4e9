"""Maps of what air defence really sees and reaches, beside the circle that a brochure would draw.

Three sheets, all as a journal prints them: the lowest visible altitude (`altitude_sheet`), the four answers
at one altitude (`answers_sheet`), and the four answers at several (`answers_panels`).  They take arrays on a
grid and know nothing of how these were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import great_circle
from openiads.ground.units import DEG, KM
from openiads.report.ink.page import DOUBLE_MM, Page, house_style, save
from openiads.report.ink.paint import (
    DETECTABLE,
    DOUBT,
    ENGAGEABLE,
    HIDDEN,
    LAND,
    SEA,
    UNKNOWN,
    VISIBLE,
    Ink,
    band_inks,
    lay_hatch,
    paint,
)
from openiads.report.maps.legend import Imprint, Key
from openiads.report.maps.map_contours import draw_contours, draw_outline, in_metres
from openiads.report.maps.map_layers import (
    KIND_WORDS,
    MARKERS,
    RING,
    Canvas,
    Placed,
    Ring,
    Spot,
    draw_borders,
    draw_graticule,
    draw_rings,
    draw_spots,
    standing,
)
from openiads.report.maps.map_names import name_rings, name_spots
from openiads.report.maps.map_page import panel_columns, panel_maps, single_map
from openiads.report.maps.scene import Answers, Ground, Outline, Scene, check_shape, ground_of
from openiads.report.maps.section import Bools

__all__ = [
    "Answers",
    "Imprint",
    "Outline",
    "Ring",
    "Scene",
    "Spot",
    "altitude_sheet",
    "answers_panels",
    "answers_sheet",
    "save",
]

ALTITUDES_M = (50.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
DOTS_PER_INCH = 300
DEGREE_LINES, FEWER_DEGREE_LINES = 8, 4
SMALL_MARKERS = 0.7
GROUND_INKS = [UNKNOWN, LAND, SEA]
"""Inks of the classes that `Ground.classes` gives."""
LEVELS = {"ground": "ground", "sea": "mean sea level"}
ANSWERS = {
    "visible": (VISIBLE, "in line of sight of a radar"),
    "detectable": (DETECTABLE, "detectable"),
    "engageable": (ENGAGEABLE, "engageable"),
}
"""Areas, each within the former."""


def altitude_sheet(
    scene: Scene,
    lowest_m: npt.NDArray[np.floating],
    *,
    title: str = "",
    altitudes_m: Sequence[float] = ALTITUDES_M,
    above: Literal["ground", "sea"] = "ground",
    outlines: Sequence[Outline] = (),
    width_mm: float = DOUBLE_MM,
    dots_per_inch: int = DOTS_PER_INCH,
) -> Page:
    """Map of the lowest altitude at which a target is visible.

    Parameters
    ----------
    lowest_m : (rows, columns) on the scene's grid; infinite where no radar sees at any height, NaN where
        nothing is known
    altitudes_m : where one colour ends and the next begins, ascending
    above : what the altitudes are counted from
    outlines : second layers, such as two radars at once or the other surface of the ground

    Notes
    -----
    Contours shorter than 7 mm on paper are left to the colours.
    """
    levels = np.asarray(altitudes_m, dtype=np.float64)
    if not len(levels) or (np.diff(levels) <= 0.0).any():
        raise OutOfRange(f"altitudes of the contours [m] are {[*altitudes_m]}; give some, ascending")
    check_shape(scene, lowest_m, *(outline.values_m for outline in outlines))
    bands = band_inks(len(levels) + 1)
    keys = [Key(f"Lowest visible altitude above {LEVELS[above]}")]
    keys += [Key(text, ink) for text, ink in zip(_band_words(altitudes_m), bands, strict=True)]
    keys.append(Key("beyond every radar", LAND))
    keys += [Key(o.label, line=_outline_style(i)) for i, o in enumerate(outlines)]
    with house_style():
        page, canvas = single_map(scene, title, [*keys, *_common_keys(scene)], width_mm, dots_per_inch)
        ground = ground_of(scene.grid, canvas.window, canvas.rows, canvas.columns)
        field = ground.sampler.smooth(lowest_m)
        classes = ground.classes(np.isnan(field))
        seen = np.isfinite(field) & ~ground.unknown
        classes[seen] = len(GROUND_INKS) + np.searchsorted(levels, field[seen], side="left")
        page.picture(canvas.axes, paint(classes, [*GROUND_INKS, *bands], ground.shade, page.dots_per_mm))
        _name(scene, canvas, _furnish(scene, canvas, DEGREE_LINES))
        draw_contours(canvas, field, altitudes_m)
        for i, outline in enumerate(outlines):
            second = ground.sampler.smooth(outline.values_m)
            draw_outline(canvas, second, outline.altitude_m, _outline_style(i))
    return page


def answers_sheet(
    scene: Scene,
    answers: Answers,
    *,
    title: str = "",
    width_mm: float = DOUBLE_MM,
    dots_per_inch: int = DOTS_PER_INCH,
) -> Page:
    """Map of the four answers at one altitude, each area within the former, beside the naive ring."""
    check_shape(scene, *answers.layers)
    keys = [Key(_height_words(answers)), *_answer_keys(scene, [answers])]
    with house_style():
        page, canvas = single_map(scene, title, [*keys, *_common_keys(scene)], width_mm, dots_per_inch)
        ground = ground_of(scene.grid, canvas.window, canvas.rows, canvas.columns)
        _paint_answers(page, canvas, answers, ground, _in_a_ring(scene, ground))
        _name(scene, canvas, _furnish(scene, canvas, DEGREE_LINES))
    return page


def answers_panels(
    scene: Scene,
    answers: Sequence[Answers],
    *,
    title: str = "",
    width_mm: float = DOUBLE_MM,
    dots_per_inch: int = DOTS_PER_INCH,
) -> Page:
    """Small maps of the four answers, one for each altitude, all of one scale."""
    if not answers:
        raise OutOfRange("a sheet of panels was asked for without an altitude; give at least one")
    for each in answers:
        check_shape(scene, *each.layers)
    keys = [*_answer_keys(scene, answers), *_common_keys(scene)]
    n_columns = panel_columns(width_mm)
    headings = [(_height_words(each), each.note) for each in answers]
    with house_style():
        page, canvases = panel_maps(scene, title, headings, keys, width_mm, dots_per_inch)
        first = canvases[0]
        ground = ground_of(scene.grid, first.window, first.rows, first.columns)
        ring = _in_a_ring(scene, ground)
        for number, (each, canvas) in enumerate(zip(answers, canvases, strict=True)):
            _paint_answers(page, canvas, each, ground, ring)
            left, bottom = number % n_columns == 0, number + n_columns >= len(answers)
            _furnish(scene, canvas, FEWER_DEGREE_LINES, SMALL_MARKERS, left=left, bottom=bottom)
    return page


def _height_words(answers: Answers) -> str:
    return f"{in_metres(answers.altitude_m)} above {LEVELS[answers.above]}"


def _band_words(altitudes_m: Sequence[float]) -> list[str]:
    edges = [in_metres(a).removesuffix("m").rstrip() for a in altitudes_m]
    between = [f"{low} to {high} m" for low, high in pairwise(edges)]
    return [f"{edges[0]} m or less", *between, f"more than {edges[-1]} m"]


def _outline_style(number: int) -> dict[str, Any]:
    return {"color": ("#b0003a", "#5b2a86")[number % 2], "linewidth": 1.0, "dashes": (1.0, 1.2)}


def _answer_keys(scene: Scene, answers: Sequence[Answers]) -> list[Key]:
    keys = [Key("inside the ring, but out of sight", HIDDEN)] if scene.rings else []
    keys += [
        Key(words, ink)
        for name, (ink, words) in ANSWERS.items()
        if any(getattr(each, name) is not None for each in answers)
    ]
    if any(each.doubtful is not None for each in answers):
        keys.append(
            Key(
                "too coarse to tell: seen over the mean ground or over the highest, not over both",
                Ink(VISIBLE.colour, *DOUBT),
            )
        )
    return keys


def _common_keys(scene: Scene) -> list[Key]:
    keys = [Key("no data", UNKNOWN)]
    radii_km = sorted({ring.radius_km for ring in scene.rings})
    if radii_km:
        told = ", ".join(f"{r:g}" for r in radii_km)
        keys.append(Key(f"naive ring, {told} km", line=RING))
    kinds = [kind for kind in MARKERS if any(spot.kind == kind for spot in standing(scene.spots))]
    return keys + [Key(KIND_WORDS[kind], marker=MARKERS[kind]) for kind in kinds]


def _furnish(
    scene: Scene, canvas: Canvas, lines: int, size: float = 1.0, *, left: bool = True, bottom: bool = True
) -> list[Placed]:
    """All that is drawn over the ground without words; gives markers with their places."""
    draw_graticule(canvas, lines, left=left, bottom=bottom)
    draw_borders(canvas)
    draw_rings(canvas, scene.rings)
    return draw_spots(canvas, scene.spots, size)


def _name(scene: Scene, canvas: Canvas, spots: list[Placed]) -> None:
    """Names of sites first, which have to stand near; a ring is long."""
    name_spots(canvas, spots)
    name_rings(canvas, scene.rings)


def _paint_answers(page: Page, canvas: Canvas, answers: Answers, ground: Ground, ring: Bools) -> None:
    """Colours of the four answers, the innermost on top."""
    unknown = (
        ground.unknown if answers.unknown is None else ground.unknown | ground.sampler.mask(answers.unknown)
    )
    classes = ground.classes(unknown)
    classes[ring & ~unknown] = len(GROUND_INKS)
    for number, name in enumerate(ANSWERS, len(GROUND_INKS) + 1):
        layer = getattr(answers, name)
        if layer is not None:
            classes[ground.sampler.mask(layer) & ~unknown] = number
    inks = [*GROUND_INKS, HIDDEN, *(ink for ink, _ in ANSWERS.values())]
    pixels = paint(classes, inks, ground.shade, page.dots_per_mm)
    if answers.doubtful is not None:
        lay_hatch(pixels, ground.sampler.mask(answers.doubtful) & ~unknown, *DOUBT, page.dots_per_mm)
    page.picture(canvas.axes, pixels)


def _in_a_ring(scene: Scene, ground: Ground) -> Bools:
    inside = np.zeros(ground.sea.shape, dtype=np.bool_)
    for ring in scene.rings:
        away, _ = great_circle(
            ring.latitude_deg * DEG,
            ring.longitude_deg * DEG,
            ground.sampler.latitude,
            ground.sampler.longitude,
        )
        inside |= away <= ring.radius_km * KM
    return inside
