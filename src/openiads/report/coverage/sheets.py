"""Maps of what air defence really sees and reaches, beside the circle that a brochure would draw.

Three sheets, all as a journal prints them: the lowest visible altitude (`altitude_sheet`), the four answers
at one altitude (`answers_sheet`), and the four answers at several (`answers_panels`).  They take arrays on a
grid and know nothing of how these were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import great_circle
from openiads.ground.units import DEG, KM
from openiads.report.coverage.imprint import Imprint
from openiads.report.coverage.scene import Answers, Outline, Scene, check_shape
from openiads.report.coverage.sheet_page import panel_maps, single_map
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
)
from openiads.report.maps.map_contours import in_metres
from openiads.report.maps.map_drawing import draw
from openiads.report.maps.map_layers import (
    Contours,
    Graticule,
    Key,
    Layer,
    Painted,
    Ring,
    Rings,
    Spot,
    Spots,
    border_layers,
    keys_of,
    standing,
)
from openiads.report.maps.relief import Ground
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
KIND_WORDS = {"battery": "battery", "radar": "radar", "asset": "defended asset"}
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
    layers = [
        _bands(scene, lowest_m, levels, bands),
        *_furniture(scene, DEGREE_LINES),
        Contours(scene.grid, lowest_m, levels.tolist()),
        *(
            Contours(scene.grid, o.values_m, [o.altitude_m], f"outline-{i % 2}", o.label)
            for i, o in enumerate(outlines)
        ),
    ]
    keys = [Key(f"Lowest visible altitude above {LEVELS[above]}")]
    keys += [Key(text, ink=ink) for text, ink in zip(_band_words(altitudes_m), bands, strict=True)]
    keys.append(Key("beyond every radar", ink=LAND))
    keys += [Key(o.label, f"outline-{i % 2}") for i, o in enumerate(outlines)]
    with house_style():
        page, canvas = single_map(scene, title, [*keys, *_common_keys(scene)], width_mm, dots_per_inch)
        draw(canvas, layers)
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
        draw(canvas, [_areas(scene, answers), *_furniture(scene, DEGREE_LINES)])
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
    headings = [(_height_words(each), each.note) for each in answers]
    with house_style():
        page, canvases = panel_maps(scene, title, headings, keys, width_mm, dots_per_inch)
        for each, canvas in zip(answers, canvases, strict=True):
            furniture = _furniture(scene, FEWER_DEGREE_LINES, SMALL_MARKERS, named=False)
            draw(canvas, [_areas(scene, each), *furniture])
    return page


def _height_words(answers: Answers) -> str:
    return f"{in_metres(answers.altitude_m)} above {LEVELS[answers.above]}"


def _band_words(altitudes_m: Sequence[float]) -> list[str]:
    edges = [in_metres(a).removesuffix("m").rstrip() for a in altitudes_m]
    between = [f"{low} to {high} m" for low, high in pairwise(edges)]
    return [f"{edges[0]} m or less", *between, f"more than {edges[-1]} m"]


def _answer_keys(scene: Scene, answers: Sequence[Answers]) -> list[Key]:
    keys = [Key("inside the ring, but out of sight", ink=HIDDEN)] if scene.rings else []
    keys += [
        Key(words, ink=ink)
        for name, (ink, words) in ANSWERS.items()
        if any(getattr(each, name) is not None for each in answers)
    ]
    if any(each.doubtful is not None for each in answers):
        keys.append(
            Key(
                "too coarse to tell: seen over the mean ground or over the highest, not over both",
                ink=Ink(VISIBLE.colour, *DOUBT),
            )
        )
    return keys


def _common_keys(scene: Scene) -> list[Key]:
    return [Key("no data", ink=UNKNOWN), *keys_of(_furniture(scene, DEGREE_LINES))]


def _furniture(scene: Scene, lines: int, size: float = 1.0, *, named: bool = True) -> list[Layer]:
    """All that is drawn over the painted ground of every sheet; small maps bear no names."""
    rings = scene.rings if named else [replace(ring, label="") for ring in scene.rings]
    radii_km = ", ".join(f"{r:g}" for r in sorted({ring.radius_km for ring in scene.rings}))
    return [
        Graticule(lines, lines),
        *border_layers(),
        Rings(rings, f"naive ring, {radii_km} km"),
        Spots(standing(scene.spots), KIND_WORDS, named, size),
    ]


def _bands(
    scene: Scene, lowest_m: npt.NDArray[np.floating], levels: npt.NDArray[np.float64], bands: list[Ink]
) -> Painted:
    """Colours of the lowest visible altitude."""

    def classes(ground: Ground) -> npt.NDArray[np.intp]:
        field = ground.sampler.smooth(lowest_m)
        found = ground.classes(np.isnan(field))
        seen = np.isfinite(field) & ~ground.unknown
        found[seen] = len(GROUND_INKS) + np.searchsorted(levels, field[seen], side="left")
        return found

    return Painted(scene.grid, classes, [*GROUND_INKS, *bands])


def _areas(scene: Scene, answers: Answers) -> Painted:
    """Colours of the four answers, the innermost on top."""

    def unknown(ground: Ground) -> Bools:
        gaps = answers.unknown
        return ground.unknown if gaps is None else ground.unknown | ground.sampler.mask(gaps)

    def classes(ground: Ground) -> npt.NDArray[np.intp]:
        off = unknown(ground)
        found = ground.classes(off)
        found[_in_a_ring(scene, ground) & ~off] = len(GROUND_INKS)
        for number, name in enumerate(ANSWERS, len(GROUND_INKS) + 1):
            layer = getattr(answers, name)
            if layer is not None:
                found[ground.sampler.mask(layer) & ~off] = number
        return found

    inks = [*GROUND_INKS, HIDDEN, *(ink for ink, _ in ANSWERS.values())]
    doubt = answers.doubtful
    if doubt is None:
        return Painted(scene.grid, classes, inks)

    def doubtful(ground: Ground) -> Bools:
        return ground.sampler.mask(doubt) & ~unknown(ground)

    return Painted(scene.grid, classes, inks, doubtful, Ink(VISIBLE.colour, *DOUBT))


@lru_cache(maxsize=1)
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
