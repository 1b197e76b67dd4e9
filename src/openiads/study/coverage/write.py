"""The folder of a coverage study: it appears whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutputError
from openiads.study.folder import UNFINISHED, writing
from openiads.terrain.grid import Grid


@dataclass(frozen=True, eq=False)
class Layer:
    """One map to be written or drawn: plain numbers on the cells of `grid`."""

    name: str  # of a file: what it is, altitude, surface
    title: str
    values: npt.NDArray[Any]  # (rows, columns)
    grid: Grid
    surface: str
    altitude: float | None = None  # above the ground, if it belongs to one [m]
    kind: str = ""  # what it is, whatever its altitude and surface


Save = Callable[[Path, Layer], None]
"""Writes one layer next to the path, which has no ending yet."""


def save_npz(path: Path, layer: Layer) -> None:
    """Write values with the latitudes and longitudes [degrees] of the cell centres."""
    rows, columns = layer.values.shape
    latitude, longitude = layer.grid.place(np.arange(rows)[:, None], np.arange(columns)[None, :])
    if layer.grid.projection is None:
        latitude, longitude = latitude.ravel(), longitude.ravel()
    np.savez_compressed(
        path.with_name(path.name + ".npz"),
        values=layer.values,
        latitude=np.degrees(latitude),
        longitude=np.degrees(longitude),
    )


def require_new(folder: Path) -> None:
    """Refuse a folder that is there already."""
    if folder.exists() or folder.is_symlink():
        raise OutputError(f"{folder}: exists already; coverage writes a new folder; name another with --out")


def write(folder: Path, document: dict[str, Any], layers: Iterable[Layer], save: Save = save_npz) -> None:
    """Write `coverage.json` and every layer into a new folder."""
    require_new(folder)
    beside = folder.with_name(folder.name + UNFINISHED)
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        try:
            beside.mkdir()
            text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
            (beside / "coverage.json").write_text(text, encoding="utf-8")
            for layer in layers:
                save(beside / layer.name, layer)
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
