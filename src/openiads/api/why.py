"""Why raiders of one replicate came as far as they did, from the folder of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, SupportsIndex

import pyarrow.compute as pc
import pyarrow.parquet as pq

from openiads.api.run_result import RunResult
from openiads.ground.errors import OutOfRange, ResultMismatch, UnknownName
from openiads.ground.kinds import truth
from openiads.ground.place import anchored
from openiads.ground.whole import whole
from openiads.report.run.leaker_stories import typical, worst
from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Strata

THROUGH = {"leaked": "arrived", "released": "released"}
"""Fates of raiders that got through, and by what word they are counted: only what arrives is a leaker."""
COLUMNS = ["side", "name", "target", "fate", "reason", "why"]


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
        if the run is not complete, not what was written, or of a version that told no stories
    """
    folder = run.place if isinstance(run, RunResult) else anchored(run, "run", "run='runs/mine'")
    number = whole("replicate", replicate, 0, 2**32 - 1, "replicate=0")
    raiders = _raiders(folder, number, int(truth("common_failure", common_failure)))
    asked = target if isinstance(target, str) else whole("target", target, 0, 2**31 - 1, "target=0")
    return str(_one(raiders, asked, number)["why"])


def stories(
    folder: Path, target: str | None = None, replicate: int | Literal["typical", "worst"] = "typical"
) -> dict[str, Any]:
    """Stories of one replicate of a complete run, as it is without a common failure.

    Of one raider, told by its name or its index, or of all that got through; `typical` is the first replicate
    whose leakers are nearest to their median, `worst` the first that has most.
    """
    number = replicate if isinstance(replicate, int) else replicate_chosen(folder, replicate)
    raiders = _raiders(folder, number, 0)
    if target is not None:
        named = target in (row["name"] for row in raiders)
        index = int(target) if target.isascii() and target.isdecimal() and not named else target
        told = [_one(raiders, index, number)]
    else:
        told = [row for row in raiders if row["fate"] in THROUGH]
    counts = {word: sum(row["fate"] == fate for row in raiders) for fate, word in THROUGH.items()}
    through = sum(counts.values())
    return {"replicate": number, "raiders": len(raiders), "through": through, **counts, "stories": told}


def _one(raiders: list[dict[str, Any]], asked: str | int, number: int) -> dict[str, Any]:
    for row in raiders:
        if asked in (row["name"], row["target"]):
            return row
    names, also = [row["name"] for row in raiders], ""
    if raiders:
        also = f"an index is allowed too, {spans_told([row['target'] for row in raiders])}"
    raise UnknownName("raider", asked, names, f"replicate {number}", also)


def spans_told(numbers: list[int]) -> str:
    """Rising numbers, those without a gap as one: 0 to 11, 14, 20 to 23."""
    there = set(numbers)
    begins, ends = ([i for i in numbers if i + step not in there] for step in (-1, 1))
    return ", ".join(f"{a}" if a == z else f"{a} to {z}" for a, z in zip(begins, ends, strict=True))


def replicate_chosen(folder: Path, which: Literal["typical", "worst"]) -> int:
    """Number of the replicate that is meant by a word."""
    run_folder.read_complete(folder, ["outcomes"])
    outcomes = run_folder.read_table(folder / "outcomes.parquet", ["replicate", "common_failure", "leakers"])
    strata = Strata.of(outcomes, 0.0)
    return (typical if which == "typical" else worst)(outcomes, strata)


def require_there(folder: Path, replicate: int) -> None:
    """Refuse a replicate that a complete run does not have."""
    manifest = run_folder.read_complete(folder, ["targets"])
    first, last = manifest["first"], manifest["last"]
    if not first <= replicate < last:
        there = f"{first} to {last - 1} are" if first < last - 1 else f"{first} alone is"
        raise OutOfRange.of("replicate", f"is {replicate}; {there} in {folder}; ask for what is there")


def _raiders(folder: Path, replicate: int, common_failure: int) -> list[dict[str, Any]]:
    """Names, numbers, fates and stories of the raiders of one replicate."""
    path = folder / "targets.parquet"
    require_there(folder, replicate)
    with run_folder.reading(path):
        if "why" not in pq.read_schema(path).names:
            raise ResultMismatch(
                f"{path}: is of a version that told no stories; remove the folder and run again"
            )
        wanted = [("replicate", "=", replicate), ("common_failure", "=", common_failure)]
        table = pq.read_table(path, columns=COLUMNS, filters=wanted)
    if common_failure and not table.num_rows:
        raise OutOfRange(
            f"common_failure is True; replicate {replicate} was not played with it; leave it out"
        )
    rows: list[dict[str, Any]] = table.filter(pc.equal(table["side"], "hostile")).to_pylist()
    return [{name: row[name] for name in COLUMNS if name != "side"} for row in rows]
