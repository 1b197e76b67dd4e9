"""A map by its name in a scenario: `globe-30s`, `flat`, or the user's own file."""

from __future__ import annotations

from pathlib import Path

from openiads.ground.errors import UnknownName
from openiads.terrain import globe
from openiads.terrain.files import from_file
from openiads.terrain.grid import Grid, flat
from openiads.terrain.outline import Around, crop

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
    if not set(name) & set("./\\") and not Path(name).exists():
        raise UnknownName("terrain", name, [*NAMED, "the path of an elevation file or folder of tiles"])
    return from_file(name, around).with_surface(surface)
