"""What stands beside a map: its key, its scale bar, and the line that says what it rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from openiads.ground.frames import destination
from openiads.ground.units import KM
from openiads.report.ink.page import GREY, INK, LINE_MM, Page, width_mm_of, wrapped
from openiads.report.ink.paint import LEVEL, Ink, paint
from openiads.report.ink.svg import joined
from openiads.report.maps.map_layers import Canvas
from openiads.study.coverage.ground import CELL_WORDS
from openiads.terrain.borders import borders

SWATCH_MM = (6.5, 3.2)
TEXT_AT_MM = 8.5
GAP_MM = 1.2
SURFACES = CELL_WORDS | {"band": "mean and highest height as a band"}
STANDARD_REFRACTION = 4.0 / 3.0


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a map rests on; it is printed on the map itself."""

    scenario: str  # none, if the map is of a single antenna
    version: str
    terrain: str
    cell_m: float
    surface: Literal["mean", "max", "band"]
    refraction: float | str  # effective over true Earth radius, or the model's name
    source: str  # of the terrain, with its credit
    radars: tuple[str, ...] = ()
    rcs_m2: float | None = None
    notes: tuple[str, ...] = ()
    ground: str = ""  # what a cell stands for, if it is none of the usual


def imprint_text(imprint: Imprint) -> str:
    """The imprint as running text."""
    given = imprint.refraction
    if isinstance(given, str):
        bent = given
    else:
        share = "4/3" if math.isclose(given, STANDARD_REFRACTION, rel_tol=1e-3) else f"{given:g}"
        bent = f"effective Earth radius {share} of the true one"
    parts = [
        f"Terrain {imprint.terrain}, cells of {imprint.cell_m:,.0f} m, "
        f"{imprint.ground or SURFACES[imprint.surface]}; "
        f"{imprint.source.rstrip('.')}.",
        f"Refraction: {bent}.",
    ]
    if imprint.radars:
        parts.append(f"Radars: {joined(imprint.radars)}.")
    if imprint.rcs_m2 is not None:
        parts.append(f"Target: {imprint.rcs_m2:g} m² radar cross-section.")
    parts += [note.rstrip(".") + "." for note in imprint.notes]
    parts.append(f"Coasts and borders: {borders().credit.rstrip('.')}. Stereographic projection.")
    scenario = f"Scenario {imprint.scenario}, " if imprint.scenario else ""
    parts.append(f"{scenario}openiads {imprint.version}.")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Key:
    """One line of a key: a swatch of ink, a line, a marker, or a heading without any."""

    text: str
    ink: Ink | None = None
    line: dict[str, Any] | None = None
    marker: dict[str, Any] | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it stands over the lines that follow."""
        return self.ink is None and self.line is None and self.marker is None

    def lines(self, width_mm: float) -> list[str]:
        """Its text, broken to a width."""
        if self.is_heading:
            return wrapped(self.text, width_mm, weight="bold")
        return wrapped(self.text, width_mm - TEXT_AT_MM)

    def height_mm(self, width_mm: float) -> float:
        """Height that it takes."""
        return len(self.lines(width_mm)) * LINE_MM + GAP_MM


def columns_of(keys: Sequence[Key], width_mm: float, n_columns: int) -> list[list[Key]]:
    """Keys in columns of about the same height; a heading never stands last in its column."""
    whole = sum(key.height_mm(width_mm) for key in keys)
    columns: list[list[Key]] = [[]]
    used = 0.0
    for key in keys:
        full = used >= whole * len(columns) / n_columns - 1e-9
        groups = key.is_heading and used + 4.0 * LINE_MM > whole * len(columns) / n_columns
        if columns[-1] and len(columns) < n_columns and (full or groups):
            columns.append([])
        columns[-1].append(key)
        used += key.height_mm(width_mm)
    return columns


def legend_height_mm(keys: Sequence[Key], width_mm: float, n_columns: int = 1) -> float:
    """Height of the tallest column."""
    columns = columns_of(keys, width_mm, n_columns)
    return max(sum(key.height_mm(width_mm) for key in column) for column in columns)


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
            below = page.paragraph(at, y + 2.5, key.lines(width_mm), fontweight=weight)
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
    if key.line is not None:
        page.axes.plot([left, left + wide], [top + 0.5 * tall] * 2, **key.line)
    if key.marker is not None:
        page.axes.plot([left + 0.5 * wide], [top + 0.5 * tall], **key.marker)


def scale_length_km(canvas: Canvas, most_mm: float) -> float:
    """A round length that fits on paper."""
    most_km = most_mm / canvas.mm_per_m / KM
    power = 10.0 ** math.floor(math.log10(most_km))
    return max(factor * power for factor in (1.0, 2.0, 4.0) if factor * power <= most_km)


def ground_length_mm(canvas: Canvas, length_km: float) -> float:
    """What an east-west stretch of the ground measures on paper in the middle of the map."""
    window = canvas.window
    middle = window.inverse(0.5 * (window.west + window.east), 0.5 * (window.south + window.north))
    ends = destination(*middle, np.array([0.5, 1.5]) * math.pi, 0.5 * length_km * KM)
    x, y = window.forward(*ends)
    return float(np.hypot(np.ptp(x), np.ptp(y))) * canvas.mm_per_m


def draw_scale_bar(page: Page, canvas: Canvas, left_mm: float, top_mm: float, most_mm: float) -> None:
    """A bar of two halves; it holds in the middle of the map, and within 1 % up to 1200 km away."""
    from matplotlib.patches import Rectangle

    length_km = scale_length_km(canvas, most_mm)
    length = ground_length_mm(canvas, length_km)
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
