"""Parts become one: the chunks of a run, or the folders of a run that was played in ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from openiads.ground.errors import ResultMismatch
from openiads.ground.output import writing
from openiads.study.campaign import run_folder
from openiads.study.campaign.digest import Digest
from openiads.study.campaign.inputs import differences
from openiads.study.campaign.tables import NAMES

SAME = ("scenario_sha256", "seed", "inputs_sha256")
"""What the manifests of parts of one run have in common."""
REFERENCE = "reference"
"""The engine whose numbers may differ in their last digits from the others'."""


def merge_chunks(folder: Path, spans: Iterable[tuple[int, int]]) -> str:
    """Join the chunks of a run folder into its three tables; gives `outcomes_sha256`.

    Each chunk becomes row groups of its own, so that memory holds one chunk's table at a time.  The chunks
    stay until `drop_chunks`, so that whoever is interrupted here can start again.
    """
    chunks = [run_folder.chunk_path(folder, low, high) for low, high in spans]
    digest = Digest()
    for name in NAMES:
        parts = [chunk / f"{name}.parquet" for chunk in chunks]
        run_folder.write_whole(folder / f"{name}.parquet", partial(_join, name, parts, digest))
    return digest.hexdigest()


def _join(name: str, parts: Sequence[Path], digest: Digest, beside: Path) -> None:
    writer: Any = None
    try:
        for part in parts:
            table = run_folder.read_table(part)
            digest.add_table(name, table)
            if writer is None:
                writer = pq.ParquetWriter(beside, table.schema, compression="zstd")
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
    finally:
        if writer is not None:
            writer.close()


def drop_chunks(folder: Path) -> None:
    """Remove the chunks of a run whose tables are whole."""
    with writing(folder, resumes=True):
        run_folder.remove_chunks(folder)


def combined_sha256(folders: Sequence[Path | str]) -> str:
    """`outcomes_sha256` of the run whose ranges the folders hold, in any order.

    Raises
    ------
    ResultMismatch
        if the folders are not of one run, or their ranges do not meet
    """
    if not folders:
        raise ResultMismatch("merge: no folders; name at least one run folder")
    found = [(Path(folder), run_folder.read_manifest(Path(folder))) for folder in folders]
    found.sort(key=lambda part: part[1]["first"])
    _check(found)
    digest = Digest()
    for folder, manifest in found:
        if "files" in manifest:  # one of old does not tell
            run_folder.require_as_written(folder, manifest["files"])
        for name in NAMES:
            for part in run_folder.parts_of(folder / f"{name}.parquet"):
                digest.add_table(name, part)
    return digest.hexdigest()


def _why(old: dict[str, Any], new: dict[str, Any], key: str) -> str:
    """Which inputs differ, where that is known."""
    if key != "inputs_sha256" or not ("inputs" in old and "inputs" in new):
        return ""
    return f": {', '.join(differences(old['inputs'], new['inputs']))}"


def _check(found: Sequence[tuple[Path, dict[str, Any]]]) -> None:
    for folder, manifest in found:
        if manifest.get("complete") is not True:
            raise ResultMismatch(f"{folder}: is not complete; finish it first, with --resume")
    for (before, old), (after, new) in pairwise(found):
        for key in SAME:
            if old.get(key) != new.get(key):
                raise ResultMismatch(
                    f"{after}: {key} is {new.get(key)}, and {old.get(key)} in {before}{_why(old, new, key)}; "
                    "join parts of one run only"
                )
        if REFERENCE in (old.get("engine"), new.get("engine")) and old.get("engine") != new.get("engine"):
            raise ResultMismatch(
                f"{after}: was played by engine {new.get('engine')}, and {before} by {old.get('engine')}; "
                "join parts of one run only"
            )
        if old["last"] != new["first"]:
            raise ResultMismatch(
                f"{after}: starts at replicate {new['first']}, and {before} ends at {old['last']}; "
                "ranges that meet are allowed; play the missing one, or leave out what is there twice"
            )
