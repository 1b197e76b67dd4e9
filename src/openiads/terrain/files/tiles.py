"""A folder of tiles as one map.

A missing tile is an error that names it, never sea; only where the list that came with fetched tiles says
that a square is sea is it taken for that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError
from openiads.ground.units import KM
from openiads.terrain.fetching import tiles_manifest
from openiads.terrain.files import products
from openiads.terrain.files.canvas import Canvas
from openiads.terrain.files.raster import opened
from openiads.terrain.files.raster_checks import outline_of_raster, remarks
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import Around, Outline, Window
from openiads.terrain.maps.tile_names import corner, renamed

Indices = npt.NDArray[np.int64]

ENDINGS = (".tif", ".tiff", ".hgt", ".hgt.gz", ".hgt.zip", ".dt0", ".dt1", ".dt2", ".img", ".asc")
NUDGE = 0.25
"""A post on a whole degree belongs to the tile south and east of it; so far [cells] it is moved inside."""
SHOWN = 12
EDGE = 100
"""Tiles may share rows or columns along an edge, up to this part of their own, but at least two: SRTM shares
one, the National Elevation Dataset twelve of 3612."""


@dataclass(frozen=True)
class Tile:
    """One file of the folder."""

    path: str
    outline: Outline


@dataclass(frozen=True)
class Folder:
    """Tiles of a folder on common rows and columns, which are counted from the first one's corner."""

    name: str
    tiles: list[Tile]
    offsets: list[tuple[int, int]]  # row and column of each tile
    listed: dict[str, Any]  # of the list that lies beside them
    left_out: int = 0  # files that by the name of a known product are no heights

    @property
    def outline(self) -> Outline:
        """Of the first tile."""
        return self.tiles[0].outline

    @property
    def whole(self) -> Window:
        """Around all of them."""
        return _all(self.tiles, self.offsets)

    def paint(self, canvas: Canvas, window: Window) -> None:
        """Read what lies in a window; a cell that no tile covers is an error."""
        for tile, (row, column) in zip(self.tiles, self.offsets, strict=True):
            if tile.outline.meets(tile.outline.whole.moved(row, column), window):
                with opened(tile.path) as dataset:
                    canvas.paint(tile.path, dataset, tile.outline, (row - window.top, column - window.left))
        for south, west in _squares(self.listed.get("sea", ())):
            canvas.paint_sea(_square(canvas.outline, south, west))
        _require_all(canvas, self.tiles[0])

    def told(self) -> str:
        """Where the heights are from, with their credit."""
        with opened(self.tiles[0].path) as dataset:
            notes = remarks(dataset)
        without = f"left out, by their names not heights: {self.left_out}" if self.left_out else ""
        credit = filter(None, [self.listed.get("attribution"), without])
        return "; ".join([f"user tiles {self.name}", *credit, *notes])


def folder_of(folder: str, around: Around | None) -> Folder:
    """All tiles of a folder, or those within reach of a site, before any height is read."""
    found = _paths(Path(folder))
    paths = [path for path in found if not products.beside_heights(path)]
    if not paths:
        beside = f"but {len(found)} that by their names hold none" if found else ""
        raise TerrainError(
            f"{folder}: has no tiles{beside and f', {beside}'}; put files ending in {', '.join(ENDINGS)} "
            "there, or fetch some with `openiads terrain fetch`"
        )
    probe = _opened(paths[0])
    tiles = [_opened(path) for path in _near(paths, probe, around)] or [probe]
    offsets = _together([_offset(tiles[0], tile) for tile in tiles], tiles)
    _require_apart(folder, tiles, offsets)
    return Folder(folder, tiles, offsets, tiles_manifest.read(Path(folder)), len(found) - len(paths))


def from_folder(folder: str, around: Around | None) -> Grid:
    """Elevations [m] of all tiles, or of those within reach of a site."""
    tiles = folder_of(folder, around)
    window = tiles.whole if around is None else tiles.outline.window(around)
    canvas = Canvas(folder, tiles.outline.cut(window), around)
    tiles.paint(canvas, window)
    return canvas.grid(tiles.told())


def _paths(folder: Path) -> list[str]:
    """Files that may be tiles; those that systems keep beside them, hidden or not, are none."""
    found = [p for p in folder.rglob("*") if p.name.lower().endswith(ENDINGS) and p.is_file()]
    return sorted(str(p) for p in found if not any(map(_is_hidden, p.relative_to(folder).parts)))


def _is_hidden(name: str) -> bool:
    """Whether a name is of what nobody put there: `._N37E035.tif` and `__MACOSX` are what macOS leaves."""
    return name.startswith(".") or name == "__MACOSX"


def _opened(path: str) -> Tile:
    with opened(path) as dataset:
        return Tile(path, outline_of_raster(path, dataset))


def _size(tile: Tile) -> int:
    """Edge of a tile [whole degrees] that is named after its corner; 0 if it is not, or names lie."""
    named, outline = corner(tile.path), tile.outline
    if named is None or outline.projection:
        return 0
    edge = math.degrees(outline.rows * outline.row_spacing)
    south, west = (
        math.degrees(outline.north) - edge - named[0],
        math.remainder(math.degrees(outline.west) - named[1], 360.0),
    )
    cell = math.degrees(max(outline.row_spacing, outline.column_spacing))
    return round(edge) if max(abs(south), abs(west), abs(edge - round(edge))) <= 2.0 * cell else 0


def _near(paths: list[str], probe: Tile, around: Around | None) -> list[str]:
    """Tiles that may lie within reach, by their names where these can be trusted."""
    size = _size(probe)
    if around is None or not size or any(corner(path) is None for path in paths):
        return paths
    window = probe.outline.window(around)
    outline = probe.outline
    return [
        path for path in paths if outline.meets(_square(outline, *(corner(path) or (0, 0)), size), window)
    ]


def _square(outline: Outline, south: int, west: int, size: int = 1) -> Window:
    """Cells of a square of degrees, its edges included."""
    top = (outline.north - math.radians(south + size)) / outline.row_spacing - 0.5
    left = (math.radians(west) - outline.west) / outline.column_spacing - 0.5
    down, across = (math.radians(size) / step for step in (outline.row_spacing, outline.column_spacing))
    return Window(round(top), round(top + down) + 1, round(left), round(left + across) + 1)


def _offset(first: Tile, tile: Tile) -> tuple[int, int]:
    place = first.outline.offset(tile.outline)
    if place is None:
        raise TerrainError(
            f"{tile.path}: its cells are of another size, system or position than those of {first.path}, "
            "so the two cannot be joined without resampling; make one file of them with `gdalwarp`"
        )
    return place


def _together(offsets: list[tuple[int, int]], tiles: list[Tile]) -> list[tuple[int, int]]:
    """Offsets counted so that tiles on both sides of the date line lie side by side.

    Around the Earth, what belongs together begins after the widest gap.
    """
    turn = tiles[0].outline.turn
    if not turn or max(column for _, column in offsets) - min(column for _, column in offsets) < turn // 2:
        return offsets
    by_column = sorted(
        (column % turn, tile.outline.columns) for (_, column), tile in zip(offsets, tiles, strict=True)
    )
    reached = by_column[-1][0] + by_column[-1][1] - turn
    begins, widest = by_column[0][0], -turn
    for left, wide in by_column:
        if left - reached > widest:
            begins, widest = left, left - reached
        reached = max(reached, left + wide)
    return [(row, begins + (column - begins) % turn) for row, column in offsets]


def _require_apart(folder: str, tiles: list[Tile], offsets: list[tuple[int, int]]) -> None:
    """No two tiles tell more than an edge of the same ground, where the last would hide the first.

    An edge is one of both: what lies within the rows and the columns of another tile is no neighbour of it.
    """
    if len(tiles) < 2:
        return
    top, left = np.array(offsets).T
    rows, columns = np.array([tile.outline.shape for tile in tiles]).T
    bottom, right = top + rows, left + columns
    for i in range(len(tiles) - 1):
        rest = slice(i + 1, None)
        shared_rows = np.minimum(bottom[i], bottom[rest]) - np.maximum(top[i], top[rest])
        shared_columns = np.minimum(right[i], right[rest]) - np.maximum(left[i], left[rest])
        edge_rows = np.maximum(np.minimum(rows[i], rows[rest]) // EDGE, 2)
        edge_columns = np.maximum(np.minimum(columns[i], columns[rest]) // EDGE, 2)
        edge_rows[(top[i] - top[rest]) * (bottom[i] - bottom[rest]) <= 0] = 0
        edge_columns[(left[i] - left[rest]) * (right[i] - right[rest]) <= 0] = 0
        both = np.flatnonzero((shared_rows > edge_rows) & (shared_columns > edge_columns))
        if len(both):
            first, second = (
                Path(tile.path).relative_to(folder) for tile in (tiles[i], tiles[i + 1 + int(both[0])])
            )
            raise TerrainError(
                f"{folder}: {first} and {second} cover the same ground, "
                f"{int(shared_rows[both[0]])} x {int(shared_columns[both[0]])} cells of it; "
                "which of them to read is not guessed; move the other out of the folder "
                "or name one file"
            )


def _all(tiles: Iterable[Tile], offsets: list[tuple[int, int]]) -> Window:
    windows = [tile.outline.whole.moved(*at) for tile, at in zip(tiles, offsets, strict=True)]
    return Window(
        min(w.top for w in windows),
        max(w.bottom for w in windows),
        min(w.left for w in windows),
        max(w.right for w in windows),
    )


def _squares(names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        named = corner(name)
        if named:
            yield named


def _require_all(canvas: Canvas, first: Tile) -> None:
    """Every cell that was asked for lies on a tile."""
    size, outline = _size(first), canvas.outline
    missing: set[tuple[int, int]] = set()
    bare, edges = 0, Window(outline.rows, 0, outline.columns, 0)
    for rows, columns in canvas.bare():
        bare += len(rows)
        edges = Window(
            min(edges.top, int(rows.min())),
            max(edges.bottom, int(rows.max()) + 1),
            min(edges.left, int(columns.min())),
            max(edges.right, int(columns.max()) + 1),
        )
        if size:
            missing |= _squares_of(outline, rows, columns, size)
    asked = f" within {canvas.around.reach / KM:g} km of the site" if canvas.around else ""
    if bare and not size:
        raise TerrainError(
            f"{canvas.name}: no tile covers {bare} cells{asked}, between {outline.cut(edges).covers()}; "
            "a missing tile is not taken for sea, add it or ask for a shorter range"
        )
    if missing:
        raise TerrainError(_missing(canvas.name, first, sorted(missing), asked))


def _squares_of(outline: Outline, rows: Indices, columns: Indices, size: int) -> set[tuple[int, int]]:
    """Corners [whole degrees] of the tiles that cells belong to."""
    latitudes, longitudes = outline.place(rows + NUDGE, columns + NUDGE)
    south = np.floor(np.degrees(latitudes) / size).astype(int) * size
    west = np.floor(((np.degrees(longitudes) + 180.0) % 360.0 - 180.0) / size).astype(int) * size
    both = np.unique(np.stack([south, west]), axis=1)
    return {(int(s), int(w)) for s, w in both.T}


def _missing(folder: str, first: Tile, corners: list[tuple[int, int]], asked: str) -> str:
    names = [renamed(first.path, *corner) for corner in corners[:SHOWN]]
    more = f" and {len(corners) - SHOWN} more" if len(corners) > SHOWN else ""
    several = len(corners) > 1
    return (
        f"{folder}: {', '.join(names)}{more} {'are' if several else 'is'} missing{asked}; "
        f"a missing tile is not taken for sea, fetch {'them' if several else 'it'} "
        "with `openiads terrain fetch` or ask for a shorter range"
    )
