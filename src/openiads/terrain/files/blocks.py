"""A window of a map in bounded memory, in its own cells or in whole blocks of them.

Of each block the mean and the highest height are kept, so that both surfaces come from one reading.  Blocks
are counted from the corner of the source, whatever the window; those that its edge cuts are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError
from openiads.terrain.files import map_paths
from openiads.terrain.files.canvas import Canvas
from openiads.terrain.files.from_file import told_of
from openiads.terrain.files.raster import opened
from openiads.terrain.files.raster_checks import outline_of_raster
from openiads.terrain.files.tiles import Folder, folder_of
from openiads.terrain.maps.grid import Blocks, Grid
from openiads.terrain.maps.outline import Around, Outline, Window, outline_of

Mask = npt.NDArray[np.bool_]

PATCH = 2048
"""Cells along an edge of what is read at a time: a few tiles of a cloud-optimised file, 16 MB of heights."""


class Source(Protocol):
    """Where heights are read from."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    @property
    def outline(self) -> Outline:
        """All of it."""

    @property
    def told(self) -> str:
        """Where its heights are from."""

    def paint(self, canvas: Canvas, window: Window) -> None:
        """Read a window onto its canvas; what has no height there is an error."""


@dataclass(frozen=True)
class Raster:
    """One open file."""

    name: str
    outline: Outline
    told: str
    dataset: Any

    def paint(self, canvas: Canvas, window: Window) -> None:
        """Read a window."""
        canvas.paint(self.name, self.dataset, self.outline, (-window.top, -window.left))


@dataclass(frozen=True)
class Tiles:
    """A folder of tiles."""

    folder: Folder

    @property
    def name(self) -> str:
        """Of the folder."""
        return self.folder.name

    @property
    def outline(self) -> Outline:
        """Around all tiles."""
        return self.folder.outline.cut(self.folder.whole)

    @property
    def told(self) -> str:
        """Where its heights are from."""
        return self.folder.told()

    def paint(self, canvas: Canvas, window: Window) -> None:
        """Read a window from the tiles that it meets."""
        whole = self.folder.whole
        self.folder.paint(canvas, window.moved(whole.top, whole.left))


@dataclass(frozen=True)
class Memory:
    """A map that has been read."""

    grid: Grid

    @property
    def name(self) -> str:
        """Of the map."""
        return self.grid.name

    @property
    def outline(self) -> Outline:
        """Of the map."""
        return outline_of(self.grid)

    @property
    def told(self) -> str:
        """Where its heights are from."""
        return self.grid.source

    def paint(self, canvas: Canvas, window: Window) -> None:
        """Copy a window."""
        grid = self.grid.cut(slice(window.top, window.bottom), slice(window.left, window.right))
        canvas.heights[:] = grid.heights
        canvas.sea = grid.sea


class Patch(Canvas):
    """A canvas of which only what lies in one of several discs needs a height."""

    def __init__(self, name: str, outline: Outline, discs: Sequence[Around]) -> None:
        super().__init__(name, outline, None)
        self.discs = discs

    def _asked(self, top: int, left: int, cells: Mask) -> Mask:
        found = np.zeros_like(cells)
        if cells.any():
            for disc in self.discs:
                found |= self._within(disc, top, left, cells)
        return found


@contextmanager
def source_of(path: str) -> Iterator[Source]:
    """A file or a folder of tiles, open, before any height is read."""
    if map_paths.kind_of(path) == "folder":
        yield Tiles(folder_of(path, None))
        return
    with opened(path) as dataset:
        yield Raster(path, outline_of_raster(path, dataset), told_of(path, dataset), dataset)


def around_all(outline: Outline, discs: Sequence[Around]) -> Window:
    """Rows and columns of a map around discs; no more than it has."""
    first = outline.window(discs[0])
    windows = [outline.beside(outline.window(disc), first) for disc in discs]
    return outline.clipped(
        Window(
            min(w.top for w in windows), max(w.bottom for w in windows),
            min(w.left for w in windows), max(w.right for w in windows),
        )
    )  # fmt: skip


def read(source: Source, discs: Sequence[Around], size: int) -> Grid:
    """Mean and highest heights of the blocks of `size` x `size` cells around discs; with 1, the cells.

    Cells in a disc without a height are an error, as they are wherever a map is read, and never sea.  A block
    of which a part is not known, which lies beyond every disc, is NaN.
    """
    outline = source.outline
    window = _whole_blocks(around_all(outline, discs), outline, size)
    rows, columns = (n // size for n in window.shape)
    mean, highest = (np.full((rows, columns), np.nan, dtype=np.float32) for _ in range(2))
    sea = np.zeros((rows, columns), dtype=np.bool_)
    if 0 in (rows, columns):
        blocks = "no cell" if size == 1 else f"no whole block of {size} x {size} cells"
        raise TerrainError(
            f"{source.name}: has {blocks} where it is asked for; name a map that covers it"
            + ("" if size == 1 else ", or ask for smaller cells")
        )
    for patch in _patches(window, size * max(PATCH // size, 1)):
        near = [disc for disc in discs if outline.meets(outline.window(disc), patch)]
        if near:
            canvas = Patch(source.name, outline.cut(patch), near)
            source.paint(canvas, patch)
            at = _place(patch, window, size)
            cells = _by_block(canvas.heights, size)
            mean[at] = cells.mean(axis=(1, 3), dtype=np.float64)
            highest[at] = cells.max(axis=(1, 3))
            if canvas.sea is not None:
                sea[at] = 2 * np.count_nonzero(_by_block(canvas.sea, size), axis=(1, 3)) > size * size
    cut = outline.cut(window)
    return Grid(
        source.name, mean, cut.north, cut.west, size * cut.row_spacing, size * cut.column_spacing,
        sea=sea if sea.any() else None, source=source.told, projection=cut.projection,
        geographic=cut.geographic, blocks=Blocks(size, cut.cell, highest) if size > 1 else None,
    )  # fmt: skip


def _whole_blocks(window: Window, outline: Outline, size: int) -> Window:
    """The window widened to whole blocks of the source, as far as it has them."""
    around = outline.turn and outline.columns >= outline.turn
    widest = window.right if around else outline.columns
    return Window(
        window.top // size * size,
        min(math.ceil(window.bottom / size), outline.rows // size) * size,
        window.left // size * size,
        min(math.ceil(window.right / size), widest // size) * size,
    )


def _patches(window: Window, side: int) -> Iterator[Window]:
    for top in range(window.top, window.bottom, side):
        for left in range(window.left, window.right, side):
            yield Window(top, top + side, left, left + side).within(window)


def _place(patch: Window, window: Window, size: int) -> tuple[slice, slice]:
    top, bottom, left, right = patch.moved(-window.top, -window.left)
    return slice(top // size, bottom // size), slice(left // size, right // size)


def _by_block(cells: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    rows, columns = (n // size for n in cells.shape)
    return cells.reshape(rows, size, columns, size)
