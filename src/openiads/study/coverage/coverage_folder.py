"""The folder of a coverage study: it appears whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openiads.ground.errors import OutputError
from openiads.ground.output import beside, require_possible, take_away, writing


def require_new(folder: Path) -> None:
    """Refuse a folder that is there already, or cannot be made."""
    if os.path.lexists(folder):
        raise OutputError(f"{folder}: exists already; coverage writes a new folder; name another with --out")
    require_possible(folder, "folder")


def write(folder: Path, document: dict[str, Any], fill: Callable[[Path], None]) -> None:
    """Write `coverage.json` into a new folder, and what `fill` puts into it."""
    require_new(folder)
    unfinished = beside(folder)
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.mkdir()
            text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
            (unfinished / "coverage.json").write_text(text, encoding="utf-8")
            fill(unfinished)
            _give_name(unfinished, folder)
        except OutputError as error:  # names the folder as it was called until it would have been whole
            raise OutputError(str(error).replace(f"{unfinished}", f"{folder}")) from None
        finally:
            take_away(unfinished)


def _give_name(whole: Path, folder: Path) -> None:
    try:
        whole.rename(folder)
    except OSError:
        if not os.path.lexists(folder):
            raise
        raise OutputError(
            f"{folder}: was made by somebody else meanwhile, and is left as it is; name another with --out"
        ) from None
