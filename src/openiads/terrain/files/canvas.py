"""The heights of one window, put together from one raster or from many, strip by strip.

A cell without a height is an error, never sea, unless it lies beyond the reach that was asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError
from openiads.ground.machine import too_much
from openiads.ground.units import KM
from openiads.terrain.files import mosaic, raster
from openiads.terrain.files.raster_checks import to_metres
from openiads.terrain.maps.grid import Grid, Heights
from openiads.terrain.maps.outline import Around, Outline, Window

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# Dry land lies between the Dead Sea shore and Everest.
LOWEST, HIGHEST = -500.0, 9000.0
# What is past the deepest sea and the feet of the highest mountain is no height at all.
DEEPEST, HIGHEST_FEET = -12_000.0, 29_100.0
UNDECLARED = (-32768.0, -32767.0, -9999.0, 9999.0)
"""Heights [m] that stand for no height in files that do not say so."""
USUAL = (-99.0, -999.0, -9999.0, 999.0, 9999.0, -32768.0, -32767.0, 32767.0)
"""Marks of no height as they stand in files, before scale and offset."""
OFTEN, REPEATED = 0.05, 2
"""Least share of the impossible heights, and least number of cells, that make one value look like a mark."""
USUALLY = 2.0
"""A usual mark is suspected where it is this many times as frequent as other values are on average."""
MOST_CELLS = 400_000_000
"""1.6 GB of heights, a country at 1 arc-second."""
MAPS = 4
"""Maps of as many cells that are made of one that is read: the highest around each, what is seen."""
KEPT = 20
"""Commonest impossible heights of a strip that are counted."""
STRIP = 4_000_000
"""Cells read at a time, so that one file's own type and mask never stand beside all of the heights."""
FILL = "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"


@dataclass
class Faults:
    """What is wrong with the cells of one raster, strip by strip."""

    read: int = 0
    void: int = 0
    deep: int = 0
    high: int = 0
    highest: float = 0.0  # [m]
    kinds: int = 0  # different impossible heights of a strip, at most
    marks: Counter[float] = field(default_factory=Counter)  # how often impossible heights [m] are met

    def add(self, heights: Heights, void: Mask, wrong: Mask, usual: Heights) -> None:
        """Count the cells of a strip that were asked for and are no heights; `usual` marks are kept apart."""
        self.read += wrong.size
        if not wrong.any():
            return
        self.void += int(np.count_nonzero(wrong & void))
        seen = heights[wrong & ~void]
        if len(seen):
            self.deep += int(np.count_nonzero(seen < LOWEST))
            self.high += int(np.count_nonzero(seen > HIGHEST))
            self.highest = max(self.highest, float(seen.max()))
            values, counts = np.unique(seen, return_counts=True)
            self.kinds = max(self.kinds, len(values))
            kept = np.unique(np.append(np.argsort(counts)[-KEPT:], np.flatnonzero(np.isin(values, usual))))
            self.marks.update({float(values[k]): int(counts[k]) for k in kept})

    def suspects(self, usual: Heights) -> list[tuple[float, int]]:
        """Values [m] that may be marks of no height, and how many cells have each; the commonest first."""
        impossible = self.deep + self.high
        return [
            (value, count)
            for value, count in self.marks.most_common()
            if (count >= max(OFTEN * impossible, REPEATED))
            or (np.float32(value) in usual and count >= min(OFTEN, USUALLY / self.kinds) * impossible)
        ]


class Canvas:
    """Heights [m] of a window, to be filled; NaN where nothing was painted.

    Parameters
    ----------
    name : what the user calls the map
    outline : of the window
    around : what was asked, if not everything
    """

    def __init__(self, name: str, outline: Outline, around: Around | None) -> None:
        self.name = name
        self.outline = outline
        self.around = around
        self.sea: Mask | None = None
        cells = outline.rows * outline.columns
        if cells == 0:
            raise TerrainError(_nothing_there(name, outline, around))
        if cells > MOST_CELLS:
            raise TerrainError(
                f"{name}: {outline.rows} x {outline.columns} cells are asked for, {cells} in all; "
                f"at most {MOST_CELLS} are read; ask for a shorter range, "
                "cut it to the area with `gdalwarp -te`, or coarsen it with `-tr`"
            )
        short = too_much(MAPS * 4.0 * cells)
        if short:
            raise TerrainError(
                f"{name}: {outline.rows} x {outline.columns} cells {short}; ask for a shorter range, "
                "cut it to the area with `gdalwarp -te`, or coarsen it with `-tr`"
            )
        self.heights: Heights = np.full((outline.rows, outline.columns), np.nan, dtype=np.float32)

    def paint(self, path: str, dataset: Any, outline: Outline, at: tuple[int, int]) -> None:
        """Read what lies of an open raster on the canvas; `at` is where its first cell comes to lie."""
        faults = Faults()
        for shift in outline.shifts:
            row, column = at[0], at[1] + shift
            common = outline.whole.moved(row, column).within(self.outline.whole)
            if 0 not in common.shape:
                _require_covered(path, dataset, common.moved(-row, -column))
                self._paint(dataset, outline, common, (row, column), faults)
        if faults.void or faults.deep or faults.high:
            raise TerrainError(_told(path, dataset, faults))

    def paint_sea(self, window: Window) -> None:
        """Mark as sea, at 0 m, what was not painted of a window that a source's own list calls sea."""
        if self.sea is None:
            self.sea = np.zeros(self.heights.shape, dtype=np.bool_)
        for shift in self.outline.shifts:
            top, bottom, left, right = common = window.moved(0, shift).within(self.outline.whole)
            if 0 not in common.shape:
                bare = np.isnan(self.heights[top:bottom, left:right])
                self.heights[top:bottom, left:right][bare] = 0.0
                self.sea[top:bottom, left:right] |= bare

    def bare(self) -> Iterator[tuple[Indices, Indices]]:
        """Rows and columns that were asked for and not painted, in a few pieces."""
        rows = max(1, STRIP // self.outline.columns)
        for top in range(0, self.outline.rows, rows):
            found = np.nonzero(self._asked(top, 0, np.isnan(self.heights[top : top + rows])))
            if len(found[0]):
                yield found[0] + top, found[1]

    def grid(self, source: str) -> Grid:
        """The map."""
        o = self.outline
        return Grid(
            self.name, self.heights, o.north, o.west, o.row_spacing, o.column_spacing,
            sea=self.sea, source=source, projection=o.projection, geographic=o.geographic,
        )  # fmt: skip

    def _paint(
        self, dataset: Any, outline: Outline, window: Window, at: tuple[int, int], faults: Faults
    ) -> None:
        rows, usual = max(1, STRIP // window.shape[1]), _scaled(dataset, np.array(USUAL, dtype=np.float32))
        for top in range(window.top, window.bottom, rows):
            strip = window._replace(top=top, bottom=min(top + rows, window.bottom))
            heights, void = _read(dataset, outline, strip.moved(-at[0], -at[1]))
            void |= (heights < DEEPEST) | (heights > HIGHEST_FEET)
            bad = void | (heights < LOWEST) | (heights > HIGHEST)
            faults.add(heights, void, self._asked(strip.top, strip.left, bad), usual)
            heights[bad] = np.nan
            self.heights[strip.top : strip.bottom, strip.left : strip.right] = heights

    def _asked(self, top: int, left: int, cells: Mask) -> Mask:
        """Those of the cells that lie within the reach; `top` and `left` are those of their corner."""
        return (
            cells if self.around is None or not cells.any() else self._within(self.around, top, left, cells)
        )

    def _within(self, around: Around, top: int, left: int, cells: Mask) -> Mask:
        latitude, longitude, reach = around
        rows, columns = np.nonzero(cells)
        place = self.grid("").polar(
            latitude, longitude, (rows + top).astype(np.float64), (columns + left).astype(np.float64)
        )
        out = np.zeros_like(cells)
        out[rows, columns] = place[1] <= reach
        return out


def _told(path: str, dataset: Any, faults: Faults) -> str:
    """What is wrong with the cells of a raster, and what helps."""
    if not (faults.deep or faults.high):
        return f"{path}: {faults.void} of {faults.read} cells read have no height; {FILL}"
    sea = (
        "set the sea to 0 m, "
        f"for instance with `gdal_calc.py -A {path} --calc='maximum(A,0)' --outfile=surface.tif`"
    )
    suspects = faults.suspects(_scaled(dataset, np.array(USUAL, dtype=np.float32)))
    if suspects:
        rest = "or for the others, " if sum(n for _, n in suspects) < faults.deep + faults.high else ""
        other = (
            f"and the heights are feet, convert them with {to_metres(path)}" if faults.high else rest + sea
        )
        return (
            f"{path}: {faults.deep + faults.high} of {faults.read} cells read have impossible heights, "
            f"{_listed(path, dataset, suspects)}; if not, {other}"
        )
    if faults.high:
        return (
            f"{path}: {faults.high} of {faults.read} cells read are above {HIGHEST:g} m, "
            f"the highest {faults.highest:.0f}, and no ground is; "
            f"if the heights are feet, convert them with {to_metres(path)}"
        )
    return (
        f"{path}: {faults.deep} of {faults.read} cells read are below {LOWEST:g} m, "
        f"as the sea floor is; the surface of land and sea is read, {sea}"
    )


def _listed(path: str, dataset: Any, suspects: list[tuple[float, int]]) -> str:
    """Which values may be marks of no height, and how they are declared."""
    seen = ", ".join(f"{count} of them at {value:g} m" for value, count in suspects)
    raw = [f"{(value - dataset.offsets[0]) / dataset.scales[0]:.7g}" for value, _ in suspects]
    if len(raw) == 1:
        return (
            f"{seen}; such a value may mark missing heights without the file saying so: "
            f"if so, declare it with `gdal_edit.py -a_nodata {raw[0]} {path}` and {FILL}"
        )
    return (
        f"{seen}; such values may mark missing heights without the file saying so: if so, declare one "
        f"after the other, {', '.join(raw)}, with `gdal_edit.py -a_nodata {raw[0]} {path}` and {FILL}"
    )


def _scaled(dataset: Any, raw: npt.NDArray[Any]) -> Heights:
    """Heights [m] of values as they stand in the file; infinite where a float64 is too large to be one."""
    with np.errstate(over="ignore", invalid="ignore"):
        heights: Heights = raw.astype(np.float32)
        heights *= dataset.scales[0]
        heights += dataset.offsets[0]
    return heights


def _nothing_there(name: str, outline: Outline, around: Around | None) -> str:
    if around is None:
        return f"{name}: has no cells; give a file of elevations in metres"
    return (
        f"{name}: nothing of it lies within {around.reach / KM:g} km of "
        f"{math.degrees(around.latitude):.4f} deg north, {math.degrees(around.longitude):.4f} deg east; "
        "move the site there or name a terrain file that covers it"
    )


def _read(dataset: Any, outline: Outline, window: Window) -> tuple[Heights, Mask]:
    """Heights [m] of a window, from the north, and where there is none."""
    top, bottom, left, right = window
    from_south = dataset.transform.e > 0.0
    if from_south:
        top, bottom = outline.rows - bottom, outline.rows - top
    band = dataset.read(1, masked=True, window=((top, bottom), (left, right)))
    raw = band.filled(0)
    heights = _scaled(dataset, raw)
    # What a file does not declare is judged as a height; only the ends of its type are marks as such.
    void: Mask = np.ma.getmaskarray(band) | np.isin(heights, UNDECLARED) | ~np.isfinite(heights)
    if raw.dtype.kind in "iu" and raw.dtype.itemsize > 1:
        ends = np.iinfo(raw.dtype)
        void |= (raw == ends.max) | ((raw == ends.min) & (ends.min < 0))
    heights[void] = 0.0
    return (heights[::-1], void[::-1]) if from_south else (heights, void)


def _require_covered(path: str, dataset: Any, window: Window) -> None:
    """What no source of a VRT covers is no height, although it reads as 0."""
    if dataset.driver != "VRT":
        return
    raster.require_sources(path, dataset, window)
    patches = mosaic.patches(dataset.name)
    if not patches:
        return
    covered = np.zeros(window.shape, dtype=np.bool_)
    for patch in patches:
        common = patch.within(window)
        if 0 not in common.shape:
            top, bottom, left, right = common.moved(-window.top, -window.left)
            covered[top:bottom, left:right] = True
    bare = covered.size - int(np.count_nonzero(covered))
    if bare:
        raise TerrainError(
            f"{path}: {bare} of {covered.size} cells read are covered by none of its sources; "
            "add what is missing with `gdalbuildvrt`, or ask for a shorter range"
        )
