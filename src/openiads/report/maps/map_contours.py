"""Contours of a painted field, thinned to what paper can carry, with their numbers on the line."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DEG
from openiads.report.maps.labels import Box, turned_boxes
from openiads.report.maps.map_canvas import Canvas
from openiads.report.maps.map_layers import Contours
from openiads.report.maps.thinned import simplified

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

SHORTEST = 35.0
"""Closed lines shorter than this are left to the colours: over mountains there are thousands."""
LABELS = 3
"""Most numbers on the lines of one altitude."""
NUMBERS_APART = 150.0
SMOOTHED, STRAY = 1.5, 5.0
"""A number stands where the line, smoothed by the one, strays from a straight by no more than the other."""


def contour_lines(field: Singles, level: float, dots: float) -> list[Floats]:
    """Lines (points, 2) where a picture of numbers passes a level; none along what is unknown.

    dots : pixels in the measure of the lines
    """
    from contourpy import contour_generator

    # What jumps to infinity is crossed half-way, as if it only reached twice the level.
    bounded = np.ma.masked_invalid(np.clip(field, -2.0 * abs(level), 2.0 * abs(level)))
    found: Any = contour_generator(z=bounded).lines(level)
    return [(np.asarray(line) + 0.5) / dots for line in found]


def lay_contours(canvas: Canvas, layer: Contours) -> None:
    """Long contours of each level; of a numbered layer also the edge of what is seen at all."""
    field = canvas.ground(layer.grid).sampler.smooth(layer.values_m)
    if layer.kind != "contour":
        for level_m in layer.levels_m:
            _draw(canvas, field, level_m, layer.kind)
        return
    # Where the reach of a radar ends, every altitude would run along the same line.
    within = np.where(np.isinf(field), np.nan, field)
    for level_m in layer.levels_m:
        canvas.numbered.append((in_metres(level_m), _draw(canvas, within, level_m, layer.kind)))
    _draw(canvas, np.where(np.isfinite(field), 0.0, field), 1.0, layer.kind)


def number_contours(canvas: Canvas) -> None:
    """The altitudes on their lines."""
    for text, lines in canvas.numbered:
        _number(canvas, lines, text)


def _draw(canvas: Canvas, field: Singles, level_m: float, kind: str) -> list[Floats]:
    found = contour_lines(field, level_m, canvas.columns / canvas.width)
    lines = [line for line in found if _length(line) >= SHORTEST]
    canvas.stroke(kind, lines)
    return lines


def _length(line: Floats) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def in_metres(altitude_m: float) -> str:
    """An altitude as maps print it, with a thin space between thousands: `10\u2009000 m`."""
    return f"{altitude_m:,.10g}".replace(",", "\u2009") + "\u2009m"


def _number(canvas: Canvas, lines: list[Floats], text: str) -> None:
    """The altitude on its line, where the line runs straight enough to be read along."""
    wide, tall = canvas.width_of("number", text), canvas.type_height
    found = [part for line in lines for part in _parts(simplified(line, SMOOTHED), wide)]
    put: list[tuple[float, float]] = []
    for _, x, y, slant_deg in sorted(found):
        if len(put) == LABELS:
            return
        boxes = turned_boxes(x, y, wide, tall, slant_deg)
        far = all(math.hypot(x - a, y - b) > NUMBERS_APART for a, b in put)
        if far and canvas.holds(x, y, 0.5 * wide + 2.5) and _is_clear(canvas, boxes):
            for box in boxes:
                canvas.places.take(box)
            canvas.words("number", x, y, text, slant_deg)
            put.append((x, y))


def _is_clear(canvas: Canvas, boxes: list[Box]) -> bool:
    return not any(map(canvas.crosses_ring, boxes)) and not canvas.places.costs(boxes).any()


def _parts(line: Floats, wide: float) -> list[tuple[float, float, float, float]]:
    """Parts of a line that could carry a number: how bad, middle, slant of the type."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    starts = np.arange(0.0, along[-1] - wide, 0.15 * wide)
    if not len(starts):
        return []
    at = starts[:, None] + np.linspace(0.0, wide, 9)
    x, y = (np.interp(at, along, line[:, c]) for c in range(2))
    chord_x, chord_y = x[:, -1] - x[:, 0], y[:, -1] - y[:, 0]
    length = np.hypot(chord_x, chord_y)
    strays = np.abs((x - x[:, :1]) * chord_y[:, None] - (y - y[:, :1]) * chord_x[:, None]) / np.maximum(
        length[:, None], 1e-9
    )
    slant_deg = (np.arctan2(-chord_y, chord_x) / DEG + 90.0) % 180.0 - 90.0
    straight = (strays.max(axis=1) < STRAY) & (length > 0.85 * wide)
    bad = strays.max(axis=1) / STRAY + np.abs(slant_deg) / 45.0
    columns = (bad, 0.5 * (x[:, 0] + x[:, -1]), 0.5 * (y[:, 0] + y[:, -1]), slant_deg)
    return list(zip(*(column[straight].tolist() for column in columns), strict=True))
