"""Elevation maps from the user's own files, through rasterio: GeoTIFF, COG, SRTM hgt, VRT, URL, folders.

Nothing is resampled: a map projection stays what it is, and only a window around the site need be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openiads.terrain.fetching.tiles_manifest import attribution
from openiads.terrain.files import map_paths
from openiads.terrain.files.canvas import Canvas
from openiads.terrain.files.raster import opened
from openiads.terrain.files.raster_checks import outline_of_raster, remarks
from openiads.terrain.files.tiles import from_folder
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import Around


def from_file(path: str, around: Around | tuple[float, float, float] | None = None) -> Grid:
    """Elevations [m] of a raster's first band, or of a folder of tiles, on the cells of the file.

    Parameters
    ----------
    path : a file, a URL, or a folder of tiles
    around : latitude and longitude [rad] and reach [m]: only what lies within it is read

    Notes
    -----
    A cell without a height is an error, never sea; so is a tile that is missing.  With `around`, cells beyond
    the reach may be NaN, off the map.
    """
    asked = None if around is None else Around(*around)
    if map_paths.kind_of(path) == "folder":
        return from_folder(path, asked)
    with opened(path) as dataset:
        outline = outline_of_raster(path, dataset)
        window = outline.whole if asked is None else outline.clipped(outline.window(asked))
        canvas = Canvas(path, outline.cut(window), asked)
        canvas.paint(path, dataset, outline, (-window.top, -window.left))
        return canvas.grid(told_of(path, dataset))


def told_of(path: str, dataset: Any) -> str:
    """Where the heights of an open raster are from, with its credit."""
    credit = attribution(Path(path).parent, Path(path).name) if map_paths.kind_of(path) == "file" else ""
    return "; ".join([f"user file {path}", *([credit] if credit else []), *remarks(dataset)])
