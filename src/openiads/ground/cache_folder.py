"""Where machine code is kept: a folder that nobody but its user can write.

Numba unpickles what it finds there, so whoever can put a file there is obeyed.  A folder that others can
write, or that somebody else owns, is therefore no place; without a place nothing is kept.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

PRIVATE = "kernels"
"""The folder that is the user's alone; what it stands in may be read by others."""
VARIABLE = "OPENIADS_CACHE_DIR"
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
REMEDY = f"name a folder of your own in {VARIABLE}"


class Place(NamedTuple):
    """A folder, or why there is none."""

    folder: Path | None
    why_not: str = ""


def place_for(name: str, inside: str = PRIVATE) -> Place:
    """The folder called `name` in the user's own cache, made if it is not there; `inside` nobody shares."""
    named = os.environ.get(VARIABLE)
    home = Path(os.path.realpath(named)) if named else _users_cache()
    if home is None:
        return Place(None, f"there is no home folder; {REMEDY}")
    private = home / inside
    folder = private / name
    try:
        home.mkdir(parents=True, exist_ok=True)
        private.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        # A folder that was named is trusted to stand where nobody moves it.
        stranger = _stranger(private) or ("" if named else _loose(home))
        if not stranger:
            folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
            stranger = _stranger(folder)  # of when others could still write above it
        if stranger:
            return Place(None, stranger)
        with tempfile.TemporaryFile(dir=folder):
            return Place(folder)
    except OSError as error:
        return Place(None, f"{folder}: cannot be written: {os.strerror(error.errno or 0)}; {REMEDY}")


def _users_cache() -> Path | None:
    told = os.environ.get("XDG_CACHE_HOME", "")
    # A relative path there is to be ignored, says the XDG Base Directory Specification.
    base = Path(told) if os.path.isabs(told) else Path(os.path.expanduser("~"), ".cache")
    return Path(os.path.realpath(base)) / "openiads" if base.is_absolute() else None


def _stranger(folder: Path) -> str:
    """Why a folder is not the user's alone, nothing if it is; what others can only read is closed to them."""
    if os.name == "nt":
        return ""  # A profile there is private by its access list, which has no such bits.
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
        return f"{folder}: is not a folder; remove it, or {REMEDY}"
    try:
        found = os.fstat(handle)
        if found.st_uid != os.geteuid() or found.st_mode & OTHERS_WRITE:
            return f"{folder}: others can write there; remove it, or {REMEDY}"
        if stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
            os.fchmod(handle, stat.S_IRWXU)
        return ""
    finally:
        os.close(handle)


def _loose(folder: Path) -> str:
    """Why somebody else could put another folder in the place of this one, nothing if nobody can."""
    if os.name == "nt":
        return ""
    for place in (folder, *folder.parents):
        found = place.stat()
        # Where the sticky bit is set, as in /tmp, nobody moves what is not his.
        closed = not found.st_mode & stat.S_IWOTH or found.st_mode & stat.S_ISVTX
        mates = found.st_mode & stat.S_IWGRP and found.st_gid not in (0, os.getegid())
        if (
            found.st_uid not in (0, os.geteuid())
            or not closed
            or (mates and not found.st_mode & stat.S_ISVTX)
        ):
            return f"{place}: others can write there; {REMEDY}"
    return ""
