"""Elevation tiles from public stores: which there are, how large they are, and bringing them here.

Only `openiads terrain fetch` uses this; no other part of the package asks a server for anything that the
user did not name.  The standard library does it: what is wanted is a length, a tag and a range, which
neither pooch (whole files by a known hash) nor httpx (a client for services) makes shorter.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import math
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.output import require_open, writing
from openiads.terrain import manifest
from openiads.terrain.stores import Store

Kind = Literal["land", "sea", "withheld", "missing"]
Opened = http.client.HTTPResponse

PIECE = 1 << 18
"""Bytes taken from the network at a time."""
PATIENCE = 60.0
"""Seconds without an answer after which a server is given up."""
ATTEMPTS = 3
TOGETHER = 8
"""Requests for sizes under way at a time."""
MOST_TILES = 3600
MD5 = re.compile(r"[0-9a-f]{32}")
"""A tag of this form is the MD5 of the content; others say only whether it is the same."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of a store."""

    name: str
    url: str
    kind: Kind
    size: int = 0  # [bytes]
    tag: str = ""


def tiles_in(store: Store, bounds: Sequence[float], base: str = "") -> list[Tile]:
    """What a store has in west, south, east, north [rad], with sizes; nothing is fetched.

    `base` is the address of a copy of the store, if not the public one.
    """
    base = _address(base or store.base)
    corners = list(squares(bounds))
    listed = _listed(f"{base}/{store.listing}") if store.listing else None
    tiles = [_tile(store, base, corner, listed) for corner in corners]
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(_measured, tiles))


def squares(bounds: Sequence[float]) -> Iterator[tuple[int, int]]:
    """South-western corners [whole degrees] of the squares in west, south, east, north [rad].

    West above east is across the date line.
    """
    west, south, east, north = (round(math.degrees(edge), 9) for edge in bounds)
    told = f"{west:g},{south:g},{east:g},{north:g}"
    if not (-90.0 <= south < north <= 90.0 and -180.0 <= west <= 180.0 and -180.0 <= east <= 180.0):
        raise OutOfRange(
            f"bounding box {told}: west, south, east and north in degrees are wanted, south below north; "
            "write it like 26,36,45,42"
        )
    if west == east:
        raise OutOfRange(f"bounding box {told}: has no width; write it like 26,36,45,42")
    across = math.ceil(east if east > west else east + 360.0) - math.floor(west)
    count = across * (math.ceil(north) - math.floor(south))
    if count > MOST_TILES:
        raise OutOfRange(
            f"bounding box {told}: holds {count} tiles; at most {MOST_TILES} are listed at a time, "
            "ask for less"
        )
    for latitude in range(math.floor(south), math.ceil(north)):
        for longitude in range(math.floor(west), math.floor(west) + across):
            yield latitude, (longitude + 180) % 360 - 180


def fetch(
    store: Store, tiles: Sequence[Tile], folder: Path, done: Callable[[Tile, bool], None] = lambda *_: None
) -> dict[str, Any]:
    """Bring tiles of land into a folder and keep the list beside them; gives the list.

    A tile that is there already, whole and unchanged, is not fetched again; one that was broken off goes on
    where it ended.  `done` hears of each tile, and whether it had to be fetched.
    """
    told = manifest.read(folder) or {"tiles": {}}
    if told.get("source", store.name) != store.name:
        raise TerrainError(
            f"{folder}: holds tiles of {told['source']}; tiles of one source are kept in one folder, "
            "name another with --out"
        )
    require_open(folder)
    others = {kind: {t.name for t in tiles if t.kind == kind} for kind in ("sea", "withheld", "missing")}
    told |= {"source": store.name, "attribution": store.attribution}
    told |= {kind: sorted(names | set(told.get(kind, ()))) for kind, names in others.items()}
    with writing(folder):
        manifest.write(folder, told)
        for tile in (tile for tile in tiles if tile.kind == "land"):
            path = folder / tile.name
            known = told["tiles"].get(tile.name, {})
            here = _is_here(path, tile, known)
            if not here:
                told["tiles"][tile.name] = _fetched(tile, path)
                manifest.write(folder, told)
            done(tile, not here)
    return told


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_here(path: Path, tile: Tile, known: dict[str, Any]) -> bool:
    same = known.get("bytes") == tile.size and known.get("etag", "") == tile.tag
    return same and path.is_file() and path.stat().st_size == tile.size and sha256_of(path) == known["sha256"]


def _address(base: str) -> str:
    if not base.startswith(("http://", "https://")):
        raise OutOfRange(f"base URL is {base!r}; an address of http or https is allowed; write it whole")
    return base.rstrip("/")


def _tile(store: Store, base: str, corner: tuple[int, int], listed: frozenset[str] | None) -> Tile:
    key = store.key(*corner)
    name = key.rsplit("/", 1)[-1]
    kind: Kind = "land"
    if listed is not None and name.partition(".")[0] not in listed:
        kind = "withheld" if corner in store.withheld else "sea"
    return Tile(name, f"{base}/{key}", kind)


def _listed(url: str) -> frozenset[str]:
    """Names in a store's list of its tiles."""
    with _asked(url) as answer:
        return frozenset(line.strip() for line in answer.read().decode("ascii", "replace").splitlines())


def _measured(tile: Tile) -> Tile:
    """The tile with its size and tag; missing if the store's list has it and the store has not."""
    if tile.kind != "land":
        return tile
    try:
        with _asked(tile.url, method="HEAD") as answer:
            size, tag = int(answer.headers.get("Content-Length", 0)), answer.headers.get("ETag", "")
    except _NotThere:
        return replace(tile, kind="missing")
    return replace(tile, size=size, tag=tag)


def _fetched(tile: Tile, path: Path) -> dict[str, Any]:
    """Fetch a tile under another name, check it, give it its own; what the list keeps of it."""
    part, tag = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.json")
    if not (part.is_file() and tag.is_file() and _told_tag(tag) == tile.tag):
        part.unlink(missing_ok=True)
    tag.write_text(json.dumps({"etag": tile.tag}), encoding="utf-8")
    for _ in range(ATTEMPTS):
        if _take(tile, part):
            break
    got = part.stat().st_size if part.is_file() else 0
    if got != tile.size:
        raise TerrainError(
            f"{tile.url}: broke off after {got} of {tile.size} bytes; the same command goes on from there"
        )
    _require_content(tile, part)
    digest = sha256_of(part)
    os.replace(part, path)
    tag.unlink()
    return {"url": tile.url, "bytes": tile.size, "etag": tile.tag, "sha256": digest}


def _told_tag(path: Path) -> str | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return told.get("etag") if isinstance(told, dict) else None


def _take(tile: Tile, part: Path) -> bool:
    """Take what is left of a tile; whether all of it is here."""
    have = part.stat().st_size if part.is_file() else 0
    if have == tile.size:
        return True
    ask = {"Range": f"bytes={have}-", "If-Range": tile.tag} if 0 < have < tile.size and tile.tag else {}
    with _asked(tile.url, headers=ask) as answer:
        # A server that knows no ranges, or has another file by now, begins anew.
        goes_on = answer.status == http.client.PARTIAL_CONTENT
        with part.open("ab" if goes_on else "wb") as out:
            while piece := _piece(answer):
                out.write(piece)
    return part.stat().st_size == tile.size


def _piece(answer: Opened) -> bytes:
    """The next of what a server sends; nothing at its end, nor where it broke off."""
    try:
        return answer.read(PIECE)
    except (OSError, http.client.HTTPException):
        return b""


def _require_content(tile: Tile, part: Path) -> None:
    tag = tile.tag.strip('"')
    if not MD5.fullmatch(tag):
        return
    with part.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != tag:
        part.unlink()
        raise TerrainError(
            f"{tile.url}: what came has the MD5 {found}, the server announced {tag}; "
            "it was thrown away, try again or name another --base-url"
        )


class _NotThere(Exception):
    """The server has no such thing."""


def _asked(url: str, method: str = "GET", headers: dict[str, str] | None = None) -> Opened:
    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        answer: Opened = urllib.request.urlopen(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (403, 404) and method == "HEAD":  # a public store hides what it has not
            raise _NotThere from error
        raise TerrainError(
            f"{url}: the server answers {error.code} {error.reason}; try again, or name another --base-url"
        ) from error
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise TerrainError(
            f"{url}: cannot be reached ({reason}); look at the network, or name another --base-url"
        ) from error
    return answer
