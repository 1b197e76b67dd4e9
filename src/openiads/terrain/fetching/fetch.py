"""Elevation tiles from public stores: which there are, how large they are, and bringing them here.

Only `openiads terrain fetch` uses this; no other part of the package asks a server for anything that the
user did not name.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NoReturn

from openiads.ground import lock
from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.output import flush, require_open, require_still, sweep, take_away, unfollowed, writing
from openiads.ground.place import anchored
from openiads.terrain.fetching import servers, tiles_manifest
from openiads.terrain.fetching.servers import Opened
from openiads.terrain.fetching.stores import Store
from openiads.terrain.maps.tile_names import corner

Kind = Literal["land", "sea", "withheld", "missing"]

ATTEMPTS = 3
TOGETHER = 8
"""Requests for sizes under way at a time."""
MOST_TILES = 3600
MOST_LIST = 50_000_000
"""Bytes of a list of tiles; that of all the Earth's land has a million."""
SHOWN = 40
FORMATS = {
    ".tif": ("GeoTIFF", (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    ".gz": ("gzip file", (b"\x1f\x8b",)),
    "": ("file", (b"",)),
}
"""How what a tile's name promises begins."""
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
    base = servers.require_address(base or store.base)
    corners = list(squares(bounds))
    listed = _listed(store, f"{base}/{store.listing}") if store.listing else None
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
            f"bounding box {told}: west, south, east and north in degrees are needed, south below north; "
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

    One process at a time works in a folder.  A tile that is there already, whole and unchanged, is not
    fetched again; one that was broken off goes on where it ended.  `done` hears of each tile, and whether it
    had to be fetched.
    """
    _kept_in(folder, store)  # before anything is made
    folder = anchored(folder)
    require_open(folder)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)  # once: what is removed meanwhile is not made anew
        with _alone_in(folder):
            told = _kept_in(folder, store)  # of now, for whoever worked here may just have ended
            _bring(store, tiles, folder, told, done)
    return told


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Have a folder of tiles to oneself, and leave nothing of that behind.

    The name of the lock goes while it is still held.  Who opened it just before and locks it just after may
    meet who comes next; both then fetch, and each tile is still checked before it gets its name.
    """
    with lock.working_in(folder, instead="name another with --out"):
        try:
            yield
        finally:
            lock.take_away(folder)


def _kept_in(folder: Path, store: Store) -> dict[str, Any]:
    """The list of what a folder holds already, which is of the same store."""
    told = tiles_manifest.read(folder) or {"tiles": {}}
    if told.get("source", store.name) != store.name:
        raise TerrainError(
            f"{folder}: holds tiles of {told['source']}; tiles of one source are kept in one folder, "
            "name another with --out"
        )
    return told


def _bring(
    store: Store,
    tiles: Sequence[Tile],
    folder: Path,
    told: dict[str, Any],
    done: Callable[[Tile, bool], None],
) -> None:
    """Bring tiles into a folder that nobody else works in, each noted in the list as soon as it is there."""
    sweep(folder, alone=True)
    others = {kind: {t.name for t in tiles if t.kind == kind} for kind in tiles_manifest.KINDS}
    told |= {"source": store.name, "attribution": store.attribution}
    told |= {kind: sorted(names | set(told.get(kind, ()))) for kind, names in others.items()}
    tiles_manifest.write(folder, told)
    for tile in (tile for tile in tiles if tile.kind == "land"):
        require_still(folder)
        path = folder / tile.name
        here = _is_here(path, tile, told["tiles"].get(tile.name, {}))
        if not here:
            told["tiles"][tile.name] = _fetched(tile, path)
            tiles_manifest.write(folder, told)
        done(tile, not here)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_here(path: Path, tile: Tile, known: dict[str, Any]) -> bool:
    same = known.get("bytes") == tile.size and known.get("etag", "") == tile.tag
    return (
        same
        and path.is_file()
        and path.stat().st_size == tile.size
        and sha256_of(path) == known.get("sha256")
    )


def _tile(store: Store, base: str, corner: tuple[int, int], listed: frozenset[str] | None) -> Tile:
    key = store.key(*corner)
    name = key.rsplit("/", 1)[-1]
    kind: Kind = "land"
    if listed is not None and name.partition(".")[0] not in listed:
        kind = "withheld" if corner in store.withheld else "sea"
    return Tile(name, f"{base}/{key}", kind)


def _listed(store: Store, url: str) -> frozenset[str]:
    """Names in a store's list of its tiles; what is not in it is taken for sea, so it must be such a list."""
    with servers.asked(url) as answer:
        text = servers.whole(url, answer, MOST_LIST).decode("ascii", "replace")
    names = frozenset(line.strip() for line in text.splitlines())
    if not any(_names_tile(store, name) for name in names):
        raise TerrainError(
            f"{url}: is not a list of tiles of {store.name}, it begins with {text[:SHOWN]!r}; "
            "name another --base-url or --source"
        )
    return names


def _names_tile(store: Store, name: str) -> bool:
    place = corner(name)
    return place is not None and store.key(*place).startswith(f"{name}/")


def _measured(tile: Tile) -> Tile:
    """The tile with its size and tag; missing if the store's list has it and the store has not."""
    if tile.kind != "land":
        return tile
    try:
        with servers.asked(tile.url, method="HEAD") as answer:
            size, tag = servers.length_of(tile.url, answer), answer.headers.get("ETag", "")
    except servers.NotThere:
        return replace(tile, kind="missing")
    return replace(tile, size=size, tag=tag)


def _fetched(tile: Tile, path: Path) -> dict[str, Any]:
    """Fetch a tile under another name, check it, give it its own; what the list keeps of it."""
    part = path.with_name(f".openiads-{path.name}.part")
    tag = part.with_name(f"{part.name}.json")
    for name in (part, tag):
        if name.is_symlink():
            take_away(name)
    if not (part.is_file() and tag.is_file() and _told_tag(tag) == tile.tag):
        part.unlink(missing_ok=True)
    try:
        tag.write_text(json.dumps({"etag": tile.tag}), encoding="utf-8")
        _take_all(tile, part)
        _require_content(tile, part)
        digest = sha256_of(part)
        flush(part)  # so that no power cut leaves a whole name on half a tile
        os.replace(part, path)
    except OSError:  # the disk's: what is left of the tile would only keep it full
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    finally:
        if not part.exists():
            tag.unlink(missing_ok=True)
    return {"url": tile.url, "bytes": tile.size, "etag": tile.tag, "sha256": digest}


def _take_all(tile: Tile, part: Path) -> None:
    """Take a tile, again where it breaks off; what came stays for the next time."""
    why = ""
    for _ in range(ATTEMPTS):
        try:
            _take(tile, part)
        except servers.BrokeOff as error:
            why = f" ({error})" if str(error) else ""
        got = part.stat().st_size if part.is_file() else 0
        if got == tile.size:
            return
    raise TerrainError(
        f"{tile.url}: broke off after {got} of {tile.size} bytes{why}; the same command continues from there"
    )


def _told_tag(path: Path) -> str | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return told.get("etag") if isinstance(told, dict) else None


def _take(tile: Tile, part: Path) -> None:
    """Take what is left of a tile, or what comes of it."""
    have = part.stat().st_size if part.is_file() else 0
    if have == tile.size:
        return
    ask = {"Range": f"bytes={have}-", "If-Range": tile.tag} if 0 < have < tile.size and tile.tag else {}
    with servers.asked(tile.url, headers=ask) as answer:
        goes_on = _goes_on(tile, part, answer, have if ask else 0)
        with open(part, "r+b" if goes_on else "wb", opener=unfollowed) as out:
            out.seek(have if goes_on else 0)
            for piece in servers.pieces(tile.url, answer):
                out.write(piece)
                if out.tell() > tile.size:
                    break
    if part.stat().st_size > tile.size:
        _throw_away(tile, part, f"more came than the {tile.size} bytes that the server announced")


def _goes_on(tile: Tile, part: Path, answer: Opened, have: int) -> bool:
    """Whether an answer goes on from where a tile ended; if not, it is the tile from its beginning.

    A server that knows no ranges, or has another file by now, begins anew.
    """
    packed = answer.headers.get("Content-Encoding", "identity")
    if packed != "identity" and not tile.name.endswith(".gz"):
        raise TerrainError(f"{tile.url}: the server sends it compressed, unasked; name another --base-url")
    if answer.status != http.client.PARTIAL_CONTENT:
        return False
    told = answer.headers.get("Content-Range", "")
    if not have or not told.startswith(f"bytes {have}-"):
        _throw_away(tile, part, f"the server was asked for all from byte {have} and sends {told!r}")
    return True


def _require_content(tile: Tile, part: Path) -> None:
    """What came must begin as such a file does, and have the sum that the server tells."""
    with part.open("rb") as file:
        begins = file.read(SHOWN)
        file.seek(0)
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    tag = tile.tag.strip('"')
    if MD5.fullmatch(tag) and found != tag:
        _throw_away(tile, part, f"what came has the MD5 {found}, the server announced {tag}")
    kind, marks = FORMATS[next(ending for ending in FORMATS if tile.name.endswith(ending))]
    if not begins.startswith(marks):
        text = begins.decode("ascii", "replace")
        _throw_away(tile, part, f"what came is not a {kind}, it begins with {text!r}")


def _throw_away(tile: Tile, part: Path, why: str) -> NoReturn:
    part.unlink(missing_ok=True)
    raise TerrainError(f"{tile.url}: {why}; it was discarded, try again or name another --base-url")
