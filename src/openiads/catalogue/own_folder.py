"""A folder of a user's own catalogue files, on top of the packaged ones."""

from __future__ import annotations

import re
from pathlib import Path

from openiads.catalogue.entry_files import TEXTBOOK
from openiads.catalogue.load_catalogue import KINDS, ONLY, PACKAGED, TABLES, Catalogue, folder_of
from openiads.ground.errors import CatalogueError, Faults, UnknownName
from openiads.ground.place import anchored

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What may stand in a path such as `catalogue.rounds.NAME.field`, and in the name of a column."""
FOLDERS = [folder_of(kind) for kind in KINDS if kind not in TABLES]
FILES = sorted({*TABLES.values(), TEXTBOOK, "sources.toml"})


def catalogue_at(folder: Catalogue | str | Path | None) -> Catalogue:
    """The packaged catalogue with the entries of a folder on top, which are all read and checked.

    An entry of the folder hides the packaged one of its kind and name; so does a table of `evidence.toml`,
    `engine.toml`, `reliability.toml`, `textbook.toml` and `sources.toml`.  Without a folder
    nothing is added; a catalogue is taken as it is.

    Raises
    ------
    CatalogueError
        if there is no such folder, nothing of a catalogue is in it, or an entry is not as it should be
    """
    if folder is None:
        return PACKAGED
    if isinstance(folder, Catalogue):
        return folder
    where = anchored(folder, "catalogue", "catalogue='my-catalogue'")
    if not where.is_dir():
        raise CatalogueError(f"{folder}: no such folder; name one with {_wanted()} in it")
    found = Catalogue(where, under=PACKAGED)
    _require_known(found, str(folder))
    for place in found.own:
        found.entry(*place)
    return found


def _require_known(found: Catalogue, folder: str) -> None:
    """Refuse what no catalogue has: a misspelt folder would be passed over, and its figures not be played."""
    faults = Faults(folder, CatalogueError)
    for path in sorted(found.folder.glob("*")):
        known = FOLDERS if path.is_dir() else FILES
        if path.name not in [*known, "textbook"] and (path.is_dir() or path.suffix == ".toml"):
            faults.add("", str(UnknownName("folder" if path.is_dir() else "file", path.name, known)))
    for file in sorted({TABLES[kind] for kind in ONLY}):
        tables = [kind for kind in ONLY if TABLES[kind] == file]
        for name in found.own_tables(file):
            if name not in tables:
                faults.add(file, str(UnknownName("table", name, tables)))
    for kind, slug in found.own:
        if not SLUG.fullmatch(slug):
            faults.add(folder_of(kind), f"{slug!r} is no name; small letters, digits and hyphens are allowed")
    faults.raise_any()
    if not (found.own or any((found.folder / file).is_file() for file in FILES)):
        raise CatalogueError(f"{folder}: holds no catalogue file; put {_wanted()} in it")


def _wanted() -> str:
    return f"a folder such as {FOLDERS[1]}/ or a file such as {TABLES['evidence']}"
