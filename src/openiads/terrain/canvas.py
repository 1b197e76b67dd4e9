"""The heights of one window, put together from one raster or from many, strip by strip.

A cell without a height is an error, never sea, unless it lies beyond the reach that was asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError
from openiads.ground.units import KM
from openiads.terrain.checks import to_metres
from openiads.terrain.grid import Grid, Heights
from openiads.terrain.outline import Around, Outline, Window

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# Dry land lies between the Dead Sea shore and Everest.
LOWEST, HIGHEST = -500.0, 9000.0
# What is past the deepest sea and the feet of the highest mountain is no height at all.
DEEPEST, HIGHEST_FEET = -12_000.0, 29_100.0
UNDECLARED = (-32768.0, -32767.0, -9999.0, 9999.0)
"""Numbers that stand for no height in files that do not say so."""
MOST_CELLS = 400_000_000
"""1.6 GB of heights, a country at 1 arc-second."""
STRIP = 4_000_000
"""Cells read at a time, so that one file's own type and mask never stand beside all of the heights."""
FILL = "fill them, for instance with `gdal_fillnodata.py`, or cut the file to where it is whole"


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
        self.heights: Heights = np.full((outline.rows, outline.columns), np.nan, dtype=np.float32)

    def paint(self, path: str, dataset: Any, outline: Outline, at: tuple[int, int]) -> None:
        """Read what lies of an open raster on the canvas; `at` is where its first cell comes to lie."""
        faults: Counter[str] = Counter()
        for shift in (0, outline.turn, -outline.turn) if outline.turn else (0,):
            row, column = at[0], at[1] + shift
            common = outline.whole.moved(row, column).within(self.outline.whole)
            if 0 not in common.shape:
                _require_covered(path, dataset, common.moved(-row, -column))
                faults += self._paint(dataset, outline, common, row, column)
        self._raise(path, faults)

    def paint_sea(self, window: Window) -> None:
        """Mark as sea, at 0 m, what was not painted of a window that a source's own list calls sea."""
        top, bottom, left, right = window.within(self.outline.whole)
        if self.sea is None:
            self.sea = np.zeros(self.heights.shape, dtype=np.bool_)
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

    def _paint(self, dataset: Any, outline: Outline, window: Window, row: int, column: int) -> Counter[str]:
        faults: Counter[str] = Counter()
        rows = max(1, STRIP // window.shape[1])
        for top in range(window.top, window.bottom, rows):
            strip = window._replace(top=top, bottom=min(top + rows, window.bottom))
            heights, void = _read(dataset, outline, strip.moved(-row, -column))
            deep, high = heights < LOWEST, heights > HIGHEST
            void |= (heights < DEEPEST) | (heights > HIGHEST_FEET)
            wrong = self._asked(strip.top, strip.left, void | deep | high)
            faults["read"] += wrong.size
            if wrong.any():
                faults["void"] += int(np.count_nonzero(wrong & void))
                faults["deep"] += int(np.count_nonzero(wrong & deep & ~void))
                faults["high"] += int(np.count_nonzero(wrong & high & ~void))
                seen = heights[wrong & ~void]
                faults["highest"] = max(faults["highest"], int(seen.max(initial=0.0)))
            heights[void | deep | high] = np.nan
            self.heights[strip.top : strip.bottom, strip.left : strip.right] = heights
        return faults

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

    def _raise(self, path: str, faults: Counter[str]) -> None:
        if faults["high"]:
            raise TerrainError(
                f"{path}: {faults['high']} of {faults['read']} cells read are above {HIGHEST:g} m, "
                f"the highest {faults['highest']}, and no ground is; "
                f"if the heights are feet, convert them with {to_metres(path)}"
            )
        if faults["deep"]:
            raise TerrainError(
                f"{path}: {faults['deep']} of {faults['read']} cells read are below {LOWEST:g} m, "
                "as the sea floor is; the surface of land and sea is read, set the sea to 0 m, "
                f"for instance with `gdal_calc.py -A {path} --calc='maximum(A,0)' --outfile=surface.tif`"
            )
        if faults["void"]:
            raise TerrainError(
                f"{path}: {faults['void']} of {faults['read']} cells read have no height; {FILL}"
            )


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
    heights: Heights = band.filled(0).astype(np.float32)
    void: Mask = np.ma.getmaskarray(band) | np.isin(heights, UNDECLARED) | ~np.isfinite(heights)
    heights *= dataset.scales[0]
    heights += dataset.offsets[0]
    heights[void] = 0.0
    return (heights[::-1], void[::-1]) if from_south else (heights, void)


def _require_covered(path: str, dataset: Any, window: Window) -> None:
    """What no source of a VRT covers is no height, although it reads as 0."""
    if dataset.driver != "VRT":
        return
    patches = _patches(path)
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


def _patches(path: str) -> list[Window]:
    """Where the sources of a mosaic lie on it; none if it is no plain mosaic."""
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return []
    band = root.find("VRTRasterBand")
    patches = []
    for source in () if band is None else band:
        if not source.tag.endswith("Source"):
            continue
        place = source.find("DstRect")
        if place is None:
            return []
        left, top, width, height = (
            round(float(place.get(k, "0"))) for k in ("xOff", "yOff", "xSize", "ySize")
        )
        patches.append(Window(top, top + height, left, left + width))
    return patches
