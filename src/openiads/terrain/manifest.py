"""The list that lies beside fetched tiles: where they come from, whose they are, which squares are sea."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from openiads.ground.errors import TerrainError

NAME = "openiads-tiles.json"


def read(folder: Path) -> dict[str, Any]:
    """What lies in a folder of tiles; empty if nothing was fetched into it."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not (isinstance(told, dict) and isinstance(told["tiles"], dict)):
            raise ValueError("no list of tiles")
    except (ValueError, KeyError) as error:
        raise TerrainError(
            f"{path}: is no list of fetched tiles ({error}); delete it and fetch the tiles again"
        ) from error
    return told


def write(folder: Path, told: dict[str, Any]) -> None:
    """Write the list as a whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(fresh, folder / NAME)


def attribution(folder: Path, tile: str = "") -> str:
    """Whose the tiles in a folder are, if it was fetched and holds the one that is named."""
    told = read(folder)
    if not told or (tile and tile not in told["tiles"]):
        return ""
    return str(told.get("attribution", ""))
