"""Colours and hatches of a coverage map, laid over shaded ground pixel by pixel.

Hatches are part of the picture and not of the drawing program, so that PNG and SVG look alike and a
speckled area costs nothing.  Lightness alone tells the bands apart, so they survive a grey printer; no two
neighbours differ only in red and green.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Colour = tuple[int, int, int]
Hatch = Literal["", "/", "\\", "x", "."]

DARKEST = 0.25
"""Share of the light at which ground is drawn darkest."""
LEVEL = (np.sqrt(0.5) - DARKEST) / (1.0 - DARKEST)
"""Brightness of level ground under a light half-way up the sky."""
PITCH_MM, STROKE_MM = 1.3, 0.16
"""Distance and thickness of the lines of a hatch."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How one class of ground is drawn."""

    colour: Colour
    hatch: Hatch = ""
    hatch_colour: Colour = (60, 60, 60)
    relief: float = 0.3  # share of the shading that shows


STOPS: tuple[Colour, ...] = (
    (16, 32, 88),
    (34, 80, 150),
    (40, 130, 170),
    (88, 176, 172),
    (166, 212, 158),
    (253, 251, 216),
)
"""From lowest to highest: navy over teal to cream, each clearly lighter than the one before."""
UNKNOWN = Ink((255, 255, 255), "x", (150, 150, 150), 0.0)
LAND = Ink((238, 238, 236), relief=0.75)
SEA = Ink((222, 230, 236), relief=0.0)
HIDDEN = Ink((251, 222, 184), "\\", (214, 150, 84), 0.4)
VISIBLE = Ink((198, 219, 239), relief=0.35)
DETECTABLE = Ink((107, 168, 211), "/", (20, 60, 110), 0.3)
ENGAGEABLE = Ink((24, 82, 154), relief=0.25)
DOUBT: tuple[Hatch, Colour] = (".", (20, 20, 20))


def band_inks(count: int) -> list[Ink]:
    """Inks of a number of bands, the lowest altitudes darkest: most is seen there."""
    places = np.linspace(0.0, len(STOPS) - 1.0, count)
    channels = [np.interp(places, np.arange(len(STOPS)), [s[c] for s in STOPS]) for c in range(3)]
    rounded = np.rint(np.stack(channels, axis=1)).astype(int).tolist()
    return [Ink((r, g, b)) for r, g, b in rounded]


def paint(classes: npt.NDArray[np.integer], inks: Sequence[Ink], shade: Singles, dots_per_mm: float) -> Bytes:
    """RGB picture (rows, columns, 3) of classes, each in its ink; shade is the brightness of the ground."""
    colours = np.array([ink.colour for ink in inks], dtype=np.float32)[classes]
    strength = np.array([ink.relief for ink in inks], dtype=np.float32)[classes]
    dark = 1.0 - strength * np.clip(1.0 - shade / LEVEL, 0.0, 1.0)
    light = strength * np.clip((shade - LEVEL) / (1.0 - LEVEL), 0.0, 1.0)
    colours *= dark[..., None]
    colours += (255.0 - colours) * (0.8 * light)[..., None]
    for number, ink in enumerate(inks):
        if ink.hatch:
            lay_hatch(colours, classes == number, ink.hatch, ink.hatch_colour, dots_per_mm)
    return np.asarray(np.rint(np.clip(colours, 0.0, 255.0)), dtype=np.uint8)


def lay_hatch(
    picture: npt.NDArray[Any], mask: npt.NDArray[np.bool_], hatch: Hatch, colour: Colour, dots_per_mm: float
) -> None:
    """Draw a hatch over the marked pixels of a picture (rows, columns, 3), in place."""
    if not mask.any():
        return
    cover = _hatch_cover(mask.shape, hatch, dots_per_mm)
    under = mask & (cover > 0.0)
    before = picture[under]
    picture[under] = before + cover[under, None] * (np.array(colour, dtype=np.float32) - before)


@lru_cache(maxsize=8)
def _hatch_cover(shape: tuple[int, ...], hatch: Hatch, dots_per_mm: float) -> Singles:
    """Share of each pixel under ink, 0 to 1; panels of a sheet and its sister share it."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    if hatch == ".":
        apart = _gap(x, PITCH_MM * dots_per_mm * 0.7) ** 2 + _gap(y, PITCH_MM * dots_per_mm * 0.7) ** 2
        return _inked(np.sqrt(apart), 1.6 * STROKE_MM * dots_per_mm)
    period = np.sqrt(2.0) * PITCH_MM * dots_per_mm
    rising, falling = (
        _inked(_gap(d, period) / np.sqrt(2.0), STROKE_MM * dots_per_mm) for d in (x + y, x - y)
    )
    return {"/": rising, "\\": falling, "x": np.maximum(rising, falling)}[hatch]


def _gap(place: npt.NDArray[np.integer], period: float) -> Floats:
    """Distance to the nearest multiple of the period."""
    return np.asarray(np.abs((place + 0.5 * period) % period - 0.5 * period), dtype=np.float64)


def _inked(distance: Floats, thickness: float) -> Singles:
    return np.clip(0.5 * thickness + 0.5 - distance, 0.0, 1.0).astype(np.float32)
