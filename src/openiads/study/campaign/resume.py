"""Continuing a run folder: what is there is read, compared with what is asked for, and put right."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path
from typing import Any

from openiads.ground.errors import Notice
from openiads.ground.output import sweep
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_manifest import is_missing, require_same, require_sound, spans, take_in


def begun(where: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """Manifest of the folder to continue; of a complete run, once its tables are seen to be what it says."""
    found = run_folder.read_manifest(where)
    require_sound(where / run_folder.MANIFEST, found, wanted)
    require_same(where, found, wanted)
    if found["complete"]:
        run_folder.require_as_written(where, found["files"])
    return found


def mend(where: Path, found: dict[str, Any]) -> None:
    """Clear away what killed processes left, and set aside what is not as it was written."""
    sweep(where)
    # Chunks that the user keeps elsewhere may lie among things of others.
    sweep(where / run_folder.CHUNKS, alone=not (where / run_folder.CHUNKS).is_symlink())
    before = copy.deepcopy(found)
    _adopt(where, found)
    told = _clear(where, found)
    for chunk in before["chunks"]:
        wrong = _fault(where, chunk, found["inputs_sha256"])
        if wrong:
            place = run_folder.set_aside(run_folder.chunk_path(where, chunk["first"], chunk["last"]))
            found["chunks"].remove(chunk)
            kept = f", and what was there is kept as {place}" if place else ""
            told.append(f"{wrong}; it is played again{kept}")
    if found != before:
        run_folder.write_manifest(where, found, before)
    for line in told:
        warnings.warn(Notice(line), stacklevel=3)


def _adopt(where: Path, found: dict[str, Any]) -> None:
    """Take in chunks that were complete before the manifest listed them."""
    for chunk in filter(run_folder.is_chunk, sorted((where / run_folder.CHUNKS).glob("*"))):
        record = run_folder.record_of(chunk)
        if record and is_missing(found, record) and not run_folder.unlike(chunk, record["files"]):
            take_in(found, record)


def _clear(where: Path, found: dict[str, Any]) -> list[str]:
    """Make room among the chunks, of which the manifest does not know all; says what had to be moved."""
    kept = {run_folder.chunk_path(where, *span) for span in spans(found)}
    chunks = where / run_folder.CHUNKS
    told = []
    for stray in sorted(set(chunks.glob("*")) - kept):
        if run_folder.is_chunk(stray) and not run_folder.remove_chunk(stray) and not chunks.is_symlink():
            place = run_folder.set_aside(stray)
            told.append(f"{stray}: holds more than a chunk does; it is kept as {place}")
    return told


def _fault(where: Path, chunk: dict[str, Any], inputs: str) -> str:
    """What is wrong with a chunk, nothing if it holds what was written."""
    path = run_folder.chunk_path(where, chunk["first"], chunk["last"])
    if chunk["inputs_sha256"] != inputs:
        return f"{path}: was played with other inputs"
    return run_folder.unlike(path, chunk["files"])
