"""What stands beside a map on paper: its key, its scale bar, its imprint."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from openiads.ground.units import KM
from openiads.report.ink.page import GREY, INK, LINE_MM, Page, width_mm_of, wrapped
from openiads.report.ink.paint import LEVEL, paint
from openiads.report.maps.map_layers import Key
from openiads.report.maps.paper_canvas import MARKS, PENS, PER_MM, PaperCanvas

SWATCH_MM = (6.5, 3.2)
TEXT_AT_MM = 8.5
GAP_MM = 1.2


def lines_of(key: Key, width_mm: float) -> list[str]:
    """Text of a key, broken to a width."""
    if key.is_heading:
        return wrapped(key.text, width_mm, weight="bold")
    return wrapped(key.text, width_mm - TEXT_AT_MM)


def key_height_mm(key: Key, width_mm: float) -> float:
    """Height that a key takes."""
    return len(lines_of(key, width_mm)) * LINE_MM + GAP_MM


def columns_of(keys: Sequence[Key], width_mm: float, n_columns: int) -> list[list[Key]]:
    """Keys in columns of about the same height; a heading never stands last in its column."""
    whole = sum(key_height_mm(key, width_mm) for key in keys)
    columns: list[list[Key]] = [[]]
    used = 0.0
    for key in keys:
        full = used >= whole * len(columns) / n_columns - 1e-9
        groups = key.is_heading and used + 4.0 * LINE_MM > whole * len(columns) / n_columns
        if columns[-1] and len(columns) < n_columns and (full or groups):
            columns.append([])
        columns[-1].append(key)
        used += key_height_mm(key, width_mm)
    return columns


def legend_height_mm(keys: Sequence[Key], width_mm: float, n_columns: int = 1) -> float:
    """Height of the tallest column."""
    columns = columns_of(keys, width_mm, n_columns)
    return max(sum(key_height_mm(key, width_mm) for key in column) for column in columns)


def draw_legend(
    page: Page, keys: Sequence[Key], left_mm: float, top_mm: float, width_mm: float, n_columns: int = 1
) -> None:
    """Draw a key; each of its columns has the width."""
    for number, column in enumerate(columns_of(keys, width_mm, n_columns)):
        left, y = left_mm + number * (width_mm + 3.0), top_mm
        for key in column:
            _symbol(page, key, left, y)
            at = left + (0.0 if key.is_heading else TEXT_AT_MM)
            weight = "bold" if key.is_heading else "normal"
            below = page.paragraph(at, y + 2.5, lines_of(key, width_mm), fontweight=weight)
            y = below - 2.5 + GAP_MM


def _symbol(page: Page, key: Key, left: float, top: float) -> None:
    wide, tall = SWATCH_MM
    dots = page.dots_per_mm
    if key.ink is not None:
        left, top = round(left * dots) / dots, round(top * dots) / dots
        shape = round(tall * dots), round(wide * dots)
        level = np.full(shape, LEVEL, dtype=np.float32)
        page.picture(page.axes, paint(np.zeros(shape, dtype=np.intp), [key.ink], level, dots), left, top)
        across, down = shape[1] / dots, shape[0] / dots
        xs, ys = [left, left + across, left + across, left, left], [top, top, top + down, top + down, top]
        page.axes.plot(xs, ys, color=INK, linewidth=0.3, solid_joinstyle="miter")
    if key.kind in PENS:
        page.axes.plot([left, left + wide], [top + 0.5 * tall] * 2, **PENS[key.kind][-1])
    elif key.kind:
        page.axes.plot([left + 0.5 * wide], [top + 0.5 * tall], **MARKS[key.kind])


def scale_length_km(canvas: PaperCanvas, most_mm: float) -> float:
    """A round length that fits on paper."""
    most_km = most_mm / mm_per_m(canvas) / KM
    power = 10.0 ** math.floor(math.log10(most_km))
    return max(factor * power for factor in (1.0, 2.0, 4.0) if factor * power <= most_km)


def mm_per_m(canvas: PaperCanvas) -> float:
    """Scale of a map in its plane."""
    return canvas.per_m / PER_MM


def draw_scale_bar(page: Page, canvas: PaperCanvas, left_mm: float, top_mm: float, most_mm: float) -> None:
    """A bar of two halves; it holds in the middle of the map, and within 1 % up to 1200 km away."""
    from matplotlib.patches import Rectangle

    length_km = scale_length_km(canvas, most_mm)
    length = canvas.section.ground_length(length_km * KM) * mm_per_m(canvas)
    top = top_mm + 4.2
    for start, colour in ((0.0, INK), (0.5, "white")):
        bar = Rectangle(
            (left_mm + start * length, top), 0.5 * length, 1.1, facecolor=colour, edgecolor=INK, linewidth=0.5
        )
        bar.set_gid(f"scale-bar-{start:g}")
        page.axes.add_patch(bar)
    for share, align in ((0.0, "left"), (0.5, "center"), (1.0, "center")):
        unit = " km" if share == 1.0 else ""
        at = left_mm + share * length
        if share == 1.0:  # the number stands over the end, its unit behind it
            at, align = at - 0.5 * width_mm_of(f"{length_km:g}"), "left"
        page.words(at, top - 1.0, f"{share * length_km:g}{unit}", ha=align)


def draw_footer(page: Page, lines: Sequence[str], left_mm: float, top_mm: float) -> None:
    """The imprint below everything."""
    page.paragraph(left_mm, top_mm + 2.5, lines, color=GREY)
