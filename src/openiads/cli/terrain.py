"""`openiads terrain`: elevation tiles for one's own use, fetched when asked and never otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openiads.cli.output import console, print_json, say
from openiads.cli.read import place_option
from openiads.cli.signals import interruptible
from openiads.ground.errors import OutOfRange
from openiads.ground.letters import escaped

if TYPE_CHECKING:
    from openiads.terrain.fetching.fetch import Tile
    from openiads.terrain.fetching.stores import Store

app = typer.Typer(
    help="Fetch elevation tiles.",
    epilog="Example: openiads terrain fetch --bbox 34,36,37,38 --source glo90 --list",
    no_args_is_help=True,
)
MEGABYTE = 1e6
KINDS = {"land": "", "sea": "sea, no tile", "withheld": "not published", "missing": "not there"}


@app.callback()
def root() -> None:
    """Keep `fetch` a command of its own, so that others can stand beside it."""


@app.command(epilog="Example: openiads terrain fetch --bbox 34,36,37,38 --source glo90 --out tiles")
def fetch(
    bbox: Annotated[str, typer.Option(metavar="W,S,E,N", help="Longitudes and latitudes, degrees.")],
    source: Annotated[str, typer.Option(help="glo90, glo30 or srtm.")] = "glo90",
    out: Annotated[Path | None, place_option("--out", "tiles/glo90", "Folder.", "tiles/SOURCE")] = None,
    base_url: Annotated[
        str, typer.Option(help="Address of a copy of the source.", show_default="its own")
    ] = "",
    only_list: Annotated[bool, typer.Option("--list", help="List tiles and sizes, fetch nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """List the elevation tiles of an area with their sizes, and fetch them with checksums."""
    from openiads.ground.output import require_open
    from openiads.terrain.fetching import fetch as store_room
    from openiads.terrain.fetching.stores import store_named

    store, bounds = store_named(source), _bounds(bbox)
    folder = out or Path("tiles") / store.name
    if not only_list:
        require_open(folder)
    tiles = store_room.tiles_in(store, bounds, base_url)
    if not as_json:
        _show(store, tiles)
    told: dict[str, Any] = {"tiles": {}}
    if not only_list:
        with interruptible(), _progress(tiles) as done:
            told = store_room.fetch(store, tiles, folder, done)
    if as_json:
        print_json(_document(store, tiles, told, None if only_list else folder))
    else:
        _tell(store, tiles, None if only_list else folder)


def _bounds(bbox: str) -> list[float]:
    try:
        edges = [math.radians(float(part)) for part in bbox.split(",")]
    except ValueError:
        edges = []
    if len(edges) != 4:
        raise OutOfRange(
            f"--bbox is {bbox!r}; west, south, east and north in degrees are allowed; "
            "write it like 26,36,45,42"
        )
    return edges


def _show(store: Store, tiles: Sequence[Tile]) -> None:
    from openiads.report.ink.listing import Listing

    table = Listing(("tile", "", "MB"), words=(0, 1), header_style="bold")
    for tile in tiles:
        size = f"{tile.size / MEGABYTE:.1f}" if tile.kind == "land" else ""
        table.add_row(tile.name, KINDS[tile.kind], size)
    land = [tile.size for tile in tiles if tile.kind == "land"]
    console().print(table)
    console().print(f"{len(land)} of {len(tiles)} tiles, {sum(land) / MEGABYTE:.1f} MB: {store.what}")


def _tell(store: Store, tiles: Sequence[Tile], folder: Path | None) -> None:
    for line in _notes(store, tiles):
        say(line)
    if folder:
        named = escaped(str(folder))
        console().print(f"in {named}, with their SHA-256 in openiads-tiles.json; use it with --dem {named}")
    console().print(store.attribution, style="dim")


def _notes(store: Store, tiles: Sequence[Tile]) -> Iterator[str]:
    """What is land and cannot be had."""
    withheld = ", ".join(tile.name for tile in tiles if tile.kind == "withheld")
    missing = ", ".join(tile.name for tile in tiles if tile.kind == "missing")
    if withheld:
        yield (
            f"{store.name} does not publish {len(store.withheld)} tiles of Armenia and Azerbaijan, "
            f"here {withheld}; --source {store.instead} has them"
        )
    if missing:
        yield f"the server has no {missing}; try again, or name another --base-url or --source"


def _document(
    store: Store, tiles: Sequence[Tile], told: dict[str, Any], folder: Path | None
) -> dict[str, Any]:
    rows = [
        {
            "name": tile.name,
            "kind": tile.kind,
            "bytes": tile.size,
            "url": tile.url,
            "sha256": told["tiles"].get(tile.name, {}).get("sha256"),
        }
        for tile in tiles
    ]
    return {
        "source": store.name,
        "attribution": store.attribution,
        "folder": str(folder) if folder else None,
        "tiles": rows,
        "bytes": sum(tile.size for tile in tiles),
        "notes": list(_notes(store, tiles)),
    }


@contextmanager
def _progress(tiles: Sequence[Tile]) -> Iterator[Callable[[Tile, bool], None]]:
    """A bar on stderr that counts bytes."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    err = console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("fetching", total=sum(tile.size for tile in tiles))

        def done(tile: Tile, fresh: bool) -> None:
            bar.update(task, advance=tile.size, description=tile.name if fresh else "already here")

        yield done
