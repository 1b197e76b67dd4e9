"""Files that results are written to: new ones, tried before the work is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openiads.ground import output
from openiads.ground.errors import OutputError
from openiads.ground.place import anchored
from openiads.study.campaign import run_folder


def new_page(place: str | Path, name: str = "place") -> Path:
    """A file that can be written and is not there yet."""
    where = anchored(place, name, f"{name}='page.html'")
    run_folder.require_free(where)
    output.require_possible(where, "file")
    return where


def new_files(places: Mapping[str, str | Path | None]) -> list[Path | None]:
    """Files that can be written, are not there yet and are not the same, by the flag that names each."""
    found: dict[Path, str] = {}
    told: list[Path | None] = []
    for name, place in places.items():
        where = None if place is None else new_page(place, name)
        told.append(where)
        if where is None:
            continue
        real = where.resolve()
        if real in found:
            raise OutputError(f"{name}: {place} is the file of {found[real]} already; name another one")
        found[real] = name
    return told
