"""What the user calls a map, before it is opened: a file, a folder of tiles, or a thing on a server."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath
from typing import Literal
from urllib.parse import urlsplit

from openiads.ground.errors import TerrainError
from openiads.ground.input import what_is
from openiads.ground.letters import unfit
from openiads.ground.place import straight

REMOTE = {
    "http://": "/vsicurl/http://", "https://": "/vsicurl/https://", "/vsicurl/": "/vsicurl/",
    "s3://": "/vsis3/", "/vsis3/": "/vsis3/", "gs://": "/vsigs/", "/vsigs/": "/vsigs/",
}  # fmt: skip
"""How an address begins, and how GDAL wants it to."""
ARCHIVES = ("/vsizip/", "/vsigzip/", "/vsitar/")
"""How a file in an archive is named."""
LONGEST = 4096
"""Characters of a path, as most systems have it."""
SHOWN = 60
REMEDY = "name an elevation file or a folder of tiles"


def shown(name: str) -> str:
    """A name as it stands in a message: short."""
    return name if len(name) <= LONGEST else f"{name[:SHOWN]}... ({len(name)} characters)"


def pinned(name: str) -> str:
    """The name of a map that means the same whatever the current folder is: of what lies here, a whole path.

    It stays as it is where the whole path has letters in it that no name in a file may have.
    """
    if name.startswith(tuple(REMOTE)):
        return name
    system = next((begins for begins in ARCHIVES if name.startswith(begins)), "")
    brace = "{" if system and name.startswith("{", len(system)) else ""
    rest = name[len(system) + len(brace) :]
    try:
        whole = os.path.join(os.getcwd(), rest)
    except FileNotFoundError:  # the current folder was removed, and what is relative to it
        return name
    # The name of an archive goes on with what is in it, which is no path of this machine.
    whole = whole if system else str(straight(Path(whole)))
    return name if unfit(whole) is not None else system + brace + whole


def apart(name: str) -> str:
    """What of a map's name is the same wherever it lies: the name of the file, marked as one."""
    return name if name.startswith(tuple(REMOTE)) else f"./{PurePath(name).name}"


def kind_of(name: str) -> Literal["remote", "archive", "folder", "file"]:
    """What a map's name is that of; what can be none is an error before it is opened."""
    if len(name) > LONGEST:
        raise TerrainError(f"{shown(name)}: a path has at most {LONGEST} characters; {REMEDY}")
    if not name.isprintable():
        raise TerrainError(f"{name!r}: no path has control characters in it; {REMEDY}")
    if name.startswith(tuple(REMOTE)):
        require_address(name)
        return "remote"
    if name.startswith(ARCHIVES):
        require_archive(name)
        return "archive"
    return "folder" if _is_folder(name) else "file"


def on_gdals_terms(name: str) -> str:
    """The name by which GDAL finds a file, and takes it for nothing else than a file."""
    for begins, gdal in REMOTE.items():
        if name.startswith(begins):
            return gdal + name.removeprefix(begins)
    if name.startswith(ARCHIVES):
        return name
    return ("/vsigzip/" if name.endswith(".hgt.gz") else "") + os.path.abspath(name)


def require_address(name: str) -> None:
    """Refuse an address that is none."""
    try:
        address = urlsplit(name.removeprefix("/vsicurl/"))
        told = bool(address.netloc or name.startswith(("/vsis3/", "/vsigs/"))) and (address.port or 1) > 0
    except ValueError:
        told = False
    if not told or (name.startswith("/vsicurl/") and address.scheme not in ("http", "https")):
        raise TerrainError(
            f"{name}: is not the address of a server; write it like https://host/folder/map.tif"
        )


def require_file(name: str, said: str = "") -> None:
    """Refuse what is no file that can be read; `said` is what a message calls it."""
    said = said or name
    try:
        found = os.stat(name)
        kind = what_is(found.st_mode)
        if kind:
            raise TerrainError(f"{said}: is {kind}, not a file; {REMEDY}")
        with open(name, "rb"):
            pass
    except (OSError, ValueError) as error:
        raise TerrainError(f"{said}: cannot be read: {_reason(error)}; {REMEDY}") from None
    if found.st_size == 0:
        raise TerrainError(f"{said}: is empty, 0 bytes; write or fetch it again")


def require_archive(name: str, said: str = "") -> None:
    """Refuse a file in an archive that does not lie here, or is no file."""
    said = said or name
    archive = name.split("/", 2)[2].lstrip("{")
    if "/vsi" in f"/{archive.lstrip('/')}" or "://" in archive:
        raise TerrainError(f"{said}: names an archive that is not here; fetch it and name it where it is")
    place = Path(archive)
    found = next((above for above in (place, *place.parents) if is_there(str(above))), place)
    require_file(str(found), f"{said}: {found}")


def _is_folder(name: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(name).st_mode)
    except (OSError, ValueError):
        return False  # `require_file` says why


def is_there(name: str) -> bool:
    """Whether there is something of this name, as far as can be told."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return True  # it has the form of a path, and whoever opens it says what is wrong with it


def _reason(error: OSError | ValueError) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error)
