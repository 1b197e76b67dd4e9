"""What shapes the tables of a run, by hash: a run goes on, and parts are joined, only over the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from openiads.catalogue.entries import Entry
from openiads.ground.compiled import KERNEL_FOLDERS
from openiads.simulation.models import sources_of
from openiads.simulation.prepare import Prepared
from openiads.study.fingerprint import DIGITS, libraries, sha_of_arrays, sha_of_sources

SHAPING = (*KERNEL_FOLDERS, "catalogue", "scenario", "study/campaign", "study/experiment")
"""Folders whose sources shape tables; what only reads tables, as a claim does, may change meanwhile."""
OF_THE_GROUND = ("masks", "mask_bounds", "ground")
"""Tables of the World that are read off the terrain within reach of the radars."""


def inputs_of(prepared: Prepared) -> dict[str, Any]:
    """Hashes of everything that a run rests on, each by the name that a message gives it."""
    world = prepared.world._asdict()
    ground = [world.pop(name) for name in OF_THE_GROUND]
    return {
        "catalogue": {_name_of(entry): _of_entry(entry) for entry in prepared.plan.entries},
        "terrain": sha_of_arrays(ground),
        "world": sha_of_arrays(world.values()),
        "models": sources_of(prepared.scenario.models),
        "sources": _of_sources(),
        "libraries": dict(libraries()),
    }


def sha256_of_inputs(inputs: dict[str, Any]) -> str:
    """One hash over all of them."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def sha256_of_model() -> str:
    """One hash of what all runs rest on: the sources that shape tables, and the libraries."""
    return sha256_of_inputs({"sources": _of_sources(), "libraries": dict(libraries())})


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


def _name_of(entry: Entry) -> str:
    return f"{type(entry).__name__.lower()} {entry.slug}"


def _of_entry(entry: Entry) -> str:
    """Of all that an entry says, sources included: they are printed beside the numbers."""
    text = json.dumps(asdict(entry), sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _of_sources() -> str:
    return sha_of_sources(SHAPING)
