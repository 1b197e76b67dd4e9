"""The folder of a coverage study: it appears whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openiads.ground.errors import OutputError
from openiads.study.folder import UNFINISHED, writing


def require_new(folder: Path) -> None:
    """Refuse a folder that is there already."""
    if folder.exists() or folder.is_symlink():
        raise OutputError(f"{folder}: exists already; coverage writes a new folder; name another with --out")


def write(folder: Path, document: dict[str, Any], fill: Callable[[Path], None]) -> None:
    """Write `coverage.json` into a new folder, and what `fill` puts into it."""
    require_new(folder)
    beside = folder.with_name(folder.name + UNFINISHED)
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        try:
            beside.mkdir()
            text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
            (beside / "coverage.json").write_text(text, encoding="utf-8")
            fill(beside)
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
