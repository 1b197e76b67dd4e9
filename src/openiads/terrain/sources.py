"""A map by its name in a scenario: `globe-30s`, `flat`, or the user's own file."""

from __future__ import annotations

from openiads.ground.errors import UnknownName
from openiads.terrain import globe
from openiads.terrain.files import from_file
from openiads.terrain.grid import Grid, flat

NAMED = {globe.NAME: globe.builtin, "flat": flat}


def open_terrain(name: str, surface: str = "mean") -> Grid:
    """The map called `name`, or read from the file of that path; `surface` is mean or max.

    A name with a dot or a slash is a path.
    """
    if name in NAMED:
        return NAMED[name]().with_surface(surface)
    if not set(name) & set("./\\"):
        raise UnknownName("terrain", name, [*NAMED, "the path of an elevation file"])
    return from_file(name).with_surface(surface)
