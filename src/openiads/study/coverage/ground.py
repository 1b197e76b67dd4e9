"""The ground of a study: a map in its own cells, or in blocks of them, and its heights where sites stand.

A block's mean lowers a hilltop and the radar on it; its highest height lifts a radar out of its valley, and
then it looks over ground that was lifted with it.  So antennas keep the ground of the finer map, on both
surfaces (`docs/decisions/0007-blocks-of-a-finer-map.md` says what that was chosen by).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from openiads.ground.errors import OutOfRange
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import RadarSite
from openiads.study.coverage.defence import on_high_ground
from openiads.study.coverage.map_window import Disc, fewest_cells_to_a_block, require_few
from openiads.study.coverage.question import Question
from openiads.terrain.files.blocks import Source, around_all, read
from openiads.terrain.files.sources import MOST_WHOLE, height_in, open_terrain, source_named
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import Around

CELL_WORDS = {
    "mean": "mean height of each cell",
    "max": "highest of each cell and its eight neighbours, but around antennas",
}
BLOCK_WORDS = {"mean": "mean", "max": "highest"}
SAME = 0.99
"""Cells narrower than this share of the map's own are refused: nothing is made up between heights."""


def ground_of(name: str, asked: Question, discs: list[Disc]) -> Grid:
    """The map called `name` around discs: whole, or of a vast one a window, in its own cells or in blocks."""
    if name == "flat":
        _require_no_cell(asked)
        return open_terrain(name)
    around = [Around(*place, radius) for place, radius in discs]
    with source_named(name) as source:
        size = _size(source, asked, around)
        if size > 1 or source.outline.rows * source.outline.columns > MOST_WHOLE:
            return read(source, around, size)
    return open_terrain(name)


def standing(plan: Plan, grid: Grid) -> Plan:
    """The plan with antennas at their altitude over the mean ground, or over the finer map under blocks."""
    if grid.blocks is None:
        return _surveyed(plan, grid.require)
    with source_named(plan.area.terrain) as source:
        return _surveyed(plan, partial(height_in, source))


def _surveyed(plan: Plan, height: Callable[[float, float, str], float]) -> Plan:
    def survey(radar: RadarSite) -> RadarSite:
        if radar.altitude is not None:
            return radar
        return replace(radar, altitude=height(*radar.site, f"radar {radar.name}") + radar.height)

    return replace(plan, radars=[survey(radar) for radar in plan.radars])


def on_best_sites(plan: Plan, grid: Grid, within: float) -> Plan:
    """The same defence, every ground site on the highest ground of the finer map within a distance [m]."""
    if grid.blocks is None:
        return on_high_ground(plan, lambda _: grid, within)
    with source_named(plan.area.terrain) as source:

        def near(site: Place) -> Grid:
            return read(source, [Around(*site, within)], 1)

        return on_high_ground(plan, near, within)


def ground_words(grid: Grid, surfaces: Sequence[str]) -> str:
    """What a cell of a map stands for on its surfaces, in words."""
    if not grid.heights.any():
        return "smooth earth"
    if grid.blocks is not None:
        size, cell = grid.blocks.size, grid.blocks.cell
        which = " and ".join(BLOCK_WORDS[surface] for surface in surfaces)
        return f"{which} of blocks of {size} x {size} cells of {cell:.0f} m"
    return " and ".join(CELL_WORDS[surface] for surface in surfaces)


def _size(source: Source, asked: Question, around: list[Around]) -> int:
    """Cells of the map along an edge of a block."""
    window = around_all(source.outline, around)
    own, (rows, columns) = source.outline.cut(window).cell, window.shape
    if asked.cell is not None:
        if asked.cell < SAME * own:
            raise OutOfRange(
                f"cell_m: is {asked.cell:g}; the cells of '{source.name}' are {own:.0f} m, as wide or wider "
                "is allowed; no heights are interpolated; name a finer map"
            )
        size = max(round(asked.cell / own), 1)
        require_few(source.name, rows // size, columns // size)
        return size
    return fewest_cells_to_a_block(rows, columns)


def _require_no_cell(asked: Question) -> None:
    if asked.cell is not None:
        raise OutOfRange(
            f"cell_m: is {asked.cell:g}; 'flat' is a smooth earth without cells of its own; leave it out"
        )
