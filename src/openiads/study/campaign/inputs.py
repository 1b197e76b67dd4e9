"""What shapes the tables of a run, by hash: a run goes on, and parts are joined, only over the same."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from openiads.catalogue.entries import Entry
from openiads.ground.compiled import KERNEL_FOLDERS, PACKAGE
from openiads.simulation.models import sources_of
from openiads.simulation.prepare import Prepared

DIGITS = 16
"""Of each hash that is kept: enough to tell any two apart."""
SHAPING = (*KERNEL_FOLDERS, "catalogue", "scenario", "study/campaign", "study/experiment")
"""Folders whose sources shape tables; what only reads tables, as a claim does, may change meanwhile."""
LIBRARIES = ("llvmlite", "numba", "numpy", "rasterio", "scipy")
"""Packages that can change a number."""
OF_THE_GROUND = ("masks", "mask_bounds", "ground")
"""Tables of the World that are read off the terrain within reach of the radars."""


def inputs_of(prepared: Prepared) -> dict[str, Any]:
    """Hashes of everything that a run rests on, each by the name that a message gives it."""
    world = prepared.world._asdict()
    ground = [world.pop(name) for name in OF_THE_GROUND]
    return {
        "catalogue": {_name_of(entry): _of_entry(entry) for entry in prepared.plan.entries},
        "terrain": _of_arrays(ground),
        "world": _of_arrays(world.values()),
        "models": sources_of(prepared.scenario.models),
        "sources": _of_sources(),
        "libraries": dict(_libraries()),
    }


def sha256_of_inputs(inputs: dict[str, Any]) -> str:
    """One hash over all of them."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def sha256_of_model() -> str:
    """One hash of what all runs rest on: the sources that shape tables, and the libraries."""
    return sha256_of_inputs({"sources": _of_sources(), "libraries": dict(_libraries())})


def differences(there: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a run was begun with and what there is now, where that is not the same."""
    told = [f"{word} of the catalogue" for word in _changed(there["catalogue"], now["catalogue"])]
    if there["terrain"] != now["terrain"]:
        told.append("terrain within reach of the radars")
    told += [f"phase {word} of the chosen models" for word in _changed(there["models"], now["models"])]
    if there["sources"] != now["sources"]:
        told.append("sources of the model")
    told += [
        f"{package} ({there['libraries'].get(package)} there, {now['libraries'].get(package)} now)"
        for package in _changed(there["libraries"], now["libraries"])
    ]
    if not told and there["world"] != now["world"]:
        told.append("what was prepared from them on this machine")
    return told


def _changed(there: dict[str, str], now: dict[str, str]) -> list[str]:
    """Keys that only one has, or that mean something else in the other."""
    return sorted(key for key in there.keys() | now.keys() if there.get(key) != now.get(key))


@cache
def _libraries() -> dict[str, str]:
    """Versions, read once: another may be installed by now, but not into this process."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{package: version(package) for package in LIBRARIES}}


def _name_of(entry: Entry) -> str:
    return f"{type(entry).__name__.lower()} {entry.slug}"


def _of_entry(entry: Entry) -> str:
    """Of all that an entry says, sources included: they are printed beside the numbers."""
    text = json.dumps(asdict(entry), sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _of_arrays(told: Iterable[object]) -> str:
    """Of arrays, and of scalars as they are written."""
    digest = hashlib.sha256()
    for array in told:
        if not isinstance(array, np.ndarray):
            digest.update(f"{array!r}\n".encode())
            continue
        digest.update(f"{array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:DIGITS]


def _of_sources() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for folder in SHAPING for path in (PACKAGE / folder).rglob("*.py")):
        _take(digest, path)
    return digest.hexdigest()[:DIGITS]


def _take(digest: Any, path: Path) -> None:
    """Name, length and content, so that no two lists of files read alike."""
    content = path.read_bytes()
    digest.update(f"{path.relative_to(PACKAGE).as_posix()} {len(content)}\n".encode())
    digest.update(content)
