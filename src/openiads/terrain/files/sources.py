"""A map by its name in a scenario: `globe-30s`, `flat`, or the user's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from openiads.ground.errors import TerrainError, UnknownName
from openiads.terrain.files import globe, map_paths
from openiads.terrain.files.blocks import Memory, Source, read, source_of
from openiads.terrain.files.from_file import from_file
from openiads.terrain.maps.grid import Grid, flat
from openiads.terrain.maps.outline import Around, crop

BESIDE = 2.0
"""Reach [cells] of what is read to know the height of one place."""
MOST_WHOLE = 64_000_000
"""Cells of a map that is read as a whole although a part may do: 256 MB of heights."""
NAMED = {globe.NAME: globe.builtin, "flat": flat}


def open_terrain(name: str, surface: str = "mean", around: Around | None = None) -> Grid:
    """The map called `name`, or read from the file of that path; `surface` is mean or max.

    A name with a dot or a slash, or of something that is there, is a path.  With `around`, what lies beyond
    the reach of the site may be left out.
    """
    if name in NAMED:
        grid = NAMED[name]()
        return (grid if around is None or grid.heights.size == 1 else crop(grid, around)).with_surface(
            surface
        )
    _require_path(name)
    return from_file(name, around).with_surface(surface)


def pinned(name: str) -> str:
    """The name by which a map is found whatever the current folder is; a source's own name stays."""
    return name if name in NAMED else map_paths.pinned(name)


def apart(name: str) -> str:
    """What of a map's name does not depend on where it lies; a source's own name is that."""
    return name if name in NAMED else map_paths.apart(name)


@contextmanager
def source_named(name: str) -> Iterator[Source]:
    """The map called `name`, or the file of that path, before its heights are read."""
    if name in NAMED:
        yield Memory(NAMED[name]())
        return
    _require_path(name)
    with source_of(name) as source:
        yield source


def ground_at(name: str) -> Callable[[float, float, str], float]:
    """Height [m] of a map where something stands [rad], by its name; off the map it is an error.

    A map of more than MOST_WHOLE cells is read around each place only.
    """
    if name in NAMED or not _is_vast(name):
        return open_terrain(name).require

    def height(latitude: float, longitude: float, what: str) -> float:
        with source_named(name) as source:
            return height_in(source, latitude, longitude, what)

    return height


def height_in(source: Source, latitude: float, longitude: float, what: str) -> float:
    """Height [m] of a source, as fine as it is, where something stands [rad]; off the map it is an error."""
    here = source.outline.cut(source.outline.window(Around(latitude, longitude, 0.0)))
    around = Around(latitude, longitude, BESIDE * here.cell)
    try:
        return read(source, [around], 1).require(latitude, longitude, what)
    except TerrainError as error:
        raise TerrainError(str(error) if str(error).startswith(what) else f"{what}: {error}") from None


def _is_vast(name: str) -> bool:
    with source_named(name) as source:
        return source.outline.rows * source.outline.columns > MOST_WHOLE


def _require_path(name: str) -> None:
    if len(name) > map_paths.LONGEST or not name.isprintable():
        map_paths.kind_of(name)  # says what is wrong with it
    if not set(name) & set("./\\") and not map_paths.is_there(name):
        raise UnknownName("terrain", name, [*NAMED, "the path of an elevation file or folder of tiles"])
