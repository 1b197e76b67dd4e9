"""Pages of maps: where title, maps, key, scale bar and imprint stand."""

from __future__ import annotations

from collections.abc import Sequence

from openiads.ground.errors import OutOfRange
from openiads.report.coverage.imprint import imprint_text
from openiads.report.coverage.scene import Scene, section_of
from openiads.report.ink.page import LINE_MM, TITLE_PT, Page, new_page, wrapped
from openiads.report.maps.map_layers import Key
from openiads.report.maps.paper_canvas import PaperCanvas
from openiads.report.maps.paper_furniture import draw_footer, draw_legend, draw_scale_bar, legend_height_mm

EDGE_MM, GAP_MM = 1.0, 4.0
TITLE_MM, PANEL_TITLE_MM, NOTE_MM = 4.6, 4.4, 3.2
DEGREES_LEFT_MM, DEGREES_BELOW_MM = 10.5, 5.5
"""Bands beside and below a map for the degrees."""
LEGEND_MM = 44.0
SCALE_BAR_MM, LONGEST_BAR_MM = 8.0, 36.0
FILLED = 0.95
"""Share of a line that the imprint fills: hinted type at fewer dots is wider than what is measured here."""
NARROW_MM = 130.0
"""Pages narrower than this have their key below the map, in two columns."""
WIDTHS_MM = 80.0, 420.0
DOTS_PER_INCH = 50, 1200


def check_size(width_mm: float, dots_per_inch: int) -> None:
    """Refuse a page on which nothing could be read, or that no memory holds."""
    if not WIDTHS_MM[0] <= width_mm <= WIDTHS_MM[1]:
        raise OutOfRange(
            f"width of the page is {width_mm:g} mm; allowed are {WIDTHS_MM[0]:g} to {WIDTHS_MM[1]:g}, "
            "one column of a journal is 89, two are 183"
        )
    if not DOTS_PER_INCH[0] <= dots_per_inch <= DOTS_PER_INCH[1]:
        raise OutOfRange(
            f"resolution of the page is {dots_per_inch} dots per inch; allowed are {DOTS_PER_INCH[0]} to "
            f"{DOTS_PER_INCH[1]}, journals ask for 300"
        )


def single_map(
    scene: Scene, title: str, keys: Sequence[Key], width_mm: float, dots_per_inch: int
) -> tuple[Page, PaperCanvas]:
    """A page with one empty map and all that stands around it."""
    check_size(width_mm, dots_per_inch)
    section = section_of(scene)
    narrow = width_mm < NARROW_MM
    inner_mm = width_mm - 2.0 * EDGE_MM
    map_mm = inner_mm - DEGREES_LEFT_MM - (0.0 if narrow else GAP_MM + LEGEND_MM)
    tall_mm = map_mm * section.height / section.width
    heading = wrapped(title, map_mm, TITLE_PT, "bold")
    top_mm = EDGE_MM + len(heading) * TITLE_MM
    left_mm = EDGE_MM + DEGREES_LEFT_MM
    if narrow:
        key_mm, n_columns = 0.5 * (inner_mm - 3.0), 2
        bar = left_mm, top_mm + tall_mm + DEGREES_BELOW_MM
        key = EDGE_MM, bar[1] + SCALE_BAR_MM
        below_mm = key[1] + legend_height_mm(keys, key_mm, n_columns)
    else:
        key_mm, n_columns = LEGEND_MM, 1
        key = left_mm + map_mm + GAP_MM, top_mm
        under_key_mm = top_mm + legend_height_mm(keys, key_mm) + 1.0
        bar = key[0], max(under_key_mm, top_mm + tall_mm - SCALE_BAR_MM + 2.0)
        below_mm = max(top_mm + tall_mm + DEGREES_BELOW_MM, bar[1] + SCALE_BAR_MM)
    footer = wrapped(imprint_text(scene.imprint), FILLED * inner_mm)
    page = _page(scene, width_mm, below_mm, len(footer), dots_per_inch)
    canvas = PaperCanvas(page, section, (left_mm, top_mm, map_mm, tall_mm))
    _title(page, heading, left_mm)
    draw_legend(page, keys, *key, key_mm, n_columns)
    draw_scale_bar(page, canvas, *bar, LONGEST_BAR_MM)
    draw_footer(page, footer, EDGE_MM, below_mm)
    return page, canvas


def panel_columns(width_mm: float) -> int:
    """Small maps that stand side by side."""
    return 2 if width_mm < NARROW_MM else 3


def panel_maps(
    scene: Scene, title: str, headings: Sequence[tuple[str, str]], keys: Sequence[Key],
    width_mm: float, dots_per_inch: int,
) -> tuple[Page, list[PaperCanvas]]:  # fmt: skip
    """A page with a small empty map for each heading (what, note); the key stands where there is room."""
    check_size(width_mm, dots_per_inch)
    section = section_of(scene)
    n_columns = panel_columns(width_mm)
    inner_mm = width_mm - 2.0 * EDGE_MM
    left_mm = EDGE_MM + DEGREES_LEFT_MM
    map_mm = (inner_mm - DEGREES_LEFT_MM - (n_columns - 1) * GAP_MM) / n_columns
    tall_mm = map_mm * section.height / section.width
    heading = wrapped(title, inner_mm - DEGREES_LEFT_MM, TITLE_PT, "bold")
    above_mm = PANEL_TITLE_MM + (NOTE_MM if any(note for _, note in headings) else 0.0)
    pitch_mm = above_mm + tall_mm + DEGREES_BELOW_MM
    first_mm = EDGE_MM + len(heading) * TITLE_MM + above_mm
    places = [
        (left_mm + (i % n_columns) * (map_mm + GAP_MM), first_mm + (i // n_columns) * pitch_mm)
        for i in range(len(headings) + 1)
    ]
    spare = len(headings) % n_columns > 0
    n_rows = -(-len(headings) // n_columns)
    maps_end_mm = first_mm + n_rows * pitch_mm - above_mm
    key = places[-1] if spare else (left_mm, maps_end_mm)
    key_mm = map_mm if spare else 0.5 * (inner_mm - DEGREES_LEFT_MM - 3.0)
    key_columns = 1 if spare else 2
    bar = key[0], key[1] + legend_height_mm(keys, key_mm, key_columns)
    below_mm = max(maps_end_mm, bar[1] + SCALE_BAR_MM + 1.0)
    footer = wrapped(imprint_text(scene.imprint), FILLED * inner_mm)
    page = _page(scene, width_mm, below_mm, len(footer), dots_per_inch)
    _title(page, heading, left_mm)
    canvases = [
        PaperCanvas(
            page, section, (*place, map_mm, tall_mm),
            left=number % n_columns == 0, bottom=number + n_columns >= len(headings),
        )
        for number, place in enumerate(places[:-1])
    ]  # fmt: skip
    for number, ((what, note), (x, y)) in enumerate(zip(headings, places, strict=False)):
        page.words(x, y - above_mm + 2.9, chr(ord("a") + number), fontweight="bold")
        page.words(x + 3.2, y - above_mm + 2.9, what)
        page.words(x + 3.2, y - above_mm + 2.9 + NOTE_MM, note)
    draw_legend(page, keys, *key, key_mm, key_columns)
    draw_scale_bar(page, canvases[0], *bar, min(LONGEST_BAR_MM, key_mm - 6.0))
    draw_footer(page, footer, EDGE_MM, below_mm)
    return page, canvases


def _page(scene: Scene, width_mm: float, below_mm: float, n_lines: int, dots_per_inch: int) -> Page:
    height_mm = below_mm + n_lines * LINE_MM + EDGE_MM
    return new_page(width_mm, height_mm, dots_per_inch, f"openiads {scene.imprint.version}")


def _title(page: Page, lines: Sequence[str], left_mm: float) -> None:
    for number, line in enumerate(lines):
        page.words(left_mm, EDGE_MM + 3.2 + number * TITLE_MM, line, TITLE_PT, fontweight="bold")
