"""`run.json`: what a run rests on, so that a result can be traced, continued and played again."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from openiads.catalogue import sources, status_mix
from openiads.catalogue.border import kind_of
from openiads.catalogue.overrides import overrides_of
from openiads.ground.errors import ResultMismatch
from openiads.scenario.scenario_schema import overrides_in
from openiads.scenario.write_scenario import sha256_of
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.inputs import differences, inputs_of, sha256_of_inputs

AGREE = ("scenario", "scenario_sha256", "seed", "first", "last", "version", "engine")
"""What must be the same for a run to be continued, besides its inputs.  Tile and workers may change."""
ONE_RUN = ("scenario_sha256", "inputs_sha256", "seed", "version", "engine")
"""What all chunks of a run have in common."""
OF_A_CHUNK = {"first": int, "last": int, "sha256": str, "inputs_sha256": str, "files": dict}
"""What a manifest keeps of each, and of what kind that is."""
CLOCKS = {"seconds": float, "cpu_seconds": float}
SHOWN_HASH = 16
"""Digits of a hash in a message."""
TOLD = ("numba", "numpy", "pyarrow")
"""Packages whose versions are noted."""


def manifest_of(prepared: Prepared, seed: int, first: int, last: int, engine: str) -> dict[str, Any]:
    """Provenance of a run that is about to begin."""
    entries = prepared.plan.entries
    inputs = inputs_of(prepared)
    return {
        "version": version("openiads"),
        "scenario": prepared.scenario.name,
        "scenario_sha256": sha256_of(prepared.scenario),
        "inputs_sha256": sha256_of_inputs(inputs),
        "engine": engine,
        "seed": seed,
        "first": first,
        "last": last,
        "replicates": last - first,
        "complete": False,
        "outcomes_sha256": None,
        "files": {},
        "seconds": 0.0,
        "cpu_seconds": 0.0,
        "chunks": [],
        "status_mix": status_mix(entries),
        "sources": [asdict(source) for source in sources(entries, prepared.catalogue)],
        "overrides": _overrides(prepared),
        "own_entries": _own(prepared),
        "inputs": inputs,
        "python": platform.python_version(),
        "machine": platform.machine(),
        **{package: version(package) for package in TOLD},
    }


def _overrides(prepared: Prepared) -> list[dict[str, Any]]:
    """Figures of the catalogue that the scenario replaces, each beside what the catalogue says."""
    return [
        {
            "path": found.path,
            "value": found.value,
            "status": "overridden",
            "outside": found.outside,
            "catalogue": found.catalogue,
        }
        for found in overrides_of(overrides_in(prepared.scenario), prepared.catalogue)
    ]


def _own(prepared: Prepared) -> list[str]:
    """Entries of the run that are from a folder of the user's; their hashes are among the inputs."""
    own = set(prepared.catalogue.own)
    places = ((kind_of(entry), entry.slug) for entry in prepared.plan.entries)
    return [" ".join(place) for place in places if place in own]


def take_in(manifest: dict[str, Any], record: dict[str, Any]) -> None:
    """Have a manifest know of a chunk, by the record of it."""
    manifest["chunks"].append({key: record[key] for key in OF_A_CHUNK})
    manifest["chunks"].sort(key=lambda chunk: chunk["first"])
    for clock in CLOCKS:
        manifest[clock] += record[clock]


def is_missing(manifest: dict[str, Any], record: dict[str, Any]) -> bool:
    """Whether a chunk is of this run, and holds only replicates that no other chunk of it does."""
    if not _has(record, OF_A_CHUNK | CLOCKS) or any(record.get(key) != manifest[key] for key in ONE_RUN):
        return False
    return any(low <= record["first"] < record["last"] <= high for low, high in missing(manifest))


def require_same(folder: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse to continue a run that was begun otherwise; the message lists every difference."""
    differing = [
        f"{key} is {_short(found.get(key))} there and {_short(wanted[key])} now"
        for key in AGREE
        if found.get(key) != wanted[key]
    ]
    if not differing and found["inputs_sha256"] != wanted["inputs_sha256"]:
        changed = differences(found["inputs"], wanted["inputs"])
        raise ResultMismatch(
            f"{folder}: was begun with other inputs: {', '.join(changed)}; "
            "continue it with what it was begun with, or name another folder with --out"
        )
    if differing:
        raise ResultMismatch(
            f"{folder}: holds another run: {'; '.join(differing)}; "
            "continue it with what it was begun with, or name another folder with --out"
        )


def require_sound(path: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse a manifest that does not hold what the one of a new run holds, or whose chunks do not meet."""
    if found.keys() & {"scenario_sha256", "inputs_sha256"} == {"scenario_sha256"}:
        raise ResultMismatch(
            f"{path}: is of an earlier version, which did not record what a run rests on; "
            "its tables can be read, but it cannot be continued; run again in another folder"
        )
    strange = [key for key in wanted if not _alike(found.get(key), wanted[key])]
    if not strange and not _meet(found):
        strange.append("chunks")
    if found.get("complete") is True and "step_check" not in found:
        strange.append("step_check")
    if strange:
        raise ResultMismatch(
            f"{path}: is damaged: {', '.join(strange)} missing or not what a run writes; "
            "remove the folder and run again"
        )


def _alike(found: object, wanted: object) -> bool:
    """Whether a value is of the kind that a run writes there."""
    return isinstance(found, str | None) if wanted is None else type(found) is type(wanted)


def _has(told: dict[str, Any], kinds: dict[str, type]) -> bool:
    """Whether everything that is needed is there, each of its kind."""
    return all(type(told.get(key)) is kind for key, kind in kinds.items())


def _meet(manifest: dict[str, Any]) -> bool:
    """Whether chunks have numbers and hashes and follow each other; those of a whole run leave no gap."""
    end = manifest["first"]
    for chunk in manifest["chunks"]:
        if not isinstance(chunk, dict) or not _has(chunk, OF_A_CHUNK):
            return False
        if not end <= chunk["first"] < chunk["last"] or (manifest["complete"] and end != chunk["first"]):
            return False
        end = chunk["last"]
    return bool(end == manifest["last"] if manifest["complete"] else end <= manifest["last"])


def _short(value: object) -> str:
    """A value as messages show it; of a hash, what tells it from another."""
    return repr(value[:SHOWN_HASH] if isinstance(value, str) else value)


def spans(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    """Spans of the chunks that were finished, in order."""
    return [(chunk["first"], chunk["last"]) for chunk in manifest["chunks"]]


def missing(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    """Spans that no chunk holds yet, in order."""
    ends = [manifest["first"], *(last for _, last in spans(manifest))]
    begins = [*(first for first, _ in spans(manifest)), manifest["last"]]
    return [(end, begin) for end, begin in zip(ends, begins, strict=True) if end < begin]
