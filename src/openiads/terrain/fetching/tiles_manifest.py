"""The list that lies beside fetched tiles: where they come from, whose they are, which squares are sea."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from openiads.ground.errors import TerrainError
from openiads.ground.output import drafted

NAME = "openiads-tiles.json"
KINDS = ("sea", "withheld", "missing")
"""Squares without a tile, each a list of names."""


def read(folder: Path) -> dict[str, Any]:
    """What lies in a folder of tiles; empty if nothing was fetched into it."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        _require_list(told)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise TerrainError(
            f"{path}: is not a list of fetched tiles ({reason}); delete it and fetch the tiles again"
        ) from error
    found: dict[str, Any] = told
    return found


def _require_list(told: Any) -> None:
    if not (isinstance(told, dict) and isinstance(told.get("tiles"), dict)):
        raise ValueError("no list of tiles")
    for name, tile in told["tiles"].items():
        if not (isinstance(tile, dict) and isinstance(tile.get("sha256", ""), str)):
            raise ValueError(f"no checksum of {name!r}")
    for kind in KINDS:
        names = told.get(kind, [])
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise ValueError(f"no names of tiles in {kind!r}")
    for word in ("source", "attribution"):
        if not isinstance(told.get(word, ""), str):
            raise ValueError(f"no text in {word!r}")


def write(folder: Path, told: dict[str, Any]) -> None:
    """Write the list as a whole or not at all."""
    with drafted(folder / NAME) as fresh:
        fresh.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(fresh, folder / NAME)


def attribution(folder: Path, tile: str = "") -> str:
    """Whose the tiles in a folder are, if it was fetched and holds the one that is named."""
    told = read(folder)
    if not told or (tile and tile not in told["tiles"]):
        return ""
    credit: str = told.get("attribution", "")
    return credit
