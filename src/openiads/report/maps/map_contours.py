"""Contours of a painted field, thinned to what paper can carry, with their numbers on the line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DEG
from openiads.report.ink.page import width_mm_of
from openiads.report.maps.chart import simplified
from openiads.report.maps.labels import turned_boxes
from openiads.report.maps.map_layers import TEXT_MM, Canvas

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

STYLE = {"colors": "#222222", "linewidths": 0.35, "zorder": 10}
SHORTEST_MM = 7.0
"""Closed lines shorter than this are left to the colours: over mountains there are thousands."""
LABELS = 3
"""At most so many numbers on the lines of one altitude."""
APART_MM = 30.0
SMOOTHED_MM, STRAY_MM = 0.3, 1.0
"""A number stands where the line, smoothed by the one, strays from a straight by no more than the other."""


def contour_lines(field: Singles, level: float, dots_per_mm: float) -> list[Floats]:
    """Lines (points, 2) [mm] where a picture of numbers passes a level; none along what is unknown."""
    from contourpy import contour_generator

    # What jumps to infinity is crossed half-way, as if it only reached twice the level.
    bounded = np.ma.masked_invalid(np.clip(field, -2.0 * abs(level), 2.0 * abs(level)))
    found: Any = contour_generator(z=bounded).lines(level)
    return [(np.asarray(line) + 0.5) / dots_per_mm for line in found]


def draw_contours(canvas: Canvas, field: Singles, levels_m: Sequence[float]) -> None:
    """Long contours of each altitude with their numbers, and the edge of what is seen at all without one."""
    # Where the reach of a radar ends, every altitude would run along the same line.
    within = np.where(np.isinf(field), np.nan, field)
    for level_m in levels_m:
        _number(canvas, _draw(canvas, within, level_m, STYLE), in_metres(level_m))
    _draw(canvas, np.where(np.isfinite(field), 0.0, field), 1.0, STYLE)


def draw_outline(canvas: Canvas, field: Singles, level_m: float, line: dict[str, Any]) -> None:
    """One contour in the style of a line of the key."""
    style = {
        "colors": line["color"], "linewidths": line["linewidth"], "linestyles": [(0.0, line["dashes"])],
        "zorder": 15,
    }  # fmt: skip
    _draw(canvas, field, level_m, style)


def _draw(canvas: Canvas, field: Singles, level_m: float, style: dict[str, Any]) -> list[Floats]:
    from matplotlib.collections import LineCollection

    lines = [
        line for line in contour_lines(field, level_m, canvas.dots_per_mm) if _length(line) >= SHORTEST_MM
    ]
    canvas.axes.add_collection(LineCollection(lines, **style), autolim=False)
    return lines


def _length(line: Floats) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def in_metres(altitude_m: float) -> str:
    """An altitude as maps print it, with a thin space between thousands: `10\u2009000 m`."""
    return f"{altitude_m:,.10g}".replace(",", "\u2009") + "\u2009m"


def _number(canvas: Canvas, lines: list[Floats], text: str) -> None:
    """The altitude on its line, where the line runs straight enough to be read along."""
    wide = width_mm_of(text) + 0.6
    found = [part for line in lines for part in _parts(simplified(line, SMOOTHED_MM), wide)]
    put: list[tuple[float, float]] = []
    for _, x, y, slant_deg in sorted(found):
        if len(put) == LABELS:
            return
        boxes = turned_boxes(x, y, wide, TEXT_MM, slant_deg)
        far = all(math.hypot(x - a, y - b) > APART_MM for a, b in put)
        free = not any(canvas.crosses_ring(box) or canvas.cost(box) for box in boxes)
        if far and free and canvas.holds(x, y, 0.5 * wide + 0.5):
            for box in boxes:
                canvas.take(box)
            canvas.haloed(
                x, y, text, rotation=slant_deg, ha="center", va="center", rotation_mode="anchor", zorder=12
            )
            put.append((x, y))


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
    straight = (strays.max(axis=1) < STRAY_MM) & (length > 0.85 * wide)
    bad = strays.max(axis=1) / STRAY_MM + np.abs(slant_deg) / 45.0
    columns = (bad, 0.5 * (x[:, 0] + x[:, -1]), 0.5 * (y[:, 0] + y[:, -1]), slant_deg)
    return list(zip(*(column[straight].tolist() for column in columns), strict=True))
