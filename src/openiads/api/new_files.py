"""Files that results are written to: new ones, tried before the work is done."""

from __future__ import annotations

from pathlib import Path

from openiads.ground import output
from openiads.ground.place import anchored
from openiads.study.campaign import run_folder


def new_page(place: str | Path, name: str = "place") -> Path:
    """A file that can be written and is not there yet."""
    where = anchored(place, name, f"{name}='page.html'")
    run_folder.require_free(where)
    output.require_possible(where, "file")
    return where
