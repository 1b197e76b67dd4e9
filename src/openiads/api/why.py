"""Why one raider of one replicate came as far as it did, from the folder of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, SupportsIndex

import pyarrow.compute as pc
import pyarrow.parquet as pq

from openiads.api.run_result import RunResult
from openiads.ground.errors import OutOfRange, ResultMismatch, UnknownName
from openiads.ground.kinds import truth
from openiads.ground.place import anchored
from openiads.ground.whole import whole
from openiads.study.campaign import run_folder


def why(
    run: RunResult | str | os.PathLike[str],
    target: str | SupportsIndex,
    replicate: SupportsIndex = 0,
    common_failure: bool = False,
) -> str:
    """The story of one raider of one replicate in a sentence: `why` of its row in `targets.parquet`.

    Parameters
    ----------
    run : what `run` gave, or the folder of a complete run
    target : name of the raider in the scenario, or its index
    common_failure : the replicate as it was played with the common failure

    Raises
    ------
    OutOfRange
        if the run has no such replicate
    UnknownName
        if no raider of that name or index existed in it
    ResultMismatch
        if the run is not complete, or of a version that told no stories
    """
    folder = run.place if isinstance(run, RunResult) else anchored(run, "run", "run='runs/mine'")
    number = whole("replicate", replicate, 0, 2**32 - 1, "replicate=0")
    rows = _rows(folder, number, int(truth("common_failure", common_failure)))
    names, numbers, whys = (rows[name].to_pylist() for name in ("name", "target", "why"))
    asked = target if isinstance(target, str) else whole("target", target, 0, 2**31 - 1, "target=0")
    for name, index, told in zip(names, numbers, whys, strict=True):
        if asked in (name, index):
            return str(told)
    raise UnknownName("raider", target, names, f"replicate {number}")


def _rows(folder: Path, replicate: int, common_failure: int) -> Any:
    """Names, numbers and stories of the raiders of one replicate."""
    path = folder / "targets.parquet"
    manifest = run_folder.read_played(folder)
    first, last = manifest["first"], manifest["last"]
    if not first <= replicate < last:
        raise OutOfRange(
            f"replicate is {replicate}; {first} to {last - 1} are in {folder}; ask for one of those"
        )
    with run_folder.reading(path):
        if "why" not in pq.read_schema(path).names:
            raise ResultMismatch(
                f"{path}: is of a version that told no stories; remove the folder and run again"
            )
        wanted = [("replicate", "=", replicate), ("common_failure", "=", common_failure)]
        table = pq.read_table(path, columns=["side", "name", "target", "why"], filters=wanted)
    if not table.num_rows:
        raise OutOfRange(
            f"common_failure is True; replicate {replicate} was not played with it; leave it out"
        )
    return table.filter(pc.equal(table["side"], "hostile"))
